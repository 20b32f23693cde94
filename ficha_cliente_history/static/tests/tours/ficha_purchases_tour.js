import {registry} from "@web/core/registry";

/**
 * The page of purchases: it is asked for when it is opened, its numbers open their
 * lists, and what was missed opens the document that tells it.
 */
registry.category("web_tour.tours").add("ficha_purchases_tour", {
    steps: () => [
        {
            content: "the file is open, and nothing has been asked about purchases",
            trigger: ".o_ficha_form:not(:has(.o_ficha_purchases))",
        },
        {
            content: "what there is to look at, in a menu where there is much of it",
            trigger: ".o-form-buttonbox",
            run() {
                document.querySelector(".o_button_more")?.click();
            },
        },
        {
            content: "the button of what was missed says how much",
            trigger:
                "button[name=action_view_missed_purchases]:contains('1 · '):contains('200')",
        },
        {
            trigger: ".o_notebook_headers .nav-link[name=purchases]",
            run: "click",
        },
        {
            content: "month by month",
            trigger: ".o_ficha_purchases .o_ficha_chart canvas",
        },
        {
            content: "the favourite product, with its share",
            trigger:
                ".o_ficha_items_product tbody tr:first-child:contains('Tour boxes'):contains('75 %')",
        },
        {
            content: "a product opens its invoices",
            trigger: ".o_ficha_items_product tbody tr:first-child a",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains('300')",
        },
        {
            content: "back to the file",
            trigger: ".o_breadcrumb .breadcrumb-item a:contains('Tour customer')",
            run: "click",
        },
        {
            trigger: ".o_notebook_headers .nav-link[name=purchases]",
            run: "click",
        },
        {
            content: "how much was missed, and what came back",
            trigger: ".o_ficha_missed:contains('200'):contains('came back')",
        },
        {
            trigger: ".o_ficha_missed .o_ficha_all_missed",
            run: "click",
        },
        {
            content: "the list behind the number; a line opens its document",
            trigger:
                ".o_list_view .o_data_row:contains('Cancelled invoice') td[name=name]",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_statusbar_status:contains('Cancelled')",
        },
    ],
});
