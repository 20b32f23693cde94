from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common_today import TodayCommon

YESTERDAY, TODAY, TOMORROW = "2026-03-01", "2026-03-02", "2026-03-03"


@tagged("post_install", "-at_install")
class TestToday(TodayCommon):
    """Who is in which section, and whose day it is."""

    def test_red_comes_first_when_its_contact_has_come(self):
        yellow = self.client("Yellow late", self.yellow, YESTERDAY)
        red = self.client("Red today", self.red, TODAY)
        later = self.client("Red tomorrow", self.red, TOMORROW)
        never = self.client("Red without a date", self.red)
        names = self.names("now")
        self.assertEqual(
            [n for n in names if n in (yellow.name, red.name, never.name)],
            [red.name, never.name, yellow.name],
            "red first, then what is overdue",
        )
        self.assertIsNone(self.where(later), "its contact has not come yet")
        line = self.line(red)[1]
        self.assertEqual(line["state"], self.red.name)
        self.assertEqual(line["icon"], self.red.icon)
        self.assertIn("Because of Red today", line["reason"])
        self.assertIn("yesterday", self.line(yellow)[1]["reason"])

    def test_red_without_a_date_is_calm_once_contacted(self):
        red = self.client("Red without a date", self.red)
        red.last_contact_date = TODAY
        self.assertIsNone(self.where(red))

    def test_due_today(self):
        client = self.client("Green today", self.green, TODAY)
        plain = self.client("No colour", next_contact=TODAY)
        self.assertEqual(self.where(client), "due")
        self.assertEqual(self.where(plain), "due")

    def test_not_followed_up(self):
        archived = self.client("Archived", self.red, TODAY)
        archived.active = False
        silent = self.client("Do not contact", self.red, TODAY)
        silent.do_not_contact = True
        self.assertIsNone(self.where(archived))
        self.assertIsNone(self.where(silent))

    def test_person_in_charge(self):
        mine = self.client("Mine by name", self.red, TODAY, user_id=self.seller.id)
        mine.followup_user_id = self.user
        theirs = self.client("Theirs by name", self.red, TODAY)
        theirs.followup_user_id = self.seller
        left = self.client("Of one who left", self.red, TODAY)
        left.followup_user_id = self.seller
        self.assertEqual(self.where(mine), "now")
        self.assertIsNone(self.where(mine, self.seller))
        self.assertIsNone(self.where(theirs))
        self.assertEqual(self.where(theirs, self.seller), "now")
        self.seller.active = False
        self.assertEqual(self.where(left), "now", "the salesperson takes over")

    def test_nobodys_customers_go_to_the_fallback(self):
        orphan = self.client("Nobody's", self.red, TODAY, user_id=False)
        self.assertIsNone(self.where(orphan))
        self.env.company.followup_fallback_user_id = self.user
        self.assertEqual(self.where(orphan), "now")

    def test_it_says_that_figures_are_still_being_made(self):
        place = self.env["ficha.batch.place"]
        cron = "ficha_cliente.ir_cron_followup_plans"
        today = self.env["ficha.today"].with_user(self.user)
        self.assertFalse(today.get_today()["note"])
        place._start_first_fill(cron)
        self.assertIn("background", today.get_today()["note"])
        place._forget(cron)
        self.assertFalse(today.get_today()["note"])

    def test_scope(self):
        mine = self.client("Mine", self.red, TODAY)
        theirs = self.client("Theirs", self.red, TODAY, user_id=self.seller.id)
        everybody = self.names("now", self.manager, "all")
        self.assertIn(mine.name, everybody)
        self.assertIn(theirs.name, everybody)
        self.assertIsNone(self.where(mine, self.manager), "they are in charge of none")
        self.assertEqual(
            self.where(theirs, self.manager, "user", self.seller.id), "now"
        )
        self.assertIsNone(self.where(mine, self.manager, "user", self.seller.id))
        people = [p["id"] for p in self.today(self.manager)["people"]]
        self.assertIn(self.seller.id, people)

    def test_a_contact_that_was_not_made_is_not_told_as_one(self):
        self.customer.write(
            {
                "user_id": self.user.id,
                "followup_state_id": self.red.id,
                "next_contact_date": fields.Date.add(self.day(TODAY), days=-1),
            }
        )
        _key, line = self.line(self.customer)
        self.assertIn("contact due yesterday, not made", line["reason"])

    def test_first_scope(self):
        self.assertEqual(self.today(self.manager, "auto")["scope"], "all")
        self.assertEqual(self.today(self.user, "auto")["scope"], "mine")
        self.customer.user_id = self.manager
        self.assertEqual(self.today(self.manager, "auto")["scope"], "all")
        self.customer.next_contact_date = TOMORROW
        self.assertEqual(self.today(self.manager, "auto")["scope"], "mine")

    def test_others_days_are_for_managers(self):
        self.env.company.ficha_today_everybody = False
        self.assertFalse(self.today()["people"])
        self.assertEqual(self.today(user_id=self.user.id)["scope"], "mine")
        self.assertEqual(
            self.today(scope="user", user_id=self.user.id)["scope"], "mine"
        )
        for scope, user in (("all", None), ("user", self.seller.id)):
            with self.assertRaisesRegex(AccessError, "Manager"):
                self.today(scope=scope, user_id=user)
            with self.assertRaisesRegex(AccessError, "Manager"):
                self.env["ficha.today"].with_user(self.user).open_section(
                    "now", scope, user
                )
        outsider = new_test_user(self.env, "outsider", groups="base.group_user")
        with self.assertRaisesRegex(AccessError, "Customer files / User"):
            self.today(outsider)

    def test_other_company(self):
        other = self.env["res.company"].create({"name": "Another company"})
        hidden = self.client("Of the other", self.red, TODAY, company_id=other.id)
        self.assertIsNone(self.where(hidden, self.manager, "all"))
        self.assertIsNone(self.where(hidden))
        self.user.company_ids += other
        self.assertEqual(
            self.where(hidden, allowed_company_ids=[self.env.company.id, other.id]),
            "now",
        )

    def test_awaiting(self):
        waiting = self.client("Waiting", awaiting_reply_since="2026-02-26")
        now = self.client("Wrote today", awaiting_reply_since=TODAY)
        now.last_contact_date = TODAY
        key, line = self.line(waiting)
        self.assertEqual(key, "waiting")
        self.assertIn("Thu 26 Feb", line["reason"])
        self.assertIn("4 days", line["reason"])
        self.assertIn("remind", line["gestures"])
        self.assertIsNone(self.where(now), "they have had no time to answer")

    def test_what_the_colour_says_is_not_said_again(self):
        """They are red for not answering: "no answer for 10 days" says nothing more."""
        rules = self.env["ficha.followup.rule"]
        rules.search([]).active = False
        rules.create(
            {
                "name": "No answer",
                "kind": "no_reply",
                "days": 3,
                "state_id": self.red.id,
                "reason": "no answer for %(days)s days",
            }
        )
        waiting = self.client("Silent", awaiting_reply_since="2026-02-20")
        waiting._followup_evaluate()
        line = self.line(waiting)[1]
        self.assertIn("no answer for 10 days", line["reason"])
        self.assertNotIn("awaiting", [also["source"] for also in line["also"]])
        self.assertNotIn("says", line)
        waiting.followup_mode = "manual"
        waiting._set_followup(self.red, "By hand", mode="manual")
        line = self.line(waiting)[1]
        self.assertIn("awaiting", [also["source"] for also in line["also"]])

    def test_a_complaint_is_told_once(self):
        """They are red for it: the colour's reason or its own line, and of two both."""
        rules = self.env["ficha.followup.rule"]
        rules.search([]).active = False
        rules.create(
            {
                "name": "Complaint",
                "kind": "complaint_open",
                "state_id": self.red.id,
                "reason": "complaint %(document)s",
            }
        )
        angry = self.client("Angry", next_contact="2026-03-02")
        complain = {"partner_id": angry.id, "kind": "complaint", "direction": "in"}
        complain["date"] = "2026-02-25 10:00:00"
        self.env["ficha.interaction"].create({**complain, "subject": "bent"})
        angry._followup_evaluate()
        line = self.line(angry)[1]
        told = [line["reason"], *(also["text"] for also in line["also"])]
        self.assertEqual(len([text for text in told if "bent" in text]), 1, told)
        self.env["ficha.interaction"].create({**complain, "subject": "late"})
        angry._followup_evaluate()
        line = self.line(angry)[1]
        told = " ".join([line["reason"], *(also["text"] for also in line["also"])])
        self.assertIn("bent", told)
        self.assertIn("late", told)

    def test_a_rule_of_another_company_says_nothing_for_others(self):
        """They share the customer: the day of who may not read the rule opens, and says
        what they wait for."""
        other = self.env["res.company"].create({"name": "Another company"})
        rule = self.env["ficha.followup.rule"].create(
            {
                "name": "No answer there",
                "kind": "no_reply",
                "days": 3,
                "state_id": self.red.id,
                "company_id": other.id,
                "reason": "No answer there",
                "active": False,
            }
        )
        waiting = self.client("Silent", awaiting_reply_since="2026-02-20")
        waiting._set_followup(self.red, "By them", mode="manual")
        waiting.write({"followup_rule_id": rule.id, "next_contact_date": "2026-03-02"})
        self.env.flush_all()
        self.env.invalidate_all()
        line = self.line(waiting)[1]
        self.assertIn("By them", line["reason"])
        self.assertIn("awaiting", [also["source"] for also in line["also"]])

    def test_a_customer_once_with_its_strongest_reason(self):
        self.customer._set_followup(self.red, "Angry", mode="manual")
        complaint = self.env["ficha.interaction"].create(
            {
                "partner_id": self.contact.id,
                "kind": "complaint",
                "direction": "in",
                "subject": "bent labels",
                "date": "2026-02-25 10:00:00",
            }
        )
        self.customer.write(
            {
                "next_contact_date": TODAY,
                "last_contact_date": False,
                "awaiting_reply_since": "2026-02-20",
            }
        )
        self.summary(self.customer, expected_date="2026-02-18", average_ticket=240.0)
        key, line = self.line(self.customer)
        self.assertEqual(key, "now")
        told = {also["source"]: also["text"] for also in line["also"]}
        self.assertIn("bent labels", told["complaint"])
        self.assertIn("12 days", told["expected"])
        self.assertIn("awaiting", told)
        self.assertNotIn("followup", told)
        # once the red is dealt with, the next reason takes its place
        self.customer.next_contact_date = TOMORROW
        self.assertEqual(self.where(self.customer), "complaints")
        complaint.complaint_state = "solved"
        self.assertIsNone(self.where(self.customer), "a later day was agreed")

    def test_numbers_count_everything_and_open_that_list(self):
        for number in range(35):
            self.client(f"Red {number}", self.red, TODAY)
        reds = self.env["res.partner"].search([("name", "=like", "Red %")])
        rule = self.env["ficha.followup.rule"].create(
            {
                "name": "Overdue",
                "kind": "invoice_overdue",
                "state_id": self.red.id,
                "reason": "Overdue",
            }
        )
        facts = {"figures": {"amount": 10.0}}
        reds._write_followup(
            [
                {"id": r.id, "followup_facts": facts, "followup_rule_id": rule.id}
                for r in reds
            ]
        )
        section = self.section("now")
        self.assertEqual(section["count"], 35)
        self.assertEqual(len(section["lines"]), 30)
        self.assertEqual(
            section["amounts"], [{"amount": 350.0, "note": "overdue, taxes included"}]
        )
        Today = self.env["ficha.today"].with_user(self.user)
        action = Today.open_section("now")
        found = self.env["res.partner"].with_user(self.user).search(action["domain"])
        self.assertEqual(found, reds)

    def test_calm_day_says_what_comes_next(self):
        self.assertFalse(self.today()["next"])
        self.client("One", self.green, "2026-03-05")
        self.client("Two", self.yellow, "2026-03-05")
        self.client("Three", self.yellow, "2026-03-09")
        sentence = self.today()["next"]
        self.assertIn("Thu 5 Mar", sentence)
        self.assertIn("2 customers", sentence)
        self.client("Red", self.red, TODAY)
        self.assertFalse(self.today()["next"], "there is something to do")

    def test_a_calm_day_knows_what_is_planned(self):
        self.client("One", self.green, "2026-03-09")
        visited = self.client("Visited")
        meeting = self.env["calendar.event"].create(
            {
                "name": "The new range",
                "start": "2026-03-05 09:00:00",
                "stop": "2026-03-05 10:00:00",
                "user_id": self.user.id,
                "partner_ids": [Command.set((visited + self.user.partner_id).ids)],
            }
        )
        self.assertIn("Thu 5 Mar, 1 customer", self.today()["next"])
        called = self.client("Called")
        self.activity(called, "2026-03-04", self.user)
        self.activity(self.customer, "2026-03-03", self.manager)  # not theirs to do
        self.assertIn("Wed 4 Mar, 1 customer", self.today()["next"])
        meeting.start = "2026-03-04 09:00:00"
        self.assertIn("Wed 4 Mar, 2 customers", self.today()["next"])

    def test_no_day_is_calm_while_somebody_waits(self):
        self.client("One", self.green, "2026-03-09")
        complaint = self.env["ficha.interaction"].create(
            {
                "partner_id": self.customer.id,
                "kind": "complaint",
                "direction": "in",
                "subject": "Bent labels",
                "channel_id": self.env.ref("ficha_cliente.channel_phone").id,
            }
        )
        answer = self.today()
        self.assertEqual(answer["waiting_count"], 1)
        self.assertFalse(answer["next"], "“nothing for today” would be false")
        complaint.complaint_state = "solved"
        self.assertIn("Mon 9 Mar", self.today()["next"])

    def test_queries_do_not_grow(self):
        def make(number):
            for index in range(number):
                partner = self.client(f"{number} {index}", self.red, TODAY)
                late = self.client(f"{number} late {index}")
                self.summary(late, expected_date="2026-02-20", average_ticket=index)
                self.activity(partner, TODAY)
                self.activity(self.client(f"{number} call {index}"), TODAY)
                self.client(f"w {index}", awaiting_reply_since="2026-02-20")

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.today()
            return self.env.cr.sql_log_count - before

        make(5)
        count()  # warm
        few = count()
        make(45)
        self.assertEqual(count(), few)
        self.assertEqual(self.section("now")["count"], 50)
