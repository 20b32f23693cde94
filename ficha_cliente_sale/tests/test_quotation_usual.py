from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import QuotationCommon


@tagged("post_install", "-at_install")
class TestQuotationUsual(QuotationCommon):
    """*Add the usual* on a quotation."""

    def usual(self, partner, **vals):
        return self.env["ficha.usual.line"].create(
            {"partner_id": partner.id, "product_id": self.product_a.id, **vals}
        )

    def test_usual_lines(self):
        self.usual(self.customer_a, quantity=12)
        self.usual(
            self.customer_a, product_id=self.product_b.id, price_unit=7.5, discount=4
        )
        order = self.order(self.customer_a, lines=False)
        action = order.action_ficha_add_usual()
        self.assertEqual(action["params"]["type"], "success")
        self.assertRecordValues(
            order.order_line,
            [
                {
                    "product_id": self.product_a.id,
                    "product_uom_qty": 12,
                    "price_unit": self.product_a.lst_price,
                    "discount": 10,
                },
                {
                    "product_id": self.product_b.id,
                    "product_uom_qty": 1,
                    "price_unit": 7.5,
                    "discount": 4,
                },
            ],
        )

    def test_last_invoice_again_for_who_may_not_read_invoices(self):
        invoice = self.invoice(
            self.customer_b, invoice_date="2026-01-10", ref="X", lines=False
        )
        invoice.invoice_line_ids = [
            Command.create({"product_id": self.product_a.id, "quantity": 3}),
            Command.create({"name": "Without a product", "price_unit": 5}),
        ]
        invoice.action_post()
        order = self.order(self.customer_b, lines=False)
        order.action_ficha_add_usual()
        self.assertRecordValues(
            order.order_line,
            [
                {
                    "product_id": self.product_a.id,
                    "product_uom_qty": 3,
                    "discount": 25,
                }
            ],
        )
        self.assertIn(invoice.name, order.message_ids[0].body)

    def test_nothing_usual(self):
        order = self.order(self.plain, lines=False)
        action = order.action_ficha_add_usual()
        self.assertEqual(action["params"]["type"], "warning")
        self.assertFalse(order.order_line)

    def test_only_quotations(self):
        self.usual(self.customer_a)
        order = self.order(self.customer_a)
        order.action_confirm()
        with self.assertRaisesRegex(UserError, order.name):
            order.action_ficha_add_usual()
        self.assertEqual(len(order.order_line), 1)
