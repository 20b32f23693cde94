import {cookie} from "@web/core/browser/cookie";
import {registry} from "@web/core/registry";

const card = (key) => `.o_ficha_results_card[data-measure='${key}']`;

/**
 * The results of the quarter, split otherwise, of other days; and the customers behind a
 * number.
 */
registry.category("web_tour.tours").add("ficha_results_tour", {
    steps: () => [
        {
            content: "four measures, with their charts",
            trigger: `.o_ficha_results:has(${card("cross")}):has(${card("attrition")}):has(${card("cycle")}) ${card("cross")} canvas`,
        },
        {
            content: "the charts go with the page, whatever the cookie says",
            trigger: `${card("cross")} canvas`,
            run() {
                cookie.set("color_scheme", "dark");
            },
        },
        {
            content: "split by value",
            trigger: ".o_ficha_board_dimension",
            run: "select tier",
        },
        {
            content: "the table follows",
            trigger: `${card("cross")} .o_ficha_board_table th:contains('Value')`,
            run() {
                cookie.delete("color_scheme");
                const canvas = document.querySelector(`${card("cross")} canvas`);
                const {color} = window.Chart.getChart(canvas).options.scales.x.ticks;
                if (color !== "#495057") {
                    throw new Error(`On a light page the text is ${color}`);
                }
            },
        },
        {
            content: "the quarter before",
            trigger: ".o_ficha_results_earlier",
            run: "click",
        },
        {
            content: "nobody had bought yet, three months ago",
            trigger: ".o_ficha_results_empty",
        },
        {
            content: "back to this quarter",
            trigger: ".o_ficha_results_later",
            run: "click",
        },
        {
            content: "the two customers who bought",
            trigger: `${card("cross")} .o_ficha_board_big:contains('1.50')`,
            run: "click",
        },
        {
            content: "are listed",
            trigger:
                ".o_list_view .o_data_row:contains('Results tour one') ~ .o_data_row:contains('Results tour two')",
        },
        {
            content: "back to the results, as they were",
            trigger: ".o_breadcrumb a:contains('Results'), .o_back_button",
            run: "click",
        },
        {
            content: "still split by value",
            trigger: `${card("cross")} .o_ficha_board_table th:contains('Value')`,
        },
    ],
});
