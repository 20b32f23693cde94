"""The gesture in a browser: two that are one, side by side, merged and undone."""

from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestMergeTour(HttpCase):
    def test_merge_tour(self):
        clerk = new_test_user(
            self.env,
            "ficha_merge_tour",
            groups="base.group_user,ficha_cliente.group_ficha_user",
            lang="en_US",
        )
        one, two = self.env["res.partner"].create(
            [
                {
                    "name": "Merge Tour One",
                    "client_code": "MT1",
                    "phone": "+34 912 34 56 78",
                    "city": "Burgos",
                },
                {
                    "name": "Merge Tour Two",
                    "phone": "+34 612 34 56 78",
                    "city": "Burgos",
                },
            ]
        )
        self.env["ficha.duplicate"].search([]).unlink()
        self.env["ficha.duplicate"].create(
            {
                "partner_a_id": one.id,
                "partner_b_id": two.id,
                "score": 95,
                "certainty": "certain",
            }
        )
        self.start_tour(
            "/odoo/action-ficha_cliente_merge.action_ficha_duplicate",
            "ficha_merge_tour",
            login=clerk.login,
        )
        merge = self.env["ficha.merge"].search([("survivor_id", "=", one.id)])
        self.assertEqual((merge.state, merge.user_id), ("undone", clerk))
        self.assertTrue(two.active)
        self.assertEqual(one.phone, "+34 912 34 56 78")
