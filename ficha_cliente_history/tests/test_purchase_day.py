import random
from collections import defaultdict
from itertools import accumulate, pairwise
from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tests.common_documents import TODAY

from ..models import ficha_purchase_day
from .common_missed import MissedCommon

FATES = ("kept", "kept", "part", "undone", "replaced", "contact", "currency")


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestPurchaseDay(MissedCommon):
    """The tables by day and by product say what the documents say, for customers made
    up by lot: corrected invoices, two companies, a contact's, another currency."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # whatever company the rows are of
        cls.Day = cls.env["ficha.purchase.day"].sudo()
        cls.Product = cls.env["ficha.purchase.product"].sudo()
        cls.other = cls._create_company(name="Other company of the days")
        cls.env.user.company_ids += cls.other
        cls.clerk.company_ids += cls.other
        cls.money = cls.setup_other_currency(
            "CHF", rates=[("2020-01-01", 4.0)], rounding=0.01
        )
        cls.work = cls.env["product.product"].create(
            {"name": "Invented work", "taxes_id": False}
        )
        cls.lot = random.Random(28)
        cls.customers = cls.env["res.partner"].create(
            [
                {
                    "name": f"Days {number}",
                    "is_company": True,
                    "child_ids": [Command.create({"name": f"Person {number}"})],
                }
                for number in range(8)
            ]
        )
        for company, some in (
            (cls.company, cls.customers),
            (cls.other, cls.customers[:2]),
        ):
            cls._make_up(company, some)
        cls._invoice(-10, (cls.film, 5), partner=cls.customers[0])  # dated ahead
        cls._invoice(5, (cls.film, 7), partner=cls.customers[1], move_type="out_refund")
        cls.env.flush_all()
        cls.env["account.move"]._purchases_settle()
        cls.env.invalidate_all()

    @classmethod
    def _make_up(cls, company, customers):
        drawn, values = [], []
        for partner in customers:
            for age in cls.lot.sample(range(2, 30), 4):
                fate = cls.lot.choice(FATES)
                drawn.append((fate, age * 30))
                values.append(cls._drawn_values(company, partner, fate, age * 30))
        moves = cls.env["account.move"].with_company(company).create(values)
        moves.action_post()
        for move, (fate, days) in zip(moves, drawn, strict=True):
            if fate in ("part", "undone"):
                cls._credit(move, days - 3, amount=1 if fate == "part" else None)
            elif fate == "replaced":
                cls._replace(move, days - 2)

    @classmethod
    def _drawn_values(cls, company, partner, fate, days):
        date = cls.today - relativedelta(days=days)
        products = cls.lot.sample((cls.boxes, cls.film, cls.work, None), 2)
        currency = cls.money if fate == "currency" else company.currency_id
        return {
            "move_type": "out_invoice",
            "partner_id": (partner.child_ids if fate == "contact" else partner).id,
            "invoice_date": date,
            "date": date,
            "currency_id": currency.id,
            "invoice_line_ids": [
                Command.create(
                    {
                        "name": "Goods",
                        "product_id": product and product.id,
                        "price_unit": cls.lot.randint(20, 90),
                        "tax_ids": [Command.clear()],
                    }
                )
                for product in products
            ],
        }

    @classmethod
    def _replace(cls, move, days):
        """*Reverse and create invoice*, some days later."""
        date = cls.today - relativedelta(days=days)
        wizard = (
            cls.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({"date": date, "journal_id": move.journal_id.id})
        )
        wizard.modify_moves()
        wizard.new_move_ids.invoice_date = date
        wizard.new_move_ids.action_post()

    def _work_off(self):
        """Everybody's rows are made, and nobody waits any more."""
        self.env.cr.flush()
        self.Day._refresh()
        self.env.cr.execute("DELETE FROM ficha_purchase_queue")

    def _documents_of(self, partner):
        # whatever company they are of
        return (
            self.env["account.move"]
            .sudo()
            .search(
                [
                    ("commercial_partner_id", "=", partner.id),
                    ("state", "=", "posted"),
                    ("move_type", "in", ("out_invoice", "out_refund")),
                ]
            )
        )

    # -- what they say -----------------------------------------------------------------

    def test_as_the_documents_say(self):
        self._work_off()
        fates = defaultdict(int)
        for partner in self.customers:
            days, products = {}, {}
            for move in self._documents_of(partner):
                fates[bool(move.ficha_purchase_date), move.ficha_no_purchase] += 1
                day = move.ficha_purchase_date or move.invoice_date
                bought = move.move_type != "out_refund" and not move.ficha_no_purchase
                one = days.setdefault((move.company_id.id, day), [0, 0])
                one[0] += bought
                one[1] += move.amount_untaxed_signed
                for line in move.invoice_line_ids.filtered("product_id"):
                    key = (move.company_id.id, day, line.product_id.id)
                    product = products.setdefault(key, [False, 0])
                    product[0] |= bought
                    product[1] -= line.balance
            rows = self.Day.search([("partner_id", "=", partner.id)])
            self.assertEqual(
                {
                    (row.company_id.id, row.day): [row.purchases, round(row.amount, 2)]
                    for row in rows
                },
                {
                    key: [number, round(amount, 2)]
                    for key, (number, amount) in days.items()
                },
                partner.name,
            )
            found = self.Product.search([("partner_id", "=", partner.id)])
            self.assertEqual(
                {
                    (row.company_id.id, row.day, row.product_id.id): [
                        row.bought,
                        round(row.amount, 2),
                    ]
                    for row in found
                },
                {
                    key: [bought, round(amount, 2)]
                    for key, (bought, amount) in products.items()
                },
                partner.name,
            )
            self._check_courses(partner, rows)
        # what corrects others, and what was undone, were among them
        self.assertLessEqual({(True, False), (False, True)}, set(fates))

    def _check_courses(self, partner, rows):
        """What is kept in order is what is kept by day."""
        for company in self.company + self.other:
            own = rows.filtered(lambda row, c=company: row.company_id == c)
            [*found] = self.env.execute_query(
                SQL(
                    """SELECT days, gaps, totals, credit_days, credit_totals
                         FROM ficha_purchase_course
                        WHERE partner_id = %s AND company_id = %s""",
                    partner.id,
                    company.id,
                )
            )
            if not own:
                self.assertFalse(found)
                continue
            [(days, gaps, totals, credit_days, credit_totals)] = found
            bought = own.filtered("purchases").sorted("day")
            self.assertEqual(days, bought.mapped("day"))
            self.assertEqual(
                gaps, [0, *((b - a).days for a, b in pairwise(days))][: len(days)]
            )
            self._check_totals(totals, bought)
            credits = (own - bought).sorted("day")
            self.assertEqual(credit_days or [], credits.mapped("day"))
            self._check_totals(credit_totals or [0], credits)
            self._check_variety(partner, company)

    def _check_variety(self, partner, company):
        """What is kept by category is what is kept by product."""
        sold = defaultdict(float)
        for row in self.Product.search(
            [("partner_id", "=", partner.id), ("company_id", "=", company.id)]
        ).filtered("product_id.categ_id"):
            sold[row.day, row.product_id.categ_id.id] += row.amount
        [(days, categories, back)] = self.env.execute_query(
            SQL(
                """SELECT days, categories, back_days FROM ficha_purchase_variety
                    WHERE partner_id = %s AND company_id = %s""",
                partner.id,
                company.id,
            )
        )
        self.assertEqual([*zip(days, categories, strict=True)], sorted(sold))
        given = sorted(day for (day, _), value in sold.items() if round(value, 2) <= 0)
        self.assertEqual(back or [], given)

    def _check_totals(self, totals, rows):
        amounts = [0, *rows.mapped("amount")]
        self.assertEqual(
            totals, [round(10_000 * amount) for amount in accumulate(amounts)]
        )

    def _read(self, companies, user=None):
        """What a reader is given, whatever it is read from."""
        Day = self.Day.with_user(user or self.clerk).with_context(
            allowed_company_ids=companies.ids
        )
        span = (self.today - relativedelta(days=500), self.today)
        return [
            sorted(self.env.execute_query(select), key=str)
            for select in (Day._days(), Day._days(*span), Day._courses())
        ] + [
            sorted(
                # the order of columns is that of both
                self.env.execute_query(Day._products(*span)),
                key=str,
            )
        ]

    def test_the_same_from_documents_and_from_the_table(self):
        everybody = self.company + self.other
        companies = (self.company, self.other, everybody)
        before = [self._read(some) for some in companies]
        self.assertTrue(set(self.customers.ids) <= set(self.Day._waiting()))
        self._work_off()
        self.assertFalse(self.Day._waiting())
        with self.subTest("from the table"):
            self.assertEqual([self._read(some) for some in companies], before)
        # some wait again, also before the transaction ends
        self._invoice(3, (self.boxes, 11), partner=self.customers[2])
        self.assertEqual(self.Day._waiting(), self.customers[2].ids)
        mixed = [self._read(some) for some in companies]
        self.assertNotEqual(mixed[0], before[0])
        self._work_off()
        self.assertEqual([self._read(some) for some in companies], mixed)

    def _favourites(self, companies):
        """``{product: customers}`` that the search says, and that the ficha shows."""
        Partner = (
            self.env["res.partner"]
            .with_user(self.clerk)
            .with_context(allowed_company_ids=companies.ids)
        )
        self.env.invalidate_all()
        name = "preferred_product_id"
        wanted = [*(self.boxes + self.film + self.work).ids, False]
        mine = Partner.browse(self.customers.ids)
        found = {
            product: mine & Partner.search([(name, "=", product)]) for product in wanted
        }
        shown = mine.grouped(lambda partner: partner[name].id)
        return found, {product: shown.get(product, mine.browse()) for product in wanted}

    def test_favourites_are_those_of_the_ficha(self):
        """...from the documents, from what is kept, and on a day for which what is kept
        does not hold any more; of one company and of two."""
        everybody = self.company + self.other
        for companies in (self.company, everybody):
            found, shown = self._favourites(companies)
            self.assertEqual(found, shown)
        self._work_off()
        kept = self.env["ficha.purchase.favourite"].sudo()
        self.assertTrue(
            kept.search_count([("partner_id", "in", self.customers.ids)], limit=1)
        )
        for companies in (self.company, everybody):
            self.assertEqual(*self._favourites(companies))
        before = self._favourites(self.company)[0]
        later = self.today + relativedelta(days=400)
        with freeze_time(later):
            found, shown = self._favourites(self.company)
            self.assertEqual(found, shown)
            self.assertNotEqual(found, before)
            self.Day._reconcile()
            self.assertEqual(self._favourites(self.company)[0], found)
        self.assertEqual(*self._favourites(self.company))  # kept for a later day

    def test_a_favourite_is_read_from_what_is_kept(self):
        self._work_off()
        found, _shown = self._favourites(self.company)
        partner = (found[self.boxes.id] + found[self.film.id])[:1]
        self.env.cr.execute(
            "UPDATE ficha_purchase_favourite SET product_id = %s WHERE partner_id = %s",
            [self.work.id, partner.id],
        )
        self.assertIn(partner, self._favourites(self.company)[0][self.work.id])

    # -- how they are kept -------------------------------------------------------------

    def test_kept_by_the_queue(self):
        self._work_off()
        partner = self.customers[3]
        row = [("partner_id", "=", partner.id), ("day", "=", self.today)]
        invoice = self._invoice(0, (self.boxes, 11), partner=partner)
        self.assertFalse(self.Day.search(row))
        with self.enter_registry_test_mode():
            self.env.cr.flush()
            cron = self.env.ref("ficha_cliente_history.ir_cron_purchase_queue")
            cron.method_direct_trigger()
            self.env.invalidate_all()
            self.assertEqual(self.Day.search(row).amount, 11)
            invoice.button_draft()
            self.env.cr.flush()
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertFalse(self.Day.search(row))

    def test_the_night_mends(self):
        self._work_off()
        self.assertEqual(self.Day._reconcile(), 0)
        first, second, third = self.customers[:3].ids
        cr = self.env.cr
        cr.execute(
            "UPDATE ficha_purchase_day SET amount = 7 WHERE partner_id = %s", [first]
        )
        cr.execute("DELETE FROM ficha_purchase_day WHERE partner_id = %s", [second])
        cr.execute(
            "UPDATE ficha_purchase_product SET amount = 9 WHERE partner_id = %s",
            [third],
        )
        cr.execute(
            "INSERT INTO ficha_purchase_product"
            " (partner_id, company_id, day, product_id, bought, amount)"
            " VALUES (%s, %s, %s, %s, TRUE, 1)",
            [self.customer.id, self.company.id, self.today, self.boxes.id],
        )
        with patch.object(ficha_purchase_day._logger, "info") as log:
            self.assertEqual(self.Day._reconcile(), 4)
            log.assert_called_once()
            self.assertEqual(self.Day._reconcile(), 0)
            log.assert_called_once()
        self.assertFalse(self.Product.search([("partner_id", "=", self.customer.id)]))

    def test_queries_do_not_grow(self):
        self._work_off()
        counts = []
        self.Day._refresh(self.customers)
        for some in (self.customers[:1], self.customers):
            before = self.env.cr.sql_log_count
            self.Day._refresh(some)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    # -- rights ------------------------------------------------------------------------

    def test_who_may_not_read_all_documents(self):
        """...is told of those they may read, from the documents."""
        self._work_off()
        Day = self.Day.with_user(self.clerk).with_context(
            allowed_company_ids=self.company.ids
        )
        self.assertTrue(Day._reads_all(lines=True))
        partner = self.customers[4]
        seen = self._documents_of(partner).filtered(
            lambda move: move.company_id == self.company
        )[:1]
        self.env["ir.rule"].sudo().create(
            {
                "name": "Only one invoice",
                "model_id": self.env["ir.model"]._get_id("account.move"),
                "domain_force": [("id", "=", seen.id)],
            }
        )
        self.assertFalse(Day._reads_all())
        rows = self.env.execute_query(Day._days())
        self.assertEqual([row[0] for row in rows], partner.ids)
        [course] = self.env.execute_query(Day._courses())
        self.assertEqual((course[0], len(course[1])), (partner.id, rows[0][3]))

    def test_rows_are_of_whoever_sees_the_customer(self):
        self._work_off()
        domain = [("partner_id", "in", self.customers.ids)]
        for model in (self.Day, self.Product):
            with self.assertRaises(AccessError):
                model.with_user(self.outsider).search(domain)
            seen = model.with_user(self.clerk)
            both = (self.company + self.other).ids
            for companies in (self.company, self.other):
                rows = seen.with_context(allowed_company_ids=companies.ids).search(
                    domain
                )
                self.assertEqual(rows.company_id, companies)
            self._belongs_to(self.other)
            rows = seen.with_context(allowed_company_ids=self.company.ids).search(
                domain
            )
            self.assertNotIn(self.customers[0], rows.sudo().partner_id)
            rows = seen.with_context(allowed_company_ids=both).search(domain)
            self.assertIn(self.customers[0], rows.sudo().partner_id)
            self._belongs_to(None)

    def _belongs_to(self, company):
        """The first customer is of one company alone."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET company_id = %s WHERE id = %s",
            [company and company.id, self.customers[0].id],
        )
        self.env.invalidate_all()
