import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";

const card = (name, rest = "") => `.o_kanban_record:contains(${name}) ${rest}`;
let network = null;

/** As when there is no network: each request fails. */
class NoNetwork extends EventTarget {
    open() {}
    setRequestHeader() {}
    abort() {}
    send() {
        setTimeout(() => this.dispatchEvent(new Event("error")));
    }
}

// A telephone: make a round, put another one first, accept it, and work it, for a while
// without network and without the browser saying where one is.
registry.category("web_tour.tours").add("ficha_round_tour", {
    steps: () => [
        {
            content: "A new round",
            trigger: ".o_list_button_add, .o-kanban-button-new",
            run: "click",
        },
        {
            content: "It proposes",
            trigger: "button[name=action_propose]",
            run: "click",
        },
        {
            content: "First who is there until ten, and why, on the first screen",
            trigger:
                "body:has(details[name=day]:not([open])) .o_kanban_record:eq(0):contains(Roja de la Ronda)",
            run() {
                const {top} = this.anchor.getBoundingClientRect();
                if (top > window.innerHeight - 100) {
                    throw new Error(`The stops begin at ${top}`);
                }
            },
        },
        {
            content: "The other one first",
            trigger: card("Vecina de la Ronda", ".o_ficha_earlier"),
            run: "click",
        },
        {
            content: "The order of who works it; it says what comes too late",
            trigger: ".o_kanban_record:eq(0):contains(Vecina de la Ronda)",
        },
        {
            content: "Where the telephone's navigator goes",
            trigger: card("Vecina de la Ronda", ".o_ficha_go_there[href*='37.']"),
        },
        {
            content: "Now it is too late for the other one",
            trigger: card("Roja de la Ronda", ":contains(Too late)"),
        },
        {
            content: "Accepted",
            trigger: "button[name=action_accept]",
            run: "click",
        },
        {
            content: "It is accepted",
            trigger: "button[name=action_accept]:contains(Move the meetings)",
        },
        {
            content: "The browser may not say where",
            trigger: card("Vecina de la Ronda", ".o_ficha_check_in"),
            run({click}) {
                Object.defineProperty(browser.navigator, "geolocation", {
                    configurable: true,
                    value: {getCurrentPosition: (_yes, no) => no({code: 1})},
                });
                return click();
            },
        },
        {
            content: "It goes on without, and says so",
            trigger: ".o_notification:contains(the browser did not say)",
        },
        {
            content: "There",
            trigger: card("Vecina de la Ronda", ".badge:contains(There)"),
        },
        {
            content: "The network is gone; the visit is done",
            trigger: card("Vecina de la Ronda", ".o_ficha_visit_done"),
            run({click}) {
                network = browser.XMLHttpRequest;
                browser.XMLHttpRequest = NoNetwork;
                return click();
            },
        },
        {
            content: "What was agreed",
            trigger: ".o_ficha_road_note",
            run: "edit Quieren otra caja",
        },
        {
            content: "Noted",
            trigger: ".o_ficha_road_save",
            run: "click",
        },
        {
            content: "It waits in the browser",
            trigger: card("Vecina de la Ronda", ".o_ficha_road_waiting:contains(Done)"),
            run() {
                const kept = Object.keys(browser.localStorage).filter((key) =>
                    key.startsWith("ficha_road_")
                );
                if (kept.length !== 1) {
                    throw new Error("It is not kept in the browser");
                }
                browser.XMLHttpRequest = network;
                window.dispatchEvent(new Event("online"));
            },
        },
        {
            content: "Sent",
            trigger: "body:not(:has(.o_ficha_road_waiting))",
        },
        {
            content: "And it is done",
            trigger: card("Vecina de la Ronda", ".badge:contains(/^Done$/)"),
        },
        {
            content: "Nobody at the other one's",
            trigger: card("Roja de la Ronda", ".o_ficha_visit_absent"),
            run: "click",
        },
        {
            content: "It is said; that was the wrong button",
            trigger: ".o_notification:contains(nobody was there) button:contains(Undo)",
            run: "click",
        },
        {
            content: "As it was before",
            trigger: card("Roja de la Ronda", ".o_ficha_visit_absent"),
        },
        {
            content: "Nobody, after all",
            trigger: card("Roja de la Ronda", ".o_ficha_visit_absent"),
            run: "click",
        },
        {
            content: "That is the day",
            trigger: card("Roja de la Ronda", ".badge:contains(Was not there)"),
        },
    ],
});
