import {deserializeDate, deserializeDateTime} from "@web/core/l10n/dates";
import {CheckboxItem} from "@web/core/dropdown/checkbox_item";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {FichaComposer} from "../composer/composer";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {formatMonetary} from "@web/views/fields/formatters";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useWide} from "@ficha_cliente/ficha_form/wide";

import {Component, status, toRaw, useEffect, useState} from "@odoo/owl";

const PAGE = 50;
const MAX_PAGE = 200;
// so many kinds stand in the one line of filters; with more, these and *More*
const KINDS = 5;
const KINDS_WITH_MORE = 4;

/** What was read of a record last, the same object for each who observes it. */
const valuesOf = (record) => toRaw(record._values);

/**
 * Everything that happened with a customer, newest first, below the line in which more
 * is noted. Pages come from `ficha.timeline`, which tells only what the reader may see;
 * all of it is text. With `side` it stands beside the page, and is there only where
 * there is room for that; without, it is a page of the file.
 */
export class FichaTimeline extends Component {
    static template = "ficha_cliente_history.Timeline";
    static components = {CheckboxItem, Dropdown, FichaComposer};
    static props = {...standardWidgetProps, side: {type: Boolean, optional: true}};

    setup() {
        this.room = useWide();
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.state = useState({
            loading: true,
            error: "",
            kinds: [],
            channels: [],
            coming: [],
            entries: [],
            next: null,
            kind: false,
            channel: false,
        });
        // The page is shown at once; what it tells follows, and follows again whenever
        // the form is read anew: somebody noted something, or went to the next customer.
        // Not before: a page may be begun twice until it is shown.
        useRecordObserver((record) => {
            const values = valuesOf(record);
            const there = status(this) === "mounted" && this.shown;
            if (there && record.data && values !== this.values) {
                this.values = values;
                this.open(record);
            }
        });
        // the page is shown now, or the window was made wider and there is room for it
        useEffect(
            (shown) => {
                const {record} = this.props;
                if (shown && valuesOf(record) !== this.values) {
                    this.values = valuesOf(record);
                    this.open(record);
                }
            },
            () => [this.shown]
        );
    }

    get shown() {
        return !this.props.side || (this.room.wide && !this.env.inDialog);
    }

    open(record) {
        if (record.resId !== this.resId) {
            Object.assign(this.state, {kind: false, channel: false, entries: []});
        }
        this.resId = record.resId;
        this.load("get_timeline"); // Not awaited: the form need not wait for it
    }

    /**
     * The filters that find something: in the line the kinds that come first and
     * whatever is chosen, the others in its menu.
     */
    get filters() {
        const {channel, channels, kind, kinds} = this.state;
        const one = (name, value, {icon, label}) => ({
            name,
            value,
            icon,
            label,
            active: this.state[name] === value,
        });
        const all = kinds.map((row) => one("kind", row.key, row));
        const through = channels.map(({id, icon, name}) =>
            one("channel", id, {icon, label: name})
        );
        const number = all.length > KINDS ? KINDS_WITH_MORE : KINDS;
        const rest = all.slice(number);
        return {
            shown: [
                ...all.slice(0, number),
                ...[...rest, ...through].filter(({active}) => active),
            ],
            menu: [...rest, ...(through.length > 1 || channel ? through : [])],
            chosen: Boolean(kind || channel),
        };
    }

    filter(name, value) {
        this.state[name] = this.state[name] === value ? false : value;
        return this.load("get_page");
    }

    more() {
        return this.load("get_page", this.state.next);
    }

    async load(method, cursor = null) {
        const {state} = this;
        if (!this.resId) {
            state.loading = false;
            return;
        }
        const values = {
            kinds: state.kind ? [state.kind] : null,
            channel_ids: state.channel ? [state.channel] : null,
        };
        if (method === "get_page") {
            Object.assign(values, {cursor, limit: PAGE});
        } else {
            // Read anew, it stays as long as it was
            const shown = Math.max(PAGE, state.entries.length);
            values.limit = Math.min(MAX_PAGE, shown);
        }
        state.loading = true;
        state.error = "";
        this.again = () => this.load(method, cursor);
        try {
            const page = await this.keepLast.add(
                this.orm.silent.call("ficha.timeline", method, [this.resId], values)
            );
            if (cursor) {
                const known = new Set(state.entries.map((entry) => entry.key));
                const added = page.entries.filter((entry) => !known.has(entry.key));
                page.entries = [...state.entries, ...added];
            }
            Object.assign(state, page, {loading: false});
        } catch (error) {
            const sentence = error.data && error.data.message;
            state.error = sentence || _t("The timeline could not be read.");
            state.loading = false;
        }
    }

    /** Entries under the heading of their month, the first of each day marked. */
    get months() {
        const months = [];
        let day = null;
        for (const entry of this.state.entries) {
            const moment = this.moment(entry.date);
            const name = moment.toFormat("LLLL yyyy");
            if (!months.length || months.at(-1).name !== name) {
                months.push({name, key: months.length, entries: []});
            }
            const isNew = day !== moment.toISODate();
            day = moment.toISODate();
            months.at(-1).entries.push({
                ...entry,
                day: isNew ? moment.toFormat("ccc d") : "",
                who: this.who(entry, moment),
                money: this.money(entry),
            });
        }
        return months;
    }

    hasTime(date) {
        return date.length > 10;
    }

    moment(date) {
        return this.hasTime(date) ? deserializeDateTime(date) : deserializeDate(date);
    }

    comingDate(entry) {
        const moment = this.moment(entry.date);
        const format = this.hasTime(entry.date) ? "ccc d LLL, HH:mm" : "ccc d LLL";
        return moment.toFormat(format);
    }

    money({amount, currency_id: currencyId}) {
        return typeof amount === "number" ? formatMonetary(amount, {currencyId}) : "";
    }

    /** At what time, through which channel, between whom: what is known of it. */
    who(entry, moment) {
        const {channel, contact, user} = entry;
        return [
            this.hasTime(entry.date) && moment.toFormat("HH:mm"),
            channel && channel.name,
            contact && contact.id !== this.resId && contact.name,
            user && user.name,
        ].filter(Boolean);
    }

    openEntry(entry) {
        return entry.open && this.action.doAction(entry.open);
    }
}

export const fichaTimeline = {
    component: FichaTimeline,
    extractProps: ({options}) => ({side: Boolean(options.side)}),
};

registry.category("view_widgets").add("ficha_timeline", fichaTimeline);
