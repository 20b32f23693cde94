import {
    RemainingDaysField,
    remainingDaysField,
} from "@web/views/fields/remaining_days/remaining_days_field";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

const NEAR_DAYS = 300;

/**
 * Odoo's remaining days, told as a day: “Fri 4 Dec”, and today, tomorrow and yesterday
 * by their names. “Next month” says nothing to who has to telephone.
 */
export class FichaDayField extends RemainingDaysField {
    get diffString() {
        const days = this.diffDays;
        if (days === null) {
            return "";
        }
        const near = {"-1": _t("Yesterday"), 0: _t("Today"), 1: _t("Tomorrow")};
        if (days in near) {
            return near[days];
        }
        const value = this.props.record.data[this.props.name];
        const year = Math.abs(days) > NEAR_DAYS ? " yyyy" : "";
        return value.toFormat(`ccc d LLL${year}`);
    }
}

registry.category("fields").add("ficha_day", {
    ...remainingDaysField,
    component: FichaDayField,
    displayName: _t("Day"),
});
