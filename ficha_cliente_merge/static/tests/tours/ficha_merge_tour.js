import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("ficha_merge_tour", {
    steps: () => [
        {
            content: "Merge the pair",
            trigger:
                ".o_data_row:contains(Merge Tour One) button[name=action_merge]:not([disabled])",
            run: "click",
        },
        {
            content: "The two are side by side, and the one with a code is kept",
            trigger:
                ".modal .o_ficha_merge thead .o_ficha_merge_kept:contains(Merge Tour One)",
        },
        {
            content: "Choose the telephone of the other",
            trigger:
                ".modal .o_ficha_merge tr[data-field=phone] td:contains(612) input[type=radio]",
            run: "click",
        },
        {
            content: "It is chosen",
            trigger:
                ".modal .o_ficha_merge tr[data-field=phone] .o_ficha_merge_chosen:contains(612)",
        },
        {
            content: "Merge",
            trigger: ".modal footer button[name=action_merge]",
            run: "click",
        },
        {
            content: "The kept customer opens with its note",
            trigger: ".o_ficha_form .o-mail-Message:contains(Merge Tour Two)",
        },
        {
            content: "Go to the merge",
            trigger: ".o_ficha_form .o-mail-Message:contains(Merge Tour Two) a",
            run: "click",
        },
        {
            content: "The journal of the merge",
            trigger: "button[name=action_undo]",
            run: "click",
        },
        {
            content: "Yes, undo",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "It is undone",
            trigger: ".o_arrow_button_current[data-value=undone]",
        },
    ],
});
