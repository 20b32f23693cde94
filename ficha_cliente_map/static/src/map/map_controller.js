/* global L */
import {whileThere} from "@ficha_cliente/gesture/gesture";
import {_t} from "@web/core/l10n/translation";
import {Domain} from "@web/core/domain";
import {download} from "@web/core/network/download";
import {debounce} from "@web/core/utils/timing";
import {formatFloat} from "@web/core/utils/numbers";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {CogMenu} from "@web/search/cog_menu/cog_menu";
import {Layout} from "@web/search/layout";
import {SearchBar} from "@web/search/search_bar/search_bar";
import {useSearchBarToggler} from "@web/search/search_bar/search_bar_toggler";
import {standardViewProps} from "@web/views/standard_view_props";
import {
    Component,
    onMounted,
    onWillStart,
    onWillUnmount,
    onWillUpdateProps,
    useEffect,
    useRef,
    useState,
} from "@odoo/owl";
import {SHAPES, loadLeaflet, makeMap, viewOf} from "./leaflet_map";
import {MapLayers} from "./map_layers";
import {useMapZones} from "./map_zones";
import {navigatorUrl} from "./navigator";

const MODEL = "res.partner";
// How long the map stands still before it asks for the money of very many.
const STILL = 400;

export class FichaMapController extends Component {
    static template = "ficha_cliente_map.MapView";
    static components = {Layout, CogMenu, SearchBar};
    static props = {...standardViewProps, colour: String};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.mapRef = useRef("map");
        this.searchBarToggler = useSearchBarToggler();
        this.shapes = SHAPES;
        this.last = new KeepLast();
        this.state = useState({
            colour: this.props.state?.colour || this.props.colour,
            hidden: this.props.state?.hidden || [],
            legend: [],
            inside: 0,
            unplaced: 0,
            card: null,
            near: null,
            ready: false,
            heat: "",
            total: "",
            warm: null,
            text: "",
            found: null,
            tools: false,
            // What the search groups by, and whether that gives the colours now.
            grouped: "",
            group: "",
            several: false,
        });
        this.zones = useMapZones(
            () => Object.assign(this.state, {card: null, near: null, found: null}),
            () => this.load()
        );
        // The condition of those that the legend leaves on, as the server says it.
        this.switched = [];
        this.moved = debounce(() => this.load(), 150);
        this.sold = debounce((asked) => this.loadMoney(asked), STILL);
        onWillStart(async () => {
            const [settings] = await Promise.all([
                this.orm.call(MODEL, "ficha_map_settings", []),
                loadLeaflet(),
            ]);
            this.settings = settings;
            await this.loadProperties();
            this.groupBy(this.props.groupBy);
        });
        // The list of the groups takes room from the map, or gives it back.
        useEffect(
            () => {
                this.map?.invalidateSize();
            },
            () => [this.state.group, this.state.heat]
        );
        onMounted(() => this.start());
        onWillUpdateProps((next) => {
            const changed = (name) =>
                JSON.stringify(next[name]) !== JSON.stringify(this.props[name]);
            if (changed("groupBy")) {
                this.groupBy(next.groupBy);
            }
            if (changed("domain")) {
                this.state.card = null;
                this.state.near = null;
                this.load({domain: this.withZone(next.domain), first: true});
            } else if (changed("groupBy")) {
                this.load();
            }
        });
        onWillUnmount(() => {
            this.gone = true;
            this.moved.cancel();
            this.sold.cancel();
            this.map?.remove();
        });
    }

    async start() {
        const map = await makeMap(this.mapRef.el, this.settings);
        if (this.gone) {
            map.remove();
            return;
        }
        this.map = map;
        this.layers = new MapLayers(map, this.settings.currency, (id) =>
            this.openCard(id)
        );
        this.zones.addTo(map);
        await this.load({first: true});
        map.on("moveend", this.moved);
        // Opened from a customer: who else is near.
        const near = this.props.context.ficha_map_near;
        if (near && !this.gone) {
            await this.near(near.latitude, near.longitude, near.name, near.id);
        }
    }

    /** Ask for what is in view, and draw it; of several answers only the last counts. */
    async load({domain = this.withZone(), first = false} = {}) {
        if (!this.map) {
            return;
        }
        if (this.state.heat && !first) {
            return this.loadHeat(domain);
        }
        this.sold.cancel();
        const asked = {
            domain,
            view: first ? null : viewOf(this.map),
            zoom: Math.round(this.map.getZoom()),
            colour: this.key,
            hidden: [...this.state.hidden],
            context: this.props.context,
        };
        const answer = await this.last.add(
            this.orm.call(MODEL, "ficha_map", [], {...asked, first})
        );
        if (this.gone) {
            return;
        }
        this.drawn = null;
        if (answer.refused && this.state.group) {
            this.tellTooMany(this.groupName);
            Object.assign(this.state, {group: "", hidden: []});
            return this.load({domain, first});
        }
        if (first) {
            this.state.unplaced = answer.unplaced;
            if (answer.extent) {
                const [south, west, north, east] = answer.extent;
                this.map.off("moveend", this.moved);
                this.map.fitBounds(
                    [
                        [south, west],
                        [north, east],
                    ],
                    {padding: [30, 30], maxZoom: 12, animate: false}
                );
                this.map.on("moveend", this.moved);
            }
        }
        this.switched = answer.switched;
        this.state.several = answer.several;
        this.state.legend = answer.legend;
        this.state.inside = answer.inside;
        this.state.ready = true;
        this.layers.draw(answer);
        if (this.state.heat) {
            await this.loadHeat(domain);
        } else if (answer.later) {
            this.drawn = answer;
            this.sold(asked);
        }
    }

    /** Of very many, what was sold comes after the clusters, which do not wait for it. */
    async loadMoney(asked) {
        const {drawn} = this;
        const sums = await this.orm.silent.call(MODEL, "ficha_map_money", [], asked);
        // Moved on meanwhile: those clusters are no longer there.
        if (this.gone || this.state.heat || drawn !== this.drawn) {
            return;
        }
        const money = Object.fromEntries(
            sums.map(([row, column, sum]) => [`${row},${column}`, sum])
        );
        this.layers.drawClusters(
            drawn.clusters.map(([latitude, longitude, count, , row, column]) => [
                latitude,
                longitude,
                count,
                money[`${row},${column}`] || 0,
            ])
        );
    }

    /** Where the money is, instead of the marks. */
    async loadHeat(domain) {
        const {cells, total, inside, customers} = await this.last.add(
            this.orm.call(MODEL, "ficha_map_heat", [], {
                domain,
                view: viewOf(this.map),
                zoom: Math.round(this.map.getZoom()),
                what: this.state.heat,
                context: this.props.context,
            })
        );
        if (this.gone) {
            return;
        }
        // The list of those in view has them with or without.
        Object.assign(this.state, {inside, warm: customers});
        const money = this.layers.moneyOf(total);
        this.state.total =
            customers === 1
                ? _t("%s of 1 customer", money)
                : _t("%(money)s of %(count)s customers", {money, count: customers});
        this.layers.drawHeat(cells);
    }

    /** What gives the colours: the groups of the search, or what is chosen. */
    get key() {
        return this.state.group || this.state.colour;
    }

    /** Of a favourite, or come back to: the search asks for the company's own fields
     * only when its menu is opened. */
    async loadProperties() {
        const unknown = (this.props.groupBy || []).some(
            (name) => name.includes(".") && !this.fieldOf(name.split(":")[0])
        );
        if (unknown) {
            await this.env.searchModel?.fillSearchViewItemsProperty();
        }
    }

    /** A field of contacts, or one of the company's own, which only the search knows. */
    fieldOf(name) {
        return (
            this.props.fields[name] || this.env.searchModel?.searchViewFields?.[name]
        );
    }

    /** Whether the map can show this group of the search, as lists do. */
    isGroup(name) {
        const [field, , more] = name.split(":");
        const {type, groupable} = this.fieldOf(field) || {};
        const {grouped, properties} = this.settings;
        const types = field.includes(".") ? properties : grouped;
        return !more && groupable !== false && types.includes(type);
    }

    /** The first group of the search that a map can show; others are told. */
    groupBy(names) {
        const known = (names || []).find((name) => this.isGroup(name));
        if (names?.length && !known) {
            this.tellNoGroups(names[0]);
        }
        this.state.grouped = this.state.group = known || "";
        this.state.hidden = [];
    }

    /** Of some kinds of groups there are no colours, as of amounts. */
    tellNoGroups(name) {
        this.notification.add(
            _t(
                "The map shows no groups by “%s”: the colours stay as they were.",
                this.fieldOf(name.split(":")[0])?.string || name
            )
        );
    }

    tellTooMany(words) {
        this.notification.add(
            _t(
                "In view there are more than 3,000 groups by “%s”: the colours stay as they were. Move nearer, or group by something else.",
                words
            )
        );
    }

    /** The words of what the search groups by, as its facet says them. */
    get groupName() {
        const {grouped} = this.state;
        const place = (this.props.groupBy || []).indexOf(grouped);
        const facet = this.env.searchModel?.facets.find(({type}) => type === "groupBy");
        return (
            facet?.values[place] ||
            this.fieldOf(grouped.split(":")[0])?.string ||
            grouped
        );
    }

    toggle(key) {
        const hidden = this.state.hidden;
        const place = hidden.indexOf(key);
        if (place >= 0) {
            hidden.splice(place, 1);
        } else {
            hidden.push(key);
        }
        return this.load();
    }

    colourBy(event) {
        const [kind, key] = event.target.value.split(":");
        this.state.heat = kind === "heat" ? key : "";
        this.state.group = kind === "group" ? this.state.grouped : "";
        if (!["heat", "group"].includes(kind)) {
            this.state.colour = kind;
        }
        this.state.hidden = [];
        this.state.warm = null;
        this.layers?.heat.clearLayers();
        return this.load();
    }

    /** The search of the view, within the zone that is drawn. */
    withZone(domain = this.props.domain) {
        const {zone} = this.zones.state;
        return zone
            ? Domain.and([domain, [["map_zone", "=", zone]]]).toList(this.props.context)
            : domain;
    }

    // -- places ---------------------------------------------------------------------

    async find() {
        const text = this.state.text.trim();
        this.state.found = text
            ? await this.orm.call(MODEL, "ficha_map_find", [text])
            : null;
        if (this.state.found?.length === 1) {
            this.goTo(this.state.found[0]);
        }
    }

    goTo({latitude, longitude}) {
        this.state.found = null;
        this.map.setView([latitude, longitude], Math.max(this.map.getZoom(), 12));
    }

    async openCard(id) {
        this.state.card = await this.orm.call(MODEL, "ficha_map_card", [id]);
    }

    /** What opens the device's own navigator. */
    wayTo({destination}) {
        return navigatorUrl(destination);
    }

    closeCard() {
        this.state.card = null;
    }

    openFile(id) {
        return this.props.selectRecord(id, {});
    }

    async log(id) {
        const action = await this.orm.call(MODEL, "action_log_interaction", [[id]]);
        return this.action.doAction(action, {
            onClose: whileThere(this, () => this.load()),
        });
    }

    /** Whom the map shows: the search, the zone, what is in view, and the legend. */
    get shown() {
        const [south, west, north, east] = viewOf(this.map);
        return Domain.and([
            this.withZone(),
            this.state.heat ? [] : this.switched,
            [
                ["map_latitude", ">=", south],
                ["map_latitude", "<=", north],
                ["map_longitude", ">=", west],
                ["map_longitude", "<=", east],
                ["map_precision", "!=", false],
            ],
        ]).toList(this.props.context);
    }

    /** The list of those shown: to select, to act on many. */
    openList() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("In view on the map"),
            res_model: MODEL,
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain: this.shown,
        });
    }

    /** A sheet of those shown, as Odoo's own export makes it. */
    async exportShown() {
        const group = this.state.group.split(":")[0];
        const names = [
            "display_name",
            "street",
            "zip",
            "city",
            "phone",
            "user_id",
            group || this.settings.fields[this.state.colour],
            "map_latitude",
            "map_longitude",
            "map_precision",
        ];
        const known = await this.orm.call(MODEL, "fields_get", [
            names,
            ["string", "type"],
        ]);
        if (group.includes(".")) {
            known[group] = this.fieldOf(group);
        }
        await download({
            url: "/web/export/xlsx",
            data: {
                data: JSON.stringify({
                    model: MODEL,
                    fields: names
                        .filter((name) => name in known)
                        .map((name) => ({
                            name,
                            label: known[name].string,
                            type: known[name].type,
                        })),
                    ids: false,
                    domain: this.shown,
                    groupby: [],
                    context: this.props.context,
                    import_compat: false,
                }),
            },
        });
    }

    openUnplaced() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Not on the map"),
            res_model: MODEL,
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain: Domain.and([
                this.props.domain,
                [["map_precision", "=", false]],
            ]).toList(this.props.context),
        });
    }

    // -- near here ------------------------------------------------------------------

    /** Who is near a place, or near somebody, who is not near themselves. */
    async near(latitude, longitude, name, id = 0) {
        const lines = await this.orm.call(MODEL, "ficha_map_near", [], {
            domain: Domain.and([this.withZone(), id ? [["id", "!=", id]] : []]).toList(
                this.props.context
            ),
            latitude,
            longitude,
        });
        this.state.card = null;
        this.state.near = {name, lines};
        this.here?.remove();
        this.here = L.circleMarker([latitude, longitude], {radius: 9}).addTo(this.map);
        this.map.setView([latitude, longitude], Math.max(this.map.getZoom(), 11));
    }

    /** Kilometres as the reader's language writes them. */
    kmOf(km) {
        return formatFloat(km, {digits: [16, 1]});
    }

    closeNear() {
        this.state.near = null;
        this.here?.remove();
    }

    /** From where the telephone is: the browser asks for permission. */
    nearMe() {
        if (!navigator.geolocation) {
            return this.notHere();
        }
        navigator.geolocation.getCurrentPosition(
            ({coords}) => this.near(coords.latitude, coords.longitude, _t("here")),
            () => this.notHere(),
            {maximumAge: 60000, timeout: 10000}
        );
    }

    notHere() {
        this.notification.add(
            _t(
                "The browser does not say where you are. Allow it to in the address bar, or click a customer and choose Near here."
            ),
            {type: "warning"}
        );
    }
}
