"""The mailing of a campaign with coupons: neither bridge knows the other."""

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from odoo.addons.ficha_cliente.tests.common_documents import TODAY
from odoo.addons.ficha_cliente_campaign.tests.common_campaign import CampaignCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestCouponMailing(CampaignCommon):
    def test_each_reads_their_own_code(self):
        for number, guest in enumerate(self.guests):
            guest.email = f"coupon{number}@hotel.example"
        self.env["ficha.consent"].sudo().create(
            [
                {
                    "partner_id": guest.id,
                    "event": "given",
                    "purpose_id": self.env.ref(
                        "ficha_cliente_privacy.purpose_own_news"
                    ).id,
                    "happened_on": fields.Datetime.now(),
                    "method": "presence",
                }
                for guest in self.guests
            ]
        )
        self.env["ficha.discount.limit"].with_user(self.manager).create(
            {"company_id": self.company.id, "max_discount": 30, "approval_above": 30}
        )
        campaign = self._campaign(
            discount=20,
            discount_by="coupon",
            message="Towels",
            channel_id=self.env.ref("ficha_cliente.channel_email").id,
            control_share=25,
        )
        campaign.action_launch()
        members = campaign.sudo().member_ids.filtered("coupon_id")
        self.assertEqual(len(members), 6)
        [mailing] = campaign.sudo().mailing_ids
        self.assertIn("Towels", mailing.body_html)
        # rendered as by somebody who is no expert of templates
        render = self.env["mail.render.mixin"].with_user(self.manager)
        read = render._render_template_qweb(
            mailing.body_html, "res.partner", members.partner_id.ids
        )
        for member in members:
            text = read[member.partner_id.id]
            for other in members:
                check = self.assertIn if other == member else self.assertNotIn
                check(other.coupon_code, text)
