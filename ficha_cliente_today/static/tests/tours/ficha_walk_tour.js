import {registry} from "@web/core/registry";

const title = (name) => `.o_ficha_walk_title:contains(${name})`;
const undo = ".o_ficha_told .o_notification_buttons button";

const {send} = XMLHttpRequest.prototype;

/** From here on, each answer of the server takes 800 ms more; none without `slow`. */
function latency(slow) {
    XMLHttpRequest.prototype.send = slow
        ? function (...args) {
              setTimeout(() => send.apply(this, args), 800);
          }
        : send;
}

/**
 * One customer at a time: a call noted with the keyboard, taken back and noted again,
 * one skipped, one to be called again, one that nobody answered, and the end.
 */
registry.category("web_tour.tours").add("ficha_walk_tour", {
    steps: () => [
        {
            content: "begin",
            trigger: ".o_ficha_today_start",
            run: "click",
        },
        {
            content: "the most urgent one, with its number and what to do",
            trigger: `.o_ficha_walk:has(${title("Walk red")}) .o_ficha_walk_call[href^='tel:']`,
        },
        {
            content: "how many there are",
            trigger: ".o_ficha_walk_position:contains(Customer 1 of 3)",
        },
        {
            content: "whom to ask for, and what to keep in mind",
            trigger:
                ".o_ficha_walk:has(.o_ficha_walk_number:contains(Mercedes)) .o_ficha_walk_side:contains(European pallets)",
        },
        {
            content: "what they said; a figure in it is no result",
            trigger: ".o_ficha_walk_note input",
            run: "edit They pay 2 on Monday",
        },
        {
            content: "Enter saves",
            trigger: ".o_ficha_walk_note input",
            run: "press Enter",
        },
        {
            content: "the next one is there",
            trigger: title("Walk late"),
        },
        {
            content: "taken back",
            trigger: undo,
            run: "press alt+shift+z",
        },
        {
            content: "it is there again; done by its key",
            trigger: `.o_ficha_walk:has(.o_ficha_walk_position:contains(Customer 1 of 3)) ${title("Walk red")}`,
            run: "press 1",
        },
        {
            content: "one is left for later",
            trigger: `.o_ficha_walk:has(.o_ficha_walk_position:contains(Customer 2 of 3)) ${title("Walk late")}`,
        },
        {
            trigger: ".o_ficha_walk_note input",
            run: "edit Half a note",
        },
        {
            trigger: ".o_ficha_walk_skip",
            run: "click",
        },
        {
            content: "what was typed is of that customer only",
            trigger: `.o_ficha_walk:has(.o_ficha_walk_note input:not(:value('Half a note'))) ${title("Walk waiting")}`,
            run: "press 3",
        },
        {
            trigger: ".o_ficha_walk_week",
            run: "click",
        },
        {
            content: "and is there when they come again",
            trigger: `.o_ficha_walk:has(.o_ficha_walk_note input:value('Half a note')) ${title("Walk late")}`,
            run: "press 2",
        },
        {
            content: "the end says what came of each",
            trigger: `.o_ficha_walk_end:contains(Walk red):contains(Walk late):contains(No answer):contains(3 done)`,
        },
        {
            content: "back to the day",
            trigger: ".o_ficha_walk_end .btn-primary",
            run() {
                latency(true);
                this.anchor.click();
            },
        },
        {
            content: "its frame is there before there is anything in it",
            trigger:
                ".o_ficha_today:not(:has(.o_ficha_today_section)) .o_ficha_skeleton",
            run: () => latency(false),
        },
        {
            content: "nobody waits",
            trigger: ".o_ficha_today .o_ficha_today_now .o_ficha_today_empty",
        },
        {
            trigger:
                ".o_ficha_today:not(:has(.o_ficha_today_start)) .o_ficha_today_subtitle:contains(3 done)",
        },
    ],
});
