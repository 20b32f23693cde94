import {registry} from "@web/core/registry";

const ROWS = [
    "Nombre;Teléfono;Correo electrónico;Población",
    "Ana Gil Tour;612345991;ana@tour.example;Murcia",
    "Luis Gil Tour;612345992;no es un correo;Lorca",
];

/** Drop a file on an element, as somebody does who drags it from a folder. */
function dropFile(element, name, text) {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], name, {type: "text/csv"}));
    for (const type of ["dragenter", "dragover", "drop"]) {
        element.dispatchEvent(
            new DragEvent(type, {dataTransfer: transfer, bubbles: true})
        );
    }
}

registry.category("web_tour.tours").add("ficha_import_tour", {
    steps: () => [
        {
            content: "Drag a file over the list of customer files",
            trigger: ".o_list_view .o_list_renderer",
            run() {
                const transfer = new DataTransfer();
                transfer.items.add(new File(["x"], "clientes.csv"));
                this.anchor.dispatchEvent(
                    new DragEvent("dragenter", {dataTransfer: transfer, bubbles: true})
                );
            },
        },
        {
            content: "Drop it",
            trigger: ".o_ficha_drop",
            run() {
                dropFile(this.anchor, "clientes.csv", ROWS.join("\n"));
            },
        },
        {
            content: "It was checked: both are new, and a cell has to be mended",
            trigger:
                ".o_ficha_import .o_arrow_button_current[data-value=checked], .o_ficha_import [name=state] [data-value=checked][aria-checked=true]",
        },
        {
            content: "What has to be mended",
            trigger: ".o_ficha_import .o_notebook_headers .nav-link[name=problems]",
            run: "click",
        },
        {
            content: "What is wrong is said beside its value",
            trigger:
                ".o_field_widget[name=problem_ids] .o_data_row:contains(no es un correo)",
        },
        {
            content: "Import it",
            trigger: "button[name=action_import]",
            run: "click",
        },
        {
            content: "See the customers that came in",
            trigger: "button[name=action_view_partners]",
            run: "click",
        },
        {
            content: "There is the one that was right",
            trigger: ".o_list_view .o_data_row:contains(Ana Gil Tour)",
        },
        {
            content: "Import another one from the gear",
            trigger: ".o_cp_action_menus .dropdown-toggle, .o_cp_action_menus button",
            run: "click",
        },
        {
            content: "With our own import",
            trigger: ".o_ficha_import_menu",
            run: "click",
        },
        {
            content: "Choose a file there",
            trigger: ".o_ficha_import_zone",
            run() {
                const input = this.anchor.querySelector("input[type=file]");
                const transfer = new DataTransfer();
                transfer.items.add(
                    new File([ROWS.slice(0, 2).join("\n")], "otra-vez.csv")
                );
                input.files = transfer.files;
                input.dispatchEvent(new Event("change", {bubbles: true}));
            },
        },
        {
            content: "The same customer is known",
            trigger:
                ".o_ficha_import button[name=action_view_lines]:contains(1) [name=unchanged_count]",
        },
    ],
});
