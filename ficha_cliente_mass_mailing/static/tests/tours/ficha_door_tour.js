import {registry} from "@web/core/registry";

const search = (name) => [
    {
        content: `look for ${name}`,
        trigger: ".o_searchview_input",
        run: `edit ${name}`,
    },
    {
        content: "search",
        trigger: ".o_searchview_input",
        run: "press Enter",
    },
];

// Our half of what customers did at their door: the mailing says why it left one out,
// who registered twice is there once, and the telephone that she corrected is accepted.
registry.category("web_tour.tours").add("ficha_door_tour", {
    steps: () => [
        {
            content: "the mailing left her out, and says why",
            trigger:
                "[name=failure_reason]:contains(asked us not to):contains(by a link)",
        },
        {
            content: "to the customers",
            trigger: "body",
            run: () => {
                window.location = "/odoo/fichas";
            },
            expectUnloadPage: true,
        },
        ...search("Xoana Novoa"),
        {
            content: "who registered twice is there once",
            trigger: ".o_data_row:only-of-type:contains(Xoana Novoa)",
        },
        {
            trigger: ".o_facet_remove",
            run: "click",
        },
        ...search("Lucía Inventada"),
        {
            trigger: ".o_data_cell:contains(Lucía Inventada)",
            run: "click",
        },
        {
            content: "by e-mail no, and why",
            trigger: ".o_ficha_may_contact summary",
            run: "click",
        },
        {
            trigger: ".o_ficha_may_email:contains(asked us not to)",
        },
        {
            content: "to what waits for an answer",
            trigger: ".o_notebook_headers a[name=billing]",
            run: "click",
        },
        {
            content: "the telephone that she corrected waits",
            trigger:
                ".o_field_widget[name=proposal_ids] .o_data_row:contains(698 76 54 32) button[name=action_accept]",
            run: "click",
        },
        {
            content: "accepted",
            trigger: ".o_ficha_form:not(:has(.o_field_widget[name=proposal_ids]))",
        },
    ],
});
