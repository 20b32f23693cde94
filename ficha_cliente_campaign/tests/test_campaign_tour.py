from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from ..tools import demand
from .common_campaign import CampaignCommon
from .common_demand import GOOD, DemandCommon


@tagged("post_install", "-at_install")
class TestCampaignTour(CampaignCommon, HttpCase):
    """In the browser: launch a campaign and read its result; propose on a quotation."""

    _frozen = False  # the browser has a clock of its own

    def test_launch_and_read(self):
        self.manager.tour_enabled = False
        campaign = self._campaign(control_share=25)
        self.start_tour(
            f"/odoo/ficha-campaigns/{campaign.id}",
            "ficha_campaign_tour",
            login=self.manager.login,
        )
        self.assertEqual(campaign.state, "running")
        self.assertEqual(campaign.contacted_count, 6)

    def test_propose_on_a_quotation(self):
        self.seller.tour_enabled = False
        order = (
            self.env["sale.order"]
            .with_user(self.seller)
            .create({"partner_id": self.customer.id})
        )
        self.start_tour(
            f"/odoo/action-sale.action_quotations_with_onboarding/{order.id}",
            "ficha_propose_tour",
            login=self.seller.login,
        )
        self.assertEqual(order.order_line.product_id, self.towels)


@tagged("post_install", "-at_install")
class TestDemandTour(DemandCommon, HttpCase):
    """In the browser: what is ahead by week, and its peaks."""

    _frozen = False  # the browser has a clock of its own

    def test_demand_ahead(self):
        self.biller.tour_enabled = False
        with patch.object(demand, "record", return_value=GOOD):
            self.Demand._refresh_now(self.company, self.today)
        self.start_tour("/odoo/prevision", "ficha_demand_tour", login=self.biller.login)
