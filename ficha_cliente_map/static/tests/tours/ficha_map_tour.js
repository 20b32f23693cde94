import {download} from "@web/core/network/download";
import {registry} from "@web/core/registry";

let sheet = null;

/** A click on the map, at a share of its width and of its height. */
function clickAt(across, down) {
    const canvas = document.querySelector(".o_ficha_map_canvas");
    const {left, top, width, height} = canvas.getBoundingClientRect();
    canvas.dispatchEvent(
        new MouseEvent("click", {
            bubbles: true,
            clientX: left + across * width,
            clientY: top + down * height,
        })
    );
}

/** A zone as wide as the map, from some way down to its lower edge. */
function drawn(down) {
    clickAt(0.02, down);
    clickAt(0.98, down);
    clickAt(0.98, 0.98);
    clickAt(0.02, 0.98);
}

function needs(what, words) {
    if (!what) {
        throw new Error(words);
    }
}

// The map beside the list: its groups, who is red, the card, who else is near; then each
// of its tools.
registry.category("web_tour.tours").add("ficha_map_tour", {
    steps: () => [
        {
            content: "The map is beside list and kanban",
            trigger: ".o_switch_view.o_ficha_map",
            run: "click",
        },
        {
            content: "The group of the search gives the colours, and is counted",
            trigger:
                ".o_ficha_map_groups .o_ficha_map_key[data-key='41510']:contains(1)",
        },
        {
            content: "By the follow-up again",
            trigger: ".o_ficha_map_colour",
            run: "select followup",
        },
        {
            content: "All are in view",
            trigger:
                ".o_ficha_map_view:not(:has(.o_ficha_map_groups)) .o_ficha_map_inside:contains(/^3$/)",
        },
        {
            content: "Where the money is",
            trigger: ".o_ficha_map_colour",
            run: "select heat:sales",
        },
        {
            content: "Of the one who bought",
            trigger: ".o_ficha_map_total:contains(/4.?321/)",
        },
        {
            content: "Of the missed purchases there is nothing",
            trigger: ".o_ficha_map_colour",
            run: "select heat:missed",
        },
        {
            content: "Nothing, said so",
            trigger: ".o_ficha_map_nobody",
        },
        {
            content: "The colours again",
            trigger: ".o_ficha_map_colour",
            run: "select followup",
        },
        {
            content: "The territories",
            trigger: ".o_ficha_map_territories",
            run: "click",
        },
        {
            content: "With their names",
            trigger: ".leaflet-tooltip:contains(Sur del Mapa)",
        },
        {
            content: "A sheet of what is shown",
            trigger: ".o_ficha_map_export",
            run({click}) {
                download._download = (options) => {
                    sheet = options;
                    document.body.classList.add("o_ficha_sheet");
                };
                return click();
            },
        },
        {
            content: "It asks for those in view",
            trigger: "body.o_ficha_sheet .o_ficha_map_draw",
            async run({click}) {
                const {domain, model} = JSON.parse(sheet.data.data);
                needs(model === "res.partner", "Of customers");
                const names = JSON.stringify(domain);
                needs(names.includes("map_latitude"), "Only those in view");
                // As the browser sends it: Odoo answers with the sheet.
                const form = new FormData();
                form.append("data", sheet.data.data);
                form.append("csrf_token", odoo.csrf_token);
                const answer = await fetch(sheet.url, {method: "POST", body: form});
                needs(answer.ok, "The sheet is made");
                const kind = answer.headers.get("Content-Type");
                needs(kind.includes("spreadsheet"), "And it is a sheet");
                await click();
            },
        },
        {
            content: "Its corners: the half that looks to the south",
            trigger: ".o_ficha_map_zone",
            run: () => drawn(0.52),
        },
        {
            content: "That is it",
            trigger: ".o_ficha_map_zone_end:enabled",
            run: "click",
        },
        {
            content: "Only those in the zone",
            trigger: ".o_ficha_map_inside:contains(/^2$/)",
        },
        {
            content: "Everybody again",
            trigger: ".o_ficha_map_zone_clear",
            run: "click",
        },
        {
            content: "All are back",
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
        {
            content: "Closed",
            trigger: ".o_ficha_map_nearest .btn-close",
            run: "click",
        },
        {
            content: "A zone around these two",
            trigger: ".o_ficha_map_draw",
            run: "click",
        },
        {
            content: "Its corners are those of the view",
            trigger: ".o_ficha_map_zone",
            run: () => drawn(0.02),
        },
        {
            content: "That is the zone",
            trigger: ".o_ficha_map_zone_end:enabled",
            run: "click",
        },
        {
            content: "Kept as a territory",
            trigger: ".o_ficha_map_keep",
            run: "click",
        },
        {
            content: "Its name",
            trigger: ".o_field_widget[name=name] input",
            run: "edit Dibujada",
        },
        {
            content: "Whose it is",
            trigger: ".o_field_widget[name=user_id] input",
            run: "edit ficha_tour_map",
        },
        {
            content: "Theirs",
            trigger: ".o-autocomplete--dropdown-item:contains(ficha_tour_map)",
            run: "click",
        },
        {
            content: "Saved",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "It is there",
            trigger: ".o_form_saved",
        },
    ],
});
