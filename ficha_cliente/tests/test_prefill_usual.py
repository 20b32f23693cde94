"""*Invoice the usual*, from the customer file and from a draft."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_prefill import PrefillCommon


@tagged("post_install", "-at_install")
class TestPrefillUsual(PrefillCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Usual = cls.env["ficha.usual.line"]
        cls.usual = cls.Usual.create(
            [
                {
                    "partner_id": cls.customer_b.id,
                    "sequence": 20,
                    "product_id": cls.product_b.id,
                    "quantity": 2,
                    "price_unit": 7.5,
                    "discount": 5,
                },
                {
                    "partner_id": cls.customer_b.id,
                    "sequence": 10,
                    "product_id": cls.product_a.id,
                    "quantity": 3,
                },
            ]
        )

    def values(self, move):
        return [
            (line.product_id, line.quantity, line.price_unit, line.discount)
            for line in move.invoice_line_ids.sorted("id")
        ]

    def message(self, action):
        self.assertEqual(action["tag"], "display_notification")
        return action["params"]["message"]

    def test_from_the_customer_file(self):
        action = self.customer_b.with_user(self.biller).action_ficha_invoice_usual()
        move = self.env["account.move"].browse(action["res_id"])
        self.assertEqual((move.state, move.partner_id), ("draft", self.customer_b))
        self.assertEqual(
            self.values(move),
            [(self.product_a, 3, 1000.0, 25.0), (self.product_b, 2, 7.5, 5.0)],
        )
        self.assertEqual(move.invoice_line_ids[0].tax_ids, self.tax_sale_a)
        self.assert_usual_terms(move)

    def assert_usual_terms(self, move):
        self.assertEqual(move.journal_id, self.journal_b)
        self.assertEqual(move.ref, "PO-B")

    def test_the_standing_discount_is_named(self):
        """While it is on a line of a draft, and only then."""
        move = self.invoice(self.customer_b)
        named = "standing discount of 25"
        env = self.env(context={**self.env.context, "lang": "en_US"})
        move = move.with_env(env)
        self.assertIn(named, move.ficha_prefill_summary)
        move.invoice_line_ids.discount = 3
        self.assertNotIn(named, move.ficha_prefill_summary or "")
        move.invoice_line_ids.discount = 25
        self.assertIn(named, move.ficha_prefill_summary)
        move.action_post()
        self.assertNotIn(named, move.ficha_prefill_summary or "")
        other = self.invoice(self.plain).with_env(env)
        self.assertNotIn("discount", other.ficha_prefill_summary or "")

    def test_for_a_contact(self):
        contact = self.env["res.partner"].create(
            {"name": "Contact of Beta", "parent_id": self.customer_b.id}
        )
        action = contact.action_ficha_invoice_usual()
        move = self.env["account.move"].browse(action["res_id"])
        self.assertEqual(len(move.invoice_line_ids), 2)

    def test_added_to_a_draft(self):
        move = self.invoice(self.customer_b)
        message = self.message(move.action_ficha_add_usual())
        self.assertIn("2", message)
        self.assertEqual(len(move.invoice_line_ids), 3)
        self.assertIn("Usual lines", move.message_ids[0].body)

    def test_agreed_price_in_the_customers_currency(self):
        self.customer_b.invoice_currency_id = self.other_currency
        self.env["res.currency.rate"].search([]).unlink()
        self.env["res.currency.rate"].create(
            {"currency_id": self.other_currency.id, "rate": 2, "name": "2000-01-01"}
        )
        line = self.usual[0]
        self.assertEqual(line.currency_id, self.other_currency)
        own = self.invoice(self.customer_b, lines=False)
        own.action_ficha_add_usual()
        self.assertEqual(own.invoice_line_ids[1].price_unit, 7.5)
        ours = self.invoice(
            self.customer_b, lines=False, currency_id=self.company.currency_id.id
        )
        ours.action_ficha_add_usual()
        self.assertEqual(ours.invoice_line_ids[1].price_unit, 3.75)

    def test_lines_of_another_company_or_archived(self):
        other = self.env["res.company"].create({"name": "Prefill other"})
        self.usual[0].company_id = other
        self.usual[1].active = False
        self.assertFalse(self.customer_b._ficha_usual_lines(self.company))
        self.assertEqual(self.customer_b._ficha_usual_lines(other), self.usual[0])

    def test_repeats_the_last_invoice_at_todays_prices(self):
        for date, quantity in (("2026-02-01", 4), ("2026-01-01", 9)):
            last = self.invoice(
                self.customer_a,
                lines=False,
                currency_id=self.company.currency_id.id,
                invoice_date=date,
                invoice_line_ids=[
                    Command.create({"display_type": "line_section", "name": "Part"}),
                    Command.create(
                        {"product_id": self.product_a.id, "quantity": quantity}
                    ),
                    Command.create(
                        {"product_id": self.product_a.id, "discount": 50, "quantity": 1}
                    ),
                    Command.create(
                        {"name": "By hand", "price_unit": 5, "tax_ids": False}
                    ),
                ],
            )
            last.action_post()
        newest = self.env["account.move"].search(
            [("partner_id", "=", self.customer_a.id)],
            order="invoice_date desc",
            limit=1,
        )
        self.product_a.lst_price = 1200.0
        self.customer_a.standing_discount = 12.0
        self.customer_a.invoice_currency_id = False
        move = self.invoice(self.contact_a, lines=False)
        self.assertIn(newest.name, self.message(move.action_ficha_add_usual()))
        none = self.env["product.product"]
        self.assertEqual(
            self.values(move),
            [
                (none, 0, 0, 0),
                (self.product_a, 4, 1200.0, 12.0),
                (self.product_a, 1, 1200.0, 50.0),
                (none, 1, 5.0, 12.0),
            ],
        )
        self.assertFalse(move.invoice_line_ids[3].tax_ids)

    def test_products_no_longer_sold_are_left_out_and_said(self):
        last = self.invoice(self.customer_a, invoice_date="2026-02-01")
        last.action_post()
        self.product_a.active = False
        move = self.invoice(self.customer_a, lines=False)
        self.assertIn("product_a", self.message(move.action_ficha_add_usual()))
        self.assertFalse(move.invoice_line_ids)

    def test_nothing_usual_yet(self):
        action = self.plain.with_user(self.biller).action_ficha_invoice_usual()
        self.assertIn("Prefill Plain has no usual lines", self.message(action))
        self.assertFalse(self.plain.invoice_ids)
        move = self.invoice(self.plain, lines=False)
        self.assertIn("no usual lines", self.message(move.action_ficha_add_usual()))
        self.assertFalse(move.invoice_line_ids)

    def test_only_on_drafts_of_customers(self):
        move = self.invoice(self.customer_b, invoice_date="2026-02-01")
        move.action_post()
        with self.assertRaisesRegex(UserError, "draft"):
            move.action_ficha_add_usual()
        with self.assertRaisesRegex(UserError, "customer"):
            self.invoice(self.customer_b, "in_invoice").action_ficha_add_usual()
        orphan = self.env["account.move"].create({"move_type": "out_invoice"})
        with self.assertRaisesRegex(UserError, "Choose the customer"):
            orphan.action_ficha_add_usual()
