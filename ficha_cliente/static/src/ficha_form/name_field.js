import {TextField} from "@web/views/fields/text/text_field";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component, xml} from "@odoo/owl";

const fields = registry.category("fields");
const AUTOCOMPLETE = "field_partner_autocomplete";

/**
 * A name that is there is read, in as many lines as it needs. Odoo's Partner
 * Autocomplete puts a box that completes names into every form of contacts, one line
 * that cuts what is longer: here it is for new customers, and for what is no name.
 */
export class FichaNameField extends Component {
    static template = xml`<t t-component="inner.component" t-props="inner.props" />`;
    static props = {
        ...standardFieldProps,
        placeholder: {type: String, optional: true},
        completed: {type: Object, optional: true},
    };

    get inner() {
        const {completed, placeholder, ...standard} = this.props;
        if (this.props.name === "name" && this.props.record.resId) {
            const props = {...standard, placeholder, lineBreaks: false, rowCount: 1};
            return {component: TextField, props};
        }
        const {component} = fields.get(AUTOCOMPLETE);
        return {component, props: {...standard, ...completed}};
    }
}

fields.add(`ficha_form.${AUTOCOMPLETE}`, {
    component: FichaNameField,
    supportedTypes: ["char", "text"],
    extractProps: (info, dynamic) => ({
        placeholder: info.placeholder || info.attrs.placeholder,
        completed: fields.get(AUTOCOMPLETE).extractProps?.(info, dynamic) || {},
    }),
});
