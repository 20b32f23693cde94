from datetime import timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.ficha_cliente.tests.common_documents import TODAY
from odoo.addons.ficha_cliente_campaign.tests.common_campaign import CampaignCommon

from ..hooks import uninstall_hook


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestCampaignLoyalty(CampaignCommon):
    """A coupon for each who is contacted, told to them, theirs, until the end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.guests.user_id = cls.seller
        cls.towels.list_price = 100
        cls.towels.taxes_id = False
        cls.env["ficha.discount.limit"].with_user(cls.manager).create(
            {
                "company_id": cls.company.id,
                "max_discount": 30,
                "approval_above": 30,
            }
        )

    def _coupons(self, **values):
        campaign = self._campaign(discount=20, discount_by="coupon", **values)
        campaign.action_launch()
        return campaign

    def _order(self, partner, product=None):
        product = product or self.towels
        return (
            self.env["sale.order"]
            .with_user(self.seller)
            .create(
                {
                    "partner_id": partner.id,
                    "order_line": [Command.create({"product_id": product.id})],
                }
            )
        )

    def _use(self, order, code):
        """As the seller does: the code, then the reward that it gives.

        :return: what is said against it
        """
        found = order._try_apply_code(code)
        if "error" in found:
            return found["error"]
        for coupon, rewards in found.items():
            order._apply_program_reward(rewards[:1], coupon)
        return None

    def _code(self, campaign, partner):
        return self._member(campaign, partner).coupon_id.code

    def test_each_their_own_until_the_end(self):
        campaign = self._coupons(control_share=25)
        members = campaign.sudo().member_ids
        given = members.filtered("coupon_id")
        self.assertEqual(given, members.filtered(lambda one: one.side == "contacted"))
        self.assertEqual(len(set(given.mapped("coupon_code"))), 6)
        self.assertEqual(given.coupon_id.partner_id, given.partner_id)
        self.assertEqual(
            set(given.coupon_id.mapped("expiration_date")), {campaign.date_end}
        )
        self.assertFalse(given.pricelist_id, "or they would have it twice")
        self.assertEqual(campaign.coupon_count, 6)
        # it ends with the campaign, whenever that is
        campaign.date_end += timedelta(days=7)
        self.assertEqual(
            set(given.coupon_id.mapped("expiration_date")), {campaign.date_end}
        )
        guest = given.partner_id[0]
        with freeze_time(campaign.date_end + timedelta(days=1)):
            self.assertIn(
                "expired", self._use(self._order(guest), self._code(campaign, guest))
            )

    def test_they_are_told_the_code(self):
        campaign = self._coupons()
        guest = self.guests[1]  # the seller's
        code = self._code(campaign, guest)
        reminder = self._member(campaign, guest).activity_id
        # in the reminder; without rights on sales, too
        self.guests.user_id = caller = self._user(
            "loyalty_caller", "ficha_cliente.group_ficha_user"
        )
        for user in (caller, self.manager):
            told = reminder.with_user(user)._ficha_campaign_told()[reminder.id]["note"]
            self.assertIn(code, told)
            self.assertIn("20 %", told)
        self.assertIn(code, guest.with_user(caller).ficha_coupon_text)
        self.guests.user_id = self.seller
        facts = guest.with_user(self.seller)._ficha_strip_facts()
        self.assertIn(
            f"Christmas (coupon {code})",
            next(one["text"] for one in facts[guest.id] if one["key"] == "campaign"),
        )
        said = self.env["ficha.today"].with_user(self.seller)
        day = said._today_day("mine", None)
        said = said._today_say(day, guest.with_user(self.seller))
        self.assertIn(code, said[guest.id][0]["text"], "before a call")
        text = guest.with_user(self.seller).ficha_coupon_text
        self.assertIn(code, text)
        employee = self._user("loyalty_employee", "base.group_user")
        self.assertFalse(guest.with_user(employee).ficha_coupon_text)
        for other in self.guests - guest:
            self.assertNotIn(code, other.with_user(self.seller).ficha_coupon_text)
        # a mailing that says so is of whoever makes mailings, not of an expert only
        self.assertIn(
            "object.ficha_coupon_text",
            self.env["res.partner"].mail_allowed_qweb_expressions(),
        )
        self.assertEqual(campaign._told_field(), "ficha_coupon_text")

    def test_who_uses_it_has_accepted(self):
        campaign = self._coupons()
        guest = self.guests[1]
        member = self._member(campaign, guest)
        member.outcome = "refused"  # and thought better of it
        order = self._order(guest)
        self.assertIsNone(self._use(order, self._code(campaign, guest)))
        self.assertEqual(order.amount_untaxed, 80)
        order.action_confirm()
        self.assertEqual(member.outcome, "accepted")
        self.assertEqual(member.order_id, order)
        self.env.flush_all()
        row = (
            self.env["ficha.campaign.report"]
            .with_user(self.manager)
            .search([("partner_id", "=", guest.id), ("campaign_id", "=", campaign.id)])
        )
        self.assertEqual(row.cost, 20, "what it took off")
        # nobody is told any more of what is used up
        self.env.invalidate_all()
        code = self._code(campaign, guest)
        self.assertFalse(guest.with_user(self.seller).ficha_coupon_text)
        facts = guest.with_user(self.seller)._ficha_strip_facts()
        self.assertNotIn(code, str(facts))
        self.assertNotIn(code, str(campaign.sudo()._note_of(member)))
        # once
        self.assertIn(
            "already been used",
            self._use(self._order(guest), self._code(campaign, guest)),
        )

    def test_it_is_nobody_elses(self):
        campaign = self._coupons()
        code = self._code(campaign, self.guests[1])
        order = self._order(self.guests[3])
        self.assertIn("another customer", self._use(order, code))
        self.assertEqual(order.amount_untaxed, 100)
        # whoever buys for the customer is the customer
        buyer = self.env["res.partner"].create(
            {"name": "Who buys", "parent_id": self.guests[1].id}
        )
        self.assertIsNone(self._use(self._order(buyer), code))

    def test_a_better_campaign_takes_them(self):
        first = self._coupons()
        guest = self.guests[1]
        code = self._code(first, guest)
        self._campaign(
            name="Better",
            discount=30,
            discount_by="coupon",
            overlap="best",
            domain=str([("id", "=", guest.id)]),
        ).action_launch()
        self.assertIn("does not hold", self._use(self._order(guest), code))

    def test_within_limits(self):
        self.env["ficha.discount.limit"].with_user(self.manager).create(
            {
                "company_id": self.company.id,
                "categ_id": self.category.id,
                "max_discount": 5,
                "approval_above": 5,
            }
        )
        campaign = self._coupons()
        guest = self.guests[1]
        order = self._order(guest)
        self.assertIsNone(self._use(order, self._code(campaign, guest)))
        self.assertEqual(order.amount_untaxed, 95)

    def test_stopping_the_launch_takes_them_back(self):
        campaign = self._campaign(discount=20, discount_by="coupon")
        campaign._check_launch()
        campaign._freeze(campaign._segment_customers())
        campaign.sudo().launched_by_id = self.manager
        while campaign._launch_step(3):
            if len(campaign.sudo().member_ids.filtered("planned")) >= 6:
                break
        self.assertEqual(campaign.state, "launching")
        members = campaign.sudo().member_ids.filtered("coupon_id")
        guest, other = members.partner_id[:2]
        codes = {one.partner_id: one.coupon_code for one in members}
        order = self._order(guest)
        self.assertIsNone(self._use(order, codes[guest]))
        campaign.action_cancel_launch()
        self.assertEqual(campaign.state, "draft")
        self.assertIn("invalid", self._use(self._order(other), codes[other]))
        # what was quoted stays
        order.action_confirm()
        self.assertEqual(order.amount_untaxed, 80)
        # and it can be launched again
        campaign.action_launch()
        self.assertIsNone(self._use(self._order(other), self._code(campaign, other)))

    def test_one_each(self):
        """Who comes back to a campaign that is still being launched has theirs."""
        campaign = self._campaign(discount=20, discount_by="coupon")
        campaign._check_launch()
        campaign._freeze(campaign._segment_customers())
        campaign.sudo().launched_by_id = self.manager
        while not campaign.sudo().member_ids.filtered("planned"):
            campaign._launch_step(3)
        back = campaign.sudo().member_ids.filtered("planned")[:1]
        code = back.coupon_code
        self.assertTrue(code)
        back.planned = False  # as the launch that took them leaves it
        while campaign._launch_step(3):
            pass
        self.assertEqual(campaign.state, "running")
        self.assertEqual(back.coupon_code, code)
        self.assertEqual(len(campaign._coupon_programs().coupon_ids), 8)

    def test_on_their_next_quotation_by_itself(self):
        campaign = self._coupons(how="quotation")
        guest = self.guests[1]
        order = (
            self.env["sale.order"]
            .with_user(self.seller)
            .create({"partner_id": guest.id})
        )
        self.assertIn(self.towels, order.order_line.product_id)
        self.assertEqual(order.amount_untaxed, 80)
        self.assertEqual(self._member(campaign, guest).outcome, "offered")

    def test_without_a_discount(self):
        campaign = self._campaign(discount_by="coupon")
        with self.assertRaisesRegex(UserError, "write how much"):
            campaign.action_launch()
        self.assertFalse(campaign.sudo().member_ids)
        self.assertEqual(campaign.state, "draft")

    def test_ended_and_deleted(self):
        campaign = self._coupons()
        guest = self.guests[1]
        code = self._code(campaign, guest)
        campaign.action_end()
        campaign.unlink()
        self.assertIn("invalid", self._use(self._order(guest), code))

    def test_taken_out(self):
        """Without the module nobody asks whose a coupon is."""
        campaign = self._coupons()
        guest = self.guests[1]
        code = self._code(campaign, guest)
        uninstall_hook(self.env(su=True))
        self.assertIn("invalid", self._use(self._order(guest), code))

    def test_of_personal_data_no_name(self):
        self.manager.group_ids += self.env.ref("ficha_cliente.group_ficha_personal")
        campaign = self._coupons(uses_personal=True)
        programs = campaign._coupon_programs().with_user(self.seller)
        self.assertEqual(programs.mapped("name"), ["Campaign"], "sellers read it")

    def test_merged_customers_keep_them(self):
        campaign = self._coupons()
        kept, other = self.guests[1], self.guests[3]
        codes = [self._code(campaign, kept), self._code(campaign, other)]
        wizard = self.env["base.partner.merge.automatic.wizard"].sudo().create({})
        wizard._merge((kept | other).ids, kept)
        self.assertEqual(self._code(campaign, kept), codes[0])
        for code in codes:
            self.assertIsNone(self._use(self._order(kept), code))
