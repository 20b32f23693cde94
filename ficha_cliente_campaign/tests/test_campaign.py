from dateutil.relativedelta import relativedelta
from freezegun import freeze_time
from psycopg2.errors import NotNullViolation

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.ficha_cliente.tests.common_documents import TODAY

from ..tools import effect
from .common_suggestion import SuggestionCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestCampaign(SuggestionCommon):
    """A campaign: who is contacted, who is left alone or out, and what it brought."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("campaign_manager", "ficha_cliente.group_ficha_manager")
        cls.guests = cls.env["res.partner"].create(
            [
                {
                    "name": f"Campaign guest {number:03}",
                    "customer_rank": 1,
                    "user_id": cls.seller.id if number % 2 else cls.other_seller.id,
                }
                for number in range(40)
            ]
        )
        cls.segment = "[('name', 'like', 'Campaign guest')]"
        # the gate has its own tests: here all may be visited, but who said no
        cls.visit = cls.env.ref("ficha_cliente.channel_visit")

    def _campaign(self, user=None, **values):
        return (
            self.env["ficha.campaign"]
            .with_user(user or self.manager)
            .with_context(lang="en_US")
            .create(
                {
                    "name": "Christmas",
                    "company_id": self.company.id,
                    "domain": self.segment,
                    "product_ids": [Command.set(self.towels.ids)],
                    "channel_id": self.visit.id,
                    "by_preference": False,
                    **values,
                }
            )
        )

    def _allow(self, partners):
        """They agreed to be told of our products."""
        self.env["ficha.consent"].sudo().create(
            [
                {
                    "partner_id": partner.id,
                    "event": "given",
                    "purpose_id": self.env.ref(
                        "ficha_cliente_privacy.purpose_own_news"
                    ).id,
                    "happened_on": fields.Datetime.now() - relativedelta(days=5),
                    "method": "presence",
                }
                for partner in partners
            ]
        )

    def _launched(self, **values):
        self._allow(self.guests)
        campaign = self._campaign(**values)
        campaign.action_launch()
        return campaign

    def _sides(self, campaign, side):
        members = campaign.sudo().member_ids
        return members.filtered(lambda one: one.side == side).partner_id

    # -- who -----------------------------------------------------------------------

    def test_one_in_ten_is_left_alone(self):
        campaign = self._launched()
        control = self._sides(campaign, "control")
        contacted = self._sides(campaign, "contacted")
        self.assertEqual((len(control), len(contacted)), (4, 36))
        self.assertEqual(campaign.state, "running")
        # only those who are contacted come up for who follows them up
        planned = self.env["mail.activity"].search(
            [("res_model", "=", "res.partner"), ("res_id", "in", self.guests.ids)]
        )
        self.assertEqual(set(planned.mapped("res_id")), set(contacted.ids))
        self.assertEqual(planned.user_id, self.seller | self.other_seller)

    def test_what_nobody_pays(self):
        for cost in (-1, 1e300):
            with self.assertRaises(ValidationError):
                self._campaign(cost=cost)

    def test_the_segment_is_frozen(self):
        campaign = self._launched()
        self.env["res.partner"].create({"name": "Campaign guest late"})
        self.guests[0].active = False
        self.assertEqual(len(campaign.sudo().member_ids), 40)
        with self.assertRaisesRegex(UserError, "keeps its customers"):
            campaign.domain = "[]"
        with self.assertRaisesRegex(UserError, "launched already"):
            campaign.action_launch()

    def test_who_may_not_be_contacted_is_counted(self):
        self._object(self.guests[:3])
        first_ten = "[('name', 'like', 'Campaign guest 00')]"
        # to be written to, somebody has to have said yes
        email = self.env.ref("ficha_cliente.channel_email")
        self._allow(self.guests[3:5])
        campaign = self._campaign(name="Written", domain=first_ten, channel_id=email.id)
        may = self.guests[:10]._ficha_may_contact("own_news", "email")
        campaign.action_launch()
        self.assertEqual(
            self._sides(campaign, "left_out"),
            self.guests[:10].filtered(lambda one: not may[one.id].ok),
        )
        self.assertIn("5 nobody asked them", campaign.left_out_text)
        campaign.action_end()
        # who is visited only has to have said no to nothing
        campaign = self._campaign(domain=first_ten)
        campaign.action_launch()
        self.assertEqual(self._sides(campaign, "left_out"), self.guests[:3])
        self.assertEqual(campaign.left_out_count, 3)
        self.assertEqual(campaign.left_out_text, "3 asked us not to")

    def test_who_would_be_left_out_is_told_while_it_is_prepared(self):
        self._object(self.guests[:3])
        email = self.env.ref("ficha_cliente.channel_email")
        self._allow(self.guests[3:20])
        campaign = self._campaign(channel_id=email.id)
        action = campaign.action_view_left_out()
        dialog = self.env[action["res_model"]].browse(action["res_id"])
        dialog = dialog.with_user(self.manager)
        told = [(line.count, line.reason) for line in dialog.line_ids]
        who = {line.reason: line.partner_ids for line in dialog.line_ids}
        view = dialog.line_ids[:1].action_view_customers()
        self.assertEqual(
            self.env["res.partner"].search(view["domain"]), who[told[0][1]]
        )
        self.assertEqual(dialog.customer_count, 40)
        self.assertEqual(dialog.left_out_count, sum(count for count, _why in told))
        # nothing of it stays
        self.assertEqual(campaign.state, "draft")
        self.assertFalse(campaign.sudo().member_ids)
        # it is what the launch finds
        campaign.action_launch()
        self.assertEqual(
            campaign.left_out_text, ", ".join(f"{count} {why}" for count, why in told)
        )
        self.assertEqual(
            dialog.taken_count, campaign.contacted_count + campaign.control_count
        )
        out = campaign.sudo().member_ids.filtered(lambda one: one.side == "left_out")
        for member in out:
            self.assertIn(member.partner_id, who[member.left_out_reason])
        with self.assertRaisesRegex(UserError, "launched already"):
            campaign.action_view_left_out()

    def test_nobody_would_be_left_out(self):
        campaign = self._campaign()
        action = campaign.action_view_left_out()
        dialog = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual((dialog.taken_count, dialog.left_out_count), (40, 0))
        self.assertFalse(dialog.line_ids)
        with self.assertRaises(AccessError):
            campaign.with_user(self.seller).action_view_left_out()
        with self.assertRaisesRegex(UserError, "Nobody is in the segment"):
            self._campaign(
                name="Nobody", domain="[('name', '=', 'not there at all')]"
            ).action_view_left_out()

    def test_as_many_questions_to_tell_of_many_who_is_left_out(self):
        few = self._campaign(name="Few", domain="[('name', 'like', 'guest 00')]")
        many = self._campaign(name="Many")
        asked = []
        for campaign in (few, many, few, many):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            campaign.action_view_left_out()
            self.env.flush_all()
            asked.append(self.env.cr.sql_log_count - before)
        self.assertEqual(asked[2], asked[3])

    def test_each_by_the_channel_they_prefer(self):
        self._allow(self.guests)
        self.guests[0].preferred_channel_id = self.env.ref("ficha_cliente.channel_fair")
        campaign = self._campaign(by_preference=True)
        campaign.action_launch()
        channels = {
            one.partner_id: one.channel_id.code for one in campaign.sudo().member_ids
        }
        self.assertEqual(channels[self.guests[0]], "fair")
        self.assertEqual(channels[self.guests[1]], "visit")

    def test_ending_can_be_taken_back(self):
        campaign = self._launched()
        last = campaign.date_end
        told = campaign.action_end()["params"]
        self.assertIn("Christmas", told["message"])
        gesture = self.env["ficha.gesture"].browse(told["undo"]["args"][0])
        with self.assertRaises(UserError):
            gesture.with_user(self.seller).action_undo()
        gesture.with_user(self.manager).action_undo()
        self.assertEqual((campaign.state, campaign.date_end), ("running", last))
        # its customers are in another one by now
        told = campaign.action_end()["params"]
        self._launched(name="Easter")
        gesture = self.env["ficha.gesture"].browse(told["undo"]["args"][0])
        with self.assertRaisesRegex(UserError, "stays ended"):
            gesture.with_user(self.manager).action_undo()
        self.assertEqual(campaign.state, "done")

    def test_what_is_over_is_not_called_for(self):
        """Hoy does not send anybody to offer what has ended; taken back, it does."""
        campaign = self._launched(domain="[('name', 'like', 'Campaign guest 00')]")
        called = self._sides(campaign, "contacted")[0]

        def reminded():
            members = campaign.sudo().member_ids
            return self.env["mail.activity"].search_count(
                [
                    ("res_model", "=", "res.partner"),
                    ("res_id", "in", self.guests.ids),
                    ("id", "in", members.activity_id.ids),
                ]
            )

        number = reminded()
        self.assertEqual(number, campaign.contacted_count)
        member = campaign.sudo().member_ids.filtered(
            lambda one: one.partner_id == called
        )
        member.activity_id.action_feedback(feedback="Told")
        told = campaign.action_end()["params"]
        self.assertEqual(reminded(), 0)
        gesture = self.env["ficha.gesture"].browse(told["undo"]["args"][0])
        gesture.with_user(self.manager).action_undo()
        # but not who was called already
        self.assertEqual(reminded(), number - 1)

    def test_one_campaign_at_a_time(self):
        first = self._launched(domain="[('name', 'like', 'Campaign guest 00')]")
        second = self._campaign(name="Second")
        second.action_launch()
        self.assertEqual(second.left_out_count, 10)
        self.assertEqual(second.left_out_text, "10 already in the campaign “Christmas”")
        first.action_end()
        third = self._campaign(
            name="Third", domain="[('name', 'like', 'Campaign guest 00')]"
        )
        third.action_launch()
        self.assertEqual(third.left_out_count, 0)

    def test_a_campaign_whose_day_has_passed_holds_nobody(self):
        first = self._launched(domain="[('name', 'like', 'Campaign guest 00')]")
        later = first.date_end + relativedelta(days=1)
        with freeze_time(later):
            second = self._campaign(name="Second")
            second.action_launch()
            self.assertEqual(second.left_out_count, 0)
            # and asked once more it begins anew
            again = first.copy()
            self.assertGreater(again.date_end, later)

    def test_of_one_company(self):
        other = self._create_company(name="Other company of campaigns")
        self.guests[:4].company_id = other
        self.guests[4:6].company_id = self.company
        campaign = self._launched()
        self.assertEqual(len(campaign.sudo().member_ids), 36)
        # nor is anything offered that another company sells
        campaign.action_end()
        campaign = self._campaign()
        self.towels.company_id = other
        with self.assertRaisesRegex(UserError, "“Invented towels” is of another"):
            campaign.action_launch()

    # -- what makes no sense -------------------------------------------------------

    def test_a_sentence_for_each(self):
        self._allow(self.guests)
        cases = (
            (
                {"domain": "[('name', '=', 'nobody at all')]"},
                "Nobody is in the segment",
            ),
            ({"product_ids": False}, "offers nothing"),
            ({"product_ids": False, "message": "  "}, "offers nothing"),
        )
        for values, sentence in cases:
            campaign = self._campaign(**values)
            with self.assertRaisesRegex(UserError, sentence):
                campaign.action_launch()
            self.assertEqual(campaign.state, "draft")
            self.assertFalse(campaign.sudo().member_ids)
        self.towels.list_price = 0
        with self.assertRaisesRegex(UserError, "“Invented towels” cannot be offered"):
            self._campaign().action_launch()
        self.towels.list_price = 11
        for values, sentence in (
            ({"control_share": 120}, "between 0 and 50"),
            ({"control_share": -1}, "between 0 and 50"),
            ({"date_end": "2020-01-01"}, "before the campaign begins"),
            ({"domain": "[('nothing_like_it', '=', 1)]"}, "cannot be read"),
            ({"domain": "import os"}, "cannot be read"),
        ):
            with self.assertRaisesRegex(ValidationError, sentence):
                self._campaign(**values)
        with self.assertRaisesRegex(UserError, "None of the 40"):
            self.guests.with_user(self.manager).do_not_contact = True
            self._campaign().action_launch()

    def test_personal_data_only_where_it_was_said(self):
        self._allow(self.guests)
        personal = "[('marital_status', '!=', False)]"
        with self.assertRaisesRegex(ValidationError, "personal data"):
            self._campaign(domain=personal)
        with self.assertRaisesRegex(ValidationError, "personal data"):
            self._campaign(domain=f"[('child_ids', 'any', {personal})]")
        with self.assertRaises(AccessError):
            self._campaign(uses_personal=True)
        self.manager.group_ids += self.env.ref("ficha_cliente.group_ficha_personal")
        self.assertTrue(self._campaign(domain=personal, uses_personal=True))

    def test_a_segment_asks_for_what_its_author_may_read(self):
        for domain in (
            "[('invoice_ids.amount_total', '>', 3)]",
            "[('family_member_ids.name', 'ilike', 'a')]",
        ):
            with self.subTest(domain), self.assertRaises(UserError):
                self._campaign(domain=domain)
            campaign = self._campaign()
            with self.subTest(domain), self.assertRaises(UserError):
                campaign.domain = domain
        for domain in (
            "[('followup_banner', '=', 1)]",  # nothing searches it
            "[('create_date', '>', 'next summer')]",
            "[" * 3000,
            "{}",
        ):
            with self.subTest(domain[:40]), self.assertRaises(ValidationError):
                self._campaign(domain=domain)
        # one that can no longer be asked breaks no screen
        campaign = self._campaign()
        self.env.cr.execute(
            "UPDATE ficha_campaign SET domain = %s WHERE id = %s",
            ["[('gone', '=', 1)]", campaign.id],
        )
        campaign.invalidate_recordset()
        self.assertEqual(campaign.read(["segment_count"])[0]["segment_count"], 0)
        self.assertIn("not there", campaign.domain_problem)
        with self.assertRaisesRegex(ValidationError, "cannot be read"):
            campaign.action_launch()

    def test_its_segment_can_no_longer_be_asked(self):
        """The campaign says what the segment says, and which one it is."""
        author = self._user("campaign_second", "ficha_cliente.group_ficha_manager")
        segment = self.env["ficha.segment"].with_user(author)
        segment = segment.create(
            {
                "name": "Guests of ours",
                "company_id": self.company.id,
                "domain": self.segment,
            }
        )
        campaign = self._campaign(segment_id=segment.id, domain="[]")
        own = self._campaign(author)
        self.assertFalse(campaign.domain_problem)
        author.active = False
        campaign.invalidate_recordset()
        self.assertIn("“Guests of ours”", campaign.domain_problem)
        self.assertIn("no longer a user", campaign.domain_problem)
        with self.assertRaisesRegex(UserError, "no longer a user"):
            campaign.action_launch()
        segment.with_user(self.manager).action_take_condition()
        campaign.invalidate_recordset()
        self.assertFalse(campaign.domain_problem)
        # conditions of its own are asked by who launches it: nobody else is missed
        self.assertFalse(own.with_user(self.manager).domain_problem)
        self.env.cr.execute(
            "UPDATE ficha_campaign SET domain = %s, state = 'done' WHERE id = %s",
            ["[('gone', '=', 1)]", own.id],
        )
        own.invalidate_recordset()
        self.assertFalse(own.with_user(self.manager).domain_problem, "asked no more")

    def test_who_may_not_read_the_segment_does_not_launch_it(self):
        """Whoever sees the customers of a campaign learns what its segment asks."""
        self._allow(self.guests)
        groups = "ficha_cliente.group_ficha_manager,account.group_account_invoice"
        biller = self._user("campaign_biller", groups)
        cheap = "'|', ('invoice_ids', '=', False), ('invoice_ids.amount_total', '<', 9)"
        campaign = self._campaign(user=biller, domain=f"{self.segment[:-1]}, {cheap}]")
        theirs = campaign.with_user(self.manager)
        self.assertEqual(theirs.segment_count, 0)
        for gesture in ("action_launch", "copy"):
            with self.subTest(gesture), self.assertRaises(AccessError):
                getattr(theirs, gesture)()
        campaign.action_launch()
        theirs.action_end()  # anybody who manages campaigns may stop one
        self.assertEqual(campaign.state, "done")

    def test_a_personal_campaign_is_for_who_sees_personal_data(self):
        self._allow(self.guests)
        groups = "ficha_cliente.group_ficha_manager,ficha_cliente.group_ficha_personal"
        privy = self._user("campaign_privy", groups)
        self.guests[:4].with_user(privy).marital_status = "widowed"
        campaign = self._campaign(
            user=privy,
            name="Widows",
            domain="[('marital_status', '=', 'widowed')]",
            uses_personal=True,
            script="<p>Be gentle</p>",
            control_share=0,
        )
        campaign.action_launch()
        members = campaign.sudo().member_ids
        self.assertEqual(members.partner_id, self.guests[:4])
        for user in (self.manager, self.seller):
            for rows in (campaign, members):
                seen = self.env[rows._name].with_user(user)
                with self.subTest(user.login, model=rows._name):
                    self.assertFalse(seen.search_count([("id", "in", rows.ids)]))
                    with self.assertRaises(AccessError):
                        seen.browse(rows.ids).read(["display_name"])
        report = self.env["ficha.campaign.report"]
        mine = [("campaign_id", "=", campaign.id)]
        self.assertFalse(report.with_user(self.manager).search_count(mine))
        self.assertTrue(report.with_user(privy).search_count(mine))
        # who follows them up is reminded all the same, without being told
        planned = self.env["mail.activity"].search(
            [("res_model", "=", "res.partner"), ("res_id", "in", self.guests[:4].ids)]
        )
        self.assertEqual(len(planned), 4)
        self.assertNotIn("Widows", str(planned.mapped("summary")))
        self.assertNotIn("gentle", str(planned.mapped("note")))
        second = self._campaign(name="Second")
        second.action_launch()
        self.assertEqual(second.left_out_text, "4 already in another campaign")

    def test_a_reminder_names_the_campaign_to_who_may_see_it(self):
        other = self._create_company(name="Other company of campaigns")
        self.guests[4:].company_id = self.company
        self._allow(self.guests)
        self._campaign(script="<p>Ask for Ana</p>", control_share=0).action_launch()
        planned = self.env["mail.activity"].search(
            [("res_model", "=", "res.partner"), ("res_id", "in", self.guests.ids)]
        )
        self.assertEqual(len(planned), len(self.guests))
        self.assertNotIn("Christmas", str(planned.mapped("summary")))
        self.assertNotIn("Ana", str(planned.mapped("note")))
        # an employee without customer files reads the contact, and so its reminders
        employee = self._user("campaign_employee", "base.group_user")
        guest = self.guests[4].with_user(employee)
        self.assertEqual(guest.activity_summary, "Campaign")
        self.assertNotIn("Christmas", guest.followup_banner or "")
        told = self._told_in_chatter(planned, employee, self.company)
        self.assertNotIn("Christmas", str(told))
        # in the talk of the contact it is said to who sees the campaign: not to the
        # seller of other customers, nor to who is in the other company
        theirs = planned.filtered(lambda one: one.res_id in self.guests[:4].ids)
        for user, customers in (
            (self.manager, self.guests[:4]),
            (self.seller, self.guests[:4].filtered(lambda g: g.user_id == self.seller)),
        ):
            with self.subTest(user.login):
                told = self._told_in_chatter(theirs, user, self.company)
                for one in theirs:
                    sees = one.res_id in customers.ids
                    self.assertEqual("Christmas" in told[one.id]["summary"], sees)
                    self.assertEqual("Ana" in str(told[one.id]["note"]), sees)
        self.manager.company_ids += other
        told = self._told_in_chatter(theirs, self.manager, other)
        self.assertNotIn("Christmas", str(told))
        self.assertNotIn("Ana", str(told))

    def _told_in_chatter(self, activities, user, company):
        """``{id: what the browser of a user gets of a reminder}``"""
        activities = activities.with_user(user).with_context(
            allowed_company_ids=company.ids, lang="en_US"
        )
        # sudo: whether they may read the reminder itself is not the question
        found = activities.sudo().activity_format()["mail.activity"]
        return {one["id"]: one for one in found}

    def test_a_day_that_nobody_means(self):
        with self.assertRaisesRegex(ValidationError, "not possible"):
            self._campaign(date_end="9999-12-31")
        campaign = self._campaign()
        with self.assertRaises(NotNullViolation), mute_logger("odoo.sql_db"):
            campaign.date_end = False
            campaign.flush_recordset()

    # -- what it brought -----------------------------------------------------------

    def _spend(self, partners):
        """They buy for 100 on the day after the launch."""
        for partner in partners:
            self.env.cr.execute(
                """INSERT INTO ficha_purchase_day
                       (partner_id, company_id, day, purchases, amount)
                   VALUES (%s, %s, %s, 1, 100)""",
                (partner.id, self.company.id, self.today + relativedelta(days=1)),
            )

    def test_the_result_in_words(self):
        campaign = self._launched(control_share=50)
        self.assertIn("cannot be told yet", campaign.result_customers)
        self.assertIn("cannot be told: it takes 30", campaign.result_money)
        contacted = self._sides(campaign, "contacted")
        self._spend(contacted[:18] + self._sides(campaign, "control")[:2])
        campaign.invalidate_recordset()
        self.assertRegex(
            campaign.result_customers,
            r"18 of 20 bought; without the campaign 2 were expected: 16 more, "
            r"between \d+ and \d+\.",
        )

    def test_too_few_left_alone(self):
        campaign = self._launched()
        self.assertIn("36 to contact and 4 left alone", campaign.result_customers)

    def test_whether_it_will_be_known_is_told_before(self):
        """Of forty customers ten in a hundred are four, of which nothing can be told;
        it says how many it takes, while something can be done about it."""
        campaign = self._campaign(control_share=10)
        self.assertIn("Left alone would be 4: too few", campaign.control_text)
        self.assertIn("Write 25 % or more", campaign.control_text)
        campaign.control_share = 25
        self.assertFalse(campaign.control_text)
        campaign.domain = str([("id", "in", self.guests[:12].ids)])
        self.assertIn("10 to contact and 10 left alone", campaign.control_text)
        campaign.domain = "[('name', '=', 'Nobody of that name')]"
        self.assertFalse(campaign.control_text)

    def test_what_was_given_back_is_no_purchase(self):
        """Two buy and one of them gives all of it back; a third gives back what was
        bought before, which is no purchase either, and lowers the money."""
        campaign = self._launched(control_share=50)
        contacted = self._sides(campaign, "contacted")
        self._spend(contacted[:2])
        for partner, amount in ((contacted[1], -100), (contacted[2], -40)):
            self.env.cr.execute(
                """INSERT INTO ficha_purchase_day
                       (partner_id, company_id, day, purchases, amount)
                   VALUES (%s, %s, %s, 0, %s)""",
                (
                    partner.id,
                    self.company.id,
                    self.today + relativedelta(days=3),
                    amount,
                ),
            )
        campaign.invalidate_recordset()
        self.assertIn("1 of 20 bought", campaign.result_customers)
        sides = campaign._since_launch()
        self.assertEqual(sum(spent for _w, spent, _b in sides["contacted"]), 60)
        rows = self.env["ficha.campaign.report"].with_user(self.manager).search([])
        mine = rows.filtered(lambda one: one.campaign_id == campaign)
        self.assertEqual(
            (sum(mine.mapped("bought")), sum(mine.mapped("spent"))), (1, 60)
        )

    def test_money_of_few_who_bought(self):
        """Where hardly anybody bought, amounts of those left alone seem all alike."""
        some = {
            "contacted": [(100.0, 0.0, False)] * 80,
            "control": [(100.0, 0.0, False)] * 40,
        }
        campaign = self._launched(control_share=50)
        some["contacted"][:5] = [(100.0, 300.0, True)] * 5
        told = campaign._money_words(some)
        self.assertIn("cannot be told yet: it takes 20 customers who bought", told)
        self.assertIn("so far there are 5", told)
        campaign.action_end()
        told = campaign._money_words(some)
        self.assertIn("cannot be told: it takes 20 customers who bought", told)
        self.assertIn("there were 5", told)
        some["contacted"][:60] = [(100.0, 300.0, True)] * 60
        self.assertIn("more, between", campaign._money_words(some))

    def test_nothing_when_rounded_is_nothing(self):
        """A difference that begins at a third of a customer is not told as one."""
        campaign = self._campaign()
        found = effect.Effect(18, 12.4, 5.6, 0.3, 10.8, True)
        self.assertIn("cannot be told yet", campaign._effect_words(found, str, 40))
        campaign.sudo().state = "done"
        self.assertIn("cannot be told: between", campaign._effect_words(found, str, 40))
        found = found._replace(low=0.6)
        self.assertIn("between 1 and 11", campaign._effect_words(found, str, 40))

    def test_what_they_bought_afterwards_does_not_count(self):
        campaign = self._launched(control_share=50, date_end=self.today)
        self._spend(self._sides(campaign, "contacted"))
        self.assertIn("0 of 20 bought", campaign.result_customers)

    # -- who sees and does what ----------------------------------------------------

    def test_sellers_see_their_customers(self):
        campaign = self._launched()
        Member = self.env["ficha.campaign.member"]
        seen = Member.with_user(self.seller).search([("campaign_id", "=", campaign.id)])
        contacted = self._sides(campaign, "contacted")
        self.assertEqual(
            seen.sudo().partner_id,
            contacted.filtered(lambda one: one.user_id == self.seller),
        )
        seen[0].outcome = "offered"
        with self.assertRaises(UserError):
            seen[0].side = "control"
        with self.assertRaises(AccessError):
            seen[0].read(["worth"])
        with self.assertRaises(AccessError):
            campaign.with_user(self.seller).name = "Mine"
        with self.assertRaises(AccessError):
            campaign.with_user(self.seller).read(["result_customers"])
        theirs = contacted.filtered(lambda one: one.user_id == self.other_seller)[0]
        row = Member.sudo().search(
            [("campaign_id", "=", campaign.id), ("partner_id", "=", theirs.id)]
        )
        with self.assertRaises(AccessError):
            row.with_user(self.seller).outcome = "offered"
        with self.assertRaises(AccessError):
            self._campaign(user=self.seller)

    def test_a_refusal_is_learnt(self):
        campaign = self._launched()
        partner = self._sides(campaign, "contacted").filtered(
            lambda one: one.user_id == self.seller
        )[0]
        member = (
            self.env["ficha.campaign.member"]
            .sudo()
            .search(
                [("campaign_id", "=", campaign.id), ("partner_id", "=", partner.id)]
            )
        )
        member.with_user(self.seller).write(
            {"outcome": "refused", "refusal_reason": "cheaper"}
        )
        Interaction = self.env["ficha.interaction"].sudo()
        talk = Interaction.search([("partner_id", "=", partner.id)])
        self.assertEqual(talk.kind, "refusal")
        self.assertEqual(talk.product_ids, self.towels)
        left = (
            self.env["ficha.campaign.member"]
            .sudo()
            .search(
                [("campaign_id", "=", campaign.id), ("side", "=", "control")], limit=1
            )
        )
        with self.assertRaisesRegex(UserError, "left alone"):
            left.outcome = "accepted"

    def test_the_ficha_says_it(self):
        campaign = self._launched()
        contacted = self._sides(campaign, "contacted").filtered(
            lambda one: one.user_id == self.seller
        )[0]
        control = self._sides(campaign, "control")[0]

        def said(partner):
            partner = partner.with_user(self.seller).with_context(lang="en_US")
            partner.invalidate_recordset(["ficha_strip"])
            return [fact["text"] for fact in partner.ficha_strip["facts"]]

        self.assertIn("In a campaign: Christmas", said(contacted))
        self.assertNotIn("In a campaign: Christmas", said(control))
        campaign.action_end()
        self.assertNotIn("In a campaign: Christmas", said(contacted))
