from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.ficha_cliente.tests.common_documents import TODAY

from .common_missed import MissedCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestPurchasePanel(MissedCommon):
    """The page of purchases against figures worked out by hand."""

    def _panel(self, partner=None, user=None, **context):
        self.env.flush_all()
        self.env.invalidate_all()
        return (
            (partner or self.customer)
            .with_user(user or self.clerk)
            .with_context(lang="en_US", **context)
            .get_purchase_panel()
        )

    def _amounts(self, panel):
        return {
            month: amount
            for row in panel["chart"]["series"]
            for month, amount in zip(row["months"], row["amounts"], strict=True)
            if amount
        }

    def test_nothing_yet(self):
        self._draft(5, (self.boxes, 100))
        panel = self._panel()
        self.assertEqual((panel["invoices"], panel["count"]), (True, 0))
        self.assertEqual(panel["missed"]["count"], 0)

    def test_months(self):
        """Today is the 15th of May 2026: June 2024 is the first month of the chart."""
        self._invoice(0, (self.boxes, 100))
        self._invoice(14, (self.boxes, 10))  # the 1st of May
        self._invoice(15, (self.boxes, 7))  # the 30th of April
        self._invoice(3, (self.boxes, 30), move_type="out_refund")
        self._invoice(365, (self.boxes, 900))  # the 15th of May 2025
        june = self.today + relativedelta(year=2024, month=6, day=1)
        first = (self.today - june).days
        self._invoice(first, (self.boxes, 5))
        self._invoice(first + 1, (self.boxes, 4000))
        panel = self._panel(self.contact)
        self.assertEqual(panel["count"], 7)
        before, now = panel["chart"]["series"]
        self.assertEqual(
            (before["months"][0], before["months"][-1]), ("2024-06-01", "2025-05-01")
        )
        self.assertEqual(
            (now["months"][0], now["months"][-1]), ("2025-06-01", "2026-05-01")
        )
        self.assertEqual(
            self._amounts(panel),
            {
                "2026-05-01": 80,
                "2026-04-01": 7,
                "2025-05-01": 900,
                "2024-06-01": 5,
            },
        )
        self.assertFalse(panel["chart"]["empty"])

    def test_favourites(self):
        tools = self.env["product.category"].create({"name": "Tools"})
        self.film.categ_id = tools
        self._invoice(10, (self.boxes, 60), (self.film, 20))
        self._invoice(40, (self.boxes, 40), (self.boxes, 20))
        self._invoice(30, (self.boxes, 40), move_type="out_refund")
        self._invoice(900, (self.film, 5000))  # too long ago for a favourite
        panel = self._panel()
        boxes, film = panel["products"]
        self.assertEqual((boxes["id"], film["id"]), (self.boxes.id, self.film.id))
        # 60 + 40 + 20 - 40 = 80 of 100; three units on two invoices, at 120 / 3
        self.assertEqual((boxes["amount"], boxes["share"]), (80, 0.8))
        self.assertEqual(
            (boxes["times"], boxes["quantity"], boxes["price"]), (2, 1.5, 40)
        )
        self.assertEqual((film["amount"], film["share"], film["times"]), (20, 0.2, 1))
        self.assertEqual(
            {item["id"]: item["share"] for item in panel["categories"]},
            {self.boxes.categ_id.id: 0.8, tools.id: 0.2},
        )
        self.assertEqual(panel["gone"], [])

    def test_dated_ahead_is_among_the_documents_only(self):
        """As the histories and the tiles: it counts from its day on."""
        self._invoice(20, (self.boxes, 50))
        before = self._panel()
        self._invoice(-10, (self.boxes, 30))
        panel = self._panel()
        for name in ("chart", "products", "categories"):
            self.assertEqual(panel[name], before[name], name)
        self.assertEqual(len(panel["documents"]), 2)

    def test_favourites_of_who_left_long_ago(self):
        """The 24 months end at the last purchase, so their page is not empty."""
        self._invoice(1500, (self.boxes, 60))
        panel = self._panel()
        self.assertEqual([item["id"] for item in panel["products"]], [self.boxes.id])
        self.assertTrue(panel["chart"]["empty"])

    def test_very_many_documents(self):
        """The tables read the last ones only, and say since when."""
        self._invoice(300, (self.film, 500))
        for days in (30, 20, 10):
            self._invoice(days, (self.boxes, 60))
        name = "ficha_cliente_history.models.res_partner_purchase_panel.DOCUMENTS_READ"
        with patch(f"odoo.addons.{name}", 2):
            panel = self._panel()
        self.assertEqual(panel["count"], 4)
        (item,) = panel["products"]
        self.assertEqual((item["id"], item["amount"]), (self.boxes.id, 120))
        self.assertEqual(panel["since"], "25 Apr 2026")
        with patch(f"odoo.addons.{name}", 4):
            self.assertEqual(len(self._panel()["products"]), 2)

    def test_no_longer_bought(self):
        """Film every 60 days, and not for 200: gone. Boxes every 100 days, not for 190:
        late, not gone."""
        for days in (320, 260, 200):
            self._invoice(days, (self.film, 10))
        for days in (390, 290, 190):
            self._invoice(days, (self.boxes, 10))
        (gone,) = self._panel()["gone"]
        self.assertEqual(gone["id"], self.film.id)
        self.assertEqual(
            (gone["times"], gone["days"], gone["silent"], gone["amount"]),
            (3, 60, 200, 30),
        )
        self._invoice(5, (self.film, 10))
        self.assertEqual(self._panel()["gone"], [])

    def test_bought_once_is_not_gone(self):
        self._invoice(500, (self.film, 10))
        self.assertEqual(self._panel()["gone"], [])

    def test_quantities_in_the_unit_of_the_product(self):
        move = self._draft(10, (self.boxes, 120))
        move.invoice_line_ids.product_uom_id = self.env.ref("uom.product_uom_dozen")
        move.invoice_line_ids.price_unit = 120
        move.action_post()
        (item,) = self._panel()["products"]
        self.assertEqual(
            (item["quantity"], item["price"], item["amount"]), (12, 10, 120)
        )

    def test_documents_newest_first(self):
        moves = [self._invoice(days, (self.boxes, 10)) for days in range(20, 8, -1)]
        panel = self._panel()
        self.assertEqual(panel["count"], 12)
        self.assertEqual(
            [move["id"] for move in panel["documents"]],
            [move.id for move in reversed(moves)][:8],
        )

    def test_missed(self):
        self._cancelled(40, (self.boxes, 120))
        self._cancelled(50, (self.film, 30))
        self._invoice(20, (self.boxes, 50))
        missed = self._panel()["missed"]
        self.assertEqual(
            (missed["count"], missed["amount"], missed["recovered_amount"]),
            (2, 150, 50),
        )
        self.assertEqual([line["amount"] for line in missed["lines"]], [120, 30])
        customer = self.contact.with_user(self.clerk)
        self.assertEqual(customer.missed_purchase_count, 2)
        self.assertEqual(customer.missed_purchase_amount, 150)

    def test_facts(self):
        """How they buy and pay is told from the purchase history."""
        self._invoice(20, (self.boxes, 50))
        Summary = self.env["ficha.purchase.summary"].sudo()
        values = {
            "partner_id": self.customer.id,
            "company_id": self.company.id,
            "median_interval_days": 31.4,
            "usual_interval_days": 31,
            "expected_basis": "own",
            "last_purchase_date": self.today - relativedelta(days=20),
            "expected_date": self.today + relativedelta(days=11),
            "purchase_days": 23,
            "peak_months": "3,10",
            "average_days_to_pay": 38.2,
            "average_days_agreed": 30,
            "payment_means": "Bank",
        }
        summary = Summary.search(
            [
                ("partner_id", "=", self.customer.id),
                ("company_id", "=", self.company.id),
            ]
        )
        if summary:
            summary.write(values)
        else:
            summary = Summary.create(values)
        texts = [fact["text"] for fact in self._panel()["facts"]]
        self.assertIn("31", texts[0])
        self.assertIn("23", texts[0])
        self.assertIn("Expected about 26 May: buys every 31 days", texts[1])
        self.assertEqual(texts[2], "March and October")
        self.assertIn("8 later", texts[3])
        self.assertEqual(texts[4], "Bank")
        summary.write({"average_days_to_pay": 29.8, "usual_interval_days": 1})
        texts = [fact["text"] for fact in self._panel()["facts"]]
        self.assertNotIn("later", texts[3])
        self.assertEqual(texts[0], "Every day, 23 purchase days so far")

    def test_two_companies(self):
        other = self.setup_other_company()["company"]
        self._invoice(10, (self.boxes, 60))
        self._invoice(10, (self.film, 20), company=other)
        self.clerk.company_ids += other
        one = self._panel(allowed_company_ids=self.company.ids)
        both = self._panel(allowed_company_ids=(self.company + other).ids)
        self.assertEqual((one["count"], both["count"]), (1, 2))
        self.assertEqual([item["share"] for item in one["products"]], [1])
        self.assertEqual([item["share"] for item in both["products"]], [0.75, 0.25])

    def test_without_invoicing_rights(self):
        """No figures and no error: only what they may see of the missed ones."""
        self._invoice(10, (self.boxes, 60))
        self._cancelled(40, (self.boxes, 120))
        panel = self._panel(user=self.outsider)
        self.assertFalse(panel["invoices"])
        self.assertNotIn("products", panel)
        self.assertEqual((panel["count"], panel["missed"]["count"]), (0, 0))

    def test_queries_do_not_grow(self):
        """As many queries for fifty documents as for three."""

        def count():
            """All that the page asks, with nothing of the customer in the cache."""
            self.env.flush_all()
            numbers = []
            for _again in range(3):  # the first fill the caches of the registry
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                self.customer.with_user(self.clerk).get_purchase_panel()
                numbers.append(self.env.cr.sql_log_count - before)
            return min(numbers)

        self._cancelled(41, (self.boxes, 10))
        for days in range(1, 4):
            self._invoice(days, (self.boxes, 10), (self.film, 1))
        few = count()
        self._cancelled(42, (self.boxes, 10))
        for days in range(4, 51):
            self._invoice(days * 9, (self.boxes, 10), (self.film, 1))
        self.assertLessEqual(count(), few)

    def test_numbers_open_their_lists(self):
        may = self._invoice(3, (self.boxes, 60), (self.film, 20))
        april = self._invoice(30, (self.boxes, 60))
        self._invoice(
            3, (self.boxes, 60), partner=self.company_data["company"].partner_id
        )
        customer = self.contact.with_user(self.clerk)
        Move = self.env["account.move"].with_user(self.clerk)
        for kind, value, expected in (
            ("month", "2026-05-01", may),
            ("month", "2026-04-01", april),
            ("product", self.film.id, may),
            ("product", self.boxes.id, may + april),
            ("category", self.boxes.categ_id.id, may + april),
        ):
            action = customer.action_view_purchases_of(kind, value)
            self.assertEqual(
                set(Move.search(action["domain"]).ids), set(expected.ids), kind
            )
        self._cancelled(40, (self.boxes, 120))
        action = customer.action_view_missed_purchases()
        Missed = self.env["ficha.missed.purchase"].with_user(self.clerk)
        self.assertEqual(Missed.search(action["domain"]).mapped("amount"), [120])
