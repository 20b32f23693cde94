from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestPotentialTour(HttpCase):
    def test_who_does_not_buy_yet(self):
        self.env["res.lang"]._activate_lang("en_US")
        self.env["ficha.followup.rule"].search([]).active = False
        user = new_test_user(
            self.env,
            "ficha_tour_potential",
            groups="base.group_user,ficha_cliente.group_ficha_user",
            lang="en_US",
            tour_enabled=False,
        )
        # of other databases' suspects, none stands before ours
        self.env["res.partner"].search(
            [("ficha_lifecycle", "in", ("suspect", "lead", "prospect"))]
        ).ficha_lifecycle = "customer"
        suspect, lead, _prospect, _buys = self.env["res.partner"].create(
            [
                {
                    "name": f"Tour {stage}",
                    "is_company": True,
                    "user_id": user.id,
                    "ficha_lifecycle": key,
                }
                for stage, key in (
                    ("Suspect", "suspect"),
                    ("Lead", "lead"),
                    ("Prospect", "prospect"),
                    ("Buys", "customer"),
                )
            ]
        )
        tomorrow = fields.Date.context_today(self.env.user) + timedelta(days=1)
        lead.next_contact_date = tomorrow
        self.start_tour("/odoo/potenciales", "ficha_potential_tour", login=user.login)
        self.assertEqual(suspect.ficha_lifecycle, "lead")
        self.assertEqual(suspect.activity_ids.user_id, user)
        self.assertEqual(lead.next_contact_date, tomorrow)
