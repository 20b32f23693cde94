import {BoardChart} from "@ficha_cliente/board/board_chart";
import {_t} from "@web/core/l10n/translation";
import {figureChange, formatFigure} from "@ficha_cliente/board/board_format";

import {Component, useState} from "@odoo/owl";

// Rows that are shown before somebody asks for the rest.
const FIRST = 6;

/** One measure: its figures against those of before, its months, and who made it. */
export class ResultsCard extends Component {
    static template = "ficha_cliente_today.ResultsCard";
    static components = {BoardChart};
    static props = {
        measure: Object,
        months: Array,
        period: String,
        before: String,
        dimension: String,
        open: Function,
    };

    setup() {
        this.state = useState({all: false});
        this.format = formatFigure;
        this.change = figureChange;
    }

    get isEmpty() {
        return !this.props.measure.figures.some(({value, before}) => value || before);
    }

    get headline() {
        return this.props.measure.figures[0];
    }

    get others() {
        return this.props.measure.figures.slice(1);
    }

    /** The figures that are columns of the table, with their place in a row. */
    get columns() {
        return this.props.measure.figures
            .map((figure, index) => ({figure, index}))
            .filter(({figure}) => figure.column);
    }

    get rows() {
        const {rows} = this.props.measure;
        return this.state.all ? rows : rows.slice(0, FIRST);
    }

    get hasTrend() {
        return this.props.measure.trend.some((value) => value !== null);
    }

    get lines() {
        const {title, trend} = this.props.measure;
        return [{label: title, values: trend}];
    }

    get showAll() {
        return _t("Show all %s", this.props.measure.rows.length);
    }

    /** Nothing to open behind a dash or a zero. */
    opens(value) {
        return value !== null && value !== 0;
    }

    open(figure, before = false, row = null) {
        return this.props.open(this.props.measure.key, figure.key, before, row);
    }
}
