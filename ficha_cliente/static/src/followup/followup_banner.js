import {FichaDayInput, comingDays} from "../day/day_input";
import {tellGesture, useAskWhy, useGesturePage} from "../gesture/gesture";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {registry} from "@web/core/registry";
import {useDropdownState} from "@web/core/dropdown/dropdown_hooks";
import {useHotkey} from "@web/core/hotkeys/hotkey_hook";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component, onMounted, useRef} from "@odoo/owl";

/**
 * The line on top of a customer file: colour, since when, why, what happens next
 * and who does it, with the three gestures in place (done, postpone, change).
 * All words come from the server; see `followup_banner` on res.partner.
 */
export class FichaFollowupBanner extends Component {
    static template = "ficha_cliente.FollowupBanner";
    static components = {Dropdown, DropdownItem, FichaDayInput};
    static props = {...standardFieldProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.askWhy = useAskWhy();
        this.root = useRef("root");
        this.days = comingDays();
        this.postponing = useDropdownState();
        useGesturePage({
            reload: () => this.props.record.model.load(),
            focus: () => this.focus(),
        });
        useHotkey("alt+shift+t", () => this.telephone?.click(), {
            isAvailable: () => Boolean(this.telephone),
        });
        // who opens the page with the keyboard is beside what there is to do
        onMounted(() => {
            if ([null, document.body].includes(document.activeElement)) {
                this.focus();
            }
        });
    }

    focus() {
        this.root.el?.focus({preventScroll: true});
    }

    /** The first telephone of the page, as a link that calls. */
    get telephone() {
        return this.root.el?.closest(".o_form_view")?.querySelector("a[href^='tel:']");
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

    /** Say what a gesture did; `undo` of the page's own model knows no model. */
    tell({message, undo}) {
        const {resId} = this.props.record;
        tellGesture(this.env, {
            message,
            undo: undo && {
                model: "res.partner",
                ...undo,
                args: undo.model ? undo.args : [[resId], ...undo.args],
            },
        });
    }

    done() {
        return this.call("action_followup_done");
    }

    postpone(date) {
        this.postponing.close();
        return date && this.call("action_followup_postpone", [date]);
    }

    async setState(state) {
        const why = state ? await this.askWhy(state.name) : "";
        if (why !== null) {
            await this.call("action_followup_set_state", [state && state.id, why]);
        }
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
