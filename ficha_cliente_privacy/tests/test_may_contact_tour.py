from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestMayContactTour(HttpCase):
    def test_the_seller_records_a_no(self):
        self.env["res.lang"]._activate_lang("en_US")
        user = new_test_user(
            self.env,
            "ficha_tour_privacy",
            groups="base.group_user,ficha_cliente.group_ficha_user",
            lang="en_US",
            tour_enabled=False,
        )
        person = self.env["res.partner"].create(
            {
                "name": "Lucía Inventada",
                "email": "lucia@inventada.example",
                "phone": "+34 612 34 56 78",
            }
        )
        self.start_tour(
            f"/odoo/fichas/{person.id}",
            "ficha_may_contact_tour",
            login=user.login,
        )
        rows = self.env["ficha.consent"].search([("partner_id", "=", person.id)])
        self.assertEqual(
            sorted(rows.mapped("event")), ["corrected", "objected", "objected"]
        )
        self.assertEqual(rows.user_id, user)
