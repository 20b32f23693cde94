import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("ficha_export_tour", {
    steps: () => [
        {
            content: "Open the gear of the list of customer files",
            trigger: ".o_cp_action_menus .dropdown-toggle, .o_cp_action_menus button",
            run: "click",
        },
        {
            content: "Export them all",
            trigger: ".o_ficha_export_menu",
            run: "click",
        },
        {
            content: "They are many: how far it is",
            trigger: ".o_form_view .o_ficha_import_progress",
        },
        {
            content: "It can be stopped",
            trigger: "button[name=action_cancel]",
        },
    ],
});
