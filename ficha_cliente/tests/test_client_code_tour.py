"""The gesture in a browser: a manager replaces a code, and the old one still finds."""

from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestClientCodeTour(HttpCase):
    def test_change_a_code(self):
        new_test_user(
            self.env,
            "ficha_code_tour",
            groups="base.group_user,ficha_cliente.group_ficha_manager",
        )
        customer = self.env["res.partner"].create(
            {"name": "Tour Coded", "is_company": True, "client_code": "TOUR-OLD"}
        )
        self.start_tour(
            f"/odoo/fichas/{customer.id}", "ficha_code_tour", login="ficha_code_tour"
        )
        self.assertEqual(customer.client_code, "TOUR-NEW")
        self.assertEqual(customer.client_code_alias_ids.code, "TOUR-OLD")
