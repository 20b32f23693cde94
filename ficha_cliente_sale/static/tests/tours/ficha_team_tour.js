import {registry} from "@web/core/registry";

const line = ".o_ficha_today_line:contains(Team customer)";
const group = (name) => `.o-dropdown--menu .dropdown-header:contains(${name})`;

/** The next customer that is read comes 800 ms later, as over a slow line. */
function answerLate() {
    const {send} = XMLHttpRequest.prototype;
    XMLHttpRequest.prototype.send = function (body) {
        if (!String(body).includes('"method":"web_read"')) {
            return send.call(this, body);
        }
        XMLHttpRequest.prototype.send = send;
        setTimeout(() => send.call(this, body), 800);
    };
}

/**
 * Somebody without customers: the day of the team, a call by its key, a customer taken;
 * the groups of the menu; who the customer of a quotation is; and that customer's page,
 * which has its frame at once and its line to note in.
 */
registry.category("web_tour.tours").add("ficha_team_tour", {
    steps: () => [
        {
            content: "none is theirs, and the team's are there",
            trigger: `.o_ficha_today:has(.o_ficha_today_none_mine:contains(None is yours)) ${line} .o_ficha_today_name`,
            run() {
                // nothing rings here
                document.addEventListener("click", (ev) => {
                    if (ev.target.closest("a[href^='tel:']")) {
                        ev.preventDefault();
                    }
                });
                this.anchor.focus();
            },
        },
        {
            content: "the key calls the one where one is",
            trigger: `${line} .o_ficha_today_call[href='tel:+34982123450']`,
            run: "press alt+shift+t",
        },
        {
            content: "and asks to note the call",
            trigger:
                ".o_notification:contains(Team customer):contains(note it) .o_notification_close",
            run: "click",
        },
        {
            content: "take it",
            trigger: `${line} .o_ficha_today_take`,
            run: "click",
        },
        {
            content: "it says so, and cannot be taken again",
            trigger: `body:has(.o_ficha_told:contains(you follow it up)) ${line}:not(:has(.o_ficha_today_take))`,
        },
        {
            content: "the menu has groups",
            trigger: "[data-menu-xmlid='ficha_cliente.menu_ficha_fichas']",
            run: "click",
        },
        {
            trigger: group("Conversations and people"),
        },
        {
            content: "a quotation of theirs",
            trigger: group("To put in order"),
            async run() {
                const {action, orm} = odoo.__WOWL_DEBUG__.root.env.services;
                const [id] = await orm.search("sale.order", [
                    ["client_order_ref", "=", "Team tour"],
                ]);
                await action.doAction({
                    type: "ir.actions.act_window",
                    res_model: "sale.order",
                    res_id: id,
                    views: [[false, "form"]],
                });
            },
        },
        {
            content: "says who it is, in what colour, and leads to the file",
            trigger:
                ".o_form_view .o_ficha_strip:contains(TEAM7):has(.o_ficha_dot_red) .o_ficha_strip_open",
            run({click}) {
                answerLate();
                return click();
            },
        },
        {
            content: "its frame is there before the answer is",
            trigger:
                ".o_ficha_frame:not(:has(.o_field_widget)) .o_ficha_skeleton:visible",
        },
        {
            content: "and fills; what they said is noted in the page, which is opened",
            trigger: ".o_ficha_form button[name=action_log_interaction]:visible",
            run: "click",
        },
        {
            trigger:
                "body:not(:has(.modal, .o_ficha_frame)) .o_notebook .o_ficha_composer_input:focus",
            run: "edit Team call && press Enter",
        },
        {
            trigger: ".o_notebook .o_ficha_entry:contains(Team call)",
        },
    ],
});
