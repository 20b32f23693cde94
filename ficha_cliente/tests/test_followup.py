from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from .common_followup import FollowupCommon


@tagged("post_install", "-at_install")
class TestFollowup(FollowupCommon):
    def test_colour_by_hand_keeps_reason_since_and_note(self):
        customer = self.customer.with_user(self.user)
        customer.write({"followup_state_id": self.red.id})
        self.assertEqual(customer.followup_color, "red")
        self.assertEqual(customer.followup_mode, "manual")
        self.assertEqual(customer.followup_since, self.day("2026-03-02"))
        self.assertIn(self.user.name, customer.followup_reason)
        note = customer.message_ids[0]
        self.assertIn("Near-daily follow-up", note.body)
        self.assertIn(f"Set by hand by {self.user.name}.", note.body)
        self.assertNotIn("By hand.", note.body, "it is said once")

    def test_a_note_is_made_of_sentences(self):
        """What somebody wrote as the reason ends before the next sentence begins."""
        for reason in ("They ordered", "They ordered."):
            self.customer._set_followup(self.yellow, "To begin with", mode="manual")
            self.customer._set_followup(self.red, reason, mode="manual")
            self.assertIn("They ordered. By hand.", self.customer.message_ids[0].body)

    def test_next_contact_follows_the_cadence_in_working_days(self):
        self.red.cadence_days = 1
        self.customer.followup_state_id = self.red
        self.assertEqual(self.customer.next_contact_date, self.day("2026-03-03"))
        self.yellow.cadence_days = 5
        self.customer.followup_state_id = self.yellow
        self.assertEqual(self.customer.next_contact_date, self.day("2026-03-09"))

    def test_holidays_are_not_working_days(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Local holiday",
                "calendar_id": self.env.company.resource_calendar_id.id,
                "company_id": self.env.company.id,
                "date_from": "2026-03-02 23:00:00",
                "date_to": "2026-03-03 22:59:59",
            }
        )
        self.customer.followup_state_id = self.red
        self.assertEqual(self.customer.next_contact_date, self.day("2026-03-04"))

    def test_agreed_date_survives_a_change_of_colour(self):
        self.customer.next_contact_date = "2026-03-20"
        self.customer.followup_state_id = self.green
        self.assertEqual(self.customer.next_contact_date, self.day("2026-03-20"))

    def test_same_colour_again_keeps_since(self):
        self.customer.followup_state_id = self.red
        self.customer._write_followup(
            [{"id": self.customer.id, "followup_since": self.day("2026-02-02")}]
        )
        self.customer.followup_state_id = self.red
        self.assertEqual(self.customer.followup_since, self.day("2026-02-02"))

    def test_colour_taken_away(self):
        self.customer.followup_state_id = self.red
        self.customer.followup_state_id = False
        self.assertFalse(self.customer.followup_color)
        self.assertFalse(self.customer.followup_since)
        self.assertFalse(self.customer.next_contact_date)

    def test_contact_shows_and_sets_its_company(self):
        self.contact.followup_state_id = self.green
        self.assertEqual(self.customer.followup_state_id, self.green)
        self.assertFalse(self.contact.followup_state_id)
        banner = self.contact.followup_banner
        self.assertEqual(banner["color"], "green")
        self.assertEqual(banner["entity_name"], "Talleres Ureña")

    def test_colour_given_at_creation(self):
        partner = self.env["res.partner"].create(
            {"name": "New", "followup_state_id": self.green.id}
        )
        self.assertEqual(partner.followup_color, "green")
        self.assertEqual(partner.followup_mode, "manual")
        self.assertEqual(partner.followup_since, self.day("2026-03-02"))

    def test_copy_has_no_follow_up(self):
        self.customer.followup_state_id = self.red
        copy = self.customer.copy()
        self.assertFalse(copy.followup_state_id)
        self.assertFalse(copy.next_contact_date)

    def test_banner_says_everything_in_one_line(self):
        self.customer._set_followup(self.red, "FV/1 overdue for 21 days: 4,120 €")
        banner = self.customer.with_user(self.user).followup_banner
        self.assertEqual(banner["state"], "Near-daily follow-up")
        self.assertEqual(banner["since"], "since today")
        self.assertEqual(banner["reason"], "FV/1 overdue for 21 days: 4,120 €")
        self.assertIn("tomorrow", banner["next"])
        self.assertIn(self.seller.name, banner["next"])
        self.assertTrue(banner["editable"])

    def test_banner_today_is_the_users_today(self):
        self.customer.next_contact_date = "2026-03-03"
        # 10:00 UTC on the 2nd is already the 3rd in Kiritimati
        banner = self.customer.with_context(tz="Pacific/Kiritimati").followup_banner
        self.assertIn("today", banner["next"])
        banner = self.customer.with_context(tz="Europe/Madrid").followup_banner
        self.assertIn("tomorrow", banner["next"])

    def test_others_read_but_do_not_set(self):
        editor = new_test_user(
            self.env, "plain", groups="base.group_user,base.group_partner_manager"
        )
        customer = self.customer.with_user(editor)
        with self.assertRaisesRegex(AccessError, "Customer files / User"):
            customer.followup_state_id = self.red
        with self.assertRaises(AccessError):
            customer.action_followup_postpone("tomorrow")
        self.assertFalse(customer.followup_banner["editable"])
        # the rest of the contact is still theirs, archiving it too
        customer.phone = "+34 600 00 00 00"
        customer.active = False
        with self.assertRaises(AccessError):
            self.red.with_user(self.user).cadence_days = 3

    def test_postpone(self):
        self.customer.followup_state_id = self.red
        self.customer.with_user(self.user).action_followup_postpone("next_week")
        self.assertEqual(self.customer.next_contact_date, self.day("2026-03-09"))
        self.assertTrue(self.customer.next_contact_agreed)
        self.customer.action_followup_postpone("2026-04-01")
        self.assertEqual(self.customer.next_contact_date, self.day("2026-04-01"))

    def test_given_back_what_was_put_off_stays_put_off(self):
        """A rule that wants contact at once does not take back the day that a person
        chose knowing of it; one that finds them afresh does."""
        self.red.contact_at_once = True
        customer = self.customer.with_user(self.user)
        self.env["ficha.followup.rule"].search([]).active = False
        rule = self.env["ficha.followup.rule"].create(
            {
                "name": "Of these",
                "kind": "domain",
                "domain": f"[('id', '=', {customer.id})]",
                "state_id": self.red.id,
                "reason": "Of these",
            }
        )
        customer.followup_state_id = self.yellow
        customer.action_followup_postpone("2026-03-27")
        customer.action_followup_automatic()
        self.assertEqual(customer.followup_rule_id, rule)
        self.assertEqual(customer.followup_state_id, self.red)
        self.assertEqual(customer.next_contact_date, self.day("2026-03-27"))
        self.assertTrue(customer.next_contact_agreed)
        rule.active = False
        customer._followup_evaluate()
        self.assertFalse(customer.followup_state_id)
        rule.active = True
        customer._followup_evaluate()
        self.assertEqual(customer.next_contact_date, self.day("2026-03-02"))

    def test_kanban_has_a_column_for_every_colour(self):
        self.customer.followup_state_id = self.red
        Partner = self.env["res.partner"].with_context(read_group_expand=True)
        groups = Partner.web_read_group(
            [("id", "=", self.customer.id)], ["followup_state_id"], ["__count"]
        )["groups"]
        shown = [group["followup_state_id"] for group in groups]
        ids = [value and value[0] for value in shown]
        for state in self.red | self.yellow | self.green:
            self.assertIn(state.id, ids)

    def test_form_saves_what_a_person_chose(self):
        form = Form(
            self.customer.with_user(self.user),
            view="ficha_cliente.res_partner_view_form_ficha",
        )
        form.followup_state_id = self.yellow
        form.save()
        self.assertEqual(self.customer.followup_color, "yellow")
        self.assertEqual(self.customer.followup_mode, "manual")

    def test_filters_by_date(self):
        Partner = self.env["res.partner"]
        self.customer.next_contact_date = "2026-03-02"
        due = [("next_contact_date", "=", "today"), ("id", "=", self.customer.id)]
        late = [("next_contact_date", "<", "today"), ("id", "=", self.customer.id)]
        self.assertTrue(Partner.search(due))
        self.assertFalse(Partner.search(late))
        there = Partner.with_context(tz="Pacific/Kiritimati")
        self.assertFalse(there.search(due))
        self.assertTrue(there.search(late))

    def test_number_of_queries_does_not_grow(self):
        partners = self.env["res.partner"].create(
            [{"name": f"P{n}", "is_company": True} for n in range(60)]
        )
        self.env.flush_all()

        def queries(batch):
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            batch._set_followup(self.red, "Because")
            self.env.flush_all()
            return self.cr.sql_log_count - start

        queries(partners[:1])
        few, many = queries(partners[1:4]), queries(partners[4:])
        self.assertLessEqual(many, few + 2)

    def test_an_agreed_day_is_not_lost_to_a_rule_that_comes_before_it(self):
        """The rule's contact comes today, and what was promised stays planned and is
        told; done, it was a contact; taken back, it is the next contact again."""
        self.env["ficha.followup.rule"].search([]).active = False
        self.red.contact_at_once = True
        customer = self.customer.with_user(self.user)
        customer.next_contact_date = "2026-03-27"
        rule = self.env["ficha.followup.rule"].create(
            {
                "name": "Of these",
                "kind": "domain",
                "domain": f"[('id', '=', {customer.id})]",
                "state_id": self.red.id,
                "reason": "Of these",
            }
        )
        customer._followup_evaluate()
        self.assertEqual(customer.next_contact_date, self.day("2026-03-02"))
        kept = customer.activity_ids
        self.assertEqual(kept.date_deadline, self.day("2026-03-27"))
        self.assertEqual(kept.user_id, self.seller)
        said = customer.followup_banner["next"]
        self.assertIn("today", said)
        self.assertIn("“Agreed with the customer”: Fri 27 Mar", said)
        self.assertIn(
            "Still planned, as it was agreed: Fri 27 Mar", customer.message_ids[0].body
        )
        with freeze_time("2026-03-03 10:00:00"):
            rule.active = False
            customer._followup_evaluate()
            self.assertFalse(customer.followup_state_id)
            self.assertIn("Fri 27 Mar", customer.followup_banner["next"])
            rule.active = True
            customer._followup_evaluate()
            self.assertEqual(customer.activity_ids, kept, "nothing is kept twice")
            [late, agreed] = customer._followup_plans()[customer.id]
            self.assertFalse(late["agreed"])
            self.assertTrue(agreed["agreed"])
        with freeze_time("2026-03-27 10:00:00"):
            kept.with_user(self.seller).action_feedback("They order")
            self.assertEqual(customer.last_contact_date, self.day("2026-03-27"))
        customer.followup_state_id = False
        customer.next_contact_date = "2026-04-10"
        gestures = self.env["ficha.gesture"].with_user(self.user)
        before = gestures._state_of(customer)
        customer._set_followup(self.red, rule=rule, facts={})
        self.assertEqual(customer.activity_ids.date_deadline, self.day("2026-04-10"))
        answer = gestures._answer(before, "Red")
        gestures.browse(answer["undo"]["args"][0]).action_undo()
        self.assertEqual(customer.next_contact_date, self.day("2026-04-10"))
        self.assertTrue(customer.next_contact_agreed)
        self.assertFalse(customer.activity_ids)
