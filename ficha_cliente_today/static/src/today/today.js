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
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";

import {Component, onWillStart, useState, useSubEnv} from "@odoo/owl";

// Lines of a section that are shown before somebody asks for the rest.
const FIRST = 8;

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
        onWillStart(() => this.load());
    }

    get whose() {
        return {scope: this.state.scope, user_id: this.state.userId};
    }

    async load() {
        const data = await this.orm.call("ficha.today", "get_today", [], this.whose);
        this.state.data = data;
        this.state.scope = data.scope;
        this.env.config.setDisplayName(data.title);
    }

    async show(scope, userId = false) {
        Object.assign(this.state, {scope, userId, open: {}});
        await this.load();
    }

    // -- what is shown

    get sections() {
        return this.state.data.sections.filter((section) => section.count);
    }

    get columnCount() {
        if (this.ui.size >= SIZES.XL) {
            return 3;
        }
        return this.ui.size >= SIZES.MD ? 2 : 1;
    }

    /** The sections in their order, each in the column that is shortest so far. */
    get columns() {
        const columns = Array.from({length: this.columnCount}, () => ({
            cards: [],
            height: 0,
        }));
        const add = (card, height) => {
            const column = columns.reduce((a, b) => (b.height < a.height ? b : a));
            column.cards.push(card);
            column.height += height;
        };
        for (const section of this.sections) {
            const lines = this.shown(section);
            const height = (line) =>
                1 + 0.3 * line.also.length + (line.reason.length > 55 ? 0.3 : 0);
            add(
                section,
                lines.reduce((sum, line) => sum + height(line), 1)
            );
        }
        add({key: "month"}, 4);
        return columns.filter((column) => column.cards.length);
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
        const {person, waiting_count: count} = this.state.data;
        if (!count) {
            return person;
        }
        const waiting =
            count === 1 ? _t("1 customer waiting") : _t("%s customers waiting", count);
        return `${person} · ${waiting}`;
    }

    get personLabel() {
        const {scope, person} = this.state.data;
        return scope === "user" ? person : _t("A person");
    }

    get nothing() {
        return !this.sections.length;
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
            onClose: () => this.load(),
        });
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
        return this.dialog(action);
    }

    async write(line, remind = false) {
        const action = await this.orm.call("ficha.today", "action_write", [
            line.partner_id,
            remind,
            line.source,
            line.res_id,
        ]);
        return this.dialog(action);
    }

    async done(line) {
        const action = await this.orm.call("ficha.today", "action_done", [
            line.partner_id,
            line.source,
            line.res_id,
        ]);
        return this.dialog(action);
    }

    async postpone(line, date) {
        if (!date) {
            return;
        }
        const {message, undo} = await this.orm.call("ficha.today", "postpone", [
            line.partner_id,
            line.source,
            line.res_id,
            date,
        ]);
        const close = this.notification.add(message, {
            type: "success",
            buttons: [
                {
                    name: _t("Undo"),
                    onClick: async () => {
                        close();
                        await this.orm.call("ficha.today", "undo_postpone", [undo]);
                        await this.load();
                    },
                },
            ],
        });
        await this.load();
    }

    async solve(line) {
        const action = await this.orm.call("ficha.today", "action_solve", [
            line.source,
            line.res_id,
        ]);
        return action ? this.dialog(action) : this.load();
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
