"""Customers whose files say different things, and people who sell."""

from odoo.fields import Command
from odoo.tests import Form, new_test_user

from odoo.addons.ficha_cliente.tests.common_prefill import PrefillCommon


class QuotationCommon(PrefillCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        companies = {
            "company_id": cls.company.id,
            "company_ids": [Command.set(cls.company.ids)],
        }
        cls.clerk = new_test_user(
            cls.env,
            "quotation_clerk",
            groups="sales_team.group_sale_salesman_all_leads,"
            "ficha_cliente.group_ficha_user",
            **companies,
        )
        cls.lone_seller = new_test_user(
            cls.env,
            "quotation_lone_seller",
            groups="sales_team.group_sale_salesman,ficha_cliente.group_ficha_user",
            **companies,
        )
        cls.outsider = new_test_user(
            cls.env,
            "quotation_outsider",
            groups="base.group_user,ficha_cliente.group_ficha_user",
            **companies,
        )
        # everything is quoted in the company's currency unless a test says otherwise
        cls.customer_a.invoice_currency_id = False

    def order(self, partner, user=None, lines=True, **vals):
        """A quotation made over the API by somebody who sells."""
        vals = {"partner_id": partner.id, **vals}
        if lines:
            vals.setdefault(
                "order_line", [Command.create({"product_id": self.product_a.id})]
            )
        return self.env["sale.order"].with_user(user or self.clerk).create(vals)

    def order_form(self, order=None):
        Order = self.env["sale.order"].with_user(self.clerk)
        return Form(Order.browse(order.id) if order else Order)

    def assert_order_from_a(self, order):
        self.assertRecordValues(
            order,
            [
                {
                    "payment_term_id": self.pay_terms_a.id,
                    "preferred_payment_method_line_id": self.method.id,
                    "user_id": self.seller_a.id,
                    "journal_id": self.journal_a.id,
                    "partner_shipping_id": self.warehouse_a.id,
                    "client_order_ref": "PO-A",
                }
            ],
        )
        self.assertIn("Deliver &lt;before&gt; ten", order.note)
        self.assertEqual(set(order.order_line.mapped("discount")) - {10.0}, set())

    def assert_order_from_b(self, order):
        self.assertRecordValues(
            order,
            [
                {
                    "payment_term_id": self.pay_terms_b.id,
                    "preferred_payment_method_line_id": False,
                    "journal_id": self.journal_b.id,
                    "partner_shipping_id": self.customer_b.id,
                    "client_order_ref": "PO-B",
                }
            ],
        )
        self.assertIn("Other words", order.note)
        self.assertNotIn("Ring twice", order.note)
        self.assertEqual(set(order.order_line.mapped("discount")) - {25.0}, set())
