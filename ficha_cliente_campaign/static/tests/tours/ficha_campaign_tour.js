import {registry} from "@web/core/registry";

// Launch a campaign and read what it brought.
registry.category("web_tour.tours").add("ficha_campaign_tour", {
    steps: () => [
        {
            content: "Launch it",
            trigger: "button[name=action_launch]",
            run: "click",
        },
        {
            content: "It cannot be undone",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "It says what it knows: nothing yet",
            trigger: ".alert-info [name=result_customers]:contains(cannot be told)",
        },
        {
            content: "By person and channel",
            trigger: "button[name=action_view_results]",
            run: "click",
        },
        {
            content: "The board",
            trigger: ".o_pivot th:contains(/To contact/)",
        },
    ],
});

// Propose on a quotation: one click adds the line.
registry.category("web_tour.tours").add("ficha_propose_tour", {
    steps: () => [
        {
            content: "What to propose",
            trigger: "a.nav-link[name=ficha_suggestions]",
            run: "click",
        },
        {
            content: "Add what they do not buy yet",
            trigger:
                ".o_ficha_suggestions_new .o_ficha_suggestion:contains(towels) .o_ficha_suggestion_add",
            run: "click",
        },
        {
            content: "It was added",
            trigger: ".o_notification:contains(Added)",
        },
        {
            content: "The lines",
            trigger: "a.nav-link[name=order_lines]",
            run: "click",
        },
        {
            content: "There it is",
            trigger: ".o_data_row:contains(towels)",
        },
    ],
});

// Previsión: the peaks by week, of the whole and of a product.
registry.category("web_tour.tours").add("ficha_demand_tour", {
    steps: () => [
        {
            content: "By month first",
            trigger: ".o_ficha_demand_sentence",
        },
        {
            content: "By week",
            trigger: ".o_ficha_board_question [data-period=week]",
            run: "click",
        },
        {
            content: "A peak says how much more than usual it is",
            trigger: ".o_ficha_demand_peak button:contains(/The week of .* times/)",
        },
        {
            content: "Of a product",
            trigger: ".o_ficha_demand_scope",
            run: "selectByLabel Invented roll",
        },
        {
            content: "It was asked",
            trigger: ".o_ficha_demand :not(.opacity-50) > .o_ficha_demand_sentence",
        },
        {
            content: "Of everything again",
            trigger: ".o_ficha_demand_scope",
            run: "selectByIndex 0",
        },
        {
            content: "It was asked, too",
            trigger: ".o_ficha_demand :not(.opacity-50) > .o_ficha_demand_sentence",
        },
    ],
});
