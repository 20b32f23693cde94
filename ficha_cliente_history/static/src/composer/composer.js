import {FichaDayInput, comingDays} from "@ficha_cliente/day/day_input";
import {DateTimeInput} from "@web/core/datetime/datetime_input";
import {Dialog} from "@web/core/dialog/dialog";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {_t} from "@web/core/l10n/translation";
import {quickButtons} from "@ficha_cliente/quick/quick";
import {serializeDateTime} from "@web/core/l10n/dates";
import {tellGesture} from "@ficha_cliente/gesture/gesture";
import {useBus, useService} from "@web/core/utils/hooks";

import {Component, onWillUnmount, useEffect, useRef, useState} from "@odoo/owl";

/** What is noted most, and what it is on the server. */
const getMain = () => [
    {key: "call", kind: "call", icon: "fa-phone", label: _t("Call")},
    {key: "visit", kind: "visit", icon: "fa-handshake-o", label: _t("Visit")},
    {
        key: "email",
        kind: "message",
        channel: "email",
        icon: "fa-envelope-o",
        label: _t("Email"),
    },
    {
        key: "whatsapp",
        kind: "message",
        channel: "whatsapp",
        icon: "fa-whatsapp",
        label: _t("WhatsApp"),
    },
];
/** The others, behind *More*. */
const getMore = () => [
    {key: "complaint", icon: "fa-exclamation-circle", label: _t("Complaint")},
    {
        key: "information_request",
        icon: "fa-question-circle-o",
        label: _t("Information request"),
    },
    {key: "sample", icon: "fa-gift", label: _t("Sample left")},
    {key: "need", icon: "fa-lightbulb-o", label: _t("Need")},
    {key: "requirement", icon: "fa-check-square-o", label: _t("Requirement")},
    {key: "doubt", icon: "fa-question", label: _t("Doubt")},
    {key: "opinion", icon: "fa-comment-o", label: _t("Opinion")},
    {key: "survey", icon: "fa-list-ul", label: _t("Survey")},
    {key: "competitor", icon: "fa-balance-scale", label: _t("Competitor")},
];

const {DateTime} = luxon;

/** What was begun and not yet noted, by customer: whoever looks something up meanwhile
 * finds it again. In memory only, until the page of the browser is left. */
const unsent = new Map();

/**
 * One line in which is noted what was said with a customer, in its place on the page:
 * what it was, a few words, Enter. Whom with is filled in; when, what else and the next
 * contact unfold while one writes. What it did is said, and can be undone.
 */
export class FichaComposer extends Component {
    static template = "ficha_cliente_history.Composer";
    static components = {DateTimeInput, Dropdown, DropdownItem, FichaDayInput};
    static props = {
        record: Object,
        kind: {type: String, optional: true},
        onNoted: {type: Function, optional: true},
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.input = useRef("input");
        this.days = comingDays();
        this.main = getMain();
        this.more = getMore();
        this.state = useState({key: this.props.kind || "call", busy: false});
        this.clear();
        useEffect(
            (resId) => {
                if (this.resId !== resId) {
                    if (this.resId) {
                        this.keep();
                        this.clear(); // the next customer
                    }
                    this.resId = resId;
                    this.recall();
                }
            },
            () => [this.props.record.resId]
        );
        onWillUnmount(() => this.keep());
        useEffect(
            (input) => {
                if (this.props.kind && input) {
                    input.focus();
                }
            },
            () => [this.input.el]
        );
        useBus(this.env.bus, "FICHA:NOTE", ({detail}) => {
            if (detail.resId === this.props.record.resId) {
                this.before = detail.from || document.activeElement;
                this.choose(detail.kind === "write" ? "email" : "call");
            }
        });
    }

    clear() {
        // what is noted here has been: not tomorrow's
        this.past = {
            first: DateTime.fromISO("1900-01-01"),
            last: DateTime.local().endOf("day"),
        };
        Object.assign(this.state, {
            text: "",
            open: false,
            contact: this.contact,
            date: false,
            next: false,
            needsReply: false,
        });
    }

    /** Keep what was typed for this customer and not noted; what is being noted is. */
    keep() {
        const {key, text, contact, date, next, needsReply, busy} = this.state;
        if (this.resId && text.trim() && !busy) {
            unsent.set(this.resId, {key, text, contact, date, next, needsReply});
        }
    }

    /** Take up again what was kept for this customer. */
    recall() {
        const kept = unsent.get(this.resId);
        if (kept) {
            unsent.delete(this.resId);
            Object.assign(this.state, kept, {key: this.props.kind || kept.key});
        }
    }

    get mayNote() {
        return Boolean(this.props.record.data.followup_banner?.editable);
    }

    /** Whom one speaks to first in this company. */
    get contact() {
        return this.props.record.data.main_contact_id?.id || false;
    }

    /** The people of the customer who are on the page, the one to speak to first. */
    get people() {
        const {child_ids: children, main_contact_id: main} = this.props.record.data;
        const people = (children?.records || [])
            .filter(({resId, data}) => resId && data.name && !data.is_company)
            .map(({resId, data}) => ({id: resId, name: data.name}));
        if (main && !people.some(({id}) => id === main.id)) {
            people.unshift({id: main.id, name: main.display_name});
        }
        return people;
    }

    get chosen() {
        return [...this.main, ...this.more].find(({key}) => key === this.state.key);
    }

    get isMore() {
        return this.more.includes(this.chosen);
    }

    get placeholder() {
        const person = this.people.find(({id}) => id === this.state.contact);
        return person
            ? _t("What %s said…", person.name.split(" ")[0])
            : _t("What was said…");
    }

    choose(key) {
        this.state.key = key;
        this.state.open = true;
        this.input.el?.focus();
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && !ev.isComposing) {
            ev.preventDefault();
            ev.stopPropagation();
            this.save();
        } else if (ev.key === "Escape") {
            ev.stopPropagation();
            this.clear();
            if (this.before?.isConnected) {
                this.before.focus(); // where one was
            }
        }
    }

    get values() {
        const {kind, key, channel} = this.chosen;
        const {text, contact, date, next, needsReply} = this.state;
        return {
            kind: kind || key,
            channel: channel || null,
            subject: text.trim() || null,
            contact_id: contact || null,
            date: date ? serializeDateTime(date) : null,
            next_contact_date: next || null,
            needs_reply: needsReply,
        };
    }

    async save() {
        const {record} = this.props;
        if (this.state.busy || !(await record.save())) {
            return;
        }
        this.state.busy = true;
        try {
            const answer = await this.orm.call(
                "res.partner",
                "note_interaction",
                [[record.resId]],
                this.values
            );
            this.clear();
            this.props.onNoted?.();
            tellGesture(this.env, answer);
            await record.model.load();
        } finally {
            this.state.busy = false;
        }
        this.input.el?.focus();
    }

    /** Satisfaction, colour, other customers: the dialog, with what is written here. */
    async openAll() {
        const {record} = this.props;
        if (!(await record.save())) {
            return;
        }
        const {values} = this;
        const {kind, channel, subject, contact_id: contact} = values;
        const action = await this.orm.call("res.partner", "action_log_interaction", [
            [record.resId],
            kind,
            channel,
        ]);
        if (values.date) {
            action.context.default_date = values.date;
        }
        if (values.next_contact_date) {
            action.context.default_next_contact_date = values.next_contact_date;
        }
        if (values.needs_reply) {
            action.context.default_needs_reply = true;
        }
        Object.assign(action.context, {
            default_subject: subject,
            default_contact_id: action.context.default_contact_id || contact,
        });
        this.props.onNoted?.();
        await this.action.doAction(action, {
            onClose: (infos) => {
                if (!infos?.dismiss) {
                    this.clear();
                }
                return record.model.load();
            },
        });
    }
}

/** The same on a telephone, over the page. */
export class FichaComposerDialog extends Component {
    static template = "ficha_cliente_history.ComposerDialog";
    static components = {Dialog, FichaComposer};
    static props = {record: Object, kind: String, close: Function};

    get title() {
        return _t("Note · %s", this.props.record.data.name);
    }
}

const noteOn = (kind) => (record, env) =>
    env.services.dialog.add(FichaComposerDialog, {record, kind});

quickButtons.add(
    "note",
    {icon: "fa-pencil", getLabel: () => _t("Note down"), open: noteOn("call")},
    {sequence: 30}
);
quickButtons.add(
    "visit",
    {icon: "fa-handshake-o", getLabel: () => _t("Visit"), open: noteOn("visit")},
    {sequence: 40}
);
