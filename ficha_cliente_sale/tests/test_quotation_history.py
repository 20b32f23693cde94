from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.tests import tagged

from .common import QuotationCommon


@tagged("post_install", "-at_install")
class TestQuotationHistory(QuotationCommon):
    """What becomes of a quotation, and what that says of the customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ficha.followup.rule"].sudo().search([]).active = False
        rule = cls.env.ref("ficha_cliente_sale.followup_rule_quotation_unanswered")
        cls.rule = rule.sudo()
        cls.today = fields.Date.context_today(cls.env.user)

    def sent(self, partner, days, amount=100.0, user=None, **vals):
        """A quotation sent ``days`` ago."""
        order = self.order(
            partner,
            user=user,
            order_line=[
                Command.create(
                    {
                        "product_id": self.product_a.id,
                        "price_unit": amount,
                        "discount": 0,
                        "tax_ids": [Command.clear()],
                    }
                )
            ],
            **vals,
        )
        order.action_quotation_sent()
        order.sudo().ficha_sent_date = self.today - timedelta(days=days)
        return order

    # -- situation -------------------------------------------------------------------

    def test_who_is_sent_a_quotation_is_a_prospect(self):
        order = self.order(self.contact_a)
        self.assertEqual(self.customer_a.ficha_lifecycle, "suspect")
        order.action_quotation_sent()
        self.assertEqual(self.customer_a.ficha_lifecycle, "prospect")
        self.assertFalse(self.contact_a.ficha_lifecycle)

    def test_situation_never_goes_back(self):
        self.customer_a.ficha_lifecycle = "customer"
        self.customer_b.ficha_lifecycle = "former"
        self.plain.ficha_lifecycle = "suspect"
        for partner in (self.customer_a, self.customer_b, self.plain):
            self.order(partner).action_confirm()
        self.assertEqual(self.customer_a.ficha_lifecycle, "customer")
        self.assertEqual(self.customer_b.ficha_lifecycle, "former")
        self.assertEqual(self.plain.ficha_lifecycle, "prospect")

    def test_dates(self):
        order = self.order(self.customer_a)
        self.assertFalse(order.ficha_sent_date)
        order.action_quotation_sent()
        self.assertEqual(order.ficha_sent_date, self.today)
        order.action_cancel()
        self.assertEqual(order.ficha_lost_date, self.today)
        order.ficha_lost_reason_id = self.env.ref(
            "ficha_cliente_sale.lost_reason_price"
        )
        order.action_draft()
        self.assertFalse(order.ficha_lost_date)
        self.assertFalse(order.ficha_lost_reason_id)

    # -- colour ----------------------------------------------------------------------

    def test_rule_is_off_until_somebody_wants_it(self):
        self.assertFalse(self.rule.active)

    def test_unanswered(self):
        self.rule.days = 5
        old = self.sent(self.contact_a, 8, 300.0)
        self.sent(self.customer_a, 6, 200.0)
        self.sent(self.customer_b, 4)
        found = self.rule._matching()
        self.assertIn(self.customer_a.id, found)
        self.assertNotIn(self.contact_a.id, found)
        self.assertNotIn(self.customer_b.id, found)
        figures = found[self.customer_a.id]
        self.assertEqual(figures["document"], old.name)
        self.assertEqual(figures["more"], 1)
        self.assertEqual(figures["days"], 8)
        self.assertEqual(figures["amount"], 500.0)
        self.assertEqual(figures["currency"], self.company.currency_id)
        reason = self.rule.with_context(lang="en_US")._fill_reason(figures)
        self.assertIn("8 days", reason)
        self.assertRegex(reason, r"500[.,]00")

    def test_answered_in_any_way(self):
        self.rule.days = 5
        partners = self.env["res.partner"].create(
            [{"name": f"Answers {number}"} for number in range(6)]
        )
        confirmed, cancelled, signed, expired, draft, waiting = [
            self.sent(partner, 10) for partner in partners
        ]
        confirmed.action_confirm()
        cancelled.action_cancel()
        signed.sudo().signed_on = fields.Datetime.now()
        expired.validity_date = self.today - timedelta(days=1)
        draft.state = "draft"
        found = self.rule._matching(partners)
        self.assertEqual(set(found), {waiting.partner_id.id})

    def test_quotations_sent_before_the_module_count_from_their_date(self):
        self.rule.days = 5
        old = self.sent(self.customer_a, 0)
        old.sudo().write(
            {
                "ficha_sent_date": False,
                "date_order": fields.Datetime.now() - timedelta(days=9),
            }
        )
        self.assertEqual(self.rule._matching()[self.customer_a.id]["days"], 9)

    def test_sent_on_a_day_of_the_reader_s_calendar(self):
        """Half past eleven at night in Greenwich is the next day in Madrid: whom the
        rule finds has waited for the days that it says."""
        self.rule.days = 5
        day = self.today - timedelta(days=5)
        old = self.sent(self.customer_a, 0)
        old.sudo().ficha_sent_date = False
        rule = self.rule.with_context(tz="Europe/Madrid")
        with freeze_time(f"{self.today} 12:00:00"):
            old.sudo().date_order = f"{day} 23:30:00"
            self.assertNotIn(self.customer_a.id, rule._matching())
            old.sudo().date_order = f"{day} 21:30:00"
            self.assertEqual(rule._matching()[self.customer_a.id]["days"], 5)

    def test_only_of_the_company_of_the_rule(self):
        self.rule.days = 5
        self.sent(self.customer_a, 9)
        self.rule.company_id = self.setup_other_company()["company"]
        self.assertNotIn(self.customer_a.id, self.rule._matching())
        self.rule.company_id = self.company
        self.assertIn(self.customer_a.id, self.rule._matching())

    def test_an_answer_takes_the_colour_away_at_once(self):
        self.rule.write({"active": True, "days": 5})
        for answer in ("action_confirm", "action_cancel"):
            order = self.sent(self.customer_a, 9)
            self.customer_a._followup_evaluate()
            self.assertEqual(self.customer_a.followup_color, "yellow")
            self.assertIn(order.name, self.customer_a.followup_reason)
            getattr(order, answer)()
            self.assertFalse(self.customer_a.followup_color)

    def test_one_answer_of_two(self):
        self.rule.write({"active": True, "days": 5})
        first, second = (self.sent(self.customer_a, days) for days in (9, 7))
        self.customer_a._followup_evaluate()
        self.assertIn(first.name, self.customer_a.followup_reason)
        first.action_confirm()
        self.assertEqual(self.customer_a.followup_color, "yellow")
        self.assertIn(second.name, self.customer_a.followup_reason)

    def test_queries_do_not_grow_with_the_customers(self):
        self.rule.days = 5

        def cost(count):
            for number in range(count):
                partner = self.env["res.partner"].create({"name": f"Many {number}"})
                self.sent(partner, 9)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = self.rule._matching()
            self.assertGreaterEqual(len(found), count)
            return self.env.cr.sql_log_count - before

        cost(1)
        self.assertEqual(cost(1), cost(12))

    # -- Hoy -------------------------------------------------------------------------

    def waiting_lines(self, user):
        day = self.env["ficha.today"].with_user(user).get_today()
        section = next(s for s in day["sections"] if s["key"] == "waiting")
        return {line["partner_id"]: line for line in section["lines"]}

    def test_today(self):
        self.customer_a.user_id = self.clerk
        order = self.sent(self.contact_a, 4, 6300.0)
        self.sent(self.customer_b, 4)
        lines = self.waiting_lines(self.clerk)
        self.assertNotIn(self.customer_b.id, lines)
        line = lines[self.customer_a.id]
        self.assertIn(order.name, line["reason"])
        self.assertIn("4 days ago", line["reason"])
        self.assertEqual(line["amount"], 6300.0)
        self.assertEqual(line["open"]["res_id"], order.id)
        # an e-mail unanswered as well says less
        self.customer_a.awaiting_reply_since = self.today - timedelta(days=9)
        line = self.waiting_lines(self.clerk)[self.customer_a.id]
        self.assertEqual(line["source"], "quotation")
        self.assertEqual(line["also"][0]["source"], "awaiting")
        order.action_confirm()
        line = self.waiting_lines(self.clerk)[self.customer_a.id]
        self.assertEqual((line["source"], line["also"]), ("awaiting", []))

    def test_today_of_who_quoted_it(self):
        self.sent(self.customer_b, 3, user_id=self.lone_seller.id)
        self.assertIn(self.customer_b.id, self.waiting_lines(self.lone_seller))
        self.assertNotIn(self.customer_b.id, self.waiting_lines(self.clerk))

    def test_today_of_who_does_not_sell(self):
        self.customer_a.user_id = self.outsider
        self.sent(self.customer_a, 4)
        self.assertNotIn(self.customer_a.id, self.waiting_lines(self.outsider))

    def test_today_not_on_the_day_it_was_sent(self):
        self.customer_a.user_id = self.clerk
        self.sent(self.customer_a, 0)
        self.assertNotIn(self.customer_a.id, self.waiting_lines(self.clerk))
