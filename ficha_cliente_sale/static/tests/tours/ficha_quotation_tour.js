import {registry} from "@web/core/registry";

// Not by words: they are in the language of whoever runs the tour.
registry.category("web_tour.tours").add("ficha_quotation", {
    steps: () => [
        {
            content: "Type the client code in the customer box",
            trigger: ".o_field_widget[name=partner_id] input",
            run: "edit Q7742",
        },
        {
            content: "The code selects the customer",
            trigger:
                ".o_field_widget[name=partner_id] .o-autocomplete--dropdown-item:contains(Tour Alpha) a",
            run: "click",
        },
        {
            content: "The quotation says what came from the customer file",
            trigger: ".o_field_widget[name=ficha_prefill_summary]",
        },
        {
            content: "Add the usual",
            trigger: "button[name=action_ficha_add_usual]",
            run: "click",
        },
        {
            content: "Four boxes of 50 with the standing discount",
            trigger: ".o_data_row td[name=price_subtotal]:contains(180)",
        },
        {
            content: "The discount is seen by who may not edit it",
            trigger: ".o_data_row td[name=discount]:contains(10)",
        },
        {
            content: "Cancel it",
            trigger: "button[name=action_cancel]",
            run: "click",
        },
        {
            content: "Say why: it is too expensive",
            trigger: ".modal .o_field_widget[name=reason_id] .o_selection_badge:eq(0)",
            run: "click",
        },
        {
            content: "And cancel",
            trigger: ".modal button[name=action_cancel_order]",
            run: "click",
        },
        {
            content: "The quotation keeps the reason",
            trigger: ".o_field_widget[name=ficha_lost_reason_id]",
        },
    ],
});
