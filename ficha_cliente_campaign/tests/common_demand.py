import random
from datetime import timedelta

from psycopg2.extras import execute_values

from odoo.addons.ficha_cliente.tests.common_documents import DocumentsCommon

from ..tools import demand

GOOD = demand.Record(periods=12, ours=0.12, same=0.3, mean=0.21, verdict="good")


class DemandCommon(DocumentsCommon):
    """A shop of two and a half years, written as what its invoices would leave behind:
    twenty customers who come every four weeks, all on the same Mondays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Demand = cls.env["ficha.demand"].sudo()
        cls.parent = cls.env["product.category"].create({"name": "Invented paper"})
        cls.category = cls.env["product.category"].create(
            {"name": "Invented rolls", "parent_id": cls.parent.id}
        )
        cls.rolls, cls.soap = cls.env["product.product"].create(
            [
                {"name": "Invented roll", "categ_id": cls.category.id},
                {"name": "Invented hand soap"},
            ]
        )
        cls.customers = cls.env["res.partner"].create(
            [{"name": f"Demand {number:02}"} for number in range(20)]
        )
        groups = "sales_team.group_sale_salesman,ficha_cliente.group_ficha_user"
        cls.seller = cls._user("demand_seller", groups)
        cls.biller = cls._user(
            "demand_biller",
            "account.group_account_invoice,ficha_cliente.group_ficha_user",
        )
        (cls.seller | cls.biller).lang = "en_US"
        cls.env["ficha.segment.threshold"].sudo().create(
            {"company_id": cls.company.id, "customer_count": 20}
        )
        lot = random.Random(11)
        monday = demand.first_of("week", cls.today) - timedelta(weeks=2)
        cls.bought = [
            (partner.id, monday - timedelta(weeks=4 * back), lot.randint(80, 120))
            for partner in cls.customers
            for back in range(32)
        ]
        cls.env.flush_all()
        cls._write(cls.bought)
        cls.Demand._refresh_all(cls.company, cls.today)

    @classmethod
    def _write(cls, bought):
        """Purchases: three quarters of each for rolls, the rest for soap."""
        days = [(who, cls.company.id, day, 1, amount) for who, day, amount in bought]
        products = [
            (who, cls.company.id, day, product.id, True, amount * share)
            for who, day, amount in bought
            for product, share in ((cls.rolls, 0.75), (cls.soap, 0.25))
        ]
        for table, columns, rows in (
            ("day", "partner_id, company_id, day, purchases, amount", days),
            (
                "product",
                "partner_id, company_id, day, product_id, bought, amount",
                products,
            ),
        ):
            execute_values(
                cls.env.cr._obj,
                f"INSERT INTO ficha_purchase_{table} ({columns}) VALUES %s",
                rows,
            )

    def _page(self, user=None):
        page = self.env["ficha.demand.page"].with_user(user or self.biller)
        return page.with_company(self.company).with_context(lang="en_US")

    def _lines(self, **values):
        domain = [("company_id", "=", self.company.id)]
        scope = {"category_id": False, "product_id": False, **values}
        return self.Demand.search(
            domain + [(name, "=", value) for name, value in scope.items()]
        )
