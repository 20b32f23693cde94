from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common_interaction import InteractionCommon


@tagged("post_install", "-at_install")
class TestInteractionComplaint(InteractionCommon):
    def complaint(self, **values):
        return self.interaction(kind="complaint", **values)

    def test_life(self):
        complaint = self.complaint(subject="Bent labels", date="2026-02-27 22:00:00")
        self.assertEqual(complaint.complaint_state, "open")
        self.assertEqual(complaint.complaint_text, "Open for 3 days")
        self.assertFalse(complaint.solved_on)
        complaint.action_solve("New labels sent")
        self.assertEqual(complaint.complaint_state, "solved")
        self.assertEqual(complaint.solution, "New labels sent")
        self.assertEqual(complaint.solved_on, self.moment("2026-03-02 10:00:00"))
        # from Friday at ten at night to Monday at ten in the morning
        self.assertEqual(complaint.solve_days, 2.5)
        complaint.action_reopen()
        self.assertEqual(complaint.complaint_state, "open")
        self.assertFalse(complaint.solved_on)
        self.assertEqual(complaint.solve_days, 0)

    def test_days_are_counted_by_the_calendar(self):
        """As the file, the reasons and Hoy count them, at any hour of the day."""
        morning = self.complaint(subject="Prices", date="2026-02-26 08:20:00")
        with freeze_time("2026-03-02 22:10:00"):
            morning.invalidate_recordset(["complaint_text"])
            self.assertEqual(morning.complaint_text, "Open for 4 days")
            self.assertIn("(4 days)", self.customer.open_complaint_text)
            morning.action_solve("New price list")
            self.assertEqual(morning.complaint_text, "Solved in 4 days")
        late = self.complaint(date="2026-03-01 21:00:00")
        self.assertEqual(late.complaint_text, "Open for 1 day")
        late.action_solve("Done")
        self.assertEqual(late.complaint_text, "Solved in 1 day")

    def test_the_dialog_asks_what_was_done(self):
        complaint = self.complaint()
        action = complaint.action_solve()
        self.assertEqual(complaint.complaint_state, "open")
        self.assertEqual(action["res_id"], complaint.id)
        complaint.solution = "A voucher"
        self.assertTrue(complaint.action_solve())
        self.assertEqual(complaint.complaint_state, "solved")

    def test_dragged_to_solved_and_back(self):
        complaint = self.complaint(needs_reply=True)
        complaint.write({"complaint_state": "solved"})
        self.assertTrue(complaint.solved_on)
        self.assertEqual(complaint.replied_on, self.moment("2026-03-02 10:00:00"))
        complaint.write({"complaint_state": "open"})
        self.assertFalse(complaint.solved_on)

    def test_only_complaints_have_a_life(self):
        call = self.interaction()
        self.assertFalse(call.complaint_state)
        with self.assertRaisesRegex(ValidationError, "only complaints"):
            call.complaint_state = "open"
        call.kind = "complaint"
        self.assertEqual(call.complaint_state, "open")
        call.kind = "opinion"
        self.assertFalse(call.complaint_state)

    def test_entered_as_solved(self):
        complaint = self.complaint(
            complaint_state="solved",
            date="2026-02-01 10:00:00",
            solved_on="2026-02-05 10:00:00",
        )
        self.assertEqual(complaint.solve_days, 4)
        self.assertTrue(self.complaint(complaint_state="solved").solved_on)
        with self.assertRaisesRegex(ValidationError, "Solved on"):
            complaint.solved_on = "2026-01-31 10:00:00"

    def test_averages_leave_out_what_has_no_value(self):
        self.complaint(date="2026-02-26 10:00:00", satisfaction="2").action_solve("A")
        self.complaint(date="2026-02-28 10:00:00", satisfaction="5").action_solve("B")
        self.complaint()
        [(days, satisfaction)] = self.Interaction._read_group(
            [("partner_id", "=", self.customer.id)],
            [],
            ["solve_days:avg", "satisfaction_score:avg"],
        )
        self.assertEqual((days, float(satisfaction)), (3, 3.5))

    def test_rules_react(self):
        self.rule(
            domain="[('open_complaint_count', '>', 0)]",
            state_id=self.red.id,
            reason="Complaint open",
        )
        complaint = self.complaint()
        self.assertEqual(self.customer.followup_state_id, self.red)
        complaint.action_solve("Done")
        self.assertFalse(self.customer.followup_state_id)
        complaint.action_reopen()
        self.assertEqual(self.customer.followup_state_id, self.red)

    def test_words_on_the_file(self):
        self.complaint(subject="Bent labels", date="2026-02-20 10:00:00")
        self.complaint(subject="Late", date="2026-03-01 10:00:00")
        customer = self.contact.with_user(self.user)
        self.assertEqual(customer.open_complaint_count, 2)
        self.assertEqual(
            customer.open_complaint_text,
            "“Bent labels”, open since 20 Feb 2026 (10 days), and 1 more",
        )
        other = self.env["res.partner"].create({"name": "Other"}).with_user(self.user)
        self.assertFalse(other.open_complaint_text)
        Partner = self.env["res.partner"].with_user(self.user)
        both = [("id", "in", (customer | other).ids)]
        self.assertEqual(
            Partner.search(both + [("open_complaint_count", ">", 0)]), customer
        )
        self.assertEqual(
            Partner.search(both + [("open_complaint_count", "=", 0)]), other
        )

    def test_customers_are_searched_for_by_how_many_are_open(self):
        one, two, none = self.env["res.partner"].create(
            [{"name": f"Complains {n}", "is_company": True} for n in (1, 2, 0)]
        )
        person = self.env["res.partner"].create({"name": "P", "parent_id": two.id})
        self.complaint(partner_id=one.id)
        self.complaint(partner_id=one.id).action_solve("Done")
        for _number in range(2):
            self.complaint(partner_id=two.id)
        every = one | two | none | person
        Partner = self.env["res.partner"].with_user(self.user)
        for operator, value, found in (
            ("=", 0, none),
            ("!=", 0, one | two | person),
            ("=", 1, one),
            ("=", 2, two | person),
            ("in", [0, 2], none | two | person),
            ("not in", [0, 2], one),
            (">", 0, one | two | person),
            (">", 1, two | person),
            (">=", 1, one | two | person),
            (">=", 0, every),
            (">", -3, every),
            ("<", 2, one | none),
            ("<=", 0, none),
            ("<", 1.5, one | none),
            (">", 999999, none.browse()),
            ("=", False, none),
        ):
            with self.subTest(operator=operator, value=value):
                domain = [("open_complaint_count", operator, value)]
                self.assertEqual(Partner.search(domain) & every, found)
        for operator, value in (("ilike", "x"), ("=", "x"), (">", [1]), (">", "x")):
            with self.subTest(operator=operator, value=value):
                with self.assertRaises(UserError):
                    Partner.search([("open_complaint_count", operator, value)])

    def test_odoos_own_screens_say_so(self):
        complaint = self.complaint(subject="Bent labels")
        told = self.customer.with_user(self.user).ficha_strip["facts"]
        self.assertIn("Bent labels", [fact["text"] for fact in told][0])
        self.assertTrue(told[0]["text"].startswith("Complaint: "))
        contacts = self.env["res.partner"].with_user(self.user)
        listed = contacts.web_name_search(self.customer.name, {"display_name": {}})
        names = {row["id"]: row["__formatted_display_name"] for row in listed}
        self.assertIn("`Open complaint`", names[self.customer.id])
        complaint.action_solve("New labels sent")
        self.env.invalidate_all()
        self.assertFalse(self.customer.with_user(self.user).ficha_strip["facts"])
