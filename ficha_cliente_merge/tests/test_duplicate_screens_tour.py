from odoo.tests import HttpCase, tagged

from odoo.addons.ficha_cliente.tests.common_screens_tour import ScreensMixin


@tagged("post_install", "-at_install")
class TestDuplicateScreensTour(ScreensMixin, HttpCase):
    """The buttons of the screens of duplicates, for whoever sees them."""

    screens_of = "ficha_cliente_merge"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        spain = cls.env.ref("base.es")
        cls.customers = cls.env["res.partner"].create(
            [
                {"name": name, "phone": phone, "country_id": spain.id}
                for name, phone in [
                    ("Lucía Quiroga Ferreiro", "+34 612 40 71 35"),
                    ("QUIROGA, LUCIA", "612407135"),
                ]
            ]
        )

    def _press(self, login, *groups):
        user = self.screens_user(login, "base.group_partner_manager", *groups)
        opened = self.open_screens(
            user, "", [("a customer", self.form_of(self.customers[0]))]
        )
        self.assertTrue(
            [screen for screen in opened if screen.endswith("button action_scan")]
        )
        pairs = self.env["ficha.duplicate"].search(
            [("partner_a_id", "in", self.customers.ids), ("state", "=", "open")]
        )
        self.assertEqual(
            (pairs.partner_a_id | pairs.partner_b_id).sorted("id"), self.customers
        )

    def test_user(self):
        self._press("duplicates_user", "ficha_cliente.group_ficha_user")

    def test_manager(self):
        self._press("duplicates_manager", "ficha_cliente.group_ficha_manager")

    def test_the_button_of_a_list_with_a_pair_chosen(self):
        """The list sends the ids of what is ticked: they do not matter."""
        pairs = self.env["ficha.duplicate"].browse(self.customers.ids)
        action = pairs.with_user(self.env.ref("base.user_admin")).action_scan()
        self.assertEqual(action["res_model"], "ficha.duplicate")
