/* global L */
import {
    Component,
    onMounted,
    onWillStart,
    onWillUnmount,
    useEffect,
    useRef,
} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {loadLeaflet, makeMap, markIcon} from "../map/leaflet_map";

/** The stops of a round on a map: their numbers, and the way in straight lines. */
export class FichaRoundMap extends Component {
    static template = "ficha_cliente_map.RoundMap";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.mapRef = useRef("map");
        onWillStart(async () => {
            const [settings] = await Promise.all([
                this.orm.call("res.partner", "ficha_map_settings", []),
                loadLeaflet(),
            ]);
            this.settings = settings;
        });
        onMounted(async () => {
            const map = await makeMap(this.mapRef.el, this.settings);
            if (this.gone) {
                map.remove();
                return;
            }
            this.map = map;
            this.layer = L.layerGroup().addTo(map);
            this.draw();
        });
        useEffect(
            () => this.draw(),
            () => [JSON.stringify([this.stops, this.ends])]
        );
        onWillUnmount(() => {
            this.gone = true;
            this.map?.remove();
        });
    }

    /** Where the day begins and where it ends, which is often one place. */
    get ends() {
        const {data} = this.props.record;
        return [
            [data.start_latitude, data.start_longitude],
            [data.end_latitude, data.end_longitude],
        ].filter(([latitude, longitude]) => latitude || longitude);
    }

    /** The stops that are on the map, each with its number in the list. */
    get stops() {
        return this.props.record.data.stop_ids.records
            .map(({data}, place) => ({data, number: place + 1}))
            .filter(({data}) => data.map_latitude || data.map_longitude)
            .map(({data, number}) => ({
                number,
                point: [data.map_latitude, data.map_longitude],
                name: data.partner_id?.display_name || "",
                over: ["done", "absent"].includes(data.state),
            }));
    }

    draw() {
        if (!this.layer) {
            return;
        }
        this.layer.clearLayers();
        const [start, end = start] = this.ends;
        const stops = this.stops.map((stop) => stop.point);
        const points = start ? [start, ...stops, end] : stops;
        if (!stops.length) {
            return;
        }
        L.polyline(points, {color: "#1a5fb4", weight: 2, dashArray: "6 4"}).addTo(
            this.layer
        );
        this.ends.forEach((point) =>
            // A ring, also seen around a stop that is there.
            L.circleMarker(point, {
                radius: 17,
                color: "#137333",
                weight: 3,
                fill: false,
            })
                .bindTooltip(_t("Start and end"))
                .addTo(this.layer)
        );
        this.stops.forEach((stop) =>
            L.marker(stop.point, {
                icon: markIcon(
                    stop.over ? "grey" : "many",
                    "circle",
                    stop.number.toString()
                ),
                title: stop.name,
                alt: stop.name,
            }).addTo(this.layer)
        );
        this.map.fitBounds(points, {padding: [30, 30], maxZoom: 13, animate: false});
    }
}

registry.category("view_widgets").add("ficha_round_map", {component: FichaRoundMap});
