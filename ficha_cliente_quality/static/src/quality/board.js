import {BoardChart} from "@ficha_cliente/board/board_chart";
import {FichaBoard} from "@ficha_cliente/board/board";
import {_t} from "@web/core/l10n/translation";
import {figureChange, formatFigure} from "@ficha_cliente/board/board_format";
import {registry} from "@web/core/registry";

// Fields that are shown before somebody asks for the rest.
const FIRST = 6;

/** *Calidad de datos*: how good the customer base is. */
export class FichaQualityBoard extends FichaBoard {
    static template = "ficha_cliente_quality.QualityBoard";
    static components = {...FichaBoard.components, BoardChart};
    static model = "ficha.quality.board";
    static method = "get_board";
    static question = {who: "files", dimension: "user", user_id: false};

    setup() {
        super.setup();
        this.state.allFields = false;
    }

    get personId() {
        return this.state.question.user_id;
    }

    setPerson(id) {
        return this.ask({user_id: id});
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
}

registry.category("actions").add("ficha_cliente_quality.board", FichaQualityBoard);
