import {FichaDayInput, comingDays} from "../day/day_input";
import {
    saveAndCall,
    tellGesture,
    useAskWhy,
    useGesturePage,
    whileThere,
} from "../gesture/gesture";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {quickButtons} from "../quick/quick";
import {registry} from "@web/core/registry";
import {useDropdownState} from "@web/core/dropdown/dropdown_hooks";
import {useHotkey} from "@web/core/hotkeys/hotkey_hook";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component, onMounted, useEffect, useRef, useState} from "@odoo/owl";

// What stays on top of the page while it is scrolled, in pixels.
const TOP = 150;

/**
 * The card on top of a customer file, which says what is now: colour, since when, why,
 * what waits, what happens next and who does it; the next step as the main button, and
 * the gestures in place. Where it has been scrolled away, a bar says it in one line.
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
        this.postponingInBar = useDropdownState();
        this.bar = useState({shown: false});
        useEffect(
            (card) => {
                if (!card || this.env.inDialog) {
                    return;
                }
                const observer = new IntersectionObserver(
                    ([
                        {
                            isIntersecting,
                            boundingClientRect: {height, top},
                        },
                    ]) => {
                        this.bar.shown = !isIntersecting && height > 0 && top < TOP;
                    },
                    {rootMargin: `-${TOP}px 0px 0px 0px`}
                );
                observer.observe(card);
                return () => observer.disconnect();
            },
            () => [this.root.el]
        );
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

    /** Whether there is a line on the page in which one notes. */
    get mayNote() {
        return quickButtons.contains("note") && !this.env.isSmall && !this.env.inDialog;
    }

    /** On a telephone the round buttons call and write. */
    get isDoneMain() {
        const {main} = this.banner;
        return Boolean(main && (main.kind === "done" || this.env.isSmall));
    }

    async call(method, args = []) {
        const {record} = this.props;
        const result = await saveAndCall(this.orm, record, method, args);
        if (!result) {
            return;
        }
        if (result.type) {
            this.action.doAction(result, {
                onClose: whileThere(this, () => record.model.load()),
            });
        } else {
            if (result.message) {
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

    /** They are being called or written to: what is said can be noted at once. */
    begin(kind) {
        this.env.bus.trigger("FICHA:NOTE", {resId: this.props.record.resId, kind});
    }

    done() {
        return this.call("action_followup_done");
    }

    postpone(date) {
        this.postponing.close();
        this.postponingInBar.close();
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
