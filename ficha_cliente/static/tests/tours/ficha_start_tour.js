import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("ficha_start_tour", {
    steps: () => [
        {
            content: "Customers were brought; who attends them is next",
            trigger:
                ".o_ficha_start_step[data-step=bring].o_done ~ .o_ficha_start_step[data-step=share]",
        },
        {
            content: "All of them are of one person",
            trigger: ".o_ficha_start_by button:contains('All of them to me')",
            run: "click",
        },
        {
            content: "The page says how many",
            trigger: ".o_ficha_start_share:contains('Give 2 customers'):enabled",
            run: "click",
        },
        {
            content: "It is taken back",
            trigger: ".o_ficha_told button:contains(Undo)",
            run: "click",
        },
        {
            content: "Nobody attends them, and they are given once more",
            trigger: ".o_ficha_start_by button:contains('All of them to me')",
            run: "click",
        },
        {
            trigger: ".o_ficha_start_share:contains('Give 2 customers'):enabled",
            run: "click",
        },
        {
            content: "The step ticks itself",
            trigger: ".o_ficha_start_step[data-step=share].o_done .fa-check",
        },
        {
            content: "It is put away",
            trigger: ".o_ficha_start_away",
            run: "click",
        },
        {
            content: "The app is where it always is",
            trigger: ".o_action_manager:not(:has(.o_ficha_start)) .o_control_panel",
        },
    ],
});
