from ast import literal_eval

from freezegun import freeze_time
from lxml import etree

from odoo.tests import tagged

from odoo.addons.ficha_cliente.tests.common_documents import TODAY

from .common_purchase_filters import FilterCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestPurchaseGroups(FilterCommon):
    """Fichas grouped and sorted by what the purchase history says of them."""

    def test_fichas_by_segment_and_tier(self):
        self._summaries(rfm_segment=["loyal", "lost"], value_tier=["a", False])
        self.assertEqual(
            self._groups("res.partner", "rfm_segment", user=self.outsider),
            {"loyal": 1, "lost": 1, False: 1},
        )
        self.assertEqual(self._groups("res.partner", "value_tier"), {"a": 1, False: 2})

    def test_groups_of_the_list(self):
        """What the web client asks for: each group opens exactly its fichas."""
        self._summaries(rfm_segment=["loyal", "lost"], value_tier=["a", "b"])
        Partner = self.env["res.partner"].with_user(self.clerk)
        domain = [("id", "in", self.customers.ids)]
        groups = Partner.formatted_read_group(domain, ["rfm_segment"], ["__count"])
        found = {
            group["rfm_segment"]: Partner.search(domain + group["__extra_domain"])
            for group in groups
        }
        self.assertEqual(
            found, {"loyal": self.customer, "lost": self.other, False: self.never}
        )
        described = Partner.fields_get(
            ["rfm_segment", "value_tier", "preferred_category_id"], ["groupable"]
        )
        self.assertEqual(
            [values["groupable"] for values in described.values()], [True] * 3
        )

    def test_another_company_has_its_own_segments(self):
        """As on the ficha: the current company's, else that of another switched on."""
        other = self.setup_other_company()["company"]
        rows = self._summaries(rfm_segment=["loyal", "lost"])
        rows[0].company_id = other
        self.assertEqual(
            self._groups("res.partner", "rfm_segment"), {"lost": 1, False: 2}
        )
        self.clerk.company_ids += other
        both = (
            self.env["res.partner"]
            .with_user(self.clerk)
            .with_context(allowed_company_ids=(self.company + other).ids)
        )
        domain = [("id", "in", self.customers.ids)]
        self.assertEqual(
            dict(both._read_group(domain, ["rfm_segment"], ["__count"])),
            {"loyal": 1, "lost": 1, False: 1},
        )

    def test_sorted_by_risk(self):
        self._summaries(drift_risk=[0.2, 0.9])
        found = (
            self.env["res.partner"]
            .with_user(self.clerk)
            .search(
                [("id", "in", (self.customer + self.other).ids)],
                order="drift_risk DESC",
            )
        )
        self.assertEqual(found.ids, [self.other.id, self.customer.id])

    def test_filters_of_the_list(self):
        """Every filter and group of the search view works, and finds who it says."""
        view = self.env.ref("ficha_cliente.res_partner_view_search_ficha")
        Partner = self.env["res.partner"].with_user(self.clerk)
        arch = etree.fromstring(Partner.get_view(view.id, "search")["arch"])
        self._summaries(
            rfm_segment=["loyal", "lost"],
            value_tier=["a", "c"],
            purchase_count=[3, 1],
            purchase_count_12m=[2, 0],
            expected_date=["2026-05-10", "2026-05-20"],
            drift_risk=[0.2, 0.8],
        )
        self._cancelled(10, (self.boxes, 60))
        self._draft(30, (self.boxes, 60), partner=self.never)
        expected = {
            "bought_12m": self.customer,
            "never_bought": self.never,
            "purchase_overdue": self.customer,
            "drifting": self.other,
            "missed_purchases": self.customer + self.never,
            "segment_loyal": self.customer,
            "segment_lost": self.other,
            "segment_new": Partner,
            "tier_a": self.customer,
            "tier_b": Partner,
        }
        for name, found in expected.items():
            domain = literal_eval(arch.find(f".//filter[@name='{name}']").get("domain"))
            self.assertEqual(self._search(*domain), found, name)
        for name in (
            "group_segment",
            "group_tier",
            "group_state",
            "group_city",
            "group_tags",
            "group_industry",
            "group_lifecycle",
            "group_preferred_product",
            "group_preferred_category",
        ):
            context = arch.find(f".//filter[@name='{name}']").get("context")
            groups = self._groups("res.partner", literal_eval(context)["group_by"])
            # a customer with two tags is in two groups
            self.assertIn(sum(groups.values()), (3, 4), name)

    def test_filters_without_invoicing_rights(self):
        """The view of who may not see invoices has no filter by product."""
        view = self.env.ref("ficha_cliente.res_partner_view_search_ficha")
        arch = etree.fromstring(
            self.env["res.partner"]
            .with_user(self.outsider)
            .get_view(view.id, "search")["arch"]
        )
        self.assertIsNone(arch.find(".//field[@name='bought_product_ids']"))
        self.assertIsNone(arch.find(".//filter[@name='group_preferred_product']"))
        self.assertIsNotNone(arch.find(".//filter[@name='segment_loyal']"))
