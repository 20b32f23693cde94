import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {saveAndCall, tellGesture} from "@ficha_cliente/gesture/gesture";

import {Component} from "@odoo/owl";

/**
 * The channels of a customer in one line, yes or no; unfolded, one line for each with
 * why, and the button with which
 * "they asked not to" is recorded in one press. All words come from the server; see
 * `ficha_contact_lines` on res.partner.
 */
export class FichaMayContact extends Component {
    static template = "ficha_cliente_privacy.MayContact";
    static props = {...standardFieldProps};

    setup() {
        this.orm = useService("orm");
        this.yes = _t("they may be contacted by it");
        this.no = _t("they are not contacted by it");
    }

    get lines() {
        return this.props.record.data[this.props.name] || [];
    }

    async call(method, args) {
        const {record} = this.props;
        const result = await saveAndCall(this.orm, record, method, args);
        if (!result) {
            return;
        }
        if (result.message) {
            this.tell(result);
        }
        await record.model.load();
    }

    tell({message, undo}) {
        const {resId, resModel: model} = this.props.record;
        tellGesture(this.env, {
            message,
            undo: undo && {
                model,
                method: undo.method,
                args: [[resId], ...undo.args],
            },
        });
    }

    askedNot(channel) {
        return this.call("action_ficha_asked_not", [channel]);
    }
}

registry.category("fields").add("ficha_may_contact", {
    component: FichaMayContact,
    supportedTypes: ["json"],
});
