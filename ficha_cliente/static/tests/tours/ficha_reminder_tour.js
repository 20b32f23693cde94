import {getTabableElements} from "@web/core/utils/ui";
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
            content:
                "who comes with the keyboard is a few tabs away from what is to do",
            trigger: ".o_ficha_banner .o_ficha_done",
            run() {
                const here = document.activeElement;
                const after = getTabableElements().filter(
                    (el) =>
                        here.compareDocumentPosition(el) &
                        Node.DOCUMENT_POSITION_FOLLOWING
                );
                const tabs = after.indexOf(this.anchor) + 1;
                if (tabs < 1 || tabs >= 12) {
                    throw new Error(`Done is ${tabs} tabs away`);
                }
            },
        },
        {
            content: "and has a key of its own",
            trigger: ".o_ficha_banner .o_ficha_done",
            run: "press alt+shift+h",
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
            content: "a word why",
            trigger: ".modal .o_ficha_why input",
            run: "edit they will order",
        },
        {
            trigger: ".modal .o_ficha_why_save:contains('Save')",
            run: "click",
        },
        {
            trigger: ".o_ficha_banner_green:contains('they will order')",
        },
        {
            content: "a former customer by one click",
            trigger: ".o_statusbar_status button[data-value=former]",
            run: "click",
        },
        {
            content: "it says what that does; take it back",
            trigger:
                ".o_ficha_told:contains('Former customers') .o_notification_buttons button",
            run: "click",
        },
        {
            content: "as it was",
            trigger:
                "body:not(:has(.o_statusbar_status button[data-value=former].o_arrow_button_current)) .o_notification:contains('Undone')",
        },
        {
            content: "a day is chosen with Odoo's own picker",
            trigger: ".o_ficha_banner .o_ficha_postpone",
            run: "click",
        },
        {
            trigger: ".o_ficha_postpone_date",
            run: "click",
        },
        {
            content: "the days that have passed cannot be chosen",
            trigger:
                ".o_datetime_picker .o_date_item_cell.o_out_of_range, .o_datetime_picker .o_date_item_cell[disabled]",
        },
        {
            trigger: ".o_datetime_picker .o_next",
            run: "click",
        },
        {
            trigger:
                ".o_datetime_picker .o_date_item_cell:not(.o_out_of_range):contains('15')",
            run: "click",
        },
        {
            content: "one click on the day is enough",
            trigger: ".o_ficha_told:contains('put off to'):contains('15')",
        },
    ],
});
