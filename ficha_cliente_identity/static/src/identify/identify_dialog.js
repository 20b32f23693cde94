import {Dialog} from "@web/core/dialog/dialog";
import {KeepLast} from "@web/core/utils/concurrency";
import {_t} from "@web/core/l10n/translation";
import {deserializeDate} from "@web/core/l10n/dates";
import {useAutofocus, useService} from "@web/core/utils/hooks";
import {registry} from "@web/core/registry";
import {useDebounced} from "@web/core/utils/timing";
import {useHotkey} from "@web/core/hotkeys/hotkey_hook";

import {Component, useRef, useState} from "@odoo/owl";

/**
 * What one does next with who was found: the buttons at the end of a line, after the
 * telephone, by their sequence. Other modules add theirs, under a key that becomes the
 * button's class `o_ficha_identify_<key>`:
 *
 * - `icon`: its icon, of Font Awesome
 * - `title`: `(line) => text`, where `line` is a result of `identify_box`
 * - `isDisplayed`: `(answer) => boolean`, of a whole answer of `identify_box`; may be
 *   left out
 * - `getAction`: `async (line, env) => action`, what to open when it is clicked
 */
export const identifyActionRegistry = registry.category("ficha_identify_actions");

identifyActionRegistry.add(
    "invoice",
    {
        icon: "fa-file-text-o",
        title: (line) => _t("Invoice %s", line.name),
        isDisplayed: (answer) => answer.can_invoice,
        getAction: (line) => ({
            type: "ir.actions.act_window",
            name: _t("New invoice"),
            res_model: "account.move",
            views: [[false, "form"]],
            context: {
                default_move_type: "out_invoice",
                default_partner_id: line.id,
            },
        }),
    },
    {sequence: 20}
);

// Milliseconds without a key before the server is asked.
const PAUSE = 150;
const LIMIT = 8;

/**
 * Type whatever is known of somebody, and see who it is: with the colour, the code, the
 * last purchase, and what one does next in one click.
 */
export class IdentifyDialog extends Component {
    static template = "ficha_cliente_identity.IdentifyDialog";
    static components = {Dialog};
    static props = {close: Function};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.input = useAutofocus({mobile: true});
        this.list = useRef("list");
        this.state = useState({
            query: "",
            asked: "",
            loading: false,
            failed: false,
            selected: 0,
            answer: {results: [], new: {}},
        });
        this.searchSoon = useDebounced(() => this.search(), PAUSE);
        const options = {bypassEditableProtection: true, allowRepeat: true};
        useHotkey("arrowdown", () => this.move(1), options);
        useHotkey("arrowup", () => this.move(-1), options);
        useHotkey("enter", () => this.enter(), {bypassEditableProtection: true});
    }

    // -- asking

    onInput(ev) {
        this.state.query = ev.target.value;
        this.state.loading = Boolean(this.query);
        this.searchSoon();
    }

    get query() {
        return this.state.query.trim();
    }

    async search() {
        const query = this.query;
        if (!query) {
            // what may still come answers an older question
            this.keepLast.add(Promise.resolve());
            Object.assign(this.state, {asked: "", loading: false, selected: 0});
            this.state.answer = {results: [], new: {}};
            return;
        }
        this.state.loading = true;
        try {
            const answer = await this.keepLast.add(
                this.orm.silent.call("res.partner", "identify_box", [query, LIMIT])
            );
            Object.assign(this.state, {answer, asked: query, failed: false});
        } catch (error) {
            Object.assign(this.state, {failed: true, asked: query});
            throw error;
        } finally {
            this.state.loading = false;
            this.state.selected = 0;
        }
    }

    // -- what is shown

    get results() {
        return this.state.answer.results;
    }

    get nothing() {
        return this.state.asked && !this.results.length && !this.state.loading;
    }

    get tooShort() {
        return this.state.asked.length < 2;
    }

    get texts() {
        return {
            failed: _t("The question could not be answered. Try once more."),
            hint: _t(
                "Type whatever you know of them: a code, some words of the name in any order, a phone as it is written, an e-mail address, a tax ID or a bank account."
            ),
            short: _t("Type a little more."),
            nobody: _t("Nobody you may see matches “%s”.", this.state.asked),
        };
    }

    get canCreate() {
        return (
            this.state.answer.can_create && Object.keys(this.state.answer.new).length
        );
    }

    /** What matched, where it is not what the line shows anyway. */
    matched(line) {
        const besides = line.former || line.trade_name;
        if (!besides && ["name", "code"].includes(line.matched_on)) {
            return "";
        }
        return `${line.kind}: ${line.matched_value}`;
    }

    lastPurchase(line) {
        return line.last_purchase_date
            ? _t(
                  "Last purchase %s",
                  deserializeDate(line.last_purchase_date).toFormat("d LLL yyyy")
              )
            : "";
    }

    getLabels(line) {
        const name = line.name;
        return {
            open: _t("Open the customer file of %s", name),
            call: _t("Call %(name)s: %(phone)s", {name, phone: line.phone}),
            restore: _t("Bring %s back from the archive", name),
        };
    }

    /** Nothing else is done with who is archived. */
    gesturesOf(line) {
        return line.archived ? [] : this.gestures;
    }

    get gestures() {
        return identifyActionRegistry
            .getEntries()
            .filter(([, gesture]) => gesture.isDisplayed?.(this.state.answer) ?? true)
            .map(([key, gesture]) => ({...gesture, key}));
    }

    telephone(line) {
        return `tel:${line.phone.replace(/[^\d+]/g, "")}`;
    }

    // -- keys

    move(step) {
        const count = this.results.length;
        if (!count) {
            return;
        }
        this.state.selected = (this.state.selected + step + count) % count;
        this.list.el
            ?.querySelector(`#o_ficha_identify_${this.state.selected}`)
            ?.scrollIntoView({block: "nearest"});
    }

    async enter() {
        const focused = document.activeElement;
        if (focused && focused !== this.input.el && focused.matches("button, a")) {
            // a gesture that was reached with the tabulator
            return focused.click();
        }
        if (this.query !== this.state.asked) {
            // typed faster than answered: open what is meant, not what is still shown
            this.searchSoon.cancel();
            await this.search();
        }
        if (this.results.length) {
            return this.open(this.results[this.state.selected]);
        }
        if (this.canCreate) {
            return this.create();
        }
    }

    // -- gestures

    open(line) {
        this.props.close();
        return this.action.doAction("ficha_cliente.action_ficha", {
            viewType: "form",
            props: {resId: line.id},
        });
    }

    async restore(line) {
        await this.orm.call("res.partner", "action_unarchive", [[line.id]]);
        return this.open(line);
    }

    create() {
        const context = this.state.answer.new;
        this.props.close();
        return this.action.doAction("ficha_cliente.action_ficha", {
            viewType: "form",
            additionalContext: context,
        });
    }

    async run(gesture, line) {
        const action = await gesture.getAction(line, this.env);
        this.props.close();
        return this.action.doAction(action);
    }
}
