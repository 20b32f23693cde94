import random
from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo.tests import tagged

from ..models.ficha_purchase_summary_forecast import FORECASTING
from ..models.ficha_purchase_summary_refresh import SINCE
from .common_purchase import PurchaseCommon


@tagged("post_install", "-at_install")
class TestPurchaseFill(PurchaseCommon):
    """All histories from nothing: the same as customer by customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.setup_other_company()["company"]
        cls.francs = cls.setup_other_currency(
            "CHF", rates=[("2020-01-01", 4.0)], rounding=0.01
        )

    def _pay_in(self, invoice, days_ago, journal, amount=None):
        values = {
            "payment_date": self._day(-days_ago),
            "journal_id": journal.id,
        }
        if amount:
            values["amount"] = amount
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create(values)._create_payments()

    def _reverse(self, invoice, days_ago, again=False):
        """Credit an invoice in full, and write it *again*."""
        day = self.today - relativedelta(days=days_ago)
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"date": day, "journal_id": invoice.journal_id.id})
        )
        if not again:
            wizard.refund_moves()
            wizard.new_move_ids.action_post()
            return
        wizard.modify_moves()
        wizard.new_move_ids.invoice_date = day
        wizard.new_move_ids.action_post()

    def _base(self):
        """Customers of every kind: frequent and rare, of two companies and currencies,
        credited, corrected, paid at once, in parts, in two ways, and not at all."""
        lot = random.Random(7)
        bank = self.company_data["default_journal_bank"]
        cash = self.company_data["default_journal_cash"]
        partners = self._customers(12)
        for number, partner in enumerate(partners):
            days = [lot.randrange(3, 900) for _number in range(1 + 2 * number)]
            invoices = self._documents(
                *((day, lot.randrange(10, 900)) for day in days),
                (days[0], 25),  # two of one day
                partner=partner,
                currency=self.francs if number % 5 == 4 else None,
            )
            for place, invoice in enumerate(invoices[:6]):
                ago = (self.today - invoice.invoice_date).days
                if place == 0:
                    self._pay_in(invoice, max(ago - 20, 0), bank)
                elif place == 1:
                    self._pay_in(invoice, max(ago - 5, 0), cash)
                elif place == 2:
                    self._pay_in(invoice, max(ago - 2, 0), bank, amount=5)
                    self._pay_in(invoice, max(ago - 30, 0), cash)
                elif place == 3:
                    self._reverse(invoice, max(ago - 2, 0), again=True)
                elif place == 4:
                    self._reverse(invoice, max(ago - 1, 0))
        self._documents(
            (40, 30, "out_refund"), (80, 60, "out_receipt"), partner=partners[:3]
        )
        self._documents(
            (15, 70), (95, 30), partner=partners[:7], company=self.other_company
        )
        # of whom there is only a credit note
        partners += (refunded := self._customers(1))
        self._documents((9, 30, "out_refund"), partner=refunded)
        return partners

    def _read(self, partners):
        names = sorted(set(self.Summary._fields) - {"id", "display_name"})
        rows = self.Summary.search([("partner_id", "in", partners.ids)])
        self.env.cr.execute(
            "SELECT id, intervals FROM ficha_purchase_summary"
            " WHERE partner_id = ANY(%s)",
            [partners.ids],
        )
        intervals = dict(self.env.cr.fetchall())
        values = rows.sorted(lambda row: (row.partner_id.id, row.company_id.id)).read(
            names
        )
        for one in values:
            one["intervals"] = intervals[one.pop("id")]
        return values

    def test_from_nothing_as_one_by_one(self):
        partners = self._base()
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM ficha_purchase_summary")
        self.env.invalidate_all()
        Summary = type(self.Summary)
        with patch.object(
            Summary, "_fill", autospec=True, side_effect=Summary._fill
        ) as fill:
            self.assertLessEqual(set(partners.ids), set(self.Summary._refresh()))
        fill.assert_called_once()
        whole = self._read(partners)
        self.assertEqual(len(whole), len(partners) + 7)
        self.assertEqual(len({tuple(row["currency_id"]) for row in whole}), 1)
        self.assertTrue(any(row["intervals"] for row in whole))
        self.assertTrue(any(", " in (row["payment_means"] or "") for row in whole))
        # whatever way they are looked at again, nothing is different
        self.assertFalse(self.Summary._refresh())
        self.assertFalse(self.Summary._refresh(partners))
        self.assertFalse(self.Summary._refresh(deep=True))
        self.Summary.search([("partner_id", "in", partners.ids)]).sudo().unlink()
        for partner in partners:
            self.Summary._refresh(partner)
        self.assertEqual(self._read(partners), whole)

    def test_settings_of_the_planner_are_put_back(self):
        """Else all that comes later in the transaction would be planned otherwise."""

        def settings():
            self.env.cr.execute(
                "SELECT name, setting FROM pg_settings WHERE name LIKE 'enable%%'"
                " OR name IN ('work_mem', 'random_page_cost', 'seq_page_cost',"
                " 'join_collapse_limit')"
            )
            return dict(self.env.cr.fetchall())

        before = settings()
        self._documents((60, 100), (20, 200))
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM ficha_purchase_summary")
        for options in ({}, {"deep": True}, {"partners": self.customer}):
            self.Summary._refresh(**options)
            self.assertEqual(settings(), before)
        self.env["ficha.purchase.day"]._refresh(self.customer)
        self.env["ficha.purchase.day"]._refresh()
        self.assertEqual(settings(), before)

    def test_what_an_older_postgresql_does_not_know_is_not_set(self):
        """It would be an error, of every refresh; Odoo runs on 13."""
        self.assertGreater(SINCE["enable_memoize"], 130_000)
        with (
            patch.dict(SINCE, {"enable_material": 10**9}),
            self.Summary._tuned(FORECASTING),
        ):
            for name, setting in (
                ("enable_material", "on"),
                ("enable_mergejoin", "off"),
            ):
                self.env.cr.execute(f"SHOW {name}")
                self.assertEqual(self.env.cr.fetchone(), (setting,), name)

    def test_a_row_looks_up_its_customer_only(self):
        """Not its company and currency, again for each row that is written; who deletes
        a customer takes the row along."""
        self.env.cr.execute(
            """SELECT confrelid::regclass::text FROM pg_constraint
                WHERE conrelid = 'ficha_purchase_summary'::regclass
                  AND contype = 'f'"""
        )
        self.assertEqual(self.env.cr.fetchall(), [("res_partner",)])

    def test_what_is_right_is_not_locked(self):
        """Whoever posts invoices would wait for it, and each row would be written."""
        self._documents((60, 100), (20, 200), (5, 30, "out_refund"))
        days = self.env["ficha.purchase.day"]
        tables = ("summary", "day", "course", "favourite")
        for _round in range(2):
            self.Summary._refresh(self.customer)
            days._refresh(self.customer)
            self.Summary._refresh()
            days._refresh()
            self.Summary._refresh(deep=True)
        for name in tables:
            self.env.cr.execute(
                f"SELECT count(*), count(*) FILTER (WHERE xmax::text <> '0')"
                f" FROM ficha_purchase_{name} WHERE partner_id = %s",
                [self.customer.id],
            )
            rows, locked = self.env.cr.fetchone()
            if name != "favourite":  # lines without a product
                self.assertTrue(rows, name)
            self.assertFalse(locked, name)

    def test_mends_by_way_of_the_whole_base(self):
        """What differs in each way is found and made again, and nothing else."""
        partners = self._customers(4)
        self._documents((90, 100), (60, 100), (20, 200), partner=partners)
        days = self.env["ficha.purchase.day"]
        days._refresh()
        self.assertFalse(days._refresh())

        def rows():
            self.env.cr.execute(
                "SELECT partner_id, day, purchases, amount FROM ficha_purchase_day"
                " WHERE partner_id = ANY(%s) ORDER BY 1, 2",
                [partners.ids],
            )
            return self.env.cr.fetchall()

        right = rows()
        changed, lacking, left, untouched = partners
        self.env.cr.execute(
            """UPDATE ficha_purchase_day SET amount = 7 WHERE partner_id = %s;
               DELETE FROM ficha_purchase_day WHERE partner_id = %s;
               INSERT INTO ficha_purchase_day
                      (partner_id, company_id, day, purchases, amount)
               VALUES (%s, %s, '1999-01-01', 1, 5)""",
            [changed.id, lacking.id, left.id, self.company.id],
        )
        mended = days._refresh()
        self.assertEqual(mended, sorted((changed | lacking | left).ids))
        self.assertEqual(rows(), right)
        self.assertNotIn(untouched.id, mended)
