/* global L */
import {
    Component,
    onMounted,
    onWillStart,
    onWillUnmount,
    useRef,
    useState,
} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {Dialog} from "@web/core/dialog/dialog";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {SPAIN, loadLeaflet, makeMap, markIcon} from "../map/leaflet_map";

/** A map on which a person puts one pin: click, or drag it. */
export class FichaPinDialog extends Component {
    static template = "ficha_cliente_map.PinDialog";
    static components = {Dialog};
    static props = {
        name: String,
        latitude: Number,
        longitude: Number,
        placed: Boolean,
        pinned: Boolean,
        save: Function,
        remove: Function,
        close: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.title = _t("Where is %s?", this.props.name);
        this.mapRef = useRef("map");
        this.state = useState({point: null});
        onWillStart(async () => {
            const [settings] = await Promise.all([
                this.orm.call("res.partner", "ficha_map_settings", []),
                loadLeaflet(),
            ]);
            this.settings = settings;
        });
        onMounted(async () => {
            this.map = await makeMap(this.mapRef.el, this.settings);
            if (this.props.placed) {
                const here = [this.props.latitude, this.props.longitude];
                this.map.setView(here, 13);
                this.put(here, false);
            } else {
                this.map.fitBounds(SPAIN);
            }
            this.map.on("click", ({latlng}) => this.put([latlng.lat, latlng.lng]));
        });
        onWillUnmount(() => this.map?.remove());
    }

    put(point, chosen = true) {
        this.pin?.remove();
        this.pin = L.marker(point, {
            draggable: true,
            autoPan: true,
            icon: markIcon("red", "diamond"),
            alt: _t("Pin"),
        }).addTo(this.map);
        this.pin.on("dragend", () => {
            const {lat, lng} = this.pin.getLatLng();
            this.state.point = [lat, lng];
        });
        if (chosen) {
            this.state.point = point;
        }
    }

    async save() {
        await this.props.save(...this.state.point);
        this.props.close();
    }

    async remove() {
        await this.props.remove();
        this.props.close();
    }
}

export class FichaPinWidget extends Component {
    static template = "ficha_cliente_map.PinWidget";
    static props = {...standardWidgetProps};

    setup() {
        this.dialog = useService("dialog");
        this.orm = useService("orm");
    }

    async open() {
        const record = this.props.record;
        if (!(await record.save())) {
            return;
        }
        const call = async (method, ...args) => {
            await this.orm.call("res.partner", method, [[record.resId], ...args]);
            await record.load();
        };
        this.dialog.add(FichaPinDialog, {
            name: record.data.display_name || "",
            latitude: record.data.map_latitude,
            longitude: record.data.map_longitude,
            placed: Boolean(record.data.map_precision),
            pinned: record.data.map_precision === "person",
            save: (latitude, longitude) => call("ficha_put_pin", latitude, longitude),
            remove: () => call("ficha_remove_pin"),
        });
    }
}

registry.category("view_widgets").add("ficha_pin", {
    component: FichaPinWidget,
    fieldDependencies: [
        {name: "display_name", type: "char"},
        {name: "map_latitude", type: "float"},
        {name: "map_longitude", type: "float"},
        {name: "map_precision", type: "selection"},
    ],
});
