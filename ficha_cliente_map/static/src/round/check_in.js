import {Component, useState} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

/** *I have arrived*: with the position when the browser may say it, without otherwise. */
export class FichaCheckIn extends Component {
    static template = "ficha_cliente_map.CheckIn";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.state = useState({busy: false});
    }

    position() {
        return new Promise((resolve) => {
            if (!navigator.geolocation) {
                return resolve([]);
            }
            navigator.geolocation.getCurrentPosition(
                ({coords}) => resolve([coords.latitude, coords.longitude]),
                () => resolve([]),
                {maximumAge: 30000, timeout: 8000}
            );
        });
    }

    async arrived() {
        const record = this.props.record;
        this.state.busy = true;
        try {
            const where = await this.position();
            const words = await this.orm.call("ficha.round.stop", "check_in", [
                [record.resId],
                ...where,
            ]);
            this.notification.add(words, {type: "success"});
            await record.model.root.load();
        } finally {
            this.state.busy = false;
        }
    }
}

registry.category("view_widgets").add("ficha_check_in", {component: FichaCheckIn});
