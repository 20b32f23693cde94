import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component} from "@odoo/owl";

/**
 * The line on top of a customer file: colour, since when, why, what happens next
 * and who does it, with the three gestures in place (done, postpone, change).
 * All words come from the server; see `followup_banner` on res.partner.
 */
export class FichaFollowupBanner extends Component {
    static template = "ficha_cliente.FollowupBanner";
    static components = {Dropdown, DropdownItem};
    static props = {...standardFieldProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
    }

    get banner() {
        return this.props.record.data[this.props.name] || null;
    }

    async call(method, args = []) {
        const {record} = this.props;
        if (!(await record.save())) {
            return;
        }
        const result = await this.orm.call(
            "res.partner",
            method,
            [[record.resId], ...args],
            {context: record.context}
        );
        if (result && result.type) {
            this.action.doAction(result, {onClose: () => record.model.load()});
        } else {
            if (result && result.message) {
                this.tell(result);
            }
            await record.model.load();
        }
    }

    /** Say what a gesture did and offer to take it back. */
    tell({message, undo}) {
        const close = this.notification.add(message, {
            type: "success",
            buttons: undo
                ? [
                      {
                          name: _t("Undo"),
                          onClick: () => {
                              close();
                              return this.call(undo.method, undo.args);
                          },
                      },
                  ]
                : [],
        });
    }

    done() {
        return this.call("action_followup_done");
    }

    postpone(date) {
        return date && this.call("action_followup_postpone", [date]);
    }

    setState(stateId) {
        return this.call("action_followup_set_state", [stateId]);
    }

    giveBack() {
        return this.call("action_followup_automatic");
    }
}

export const fichaFollowupBanner = {
    component: FichaFollowupBanner,
    supportedTypes: ["json"],
};

registry.category("fields").add("ficha_followup_banner", fichaFollowupBanner);
