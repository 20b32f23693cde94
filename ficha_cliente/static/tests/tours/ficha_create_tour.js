import {registry} from "@web/core/registry";

const page = (name) => ({
    content: `Open the page ${name}`,
    trigger: `.o_notebook_headers a.nav-link[name=${name}]`,
    run: "click",
});
const addLine = (list) => ({
    content: `Add a line to ${list}`,
    trigger: `[name=${list}] .o_field_x2many_list_row_add a`,
    run: "click",
});
const typeIn = (field, text) => ({
    content: `Write ${text} in ${field}`,
    trigger: `.o_field_widget[name=${field}] :is(input, textarea)`,
    run: `edit ${text}`,
});
const typeInLine = (list, field, text) => ({
    content: `Write ${text} in ${field}`,
    trigger: `.o_field_widget[name=${list}] .o_selected_row .o_field_widget[name=${field}] input`,
    run: `edit ${text}`,
});
const choose = (text) => ({
    content: `Choose ${text}`,
    trigger: `.o-autocomplete--dropdown-item:contains(${text})`,
    run: "click",
});
const save = () => [
    {
        content: "Save",
        trigger: ".o_form_button_save:enabled",
        run: "click",
    },
    {
        content: "It is saved",
        trigger: ".o_form_view .o_form_saved",
    },
];

registry.category("web_tour.tours").add("ficha_create", {
    steps: () => [
        {
            content: "New customer file",
            trigger: ".o_list_button_add",
            run: "click",
        },
        // a company, a further telephone and somebody around it
        typeIn("name", "Talleres Tour"),
        page("contact_addresses"),
        addLine("contact_point_ids"),
        typeInLine("contact_point_ids", "value", "+34612345678"),
        page("complementary"),
        addLine("relation_ids"),
        // begins alike in English and in Spanish
        typeInLine("relation_ids", "role_id", "Secre"),
        choose("Secre"),
        typeInLine("relation_ids", "contact_name", "Marta Tour"),
        ...save(),
        page("contact_addresses"),
        {
            content: "The telephone calls with one click",
            trigger: "[name=contact_point_ids] a[href='tel:+34612345678']",
        },
        page("complementary"),
        {
            content: "Marta is in the file",
            trigger: "[name=relation_ids] .o_data_row:contains(Marta Tour)",
        },
        // a person
        {
            content: "Another customer file",
            trigger: ".o_form_button_create",
            run: "click",
        },
        {
            content: "A person",
            trigger: "[name=company_type] input[data-value=person]",
            run: "click",
        },
        {
            content: "The page is now a person's",
            trigger: ".o_notebook_headers a.nav-link[name=academic_family]",
        },
        typeIn("name", "Ana Tour"),
        page("contact_addresses"),
        {
            content: "Born in the future",
            trigger: "input[data-field=birthdate_date]",
            run: "edit 01/01/2999",
        },
        {
            content: "Save",
            trigger: ".o_form_button_save:enabled",
            run: "click",
        },
        {
            content: "A sentence says what would be right",
            trigger: ".modal:contains(Ana Tour):contains(1 ene 2999) .btn-primary",
            run: "click",
        },
        {
            content: "Correct the date",
            trigger: "body:not(:has(.modal)) [name=birthdate_date] button.o_input",
            run: "click",
        },
        {
            content: "Write a possible one",
            trigger: "input[data-field=birthdate_date]",
            run: "edit 05/05/1980",
        },
        page("academic_family"),
        typeIn("occupation", "Engineer"),
        addLine("education_ids"),
        typeInLine("education_ids", "title", "Law"),
        typeInLine("education_ids", "year", "2003"),
        addLine("family_member_ids"),
        typeInLine("family_member_ids", "member_name", "Leo Tour"),
        ...save(),
        {
            content: "The studies are in the file",
            trigger: "[name=education_ids] .o_data_row:contains(Law)",
        },
    ],
});
