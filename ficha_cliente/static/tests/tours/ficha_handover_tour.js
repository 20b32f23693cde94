import {registry} from "@web/core/registry";

/** Choose a person in a field of the dialog. */
function choose(field, name) {
    return [
        {
            content: `choose ${name}`,
            trigger: `.modal .o_field_widget[name=${field}] input`,
            run: `edit ${name}`,
        },
        {
            trigger: `.o-autocomplete--dropdown-item:contains('${name}')`,
            run: "click",
        },
    ];
}

/** The dialog tells what there is before it moves. */
const told = [
    {
        content: "two customers will move",
        trigger:
            ".modal .o_data_row:contains('Customers') .o_data_cell[name=count]:contains('2')",
    },
    {
        content: "and the call",
        trigger:
            ".modal .o_data_row:contains('Open activities') .o_data_cell[name=count]:contains('1')",
    },
];

/** A manager gives one person's customers to another, reads what moved, undoes it. */
registry.category("web_tour.tours").add("ficha_handover_tour", {
    steps: () => [
        {
            trigger: ".o_control_panel button:contains('Hand over customers')",
            run: "click",
        },
        ...choose("from_user_id", "Tour Leaving"),
        ...told,
        ...choose("to_user_id", "Tour Heir"),
        ...told,
        {
            trigger: ".modal footer .btn-primary:contains('Hand over')",
            run: "click",
        },
        {
            content: "what moved is told",
            trigger:
                "body:not(:has(.modal)) .o_field_widget[name=summary]:contains('Open activities: 1')",
        },
        {
            content: "and is in the one summary",
            trigger: ".o-mail-Message:contains('Customers: 2')",
        },
        {
            trigger: ".o_statusbar_buttons button:contains('Undo')",
            run: "click",
        },
        {
            trigger: ".modal footer .btn-primary",
            run: "click",
        },
        {
            content: "everything went back",
            trigger: ".o_field_widget[name=summary]:contains('Customers: 2 (2 back)')",
        },
    ],
});

/** Archiving who still holds work: it is said, and offered to somebody else first. */
registry.category("web_tour.tours").add("ficha_handover_archive_tour", {
    steps: () => [
        {
            trigger: ".o_form_view .o_cp_action_menus button",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu .o_menu_item:contains('Archive')",
            run: "click",
        },
        {
            content: "Odoo asks whether one is sure",
            trigger: ".modal footer .btn-primary",
            run: "click",
        },
        {
            content: "and we say what they still hold",
            trigger: ".modal .alert-warning:contains('still holds the work below')",
        },
        ...told,
        ...choose("to_user_id", "Tour Heir"),
        {
            trigger: ".modal footer .btn-primary:contains('Hand over and archive')",
            run: "click",
        },
        {
            trigger:
                "body:not(:has(.modal)) .o_field_widget[name=summary]:contains('Open activities: 1')",
        },
    ],
});
