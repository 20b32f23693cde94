import {FichaDayInput, comingDays} from "@ficha_cliente/day/day_input";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {useDropdownState} from "@web/core/dropdown/dropdown_hooks";
import {_t} from "@web/core/l10n/translation";

import {Component} from "@odoo/owl";

/**
 * One customer of *Hoy*: who, why, and the gestures in place. What they do is the
 * page's (`FichaToday`), which is handed over as `page`.
 */
export class TodayLine extends Component {
    static template = "ficha_cliente_today.TodayLine";
    static components = {Dropdown, DropdownItem, FichaDayInput};
    static props = {line: Object, page: Object, withHour: Boolean};

    setup() {
        this.postponing = useDropdownState();
        this.days = comingDays(1);
    }

    postpone(day) {
        this.postponing.close();
        return this.page.postpone(this.line, day);
    }

    get line() {
        return this.props.line;
    }

    get page() {
        return this.props.page;
    }

    can(gesture) {
        return this.line.gestures.includes(gesture);
    }

    get labels() {
        const {name} = this.line;
        return {
            call: _t("Call %(name)s: %(phone)s", {name, phone: this.line.phone}),
            write: _t("Write an e-mail to %s", name),
            log: _t("Log an interaction with %s", name),
            postpone: _t("Postpone %s", name),
            done: _t("Done with %s", name),
            answered: _t("%s has been answered", name),
            dismiss: _t("No answer needed: %s", name),
            take: _t("Take %s: you follow it up", name),
        };
    }

    /** A further reason leads to what it speaks of. */
    openAlso(also) {
        if (also.source === "proposal") {
            return this.page.decide(this.line);
        }
        return also.open
            ? this.page.openRecord(also.open)
            : this.page.openFicha(this.line);
    }
}
