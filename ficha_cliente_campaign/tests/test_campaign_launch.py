from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.ficha_cliente.tests.common_documents import TODAY

from ..models import ficha_campaign_launch
from .common_campaign import CampaignCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestCampaignLaunch(CampaignCommon):
    """A launch: of a segment, in the background, and beside other campaigns."""

    def _segment(self, **values):
        return (
            self.env["ficha.segment"]
            .with_user(self.manager)
            .create(
                {
                    "name": "Guests",
                    "company_id": self.company.id,
                    "domain": "[('name', 'like', 'Campaign guest')]",
                    **values,
                }
            )
        )

    def _sides(self, campaign):
        sides = {}
        for member in campaign.sudo().member_ids:
            sides.setdefault(member.side, self.env["res.partner"])
            sides[member.side] |= member.partner_id
        return sides

    # -- of a segment ---------------------------------------------------------------

    def test_a_segment_as_it_is_on_the_day(self):
        segment = self._segment()
        campaign = self._campaign(segment_id=segment.id, domain="[]")
        self.assertEqual(campaign.segment_count, 8)
        # they came and left since it was asked at night
        self.guests[0].name = "Away"
        campaign.action_launch()
        self.assertEqual(self._sides(campaign), {"contacted": self.guests[1:]})
        self.guests[1].name = "Away, too"
        segment.action_refresh()
        self.assertEqual(len(campaign.sudo().member_ids), 7)
        with self.assertRaisesRegex(UserError, "keeps its customers"):
            campaign.segment_id = False
        segment.unlink()
        self.assertEqual(len(campaign.sudo().member_ids), 7)

    def test_of_another_company(self):
        other = self._create_company(name="Other company of launches")
        segment = (
            self.env["ficha.segment"]
            .with_user(SUPERUSER_ID)
            .create({"name": "Theirs", "company_id": other.id, "domain": "[]"})
        )
        with self.assertRaisesRegex(AccessError, "another company"):
            self._campaign(segment_id=segment.id)
        # who sees both is told what to do
        campaign = self._campaign().sudo()
        with self.assertRaisesRegex(ValidationError, "choose a segment of the company"):
            campaign.segment_id = segment

    def test_conditions_are_checked_as_those_of_rules(self):
        segment = self._segment()
        for domain, error, sentence in (
            ("[('message_ids.mail_ids', '!=', False)]", AccessError, "may not read"),
            ("[('next_purchase_text', '=', '1')]", ValidationError, "cannot be search"),
            (
                f"[('ficha_segment_ids', 'in', {segment.ids})]",
                ValidationError,
                "choose that one",
            ),
        ):
            with self.assertRaisesRegex(error, sentence):
                self._campaign(user=self.second_manager, domain=domain)

    # -- in the background ----------------------------------------------------------

    def test_a_big_one_goes_on_in_the_background(self):
        self._object(self.guests[:1])
        campaign = self._campaign(control_share=25)
        with (
            patch.object(ficha_campaign_launch, "BIG", 5),
            patch.object(ficha_campaign_launch, "BATCH", 3),
        ):
            told = campaign.action_launch()
            self.assertIn("in the background", told["params"]["message"])
            self.assertEqual(campaign.state, "launching")
            self.assertEqual(
                campaign.progress_text,
                "It is being launched: 0 of 8 customers are ready.",
            )
            with self.assertRaisesRegex(UserError, "launched already"):
                campaign.action_launch()
            # nobody sees whom to contact before it is known who is left alone
            Member = self.env["ficha.campaign.member"].with_user(self.seller)
            mine = campaign.with_user(self.manager)
            seen = []
            while mine._launch_step(3):
                mine.invalidate_recordset()
                seen.append(mine.progress_text)
                if not campaign.drawn:
                    self.assertFalse(Member.search([("campaign_id", "=", campaign.id)]))
        self.assertIn("It is being launched: 1 of 8 customers are ready.", seen)
        self.assertEqual(campaign.state, "running")
        sides = self._sides(campaign)
        self.assertEqual(
            {side: len(partners) for side, partners in sides.items()},
            {"left_out": 1, "control": 2, "contacted": 5},
        )
        planned = self.env["mail.activity"].search(
            [("res_model", "=", "res.partner"), ("res_id", "in", self.guests.ids)]
        )
        self.assertEqual(set(planned.mapped("res_id")), set(sides["contacted"].ids))

    def test_the_scheduler_launches_it(self):
        campaign = self._campaign()
        with (
            patch.object(ficha_campaign_launch, "BIG", 5),
            self.enter_registry_test_mode(),
        ):
            campaign.action_launch()
            self.env.ref(ficha_campaign_launch.CRON).method_direct_trigger()
        campaign.invalidate_recordset()
        self.assertEqual(campaign.state, "running")
        self.assertEqual(len(campaign.sudo().member_ids), 8)

    def test_it_ends_by_its_day(self):
        """Nobody has to press anything; on its last day it still runs, wherever one
        is."""
        campaign = self._campaign()
        campaign.action_launch()
        for days, state in ((0, "running"), (2, "done")):
            with (
                freeze_time(campaign.date_end + relativedelta(days=days)),
                self.enter_registry_test_mode(),
            ):
                self.env.ref(ficha_campaign_launch.CRON).method_direct_trigger()
            campaign.invalidate_recordset()
            self.assertEqual(campaign.state, state)
        self.assertEqual(campaign.date_end, self.today + relativedelta(days=30))

    def test_where_it_is_is_not_written_by_hand(self):
        """A campaign that is put back would be launched again with a discount that
        nobody approved, or in the name of somebody else."""
        by_hand = {
            "state": "running",
            "launched_on": TODAY,
            "launched_by_id": self.second_manager.id,
            "drawn": True,
        }
        campaign = self._campaign(**by_hand)
        claimed = {f"default_{name}": value for name, value in by_hand.items()}
        other = campaign.with_context(**claimed).copy()
        for made in (campaign, other):
            self.assertEqual(made.state, "draft")
            self.assertFalse(made.launched_on or made.launched_by_id or made.drawn)
        for name, value in by_hand.items():
            with self.subTest(name=name), self.assertRaises(AccessError):
                campaign.write({name: value})
        campaign.action_launch()
        with self.assertRaises(AccessError):
            campaign.state = "draft"
        self.assertEqual(campaign.state, "running")
        self.assertEqual(campaign.launched_by_id, self.manager)

    def test_one_that_fails_keeps_no_other_waiting(self):
        """Whatever fails in one launch is said there, and the next one goes on."""
        bad = self._campaign(
            name="Bad", domain=str([("id", "in", self.guests[:6].ids)])
        )
        good = self._campaign(
            name="Good", domain=str([("id", "in", self.guests[6:].ids)])
        )
        original = type(bad)._look_at

        def look_at(campaign, members):
            if campaign.id == bad.id:
                raise KeyError("something is gone")
            return original(campaign, members)

        with (
            patch.object(ficha_campaign_launch, "BIG", 1),
            patch.object(type(bad), "_look_at", look_at),
            self.enter_registry_test_mode(),
            self.assertLogs(ficha_campaign_launch.__name__, "ERROR") as logged,
        ):
            bad.action_launch()
            good.action_launch()
            self.env.ref(ficha_campaign_launch.CRON).method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((bad.state, good.state), ("draft", "running"))
        self.assertFalse(bad.sudo().member_ids)
        self.assertIn("server's log", "".join(bad.message_ids.mapped("body")))
        self.assertIn("something is gone", logged.output[0])

    def test_a_launch_is_stopped(self):
        """Half launched, then stopped: no reminder and nobody of it stays, and it can
        be launched again."""
        campaign = self._campaign()
        with self.assertRaisesRegex(UserError, "end the campaign"):
            campaign.action_cancel_launch()
        planned = [("res_model", "=", "res.partner"), ("res_id", "in", self.guests.ids)]
        with patch.object(ficha_campaign_launch, "BIG", 5):
            campaign.action_launch()
        while not self.env["mail.activity"].search_count(planned):
            campaign._launch_step(3)
        self.assertEqual(campaign.state, "launching")
        with self.assertRaises(AccessError):
            campaign.with_user(self.seller).action_cancel_launch()
        campaign.action_cancel_launch()
        self.assertEqual(campaign.state, "draft")
        self.assertFalse(campaign.launched_on)
        self.assertFalse(campaign.sudo().member_ids)
        self.assertFalse(self.env["mail.activity"].search(planned))
        self.assertIn("stopped", str(campaign.message_ids[:1].body))
        self.assertFalse(campaign._launch_step(3))  # the scheduler finds nothing to do
        campaign.action_launch()
        self.assertEqual(campaign.state, "running")
        self.assertEqual(self.env["mail.activity"].search_count(planned), 8)

    def test_one_that_is_launched_is_stopped_before_it_is_deleted(self):
        campaign = self._campaign()
        with patch.object(ficha_campaign_launch, "BIG", 5):
            campaign.action_launch()
        # the button that is there is said, and no other
        with self.assertRaisesRegex(UserError, "^Stop the launch of the campaign"):
            campaign.unlink()
        campaign.action_cancel_launch()
        campaign.action_launch()
        with self.assertRaisesRegex(UserError, "^End the campaign before"):
            campaign.unlink()
        campaign.action_end()
        campaign.unlink()
        self.assertFalse(campaign.exists())

    def test_what_was_launched_stays(self):
        """What was sent out is not rewritten afterwards: by which way, to whom, with
        which second message; a copy says that it is one and begins anew."""
        campaign = self._campaign(message="First", message_b="Second")
        campaign.action_launch()
        for values in (
            {"how": "quotation"},
            {"message_b": "Another one"},
            {"overlap": "best"},
            {"control_share": 20},
            {"channel_id": self.env.ref("ficha_cliente.channel_phone").id},
        ):
            with self.assertRaisesRegex(UserError, "duplicate it"):
                campaign.write(values)
        with self.assertRaisesRegex(UserError, "launched already"):
            campaign.action_launch()
        copy = campaign.copy({"state": "running", "drawn": True})
        self.assertEqual(copy.name, "Christmas (copy)")
        self.assertEqual((copy.state, copy.drawn), ("draft", False))
        self.assertFalse(copy.sudo().member_ids or copy.launched_on)
        self.assertEqual(campaign.copy({"name": "Easter"}).name, "Easter")
        # whom the first one holds are not in the copy, which says which one it is
        with self.assertRaisesRegex(UserError, "already in the campaign “Christmas”"):
            copy.action_launch()

    def test_deleted_with_its_result(self):
        """What was ended and deleted does not come back, and nobody is told so."""
        campaign = self._campaign()
        campaign.action_launch()
        with self.assertRaisesRegex(UserError, "End the campaign before"):
            campaign.unlink()
        told = campaign.action_end()["params"]
        campaign.unlink()
        self.assertFalse(self.env["ficha.campaign.member"].sudo().search([]))
        [gesture] = self.env["ficha.gesture"].browse(told["undo"]["args"][0])
        with self.assertRaisesRegex(UserError, "was deleted since"):
            gesture.with_user(self.manager).action_undo()

    def test_as_many_queries_for_many(self):
        """What a batch asks does not grow with the customers in it."""

        def queries(guests):
            campaign = self._campaign(domain=str([("id", "in", guests.ids)]))
            with patch.object(ficha_campaign_launch, "BIG", 1):
                campaign.action_launch()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            while campaign._launch_step(100):
                pass
            self.env.flush_all()
            number = self.env.cr.sql_log_count - before
            campaign.action_end()
            return number

        queries(self.guests[:1])  # what is cached of the first
        few = queries(self.guests[:2])
        self.assertLessEqual(queries(self.guests), few + 5)

    def test_archived_or_merged_meanwhile(self):
        campaign = self._campaign()
        with patch.object(ficha_campaign_launch, "BIG", 5):
            campaign.action_launch()
        self.guests[0].active = False
        while campaign._launch_step(100):
            pass
        self.assertEqual(self._sides(campaign)["left_out"], self.guests[0])
        self.assertEqual(campaign.left_out_text, "1 archived or merged meanwhile")

    # -- beside others --------------------------------------------------------------

    def test_the_first_keeps_them(self):
        first = self._campaign()
        first.action_launch()
        second = self._campaign(name="Second", message="Come")
        with self.assertRaisesRegex(UserError, "8 already in the campaign “Christmas”"):
            second.action_launch()
        self.assertEqual(len(first.sudo().member_ids), 8)

    def _discounts(self):
        self.env.ref("base.group_user")._apply_group(
            self.env.ref("product.group_product_pricelist")
        )
        self.env["ficha.discount.limit"].with_user(self.manager).create(
            {
                "company_id": self.company.id,
                "max_discount": 50,
                "approval_above": 50,
            }
        )

    def _better(self, guests, discount=10, **values):
        """A better campaign, on its way: it has taken some and is not launched yet."""
        campaign = self._campaign(
            name=f"Better {discount}",
            overlap="best",
            discount=discount,
            domain=f"[('id', 'in', {guests.ids})]",
            **values,
        )
        with patch.object(ficha_campaign_launch, "BIG", 1):
            campaign.action_launch()
        return campaign

    def _reminded(self, partners):
        """Of what they have a reminder, by customer."""
        found = self.env["mail.activity"].search(
            [("res_model", "=", "res.partner"), ("res_id", "in", partners.ids)]
        )
        return sorted((one.res_id, one.summary) for one in found)

    def test_the_best_has_them(self):
        self._discounts()
        self.guests.company_id = self.company
        first = self._campaign(control_share=25)
        first.action_launch()
        less = self._campaign(name="No more", overlap="best")
        with self.assertRaisesRegex(UserError, "already in the campaign"):
            less.action_launch()
        more = self._campaign(
            name="More",
            overlap="best",
            discount=10,
            domain=f"[('id', 'in', {self.guests[:4].ids})]",
        )
        more.action_launch()
        self.assertEqual(self._sides(more)["contacted"], self.guests[:4])
        # out of the first on whichever side they were, and with no second reminder
        out = first.sudo().member_ids.filtered(lambda one: one.side == "left_out")
        self.assertEqual(out.partner_id, self.guests[:4])
        self.assertEqual(
            set(out.mapped("left_out_reason")), {"moved to the campaign “More”"}
        )
        planned = self.env["mail.activity"].search(
            [("res_model", "=", "res.partner"), ("res_id", "in", self.guests[:4].ids)]
        )
        self.assertEqual(len(planned), 4)
        self.assertEqual(set(planned.mapped("summary")), {"Campaign"})

    def test_who_was_taken_is_given_back(self):
        """Stopped: those it took are in the other campaign as they were, and no price
        list is left that would be given again."""
        self._discounts()
        self.guests.company_id = self.company
        first = self._campaign(control_share=25, discount=5)
        first.action_launch()
        members = first.sudo().member_ids
        # one was called and said so, whom nobody is to be reminded of again
        said = members.filtered(lambda one: one.side == "contacted")[0]
        said.activity_id.action_feedback()
        said.outcome = "offered"
        guest = members.filtered(lambda one: one.activity_id.active)[0].partner_id
        before = {one: (one.side, one.pricelist_id) for one in members}
        reminded = self._reminded(self.guests)
        better = self._better(self.guests)
        while better._launch_step(3):
            if all(better.sudo().member_ids.mapped("planned")):
                break
        self.assertEqual(better.state, "launching")
        self.assertEqual(set(members.mapped("side")), {"left_out"})
        self.assertEqual(
            {summary for _id, summary in self._reminded(self.guests)},
            {"Campaign"},
        )
        Pricelist = self.env["product.pricelist"].sudo()
        Pricelist = Pricelist.with_context(active_test=False)
        mine = [("ficha_campaign_id", "=", better.id)]
        order = {"partner_id": guest.id, "company_id": self.company.id}
        Order = self.env["sale.order"].with_user(self.manager)
        ordered = Order.create(order).sudo()
        self.assertIn(ordered.pricelist_id, Pricelist.search(mine))
        better.action_cancel_launch()
        self.env.invalidate_all()
        self.assertEqual({one: (one.side, one.pricelist_id) for one in members}, before)
        self.assertEqual(set(members.mapped("left_out_reason")), {False})
        self.assertEqual(self._reminded(self.guests), reminded)
        # the price list of a quotation is kept for that one
        kept = ordered.pricelist_id
        self.assertEqual(Pricelist.search(mine), kept)
        self.assertFalse(kept.active)
        later = Order.create(order).sudo()
        self.assertEqual(later.pricelist_id.ficha_campaign_id, first)
        self.env.invalidate_all()
        # and it may be launched again, with another one
        better.action_launch()
        self.assertEqual(better.state, "running")
        self.assertEqual(len(Pricelist.search([*mine, ("active", "=", True)])), 1)
        self.assertFalse(kept.active)

    def test_not_who_is_in_a_third_one(self):
        self._discounts()
        self.guests.company_id = self.company
        first = self._campaign()
        first.action_launch()
        better = self._better(self.guests[:4])
        while not better.drawn:
            better._launch_step(3)
        best = self._better(self.guests[:2], discount=20)
        while not best.drawn:
            best._launch_step(3)
        better.action_cancel_launch()
        sides = self._sides(first)
        self.assertEqual(sides["left_out"], self.guests[:2])
        self.assertEqual(
            {self._member(first, one).left_out_reason for one in self.guests[:2]},
            {"moved to the campaign “Better 20”"},
        )
        # until that one is stopped, too
        best.action_cancel_launch()
        self.assertEqual(self._sides(first), {"contacted": self.guests})
        self.assertEqual(
            self._reminded(self.guests),
            [(one.id, "Campaign") for one in self.guests],
        )

    def test_not_who_missed_the_draw(self):
        """Nor is there a reminder in a campaign that has ended meanwhile."""
        self._discounts()
        first = self._campaign(message="Come")
        with patch.object(ficha_campaign_launch, "BIG", 1):
            first.action_launch()
        first._launch_step(100)
        better = self._better(self.guests[:2])
        better._launch_step(100)
        while first._launch_step(100):
            pass
        ended = self._better(self.guests[2:4], discount=15)
        ended._launch_step(100)
        first.action_end()
        better.action_cancel_launch()
        ended.action_cancel_launch()
        out = self._sides(first)["left_out"]
        self.assertEqual(out, self.guests[:2])
        self.assertEqual(
            {self._member(first, one).left_out_reason for one in out},
            {"in another campaign when the lots were drawn"},
        )
        self.assertEqual(self._member(first, self.guests[2]).side, "contacted")
        self.assertFalse(self._reminded(self.guests[:4]))

    def test_a_segment_of_a_draft_is_not_deleted(self):
        """A campaign without one would be for all customers."""
        segment = (
            self.env["ficha.segment"]
            .with_user(self.manager)
            .create(
                {
                    "name": "Hotels",
                    "company_id": self.company.id,
                    "domain": "[('name', 'like', 'guest')]",
                }
            )
        )
        campaign = self._campaign(segment_id=segment.id, domain="[]")
        with self.assertRaisesRegex(UserError, "choose another segment"):
            segment.unlink()
        campaign.segment_id = False
        segment.unlink()
        self.assertFalse(segment.exists())
