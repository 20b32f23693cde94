from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestRoundTour(HttpCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_make_a_round_and_work_it_on_a_telephone(self):
        """Proposed, reordered, accepted; then check-in without permission, a note
        without network, and nobody there."""
        self.env["res.lang"]._activate_lang("en_US")
        seller = new_test_user(
            self.env,
            "ficha_tour_round",
            groups="base.group_user,ficha_cliente.group_ficha_user",
            lang="en_US",
            tour_enabled=False,
        )
        spain = self.env.ref("base.es")
        seller.partner_id.write({"zip": "41500", "country_id": spain.id})
        red = self.env["ficha.followup.state"].search([("color", "=", "red")], limit=1)
        roja, vecina = self.env["res.partner"].create(
            [
                {
                    "name": f"{name} de la Ronda",
                    "is_company": True,
                    "zip": postcode,
                    "country_id": spain.id,
                    "user_id": seller.id,
                    "followup_state_id": red.id,
                    **hours,
                }
                for name, postcode, hours in (
                    (
                        "Roja",
                        "41001",
                        {"contact_hour_from": 9, "contact_hour_to": 10.2},
                    ),
                    ("Vecina", "41510", {}),
                )
            ]
        )
        action = self.env.ref("ficha_cliente_map.action_ficha_round")
        self.start_tour(
            f"/odoo/action-{action.id}", "ficha_round_tour", login="ficha_tour_round"
        )
        plan = self.env["ficha.round"].search([("user_id", "=", seller.id)])
        self.assertEqual(plan.state, "accepted")
        state = {stop.partner_id: stop.state for stop in plan.stop_ids}
        self.assertEqual(state, {vecina: "done", roja: "absent"})
        visit = self.env["ficha.interaction"].search([("partner_id", "=", vecina.id)])
        self.assertEqual(len(visit), 1, "exactly once")
        self.assertEqual(visit.description, "Quieren otra caja")
        self.assertTrue(plan.stop_ids.event_id)
