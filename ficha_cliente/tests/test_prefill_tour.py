"""The gesture itself, in a browser: choose the customer, add the usual, confirm."""

from odoo.tests import new_test_user, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingHttpCommon


@tagged("post_install", "-at_install")
class TestPrefillTour(AccountTestInvoicingHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids |= cls.env.ref("ficha_cliente.group_ficha_user")
        cls.biller = new_test_user(
            cls.env,
            "ficha_tour_biller",
            groups="base.group_user,account.group_account_invoice,"
            "ficha_cliente.group_ficha_user",
        )
        terms = cls.env["account.payment.term"].create(
            [{"name": "Tour thirty"}, {"name": "Tour sixty"}]
        )
        cls.product = cls._create_product(name="Tour product", lst_price=100.0)
        cls.customer, cls.mistaken = cls.env["res.partner"].create(
            [
                {
                    "name": "Zurbano Tour",
                    "is_company": True,
                    "property_payment_term_id": terms[0].id,
                    "purchase_reference_required": True,
                    "standing_discount": 10.0,
                    "invoice_observations": "Ring twice",
                    "usual_line_ids": [
                        (0, 0, {"product_id": cls.product.id, "quantity": 4})
                    ],
                },
                {
                    "name": "Tour Beta",
                    "is_company": True,
                    "client_code": "TOUR-0042",
                    "property_payment_term_id": terms[1].id,
                },
            ]
        )

    def test_usual_line_without_a_price(self):
        """It is not 0.00 that they pay."""
        user = new_test_user(
            self.env,
            "ficha_tour_price",
            groups="base.group_user,account.group_account_invoice,"
            "base.group_partner_manager,ficha_cliente.group_ficha_user",
        )
        self.start_tour(
            f"/odoo/fichas/{self.customer.id}",
            "ficha_usual_price_tour",
            login=user.login,
        )
        self.assertEqual(self.customer.usual_line_ids.price_unit, 77)

    def test_invoice_tour(self):
        self.start_tour(
            "/odoo/customer-invoices/new", "ficha_invoice_tour", login=self.biller.login
        )
        invoice = self.env["account.move"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertRecordValues(
            invoice, [{"state": "posted", "ref": "PO-TOUR", "amount_untaxed": 360.0}]
        )
        self.assertIn("Ring twice", invoice.narration)
        self.assertEqual(self.customer.client_code, invoice.partner_id.client_code)
        self.assertTrue(self.customer.client_code)
        self.assertFalse(self.mistaken.invoice_ids)
