from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from odoo.addons.ficha_cliente_history.models import ficha_purchase_summary_refresh

from ..models import ficha_results_kept
from ..models.ficha_results_kept import EVERYBODY, MOST_APART, USUAL
from .common_results import ResultsCommon


@tagged("post_install", "-at_install")
class TestResultsKept(ResultsCommon):
    """The usual periods are read from what is kept of each customer, and say what the
    documents say: on the day of it and on the next, of who bought since, and after the
    night."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # around the edges of the periods, which are of 15 June
        cls.farola = cls._customer("Farola", cls.ana)
        cls.goya = cls._customer("Goya", cls.luis)
        cls.hiedra = cls._customer("Hiedra")
        for customer, *days in (
            (cls.farola, "2025-06-15", "2025-06-16", "2026-06-01", "2026-06-15"),
            (cls.goya, "2024-06-15", "2024-12-31", "2025-01-01", "2025-06-14"),
            (cls.goya, "2026-01-01", "2026-04-01", "2026-05-15"),
            (cls.hiedra, "2024-06-16", "2025-03-31", "2025-05-16", "2026-05-31"),
        ):
            for day in days:
                cls.sell(customer, day, cls.tape, cls.boxes)
        cls.sell(cls.farola, "2026-06-02", cls.boxes, move_type="out_refund")
        cls.sell(cls.hiedra, "2026-06-15", cls.tape, move_type="out_refund")

    def _night(self):
        """Whoever waits, and then what the night does, step by step."""
        self.env.cr.flush()
        refresh = ficha_purchase_summary_refresh
        Summary = self.env["ficha.purchase.summary"]
        waiting = self.env["ficha.purchase.queue"]._waiting()
        self.env.cr.execute("DELETE FROM ficha_purchase_queue")
        self.env["ficha.purchase.queue"]._refresh_partners(
            self.env["res.partner"].browse(waiting)
        )
        spans = Summary._spans()
        for number in (
            refresh.BEGIN,
            *(refresh.REBUILD + span for span in spans),
            refresh.MEASURE,
            *(refresh.FORECAST + span for span in spans),
            refresh.END,
        ):
            Summary._reconcile_step(number)
        self.env.invalidate_all()

    def _work_off(self):
        """The queue alone."""
        self.env.cr.flush()
        Queue = self.env["ficha.purchase.queue"]
        while Queue._refresh_batch():
            pass
        self.env.invalidate_all()

    def _everything(self):
        return [
            self.results(period=period, dimension=dimension)["measures"]
            for period in USUAL
            for dimension in ("user", "segment")
        ]

    # the companies that the reader has switched on
    switched_on = None

    def results(self, user=None, **question):
        if not self.switched_on:
            return super().results(user, **question)
        Results = self.env["ficha.results"].with_user(user or self.manager)
        Results = Results.with_context(allowed_company_ids=self.switched_on.ids)
        return Results.with_context(lang="en_US").get_results(**question)

    def _is_kept(self, period="year"):
        companies = self.switched_on or self.company
        Results = self.env["ficha.results"].with_user(self.manager)
        Results = Results.with_context(allowed_company_ids=companies.ids)
        return bool(Results._kept(Results._ask(period)))

    def assertSame(self, kept=True):
        """What is told is what the documents say."""
        self.assertEqual([self._is_kept(period) for period in USUAL], [kept] * 4)
        found = self._everything()
        self.env.cr.execute("UPDATE ficha_results_kept_day SET ready = NOT ready")
        self.env.invalidate_all()
        for mine, theirs in zip(found, self._everything(), strict=True):
            self.assertEqual(mine, theirs)
        self.env.cr.execute("UPDATE ficha_results_kept_day SET ready = NOT ready")
        self.env.invalidate_all()

    def test_same_after_the_night(self):
        self._night()
        self.assertSame()
        sales = {
            figure["key"]: figure["value"]
            for figure in self.measure("sales", period="month")["figures"]
        }
        # Farola on the 1st and 15th, 20 each, less 10, and 10 less of Hiedra
        self.assertEqual(sales["purchases"], 2)
        self.assertEqual(sales["revenue"], 20)

    def test_it_is_what_is_read(self):
        """...and what somebody writes into it is told until the night mends it."""
        self._night()
        before = self.measure("sales", period="year")
        self.env.cr.execute(
            "UPDATE ficha_results_kept SET amount_year = amount_year + 50000"
            " WHERE partner_id = %s",
            self.goya.ids,
        )
        changed = self.measure("sales", period="year")["figures"][0]["value"]
        self.assertEqual(changed, before["figures"][0]["value"] + 5)
        self._night()
        self.assertEqual(self.measure("sales", period="year"), before)

    def test_who_bought_since(self):
        """At once, when the queue has seen them, and when there are so many of them
        that their rows are made again."""
        self._night()
        self.sell(self.barrio, "2026-06-14", self.pallets)
        self.sell(self._customer("Isla", self.ana), "2026-06-15", self.boxes)
        self.env.cr.flush()
        self.assertSame()
        self._work_off()
        Behind = self.env["ficha.results.kept.behind"]
        self.assertIn(self.barrio.id, Behind._get())
        self.assertSame()
        Behind._catch_up(0)
        self.assertFalse(Behind._get())
        self.assertSame()

    def test_the_next_day(self):
        """It is not read on another day, until the night has moved it on."""
        self._night()
        with freeze_time("2026-06-16 10:00:00"):
            self.assertSame(kept=False)
            self._night()
            self.assertSame()
        # the first of a month and of a quarter
        with freeze_time("2026-07-01 10:00:00"):
            self._night()
            self.assertSame()

    def test_begun_and_not_ended(self):
        """A night that has not come to its end is not read from."""
        self._night()
        with freeze_time("2026-06-16 10:00:00"):
            self.env["ficha.purchase.summary"]._reconcile_step(
                ficha_purchase_summary_refresh.MEASURE
            )
            self.assertFalse(self._is_kept())

    def test_so_many_that_it_is_everybody(self):
        self._night()
        self.env["ficha.results.kept.behind"]._add(range(1, MOST_APART + 2))
        self.assertEqual(self.env["ficha.results.kept.behind"]._get(), [EVERYBODY])
        self.assertFalse(self._is_kept())
        self._night()
        self.assertSame()

    def test_the_first_night(self):
        """...makes so many rows that it is everybody, and all of them."""
        self.env.cr.flush()
        for table in ("course", "variety", "day", "product", "summary"):
            self.env.cr.execute(f"DELETE FROM ficha_purchase_{table}")
        self.env.invalidate_all()
        with patch.object(ficha_results_kept, "MOST_APART", 0):
            self._night()
            self.assertFalse(self.env["ficha.results.kept.behind"]._get())
            self.assertSame()

    def test_merged(self):
        """Who was merged away is counted once, with who is left."""
        self._night()
        before = self.measure("base", period="year")["figures"]
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.goya | self.farola).ids, self.goya
        )
        self.env.cr.flush()
        after = self.measure("base", period="year")["figures"]
        self.assertEqual(after[1]["value"], before[1]["value"] - 1)
        self.assertSame()
        self._work_off()
        self.assertSame()
        self._night()
        self.assertSame()

    def test_another_rhythm(self):
        """For how long somebody is waited for decides who is lost."""
        self._night()
        self.env["ficha.purchase.summary"].flush_model()
        self.env.cr.execute(
            "UPDATE ficha_purchase_summary SET refreshed_on = NULL,"
            " usual_interval_days = 1 WHERE partner_id = %s",
            self.goya.ids,
        )
        self.env["ficha.purchase.summary"]._refresh(self.goya)
        self.assertIn(self.goya.id, self.env["ficha.results.kept.behind"]._get())
        self.assertSame()

    def test_who_reads_only_some(self):
        """A reader whose rules leave something out is told from the documents."""
        self._night()
        self.env["ir.rule"].sudo().create(
            {
                "name": "Not those of Goya",
                "model_id": self.env["ir.model"]._get_id("account.move"),
                "domain_force": [("commercial_partner_id", "!=", self.goya.id)],
            }
        )
        self.assertFalse(self._is_kept())
        rows = self.listed("sales", "purchases", period="year")
        self.assertNotIn(self.goya, rows)
        revenue = self.measure("sales", period="year")["figures"][0]
        self.env["ir.rule"].sudo().search([("name", "=", "Not those of Goya")]).unlink()
        everything = self.measure("sales", period="year")["figures"][0]
        self.assertEqual(everything["value"] - revenue["value"], 60)  # three of his

    def test_several_companies(self):
        """Who bought from both is one customer, and everybody's money is the
        reader's, also of a company with another currency."""
        others = self.company.browse()
        for name, currency in (("Same", None), ("Other", "base.EUR")):
            other = self._create_company(name=name)
            if currency:
                currency = self.env.ref(currency)
                if currency == self.company.currency_id:
                    currency = self.env.ref("base.USD")
                currency.active = True
                self.env["res.currency.rate"].create(
                    {
                        "currency_id": currency.id,
                        "company_id": self.company.id,
                        "name": "2020-01-01",
                        "rate": 2,
                    }
                )
                other.currency_id = currency
            else:
                other.currency_id = self.company.currency_id
            others |= other
            self.env.user.company_ids += other
            self.manager.company_ids += other
            fresh = self._customer(f"Of {name}", self.ana)
            for partner, day in (
                (self.goya, "2026-03-20"),
                (fresh, "2025-06-10"),
                (fresh, "2026-06-10"),
            ):
                self.env["account.move"].with_context(
                    allowed_company_ids=other.ids
                ).create(
                    {
                        "move_type": "out_invoice",
                        "partner_id": partner.id,
                        "invoice_date": day,
                        "date": day,
                        "invoice_line_ids": [
                            Command.create(
                                {
                                    "product_id": self.tape.with_company(other).id,
                                    "price_unit": 10,
                                    "tax_ids": [],
                                }
                            )
                        ],
                    }
                ).action_post()
        self._night()
        alone = self.measure("sales", period="year")["figures"][0]["value"]
        # of the one with another currency at half of it
        for companies, more in ((others[0], 20), (others, 30)):
            self.switched_on = self.company | companies
            self.assertSame()
            sales = self.measure("sales", period="year")["figures"][0]["value"]
            self.assertEqual(sales - alone, more)

    def test_what_is_right_is_left_alone(self):
        """A second night of the same day writes no row."""
        self._night()
        rows = "SELECT id, xmin::text, cmin::text FROM ficha_results_kept ORDER BY id"
        self.env.cr.execute(rows)
        before = self.env.cr.fetchall()
        self.assertTrue(before)
        self._night()
        self.env.cr.execute(rows)
        self.assertEqual(self.env.cr.fetchall(), before)

    def test_queries_do_not_grow(self):
        """As many for many customers as for few, whoever is behind."""
        self._night()
        self.sell(self.barrio, "2026-06-14", self.pallets)
        self._work_off()

        def count():
            self.env.invalidate_all()
            self.results(period="year")  # what a warm server has
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.results(period="year")
            return self.env.cr.sql_log_count - before

        few = count()
        for number in range(5):
            customer = self._customer(f"One more {number}", self.ana)
            self.sell(customer, "2026-05-14", self.pallets, self.boxes)
            self.sell(customer, "2026-06-14", self.pallets)
        self._work_off()
        self.assertEqual(count(), few)
