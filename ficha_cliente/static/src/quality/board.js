import {KeepLast} from "@web/core/utils/concurrency";
import {Layout} from "@web/search/layout";
import {QualityChart} from "./board_chart";
import {_t} from "@web/core/l10n/translation";
import {figureChange, formatFigure} from "../results/results_format";
import {getDefaultConfig} from "@web/views/view";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";

import {Component, onMounted, useState, useSubEnv} from "@odoo/owl";

// Fields that are shown before somebody asks for the rest.
const FIRST = 6;

/**
 * *Calidad de datos*: how good the customer base is. One call; each number opens the
 * list behind it.
 */
export class FichaQualityBoard extends Component {
    static template = "ficha_cliente.QualityBoard";
    static components = {Layout, QualityChart};
    static props = {...standardActionServiceProps};

    setup() {
        useSubEnv({config: {...getDefaultConfig(), ...this.env.config}});
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.format = formatFigure;
        this.state = useState({
            data: null,
            error: "",
            loading: true,
            allFields: false,
            question: {
                who: "files",
                dimension: "user",
                user_id: false,
                ...this.props.state?.quality,
            },
        });
        useSetupAction({getLocalState: () => ({quality: {...this.state.question}})});
        onMounted(() => this.load());
    }

    async load() {
        this.state.loading = true;
        this.state.error = "";
        try {
            this.state.data = await this.keepLast.add(
                this.orm.silent.call(
                    "ficha.quality.board",
                    "get_board",
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

    // -- the answer

    get total() {
        return this.state.data.total;
    }

    get known() {
        return this.state.data.figures.find(({key}) => key === "known");
    }

    /** The figures beside the headline, with how they moved. */
    get figures() {
        return this.state.data.figures.filter(
            ({key}) => !["total", "known"].includes(key)
        );
    }

    get columns() {
        return this.state.data.figures;
    }

    get dimensionLabel() {
        const {dimensions} = this.state.data;
        return dimensions.find(({key}) => key === this.state.question.dimension).label;
    }

    get fields() {
        const {fields} = this.state.data;
        return this.state.allFields ? fields : fields.slice(0, FIRST);
    }

    get average() {
        return _t("%s %% complete on average", Math.round(this.total.average || 0));
    }

    share(value, total = this.total.total) {
        return total ? formatFigure(value / total, "share") : "";
    }

    change(figure) {
        const {before} = this.state.data.trend;
        if (!before) {
            return null;
        }
        return figureChange({
            value: this.total[figure.key],
            before: before[figure.key],
            unit: "count",
            better: figure.better,
        });
    }

    /** The lines of the chart, as shares of all files. */
    get lines() {
        const {values} = this.state.data.trend;
        const keys = ["known", "complete", "stale"];
        return keys.map((key) => ({
            key,
            label: this.state.data.figures.find((figure) => figure.key === key).label,
            values: values.map((point) =>
                point.total ? point[key] / point.total : null
            ),
        }));
    }

    async open(figure, row = null, field = null) {
        const action = await this.orm.call("ficha.quality.board", "open_figure", [
            {...this.state.question},
            figure,
            row,
            field,
        ]);
        return this.action.doAction(action);
    }
}

registry.category("actions").add("ficha_cliente.quality_board", FichaQualityBoard);
