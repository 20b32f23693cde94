import {FichaDayInput} from "@ficha_cliente/day/day_input";
import {FichaBoard} from "@ficha_cliente/board/board";
import {ResultsCard} from "./results_card";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

/**
 * *Resultados*: whether knowing the customers pays. Four measures of a period against
 * those of the one before.
 */
export class FichaResults extends FichaBoard {
    static template = "ficha_cliente_today.Results";
    static components = {...FichaBoard.components, FichaDayInput, ResultsCard};
    static model = "ficha.results";
    static method = "get_results";
    static question = {
        period: "quarter",
        offset: 0,
        date_from: false,
        date_to: false,
        dimension: "user",
        user_ids: [],
    };

    get periods() {
        return [
            {key: "month", label: _t("Month")},
            {key: "quarter", label: _t("Quarter")},
            {key: "year", label: _t("Year")},
            {key: "12m", label: _t("12 months")},
            {key: "custom", label: _t("Other days")},
        ];
    }

    get isCustom() {
        return this.state.question.period === "custom";
    }

    setPeriod(period) {
        const changes = {period, offset: 0};
        if (period === "custom" && this.state.data) {
            // begin with the days that are shown
            changes.date_from = this.state.data.period.from;
            changes.date_to = this.state.data.period.to;
        }
        return this.ask(changes);
    }

    move(step) {
        return this.ask({offset: this.state.question.offset + step});
    }

    get personId() {
        return this.state.question.user_ids[0] || false;
    }

    setPerson(id) {
        return this.ask({user_ids: id ? [id] : []});
    }
}

registry.category("actions").add("ficha_cliente_today.results", FichaResults);
