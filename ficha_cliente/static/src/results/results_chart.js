import {cookie} from "@web/core/browser/cookie";
import {formatFigure} from "./results_format";
import {getColor, getCustomColor, hexToRGBA} from "@web/core/colors/colors";
import {loadBundle} from "@web/core/assets";

import {Component, onWillStart, onWillUnmount, useEffect, useRef} from "@odoo/owl";

/** A measure month by month, with Odoo's own chart library. */
export class ResultsChart extends Component {
    static template = "ficha_cliente.ResultsChart";
    static props = {
        months: Array,
        values: Array,
        unit: String,
        label: String,
    };

    setup() {
        this.canvas = useRef("canvas");
        this.chart = null;
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => this.render_chart(),
            () => [this.props.months.join(), this.props.values.join()]
        );
        onWillUnmount(() => this.chart && this.chart.destroy());
    }

    /** What somebody who does not see the chart is told. */
    get summary() {
        const {label, months, values, unit} = this.props;
        const points = months
            .map((month, index) => [month, values[index]])
            .filter(([, value]) => value !== null)
            .map(([month, value]) => `${month}: ${formatFigure(value, unit)}`);
        return `${label}. ${points.join("; ")}`;
    }

    render_chart() {
        if (this.chart) {
            this.chart.destroy();
        }
        const scheme = cookie.get("color_scheme");
        const color = getColor(0, scheme, "sm");
        const text = getCustomColor(scheme, "#495057", "#adb5bd");
        const grid = getCustomColor(scheme, "#e9ecef", "#3c3e4b");
        const format = (value) => formatFigure(value, this.props.unit);
        this.chart = new Chart(this.canvas.el, {
            type: "line",
            data: {
                labels: this.props.months,
                datasets: [
                    {
                        data: this.props.values,
                        borderColor: color,
                        backgroundColor: hexToRGBA(color, 0.15),
                        borderWidth: 2,
                        pointRadius: 3,
                        fill: "start",
                        spanGaps: true,
                    },
                ],
            },
            options: {
                animation: false,
                maintainAspectRatio: false,
                plugins: {
                    legend: {display: false},
                    tooltip: {
                        intersect: false,
                        displayColors: false,
                        callbacks: {label: (item) => format(item.parsed.y)},
                    },
                },
                scales: {
                    x: {
                        grid: {display: false},
                        ticks: {color: text, maxRotation: 0, autoSkipPadding: 12},
                    },
                    y: {
                        beginAtZero: this.props.unit === "share",
                        grid: {color: grid},
                        ticks: {color: text, callback: format, maxTicksLimit: 5},
                    },
                },
            },
        });
    }
}
