import {FichaDayInput, comingDays} from "@ficha_cliente/day/day_input";
import {tellGesture, useGesturePage, whileThere} from "@ficha_cliente/gesture/gesture";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {Layout} from "@web/search/layout";
import {_t} from "@web/core/l10n/translation";
import {formatCurrency} from "@web/core/currency";
import {getDefaultConfig} from "@web/views/view";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useDropdownState} from "@web/core/dropdown/dropdown_hooks";
import {useHotkey} from "@web/core/hotkeys/hotkey_hook";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";

import {Component, onMounted, onPatched, useRef, useState, useSubEnv} from "@odoo/owl";

// Customers that are told about at once: the one on the screen and those that follow.
const AHEAD = 3;
/** What was typed of each and not yet noted, by the id of the customer: whoever opens a
 * file and comes back finds it. In memory only, as on the file itself. */
const unsent = {};

/**
 * *Start*: those who wait, one customer at a time. The list, what is known of a
 * customer and what a result does are the server's (`ficha.today`); here it is remembered who
 * has been through, in which order the others come, and which one is on the screen.
 */
export class FichaTodayWalk extends Component {
    static template = "ficha_cliente_today.Walk";
    static components = {Dropdown, DropdownItem, FichaDayInput, Layout};
    static props = {
        ...standardActionServiceProps,
        // whose day; without it (the address was typed) one's own, or the team's
        whose: {type: Object, optional: true},
    };

    setup() {
        useSubEnv({config: {...getDefaultConfig(), ...this.env.config}});
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.root = useRef("root");
        this.noteInput = useRef("note");
        this.again = useDropdownState();
        this.days = comingDays(1);
        this.state = useState({
            data: null,
            briefs: {},
            // what came of it, and the order of the others, by the id of the customer
            results: {},
            order: [],
            current: null,
            // somebody else was there first: what they noted, and what was to be noted
            meanwhile: null,
            notes: unsent,
            busy: false,
            scope: "auto",
            userId: false,
            ...this.props.whose,
            ...this.props.state?.walk,
        });
        useSetupAction({
            getLocalState: () => {
                const {results, order, scope, userId} = this.state;
                return {walk: {results, order, scope, userId}};
            },
        });
        useGesturePage({reload: () => this.load(), focus: () => this.focus()});
        const free = {isAvailable: () => this.ready, allowRepeat: false};
        useHotkey("1", () => this.result("spoke"), free);
        useHotkey("2", () => this.result("no_answer"), free);
        useHotkey("3", () => this.again.open(), free);
        useHotkey("4", () => this.result("ordered"), free);
        useHotkey("s", () => this.skip(), free);
        useHotkey("escape", () => this.leave(), {
            isAvailable: () => !this.again.isOpen,
        });
        for (const [key, button] of [
            ["alt+shift+t", ".o_ficha_walk_call"],
            ["alt+shift+l", ".o_ficha_walk_log"],
        ]) {
            useHotkey(key, () => this.root.el?.querySelector(button)?.click(), free);
        }
        this.env.config.setDisplayName(_t("One by one"));
        onMounted(() => this.load());
        // the next customer is read from its name on
        let shown = null;
        onPatched(() => {
            if (shown !== this.state.current) {
                shown = this.state.current;
                this.focus();
            }
        });
    }

    focus() {
        const title = this.root.el?.querySelector(".o_ficha_walk_title");
        (title || this.root.el)?.focus({preventScroll: true});
    }

    // -- the list

    get whose() {
        return {scope: this.state.scope, user_id: this.state.userId};
    }

    /** Read the list again. Whose result has been taken back is there once more. */
    async load() {
        const {state} = this;
        const data = await this.orm.call("ficha.today", "get_walk", [], this.whose);
        const back = data.lines.filter(
            (line) => state.results[line.partner_id] && !line.spoken
        );
        for (const line of back) {
            delete state.results[line.partner_id];
        }
        const ids = data.lines.map((line) => line.partner_id);
        const known = state.order.filter((id) => ids.includes(id));
        Object.assign(state, {
            data,
            scope: data.scope,
            order: [...known, ...ids.filter((id) => !known.includes(id))],
            meanwhile: null,
        });
        if (back.length) {
            state.current = back[0].partner_id;
        } else if (!this.waits(state.current)) {
            state.current = this.nextId();
        }
        await this.loadBriefs();
    }

    get byId() {
        return Object.fromEntries(
            this.state.data.lines.map((line) => [line.partner_id, line])
        );
    }

    waits(id) {
        return this.state.order.includes(id) && !this.state.results[id];
    }

    /** Those who have not been through, in their order. */
    get left() {
        return this.state.order.filter((id) => this.waits(id));
    }

    nextId() {
        const [first = null] = this.left.filter((id) => id !== this.state.current);
        return first ?? this.left[0] ?? null;
    }

    /** Tell of the one on the screen and of those that follow; who does not wait any
     * more is left out, with the reason. */
    async loadBriefs(kind = "other") {
        const {state} = this;
        const asked = state.current;
        if (asked === null) {
            return;
        }
        const ids = [asked, ...this.left.filter((id) => id !== asked)].slice(0, AHEAD);
        const briefs = await this.orm.silent.call(
            "ficha.today",
            "get_briefs",
            [ids],
            this.whose
        );
        const told = Object.fromEntries(briefs.map((one) => [one.partner_id, one]));
        for (const id of ids) {
            const brief = told[id];
            if (brief?.line) {
                state.briefs[id] = brief;
            } else if (this.waits(id)) {
                const gone = brief?.gone || _t("It is not there any more.");
                this.pass(id, id === asked ? kind : "other", gone);
            }
        }
        if (state.current === asked && !this.waits(asked)) {
            const {name, text} = state.results[asked];
            this.notification.add(_t("%(name)s: %(text)s", {name, text}), {
                type: "info",
            });
            await this.next();
        }
    }

    /** One is through, whatever came of it. */
    pass(id, kind, text) {
        const {name} = this.byId[id];
        const number = Object.keys(this.state.results).length;
        delete this.state.notes[id];
        this.state.results[id] = {id, name, kind, text, number};
    }

    /** Go on; at the end of the list, see whether there are more. */
    async next() {
        const {state} = this;
        Object.assign(state, {meanwhile: null, current: this.nextId()});
        if (state.current === null) {
            await this.load();
        } else {
            await this.loadBriefs();
        }
    }

    goTo(id) {
        Object.assign(this.state, {meanwhile: null, current: id});
        return this.loadBriefs();
    }

    skip() {
        const {state} = this;
        const {current} = state;
        if (this.left.length > 1) {
            state.order = [...state.order.filter((id) => id !== current), current];
            return this.goTo(this.left[0]);
        }
    }

    leave() {
        this.env.config.historyBack();
    }

    // -- what is shown

    get line() {
        const {data, current, briefs} = this.state;
        return data && (briefs[current]?.line || this.byId[current]);
    }

    get brief() {
        return this.state.briefs[this.state.current];
    }

    get ready() {
        const {busy, current, meanwhile} = this.state;
        return Boolean(this.line) && current !== null && !busy && !meanwhile;
    }

    get through() {
        return Object.values(this.state.results).sort((a, b) => a.number - b.number);
    }

    /** How far the day is: of who still waits although it has been spoken of, too. */
    get progress() {
        const {data, results} = this.state;
        const here = data.lines.filter(({partner_id: id}) => results[id]);
        const mine = here.filter(({partner_id: id}) => results[id].kind !== "other");
        // answered without a note: the server has nothing to count it by
        const known = new Set(data.lines.map(({partner_id: id}) => id));
        const settled = Object.values(results).filter(
            ({id, kind}) => kind === "settled" && !known.has(id)
        );
        const done = data.done + mine.length + settled.length;
        const left = Math.max(data.count - here.length, 0);
        const total = done + left;
        return {done, left, total, share: total ? (100 * done) / total : 0};
    }

    get position() {
        const {done, left, total} = this.progress;
        return left
            ? _t("Customer %(number)s of %(total)s", {number: done + 1, total})
            : _t("The list is done");
    }

    get counted() {
        const {done, left} = this.progress;
        return _t("%(done)s done · %(left)s left", {done, left});
    }

    get following() {
        const id = this.left.find((one) => one !== this.state.current);
        return id ? this.byId[id].name : "";
    }

    words(...parts) {
        return parts.filter(Boolean).join(" · ");
    }

    money(amount) {
        return formatCurrency(amount, this.state.data.currency_id);
    }

    get phone() {
        return this.line.phone;
    }

    /** Whose number it is, or whom to ask for, and when they like to be called. */
    get whom() {
        const {person, hours} = this.brief || {};
        const parts = person ? [person.name, person.function] : [];
        const name = parts.filter(Boolean).join(", ");
        return this.words(name, hours);
    }

    can(gesture) {
        return this.line.gestures.includes(gesture);
    }

    get labels() {
        const {name} = this.line;
        return {
            call: _t("Call %(name)s: %(phone)s", {name, phone: this.phone}),
            write: _t("Write an e-mail to %s", name),
            whatsapp: _t("WhatsApp to %s", name),
        };
    }

    // -- how it went

    async result(outcome, date = false, anyway = false) {
        const {state, line} = this;
        this.again.close();
        if (!line || state.busy) {
            return;
        }
        state.busy = true;
        let answer = null;
        try {
            answer = await this.orm.call("ficha.today", "note_result", [], {
                partner_id: line.partner_id,
                source: line.source,
                res_id: line.res_id,
                outcome,
                note: state.notes[line.partner_id] || "",
                date: date || null,
                moment: state.data.moment,
                anyway,
                ...this.whose,
            });
        } finally {
            state.busy = false;
        }
        if (answer.meanwhile) {
            state.meanwhile = {text: answer.meanwhile, outcome, date};
            return;
        }
        this.pass(line.partner_id, outcome, answer.text);
        // not in what was typed: an undo leads back to the customer
        this.focus();
        tellGesture(this.env, answer);
        await this.next();
        if (answer.then) {
            await this.action.doAction(answer.then);
        }
    }

    /** They have read what somebody else noted, and go on to the next one. */
    acknowledge() {
        this.pass(this.state.current, "other", this.state.meanwhile.text);
        return this.next();
    }

    /** Note it all the same, beside what somebody else noted. */
    insist() {
        const {outcome, date} = this.state.meanwhile;
        this.state.meanwhile = null;
        return this.result(outcome, date, true);
    }

    onNoteKey(ev) {
        if (ev.key === "Enter" && !ev.isComposing && this.ready) {
            ev.preventDefault();
            this.result("spoke");
        }
    }

    /** It rings by itself (a `tel:` link); what they say is written here. */
    called() {
        this.noteInput.el?.focus();
    }

    // -- the other gestures of the line, as in Hoy

    /** Carry out an action in its dialog; whoever does not wait any more is through. */
    dialog(action) {
        return this.action.doAction(action, {
            onClose: whileThere(this, () => this.loadBriefs()),
        });
    }

    async ask(method, args) {
        const action = await this.orm.call("ficha.today", method, args);
        return action
            ? this.action.doAction(action, {
                  onClose: whileThere(this, () => this.loadBriefs("spoke")),
              })
            : this.loadBriefs();
    }

    log() {
        const {partner_id: id, source, res_id: resId} = this.line;
        return this.ask("action_log", [id, source, resId, "call"]);
    }

    write() {
        const {partner_id: id, source, res_id: resId} = this.line;
        return this.ask("action_write", [id, this.can("remind"), source, resId]);
    }

    solve() {
        return this.ask("action_solve", [this.line.source, this.line.res_id]);
    }

    async gesture(method, args) {
        const {line} = this;
        const {message, undo} = await this.orm.call("ficha.today", method, args);
        tellGesture(this.env, {
            message,
            undo: {model: "ficha.today", method: "undo_reply", args: [undo]},
        });
        this.pass(line.partner_id, "settled", message);
        await this.next();
    }

    answered() {
        return this.gesture("reply_answered", [this.line.partner_id]);
    }

    dismiss() {
        return this.gesture("reply_dismissed", [
            this.line.partner_id,
            this.line.res_id,
        ]);
    }

    openFicha() {
        return this.action.doAction("ficha_cliente.action_ficha", {
            viewType: "form",
            props: {resId: this.state.current},
        });
    }
}

registry.category("actions").add("ficha_cliente_today.walk", FichaTodayWalk);
