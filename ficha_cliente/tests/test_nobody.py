from ast import literal_eval

from odoo.fields import Domain
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestNobody(TransactionCase):
    """The contact that Odoo keeps for customers without a name is no customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.simplified, cls.customer = cls.env["res.partner"].create(
            [
                {"name": "Simplified invoices", "customer_rank": 9},
                {"name": "Talleres Ureña", "customer_rank": 1},
            ]
        )
        data = cls.env["ir.model.data"]
        data.search(
            [("module", "=", "l10n_es"), ("name", "=", "partner_simplified")]
        ).unlink()
        data.create(
            {
                "module": "l10n_es",
                "name": "partner_simplified",
                "model": "res.partner",
                "res_id": cls.simplified.id,
            }
        )
        cls.both = cls.simplified | cls.customer

    def test_is_not_among_the_files(self):
        self.both.ficha_lifecycle = "suspect"
        for name in ("action_ficha", "action_ficha_potential"):
            with self.subTest(name):
                action = self.env["ir.actions.act_window"]._for_xml_id(
                    f"ficha_cliente.{name}"
                )
                domain = Domain(literal_eval(action["domain"]))
                self.assertEqual(
                    self.env["res.partner"].search(domain & self._ids()), self.customer
                )

    def test_is_not_followed_up(self):
        domain = self.env["res.partner"]._followup_customer_domain()
        self.assertEqual(self.both.filtered_domain(domain), self.customer)
        self.assertEqual(
            self.env["res.partner"].search(domain & self._ids()), self.customer
        )

    def _ids(self):
        return Domain("id", "in", self.both.ids)

    def test_said_of_nobody_else(self):
        self.assertEqual(self.both.mapped("ficha_is_nobody"), [True, False])
        nobody = self.env["res.partner"].search(
            [("ficha_is_nobody", "=", True), ("id", "in", self.both.ids)]
        )
        self.assertEqual(nobody, self.simplified)
