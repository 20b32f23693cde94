import {formatFigure} from "./board_format";
import {getColor, getCustomColor, hexToRGBA} from "@web/core/colors/colors";
import {loadBundle} from "@web/core/assets";
import {pageScheme} from "./page_scheme";

import {Component, onWillStart, useEffect, useRef} from "@odoo/owl";

// Lines are told apart by how they are drawn, not by their colour alone.
const DASHES = [[], [8, 4], [2, 3]];

/** Figures over time, in one line or a few, with Odoo's own chart library. */
export class BoardChart extends Component {
    static template = "ficha_cliente.BoardChart";
    static props = {
        labels: Array, // of the points
        lines: Array, // {label, values}
        unit: String, // see formatFigure
        label: String, // of the whole
    };

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => {
                const chart = new Chart(this.canvas.el, this.config);
                return () => chart.destroy();
            },
            () => [JSON.stringify([this.props.labels, this.props.lines])]
        );
    }

    format(value) {
        return formatFigure(value, this.props.unit);
    }

    get isSingle() {
        return this.props.lines.length === 1;
    }

    /** What somebody who does not see the chart is told. */
    get summary() {
        const {label, labels, lines} = this.props;
        const sentences = lines.map((line) => {
            const points = labels
                .map((point, index) => [point, line.values[index]])
                .filter(([, value]) => value !== null)
                .map(([point, value]) => `${point}: ${this.format(value)}`)
                .join("; ");
            return this.isSingle ? points : `${line.label}: ${points}`;
        });
        return [label, ...sentences].join(". ");
    }

    get config() {
        const {labels, unit} = this.props;
        const scheme = pageScheme();
        const text = getCustomColor(scheme, "#495057", "#adb5bd");
        const grid = getCustomColor(scheme, "#e9ecef", "#3c3e4b");
        return {
            type: "line",
            data: {labels, datasets: this.getDatasets(scheme)},
            options: {
                animation: false,
                maintainAspectRatio: false,
                plugins: {
                    legend: {
                        display: !this.isSingle,
                        position: "bottom",
                        labels: {color: text, boxWidth: 30},
                    },
                    tooltip: {
                        intersect: false,
                        mode: this.isSingle ? "nearest" : "index",
                        displayColors: !this.isSingle,
                        callbacks: {
                            label: ({dataset, parsed}) =>
                                this.isSingle
                                    ? this.format(parsed.y)
                                    : `${dataset.label}: ${this.format(parsed.y)}`,
                        },
                    },
                },
                scales: {
                    x: {
                        grid: {display: false},
                        ticks: {color: text, maxRotation: 0, autoSkipPadding: 12},
                    },
                    y: {
                        beginAtZero: unit !== "number",
                        grid: {color: grid},
                        ticks: {
                            color: text,
                            callback: (value) => this.format(value),
                            maxTicksLimit: this.isSingle ? 5 : 6,
                            // Nobody has half a customer
                            precision: unit === "count" ? 0 : undefined,
                        },
                    },
                },
            },
        };
    }

    getDatasets(scheme) {
        return this.props.lines.map(({label, values}, index) => {
            const color = getColor(index, scheme, "sm");
            return {
                label,
                data: values,
                borderColor: color,
                // a single line is filled; of several this is the colour of the points
                backgroundColor: this.isSingle ? hexToRGBA(color, 0.15) : color,
                fill: this.isSingle && "start",
                borderDash: DASHES[index % DASHES.length],
                borderWidth: 2,
                pointRadius: 3,
                spanGaps: true,
            };
        });
    }
}
