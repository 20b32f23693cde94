import {registry} from "@web/core/registry";

const price = ".o_field_widget[name=usual_line_ids] .o_data_row td[name=price_unit]";

registry.category("web_tour.tours").add("ficha_usual_price_tour", {
    steps: () => [
        {
            content: "How they are invoiced",
            trigger: ".o_notebook .nav-link[name=billing]",
            run: "click",
        },
        {
            content: "No price was agreed: it is that of the day, not zero",
            trigger: `${price}:not(:contains(0)) .o_ficha_price_of_day`,
        },
        {
            content: "Agree on one",
            trigger: price,
            run: "click",
        },
        {
            trigger: `${price} input[placeholder]`,
            run: "edit 77",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "It is shown",
            trigger: `${price}:contains(77):not(:has(.o_ficha_price_of_day))`,
        },
        {
            trigger: ".o_form_saved",
        },
    ],
});
