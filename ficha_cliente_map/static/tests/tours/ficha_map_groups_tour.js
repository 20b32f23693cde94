import {registry} from "@web/core/registry";

// On a telephone: tags give the colours, and are switched off on the map and in its list.
registry.category("web_tour.tours").add("ficha_map_groups_tour", {
    steps: () => [
        {
            content: "Each tag is counted, also of who has two",
            trigger:
                ".o_ficha_map_groups .o_ficha_map_key:contains(Hotel del Mapa):contains(2)",
        },
        {
            content: "Which is said",
            trigger: ".o_ficha_map_several",
        },
        {
            content: "Without the hotels",
            trigger: ".o_ficha_map_key:contains(Hotel del Mapa)",
            run: "click",
        },
        {
            content: "Who is a bar too stays",
            trigger: ".o_ficha_map_inside:contains(/^2$/)",
        },
        {
            content: "In the list too",
            trigger: ".o_ficha_map_list",
            run: "click",
        },
        {
            content: "Both of them",
            trigger:
                ".o_kanban_record:contains(Dos del Mapa), .o_data_row:contains(Dos del Mapa)",
        },
    ],
});
