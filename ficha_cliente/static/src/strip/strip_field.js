import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component} from "@odoo/owl";

/** The customer in one line on Odoo's own screens, and the way to the customer file. */
export class FichaStrip extends Component {
    static template = "ficha_cliente.Strip";
    static props = {...standardFieldProps};

    setup() {
        this.action = useService("action");
    }

    get strip() {
        return this.props.record.data[this.props.name] || null;
    }

    open() {
        return this.action.doAction("ficha_cliente.action_ficha", {
            viewType: "form",
            props: {resId: this.strip.id},
        });
    }
}

registry.category("fields").add("ficha_strip", {
    component: FichaStrip,
    supportedTypes: ["json"],
});
