import {registry} from "@web/core/registry";

/**
 * The board, the list behind a number, a customer with something missing: one small
 * question, answered.
 */
registry.category("web_tour.tours").add("ficha_quality_tour", {
    steps: () => [
        {
            content: "how many we really know",
            trigger: ".o_ficha_quality_known .o_ficha_board_big",
        },
        {
            content: "split by template",
            trigger: ".o_ficha_board_dimension",
            run: "select template",
        },
        {
            content: "the table follows",
            trigger: ".o_ficha_quality_rows th:contains('Template')",
        },
        {
            content: "those without a phone",
            trigger:
                ".o_ficha_quality_fields tr[data-field='phone'] td:nth-child(2) button",
            run: "click",
        },
        {
            content: "are listed",
            trigger: ".o_list_view .o_data_row:contains('Quality tour') .o_data_cell",
            run: "click",
        },
        {
            content: "the page says what is missing",
            trigger: ".o_ficha_form .o_ficha_quality:contains('Missing: Phone')",
        },
        {
            content: "and asks one small question",
            trigger: ".o_ficha_question[data-field='phone'] input",
            run: "edit 612345678",
        },
        {
            content: "which is answered",
            trigger: ".o_ficha_question_save",
            run: "click",
        },
        {
            content: "thank you, and no other question",
            trigger: ".o_ficha_question_thanks",
        },
        {
            content: "the phone is in the file",
            trigger:
                ".o_ficha_form .o_field_widget[name='phone'] input:value(612345678)",
        },
        {
            content: "what else is missing, in one click",
            trigger: ".o_ficha_quality",
            run: "click",
        },
        {
            content: "asked for by hand",
            trigger: ".o_ficha_quality_menu button[data-field='email']",
            run: "click",
        },
        {
            content: "the question is there",
            trigger: ".o_ficha_question[data-field='email']",
        },
        {
            content: "nobody knows",
            trigger: ".o_ficha_question_unknown",
            run: "click",
        },
        {
            content: "it is gone",
            trigger: ".o_ficha_form:not(:has(.o_ficha_question))",
        },
    ],
});
