from odoo.tests import new_test_user, tagged

from .common_followup import FollowupCommon

TODAY, TOMORROW = "2026-03-02", "2026-03-03"


@tagged("post_install", "-at_install")
class TestFollowupPlanned(FollowupCommon):
    """The line on top knows everything that is planned, and says that nothing is
    pending only when nothing is. Today is Monday 2 March 2026, 11:00 in Madrid."""

    def banner(self, partner=None, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return (partner or self.customer).with_user(user or self.user).followup_banner

    def meeting(self, start, partners=None, **values):
        return self.env["calendar.event"].create(
            {
                "name": "Show the new range",
                "start": start,
                "stop": start[:11] + "23:00:00",
                "user_id": self.seller.id,
                "partner_ids": (
                    self.seller.partner_id + (partners or self.customer)
                ).ids,
                **values,
            }
        )

    def activity(self, deadline, partner=None, **values):
        return self.env["mail.activity"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": (partner or self.customer).id,
                "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
                "summary": "Ask for the order",
                "date_deadline": deadline,
                "user_id": self.user.id,
                **values,
            }
        )

    def test_nothing_is_pending(self):
        banner = self.banner()
        self.assertTrue(banner["nothing"])
        self.assertEqual(banner["next"], "No next contact set.")

    def test_a_visit_today_is_pending_with_its_hour_and_person(self):
        self.meeting("2026-03-02 15:00:00")
        banner = self.banner()
        self.assertFalse(banner["nothing"])
        self.assertIn("Show the new range", banner["next"])
        self.assertIn("today at 16:00", banner["next"])
        self.assertIn(self.seller.name, banner["next"])

    def test_a_meeting_with_a_contact_is_one_with_its_company(self):
        self.meeting("2026-03-04 09:30:00", self.contact + self.customer)
        for partner in self.customer, self.contact:
            self.assertIn("10:30", self.banner(partner)["next"])

    def test_a_whole_day_has_no_hour(self):
        self.meeting(
            "2026-03-03 00:00:00",
            allday=True,
            start_date="2026-03-03",
            stop_date="2026-03-03",
        )
        self.assertIn("range”: tomorrow, ", self.banner()["next"])

    def test_the_nearest_comes_first(self):
        self.customer.next_contact_date = "2026-03-09"
        self.assertIn("Mon 9 Mar", self.banner()["next"])
        self.meeting("2026-03-06 15:00:00")
        self.assertIn("Fri 6 Mar at 16:00", self.banner()["next"])
        self.activity("2026-03-04", self.contact)
        banner = self.banner()
        self.assertIn("Ask for the order", banner["next"])
        self.assertIn("Wed 4 Mar", banner["next"])
        self.assertIn(self.user.name, banner["next"])
        self.assertNotIn("range", banner["next"], "one is enough")
        self.assertFalse(banner["late"])

    def test_what_is_late_does_not_hide_what_comes(self):
        self.activity("2026-02-26")
        self.meeting("2026-03-02 15:00:00")
        banner = self.banner()
        self.assertTrue(banner["late"])
        self.assertIn("4 days late", banner["next"])
        self.assertIn("today at 16:00", banner["next"])

    def test_a_planned_visit(self):
        plan = self.env["ficha.followup.plan"].create(
            {
                "partner_id": self.customer.id,
                "kind": "visit",
                "weekday_ids": self.env.ref("ficha_cliente.weekday_tuesday").ids,
                "with_hour": True,
                "hour": 12.5,
                "date_start": TODAY,
                "user_id": self.seller.id,
            }
        )
        visit = plan._activity_type().name
        self.assertEqual(
            self.banner()["next"], f"{visit}: tomorrow at 12:30, {self.seller.name}"
        )

    def test_a_plan_beyond_what_is_prepared(self):
        horizon = self.env.company.followup_plan_horizon_days
        start = self.env["res.partner"]._followup_today()
        start = self.env.company._followup_add_working_days(start, horizon + 20)
        self.env["ficha.followup.plan"].create(
            {
                "partner_id": self.customer.id,
                "kind": "call",
                "weekday_ids": self.env["ficha.weekday"].search([]).ids,
                "date_start": start,
            }
        )
        banner = self.banner()
        self.assertFalse(banner["nothing"])
        self.assertIn(f"{start.day} {start:%b}", banner["next"])

    def test_the_filter_knows_plans_as_the_column_does(self):
        """Of contacts, that end, that end before their next day, of who is not to be
        contacted: the filter finds whom the column tells nothing of."""
        days = self.env["ficha.weekday"].search([])
        first = self.env["res.partner"]._followup_today()
        far = self.env.company._followup_add_working_days(
            first, self.env.company.followup_plan_horizon_days + 30
        )
        several = {
            "none": (False, {}),
            "far": (True, {"date_start": far}),
            "of a contact": (True, {"date_start": far, "whose": "contact"}),
            "ended": (False, {"date_start": "2026-01-01", "date_end": "2026-02-01"}),
            "no day left before its end": (
                False,
                {"date_start": far, "date_end": far, "except_month_ids": far.month},
            ),
            "archived": (False, {"date_start": far, "active": False}),
            "of one not to be contacted": (
                False,
                {"date_start": far, "whose": "stopped"},
            ),
            "every week": (True, {"date_start": "2026-01-01"}),
            "every other year": (
                False,
                {
                    "date_start": "2026-02-01",
                    "frequency": "monthly",
                    "interval": 24,
                },
            ),
        }
        customers = self.env["res.partner"]
        for name, (_planned, values) in several.items():
            customer = customers.create({"name": name, "is_company": True})
            customers |= customer
            whose = values.pop("whose", None)
            owner = customer
            if whose:
                owner = customers.create(
                    {
                        "name": f"{whose} of {name}",
                        "parent_id": customer.id,
                        "do_not_contact": whose == "stopped",
                    }
                )
            if "except_month_ids" in values:
                month = self.env["ficha.month"].search(
                    [("number", "=", values["except_month_ids"])]
                )
                values["except_month_ids"] = month.ids
            if values:
                self.env["ficha.followup.plan"].create(
                    {
                        "partner_id": owner.id,
                        "kind": "call",
                        "weekday_ids": days.ids,
                        **values,
                    }
                )
        # what was near was done, or is not to be
        self.env["mail.activity"].search([("res_model", "=", "res.partner")]).unlink()
        self.env.flush_all()
        self.env.invalidate_all()
        seen = customers.with_user(self.user)
        without = seen.search([("id", "in", seen.ids), ("ficha_next_step", "=", False)])
        for customer in seen:
            planned, _values = several[customer.name]
            with self.subTest(plan=customer.name):
                self.assertEqual(bool(customer.ficha_next_step), planned)
                self.assertEqual(customer not in without, planned)

    def test_done_and_others_are_not_planned(self):
        self.activity(TODAY).action_feedback(feedback="They ordered")
        other = self.env["res.partner"].create({"name": "Other", "is_company": True})
        self.activity(TODAY, other)
        self.meeting("2026-03-02 15:00:00", other)
        self.meeting("2026-03-01 15:00:00")
        self.assertTrue(self.banner()["nothing"])

    def test_the_reminder_and_the_date_are_one_thing(self):
        self.customer.next_contact_date = TODAY
        self.remind()
        self.assertTrue(self.reminders())
        text = self.banner()["next"]
        self.assertEqual(text.count("today"), 1)

    def test_private_meetings_are_told_to_who_takes_part(self):
        self.meeting("2026-03-02 15:00:00", privacy="private")
        self.assertNotIn("range", self.banner()["next"])
        self.assertIn("range", self.banner(user=self.seller)["next"])

    def test_of_who_is_archived_it_is_said_that_nobody_is_reminded(self):
        """Their meetings stay, so that nothing be pending would not be true."""
        self.meeting("2026-03-02 15:00:00")
        self.assertFalse(self.banner()["archived"])
        self.customer.action_archive()
        banner = self.banner()
        self.assertTrue(banner["archived"])
        self.assertTrue(banner["next"].startswith("Archived: no reminders are made."))
        self.customer.action_unarchive()
        self.assertNotIn("Archived", self.banner()["next"])

    def test_a_cancelled_meeting_is_no_next_step(self):
        """The filter says what the column says."""
        event = self.meeting("2026-03-03 15:00:00", user_id=self.user.id)
        customer = self.customer.with_user(self.user)
        without = [("id", "=", customer.id), ("ficha_next_step", "=", False)]
        self.banner()
        self.assertIn("Show the new range", customer.ficha_next_step)
        self.assertFalse(customer.search(without))
        event.active = False
        self.banner()
        self.assertFalse(customer.ficha_next_step)
        self.assertEqual(customer.search(without), customer)

    def test_do_not_contact(self):
        self.customer.write({"do_not_contact": True, "next_contact_date": TODAY})
        self.assertEqual(
            self.banner()["next"], "Do not contact: no reminders are made."
        )
        self.meeting("2026-03-02 15:00:00")
        self.assertIn("Do not contact", self.banner()["next"])
        self.assertIn("today at 16:00", self.banner()["next"])

    def test_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other company"})
        theirs = self.env["res.partner"].create(
            {"name": "Theirs", "is_company": True, "company_id": other.id}
        )
        self.activity(TODAY, theirs)
        self.user.company_ids += other
        elsewhere = self.env(
            user=self.user, context={"allowed_company_ids": [other.id]}
        )
        banner = theirs.with_env(elsewhere).followup_banner
        self.assertIn("Ask for the order", banner["next"])

    def test_waiting_for_them_is_something_pending(self):
        self.customer.awaiting_reply_since = "2026-02-20"
        self.assertFalse(self.banner()["nothing"])

    def test_who_may_not_see_what_waits_is_not_told_that_nothing_does(self):
        plain = new_test_user(
            self.env,
            "plain_reader",
            groups="base.group_user,base.group_partner_manager",
        )
        self.assertFalse(self.banner(user=plain)["nothing"])

    def test_queries_do_not_grow(self):
        def count(partners):
            self.env.flush_all()
            self.env.invalidate_all()
            partners.fetch(["commercial_partner_id"])
            before = self.env.cr.sql_log_count
            plans = partners._followup_plans()
            self.assertTrue(all(plans.values()))
            return self.env.cr.sql_log_count - before

        def make(number):
            partners = self.env["res.partner"].create(
                [
                    {"name": f"C {i}", "is_company": True, "user_id": self.user.id}
                    for i in range(number)
                ]
            )
            for partner in partners:
                self.activity("2026-02-26", partner)
                self.meeting("2026-03-02 15:00:00", partner)
            return partners

        few, many = make(3), make(20)
        count(few)
        self.assertEqual(count(few), count(many))
