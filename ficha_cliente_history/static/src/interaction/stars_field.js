import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component} from "@odoo/owl";

/**
 * A selection from 1 to 5 as stars. Clicking the star that is already set takes the
 * answer back: no answer is not the worst answer.
 */
export class FichaStarsField extends Component {
    static template = "ficha_cliente_history.StarsField";
    static props = {...standardFieldProps};

    get value() {
        return Number(this.props.record.data[this.props.name] || 0);
    }

    get stars() {
        return this.props.record.fields[this.props.name].selection.map(
            ([key, label]) => ({key, label, on: Number(key) <= this.value})
        );
    }

    set(key) {
        const value = Number(key) === this.value ? false : key;
        return this.props.record.update({[this.props.name]: value});
    }
}

registry.category("fields").add("ficha_stars", {
    component: FichaStarsField,
    supportedTypes: ["selection"],
});
