import {cookie} from "@web/core/browser/cookie";
import {formatFigure} from "../results/results_format";
import {getColor, getCustomColor} from "@web/core/colors/colors";
import {loadBundle} from "@web/core/assets";

import {Component, onWillStart, onWillUnmount, useEffect, useRef} from "@odoo/owl";

// Lines are told apart by how they are drawn, not by their colour alone.
const DASHES = [[], [8, 4], [2, 3]];

/** A few shares over time, with Odoo's own chart library. */
export class QualityChart extends Component {
    static template = "ficha_cliente.QualityChart";
    static props = {labels: Array, lines: Array, label: String};

    setup() {
        this.canvas = useRef("canvas");
        this.chart = null;
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => this.draw(),
            () => [JSON.stringify([this.props.labels, this.props.lines])]
        );
        onWillUnmount(() => this.chart && this.chart.destroy());
    }

    /** What somebody who does not see the chart is told. */
    get summary() {
        const {label, labels, lines} = this.props;
        const told = lines.map((line) => {
            const points = labels.map(
                (day, index) => `${day}: ${formatFigure(line.values[index], "share")}`
            );
            return `${line.label}: ${points.join("; ")}`;
        });
        return [label, ...told].join(". ");
    }

    draw() {
        if (this.chart) {
            this.chart.destroy();
        }
        const scheme = cookie.get("color_scheme");
        const text = getCustomColor(scheme, "#495057", "#adb5bd");
        const grid = getCustomColor(scheme, "#e9ecef", "#3c3e4b");
        const format = (value) => formatFigure(value, "share");
        this.chart = new Chart(this.canvas.el, {
            type: "line",
            data: {
                labels: this.props.labels,
                datasets: this.props.lines.map((line, index) => ({
                    label: line.label,
                    data: line.values,
                    borderColor: getColor(index, scheme, "sm"),
                    backgroundColor: getColor(index, scheme, "sm"),
                    borderDash: DASHES[index % DASHES.length],
                    borderWidth: 2,
                    pointRadius: 3,
                    spanGaps: true,
                })),
            },
            options: {
                animation: false,
                maintainAspectRatio: false,
                plugins: {
                    legend: {
                        position: "bottom",
                        labels: {color: text, usePointStyle: false, boxWidth: 30},
                    },
                    tooltip: {
                        intersect: false,
                        mode: "index",
                        callbacks: {
                            label: (item) =>
                                `${item.dataset.label}: ${format(item.parsed.y)}`,
                        },
                    },
                },
                scales: {
                    x: {
                        grid: {display: false},
                        ticks: {color: text, maxRotation: 0, autoSkipPadding: 12},
                    },
                    y: {
                        beginAtZero: true,
                        grid: {color: grid},
                        ticks: {color: text, callback: format, maxTicksLimit: 6},
                    },
                },
            },
        });
    }
}
