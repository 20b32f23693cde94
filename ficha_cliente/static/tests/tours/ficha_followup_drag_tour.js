import {registry} from "@web/core/registry";

/**
 * A colour is set by dragging the card of a customer to another column.
 */
registry.category("web_tour.tours").add("ficha_followup_drag_tour", {
    steps: () => [
        {
            content: "the red customer is in the red column",
            trigger:
                ".o_kanban_group:has(.o_ficha_dot_red) .o_kanban_record:contains('Tour red customer')",
            run: "drag_and_drop(.o_kanban_group:has(.o_ficha_dot_green))",
        },
        {
            content: "why it is asked; nobody has to say it",
            trigger: ".modal .o_ficha_why_save:contains('without a reason')",
            run: "click",
        },
        {
            content: "it is told; take it back",
            trigger:
                ".o_ficha_told[aria-live]:contains('Tour red customer') .o_notification_buttons button",
            run: "click",
        },
        {
            content: "it is said when the colour is back",
            trigger: ".o_notification:not(.o_ficha_told)",
        },
        {
            content: "it is red again; once more",
            trigger:
                ".o_kanban_group:has(.o_ficha_dot_red) .o_kanban_record:contains('Tour red customer')",
            run: "drag_and_drop(.o_kanban_group:has(.o_ficha_dot_green))",
        },
        {
            trigger: ".modal .o_ficha_why_save",
            run: "click",
        },
        {
            content: "it is green now, in the column of the other one",
            trigger:
                ".o_kanban_group:has(.o_kanban_record:contains('Tour green customer')) .o_kanban_record:contains('Tour red customer'):has(.o_ficha_dot_green)",
        },
    ],
});
