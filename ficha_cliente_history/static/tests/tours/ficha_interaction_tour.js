import {registry} from "@web/core/registry";

/**
 * Noting a call from the page of a customer takes a click and Enter, without a dialog.
 * Then a complaint with all its details, which the page shows until it is solved.
 */
registry.category("web_tour.tours").add("ficha_interaction_tour", {
    steps: () => [
        {
            content: "nothing has been noted yet",
            trigger:
                "button[name=action_open_interactions] .o_stat_value:contains(/^0$/)",
        },
        {
            content: "first click",
            trigger: "button[name=action_log_interaction]",
            run: "click",
        },
        {
            content: "one is where one writes, and words are optional",
            trigger: "body:not(:has(.modal)) .o_notebook .o_ficha_composer_input:focus",
            run: "press Enter",
        },
        {
            content: "the page counts it",
            trigger:
                "body:not(:has(.modal)) button[name=action_open_interactions] .o_stat_value:contains(/^1$/)",
        },
        {
            trigger: "button[name=action_log_interaction]",
            run: "click",
        },
        {
            trigger: ".o_ficha_composer_all",
            run: "click",
        },
        {
            trigger: ".modal .o_selection_badge:contains(Complaint)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=subject] input",
            run: "edit Bent labels",
        },
        {
            content: "two stars",
            trigger: ".modal .o_ficha_stars button:nth-child(2)",
            run: "click",
        },
        {
            trigger: ".modal .o_ficha_quick_save",
            run: "click",
        },
        {
            content: "an open complaint is said on top",
            trigger:
                "body:not(:has(.modal)) div[name=ficha_complaint]:contains(Bent labels)",
        },
        {
            content: "and counted",
            trigger:
                "button[name=action_open_interactions] .o_stat_value:contains(/^2$/)",
            run: "click",
        },
        {
            content: "numbers are buttons",
            trigger:
                ".o_list_view .o_data_row:contains(Bent labels) .o_data_cell[name=kind]",
            run: "click",
        },
        {
            trigger: ".o_form_view button[name=action_solve]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=solution] textarea",
            run: "edit New labels sent",
        },
        {
            trigger: ".modal button[name=action_solve]",
            run: "click",
        },
        {
            trigger:
                "body:not(:has(.modal)) .o_form_view button[name=action_reopen]:visible",
        },
    ],
});
