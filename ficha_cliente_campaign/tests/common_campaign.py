from dateutil.relativedelta import relativedelta

from odoo import Command

from .common_suggestion import SuggestionCommon


class CampaignCommon(SuggestionCommon):
    """Guests who may all be visited, some of either seller."""

    _guests = 8

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user(
            "campaign_manager",
            "ficha_cliente.group_ficha_manager,"
            "sales_team.group_sale_salesman_all_leads",
        )
        cls.second_manager = cls._user(
            "campaign_second", "ficha_cliente.group_ficha_manager"
        )
        (cls.manager | cls.second_manager | cls.seller).lang = "en_US"
        cls.guests = cls.env["res.partner"].create(
            [
                {
                    "name": f"Campaign guest {number:03}",
                    "customer_rank": 1,
                    "user_id": (cls.seller if number % 2 else cls.other_seller).id,
                }
                for number in range(cls._guests)
            ]
        )
        cls.visit = cls.env.ref("ficha_cliente.channel_visit")

    def _campaign(self, user=None, **values):
        return (
            self.env["ficha.campaign"]
            .with_user(user or self.manager)
            .create(
                {
                    "name": "Christmas",
                    "company_id": self.company.id,
                    "domain": "[('name', 'like', 'Campaign guest')]",
                    "product_ids": [Command.set(self.towels.ids)],
                    "channel_id": self.visit.id,
                    "by_preference": False,
                    "control_share": 0,
                    **values,
                }
            )
        )

    def _member(self, campaign, partner):
        return campaign.sudo().member_ids.filtered(
            lambda one: one.partner_id == partner
        )

    def _spend(self, partners, product=None, amount=100):
        """They buy on the day after."""
        day = self.today + relativedelta(days=1)
        for partner in partners:
            self.env.cr.execute(
                """INSERT INTO ficha_purchase_day
                       (partner_id, company_id, day, purchases, amount)
                   VALUES (%s, %s, %s, 1, %s)""",
                (partner.id, self.company.id, day, amount),
            )
            if product:
                self.env.cr.execute(
                    """INSERT INTO ficha_purchase_product
                           (partner_id, company_id, day, product_id, bought, amount)
                       VALUES (%s, %s, %s, %s, true, %s)""",
                    (partner.id, self.company.id, day, product.id, amount),
                )
