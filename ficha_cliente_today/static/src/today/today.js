import {
    tellGesture,
    useCustomerGesture,
    useGesturePage,
    whileThere,
} from "@ficha_cliente/gesture/gesture";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {Layout} from "@web/search/layout";
import {SIZES} from "@web/core/ui/ui_service";
import {TodayLine} from "./today_line";
import {TodayMonth} from "./today_month";
import {_t} from "@web/core/l10n/translation";
import {formatCurrency} from "@web/core/currency";
import {getDefaultConfig} from "@web/views/view";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useHotkey} from "@web/core/hotkeys/hotkey_hook";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";

import {Component, onMounted, onPatched, useRef, useState, useSubEnv} from "@odoo/owl";

// Lines of a section that are shown before somebody asks for the rest.
const FIRST = 5;

// The gestures that have a key, and the buttons of a line that are pressed by it.
const KEYS = {
    "alt+shift+h":
        ".o_ficha_today_done, .o_ficha_today_finish, .o_ficha_today_answered, .o_ficha_today_solve",
    "alt+shift+p": ".o_ficha_today_postpone",
    "alt+shift+l": ".o_ficha_today_log",
    "alt+shift+t": ".o_ficha_today_call",
};

/**
 * *Hoy*: who to call today and why. Everything comes from one call, which is made again
 * after each gesture: what was dealt with goes away by itself.
 */
export class FichaToday extends Component {
    static template = "ficha_cliente_today.Today";
    static components = {Dropdown, DropdownItem, Layout, TodayLine, TodayMonth};
    static props = {...standardActionServiceProps};

    setup() {
        useSubEnv({config: {...getDefaultConfig(), ...this.env.config}});
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.ui = useState(useService("ui"));
        this.state = useState({
            data: null,
            team: false,
            done: false,
            open: {},
            scope: "auto",
            userId: false,
            ...this.props.state?.today,
        });
        useSetupAction({
            getLocalState: () => ({
                today: {scope: this.state.scope, userId: this.state.userId},
            }),
        });
        this.root = useRef("root");
        this.gesture = useCustomerGesture();
        useGesturePage({reload: () => this.load(), focus: () => this.focus()});
        for (const [key, buttons] of Object.entries(KEYS)) {
            useHotkey(key, () => this.press(buttons), {allowRepeat: false});
        }
        onPatched(() => {
            const {place} = this;
            this.place = null;
            if (place) {
                this.goTo(place);
            }
        });
        this.env.config.setDisplayName(_t("Today"));
        // the frame is there at once, and fills
        onMounted(() => {
            this.load();
            this.loadTeam();
            // who works with the keyboard begins beside what there is to do
            if ([null, document.body].includes(document.activeElement)) {
                this.focus();
            }
        });
    }

    focus() {
        this.root.el?.focus({preventScroll: true});
    }

    /** How much there is in the whole team, once the page is there. */
    async loadTeam() {
        this.state.team = await this.orm.silent.call("ficha.today", "get_team");
    }

    /** Press a button of the line where one is, or of the first line that has it. */
    press(buttons) {
        const line = document.activeElement?.closest(".o_ficha_today_line");
        (line || this.root.el).querySelector(buttons)?.click();
    }

    /** Where a line is, to be there again when it has gone. */
    placeOf(line) {
        const el = this.root.el?.querySelector(`[data-partner='${line.partner_id}']`);
        const section = el?.closest(".o_ficha_today_section");
        const lines = section && [...section.querySelectorAll(".o_ficha_today_line")];
        return {id: line.partner_id, section, index: lines?.indexOf(el)};
    }

    /** To the line itself, the one that took its place, or its section. */
    goTo({id, section, index}) {
        if (document.activeElement && document.activeElement !== document.body) {
            return;
        }
        const lines = section?.isConnected
            ? [...section.querySelectorAll(".o_ficha_today_line")]
            : [];
        const line =
            this.root.el?.querySelector(`[data-partner='${id}']`) ||
            lines[Math.min(index, lines.length - 1)];
        const target =
            line?.querySelector(".o_ficha_today_name") ||
            (section?.isConnected && section.querySelector("button"));
        if (target) {
            target.focus();
        } else {
            this.focus();
        }
    }

    get whose() {
        return {scope: this.state.scope, user_id: this.state.userId};
    }

    /** @param {Object} place where one was: there again once the new page is shown */
    async load(place = null) {
        const data = await this.orm.call("ficha.today", "get_today", [], this.whose);
        this.state.data = data;
        this.place = place;
        this.state.scope = data.scope;
        this.env.config.setDisplayName(data.title);
        this.loadDone();
    }

    /** How much of the day is done, once the page is there. */
    async loadDone() {
        const {scope, user_id: userId} = this.state.data;
        this.state.done = await this.orm.silent.call("ficha.today", "get_progress", [
            scope,
            userId,
        ]);
    }

    /** Go through those who wait, one customer at a time. */
    start() {
        const {scope, user_id: userId} = this.state.data;
        return this.action.doAction("ficha_cliente_today.action_ficha_today_walk", {
            props: {whose: {scope, userId}},
        });
    }

    async show(scope, userId = false) {
        Object.assign(this.state, {scope, userId, open: {}});
        await this.load();
    }

    // -- what is shown

    /** All of them, always in the same order: who looks for one knows where it is. */
    get sections() {
        return this.state.data?.sections || [];
    }

    get columnCount() {
        if (this.ui.size >= SIZES.XL) {
            return 3;
        }
        return this.ui.size >= SIZES.MD ? 2 : 1;
    }

    /** The sections in their order, from left to right: each has its place. */
    get columns() {
        const columns = Array.from({length: this.columnCount}, () => ({cards: []}));
        if (!this.state.data) {
            return columns;
        }
        [...this.sections, {key: "month"}].forEach((card, index) =>
            columns[index % columns.length].cards.push(card)
        );
        return columns;
    }

    shown(section) {
        return this.state.open[section.key]
            ? section.lines
            : section.lines.slice(0, FIRST);
    }

    hidden(section) {
        return section.lines.length - this.shown(section).length;
    }

    get subtitle() {
        if (!this.state.data) {
            return "";
        }
        const {person, scope, waiting_count: count} = this.state.data;
        const {team} = this.state;
        const parts = [person];
        if (count) {
            parts.push(
                count === 1
                    ? _t("1 customer waiting")
                    : _t("%s customers waiting", count)
            );
        }
        if (team && scope !== "all") {
            parts.push(_t("%s in the whole team", team));
        }
        if (this.state.done) {
            parts.push(_t("%s done", this.state.done));
        }
        return parts.join(" · ");
    }

    get personLabel() {
        const {scope, person} = this.state.data;
        return scope === "user" ? person : _t("A person");
    }

    get nothing() {
        return !this.sections.some((section) => section.count);
    }

    money(amount) {
        return formatCurrency(amount, this.state.data.currency_id, {
            digits: [69, Math.abs(amount) >= 100 ? 0 : 2],
        });
    }

    more(section) {
        this.state.open[section.key] = true;
    }

    // -- gestures of a section

    async openSection(section) {
        const action = await this.orm.call("ficha.today", "open_section", [
            section.key,
            this.state.scope,
            this.state.userId,
        ]);
        return this.action.doAction(action);
    }

    // -- gestures of a line: see TodayLine

    /** Carry out an action in its dialog; whatever came of it is then read again. */
    dialog(action) {
        return this.action.doAction(action, {
            onClose: whileThere(this, () => this.load()),
        });
    }

    /** As `dialog`, of a line: one is there again afterwards, or where it was. */
    lineDialog(action, line) {
        const place = this.placeOf(line);
        return this.action.doAction(action, {
            onClose: whileThere(this, () => this.load(place)),
        });
    }

    /** Follow a customer of somebody else, or of nobody, up oneself. */
    take(line) {
        return this.gesture([line.partner_id], "action_followup_take");
    }

    openFicha(line) {
        return this.action.doAction("ficha_cliente.action_ficha", {
            viewType: "form",
            props: {resId: line.partner_id},
        });
    }

    /** The telephone rings by itself (a `tel:` link); what was said is worth noting. */
    called(line) {
        const close = this.notification.add(
            _t("When you have spoken with %s, note it.", line.name),
            {
                type: "info",
                sticky: true,
                buttons: [
                    {
                        name: _t("Log the call"),
                        primary: true,
                        onClick: () => {
                            close();
                            this.log(line, "call");
                        },
                    },
                ],
            }
        );
    }

    async log(line, kind = false) {
        const action = await this.orm.call("ficha.today", "action_log", [
            line.partner_id,
            line.source,
            line.res_id,
            kind,
        ]);
        return this.lineDialog(action, line);
    }

    async write(line, remind = false) {
        const action = await this.orm.call("ficha.today", "action_write", [
            line.partner_id,
            remind,
            line.source,
            line.res_id,
        ]);
        return this.lineDialog(action, line);
    }

    async done(line) {
        const action = await this.orm.call("ficha.today", "action_done", [
            line.partner_id,
            line.source,
            line.res_id,
        ]);
        return this.lineDialog(action, line);
    }

    async postpone(line, date) {
        if (!date) {
            return;
        }
        const answer = await this.orm.call("ficha.today", "postpone", [
            line.partner_id,
            line.source,
            line.res_id,
            date,
        ]);
        return this.tell(answer, "undo_postpone", line);
    }

    /** They have their answer, by telephone or in person. */
    async answered(line) {
        const answer = await this.orm.call("ficha.today", "reply_answered", [
            line.partner_id,
        ]);
        return this.tell(answer, "undo_reply", line);
    }

    /** What they wrote needs no answer. */
    async dismiss(line) {
        const answer = await this.orm.call("ficha.today", "reply_dismissed", [
            line.partner_id,
            line.res_id,
        ]);
        return this.tell(answer, "undo_reply", line);
    }

    /** What was to do, and has no day, is done. */
    async finish(line) {
        const answer = await this.orm.call("ficha.today", "task_done", [
            line.partner_id,
            line.res_id,
        ]);
        return this.tell(answer, "undo_postpone", line);
    }

    /** Say what a gesture did, offer to take it back with `method`, and read again. */
    async tell({message, undo}, method, line) {
        const place = this.placeOf(line);
        tellGesture(this.env, {
            message,
            undo: {model: "ficha.today", method, args: [undo]},
        });
        await this.load(place);
    }

    async solve(line) {
        const action = await this.orm.call("ficha.today", "action_solve", [
            line.source,
            line.res_id,
        ]);
        return action ? this.lineDialog(action, line) : this.load();
    }

    async decide(line) {
        const action = await this.orm.call("res.partner", "action_view_proposals", [
            [line.partner_id],
        ]);
        return this.action.doAction(action);
    }

    openRecord(action) {
        return this.dialog(action);
    }
}

registry.category("actions").add("ficha_cliente_today.today", FichaToday);
