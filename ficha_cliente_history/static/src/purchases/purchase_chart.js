import {loadBundle} from "@web/core/assets";
import {getColor, getCustomColor} from "@web/core/colors/colors";
import {formatMonetary} from "@web/views/fields/formatters";
import {pageScheme} from "@ficha_cliente/board/page_scheme";

import {Component, onWillStart, useEffect, useRef} from "@odoo/owl";

/**
 * Bars of revenue by month: the last twelve months beside the same ones a year before.
 * A bar opens the invoices of its month.
 */
export class FichaPurchaseChart extends Component {
    static template = "ficha_cliente_history.PurchaseChart";
    static props = {
        chart: Object,
        currencyId: Number,
        onMonth: Function,
    };

    setup() {
        this.canvasRef = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => {
                const chart = new Chart(this.canvasRef.el, this.getConfig());
                return () => chart.destroy();
            },
            () => [this.props.chart]
        );
    }

    format(amount, options = {}) {
        return formatMonetary(amount, {currencyId: this.props.currencyId, ...options});
    }

    getConfig() {
        const scheme = pageScheme();
        const text = getCustomColor(scheme, "#111827", "#E4E4E4");
        const grid = getCustomColor(
            scheme,
            "rgba(0, 0, 0, .1)",
            "rgba(255, 255, 255, .15)"
        );
        const colors = [
            getCustomColor(scheme, "#ced4da", "#5a5c6a"),
            getColor(0, scheme, "odoo"),
        ];
        const {labels, series} = this.props.chart;
        return {
            type: "bar",
            data: {
                labels,
                datasets: series.map((row, index) => ({
                    label: row.label,
                    data: row.amounts,
                    backgroundColor: colors[index],
                })),
            },
            options: {
                maintainAspectRatio: false,
                animation: false,
                interaction: {mode: "nearest", intersect: true},
                onClick: (event, elements) => {
                    if (elements.length) {
                        const {datasetIndex, index} = elements[0];
                        this.props.onMonth(series[datasetIndex].months[index]);
                    }
                },
                onHover: (event, elements) => {
                    event.native.target.style.cursor = elements.length ? "pointer" : "";
                },
                plugins: {
                    legend: {labels: {color: text, boxWidth: 14}},
                    tooltip: {
                        callbacks: {
                            title: ([item]) =>
                                series[item.datasetIndex].texts[item.dataIndex],
                            label: (item) => this.format(item.raw),
                        },
                    },
                },
                scales: {
                    x: {
                        ticks: {color: text},
                        grid: {display: false},
                    },
                    y: {
                        ticks: {
                            color: text,
                            maxTicksLimit: 6,
                            callback: (value) => this.format(value, {digits: [16, 0]}),
                        },
                        grid: {color: grid},
                    },
                },
            },
        };
    }
}
