import {registry} from "@web/core/registry";

// A field of the company's own gives the colours, as a favourite asks for it; who has
// none is switched off on the map, in its list too.
registry.category("web_tour.tours").add("ficha_map_properties_tour", {
    steps: () => [
        {
            content: "By the words of the company",
            trigger: ".o_ficha_map_groups .o_ficha_map_key:contains(Hotel):contains(1)",
        },
        {
            content: "Without the hotel",
            trigger: ".o_ficha_map_key:contains(Hotel)",
            run: "click",
        },
        {
            content: "The bar stays, and who has none",
            trigger: ".o_ficha_map_inside:contains(/^2$/)",
        },
        {
            content: "In the list too",
            trigger: ".o_ficha_map_list",
            run: "click",
        },
        {
            content: "Who has none is there",
            trigger:
                ".o_kanban_record:contains(Tres del Mapa), .o_data_row:contains(Tres del Mapa)",
        },
        {
            content: "The hotel is not",
            trigger:
                ".o_view_controller:not(:has(.o_kanban_record:contains(Uno del Mapa))):not(:has(.o_data_row:contains(Uno del Mapa)))",
        },
    ],
});
