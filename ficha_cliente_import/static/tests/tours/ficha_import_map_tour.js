import {registry} from "@web/core/registry";

const ROWS = [
    "Zeta;Fono;Cosa;Sector",
    "Ana Mapa Tour;612345981;x;Coches tour",
    "Eva Mapa Tour;612345982;y;Coches tour",
];

const row = (list, text) =>
    `.o_field_widget[name=${list}] .o_data_row:contains(${text})`;

/** Choose in a list that opens in a cell of a row. */
function choose(list, text, cell, words) {
    return [
        {
            content: `Go to ${cell} of ${text}`,
            trigger: `${row(list, text)} td[name=${cell}]`,
            run: "click",
        },
        {
            content: "Open its choices",
            trigger: `.o_selected_row td[name=${cell}] .o_select_menu input`,
            run: "click",
        },
        {
            content: `Choose ${words}`,
            trigger: `.o_select_menu_item:contains(/^(${words})$/)`,
            run: "click",
        },
    ];
}

registry.category("web_tour.tours").add("ficha_import_map_tour", {
    steps: () => [
        {
            content: "Choose a file whose headings nobody knows",
            trigger: ".o_ficha_import_zone",
            run() {
                const input = this.anchor.querySelector("input[type=file]");
                const transfer = new DataTransfer();
                transfer.items.add(new File([ROWS.join("\n")], "mapa.csv"));
                input.files = transfer.files;
                input.dispatchEvent(new Event("change", {bubbles: true}));
            },
        },
        {
            content: "It is asked who each customer is, and shown what is in the file",
            trigger: `.o_ficha_import:has(.alert [name=question]) ${row("column_ids", "Ana Mapa Tour")}`,
        },
        ...choose("column_ids", "Zeta", "target", "Name|Nombre"),
        {
            content: "What would become of its rows follows at once",
            trigger: "button[name=action_view_lines]:contains(2) [name=created_count]",
        },
        ...choose("column_ids", "Fono", "target", "Phone|Teléfono"),
        {
            content: "It is decided",
            trigger: `${row("column_ids", "Fono")} td[name=sure]:contains(Deci)`,
        },
        {
            content: "One value names nothing there is",
            trigger: ".o_notebook_headers .nav-link[name=values]",
            run: "click",
        },
        ...choose("value_ids", "Coches tour", "action", "Leave it out|No ponerlo"),
        {
            content: "Nothing is left to decide",
            trigger: ".o_ficha_import:not(:has(.alert [name=undecided_text]))",
        },
        {
            content: "Import it",
            trigger: "button[name=action_import]",
            run: "click",
        },
        {
            content: "Undo it",
            trigger: "button[name=action_undo]",
            run: "click",
        },
        {
            content: "Yes",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "It is undone, and nothing was left",
            trigger:
                ".o_ficha_import:not(:has([name=undo_left])) .alert-success [name=undone_text]",
        },
    ],
});
