"""Whether everybody can use the main screens: axe-core finds nothing in ours.

What Odoo itself puts on a page (its own menus, search bar, pager) is Odoo's to mend;
ours is what stands in the page below that, and our box in the top bar.
"""

import json
import logging
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

from devtools.lint import ensure_axe

# What Odoo's own widgets put into the page, and says the same on every page of Odoo.
ODOOS = ", ".join(
    (
        ".o_optional_columns_dropdown",
        ".o_list_record_selector",
        ".o_m2o_avatar",
        ".o_notebook_headers",
        ".o-autocomplete",
        ".o_select_menu",
        ".o_field_kanban_activity",
        ".o_field_list_activity",
        ".o_field_image",
        ".o_field_color_picker",
        ".o_field_x2many_list_row_add",
        ".o-mail-Chatter",
        ".o-mail-Form-chatter",
    )
)
# These fill after they are shown.
FILLED = {"hoy": ".o_ficha_today_section", "empezar": ".o_ficha_walk_side .card h3"}
DONE = "axe looked at every screen"
FOUND = "axe found: "
SCREENS = {
    "hoy": "ficha_cliente_today.action_ficha_today",
    "empezar": "ficha_cliente_today.action_ficha_today_walk",
    "resultados": "ficha_cliente_today.action_ficha_results",
    "fichas": "ficha_cliente.action_ficha",
    "seguimiento": "ficha_cliente.action_ficha_followup",
    "historico": "ficha_cliente_history.action_ficha_purchase_summary",
    "no compras": "ficha_cliente_history.action_ficha_missed_purchase",
    "interacciones": "ficha_cliente_history.action_ficha_interaction",
    "posibles duplicados": "ficha_cliente_merge.action_ficha_duplicate",
    "propuestas": "ficha_cliente.action_ficha_proposal",
    "campañas": "ficha_cliente_campaign.action_ficha_campaign",
    "rondas": "ficha_cliente_map.action_ficha_round",
    "previsión": "ficha_cliente_campaign.action_ficha_demand",
}
LOOK = """
(async () => {
    const {action} = odoo.__WOWL_DEBUG__.root.env.services;
    const screens = %(screens)s;
    const text = await (await fetch("%(axe)s")).text();
    (0, eval)(text);
    // half way of a fade nothing has the contrast it ends with
    const still = "* {transition: none !important; animation: none !important}";
    const style = document.createElement("style");
    style.textContent = still;
    document.head.append(style);
    const rest = async (ready) => {
        for (let i = 0; i < 200 && !document.querySelector(ready); i++) {
            await new Promise((resolve) => setTimeout(resolve, 25));
        }
        await new Promise((resolve) => setTimeout(resolve, 150));
    };
    for (const [name, open, options] of screens) {
        await action.doAction(open, {clearBreadcrumbs: true, ...options});
        await rest(options?.wait || ".o_action_manager .o_content *");
        if (options?.press) {
            document.querySelector(options.press).click();
            await rest(options.then);
        }
        const places = [
            ".o_action_manager .o_content", ".o_ficha_identify_open", ".modal",
        ].filter((place) => document.querySelector(place));
        const {violations} = await axe.run(
            {include: places.map((place) => [place])},
            {
                resultTypes: ["violations"],
                preload: false,
                iframes: false,
                runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
            }
        );
        for (const {id, nodes} of violations) {
            for (const {html, target, any} of nodes) {
                if (document.querySelector(target[0]).closest("%(odoos)s")) {
                    continue;
                }
                console.log("%(found)s" + JSON.stringify({
                    name, id, html: html.slice(0, 300), target: target.join(" "),
                    why: any.map((check) => check.message).join(" "),
                }));
            }
        }
    }
    console.log("%(done)s");
})();
"""


class _Said(logging.Handler):
    def __init__(self):
        super().__init__(logging.INFO)
        self.found = []

    def emit(self, record):
        message = record.getMessage()
        if message.startswith(FOUND):
            text = message.removeprefix(FOUND)
            self.found.append(json.JSONDecoder().raw_decode(text)[0])


@tagged("post_install", "-at_install")
class TestAxe(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.user = new_test_user(
            cls.env,
            "axe_manager",
            groups="base.group_user,account.group_account_invoice,"
            "ficha_cliente.group_ficha_manager,ficha_cliente.group_ficha_personal",
            lang="en_US",
            tour_enabled=False,
        )
        today = fields.Date.context_today(cls.user)
        customers = cls.env["res.partner"].create(
            [
                {
                    "name": f"Axe {colour} customer",
                    "is_company": True,
                    "user_id": cls.user.id,
                    "phone": "+34 985 12 34 56",
                    "email": f"{colour}@example.com",
                    "city": "Gijón",
                }
                for colour in ("red", "yellow", "green")
            ]
        )
        for number, (customer, colour) in enumerate(
            zip(customers, ("red", "yellow", "green"), strict=True)
        ):
            state = cls.env.ref(f"ficha_cliente.followup_state_{colour}")
            customer._set_followup(state, "They asked for a price", mode="manual")
            customer.next_contact_date = today + timedelta(days=number - 1)
        cls.customer = customers[0]
        cls.env["ficha.interaction"].create(
            [
                {
                    "partner_id": customers[0].id,
                    "kind": kind,
                    "subject": "Bent labels",
                    "user_id": cls.user.id,
                }
                for kind in ("complaint", "call", "information_request")
            ]
        )
        one, other = customers[:2].sorted("id")
        cls.env["ficha.duplicate"].create(
            {
                "partner_a_id": one.id,
                "partner_b_id": other.id,
                "score": 80,
                "certainty": "review",
            }
        )

    def test_everybody_can_use_the_main_screens(self):
        axe = self.env["ir.attachment"].create(
            {
                "name": "axe.js",
                "raw": ensure_axe().read_bytes(),
                "public": True,
                "mimetype": "text/plain",
            }
        )
        screens = [
            [name, xmlid, {"wait": FILLED[name]} if name in FILLED else None]
            for name, xmlid in SCREENS.items()
        ]
        fichas = "ficha_cliente.action_ficha"
        ficha = {"viewType": "form", "props": {"resId": self.customer.id}}
        ficha["wait"] = ".o_ficha_banner"
        screens += [
            ["mapa", fichas, {"viewType": "ficha_map", "wait": ".leaflet-container"}],
            [
                "campaña",
                "ficha_cliente_campaign.action_ficha_campaign",
                {"viewType": "form", "wait": ".o_form_sheet"},
            ],
            [
                "ronda",
                "ficha_cliente_map.action_ficha_round",
                {"viewType": "form", "wait": ".o_form_sheet"},
            ],
            [
                "segmento",
                "ficha_cliente_campaign.action_ficha_segment",
                {"viewType": "form", "wait": ".o_form_sheet"},
            ],
            ["ficha", fichas, ficha],
            [
                "qué proponer",
                fichas,
                {
                    **ficha,
                    "press": ".nav-link[name=suggestions]",
                    "then": ".o_ficha_suggestions",
                },
            ],
            [
                "quién es",
                fichas,
                {
                    **ficha,
                    "press": ".o_ficha_identify_open",
                    "then": ".modal .o_ficha_identify_search input",
                },
            ],
        ]
        said = _Said()
        logger = self._logger.getChild("browser")
        level = logger.level
        logger.addHandler(said)
        logger.setLevel(logging.INFO)
        try:
            self.browser_js(
                "/odoo/hoy",
                LOOK
                % {
                    "screens": json.dumps(screens),
                    "axe": f"/web/content/{axe.id}",
                    "found": FOUND,
                    "odoos": ODOOS,
                    "done": DONE,
                },
                "odoo.isReady === true",
                login=self.user.login,
                timeout=120,
                success_signal=DONE,
            )
        finally:
            logger.removeHandler(said)
            logger.setLevel(level)
        self.assertEqual(
            [],
            sorted({f"{p['name']}: {p['id']}: {p['target']}" for p in said.found}),
            "\n".join(
                "{name}: {id}: {target}\n    {html}\n    {why}".format(**problem)
                for problem in said.found
            ),
        )
