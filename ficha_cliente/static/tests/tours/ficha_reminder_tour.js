import {registry} from "@web/core/registry";

/**
 * Doing a reminder: the line on top says why, one small dialog asks how it went, and
 * the line shows the next date. Then the contact is postponed a week.
 */
registry.category("web_tour.tours").add("ficha_reminder_tour", {
    steps: () => [
        {
            content: "the line says the colour in words, and why",
            trigger: ".o_ficha_banner_yellow:contains('Because of the tour')",
        },
        {
            trigger: ".o_ficha_banner .o_ficha_done",
            run: "click",
        },
        {
            content: "what was said",
            trigger: ".modal .o_field_widget[name=result] textarea",
            run: "edit They will call on Friday",
        },
        {
            content: "a next date is proposed",
            trigger: ".modal .o_field_widget[name=next_contact_date]",
        },
        {
            trigger: ".modal footer .btn-primary",
            run: "click",
        },
        {
            content: "the result is in the history of the customer",
            trigger:
                "body:not(:has(.modal)) .o-mail-Message:contains('They will call on Friday')",
        },
        {
            trigger: ".o_ficha_banner .o_ficha_postpone",
            run: "click",
        },
        {
            trigger: ".o_ficha_postpone_week",
            run: "click",
        },
        {
            content: "the colour is changed in place",
            trigger: ".o_ficha_banner .o_ficha_change",
            run: "click",
        },
        {
            trigger: ".o_ficha_set_green",
            run: "click",
        },
        {
            trigger: ".o_ficha_banner_green",
        },
    ],
});
