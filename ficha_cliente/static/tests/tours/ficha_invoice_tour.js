import {registry} from "@web/core/registry";

/** The value a many2one of the invoice shows. */
function shows(fieldName, text) {
    return {
        content: `${fieldName} is filled in with ${text}`,
        trigger: `.o_field_widget[name=${fieldName}] input:value(${text})`,
    };
}

/** Type in the customer's box and take what is offered. */
function chooseCustomer(typed, name) {
    return [
        {
            content: `Type ${typed} in the customer's box`,
            trigger: ".o_field_widget[name=partner_id] input",
            run: `edit ${typed}`,
        },
        {
            content: `Choose ${name}`,
            trigger: `.o_field_widget[name=partner_id] .o-autocomplete--dropdown-item:contains(${name}) a`,
            run: "click",
        },
    ];
}

registry.category("web_tour.tours").add("ficha_invoice_tour", {
    steps: () => [
        // a code finds its customer, and the invoice fills itself
        ...chooseCustomer("TOUR-0042", "Tour Beta"),
        shows("invoice_payment_term_id", "Tour sixty"),
        // the wrong customer: three letters find the right one, and it fills again
        ...chooseCustomer("Zurb", "Zurbano Tour"),
        shows("invoice_payment_term_id", "Tour thirty"),
        {
            content: "The form says what came from the customer file",
            // not its words: they are in the language of whoever runs the tour
            trigger: ".o_field_widget[name=ficha_prefill_summary]",
        },
        {
            content: "The customer requires a purchase order: write it",
            trigger:
                "div[name=ficha_reference_missing] .o_field_widget[name=ref] input",
            run: "edit PO-TOUR",
        },
        {
            content: "Invoice the usual",
            trigger: "button[name=action_ficha_add_usual]",
            run: "click",
        },
        {
            content: "A notification says what was added",
            trigger: ".o_notification",
        },
        {
            content: "The usual line is there",
            trigger:
                ".o_field_widget[name=invoice_line_ids] .o_data_row:contains(Tour product)",
        },
        {
            content: "The standing discount is seen on it",
            trigger:
                ".o_field_widget[name=invoice_line_ids] .o_data_row:contains(Tour product) td[name=discount]:contains(10)",
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
    ],
});
