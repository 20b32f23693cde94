import {_t} from "@web/core/l10n/translation";

import {Component} from "@odoo/owl";

/** This month against the one before: one bar a week, and the figures in words. */
export class TodayMonth extends Component {
    static template = "ficha_cliente_today.TodayMonth";
    static props = {month: Object};

    get top() {
        return Math.max(1, ...this.props.month.weeks.map((week) => week.count));
    }

    /** Of a bar, in rem. */
    height(week) {
        return Math.max(0.1, (4.5 * week.count) / this.top).toFixed(2);
    }

    title(week) {
        if (week.count === 1) {
            return _t("Week of %s: 1 customer contacted", week.label);
        }
        return _t("Week of %(day)s: %(count)s customers contacted", {
            day: week.label,
            count: week.count,
        });
    }

    get contacted() {
        const {contacted, planned} = this.props.month;
        return _t("%(contacted)s contacted out of %(planned)s planned", {
            contacted,
            planned,
        });
    }

    get before() {
        const {before, before_total: total} = this.props.month;
        return _t("last month: %(before)s by this day, %(total)s in all", {
            before,
            total,
        });
    }

    get moves() {
        const {recovered, lost} = this.props.month;
        return _t("%(recovered)s recovered · %(lost)s lost", {recovered, lost});
    }
}
