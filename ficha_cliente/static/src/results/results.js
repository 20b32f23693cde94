import {KeepLast} from "@web/core/utils/concurrency";
import {Layout} from "@web/search/layout";
import {ResultsCard} from "./results_card";
import {_t} from "@web/core/l10n/translation";
import {getDefaultConfig} from "@web/views/view";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";

import {Component, onMounted, useState, useSubEnv} from "@odoo/owl";

/**
 * *Resultados*: whether knowing the customers pays. Four measures of a period against
 * those of the one before, in one call; each number opens the list behind it.
 */
export class FichaResults extends Component {
    static template = "ficha_cliente.Results";
    static components = {Layout, ResultsCard};
    static props = {...standardActionServiceProps};

    setup() {
        useSubEnv({config: {...getDefaultConfig(), ...this.env.config}});
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.state = useState({
            data: null,
            error: "",
            loading: true,
            question: {
                period: "quarter",
                offset: 0,
                date_from: false,
                date_to: false,
                dimension: "user",
                user_ids: [],
                ...this.props.state?.results,
            },
        });
        useSetupAction({getLocalState: () => ({results: {...this.state.question}})});
        onMounted(() => this.load());
    }

    async load() {
        this.state.loading = true;
        this.state.error = "";
        try {
            this.state.data = await this.keepLast.add(
                this.orm.silent.call(
                    "ficha.results",
                    "get_results",
                    [],
                    this.state.question
                )
            );
        } catch (error) {
            this.state.error =
                error.data?.message || _t("The server could not be reached.");
        }
        this.state.loading = false;
    }

    ask(changes) {
        Object.assign(this.state.question, changes);
        return this.load();
    }

    // -- the question

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

    get dimensionLabel() {
        const {dimensions, dimension} = this.state.data;
        return dimensions.find(({key}) => key === dimension)?.label || "";
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

    setPerson(value) {
        return this.ask({user_ids: value ? [Number(value)] : []});
    }

    // -- the answer

    async open(measure, figure, before, row) {
        const action = await this.orm.call("ficha.results", "open_figure", [
            {...this.state.question},
            measure,
            figure,
            before,
            row,
        ]);
        return this.action.doAction(action);
    }
}

registry.category("actions").add("ficha_cliente.results", FichaResults);
