import {registry} from "@web/core/registry";

/** A name is read whole, in as many lines as it needs. */
const readWhole = {
    content: "the long name is read whole, in two lines",
    trigger: ".o_ficha_who h1 textarea",
    run() {
        const {scrollWidth, clientWidth, scrollHeight, clientHeight} = this.anchor;
        const line = parseFloat(getComputedStyle(this.anchor).lineHeight);
        if (scrollWidth > clientWidth || scrollHeight > clientHeight + 2) {
            throw new Error("The name is cut");
        }
        if (clientHeight < 2 * line) {
            throw new Error(`The name has one line, ${clientHeight} pixels`);
        }
    },
};

/** Everything there can be on a page, which begins in the upper half all the same. */
registry.category("web_tour.tours").add("ficha_page_full_tour", {
    steps: () => [
        {
            content: "the complaint and what they wait for, each in its line",
            trigger:
                ".o_ficha_banner:has(.o_ficha_banner_pending_complaint):has(.o_ficha_banner_pending_reply) .o_ficha_banner_next",
            run() {
                const page = document.querySelector(
                    ".o_ficha_form .o_notebook_content"
                );
                const {top} = page.getBoundingClientRect();
                if (top >= window.innerHeight / 2) {
                    throw new Error(`The pages begin at ${top}`);
                }
                for (const line of document.querySelectorAll(
                    ".o_ficha_banner_pending"
                )) {
                    if (line.offsetHeight > 26) {
                        throw new Error(`${line.innerText}: more than a line`);
                    }
                }
                const {scrollWidth} = document.documentElement;
                if (scrollWidth > window.innerWidth) {
                    throw new Error(`It is ${scrollWidth} pixels wide`);
                }
            },
        },
    ],
});

/** The page on a wide screen: what happened stands beside it, and one notes in place. */
registry.category("web_tour.tours").add("ficha_page_wide_tour", {
    steps: () => [
        readWhole,
        {
            content:
                "the next step is the one filled button, and begins in the upper half",
            trigger: ".o_ficha_banner_red .o_ficha_main:contains('Call Lola')",
            run() {
                const page = document.querySelector(
                    ".o_ficha_form .o_notebook_content"
                );
                const {top} = page.getBoundingClientRect();
                if (top > window.innerHeight / 2) {
                    throw new Error(`The pages begin at ${top}`);
                }
                // the buttons of the page are above it, and only there
                const [buttons, ...others] = document.querySelectorAll(
                    ".o_ficha_form .o_statusbar_buttons"
                );
                if (others.length || !buttons.closest(".o_control_panel")) {
                    throw new Error("The buttons are not in the control panel");
                }
            },
        },
        {
            content: "what was said stands beside the page, not behind a tab",
            trigger: ".o_ficha_side .o_ficha_entry:contains('Tour said')",
            run() {
                const tab = document.querySelector(".nav-link[name=timeline]");
                if (tab.offsetParent) {
                    throw new Error("It is behind a tab too");
                }
                const asked = performance
                    .getEntriesByType("resource")
                    .filter(({name}) => name.includes("get_timeline"));
                if (asked.length !== 1) {
                    throw new Error(`It was asked for ${asked.length} times`);
                }
            },
        },
        {
            content: "with the keyboard one is soon where one notes",
            trigger: ".o_ficha_banner_actions:has(.o_ficha_banner_note)",
            run() {
                const buttons = [...this.anchor.querySelectorAll("a, button")];
                buttons.at(-1).focus();
                buttons.at(-1).click();
            },
        },
        {
            trigger: ".o_ficha_side .o_ficha_composer_input:focus",
        },
        {
            content: "and back where one was",
            trigger: ".o_ficha_side .o_ficha_composer_input",
            run: "press Escape",
        },
        {
            content: "who leaves it for another button finds that where it was",
            trigger: ".o_ficha_banner_actions:has(.o_ficha_banner_note:focus)",
            run() {
                const postpone = this.anchor.querySelector(".o_ficha_postpone");
                const before = postpone.getBoundingClientRect().top;
                document.activeElement.blur();
                if (postpone.getBoundingClientRect().top !== before) {
                    throw new Error("It has moved from under the pointer");
                }
            },
        },
        {
            content: "what is now stays while the page goes by",
            trigger: ".o_ficha_form .o-mail-Form-chatter",
            run() {
                this.anchor.scrollIntoView();
            },
        },
        {
            trigger:
                ".o_ficha_bar_red:contains('Tour customer'):has(.o_ficha_main):has(.o_ficha_bar_postpone) .o_ficha_bar_done",
        },
        {
            content: "a message by WhatsApp",
            trigger: ".o_ficha_side .o_ficha_composer [data-kind=whatsapp]",
            run: "click",
        },
        {
            trigger: ".o_ficha_side .o_ficha_composer_input[placeholder*='Lola']",
            run: "edit Tour boxes",
        },
        {
            content: "Enter saves it",
            trigger: ".o_ficha_side .o_ficha_composer_input",
            run: "press Enter",
        },
        {
            content: "it is there, and can be taken back",
            trigger:
                "body:has(.o_ficha_side .o_ficha_entry:contains('Tour boxes')) .o_ficha_told:contains('Tour boxes') .o_notification_buttons button",
            run: "click",
        },
        {
            trigger: ".o_ficha_side:not(:contains('Tour boxes'))",
        },
        {
            content: "another, which stays",
            trigger: ".o_ficha_side .o_ficha_composer_input",
            run: "edit Tour pallets && press Enter",
        },
        {
            trigger: ".o_ficha_side .o_ficha_entry:contains('Tour pallets')",
        },
    ],
});

/** The page on a telephone: who, then what is now, then figures and folded sections. */
registry.category("web_tour.tours").add("ficha_page_phone_tour", {
    steps: () => [
        readWhole,
        {
            content: "the two buttons of the card share a line",
            trigger: ".o_ficha_banner_actions .o_ficha_postpone",
            run() {
                const done = document.querySelector(".o_ficha_banner .o_ficha_done");
                if (done.offsetTop !== this.anchor.offsetTop) {
                    throw new Error("One is below the other");
                }
            },
        },
        {
            content: "big buttons; nothing goes out of the page on the side",
            trigger: ".o_ficha_quick_call[href='tel:+34976123456']",
            run() {
                const form = document.querySelector(".o_ficha_form");
                if (form.scrollWidth > window.innerWidth) {
                    throw new Error(`It is ${form.scrollWidth} pixels wide`);
                }
            },
        },
        {
            content: "the sections are folded, what happened is the first",
            trigger:
                ".o_ficha_folds:not(:has(.o_notebook_content)) section:first-child [name=timeline]",
            run: "click",
        },
        {
            trigger: ".o_ficha_folds .o_ficha_entry:contains('Tour said')",
        },
        {
            content: "a visit is noted in place",
            trigger: ".o_ficha_quick_visit",
            run: "click",
        },
        {
            trigger: ".o_ficha_composer_dialog .o_ficha_composer_input",
            run: "edit Tour visit",
        },
        {
            trigger: ".o_ficha_composer_dialog .o_ficha_composer_save",
            run: "click",
        },
        {
            trigger:
                "body:not(:has(.o_ficha_composer_dialog)) .o_ficha_folds .o_ficha_entry:contains('Tour visit')",
        },
    ],
});
