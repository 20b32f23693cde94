import {registry} from "@web/core/registry";

// Beside telephone and e-mail: who may be called, the no in one press, and the way back.
registry.category("web_tour.tours").add("ficha_may_contact_tour", {
    steps: () => [
        {
            content: "The channels in one line, and why below it",
            trigger: ".o_ficha_may_contact summary",
            run: "click",
        },
        {
            content: "Nobody asked whether they may be written to",
            trigger: ".o_ficha_may_email:contains(nobody asked)",
        },
        {
            content: "They asked not to be called",
            trigger: ".o_ficha_may_phone .o_ficha_asked_not",
            run: "click",
        },
        {
            content: "It says so at once",
            trigger: ".o_ficha_may_phone:contains(asked us not to)",
        },
        {
            content: "It was a slip",
            trigger:
                ".o_notification:contains(Asked not to be called) button:contains(Undo)",
            run: "click",
        },
        {
            content: "As before",
            trigger: ".o_ficha_may_phone:contains(nobody asked) .o_ficha_asked_not",
        },
        {
            content: "They asked for no e-mails",
            trigger: ".o_ficha_may_email .o_ficha_asked_not",
            run: "click",
        },
        {
            content: "It says so at once",
            trigger: ".o_ficha_may_email:contains(asked us not to)",
        },
    ],
});
