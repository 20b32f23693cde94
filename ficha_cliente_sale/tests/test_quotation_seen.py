from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import QuotationCommon


@tagged("post_install", "-at_install")
class TestQuotationSeen(QuotationCommon):
    """Quotations and orders on the customer file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product_a.invoice_policy = "order"

    def worth(self, partner, amount, **vals):
        return self.order(
            partner,
            order_line=[
                Command.create(
                    {
                        "product_id": self.product_a.id,
                        "price_unit": amount,
                        "discount": 0,
                    }
                )
            ],
            **vals,
        )

    def figures(self, partner, user=None):
        partner = partner.with_user(user or self.clerk)
        partner.invalidate_recordset()
        return (
            partner.ficha_quotation_count,
            partner.ficha_quotation_amount,
            partner.ficha_order_count,
            partner.ficha_order_amount,
        )

    def test_figures(self):
        self.assertEqual(self.figures(self.customer_a), (0, 0.0, 0, 0.0))
        self.worth(self.customer_a, 100.0)
        self.worth(self.contact_a, 50.0).action_quotation_sent()
        yesterday = fields.Date.context_today(self.clerk) - timedelta(days=1)
        self.worth(self.customer_a, 7.0, validity_date=yesterday)
        self.worth(self.customer_a, 9.0).action_cancel()
        confirmed = self.worth(self.contact_a, 400.0)
        confirmed.action_confirm()
        self.worth(self.customer_b, 1.0)
        for partner in (self.customer_a, self.contact_a):
            self.assertEqual(self.figures(partner), (2, 150.0, 1, 400.0))
        confirmed.sudo()._create_invoices()
        self.assertEqual(self.figures(self.customer_a), (2, 150.0, 0, 0.0))

    def test_the_lists_behind(self):
        quotation = self.worth(self.contact_a, 100.0)
        order = self.worth(self.customer_a, 50.0)
        order.action_confirm()
        self.worth(self.customer_b, 1.0)
        partner = self.customer_a.with_user(self.clerk)
        for which, expected in (("quotation", quotation), ("order", order)):
            action = partner.with_context(ficha_orders=which).action_view_ficha_orders()
            found = self.env["sale.order"].with_user(self.clerk)
            self.assertEqual(found.search(action["domain"]), expected)

    def test_in_the_currency_of_the_company(self):
        pricelist = self.env["product.pricelist"].create(
            {"name": "Abroad", "currency_id": self.other_currency.id}
        )
        order = self.worth(self.plain, 100.0, pricelist_id=pricelist.id)
        amount = self.other_currency._convert(
            100.0, self.company.currency_id, self.company
        )
        self.assertEqual(order.currency_id, self.other_currency)
        self.assertAlmostEqual(self.figures(self.plain)[1], amount, 2)

    def test_only_what_one_may_see(self):
        self.worth(self.customer_a, 100.0, user_id=self.lone_seller.id)
        self.worth(self.customer_a, 50.0, user_id=self.clerk.id)
        self.assertEqual(self.figures(self.customer_a)[:2], (2, 150.0))
        own = self.figures(self.customer_a, self.lone_seller)
        self.assertEqual(own[:2], (1, 100.0))
        with self.assertRaises(AccessError):
            self.customer_a.with_user(self.outsider).read(["ficha_quotation_count"])

    def test_other_companies(self):
        self.worth(self.customer_a, 100.0)
        other = self.setup_other_company()["company"]
        self.clerk.sudo().company_ids |= other
        partner = self.customer_a.with_user(self.clerk).with_company(other)
        partner = partner.with_context(allowed_company_ids=other.ids)
        self.assertEqual(partner.ficha_quotation_count, 0)

    def test_one_query_however_many(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Listed {number}"} for number in range(12)]
        )
        for partner in partners:
            self.worth(partner, 10.0)

        def cost(records):
            self.env.flush_all()
            self.env.invalidate_all()
            records = records.with_user(self.clerk)
            records.mapped("commercial_partner_id.name")
            before = self.env.cr.sql_log_count
            records.mapped("ficha_quotation_amount")
            return self.env.cr.sql_log_count - before

        cost(partners[:1])
        self.assertEqual(cost(partners[:1]), cost(partners))

    def test_timeline(self):
        quotation = self.worth(self.contact_a, 100.0)
        order = self.worth(self.customer_a, 50.0)
        order.action_confirm()
        order.date_order = fields.Datetime.now() - timedelta(days=3)
        lost = self.worth(self.customer_a, 9.0)
        lost.action_cancel()
        lost.date_order = fields.Datetime.now() - timedelta(days=5)
        self.worth(self.customer_b, 1.0)

        def page(user, kinds=None):
            timeline = self.env["ficha.timeline"].with_user(user)
            page = timeline.get_page(
                self.customer_a.id, kinds=kinds or ["quotation", "order"]
            )
            return page["entries"]

        entries = page(self.clerk)
        self.assertEqual(
            [entry["open"]["res_id"] for entry in entries],
            [quotation.id, order.id, lost.id],
        )
        self.assertEqual([entry["amount"] for entry in entries], [100.0, 50.0, 9.0])
        self.assertEqual(entries[2]["decoration"], "danger")
        self.assertEqual(len(page(self.clerk, ["order"])), 1)
        self.assertFalse(page(self.lone_seller))
        self.assertFalse(page(self.outsider))
