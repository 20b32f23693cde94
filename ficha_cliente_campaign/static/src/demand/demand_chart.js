import {getColor, getCustomColor, hexToRGBA} from "@web/core/colors/colors";
import {BoardChart} from "@ficha_cliente/board/board_chart";

/**
 * What came in bars, what was or is foreseen as a line in its range, and simple rules
 * as broken lines. A line says its `kind`: came, foreseen, low, high or simple.
 */
export class DemandChart extends BoardChart {
    get config() {
        const config = super.config;
        config.type = "bar";
        const {legend, tooltip} = config.options.plugins;
        // The range is one thing: its lower edge has no name of its own
        legend.labels.filter = ({datasetIndex}) =>
            this.props.lines[datasetIndex].kind !== "low";
        tooltip.filter = ({raw}) => raw !== null;
        return config;
    }

    getDatasets(scheme) {
        const blue = getColor(0, scheme, "sm");
        const grey = getCustomColor(scheme, "#ced4da", "#5b5f6e");
        const dark = getCustomColor(scheme, "#6c757d", "#adb5bd");
        const dashes = [
            [8, 4],
            [2, 3],
        ];
        let simple = 0;
        return this.props.lines.map(({label, values, kind}, index) => {
            const line = {
                label,
                data: values,
                type: "line",
                order: 1,
                fill: false,
                borderWidth: 2,
                pointRadius: 3,
                borderColor: blue,
                backgroundColor: blue,
            };
            if (kind === "came") {
                return {label, data: values, order: 3, backgroundColor: grey};
            }
            if (kind === "low" || kind === "high") {
                return {
                    ...line,
                    order: 2,
                    borderWidth: 0,
                    pointRadius: 0,
                    backgroundColor: hexToRGBA(blue, 0.18),
                    fill: kind === "high" && index - 1,
                };
            }
            if (kind === "simple") {
                return {
                    ...line,
                    borderColor: dark,
                    // In the legend a broken line, and not a box
                    backgroundColor: "transparent",
                    pointBackgroundColor: dark,
                    pointRadius: 2,
                    borderDash: dashes[simple++ % 2],
                };
            }
            return line;
        });
    }
}
