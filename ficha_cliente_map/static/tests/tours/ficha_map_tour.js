import {registry} from "@web/core/registry";

// The map beside the list: who is red, the card, who else is near.
registry.category("web_tour.tours").add("ficha_map_tour", {
    steps: () => [
        {
            content: "The map is beside list and kanban",
            trigger: ".o_switch_view.o_ficha_map",
            run: "click",
        },
        {
            content: "All are in view",
            trigger: ".o_ficha_map_inside:contains(/^3$/)",
        },
        {
            content: "Without the red ones",
            trigger: ".o_ficha_map_key[data-key=red]",
            run: "click",
        },
        {
            content: "Two are left",
            trigger: ".o_ficha_map_inside:contains(/^2$/)",
        },
        {
            content: "Only the red one",
            trigger: ".o_ficha_map_key[data-key=red]",
            run: "click",
        },
        {
            content: "It is back; the others go",
            trigger: ".o_ficha_map_inside:contains(/^3$/)",
        },
        {
            content: "Those without colour",
            trigger: ".o_ficha_map_key[data-key='']",
            run: "click",
        },
        {
            content: "The mark opens its card",
            trigger: ".leaflet-marker-icon.o_ficha_mark_red",
            run: "click",
        },
        {
            content: "Who it is",
            trigger: ".o_ficha_map_card:contains(Roja del Mapa)",
        },
        {
            content: "Who else is near",
            trigger: ".o_ficha_map_near",
            run: "click",
        },
        {
            content: "The nearest first",
            trigger: ".o_ficha_map_nearest_line:contains(Vecina del Mapa)",
        },
    ],
});
