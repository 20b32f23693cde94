from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestMapTour(HttpCase):
    def test_filter_on_the_map(self):
        """By the legend, the card of one, who is near."""
        self.env["res.lang"]._activate_lang("en_US")
        new_test_user(
            self.env,
            "ficha_tour_map",
            groups="base.group_user,ficha_cliente.group_ficha_user",
            lang="en_US",
            tour_enabled=False,
        )
        states = {
            color: self.env["ficha.followup.state"].search(
                [("color", "=", color)], limit=1
            )
            for color in ("red",)
        }
        company = self.env["res.company"].create({"name": "Empresa del Mapa"})
        user = self.env["res.users"].search([("login", "=", "ficha_tour_map")])
        user.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company.id}
        )
        spain = self.env.ref("base.es")
        partners = self.env["res.partner"].create(
            [
                {
                    "name": name,
                    "is_company": True,
                    "company_id": company.id,
                    "zip": postcode,
                    "country_id": spain.id,
                    "followup_state_id": state and states[state].id,
                }
                for name, postcode, state in (
                    ("Roja del Mapa", "41001", "red"),
                    ("Vecina del Mapa", "41510", False),
                    ("Lejana del Mapa", "28001", False),
                )
            ]
        )
        domain = f"[('id', 'in', {partners.ids})]"
        action = self.env.ref("ficha_cliente.action_ficha").copy(
            {
                "domain": domain,
                "path": False,
                "view_mode": "list,form",
                "view_ids": [
                    Command.create({"view_mode": "list"}),
                    Command.create({"view_mode": "ficha_map"}),
                ],
            }
        )
        self.start_tour(
            f"/odoo/action-{action.id}", "ficha_map_tour", login="ficha_tour_map"
        )
