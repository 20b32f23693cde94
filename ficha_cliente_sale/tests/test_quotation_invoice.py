from unittest.mock import patch

from markupsafe import Markup

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import QuotationCommon


@tagged("post_install", "-at_install")
class TestQuotationInvoice(QuotationCommon):
    """What the order says goes to the invoice."""

    def invoiced(self, order):
        order.sudo().order_line.product_id.invoice_policy = "order"
        order.action_confirm()
        return order.sudo()._create_invoices()

    def test_the_invoice_gets_what_the_order_says(self):
        invoice = self.invoiced(self.order(self.customer_a))
        self.assertRecordValues(
            invoice,
            [
                {
                    "invoice_payment_term_id": self.pay_terms_a.id,
                    "preferred_payment_method_line_id": self.method.id,
                    "invoice_user_id": self.seller_a.id,
                    "journal_id": self.journal_a.id,
                    "partner_shipping_id": self.warehouse_a.id,
                    "ref": "PO-A",
                    "invoice_incoterm_id": self.incoterm_a.id,
                    "incoterm_location": "Bilbao",
                }
            ],
        )
        self.assertEqual(invoice.invoice_line_ids.discount, 10.0)
        self.assertEqual(invoice.narration.count("Ring twice"), 1)

    def test_the_invoice_says_what_changes_what_its_amounts_mean(self):
        invoice = self.invoiced(self.order(self.customer_a)).with_env(self.env)

        def said(fname):
            label = invoice._fields[fname]._description_string(self.env)
            return f"{label}: {invoice[fname].display_name}"

        names = ("journal_id", "fiscal_position_id", "preferred_payment_method_line_id")
        for fname in names:
            self.assertIn(said(fname), invoice.ficha_prefill_summary)
        invoice.invoice_date = "2026-03-02"
        invoice.action_post()
        for fname in names:
            self.assertIn(said(fname), invoice.ficha_prefill_summary)
        # but not what the order says otherwise than the file
        invoice = self.invoiced(
            self.order(self.customer_a, journal_id=self.journal_b.id)
        ).with_env(self.env)
        self.assertNotIn(said("journal_id"), invoice.ficha_prefill_summary)

    def test_what_was_set_on_the_order_wins(self):
        order = self.order(
            self.customer_a,
            payment_term_id=self.pay_terms_b.id,
            journal_id=self.journal_b.id,
            note=False,
            client_order_ref="ONLY THIS",
        )
        order.order_line.discount = 2
        invoice = self.invoiced(order)
        self.assertEqual(invoice.invoice_payment_term_id, self.pay_terms_b)
        self.assertEqual(invoice.journal_id, self.journal_b)
        self.assertFalse(invoice.narration)
        self.assertEqual(invoice.ref, "ONLY THIS")
        self.assertEqual(invoice.invoice_line_ids.discount, 2.0)

    def with_app_above_ours(self, **values):
        """As an app does that is loaded after ours, and wraps what ours says of the
        invoice of an order (sale_stock, where Sales and Inventory are there)."""
        Order = self.env.registry["sale.order"]
        ours = Order._prepare_invoice

        def _prepare_invoice(order):
            return {**ours(order), **values}

        self.startPatcher(patch.object(Order, "_prepare_invoice", _prepare_invoice))

    def test_an_incoterm_the_order_leaves_empty_is_the_customers(self):
        """Whichever app copies the order's, and however late it speaks."""
        self.with_app_above_ours(invoice_incoterm_id=False, incoterm_location=False)
        invoice = self.invoiced(self.order(self.customer_a))
        self.assertEqual(invoice.invoice_incoterm_id, self.incoterm_a)
        self.assertEqual(invoice.incoterm_location, "Bilbao")
        order = self.order(self.customer_a)
        order.action_confirm()
        wizard = order.env["sale.advance.payment.inv"].create(
            {
                "sale_order_ids": order.ids,
                "advance_payment_method": "percentage",
                "amount": 30,
            }
        )
        down_payment = wizard._create_invoices(order).sudo()
        self.assertEqual(down_payment.invoice_incoterm_id, self.incoterm_a)

    def test_an_incoterm_of_the_order_wins(self):
        self.with_app_above_ours(
            invoice_incoterm_id=self.incoterm_b.id, incoterm_location="Vigo"
        )
        invoice = self.invoiced(self.order(self.customer_a))
        self.assertEqual(invoice.invoice_incoterm_id, self.incoterm_b)
        self.assertEqual(invoice.incoterm_location, "Vigo")

    def test_an_incoterm_left_empty_on_an_invoice_of_its_own_stays_empty(self):
        invoice = self.invoice(self.customer_a, invoice_incoterm_id=False)
        self.assertFalse(invoice.invoice_incoterm_id)

    def test_number_of_the_order_is_no_purchase_order(self):
        self.customer_b.purchase_reference_required = True
        order = self.order(self.customer_b, client_order_ref=False)
        invoice = self.invoiced(order)
        self.assertFalse(invoice.ref)
        with self.assertRaisesRegex(UserError, "Prefill Beta"):
            invoice.action_post()
        invoice.ref = "4500"
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")

    def test_number_of_the_order_otherwise(self):
        order = self.order(self.plain)
        self.assertEqual(self.invoiced(order).ref, order.name)

    def test_several_orders_on_one_invoice(self):
        self.customer_b.purchase_reference_required = True
        orders = self.order(self.customer_b, client_order_ref=False) | self.order(
            self.customer_b, client_order_ref="4500"
        )
        self.assertEqual(self.invoiced(orders).ref, "4500")

    def proposals(self, partner):
        return (
            self.env["ficha.proposal"].sudo().search([("partner_id", "=", partner.id)])
        )

    def use_terms(self, kind):
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("account.use_invoice_terms", True)
        self.company.sudo().write(
            {
                "terms_type": kind,
                "invoice_terms": "<p>We deliver<br/>when we can</p>",
                "invoice_terms_html": "<p>We deliver when we can</p>",
            }
        )

    def test_terms_of_the_order_are_no_remark(self):
        """Three orders become invoices, and nothing is to be decided."""
        for kind in ("plain", "html", "html"):
            self.use_terms(kind)
            invoice = self.invoiced(self.order(self.plain))
            self.assertTrue(invoice.narration)
            invoice.action_post()
        self.assertFalse(self.proposals(self.plain))

    def test_terms_that_have_changed_since_the_order_are_no_remark(self):
        self.use_terms("plain")
        order = self.order(self.plain)
        self.company.sudo().invoice_terms = "<p>Others</p>"
        self.invoiced(order).action_post()
        self.assertFalse(self.proposals(self.plain))

    def test_what_is_typed_under_the_terms_is_a_remark(self):
        self.use_terms("html")
        order = self.order(self.plain)
        order.note = order.note + Markup("<p>Ring twice</p>")
        self.invoiced(order).action_post()
        self.assertEqual(self.proposals(self.plain).proposed_value, "Ring twice")

    def test_number_of_the_order_twice_is_no_standing_order(self):
        order = self.order(self.plain, client_order_ref=False)
        line = order.sudo().order_line
        self.invoiced(order).action_post()
        line.product_uom_qty += 1
        again = order.sudo()._create_invoices()
        self.assertEqual(again.ref, order.name)
        again.action_post()
        self.assertFalse(self.plain.customer_purchase_reference)
        self.assertFalse(self.proposals(self.plain))
