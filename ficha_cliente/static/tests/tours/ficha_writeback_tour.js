import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("ficha_writeback_tour", {
    steps: () => [
        {
            content: "Type three letters of the customer",
            trigger: ".o_field_widget[name=partner_id] input",
            run: "edit Quevedo",
        },
        {
            content: "Choose it",
            trigger:
                ".o_field_widget[name=partner_id] .o-autocomplete--dropdown-item:contains(Quevedo Tour) a",
            run: "click",
        },
        {
            content: "Wait until the customer file has spoken",
            trigger: "button[name=action_ficha_add_usual]",
        },
        {
            content: "Type a payment term that the customer file does not know",
            trigger: ".o_field_widget[name=invoice_payment_term_id] input",
            run: "edit Tour forty",
        },
        {
            content: "Choose it",
            trigger:
                ".o_field_widget[name=invoice_payment_term_id] .o-autocomplete--dropdown-item:contains(Tour forty) a",
            run: "click",
        },
        {
            content: "Add what this customer usually buys",
            trigger: "button[name=action_ficha_add_usual]",
            run: "click",
        },
        {
            content: "The line is there",
            trigger:
                ".o_field_widget[name=invoice_line_ids] .o_data_row:contains(Tour service)",
        },
        {
            content: "Confirm the invoice",
            trigger: "button[name=action_post]",
            run: "click",
        },
        {
            content: "The invoice is posted",
            trigger: ".o_arrow_button_current[data-value=posted]",
        },
        {
            content: "Open the customer",
            trigger: ".o_field_widget[name=partner_id] a.o_form_uri",
            run: "click",
        },
        {
            content: "The customer file opens and says where the term came from",
            trigger: ".o_ficha_form .o-mail-Message:contains(Tour forty)",
        },
        {
            content: "Go to the invoicing page",
            trigger: ".o_notebook_headers a[name=billing]",
            run: "click",
        },
        {
            content: "What was typed on the invoice is in the customer file",
            trigger:
                ".o_field_widget[name=property_payment_term_id] input:value(Tour forty)",
        },
        {
            content: "Somebody else proposed another street: accept it",
            trigger:
                ".o_field_widget[name=proposal_ids] .o_data_row:contains(Calle Tour 9) button[name=action_accept]",
            run: "click",
        },
        {
            content: "It is in the customer file",
            trigger: ".o_field_widget[name=street] input:value(Calle Tour 9)",
        },
        {
            content: "Nothing else waits for an answer",
            trigger: ".o_ficha_form:not(:has(.o_field_widget[name=proposal_ids]))",
        },
    ],
});
