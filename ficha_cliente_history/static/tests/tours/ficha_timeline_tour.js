import {registry} from "@web/core/registry";

/** The timeline of a customer: read it, filter it, look further back, open a meeting. */
registry.category("web_tour.tours").add("ficha_timeline_tour", {
    steps: () => [
        {
            content: "the page of the timeline",
            trigger: ".o_notebook .nav-link[name=timeline]",
            run: "click",
        },
        {
            content: "the newest comes first",
            trigger: ".o_ficha_month + .o_ficha_entry:contains('Tour call 59')",
        },
        {
            content: "what is planned stands on top",
            trigger: ".o_ficha_coming:contains('Tour to do')",
        },
        {
            content: "a page has fifty entries",
            trigger:
                ".o_ficha_timeline:has(.o_ficha_more):not(:contains('Tour call 2 '))",
        },
        {
            content: "further back",
            trigger: ".o_ficha_more",
            run: "click",
        },
        {
            trigger:
                ".o_ficha_timeline:contains('Tour call 59'):contains('Tour call 2 ')",
        },
        {
            content: "and that is where it began",
            trigger: ".o_ficha_beginning",
        },
        {
            content: "note something",
            trigger: "button[name=action_log_interaction]",
            run: "click",
        },
        {
            trigger: ".o_ficha_timeline .o_ficha_composer_input:focus",
            run: "edit Tour noted now && press Enter",
        },
        {
            content: "it is in the timeline at once, and what was shown stays",
            trigger:
                "body:not(:has(.modal)) .o_ficha_timeline:contains('Tour noted now'):contains('Tour call 2 ')",
        },
        {
            content: "what is rarer has its place in a menu",
            trigger: ".o_ficha_chips_more",
            run: "click",
        },
        {
            trigger: ".o_ficha_chips_menu .dropdown-item:contains('Tour pigeon')",
            run: "click",
        },
        {
            trigger:
                ".o_ficha_timeline:contains('Tour call 7 '):not(:contains('Tour call 9 '))",
        },
        {
            content: "and stands in the line once it is chosen, to be given up there",
            trigger: ".o_ficha_chips > .active:contains('Tour pigeon')",
            run: "click",
        },
        {
            trigger: ".o_ficha_timeline:contains('Tour call 59')",
        },
        {
            content: "only meetings",
            trigger: ".o_ficha_chips [data-kind=meeting]",
            run: "click",
        },
        {
            trigger: ".o_ficha_timeline:not(:contains('Tour call'))",
        },
        {
            trigger: ".o_ficha_chips [data-kind=meeting].active",
        },
        {
            content: "what people wrote is text, not mark-up",
            trigger: ".o_ficha_entry:contains('Tour <b>meeting</b>'):not(:has(b))",
        },
        {
            content: "begin to note something else",
            trigger: ".o_ficha_timeline .o_ficha_composer_input",
            run: "edit Tour not sent yet",
        },
        {
            content: "open the meeting",
            trigger: ".o_ficha_entry_title:contains('Tour <b>meeting</b>')",
            run: "click",
        },
        {
            trigger:
                ".o_form_view .o_field_widget[name=attendee_ids], .o_form_view .o_field_widget[name=partner_ids]",
        },
        {
            content: "what was begun is still there when one comes back",
            trigger: ".o_breadcrumb a:contains('Tour customer')",
            run: "click",
        },
        {
            trigger: ".o_ficha_composer_input:value('Tour not sent yet')",
        },
        {
            content: "note it",
            trigger: ".o_ficha_composer_input",
            run: "click && press Enter",
        },
        {
            content: "and it does not come again",
            trigger:
                ".o_ficha_timeline:contains('Tour not sent yet') .o_ficha_composer_input:not(:value('Tour not sent yet'))",
        },
    ],
});
