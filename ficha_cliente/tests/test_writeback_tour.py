"""The gesture in a browser: what is typed on an invoice is in the customer file."""

from odoo import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingHttpCommon


@tagged("post_install", "-at_install")
class TestWritebackTour(AccountTestInvoicingHttpCommon):
    def test_writeback_tour(self):
        biller = new_test_user(
            self.env,
            "ficha_writeback_tour",
            groups="base.group_user,account.group_account_invoice,"
            "ficha_cliente.group_ficha_user",
        )
        term = self.env["account.payment.term"].create({"name": "Tour forty"})
        product = self._create_product(name="Tour service", lst_price=50.0)
        customer = (
            self.env["res.partner"]
            .sudo()
            .create(
                {
                    "name": "Quevedo Tour",
                    "is_company": True,
                    "street": "Calle Tour 1",
                    "usual_line_ids": [
                        Command.create({"product_id": product.id, "quantity": 1})
                    ],
                }
            )
        )
        proposal = self.env["ficha.proposal"]._propose(
            customer, {"street": "Calle Tour 9"}, "portal", "request 1"
        )
        self.start_tour(
            "/odoo/customer-invoices/new", "ficha_writeback_tour", login=biller.login
        )
        invoice = self.env["account.move"].search([("partner_id", "=", customer.id)])
        self.assertEqual(invoice.state, "posted")
        self.assertEqual(customer.property_payment_term_id, term)
        self.assertEqual(proposal.sudo().state, "accepted")
        self.assertEqual(customer.street, "Calle Tour 9")
        self.assertEqual(invoice.ficha_snapshot["address"][0], "Calle Tour 1")
