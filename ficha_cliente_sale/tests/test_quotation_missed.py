from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.tests import tagged

from .common import QuotationCommon

TODAY = "2026-05-15"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestQuotationMissed(QuotationCommon):
    """Quotations that came to nothing, in the missed purchases."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.to_date(TODAY)
        cls.price = cls.env.ref("ficha_cliente_sale.lost_reason_price")
        cls.stock = cls.env.ref("ficha_cliente_sale.lost_reason_stock")
        cls.mistake = cls.env.ref("ficha_cliente_sale.lost_reason_mistake")

    def quotation(self, partner=None, amount=100.0, product=None, **vals):
        return self.order(
            partner or self.plain,
            order_line=[
                Command.create(
                    {
                        "product_id": (product or self.product_a).id,
                        "price_unit": amount,
                        "tax_ids": [Command.clear()],
                    }
                )
            ],
            **vals,
        )

    def lost(self, order, reason=None):
        order.action_cancel()
        order.ficha_lost_reason_id = reason
        return order

    def missed(self, orders, user=None):
        Missed = self.env["ficha.missed.purchase"].with_user(user or self.clerk)
        Missed = Missed.with_context(lang="en_US")
        return Missed.search(
            [("res_model", "=", "sale.order"), ("res_id", "in", orders.ids)],
            order="amount",
        )

    def test_cancelled_and_rejected(self):
        child = self.env["res.partner"].create(
            {"name": "Who asked", "parent_id": self.plain.id}
        )
        orders = (
            self.lost(self.quotation(child, 100.0), self.stock)
            | self.lost(self.quotation(amount=200.0), self.price)
            | self.lost(self.quotation(amount=300.0))
        )
        reasons = (self.stock | self.price).with_context(lang="en_US").mapped("name")
        self.assertRecordValues(
            self.missed(orders),
            [
                {
                    "partner_id": self.plain.id,
                    "source": source,
                    "amount": amount,
                    "currency_id": self.company.currency_id.id,
                    "company_id": self.company.id,
                    "date": self.today,
                    "reason": reason,
                    "recovered": False,
                    "recovered_amount": 0.0,
                    "name": order.name,
                }
                for order, source, amount, reason in zip(
                    orders,
                    [
                        "quotation_cancelled",
                        "quotation_rejected",
                        "quotation_cancelled",
                    ],
                    [100.0, 200.0, 300.0],
                    [*reasons, "Cancelled without a reason"],
                    strict=True,
                )
            ],
        )

    def test_expired(self):
        yesterday = self.today - timedelta(days=1)
        expired = self.quotation(validity_date=yesterday)
        valid = self.quotation(validity_date=self.today)
        endless = self.quotation(validity_date=False)
        confirmed = self.quotation(validity_date=yesterday)
        confirmed.action_confirm()
        found = self.missed(expired | valid | endless | confirmed)
        self.assertEqual(found.mapped("res_id"), expired.ids)
        self.assertEqual(found.source, "quotation_expired")
        self.assertEqual(found.date, yesterday)
        self.assertEqual(found.reason, "Expired without an answer")
        expired.ficha_lost_reason_id = self.price
        self.env.invalidate_all()
        self.assertEqual(self.missed(expired).reason, self.price.name)

    def test_what_was_never_going_to_be_bought(self):
        mistake = self.lost(self.quotation(), self.mistake)
        nothing = self.lost(self.quotation(amount=0.0))
        self.assertFalse(self.missed(mistake | nothing))

    def test_bought_after_all(self):
        order = self.lost(self.quotation(), self.price)
        other = self.lost(self.quotation(product=self.product_b), self.price)
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.plain.id,
                "invoice_date": self.today,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": self.product_a.id,
                            "price_unit": 60,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        self.assertFalse(self.missed(order).recovered)
        invoice.action_post()
        self.env.invalidate_all()
        self.assertTrue(self.missed(order).recovered)
        self.assertEqual(self.missed(order).recovered_amount, 60.0)
        self.assertFalse(self.missed(other).recovered)

    def test_in_the_currency_of_the_company(self):
        pricelist = self.env["product.pricelist"].create(
            {"name": "Abroad", "currency_id": self.other_currency.id}
        )
        order = self.lost(self.quotation(pricelist_id=pricelist.id, amount=100.0))
        self.assertEqual(order.currency_id, self.other_currency)
        self.assertAlmostEqual(
            self.missed(order).amount, 100.0 / order.currency_rate, 2
        )
        self.assertNotEqual(order.currency_rate, 1.0)

    def test_who_sees_them(self):
        mine = self.lost(self.quotation(user_id=self.lone_seller.id))
        theirs = self.lost(self.quotation(user_id=self.clerk.id))
        both = mine | theirs
        self.assertEqual(len(self.missed(both)), 2)
        self.assertEqual(self.missed(both, self.lone_seller).mapped("res_id"), mine.ids)
        self.assertFalse(self.missed(both, self.outsider))

    # -- the reason -------------------------------------------------------------------

    def test_the_button_asks_why(self):
        order = self.quotation()
        action = order.with_context(ficha_ask_reason=True).action_cancel()
        self.assertEqual(action["res_model"], "ficha.quotation.lost")
        self.assertEqual(order.state, "draft")
        wizard = (
            self.env["ficha.quotation.lost"]
            .with_user(self.clerk)
            .with_context(**action["context"])
            .create({"reason_id": self.price.id})
        )
        wizard.action_cancel_order()
        self.assertEqual(order.state, "cancel")
        self.assertEqual(order.ficha_lost_reason_id, self.price)

    def test_no_answer_cancels_too(self):
        order = self.quotation()
        wizard = self.env["ficha.quotation.lost"].with_user(self.clerk)
        wizard.create({"order_id": order.id}).action_cancel_order()
        self.assertEqual(order.state, "cancel")
        self.assertFalse(order.ficha_lost_reason_id)

    def test_nobody_else_is_asked(self):
        order = self.quotation()
        order.action_cancel()
        self.assertEqual(order.state, "cancel")
        orders = self.quotation() | self.quotation() | order
        wizard = (
            self.env["sale.mass.cancel.orders"]
            .with_user(self.clerk)
            .create({"sale_order_ids": [Command.set(orders.ids)]})
        )
        wizard.action_mass_cancel()
        self.assertEqual(set(orders.mapped("state")), {"cancel"})
        self.assertFalse(orders.ficha_lost_reason_id)

    def test_many_for_one_reason(self):
        before = self.lost(self.quotation(), self.stock)
        orders = self.quotation() | self.quotation()
        wizard = (
            self.env["sale.mass.cancel.orders"]
            .with_user(self.clerk)
            .create(
                {
                    "sale_order_ids": [Command.set((orders | before).ids)],
                    "ficha_lost_reason_id": self.price.id,
                }
            )
        )
        wizard.action_mass_cancel()
        self.assertEqual(orders.ficha_lost_reason_id, self.price)
        self.assertEqual(before.ficha_lost_reason_id, self.stock)
