import {registry} from "@web/core/registry";

/**
 * The figures on top that come from the purchase history: they say when, how late and
 * why, and each opens what is behind it.
 */
registry.category("web_tour.tours").add("ficha_history_tour", {
    steps: () => [
        {
            content: "overdue, in red, and computed from what",
            trigger:
                ".o_ficha_form [name=figure_next_purchase] .text-danger:contains('days late'):contains('rule of thumb')",
        },
        {
            content: "tier, segment and the reason",
            trigger:
                ".o_ficha_form [name=figure_segment]:contains('A'):contains('buys every 31 days, silent for 75')",
        },
        {
            content: "what is to be collected has its place",
            trigger: ".o_ficha_form [name=figure_open]:contains('3,500')",
        },
        {
            trigger: "[name=figure_next_purchase] button",
            run: "click",
        },
        {
            content: "the history it was computed from",
            trigger: ".o_list_view .o_data_row:contains('Talleres Inventados')",
        },
        {
            trigger: ".o_breadcrumb .breadcrumb-item a:contains('Talleres Inventados')",
            run: "click",
        },
        {
            trigger: "[name=figure_segment] button",
            run: "click",
        },
        {
            content: "the customers of the same value and segment: only this one",
            trigger:
                ".o_list_view:not(:has(.o_data_row ~ .o_data_row)) .o_data_row:contains('Talleres Inventados')",
        },
    ],
});
