from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.ficha_cliente.tests.common_documents import TODAY

from .common_purchase_filters import FilterCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestPurchaseFilters(FilterCommon):
    """Fichas filtered, grouped and exported by what customers bought."""

    # -- products ----------------------------------------------------------------------

    def test_buys_product(self):
        self._invoice(10, (self.boxes, 60), partner=self.contact)
        self._invoice(10, (self.film, 60), partner=self.other)
        self._invoice(900, (self.film, 60))  # too long ago
        self._invoice(5, (self.film, 60), partner=self.never, move_type="out_refund")
        boxes = ("bought_product_ids", "=", self.boxes.id)
        self.assertEqual(self._search(boxes), self.customer)
        self.assertEqual(
            self._search(("bought_product_ids", "ilike", "invented film")), self.other
        )
        self.assertEqual(
            self._search(("bought_product_ids", "!=", self.boxes.id)),
            self.other + self.never,
        )
        self.assertEqual(self._search(("bought_product_ids", "=", False)), self.never)
        self.assertEqual(
            self._search(("bought_product_ids", "!=", False)),
            self.customer + self.other,
        )
        nothing_or_film = ("bought_product_ids", "in", [False, self.film.id])
        self.assertEqual(self._search(nothing_or_film), self.other + self.never)
        self.assertEqual(self._search("!", nothing_or_film), self.customer)
        # as the contact that the invoice was made to is found too
        found = self.env["res.partner"].with_user(self.clerk).search([boxes])
        self.assertIn(self.contact, found)

    def test_who_bought_when_the_column_is_new(self):
        """After an update it has no night to wait for; what is there stays."""
        Favourite = self.env["ficha.purchase.favourite"]
        self._invoice(10, (self.boxes, 60))
        self._invoice(5, (self.film, 60), move_type="out_refund")
        self._invoice(5, (self.film, 60), partner=self.never, move_type="out_refund")
        nothing = ("bought_product_ids", "=", False)
        self.assertEqual(self._search(nothing), self.other + self.never)
        kept = self._bought_days()
        longer_ago = self.today - relativedelta(days=99)
        self.env.cr.execute("UPDATE ficha_purchase_favourite SET bought_day = NULL")
        Favourite.init()
        self.assertEqual(self._bought_days(), kept)
        self.assertEqual(kept[self.customer.id], self.today - relativedelta(days=10))
        self.assertFalse(kept[self.never.id], "credited only")
        Partner = self.env["res.partner"].with_user(self.clerk)
        found = Partner.search([("id", "in", self.customers.ids), nothing])
        self.assertEqual(found, self.other + self.never)
        self.env.cr.execute(
            "UPDATE ficha_purchase_favourite SET bought_day = %s WHERE partner_id = %s",
            [longer_ago, self.customer.id],
        )
        Favourite.init()
        self.assertEqual(self._bought_days()[self.customer.id], longer_ago)

    def _bought_days(self):
        self.env.cr.execute(
            "SELECT partner_id, bought_day FROM ficha_purchase_favourite"
            " WHERE partner_id = ANY(%s)",
            [self.customers.ids],
        )
        return dict(self.env.cr.fetchall())

    def test_buys_category(self):
        """A category is bought when a product of it, or of one below it, is."""
        self._invoice(10, (self.film, 60), partner=self.other)
        name = "bought_category_ids"
        self.assertEqual(self._search((name, "=", self.saws.id)), self.other)
        self.assertEqual(self._search((name, "ilike", "invented saws")), self.other)
        self.assertEqual(self._search((name, "child_of", self.tools.id)), self.other)
        self.assertFalse(self._search((name, "=", self.tools.id)))

    def test_values(self):
        self._invoice(10, (self.boxes, 60), (self.film, 70))
        self._invoice(10, (self.film, 60), move_type="out_refund")
        customer = self.contact.with_user(self.clerk)
        self.assertEqual(customer.bought_product_ids, self.film + self.boxes)
        self.assertEqual(customer.bought_category_ids, self.saws + self.boxes.categ_id)
        self.assertEqual(customer.preferred_product_id, self.boxes)
        self.assertEqual(customer.preferred_category_id, self.boxes.categ_id)
        self.assertFalse(self.never.with_user(self.clerk).preferred_product_id)

    def test_favourite_product(self):
        self._invoice(10, (self.boxes, 60), (self.film, 70))
        self._invoice(10, (self.boxes, 60), partner=self.other)
        name = "preferred_product_id"
        self.assertEqual(self._search((name, "=", self.film.id)), self.customer)
        self.assertEqual(self._search((name, "ilike", "boxes")), self.other)
        self.assertEqual(self._search((name, "=", False)), self.never)
        self.assertEqual(
            self._search((name, "!=", self.film.id)), self.other + self.never
        )
        self.assertEqual(
            self._groups("res.partner", "preferred_product_id"),
            {self.film: 1, self.boxes: 1, self.env["product.product"]: 1},
        )

    def test_favourite_category(self):
        """What they spent most on, whatever else they bought: of products that are
        archived, or hidden from the reader, too."""
        self._invoice(10, (self.boxes, 60), (self.film, 50))
        self._invoice(10, (self.film, 60), (self.boxes, 50), partner=self.other)
        self.film.active = False
        self.env["ir.rule"].create(
            {
                "name": "Not this one",
                "model_id": self.env["ir.model"]._get_id("product.product"),
                "domain_force": [("id", "!=", self.film.id)],
            }
        )
        name = "preferred_category_id"
        self.assertEqual(self._search((name, "=", self.saws.id)), self.other)
        self.assertEqual(self._search((name, "child_of", self.tools.id)), self.other)
        self.assertFalse(self._search((name, "=", self.tools.id)))
        boxes = (name, "=", self.boxes.categ_id.id)
        self.assertEqual(self._search(boxes), self.customer)
        self.assertEqual(
            self._search((name, "!=", self.saws.id)), self.customer + self.never
        )

    def test_favourite_over_two_companies(self):
        """What is spent with each is told in the currency of the current one."""
        currency = self.env["res.currency"].create(
            {
                "name": "IVT",
                "symbol": "i",
                "rate_ids": [Command.create({"rate": 2, "company_id": False})],
            }
        )
        other = self.env["res.company"].create(
            {"name": "Sells in another currency", "currency_id": currency.id}
        )
        self.clerk.company_ids += other
        for company, product, amount in (
            (self.company, self.film, 60),
            (other, self.boxes, 100),
        ):
            self.env.cr.execute(
                """INSERT INTO ficha_purchase_product
                          (partner_id, company_id, day, product_id, bought, amount)
                   VALUES (%s, %s, %s, %s, true, %s)""",
                [self.customer.id, company.id, TODAY, product.id, amount],
            )
        self.env["ficha.purchase.favourite"].sudo()._rebuild(self.customer.ids)
        for companies, favourite in (
            (self.company, self.film),
            (other, self.boxes),
            (self.company + other, self.film),
            (other + self.company, self.film),
        ):
            Partner = (
                self.env["res.partner"]
                .with_user(self.clerk)
                .with_context(allowed_company_ids=companies.ids)
            )
            for product in self.film, self.boxes:
                found = Partner.search(
                    [
                        ("id", "=", self.customer.id),
                        ("preferred_product_id", "=", product.id),
                    ]
                )
                self.assertEqual(bool(found), product == favourite, companies)

    def test_what_the_views_ask(self):
        """All fields describe themselves, and the list can be sorted by a favourite."""
        self._invoice(10, (self.film, 70))
        self._invoice(10, (self.boxes, 60), partner=self.other)
        for model in ("res.partner", "ficha.purchase.summary"):
            fields = self.env[model].with_user(self.clerk).fields_get()
            self.assertTrue(fields["preferred_product_id"]["sortable"])
        found = (
            self.env["res.partner"]
            .with_user(self.clerk)
            .search(
                [("id", "in", (self.customer + self.other).ids)],
                order="preferred_product_id",
            )
        )
        self.assertEqual(found.ids, [self.other.id, self.customer.id])

    def test_not_without_invoicing_rights(self):
        with self.assertRaises(AccessError):
            self._search(("bought_product_ids", "=", self.boxes.id), user=self.outsider)
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(self.outsider)._read_group(
                [], ["preferred_product_id"]
            )

    # -- groups ------------------------------------------------------------------------

    def test_history_by_who_they_are(self):
        """The purchase history groups by what only the customer's file keeps."""
        self._summaries(revenue_12m=[100, 30])
        self._invoice(10, (self.film, 60))
        empty = self.env["res.partner.industry"]
        model = "ficha.purchase.summary"
        self.assertEqual(self._groups(model, "industry_id"), {self.sector: 1, empty: 1})
        self.assertEqual(self._groups(model, "city"), {"Vigo": 1, "Lugo": 1})
        self.assertEqual(self._groups(model, "ficha_lifecycle").get("customer"), 1)
        self.assertEqual(
            self._groups(model, "category_id"),
            {self.tag: 1, self.other_tag: 1, self.env["res.partner.category"]: 1},
        )
        self.assertEqual(
            self._groups(model, "preferred_category_id"),
            {self.saws: 1, self.env["product.category"]: 1},
        )
        rows = (
            self.env[model]
            .with_user(self.outsider)
            .search([("category_id", "=", self.tag.id), ("city", "=", "Vigo")])
        )
        self.assertEqual(rows.partner_id, self.customer)
        self.assertEqual(rows.action_open_ficha()["res_id"], self.customer.id)

    # -- missed, and export ------------------------------------------------------------

    def test_who_missed_something(self):
        self._cancelled(10, (self.boxes, 60), partner=self.other)
        self.assertEqual(self._search(("missed_purchase_ids", "!=", False)), self.other)
        for operator, value in (("!=", False), ("any", [])):
            self.assertFalse(
                self._search(
                    ("missed_purchase_ids", operator, value), user=self.outsider
                )
            )

    def test_export_of_a_filtered_set(self):
        """The figures are exported with the list."""
        self._invoice(10, (self.boxes, 60))
        self._cancelled(40, (self.film, 25))
        found = self._search(("bought_product_ids", "=", self.boxes.id))
        rows = found.export_data(
            [
                "name",
                "revenue_12m",
                "missed_purchase_amount",
                "preferred_product_id",
            ]
        )["datas"]
        self.assertEqual(
            rows, [["Talleres Inventados, S.L.", 60, 25, "Invented boxes"]]
        )
