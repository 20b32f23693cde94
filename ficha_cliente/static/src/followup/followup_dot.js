import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component} from "@odoo/owl";

/**
 * The follow-up colour of a customer: coloured dot, icon and word together, so
 * that the colour is never the only signal.
 */
export class FichaFollowupDot extends Component {
    static template = "ficha_cliente.FollowupDot";
    static props = {
        ...standardFieldProps,
        short: {type: Boolean, optional: true},
    };

    get color() {
        return this.props.record.data.followup_color || "";
    }

    get icon() {
        return this.props.record.data.followup_icon || "fa-circle-o";
    }

    get word() {
        return this.props.record.data[this.props.name]?.display_name || "";
    }
}

export const fichaFollowupDot = {
    component: FichaFollowupDot,
    supportedTypes: ["many2one"],
    fieldDependencies: [
        {name: "followup_color", type: "selection", selection: []},
        {name: "followup_icon", type: "selection", selection: []},
    ],
    extractProps: ({options}) => ({short: Boolean(options.short)}),
};

registry.category("fields").add("ficha_followup_dot", fichaFollowupDot);
