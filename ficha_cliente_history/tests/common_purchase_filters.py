from freezegun import freeze_time

from odoo import Command
from odoo.fields import Domain

from odoo.addons.ficha_cliente.tests.common_documents import TODAY

from .common_missed import MissedCommon


@freeze_time(TODAY)
class FilterCommon(MissedCommon):
    """A customer with sector, tags and place, another with less, and one who never
    bought."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sector = cls.env["res.partner.industry"].create({"name": "Invented sector"})
        cls.tag, cls.other_tag = cls.env["res.partner.category"].create(
            [{"name": "Invented tag"}, {"name": "Another invented tag"}]
        )
        cls.other = cls.env["res.partner"].create(
            {"name": "Otra Inventada", "is_company": True, "city": "Lugo"}
        )
        cls.never = cls.env["res.partner"].create(
            {"name": "Nunca Compra", "is_company": True}
        )
        cls.customer.write(
            {
                "industry_id": cls.sector.id,
                "city": "Vigo",
                "ficha_lifecycle": "customer",
                "category_id": [Command.set((cls.tag + cls.other_tag).ids)],
            }
        )
        cls.customers = cls.customer + cls.other + cls.never
        cls.tools = cls.env["product.category"].create({"name": "Invented tools"})
        cls.saws = cls.env["product.category"].create(
            {"name": "Invented saws", "parent_id": cls.tools.id}
        )
        cls.film.categ_id = cls.saws

    def _search(self, *domain, user=None):
        """Customers found, the same from the documents of who waits in the queue and
        from the tables that are kept of them."""
        self.env.flush_all()
        Partner = self.env["res.partner"].with_user(user or self.clerk)
        domain = Domain("id", "in", self.customers.ids) & Domain(list(domain))
        found = Partner.search(domain)
        self.env.cr.flush()
        self.env["ficha.purchase.day"]._refresh(self.customers)
        self.env.cr.execute("DELETE FROM ficha_purchase_queue")
        self.assertEqual(Partner.search(domain), found)
        return found

    def _summaries(self, **values):
        """Rows of the purchase history of the three customers, made by hand."""
        Summary = self.env["ficha.purchase.summary"].sudo()
        Summary.search([("partner_id", "in", self.customers.ids)]).unlink()
        rows = []
        for number, partner in enumerate(self.customer + self.other):
            rows.append(
                {
                    "partner_id": partner.id,
                    "company_id": self.company.id,
                    **{name: value[number] for name, value in values.items()},
                }
            )
        return Summary.create(rows)

    def _groups(self, model, groupby, user=None):
        self.env.flush_all()
        path = "id" if model == "res.partner" else "partner_id"
        return dict(
            self.env[model]
            .with_user(user or self.clerk)
            ._read_group([(path, "in", self.customers.ids)], [groupby], ["__count"])
        )
