import {registry} from "@web/core/registry";

const LINE = ".o_ficha_identify_line";
const INPUT = ".o_ficha_identify_search input";

/**
 * The keys open the box; a telephone shows the family that has it, the arrows choose
 * one, Enter opens the ficha. Then somebody unknown becomes a new ficha.
 */
registry.category("web_tour.tours").add("ficha_identify_tour", {
    steps: () => [
        {
            content: "the box is there on every screen",
            trigger: ".o_main_navbar .o_ficha_identify_open",
        },
        {
            content: "its keys open it",
            trigger: ".o_list_view, .o_kanban_view",
            run: "press control+shift+f",
        },
        {
            trigger: `.modal ${INPUT}`,
            run: "edit 612 345 678 ext. 3",
        },
        {
            content: "both of the family, the first one chosen",
            trigger: `${LINE}:nth-child(1).o_ficha_identify_selected:contains(Ana)`,
        },
        {
            trigger: `${LINE}:nth-child(2):contains(Eva)`,
        },
        {
            trigger: INPUT,
            run: "press ArrowDown",
        },
        {
            trigger: `${LINE}:nth-child(2).o_ficha_identify_selected`,
        },
        {
            trigger: INPUT,
            run: "press Enter",
        },
        {
            content: "the ficha is open, the box is gone",
            trigger: "body:not(:has(.modal)) .o_form_view .o_breadcrumb:contains(Eva)",
        },
        {
            trigger: ".o_main_navbar .o_ficha_identify_open",
            run: "click",
        },
        {
            trigger: INPUT,
            run: "edit urena tall",
        },
        {
            content: "words in any order, with the code",
            trigger: `${LINE}:contains(Talleres):contains(C00777) a[href='tel:976123456']`,
        },
        {
            trigger: INPUT,
            run: "edit Desconocida Total",
        },
        {
            content: "nobody: a new ficha with what was typed",
            trigger: ".o_ficha_identify_create",
            run: "click",
        },
        {
            trigger:
                ".o_form_view .o_field_widget[name=name] input:value(Desconocida Total), .o_form_view .o_field_widget[name=name] textarea:value(Desconocida Total)",
        },
    ],
});

/** Who is archived is said to be, nothing is offered but to bring them back. */
registry.category("web_tour.tours").add("ficha_identify_archived_tour", {
    steps: () => [
        {
            content: "what opens later closes a dialog",
            trigger: ".o_list_view .o_data_row",
        },
        {
            trigger: ".o_main_navbar .o_ficha_identify_open",
            run: "click",
        },
        {
            trigger: INPUT,
            run: "edit urena tall",
        },
        {
            trigger: `${LINE}:contains(Talleres):contains(Archived):not(:has(.o_ficha_identify_invoice))`,
        },
        {
            trigger: `${LINE} .o_ficha_identify_restore`,
            run: "click",
        },
        {
            content: "their file is open, and archived no more",
            trigger:
                ".o_form_view:not(:has(.ribbon:contains(Archived))) .o_field_widget[name=name] textarea:value(Talleres Ureña), .o_form_view .o_field_widget[name=name] input:value(Talleres Ureña)",
        },
    ],
});

registry.category("web_tour.tours").add("ficha_identify_several_tour", {
    steps: () => [
        {trigger: ".o_list_view .o_data_row:contains(Ana Fernández)"},
        {trigger: ".o_list_view .o_data_row:contains(Eva Roldán)"},
        {trigger: ".o_list_view:not(:has(.o_data_row:nth-child(3)))"},
    ],
});

registry.category("web_tour.tours").add("ficha_identify_nobody_tour", {
    steps: () => [
        {
            content: "the number, as Odoo writes it",
            trigger:
                ".o_form_view .o_field_widget[name=phone] input:value(633 00 00 00)",
        },
    ],
});

registry.category("web_tour.tours").add("ficha_identify_none_tour", {
    steps: () => [
        {
            trigger: ".o_main_navbar:not(:has(.o_ficha_identify_open)) .o_user_menu",
        },
    ],
});
