import {registry} from "@web/core/registry";

const line = (name) => `.o_ficha_today_line:contains(${name})`;

/**
 * The morning: log a call from a line, put another off, take that back and
 * put it off again, finish a third one, and look at the list behind a number.
 */
registry.category("web_tour.tours").add("ficha_today_tour", {
    steps: () => [
        {
            content: "the day begins with who is red",
            trigger: `.o_ficha_today_now ${line("Tour red")}`,
        },
        {
            content: "the colour has its word",
            trigger: `${line("Tour red")} .o_ficha_dot_red .fa[role=img]`,
        },
        {
            content: "log a call",
            trigger: `${line("Tour red")} .o_ficha_today_log`,
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=subject] input",
            run: "edit They will order on Friday",
        },
        {
            trigger: ".modal footer .btn-primary:first",
            run: "click",
        },
        {
            content: "the line is gone, the others stay",
            trigger: `body:not(:has(.modal)):not(:has(${line("Tour red")})) ${line("Tour late")}`,
        },
        {
            content: "put another off",
            trigger: `${line("Tour late")} .o_ficha_today_postpone`,
            run: "click",
        },
        {
            trigger: ".o_ficha_today_week",
            run: "click",
        },
        {
            content: "it is gone; undo it",
            trigger: `body:not(:has(${line("Tour late")})) .o_ficha_told .o_notification_buttons button`,
            run: "press alt+shift+z",
        },
        {
            content: "it is back; to the next working day",
            trigger: `${line("Tour late")} .o_ficha_today_postpone`,
            run: "click",
        },
        {
            trigger: ".o_ficha_today_tomorrow",
            run: "click",
        },
        {
            content: "where the line was, the focus is on another, or on its section",
            trigger: `body:not(:has(${line("Tour late")})) .o_ficha_today_section :focus`,
        },
        {
            content: "every section is there, also one with nothing in it",
            trigger: ".o_ficha_today_now .o_ficha_today_empty",
        },
        {
            content: "finish the one that is due, by its key",
            trigger: `${line("Tour due")} .o_ficha_today_name`,
            run() {
                this.anchor.focus();
            },
        },
        {
            trigger: `${line("Tour due")} .o_ficha_today_done`,
            run: "press alt+shift+h",
        },
        {
            trigger: ".modal .o_field_widget[name=result] textarea",
            run: "edit Everything is fine",
        },
        {
            trigger: ".modal footer .btn-primary",
            run: "click",
        },
        {
            content: "only the one we await is left; open the list behind the number",
            trigger: `body:not(:has(.modal)):not(:has(${line("Tour due")})) .o_ficha_today_waiting:has(${line("Tour waiting")}) .o_ficha_today_title button`,
            run: "click",
        },
        {
            content: "exactly that customer",
            trigger: ".o_list_view .o_data_row:only-of-type:contains(Tour waiting)",
        },
        {
            content: "back to the day",
            trigger: ".o_breadcrumb .o_back_button, .o_breadcrumb a",
            run: "click",
        },
        {
            content: "a name opens its file",
            trigger: `${line("Tour waiting")} .o_ficha_today_name`,
            run: "click",
        },
        {
            trigger: ".o_ficha_form .o_field_widget[name=name]",
        },
    ],
});
