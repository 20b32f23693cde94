from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.ficha_cliente.tests.common_documents import TODAY

from ..hooks import uninstall_hook
from ..tools.discount import most_by_margin, pays_itself
from .common_campaign import CampaignCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestCampaignDiscount(CampaignCommon):
    """A discount for each within limits, by Odoo's price lists, until the end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.group_user")._apply_group(
            cls.env.ref("product.group_product_pricelist")
        )
        cls.towels.list_price = 100
        cls.Limit = cls.env["ficha.discount.limit"].with_user(cls.manager)

    def _limit(self, **values):
        return self.Limit.create(
            {
                "company_id": self.company.id,
                "max_discount": 30,
                "approval_above": 15,
                **values,
            }
        )

    def _order(self, partner, product, **values):
        order = (
            self.env["sale.order"]
            .with_user(self.seller)
            .create(
                {
                    "partner_id": partner.id,
                    "order_line": [Command.create({"product_id": product.id})],
                    **values,
                }
            )
        )
        return order

    # -- what may be given ----------------------------------------------------------

    def test_no_discount_of_120(self):
        for discount in (120, 100, -5):
            with self.assertRaisesRegex(ValidationError, "cannot be given"):
                self._campaign(discount=discount)
        limit = self._limit()
        for values in ({"max_discount": 120}, {"min_margin": -1}):
            with self.assertRaisesRegex(ValidationError, "percentage from 0"):
                limit.write(values)

    def test_margin(self):
        self.assertEqual(most_by_margin(100, 0, 50), 100)
        self.assertEqual(most_by_margin(100, 60, 0), 40)
        self.assertEqual(most_by_margin(100, 60, 25), 20)
        self.assertEqual(most_by_margin(100, 90, 25), 0)
        self.assertEqual(most_by_margin(100, 50, 100), 0)
        self.assertAlmostEqual(pays_itself(100, 10, 0.4), 300)
        self.assertIsNone(pays_itself(100, 40, 0.4))

    def test_the_narrowest_limit_decides(self):
        self._limit()
        self._limit(value_tier="a", max_discount=40, approval_above=40)
        self._limit(categ_id=self.category.id, max_discount=5, approval_above=5)
        free = self.products.create({"name": "Not linen", "list_price": 10})

        def given(asked, product, tier):
            return self.Limit._within(self.company, asked, product, [tier])[
                product, tier
            ]

        self.assertEqual(given(35, free, "b"), (30, True))
        self.assertEqual(given(10, free, "b"), (10, False))
        self.assertEqual(given(35, free, "a"), (35, False))
        self.assertEqual(given(35, self.towels, "a"), (5, False))
        self.assertEqual(given(35, free, False), (30, True))

    def test_a_second_manager_approves(self):
        self._limit()
        campaign = self._campaign(discount=20)
        self.assertTrue(campaign.needs_approval)
        with self.assertRaisesRegex(UserError, "has to be approved"):
            campaign.action_launch()
        self.assertFalse(campaign.sudo().member_ids)
        with self.assertRaisesRegex(UserError, "another manager"):
            campaign.action_approve()
        campaign.approved_by_id = self.manager  # not by hand
        self.assertFalse(campaign.approved_by_id)
        # nor by whoever set it on somebody else's
        campaign.with_user(self.second_manager).discount = 21
        with self.assertRaisesRegex(UserError, "another manager"):
            campaign.with_user(self.second_manager).action_approve()
        campaign.discount = 20
        campaign.with_user(self.second_manager).action_approve()
        self.assertEqual(campaign.approved_by_id, self.second_manager)
        campaign.discount = 25  # approved was another one
        self.assertTrue(campaign.needs_approval)
        campaign.discount = 15
        self.assertFalse(campaign.needs_approval)
        campaign.action_launch()
        with self.assertRaisesRegex(UserError, "stays as it is"):
            campaign.discount = 30
        with self.assertRaises(AccessError):
            campaign.with_user(self.seller).action_approve()

    def test_nothing_to_approve(self):
        campaign = self._campaign()
        with self.assertRaisesRegex(UserError, "no discount that is to be approved"):
            campaign.with_user(self.second_manager).action_approve()
        self.assertFalse(campaign.approved_by_id)

    def test_limits_are_the_managers(self):
        limit = self._limit()
        with self.assertRaises(AccessError):
            limit.with_user(self.seller).read(["max_discount"])
        with self.assertRaises(AccessError):
            self._campaign().with_user(self.seller).read(["discount_text"])

    # -- given ----------------------------------------------------------------------

    def test_applied_until_it_ends_and_by_nothing_else(self):
        self._limit()
        own_list = self.env["product.pricelist"].create(
            {
                "name": "Hotels",
                "company_id": self.company.id,
                "currency_id": self.company.currency_id.id,
                "item_ids": [
                    Command.create(
                        {
                            "applied_on": "3_global",
                            "compute_price": "fixed",
                            "fixed_price": 80,
                        }
                    )
                ],
            }
        )
        guest, alone = self.guests[0], self.guests[2]
        guest.with_company(self.company).specific_property_product_pricelist = own_list
        self.guests.user_id = self.seller
        campaign = self._campaign(
            discount=10, domain=f"[('id', 'in', {(guest | self.guests[1]).ids})]"
        )
        campaign.action_launch()
        member = self._member(campaign, guest)
        self.assertEqual(member.discount, 10)
        order = self._order(guest, self.towels)
        line = order.order_line
        self.assertAlmostEqual(line.price_subtotal, 72)
        self.assertEqual(order.pricelist_id.sudo(), member.pricelist_id)
        # what is not offered is at their own price
        self.assertAlmostEqual(
            self._order(guest, self.soap).order_line.price_subtotal, 80
        )
        other = self._order(self.guests[1], self.towels)
        self.assertAlmostEqual(other.order_line.price_subtotal, 90)
        self.assertAlmostEqual(
            self._order(alone, self.towels).order_line.price_subtotal, 100
        )
        # their own price list was not touched
        self.assertEqual(
            guest.with_company(self.company).specific_property_product_pricelist,
            own_list,
        )
        # a later end is that of the discount, too
        end = campaign.date_end
        campaign.date_end = end + relativedelta(days=9)
        self.env.invalidate_all()
        with freeze_time(end + relativedelta(days=1)):
            longer = self._order(guest, self.towels)
            self.assertLess(longer.order_line.price_subtotal, 80)
        campaign.date_end = end
        self.env.invalidate_all()
        with freeze_time(campaign.date_end + relativedelta(days=1)):
            self.env.invalidate_all()
            late = self._order(guest, self.towels)
            self.assertEqual(late.pricelist_id.sudo(), own_list)
            self.assertAlmostEqual(late.order_line.price_subtotal, 80)
            # one that was made before has no discount either, when it is priced anew
            order.with_user(self.seller).write({"date_order": late.date_order})
            order.action_update_prices()
            self.assertAlmostEqual(order.order_line.price_subtotal, 80)
        self.env.invalidate_all()
        campaign.action_end()
        self.env.invalidate_all()
        self.assertEqual(
            guest.with_company(self.company).property_product_pricelist, own_list
        )

    def test_nobody_elses_list(self):
        self._limit()
        campaign = self._campaign(discount=10)
        campaign.action_launch()
        stranger = self.env["res.partner"].create({"name": "Somebody new"})
        pricelist = stranger.with_company(self.company).property_product_pricelist
        self.assertFalse(pricelist.ficha_campaign_id)
        contact = self.env["res.partner"].create(
            {"name": "Of a guest", "parent_id": self.guests[0].id}
        )
        pricelist = contact.with_company(self.company).property_product_pricelist
        self.assertEqual(pricelist.ficha_campaign_id, campaign)

    def test_its_name_is_for_who_may_read_it(self):
        """Odoo reads as superuser the name of what a field points to: a price list
        would tell everybody that its customers are, say, widowed."""
        self._limit()
        insider = self._user(
            "discount_insider",
            "ficha_cliente.group_ficha_manager,ficha_cliente.group_ficha_personal,"
            "sales_team.group_sale_salesman_all_leads",
        )
        guest = self.guests[0]
        guest.sudo().marital_status = "widowed"
        segment = (
            self.env["ficha.segment"]
            .with_user(insider)
            .create(
                {
                    "name": "Widowed guests",
                    "company_id": self.company.id,
                    "domain": "[('marital_status', '=', 'widowed')]",
                    "uses_personal": True,
                }
            )
        )
        campaign = self._campaign(
            user=insider,
            name="For the widowed",
            segment_id=segment.id,
            domain="[]",
            discount=10,
        )
        campaign.action_launch()
        pricelist = campaign.sudo().member_ids.pricelist_id
        self.assertTrue(pricelist)
        self.env.invalidate_all()
        names = {"ficha_campaign_id": {"fields": {"display_name": {}}}, "name": {}}
        for user in (self.seller, self.manager):
            told = pricelist.with_user(user).web_read(names)
            self.assertNotIn("widowed", str(told))
            self.assertNotIn("widowed", str(pricelist.with_user(user).read()))
            closed = campaign.with_user(user).sudo()
            self.assertEqual(closed.display_name, "Campaign")
            self.assertEqual(segment.with_user(user).sudo().display_name[:7], "Segment")
        told = pricelist.with_user(insider).web_read(names)
        self.assertIn("For the widowed", str(told))

    def test_nor_when_the_campaign_is_gone(self):
        """Without its campaign a price list would be everybody's who has none."""
        self._limit()
        Pricelist = self.env["product.pricelist"]
        Pricelist.search([]).active = False
        campaign = self._campaign(discount=10)
        campaign.action_launch()
        pricelist = self._member(campaign, self.guests[0]).pricelist_id
        stranger = self.env["res.partner"].create({"name": "Somebody new"})
        stranger = stranger.with_company(self.company)
        self.assertFalse(stranger.property_product_pricelist)
        campaign.action_end()
        campaign.unlink()
        self.env.invalidate_all()
        self.assertFalse(pricelist.active)
        self.assertFalse(stranger.property_product_pricelist)

    def test_nor_when_the_module_is(self):
        self._limit()
        campaign = self._campaign(discount=10)
        campaign.action_launch()
        lists = campaign.sudo().member_ids.pricelist_id
        everybodys = self.env["product.pricelist"].create({"name": "Everybody"})
        uninstall_hook(self.env)
        self.assertEqual({*lists.mapped("active")}, {False})
        self.assertTrue(everybodys.active)

    def test_less_where_the_margin_says_so(self):
        self._limit(min_margin=25)
        self.towels.with_company(self.company).standard_price = 69
        campaign = self._campaign(discount=10)
        campaign.action_launch()
        self.assertEqual(self._member(campaign, self.guests[0]).discount, 8)

    def test_the_margin_of_what_they_pay(self):
        """Who has a price list pays less already: on top of it there is less to give,
        and to who pays the cost, nothing."""
        self._limit(min_margin=25)
        self.towels.with_company(self.company).standard_price = 60
        dear, friend, cost = self.guests[:3]
        for guest, price in ((friend, 90), (cost, 60)):
            guest.with_company(
                self.company
            ).specific_property_product_pricelist = self.env[
                "product.pricelist"
            ].create(
                {
                    "name": f"At {price}",
                    "company_id": self.company.id,
                    "item_ids": [
                        Command.create(
                            {
                                "applied_on": "0_product_variant",
                                "product_id": self.towels.id,
                                "compute_price": "fixed",
                                "fixed_price": price,
                            }
                        )
                    ],
                }
            )
        campaign = self._campaign(discount=15)
        campaign.action_launch()
        given = [self._member(campaign, one).discount for one in self.guests[:3]]
        # 60 is three quarters of 80: 11 % off 90, rounded down to a half
        self.assertEqual(given, [15, 11, 0])
        for guest, price in ((dear, 85), (friend, 80.1), (cost, 60)):
            order = self._order(guest, self.towels, user_id=self.seller.id)
            line = order.sudo().order_line
            paid = line.price_unit * (1 - line.discount / 100)
            self.assertAlmostEqual(paid, price, 2, guest.name)

    def test_what_makes_no_sense(self):
        self._limit()
        campaign = self._campaign(discount=10, product_ids=False, message="Come")
        with self.assertRaisesRegex(UserError, "Choose the products"):
            campaign.action_launch()
        self.assertEqual(campaign.state, "draft")

    # -- as a standing discount -----------------------------------------------------

    def _standing(self, **values):
        self._limit()
        campaign = self._campaign(
            discount=10, discount_by="standing", product_ids=False, **values
        )
        campaign.action_launch()
        return campaign

    def test_a_standing_discount_until_it_ends(self):
        guest, generous, alone = self.guests[0], self.guests[1], self.guests[2]
        self.guests.user_id = self.seller
        generous.with_company(self.company).standing_discount = 12
        guest.with_company(self.company).write(
            {
                "standing_discount": 5,
                "standing_discount_end": self.today + relativedelta(days=3),
            }
        )
        campaign = self._standing(domain=f"[('id', 'in', {(guest | generous).ids})]")
        # on whatever they buy, also by who buys for them; the bigger of the two
        buyer = self.env["res.partner"].create({"name": "Buyer", "parent_id": guest.id})
        for partner, discount in (
            (guest, 10),
            (buyer, 10),
            (generous, 12),
            (alone, 0),
        ):
            line = self._order(partner, self.soap).order_line
            self.assertEqual(line.discount, discount, partner.name)
        invoice = (
            self.env["account.move"]
            .with_company(self.company)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": guest.id,
                    "invoice_line_ids": [Command.create({"product_id": self.soap.id})],
                }
            )
        )
        self.assertEqual(invoice.invoice_line_ids.discount, 10)
        # whoever has them before them is told
        facts = guest.with_user(self.seller)._ficha_strip_facts()[guest.id]
        [text] = [one["text"] for one in facts if one["key"] == "campaign"]
        self.assertIn("Christmas (10 % on everything until", text)
        # what is written on the file stayed as it was
        self.assertEqual(guest.with_company(self.company).standing_discount, 5)
        with freeze_time(campaign.date_end + relativedelta(days=1)):
            self.env.invalidate_all()
            self.assertEqual(self._order(guest, self.soap).order_line.discount, 0)
        self.env.invalidate_all()
        campaign.action_end()
        self.assertEqual(campaign.state, "done")
        self.assertEqual(self._order(guest, self.soap).order_line.discount, 5)

    def test_a_standing_discount_is_of_its_company(self):
        self._standing()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        guest = self.guests[0]
        value = guest._ficha_invoice_value("standing_discount", other)
        self.assertEqual(value, 0)
        value = guest._ficha_invoice_value("standing_discount", self.company)
        self.assertEqual(value, 10)

    def test_a_standing_discount_within_every_limit(self):
        self._limit(max_discount=30, approval_above=15)
        self._limit(value_tier="a", max_discount=40, approval_above=40)
        self._limit(categ_id=self.category.id, max_discount=8, approval_above=5)
        within = self.Limit._within_everything(self.company, 35, ["a", "b"])
        self.assertEqual(within, {"a": (8, True), "b": (8, True)})
        within = self.Limit._within_everything(self.company, 4, ["a"])
        self.assertEqual(within, {"a": (4, False)})

    def test_asking_for_it_costs_nothing_where_there_is_none(self):
        guest = self.guests[0]
        value = "standing_discount"
        guest._ficha_invoice_value(value, self.company)
        with self.assertQueryCount(0):
            guest._ficha_invoice_value(value, self.company)

    def test_what_a_standing_discount_costs(self):
        for guest in self.guests[:2]:
            self._buy(self.soap, (20,), quantities=(3650,), partner=guest)
        self.env["ficha.purchase.day"]._refresh(self.guests)
        self._limit()
        campaign = self._campaign(
            discount=10,
            discount_by="standing",
            product_ids=False,
            date_end=self.today,
        )
        # two times 3,650 times 10 in a year, a tenth of it
        self.assertRegex(campaign.discount_text, r"costs at most \D*20[.,]00")

    # -- what it costs --------------------------------------------------------------

    def _invoiced(self, partner, product, discount=None, order=None):
        """An invoice of 10 pieces of it at 10 €, posted today."""
        line = {"product_id": product.id, "quantity": 10, "price_unit": 10}
        line["tax_ids"] = False
        if discount is not None:
            line["discount"] = discount
        if order:
            line["price_unit"] = order.order_line.price_unit
            line["sale_line_ids"] = [Command.set(order.order_line.ids)]
        move = (
            self.env["account.move"]
            .with_company(self.company)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": partner.id,
                    "invoice_date": self.today,
                    "invoice_line_ids": [Command.create(line)],
                }
            )
        )
        move.action_post()
        return move

    def _cost(self, campaign):
        """``{customer: what it cost}``, as the board says it."""
        self.env["ficha.purchase.day"]._refresh(self.guests)
        self.env.flush_all()
        rows = (
            self.env["ficha.campaign.report"]
            .with_user(self.manager)
            .search([("campaign_id", "=", campaign.id)])
        )
        return {row.partner_id: round(row.cost, 2) for row in rows}

    def test_a_standing_discount_costs_what_it_is_more(self):
        """Where the customer's own holds, the campaign gives nothing; on a line without
        it, neither."""
        some, generous, none, by_hand = self.guests[:4]
        some.with_company(self.company).standing_discount = 4
        generous.with_company(self.company).standing_discount = 20
        campaign = self._standing()
        for guest in (some, generous, none):
            self._invoiced(guest, self.soap)
        self._invoiced(by_hand, self.soap, discount=0)
        cost = self._cost(campaign)
        # 100 € less 10 %: of one it would have been 96 and not 90
        self.assertEqual(
            [cost[guest] for guest in (some, generous, none, by_hand)], [6, 0, 10, 0]
        )
        # who is made dearer afterwards changes nothing of what was
        generous.with_company(self.company).standing_discount = 0
        self.assertEqual(self._cost(campaign)[generous], 0)

    def test_a_price_list_costs_what_was_ordered_at_it(self):
        """An invoice without an order has no price list in Odoo, so no discount."""
        self._limit()
        self.soap.list_price = 10
        self.guests.user_id = self.seller
        campaign = self._campaign(discount=10, product_ids=[Command.set(self.soap.ids)])
        campaign.action_launch()
        ordered, plain = self.guests[:2]
        order = self._order(ordered, self.soap)
        self.assertEqual(
            order.pricelist_id, self._member(campaign, ordered).pricelist_id
        )
        order.order_line.price_unit = 9
        self._invoiced(ordered, self.soap, order=order, discount=0)
        self._invoiced(plain, self.soap)
        cost = self._cost(campaign)
        self.assertEqual((cost[ordered], cost[plain]), (10, 0))

    def test_what_it_costs_is_told_before(self):
        self._limit()
        self.towels.with_company(self.company).standard_price = 60
        for guest in self.guests[:2]:
            self._buy(self.towels, (20,), quantities=(365,), partner=guest)
        self.env["ficha.purchase.day"]._refresh(self.guests)
        campaign = self._campaign(discount=10, date_end=self.today)
        # two times 365 times 10: 20 a day
        self.assertRegex(campaign.discount_text, r"costs at most \D*2[.,]00")
        self.assertIn("no campaign has ended with a result", campaign.discount_text)
        campaign.discount = 45
        self.assertIn("Nothing is earned", campaign.discount_text)
        campaign.discount = 0
        self.assertFalse(campaign.discount_text)
        # of what nobody bought, no figure that looks like one
        campaign.write({"discount": 10, "product_ids": [Command.set(self.wine.ids)]})
        self.assertIn("bought nothing of it", campaign.discount_text)
        self.assertNotIn("paid for itself", campaign.discount_text)
