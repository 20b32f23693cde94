import {registry} from "@web/core/registry";

/**
 * A call is noted from the box that says who is calling. Started where the box is
 * installed too (tests/test_identify_history.py).
 */
registry.category("web_tour.tours").add("ficha_identify_log_tour", {
    steps: () => [
        {
            trigger: ".o_list_view, .o_kanban_view",
        },
        {
            trigger: ".o_main_navbar .o_ficha_identify_open",
            run: "click",
        },
        {
            trigger: ".o_ficha_identify_search input",
            run: "edit urena tall",
        },
        {
            trigger: ".o_ficha_identify_line:contains(Talleres) .o_ficha_identify_log",
            run: "click",
        },
        {
            trigger: ".modal .o_ficha_quick_save",
            run: "click",
        },
        {
            content: "noted, and the box is gone",
            trigger: "body:not(:has(.modal)) .o_ficha_identify_open",
        },
    ],
});
