/* global L */
import {_t} from "@web/core/l10n/translation";
import {Domain} from "@web/core/domain";
import {debounce} from "@web/core/utils/timing";
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
    useRef,
    useState,
} from "@odoo/owl";
import {
    SHAPES,
    clusterIcon,
    loadLeaflet,
    makeMap,
    markIcon,
    viewOf,
} from "./leaflet_map";

const MODEL = "res.partner";

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
        });
        this.moved = debounce(() => this.load(), 150);
        onWillStart(async () => {
            const [settings] = await Promise.all([
                this.orm.call(MODEL, "ficha_map_settings", []),
                loadLeaflet(),
            ]);
            this.settings = settings;
        });
        onMounted(() => this.start());
        onWillUpdateProps((next) => {
            if (JSON.stringify(next.domain) !== JSON.stringify(this.props.domain)) {
                this.state.card = null;
                this.state.near = null;
                this.load({domain: next.domain, first: true});
            }
        });
        onWillUnmount(() => {
            this.gone = true;
            this.moved.cancel();
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
        this.marks = L.markerClusterGroup({
            maxClusterRadius: 40,
            showCoverageOnHover: false,
            animate: false,
            iconCreateFunction: (cluster) => clusterIcon(cluster.getChildCount()),
        }).addTo(map);
        this.clusters = L.layerGroup().addTo(map);
        await this.load({first: true});
        map.on("moveend", this.moved);
    }

    /** Ask for what is in view, and draw it; of several answers only the last counts. */
    async load({domain = this.props.domain, first = false} = {}) {
        if (!this.map) {
            return;
        }
        const everywhere = first;
        const answer = await this.last.add(
            this.orm.call(MODEL, "ficha_map", [], {
                domain,
                view: everywhere ? null : viewOf(this.map),
                zoom: Math.round(this.map.getZoom()),
                colour: this.state.colour,
                hidden: this.state.hidden,
                first,
                context: this.props.context,
            })
        );
        if (this.gone) {
            return;
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
        this.state.legend = answer.legend;
        this.state.inside = answer.inside;
        this.state.ready = true;
        this.draw(answer);
    }

    draw({legend, points, clusters}) {
        const marks = Object.fromEntries(legend.map((line) => [line.key, line]));
        this.marks.clearLayers();
        this.clusters.clearLayers();
        this.marks.addLayers(
            points.map(([id, latitude, longitude, key]) => {
                const line = marks[key] || {colour: "grey", shape: "ring", label: ""};
                const mark = L.marker([latitude, longitude], {
                    icon: markIcon(line.colour, line.shape),
                    title: line.label,
                    alt: line.label,
                });
                mark.on("click", () => this.openCard(id));
                return mark;
            })
        );
        for (const [latitude, longitude, count, money] of clusters) {
            L.marker([latitude, longitude], {icon: clusterIcon(count, money)})
                .on("click", () =>
                    this.map.setView([latitude, longitude], this.map.getZoom() + 2)
                )
                .addTo(this.clusters);
        }
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
        this.state.colour = event.target.value;
        this.state.hidden = [];
        return this.load();
    }

    async openCard(id) {
        this.state.card = await this.orm.call(MODEL, "ficha_map_card", [id]);
    }

    /** What opens the telephone's own navigator. */
    geoOf({latitude, longitude, address}) {
        const place = `${latitude},${longitude}`;
        return `geo:${place}?q=${encodeURIComponent(address || place)}`;
    }

    closeCard() {
        this.state.card = null;
    }

    openFile(id) {
        return this.props.selectRecord(id, {});
    }

    async log(id) {
        const action = await this.orm.call(MODEL, "action_log_interaction", [[id]]);
        return this.action.doAction(action, {onClose: () => this.load()});
    }

    /** The list of those in view: to select, to export, to act on many. */
    openList() {
        const [south, west, north, east] = viewOf(this.map);
        const domain = Domain.and([
            this.props.domain,
            [
                ["map_latitude", ">=", south],
                ["map_latitude", "<=", north],
                ["map_longitude", ">=", west],
                ["map_longitude", "<=", east],
                ["map_precision", "!=", false],
            ],
        ]).toList(this.props.context);
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("In view on the map"),
            res_model: MODEL,
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain,
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

    async near(latitude, longitude, name) {
        const lines = await this.orm.call(MODEL, "ficha_map_near", [], {
            domain: this.props.domain,
            latitude,
            longitude,
        });
        this.state.card = null;
        this.state.near = {name, lines};
        this.here?.remove();
        this.here = L.circleMarker([latitude, longitude], {radius: 9}).addTo(this.map);
        this.map.setView([latitude, longitude], Math.max(this.map.getZoom(), 11));
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
