import random
from datetime import timedelta

from psycopg2.extras import execute_values

from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tests.common_documents import DocumentsCommon

from ..tools import demand


@tagged("post_install", "-at_install")
class TestOddShops(DocumentsCommon):
    """Shops in which something is missing that forecasts and proposals are made of:
    their night goes through, and what cannot be told is said to be so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.env["res.partner"].create(
            [{"name": f"Odd {number:02}"} for number in range(40)]
        )
        cls.category = cls.env["product.category"].create({"name": "Odd category"})
        cls.products = cls.env["product.product"].create(
            [
                {"name": f"Odd product {number}", "categ_id": category, "list_price": 5}
                for number, category in enumerate([cls.category.id] * 3 + [False] * 3)
            ]
        )
        cls.reader = cls._user(
            "odd_reader",
            "account.group_account_invoice,ficha_cliente.group_ficha_user",
        )
        cls.reader.lang = "en_US"
        cls.env["ficha.segment.threshold"].sudo().create(
            {"company_id": cls.company.id, "customer_count": 40}
        )

    def _shop(self, bought):
        """The company, whose customers bought this and nothing else, and its night.

        :param bought: list of ``(customer, days ago, product, amount)``, by number
        """
        company = self.company
        self.env.flush_all()
        for table in ("purchase_day", "purchase_product", "demand"):
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE company_id = %s",
                    SQL.identifier(f"ficha_{table}"),
                    company.id,
                )
            )
        self.env.invalidate_all()
        rows = [
            (
                self.customers[who].id,
                company.id,
                self.today - timedelta(days=ago),
                self.products[product].id,
                amount > 0,
                amount,
            )
            for who, ago, product, amount in bought
        ]
        days = {}
        for who, of, day, _product, given, amount in rows:
            times, total = days.get((who, of, day), (0, 0))
            days[who, of, day] = (max(times, int(given)), total + amount)
        for table, columns, values in (
            (
                "product",
                "partner_id, company_id, day, product_id, bought, amount",
                {row[:4]: row for row in rows}.values(),
            ),
            (
                "day",
                "partner_id, company_id, day, purchases, amount",
                [(*key, *value) for key, value in days.items()],
            ),
        ):
            execute_values(
                self.env.cr._obj,
                f"INSERT INTO ficha_purchase_{table} ({columns}) VALUES %s",
                list(values),
            )
        self.env["ficha.drift.choice"].sudo()._refresh(self.today, company.ids)
        self.env["ficha.product.demand"].sudo()._refresh_all(company)
        self.env["ficha.demand"].sudo()._refresh_all(company, self.today)

    def _told(self, period):
        page = self.env["ficha.demand.page"].with_user(self.reader)
        page = page.with_company(self.company).with_context(lang="en_US")
        for scope in page.get_demand(period)["scopes"]:
            told = page.get_demand(period, scope["scope"], scope["id"] or None)
            for point in told["points"]:
                for name in ("foreseen", "low", "high"):
                    value = point[name]
                    self.assertTrue(value is None or 0 <= value < 1e9, (name, value))
        return page.get_demand(period), page.get_record(period)

    def test_of_too_little_nothing_is_told(self):
        """One customer, one purchase, only what was given back, all in one week, one
        purchase each: too few data to say, and nobody is a peak."""
        lot = random.Random(2)
        shops = {
            "nobody": [],
            "one purchase": [(0, 40, 0, 10)],
            "one customer": [(0, 7 * week, 0, 10) for week in range(10)],
            "only returns": [(one, 30 + one, 0, -10) for one in range(9)],
            "all of it came back": [
                (one, 30 + one - back, 0, 10 - 20 * back)
                for one in range(9)
                for back in range(2)
            ],
            "one week": [(one, one % 5, one % 6, 10) for one in range(30)],
            "once each": [(one, lot.randrange(90), 3, 10) for one in range(40)],
        }
        for name, bought in shops.items():
            with self.subTest(name):
                self._shop(bought)
                for period in demand.KINDS:
                    told, record = self._told(period)
                    self.assertEqual(told["verdict"], "few")
                    self.assertIn("Too few data to say", told["sentence"])
                    self.assertFalse(told["peaks"])
                    self.assertTrue(all(rate["few"] for rate in record["rates"]))
                    for rate in record["rates"]:
                        self.assertIn("oo few", rate["text"])

    def test_a_shop_of_few_or_of_one_season(self):
        """A year and a half of eight customers with weeks in which nobody comes,
        products without category and returns; and one that sells in December only: all
        of it is told or said to be too little, and what is told is an amount."""
        lot = random.Random(4)
        sparse = [
            (one, ago, lot.randrange(6), lot.choice((20, 30, 40, -15)))
            for one in range(8)
            for ago in sorted(lot.sample(range(550), 20))
        ]
        december = [
            (one, (self.today - self.today.replace(year=year, month=12, day=day)).days,
             one % 6, 50)
            for one in range(40)
            for year in range(self.today.year - 2, self.today.year)
            for day in (1 + one % 25,)
        ]  # fmt: skip
        for name, bought in (("sparse", sparse), ("December", december)):
            with self.subTest(name):
                self._shop(bought)
                for period in demand.KINDS:
                    told, record = self._told(period)
                    self.assertIn(told["verdict"], ("few", "good", "same", "mean"))
                    self.assertTrue(told["sentence"])
                    self.assertEqual(len(record["rates"]), 4)
                self.assertTrue(all(rate["text"] for rate in record["rates"]))
