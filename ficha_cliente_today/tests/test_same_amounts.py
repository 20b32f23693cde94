import random
from collections import namedtuple

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL, float_round

from odoo.addons.ficha_cliente.tests.common_documents import TODAY, DocumentsCommon

CUSTOMERS = 30
FATES = ("kept", "kept", "part", "undone", "modified", "by hand", "double")

#: What somebody bought, as we know it from having made it up: the day, the amount
#: before taxes that stands, and what was credited without being invoiced again.
Bought = namedtuple("Bought", "day amount missed")

#: A purchase before what becomes of it.
Drawn = namedtuple("Drawn", "partner days fate amount products")


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestSameAmounts(DocumentsCommon):
    """Thirty made-up customers: every place that tells what they bought and owe tells
    the same, and it is what they bought and owe."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(TODAY))
        cls.clerk = cls._user(
            "amounts_clerk",
            "ficha_cliente.group_ficha_manager,account.group_account_readonly",
        )
        cls.tax = cls.company_data["default_tax_sale"]
        cls.rate = 1 + cls.tax.amount / 100
        cls.products = cls.env["product.product"].create(
            [{"name": f"Invented {number}", "taxes_id": False} for number in range(6)]
        )
        cls.random = random.Random(20261128)
        cls.bought, cls.bonus, cls.paid = {}, {}, {}
        drawn = [
            one for number in range(CUSTOMERS) for one in cls._draw_customer(number)
        ]
        # together, which takes half the time; what corrects them comes afterwards
        moves = cls.env["account.move"].create(
            [
                cls._values(one.partner, one.days, one.amount, one.products)
                for one in drawn
            ]
        )
        moves.action_post()
        cls._decide_fates(list(zip(moves, drawn, strict=True)))
        for number, partner in enumerate(cls.bought):
            cls._give_and_pay(number, partner)
        cls.env["ficha.purchase.summary"]._refresh()
        cls.env.flush_all()
        cls.env.invalidate_all()

    # -- making them up ----------------------------------------------------------------

    @classmethod
    def _draw_customer(cls, number):
        """A customer, and what they bought: list of ``Drawn``."""
        partner = cls.env["res.partner"].create(
            {"name": f"Amounts {number:02}", "is_company": True}
        )
        cls.bought[partner] = []
        # a month apart, so that nothing is taken for a correction of another
        ages = sorted(cls.random.sample(range(2, 26), cls.random.randint(1, 5)))
        return [cls._draw_purchase(partner, age * 30) for age in reversed(ages)]

    @classmethod
    def _give_and_pay(cls, number, partner):
        """A credit note for nothing in particular, and a payment for no invoice."""
        cls.bonus[partner] = 0
        if number % 4 == 0:
            cls.bonus[partner] = cls.random.randint(1, 40)
            cls._invoice(
                partner, 15, cls.bonus[partner], cls.products[:1], kind="out_refund"
            )
        cls.paid[partner] = 0
        if number % 5 == 0:
            cls.paid[partner] = cls.random.randint(1, 90)
            cls.env["account.payment"].create(
                {
                    "partner_id": partner.id,
                    "partner_type": "customer",
                    "payment_type": "inbound",
                    "amount": cls.paid[partner],
                    "date": cls.today,
                }
            ).action_post()

    @classmethod
    def _values(cls, partner, days, amount, products, kind="out_invoice"):
        date = cls.today - relativedelta(days=days)
        share, rest = divmod(amount, len(products))
        return {
            "move_type": kind,
            "partner_id": partner.id,
            "invoice_date": date,
            "date": date,
            "invoice_line_ids": [
                Command.create(
                    {
                        "product_id": product.id,
                        "quantity": 1,
                        "price_unit": share + (rest if not place else 0),
                        "tax_ids": [Command.set(cls.tax.ids)],
                    }
                )
                for place, product in enumerate(products)
            ],
        }

    @classmethod
    def _invoice(cls, *args, **kwargs):
        return cls._invoices([cls._values(*args, **kwargs)])

    @classmethod
    def _invoices(cls, values):
        moves = cls.env["account.move"].create(values)
        moves.action_post()
        return moves

    @classmethod
    def _refund(cls, refunded):
        """Credit notes of the list of (invoice, days ago, amount if not all), made and
        posted together: the wizard's lines are copied one by one, which takes a
        minute."""
        moves = []
        for invoice, days, part in refunded:
            values = cls._values(
                invoice.partner_id,
                days,
                part or sum(invoice.invoice_line_ids.mapped("price_unit")),
                invoice.invoice_line_ids.product_id[: 1 if part else None],
                kind="out_refund",
            )
            moves.append({**values, "reversed_entry_id": invoice.id})
        cls._invoices(moves)

    @classmethod
    def _correct(cls, move, days, more):
        """Reverse and create the invoice that stands, dearer by so much."""
        date = cls.today - relativedelta(days=days)
        wizard = (
            cls.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({"date": date, "journal_id": move.journal_id.id})
        )
        wizard.modify_moves()
        new = wizard.new_move_ids
        new.invoice_date = date
        new.invoice_line_ids[0].price_unit += more
        new.action_post()

    @classmethod
    def _draw_purchase(cls, partner, days):
        amount = cls.random.randint(50, 900)
        products = cls.random.sample(cls.products.ids, cls.random.randint(1, 3))
        fate = cls.random.choice(FATES)
        return Drawn(partner, days, fate, amount, cls.products.browse(products))

    @classmethod
    def _decide_fates(cls, moves):
        """What becomes of the list of (invoice, ``Drawn``)."""
        refunded, again, doubles = [], [], []
        for move, (partner, days, fate, amount, products) in moves:
            missed, more = 0, 0
            if fate == "part":
                missed = cls.random.randint(1, amount // (2 * len(products)))
                refunded.append((move, days - 5, missed))
            elif fate == "undone":
                missed = amount
                refunded.append((move, days - 5, None))
            elif fate == "modified":
                more = cls.random.randint(1, 50)
                cls._correct(move, days - 9, more)
            elif fate == "by hand":
                more = cls.random.randint(1, 50)
                refunded.append((move, days - 5, None))
                again.append(cls._values(partner, days - 6, amount + more, products))
            elif fate == "double":
                doubles.append((days, cls._values(partner, days, amount, products)))
            day = cls.today - relativedelta(days=days)
            cls.bought[partner].append(Bought(day, amount + more - missed, missed))
        invoices = cls._invoices([values for _days, values in doubles])
        refunded += [
            (move, days - 5, None)
            for move, (days, _values) in zip(invoices, doubles, strict=True)
        ]
        cls._refund(refunded)
        cls._invoices(again)

    # -- comparing ---------------------------------------------------------------------

    def _each(self):
        """Every customer, as the clerk sees it, with the purchases that stand."""
        for partner, bought in self.bought.items():
            stands = [purchase for purchase in bought if purchase.amount]
            seen = partner.with_user(self.clerk).with_context(lang="en_US")
            with self.subTest(customer=partner.name):
                yield seen, partner, stands

    def _row(self, partner):
        return self.env["ficha.purchase.summary"].search(
            [("partner_id", "=", partner.id)]
        )

    def test_number_and_days(self):
        for seen, partner, stands in self._each():
            row = self._row(partner)
            days = [purchase.day for purchase in stands]
            expected = (
                len(days),
                min(days, default=False),
                max(days, default=False),
            )
            for place in (seen, row):
                self.assertEqual(
                    (
                        place.purchase_count,
                        place.first_purchase_date,
                        place.last_purchase_date,
                    ),
                    expected,
                    place._name,
                )

    def test_amounts_bought(self):
        """Tiles, history, page of purchases, list of documents and timeline."""
        year_ago = self.today - relativedelta(years=1)
        for seen, partner, stands in self._each():
            row, bonus = self._row(partner), self.bonus[partner]
            year = sum(p.amount for p in stands if p.day > year_ago) - bonus
            total = sum(p.amount for p in stands) - bonus
            self.assertAlmostEqual(seen.revenue_12m, year)
            self.assertAlmostEqual(row.revenue_12m, year)
            self.assertAlmostEqual(row.revenue, total)
            last = max(stands, default=Bought(None, 0, 0)).amount
            self.assertAlmostEqual(seen.last_purchase_amount, last)
            self.assertAlmostEqual(row.last_amount, last)
            if stands:
                self.assertAlmostEqual(
                    row.average_ticket,
                    float_round(total / len(stands), precision_digits=2),
                )
            action = seen.action_view_purchases()
            documents = self.env["account.move"].search(action["domain"])
            self.assertAlmostEqual(
                sum(documents.mapped("amount_untaxed_signed")), total
            )
            page = (
                self.env["ficha.timeline"]
                .with_user(self.clerk)
                .get_page(partner.id, kinds=["invoice"], limit=100)
            )
            self.assertAlmostEqual(sum(e["amount"] for e in page["entries"]), total)

    def test_months(self):
        """The chart of the page of purchases, and the list behind each of its bars."""
        for seen, partner, stands in self._each():
            expected = {}
            for day, amount in [(p.day, p.amount) for p in stands] + [
                (self.today - relativedelta(days=15), -self.bonus[partner])
            ]:
                month = day.replace(day=1).isoformat()
                expected[month] = expected.get(month, 0) + amount
            for series in seen.get_purchase_panel()["chart"]["series"]:
                for month, amount in zip(
                    series["months"], series["amounts"], strict=True
                ):
                    self.assertAlmostEqual(amount, expected.get(month, 0), msg=month)
                    action = seen.action_view_purchases_of("month", month)
                    documents = self.env["account.move"].search(action["domain"])
                    self.assertAlmostEqual(
                        sum(documents.mapped("amount_untaxed_signed")), amount
                    )

    def test_missed(self):
        for seen, partner, _stands in self._each():
            expected = sum(purchase.missed for purchase in self.bought[partner])
            self.assertAlmostEqual(seen.missed_purchase_amount, expected)
            self.assertAlmostEqual(
                seen.get_purchase_panel()["missed"]["amount"], expected
            )

    def test_owed_and_in_favour(self):
        """With taxes; three figures that are never taken off each other, and the list
        behind the first."""
        for seen, partner, stands in self._each():
            owed = sum(purchase.amount for purchase in stands) * self.rate
            self.assertAlmostEqual(seen.outstanding_amount, owed, places=1)
            self.assertAlmostEqual(
                seen.in_favour_amount, self.bonus[partner] * self.rate, places=1
            )
            self.assertAlmostEqual(seen.unapplied_amount, self.paid[partner])
            action = seen.with_context(ficha_purchases="open").action_view_purchases()
            documents = self.env["account.move"].search(action["domain"])
            self.assertAlmostEqual(
                sum(documents.mapped("amount_residual_signed")),
                seen.outstanding_amount,
            )

    def test_table_by_day(self):
        """What *Resultados* adds up: amounts and days of purchase, and how many days
        there are from each to the next."""
        Day = self.env["ficha.purchase.day"]
        Day._refresh()
        for partner, bought in self.bought.items():
            rows = Day.search([("partner_id", "=", partner.id)], order="day")
            amount = sum(one.amount for one in bought) - self.bonus[partner]
            self.assertEqual(round(sum(rows.mapped("amount")), 2), amount, partner.name)
            kept = rows.filtered("purchases")
            days = sorted(one.day for one in bought if one.amount)
            self.assertEqual(kept.mapped("day"), days, partner.name)
            [course] = self.env.execute_query(
                SQL(
                    "SELECT days, gaps FROM ficha_purchase_course"
                    " WHERE partner_id = %s",
                    partner.id,
                )
            ) or [([], [])]
            steps = [(b - a).days for a, b in zip(days, days[1:], strict=False)]
            self.assertEqual(course, (days, [0, *steps][: len(days)]), partner.name)

    def test_results(self):
        """*Resultados* of the last twelve months: who bought, who was lost, and how
        often they bought."""
        start = self.today - relativedelta(days=365)
        question = {
            "period": "custom",
            "date_from": start.isoformat(),
            "date_to": self.today.isoformat(),
        }
        env = self.env(user=self.clerk)
        expected = {"active": set(), "lost": set()}
        Summary = self.env["ficha.purchase.summary"]
        for partner, bought in self.bought.items():
            days = [purchase.day for purchase in bought if purchase.amount]
            if any(day >= start for day in days):
                expected["active"].add(partner)
            # by their own rhythm: twice their usual interval, 30 days more at least
            row = Summary.search([("partner_id", "=", partner.id)])
            usual = row.usual_interval_days
            waited = min(usual + max(usual, 30), 730) if usual else 366
            gone = days and max(days) + relativedelta(days=waited)
            if gone and start <= gone <= self.today:
                expected["lost"].add(partner)
        self.assertTrue(all(expected.values()))
        for measure, figure in (("cross", "active"), ("attrition", "lost")):
            action = env["ficha.results"].open_figure(question, measure, figure)
            found = (
                env["res.partner"]
                .with_context(**action["context"])
                .search(action["domain"])
            )
            ours = {p for p in self.bought if p in found.sudo()}
            self.assertEqual(ours, expected[figure], figure)
        action = env["ficha.results"].open_figure(question, "cycle", "repeats")
        self.assertTrue(action["domain"])
