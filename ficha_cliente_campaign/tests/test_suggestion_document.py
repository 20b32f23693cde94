from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.ficha_cliente.tests.common_documents import TODAY

from .common_suggestion import SuggestionCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestSuggestionDocument(SuggestionCommon):
    """One click puts what was proposed on a quotation or an invoice."""

    def _order(self, user=None):
        Order = self.env["sale.order"].with_user(user or self.seller)
        return Order.create({"partner_id": self.contact.id})

    def test_on_a_quotation(self):
        self.sheets.list_price = 12
        order = self._order()
        answer = order.action_ficha_add_suggestion(self.sheets.id)
        line = order.order_line
        self.assertEqual(line.product_id, self.sheets)
        self.assertEqual((line.product_uom_qty, line.price_unit), (6, 12))
        self.assertIn("6 units of Invented sheets", answer["params"]["message"])
        # of what they never had, one
        order.action_ficha_add_suggestion(self.towels.id)
        self.assertEqual(order.order_line[1].product_uom_qty, 1)

    def test_on_an_invoice(self):
        invoice = (
            self.env["account.move"]
            .with_user(self.biller)
            .create({"move_type": "out_invoice", "partner_id": self.customer.id})
        )
        invoice.action_ficha_add_suggestion(self.sheets.id)
        line = invoice.invoice_line_ids
        self.assertEqual(
            (line.product_id, line.quantity, line.price_unit), (self.sheets, 6, 10)
        )
        invoice.action_post()
        with self.assertRaisesRegex(UserError, "only be added to a draft"):
            invoice.action_ficha_add_suggestion(self.sheets.id)

    def test_the_same_price_on_both(self):
        """The one that the list says is the customer's; Odoo's invoices know no price
        list by themselves."""
        self.env.ref("base.group_user")._apply_group(
            self.env.ref("product.group_product_pricelist")
        )
        self.customer.with_company(
            self.company
        ).specific_property_product_pricelist = self.env["product.pricelist"].create(
            {
                "name": "Friends",
                "item_ids": [
                    Command.create(
                        {
                            "applied_on": "0_product_variant",
                            "product_id": self.sheets.id,
                            "compute_price": "fixed",
                            "fixed_price": 8,
                        }
                    )
                ],
            }
        )
        self.assertEqual(self._named("own")[self.sheets]["price"], 8)
        order = self._order()
        order.action_ficha_add_suggestion(self.sheets.id)
        self.assertEqual(order.order_line.price_unit, 8)
        invoice = (
            self.env["account.move"]
            .with_user(self.biller)
            .create({"move_type": "out_invoice", "partner_id": self.customer.id})
        )
        for product, price in ((self.sheets, 8), (self.soap, 12)):
            invoice.action_ficha_add_suggestion(product.id)
            line = invoice.invoice_line_ids.filtered(
                lambda one, p=product: one.product_id == p
            )
            self.assertEqual(line.price_unit, price, product.name)

    def test_a_new_quotation_from_the_file(self):
        action = self.customer.with_user(self.seller).action_ficha_quote_suggestion(
            self.towels.id
        )
        order = self.env["sale.order"].browse(action["res_id"])
        self.assertEqual(order.partner_id, self.customer)
        self.assertEqual(order.order_line.product_id, self.towels)

    def test_who_bills_makes_an_invoice(self):
        """Who may make no quotation is offered none, and bills it instead; who may do
        neither notes what was said."""
        self.assertEqual(self._lists(self.seller)["gesture"], "quote")
        self.assertEqual(self._lists(self.biller)["gesture"], "bill")
        action = self.customer.with_user(self.biller).action_ficha_bill_suggestion(
            self.sheets.id
        )
        invoice = self.env[action["res_model"]].browse(action["res_id"])
        line = invoice.invoice_line_ids
        self.assertEqual(
            (invoice.move_type, invoice.partner_id, invoice.state),
            ("out_invoice", self.customer, "draft"),
        )
        self.assertEqual((line.product_id, line.quantity), (self.sheets, 6))
        reader = self._user(
            "suggestion_reader",
            "account.group_account_readonly,ficha_cliente.group_ficha_user",
        )
        self.assertIs(self._lists(reader)["gesture"], False)
        for method in ("action_ficha_quote_suggestion", "action_ficha_bill_suggestion"):
            with self.assertRaises(AccessError):
                getattr(self.customer.with_user(reader), method)(self.sheets.id)

    def test_a_quotation_for_a_customer_of_somebody_else(self):
        """Whom they follow up, and somebody else sells to: Odoo would make it the
        other's quotation, which who made it may not read."""
        self.customer.user_id = self.other_seller
        action = self.customer.with_user(self.seller).action_ficha_quote_suggestion(
            self.sheets.id
        )
        order = self.env["sale.order"].browse(action["res_id"])
        self.assertEqual(order.user_id, self.seller)
        self.assertTrue(order.with_user(self.seller).has_access("write"))

    def test_how_much_they_take_is_for_who_sees_their_purchases(self):
        order = self._order()
        order.user_id = self.other_seller
        order.with_user(self.other_seller).action_ficha_add_suggestion(self.sheets.id)
        self.assertEqual(order.order_line.product_uom_qty, 1)

    def test_what_they_cannot_buy(self):
        order = self._order()
        self.towels.list_price = 0
        with self.assertRaisesRegex(UserError, "Invented towels here.*no price"):
            order.action_ficha_add_suggestion(self.towels.id)
        gone = self.env["product.product"].create({"name": "Gone"})
        number = gone.id
        gone.unlink()
        with self.assertRaisesRegex(UserError, "was deleted"):
            order.action_ficha_add_suggestion(number)
        self.assertFalse(order.order_line)

    def test_nowhere_else(self):
        order = self._order()
        order.sudo().action_cancel()
        for document in (
            order,
            self.env["account.move"].create(
                {"move_type": "in_invoice", "partner_id": self.customer.id}
            ),
            self.env["account.move"].create({"move_type": "entry"}),
        ):
            with self.assertRaisesRegex(UserError, "only be added to a draft"):
                document.action_ficha_add_suggestion(self.sheets.id)
        nobody = self.env["account.move"].create({"move_type": "out_invoice"})
        with self.assertRaisesRegex(UserError, "Choose the customer first"):
            nobody.action_ficha_add_suggestion(self.sheets.id)

    def test_who_may_not_sell(self):
        order = self._order()
        employee = self._user("suggestion_employee_2", "base.group_user")
        with self.assertRaises(AccessError):
            order.with_user(employee).action_ficha_add_suggestion(self.sheets.id)
