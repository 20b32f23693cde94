from odoo.tests import HttpCase, tagged

from .common_campaign import CampaignCommon


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
