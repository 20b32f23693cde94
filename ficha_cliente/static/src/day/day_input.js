import {DateTimeInput} from "@web/core/datetime/datetime_input";
import {_t} from "@web/core/l10n/translation";
import {deserializeDate, formatDate, serializeDate} from "@web/core/l10n/dates";
import {useService} from "@web/core/utils/hooks";

import {Component} from "@odoo/owl";

const {DateTime} = luxon;

/**
 * A day that a person chooses or types, with Odoo's own picker. It is handed on when it
 * has been chosen (or typed and left), never at each key, and only where it is a day
 * that is meant.
 *
 * `value` and what `onChosen` is given are days as the server writes them, or false.
 */
export class FichaDayInput extends Component {
    static template = "ficha_cliente.DayInput";
    static components = {DateTimeInput};
    static props = {
        onChosen: Function,
        value: {type: [String, Boolean], optional: true},
        // the first and the last day that is meant
        first: {type: String, optional: true},
        last: {type: String, optional: true},
        id: {type: String, optional: true},
        class: {type: String, optional: true},
        placeholder: {type: String, optional: true},
    };

    setup() {
        this.notification = useService("notification");
    }

    get first() {
        return deserializeDate(this.props.first || "1900-01-01");
    }

    get last() {
        return this.props.last
            ? deserializeDate(this.props.last)
            : DateTime.local().plus({years: 50}).endOf("year").startOf("day");
    }

    get value() {
        return this.props.value ? deserializeDate(this.props.value) : false;
    }

    chosen(day) {
        const {first, last} = this;
        if (day && (day.startOf("day") < first || day.startOf("day") > last)) {
            this.notification.add(
                _t("Choose a day between %(first)s and %(last)s.", {
                    first: formatDate(first),
                    last: formatDate(last),
                }),
                {type: "warning"}
            );
            return;
        }
        return this.props.onChosen(day ? serializeDate(day) : false);
    }
}

/** The days for which something can be planned: from `from` days on to ten years. */
export function comingDays(from = 0) {
    const today = DateTime.local().startOf("day");
    return {
        first: serializeDate(today.plus({days: from})),
        last: serializeDate(today.plus({years: 10})),
    };
}
