import {_t} from "@web/core/l10n/translation";
import {formatCurrency} from "@web/core/currency";
import {formatFloat} from "@web/views/fields/formatters";
import {user} from "@web/core/user";

const DIGITS = {number: 2, days: 1, share: 1, count: 0};

/**
 * A figure as text: shares in percent, money in the currency of the active company
 * without its cents, the rest as they are; a dash for nothing.
 */
export function formatFigure(value, unit) {
    if (value === null || value === undefined) {
        return "–";
    }
    if (unit === "money") {
        return formatCurrency(value, user.activeCompany.currency_id, {digits: [16, 0]});
    }
    const amount = unit === "share" ? value * 100 : value;
    const text = formatFloat(amount, {
        digits: [16, DIGITS[unit]],
        trailingZeros: unit === "number",
    });
    return unit === "share" ? `${text} %` : text;
}

/**
 * How a figure moved since the period before: text, direction, and whether that is
 * good. Null when there is nothing to compare.
 */
export function figureChange(figure) {
    const {value, before, unit, better} = figure;
    if (value === null || before === null) {
        return null;
    }
    const change = value - before;
    const size = formatFigure(Math.abs(change), unit).replace(" %", "");
    const points = size === "1" ? _t("1 point") : _t("%s points", size);
    const text = unit === "share" ? points : size;
    // a change of less than two in a hundred is no change
    if (Math.abs(change) <= Math.abs(before) * 0.02) {
        // what reads equal is not "about" equal
        const equal = formatFigure(value, unit) === formatFigure(before, unit);
        return {
            text: equal ? _t("the same") : _t("about the same"),
            icon: "fa-minus",
            className: "text-muted",
        };
    }
    const good = Math.sign(change) * better;
    let className = "text-muted";
    let word = "";
    if (good > 0) {
        className = "text-success";
        word = _t("better");
    } else if (good < 0) {
        className = "text-danger";
        word = _t("worse");
    }
    return {
        text,
        word,
        icon: change > 0 ? "fa-caret-up" : "fa-caret-down",
        className,
    };
}
