import {DemandChart} from "./demand_chart";
import {FichaBoard} from "@ficha_cliente/board/board";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

/** What both pages ask: of the company, a category or a product, by month or by week. */
class DemandBoard extends FichaBoard {
    static components = {...FichaBoard.components, DemandChart};
    static model = "ficha.demand.page";
    static question = {period: "month", scope: "company", scope_id: false};

    get periods() {
        return [
            {key: "month", label: _t("By month")},
            {key: "week", label: _t("By week")},
        ];
    }

    get scopes() {
        return this.state.data?.scopes || [];
    }

    /** The choices of one sort, as a group of the list. */
    scopesOf(scope) {
        return this.scopes.filter((one) => one.scope === scope);
    }

    get scopeKey() {
        const {scope, scope_id: id} = this.state.question;
        return `${scope}-${id || 0}`;
    }

    setScope(key) {
        const [scope, id] = key.split("-");
        return this.ask({scope, scope_id: Number(id) || false});
    }

    get labels() {
        return this.state.data.points.map((point) => point.label);
    }

    /** A line of the chart, left out where it has nothing. */
    line(kind, name, label) {
        const values = this.state.data.points.map((point) => point[name]);
        return values.some((value) => value !== null && value !== undefined)
            ? [{kind, label, values}]
            : [];
    }

    get range() {
        const low = this.line("low", "low", _t("Range of eight in ten"));
        const high = this.line("high", "high", _t("Range of eight in ten"));
        return low.length && high.length ? [...low, ...high] : [];
    }

    money(value) {
        return this.format(value, "money");
    }
}

/** *Previsión*: what is ahead, and the peaks with who is behind them. */
export class FichaDemand extends DemandBoard {
    static template = "ficha_cliente_campaign.Demand";
    static method = "get_demand";

    get lines() {
        return [
            ...this.line("came", "came", _t("What came")),
            ...this.range,
            ...this.line("foreseen", "foreseen", _t("Foreseen")),
            ...this.line("simple", "simple", this.state.data.simple_label),
        ];
    }

    /** The periods ahead, with what is foreseen of each. */
    get ahead() {
        return this.state.data.points.filter(
            ({foreseen, simple}) => foreseen !== null || simple !== null
        );
    }

    async openPeak(peak) {
        this.action.doAction(
            await this.orm.call("ficha.demand.page", "open_behind", [peak.id])
        );
    }

    openRecord() {
        this.action.doAction("ficha_cliente_campaign.action_ficha_record");
    }
}

/** *¿Acierta?*: what was foreseen beside what came, and how right all the rest was. */
export class FichaRecord extends DemandBoard {
    static template = "ficha_cliente_campaign.Record";
    static method = "get_record";

    get lines() {
        return [
            ...this.line("came", "came", _t("What came")),
            ...this.range,
            ...this.line("foreseen", "foreseen", _t("As it was foreseen")),
            ...this.line("simple", "same", _t("Same as last year")),
            ...this.line("simple", "mean", _t("Moving mean")),
        ];
    }
}

registry.category("actions").add("ficha_cliente_campaign.demand", FichaDemand);
registry.category("actions").add("ficha_cliente_campaign.record", FichaRecord);
