from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.ficha_cliente.tests.common_documents import TODAY

from ..tools import effect
from .common_campaign import CampaignCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestCampaignOffer(CampaignCommon):
    """What becomes of a campaign with each customer, and where it is told."""

    _guests = 24

    # -- on their next quotation ----------------------------------------------------

    def _quotation(self, partner, user=None, **values):
        return (
            self.env["sale.order"]
            .with_user(user or self.seller)
            .create({"partner_id": partner.id, **values})
        )

    def test_on_the_next_quotation(self):
        guest = self.guests[1]
        campaign = self._campaign(how="quotation")
        campaign.action_launch()
        self.assertFalse(guest.activity_ids)
        order = self._quotation(guest)
        self.assertEqual(order.order_line.product_id, self.towels)
        member = self._member(campaign, guest)
        self.assertEqual((member.outcome, member.order_id), ("offered", order))
        self.assertEqual(member.contacted_on, self.today)
        # once, and not where it is on it already
        self.assertFalse(self._quotation(guest).order_line)
        other = self.guests[3]
        order = self._quotation(
            other, order_line=[Command.create({"product_id": self.towels.id})]
        )
        self.assertEqual(len(order.order_line), 1)
        self.assertFalse(self._member(campaign, other).outcome)
        self.assertFalse(self._quotation(self.customer).order_line)

    def test_ordering_it_is_accepting_it(self):
        guest = self.guests[1]
        campaign = self._campaign(how="quotation")
        campaign.action_launch()
        member = self._member(campaign, guest)
        order = self._quotation(guest)
        order.action_confirm()
        self.assertEqual(member.outcome, "accepted")
        self.assertEqual(member.answered_on, self.today)
        other = self._quotation(
            self.guests[3], order_line=[Command.create({"product_id": self.soap.id})]
        )
        other.order_line.filtered(lambda one: one.product_id == self.towels).unlink()
        other.action_confirm()
        self.assertEqual(self._member(campaign, self.guests[3]).outcome, "offered")

    def test_what_makes_no_sense(self):
        for values, sentence in (
            (
                {"how": "quotation", "product_ids": False, "message": "Come"},
                "offered on",
            ),
            ({"message_b": "Come"}, "no first one"),
        ):
            campaign = self._campaign(**values)
            with self.assertRaisesRegex(UserError, sentence):
                campaign.action_launch()
            self.assertFalse(campaign.sudo().member_ids)

    # -- what was said --------------------------------------------------------------

    def test_sent_and_answered(self):
        guest, left_out = self.guests[1], self.guests[3]
        campaign = self._campaign()
        campaign.action_launch()
        member = self._member(campaign, guest)
        self.assertEqual(member.with_user(self.manager).step_text, "Not contacted yet")
        Interaction = self.env["ficha.interaction"].with_user(self.seller)
        Interaction.create({"partner_id": guest.id, "kind": "call", "direction": "out"})
        self.assertEqual((member.contacted_on, member.answered_on), (self.today, False))
        Interaction.create({"partner_id": guest.id, "kind": "doubt", "direction": "in"})
        self.assertEqual(member.answered_on, self.today)
        self.assertEqual(member.with_user(self.manager).step_text, "Answered")
        self.assertFalse(self._member(campaign, left_out).contacted_on)
        mine = member.with_user(self.seller)
        mine.write({"outcome": "refused", "refusal_reason": "cheaper"})
        self.assertEqual(mine.step_text, "Refused: Buys it elsewhere, cheaper")

    def test_the_timeline_says_it(self):
        campaign = self._campaign(control_share=50)
        campaign.action_launch()
        for member in campaign.sudo().member_ids:
            partner = member.partner_id
            told = (
                self.env["ficha.timeline"]
                .with_user(self.manager)
                .get_page(partner.id, kinds=["campaign"])
            )
            titles = [entry["title"] for entry in told["entries"]]
            expected = ["Campaign: Christmas"] if member.side == "contacted" else []
            self.assertEqual(titles, expected)

    # -- before calling -------------------------------------------------------------

    def test_start_says_what_to_propose(self):
        campaign = self._campaign(
            domain=f"[('id', '=', {self.customer.id})]", message="Before the 15th"
        )
        campaign.action_launch()
        Today = self.env["ficha.today"].with_user(self.seller)
        day = Today._today_day("mine", None)
        said = Today._today_say(day, self.customer.with_user(self.seller))
        said = said[self.customer.id]
        self.assertEqual(said[0]["text"], "Campaign: Christmas")
        self.assertIn("Before the 15th", said[0]["detail"])
        proposed = {one["key"]: one for one in said if one["key"].startswith("propose")}
        self.assertEqual(proposed["propose_new"]["text"], "Propose: Invented towels")
        self.assertIn("9 of", proposed["propose_new"]["detail"])
        self.assertIn("propose_own", proposed)
        # who may not see their purchases is told nothing of them
        other = Today.with_user(self.other_seller)
        day = other._today_day("mine", None)
        said = other._today_say(day, self.customer.with_user(self.other_seller))
        keys = [one["key"] for one in said[self.customer.id]]
        self.assertFalse([key for key in keys if key.startswith("propose")])

    # -- what it brought ------------------------------------------------------------

    def test_the_board(self):
        campaign = self._campaign(control_share=25, cost=180)
        campaign.action_launch()
        members = campaign.sudo().member_ids
        contacted = members.filtered(lambda one: one.side == "contacted")
        control = members - contacted
        self.assertEqual((len(contacted), len(control)), (18, 6))
        self._spend(contacted.partner_id[:9], amount=100)
        self._spend(control.partner_id[:3], amount=20)
        contacted[0].outcome = "accepted"
        Report = self.env["ficha.campaign.report"].with_user(self.manager)
        rows = Report._read_group(
            [("campaign_id", "=", campaign.id)],
            ["user_id"],
            ["customers:sum", "accepted:sum", "cost:sum", "spent:sum", "extra:sum"],
        )
        self.assertEqual({row[0] for row in rows}, {self.seller, self.other_seller})
        total = [sum(column) for column in list(zip(*rows, strict=True))[1:]]
        # those left alone spent 10 on average
        self.assertEqual(total, [18, 1, 180, 900, 900 - 18 * 10])
        with self.assertRaises(AccessError):
            Report.with_user(self.seller).search([])
        action = campaign.action_view_results()
        self.assertEqual(Report.search_count(action["domain"]), 18)

    def test_the_board_says_what_the_campaign_says(self):
        """What is beyond those left alone is one figure in both places, also where
        some were worth more before."""
        campaign = self._campaign(control_share=50)
        campaign.action_launch()
        members = campaign.sudo().member_ids
        for place, member in enumerate(members):
            worth = 100 * (place % 7)
            self.env.cr.execute(
                "UPDATE ficha_campaign_member SET worth = %s WHERE id = %s",
                (worth, member.id),
            )
            more = 30 if member.side == "contacted" else 0
            self._spend(member.partner_id, amount=worth / 2 + place + more)
        members.invalidate_recordset()
        with patch.object(effect, "ENOUGH_FOR_MONEY", 5):
            found, number = campaign._money_effect()
        self.assertEqual(number, 12)
        rows = (
            self.env["ficha.campaign.report"]
            .with_user(self.manager)
            .search([("campaign_id", "=", campaign.id)])
        )
        self.assertAlmostEqual(sum(rows.mapped("extra")), found.extra, places=1)

    def test_each_person_with_its_interval(self):
        """Of each person it is said what the campaign brought, against those of theirs
        who were left alone, or that it cannot be told."""
        campaign = self._campaign(control_share=50)
        campaign.action_launch()
        members = campaign.sudo().member_ids
        told = campaign.result_parts
        for seller in (self.seller, self.other_seller):
            self.assertIn(f"<strong>{seller.name}</strong><br>It cannot be told", told)
        self.assertNotIn("they spent", told.lower())
        # those of one of them buy where they were contacted, those of the other one
        # do so whether they were or not
        mine = members.filtered(lambda one: one.partner_id.user_id == self.seller)
        theirs = members - mine
        contacted = mine.filtered(lambda one: one.side == "contacted")
        self._spend(contacted.partner_id | theirs.partner_id)
        campaign.invalidate_recordset()
        with patch.object(effect, "ENOUGH", 3):
            told = campaign.result_parts
        number = len(contacted)
        self.assertIn(
            f"<strong>{self.seller.name}</strong><br>{number} of {number} bought; "
            f"without the campaign 0 were expected: {number} more, between ",
            told,
        )
        others = len(theirs.filtered(lambda one: one.side == "contacted"))
        name = self.other_seller.name
        self.assertIn(
            f"<strong>{name}</strong><br>{others} of {others} bought; without the "
            f"campaign {others} were expected. Whether it did anything",
            told,
        )
        self.assertNotIn("result_parts", campaign.with_user(self.seller).fields_get())
        # of one person and one channel there is nothing to add
        self.guests.user_id = self.seller
        campaign.invalidate_recordset()
        self.assertFalse(campaign.result_parts)

    def test_money_of_a_currency_without_cents(self):
        """Odoo takes the zeros at the end of a figure that has no decimals."""
        yen = self.env["res.currency"].with_context(active_test=False)
        company = self.env["res.company"].create(
            {
                "name": "Without cents",
                "currency_id": yen.search([("name", "=", "JPY")]).id,
            }
        )
        campaign = self.env["ficha.campaign"].new(
            {"company_id": company.id, "state": "done"}
        )
        sides = {
            "contacted": [(0.0, 1000.0, True)] * 40,
            "control": [(0.0, 0.0, False)] * 40,
        }
        self.assertRegex(campaign._money_words(sides), r"40\D000")

    def test_two_messages(self):
        self.guests.company_id = self.company  # the reminder of a shared one is silent
        campaign = self._campaign(message="First", message_b="Second")
        campaign.action_launch()
        members = campaign.sudo().member_ids
        first = members.filtered(lambda one: one.variant == "a")
        second = members - first
        self.assertEqual((len(first), len(second)), (12, 12))
        notes = self.env["mail.activity"].search(
            [("res_model", "=", "res.partner"), ("res_id", "in", self.guests.ids)]
        )
        # as told to who may see the campaign
        told = notes.with_user(self.manager)._ficha_campaign_told()
        by_note = {one.res_id: told[one.id]["note"] for one in notes}
        self.assertIn("Second", by_note[second[0].partner_id.id])
        self.assertIn("First", by_note[first[0].partner_id.id])
        self.assertIn("cannot be told yet", campaign.result_messages)
        campaign.sudo().state = "done"
        self.assertIn("which one was better cannot be told", campaign.result_messages)
        self._spend(second.partner_id[:11])
        campaign.invalidate_recordset()
        self.assertEqual(
            campaign.result_messages,
            "The second message sold better: 11 of 12 bought, of the first 0 of 12.",
        )

    # -- quick actions --------------------------------------------------------------

    def test_what_is_offered_is_quoted_or_billed(self):
        action = self.towels.with_user(self.seller).action_ficha_who_to_offer()
        line = self.env["ficha.offer"].browse(action["res_id"]).sudo().line_ids
        # sudo: one who bills and one who quotes are two people; here only what is made
        for action, model in (
            (line.action_quote(), "sale.order"),
            (line.action_bill(), "account.move"),
        ):
            self.assertEqual(action["res_model"], model)
            document = self.env[model].sudo().browse(action["res_id"])
            self.assertEqual(document.partner_id, self.customer)
            lines = "order_line" if model == "sale.order" else "invoice_line_ids"
            self.assertEqual(document[lines].product_id, self.towels)

    def test_who_to_offer_it_to(self):
        action = self.towels.with_user(self.seller).action_ficha_who_to_offer()
        offer = self.env["ficha.offer"].browse(action["res_id"])
        self.assertEqual(offer.line_ids.partner_id, self.customer)
        line = offer.line_ids
        self.assertEqual(line.state, "new")
        self.assertRegex(line.reason, "Buys Invented sheets; 9 of .* buy it")
        # what they bought before, and stopped buying
        action = self.soap.with_user(self.seller).action_ficha_who_to_offer()
        line = self.env["ficha.offer"].browse(action["res_id"]).line_ids
        self.assertEqual(line.state, "stopped")
        self.assertIn("they bought it every", line.reason)
        # not who refused it, nor customers of somebody else
        self.env["ficha.interaction"].sudo().create(
            {
                "partner_id": self.customer.id,
                "kind": "refusal",
                "refusal_reason": "no_need",
                "product_ids": [Command.set(self.towels.ids)],
            }
        )
        for user, product in (
            (self.seller, self.towels),
            (self.other_seller, self.soap),
        ):
            action = product.with_user(user).action_ficha_who_to_offer()
            offer = self.env["ficha.offer"].browse(action["res_id"])
            self.assertFalse(offer.line_ids)
            self.assertTrue(offer.note)

    def test_what_cannot_be_offered(self):
        """An empty list says the reason that can be mended, and not another one."""
        for values in ({"list_price": 0}, {"active": False}, {"sale_ok": False}):
            self.towels.write({"list_price": 11, "active": True, "sale_ok": True})
            self.towels.write(values)
            action = self.towels.with_user(self.seller).action_ficha_who_to_offer()
            offer = self.env["ficha.offer"].browse(action["res_id"])
            self.assertFalse(offer.line_ids)
            self.assertIn("archived, not for sale or has no price", offer.note)
        self.towels.write({"list_price": 11, "active": True, "sale_ok": True})
        # of another company, by who works in both
        other = self._create_company(name="Invented other shop")
        self.towels.company_id = other
        self.manager.company_ids += other
        towels = self.towels.with_user(self.manager).with_context(
            lang="en_US", allowed_company_ids=(self.company | other).ids
        )
        action = towels.action_ficha_who_to_offer()
        offer = self.env["ficha.offer"].browse(action["res_id"])
        self.assertIn("is of another company", offer.note)
        self.assertFalse(offer.line_ids)

    def _missed(self, partner, product=None, **values):
        """A request that came to nothing."""
        return (
            self.env["ficha.interaction"]
            .sudo()
            .create(
                {
                    "partner_id": partner.id,
                    "kind": "information_request",
                    "outcome": "none",
                    "missed_reason": "Too dear",
                    "product_ids": [Command.set(product.ids if product else [])],
                    "company_id": self.company.id,
                    **values,
                }
            )
        )

    def _made(self, action):
        """What is saved of the form that an action opens."""
        return (
            self.env["ficha.campaign"]
            .with_user(self.manager)
            .with_context(**action["context"])
            .create({})
        )

    def _missed_purchases(self, partners, companies=None):
        self.env.flush_all()
        return (
            self.env["ficha.missed.purchase"]
            .with_user(self.manager)
            .with_context(allowed_company_ids=(companies or self.company).ids)
            .search([("partner_id", "in", partners.ids)])
        )

    def test_a_campaign_in_one_click(self):
        """From missed purchases: who missed them, and what; a lost quotation is one,
        too. What cannot be offered any more is not."""
        gone = self.candles
        self._missed(self.guests[0], self.wine + gone)
        self._missed(self.guests[1], self.wine)
        order = self._quotation(
            self.guests[2],
            self.manager,
            order_line=[Command.create({"product_id": self.towels.id})],
        )
        order._action_cancel()
        gone.active = False
        who = self.guests[:3]
        made = self._made(self._missed_purchases(who).action_ficha_recover())
        self.assertEqual(made._segment_customers().sudo(), who)
        self.assertEqual(made.product_ids, self.wine + self.towels)
        self.assertEqual(made.company_id, self.company)
        made.channel_id = self.visit
        made.write({"by_preference": False, "control_share": 0})
        made.action_launch()
        self.assertEqual(made.state, "running")
        # one that names no product
        self._missed(self.guests[4])
        made = self._made(self._missed_purchases(self.guests[4]).action_ficha_recover())
        self.assertFalse(made.product_ids)
        with self.assertRaisesRegex(UserError, "Choose the customers"):
            self.env["res.partner"].action_ficha_campaign()
        with self.assertRaisesRegex(UserError, "did not"):
            self.env["ficha.missed.purchase"].action_ficha_recover()

    def test_missed_by_two_companies(self):
        """A campaign is of one company."""
        other = self.env["res.company"].create({"name": "Invented other company"})
        self.manager.company_ids += other
        self._missed(self.guests[0], self.wine)
        self._missed(self.guests[0], self.towels, company_id=other.id)
        missed = self._missed_purchases(self.guests[0], self.company + other)
        self.assertEqual(len(missed), 2)
        with self.assertRaisesRegex(UserError, "several companies"):
            missed.action_ficha_recover()
        theirs = missed.filtered(lambda one: one.company_id == other)
        action = theirs.action_ficha_recover()
        self.assertEqual(action["context"]["default_company_id"], other.id)
        self.assertEqual(action["context"]["default_product_ids"], self.towels.ids)

    def test_a_campaign_of_a_segment_and_of_a_product(self):
        segment = (
            self.env["ficha.segment"]
            .with_user(self.manager)
            .create(
                {
                    "name": "Some guests",
                    "company_id": self.company.id,
                    "domain": str([("id", "in", self.guests[:3].ids)]),
                }
            )
        )
        segment._refresh()
        made = self._made(segment.action_new_campaign())
        self.assertEqual(made.segment_id, segment)
        self.assertEqual(made._segment_customers().sudo(), self.guests[:3])
        self.assertEqual(made.company_id, segment.company_id)
        # from a product: who would be offered it, and the product
        self.customer.user_id = self.manager
        action = self.towels.with_user(self.manager).action_ficha_who_to_offer()
        offer = self.env["ficha.offer"].with_user(self.manager)
        offer = offer.browse(action["res_id"])
        made = self._made(offer.action_campaign())
        self.assertEqual(made._segment_customers().sudo(), self.customer)
        self.assertEqual(made.product_ids, self.towels)
