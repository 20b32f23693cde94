import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("ficha_code_tour", {
    steps: () => [
        {
            content: "Change the code that stands beside the name",
            trigger: "[name=ficha_client_code]:contains(TOUR-OLD) button",
            run: "click",
        },
        {
            content: "Write the new one, in small letters",
            trigger: ".modal .o_field_widget[name=new_code] input",
            run: "edit tour-new",
        },
        {
            content: "Give the reason",
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit The old program's number",
        },
        {
            content: "Change it",
            trigger: ".modal button[name=action_confirm]",
            run: "click",
        },
        {
            content: "The page shows the new code",
            trigger: "[name=ficha_client_code]:contains(TOUR-NEW)",
        },
        {
            content: "Back to the list",
            trigger: ".o_breadcrumb .o_back_button, .o_breadcrumb a",
            run: "click",
        },
        {
            content: "Look for the old code",
            trigger: ".o_searchview_input",
            run: "edit tour-old",
        },
        {
            content: "Search",
            trigger: ".o_searchview_input",
            run: "press Enter",
        },
        {
            content: "It finds the customer, under the new code",
            trigger: ".o_data_row:only-of-type:contains(Tour Coded):contains(TOUR-NEW)",
        },
    ],
});
