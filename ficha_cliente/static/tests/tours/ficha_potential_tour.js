import {registry} from "@web/core/registry";

const group = (word) => `.o_kanban_group:has(.o_kanban_header:contains('${word}'))`;
const card = (name) => `.o_kanban_record:contains('${name}')`;
const row = (name) => `.o_list_view .o_data_row:contains('${name}')`;

/**
 * Who does not buy yet, by situation: what comes next with each of them, or that nothing
 * does. One is moved forward and gets a next step; the list says the same, and finds who
 * is still without.
 */
registry.category("web_tour.tours").add("ficha_potential_tour", {
    steps: () => [
        {
            content: "a suspect without a next step",
            trigger: `${group("Suspect")} ${card("Tour Suspect")}:contains('No next step yet')`,
        },
        {
            content: "a lead with theirs",
            trigger: `${group("Lead")} ${card("Tour Lead")}:contains('Contact on'):not(:contains('No next step'))`,
        },
        {
            content: "who buys is not here",
            trigger: `.o_kanban_view:not(:has(${card("Tour Buys")}))`,
        },
        {
            content: "the suspect showed interest",
            trigger: `${group("Suspect")} ${card("Tour Suspect")}`,
            run: `drag_and_drop(${group("Lead")})`,
        },
        {
            content: "give them a next step",
            trigger: `${group("Lead")} ${card("Tour Suspect")} .o-mail-ActivityButton`,
            run: "click",
        },
        {
            trigger:
                ".o-mail-ActivityListPopover button:contains('Schedule an activity')",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=summary] input",
            run: "edit Show the catalogue",
        },
        {
            trigger: ".modal button[name=action_schedule_activities]",
            run: "click",
        },
        {
            content: "the card says it",
            trigger: `body:not(:has(.modal)) ${group("Lead")} ${card("Tour Suspect")}:contains('Show the catalogue on'):not(:contains('No next step'))`,
        },
        {
            content: "and so does the list",
            trigger: ".o_switch_view.o_list",
            run: "click",
        },
        {
            trigger: `${row("Tour Suspect")}:contains('Lead') .o_data_cell[name=ficha_next_step]:contains('Show the catalogue on')`,
        },
        {
            content: "who is still without",
            trigger: ".o_searchview_dropdown_toggler",
            run: "click",
        },
        {
            trigger: ".o_filter_menu .o_menu_item:contains('Without next step')",
            run: "click",
        },
        {
            content: "one of the three",
            trigger: `.o_list_view:not(:has(.o_data_row:contains('Tour Lead'))):not(:has(.o_data_row:contains('Tour Suspect'))) .o_data_row:contains('Tour Prospect') .o_data_cell[name=complete_name]`,
            run: "click",
        },
        {
            content: "their file, where nothing is planned either",
            trigger:
                ".o_ficha_form .o_ficha_banner:contains('nothing is pending'):contains('No next contact set')",
        },
        {
            content: "in their situation",
            trigger:
                ".o_ficha_form .o_field_widget[name=ficha_lifecycle] .o_arrow_button_current[data-value=prospect]",
        },
    ],
});
