import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {FormViewDialog} from "@web/views/view_dialogs/form_view_dialog";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component} from "@odoo/owl";

/**
 * While a contact is being created: who may be the same, and why. It blocks nothing,
 * and looking at the other leaves what was typed as it is.
 */
export class FichaDuplicateHint extends Component {
    static template = "ficha_cliente_merge.DuplicateHint";
    static props = {...standardFieldProps};

    setup() {
        this.dialog = useService("dialog");
    }

    get found() {
        return this.props.record.data[this.props.name] || [];
    }

    open(match) {
        this.dialog.add(FormViewDialog, {
            resModel: "res.partner",
            resId: match.id,
            title: match.name,
            readonly: true,
        });
    }
}

export const fichaDuplicateHint = {
    component: FichaDuplicateHint,
    supportedTypes: ["json"],
};

registry.category("fields").add("ficha_duplicate_hint", fichaDuplicateHint);
