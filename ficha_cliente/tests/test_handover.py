from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_handover import HandoverCommon


@tagged("post_install", "-at_install")
class TestHandover(HandoverCommon):
    """A portfolio goes from one person to another, and back."""

    def plan(self, **vals):
        tuesday = self.env.ref("ficha_cliente.weekday_tuesday")
        return self.env["ficha.followup.plan"].create(
            {
                "partner_id": self.customer.id,
                "kind": "visit",
                "weekday_ids": [Command.set(tuesday.ids)],
                **vals,
            }
        )

    # -- what moves --------------------------------------------------------------------

    def test_what_will_move_is_told_before_and_moves(self):
        # a person has the salesperson of their company
        self.assertEqual(self.contact.user_id, self.seller)
        self.foreign.followup_user_id = self.seller
        call = self.activity(self.contact)
        visit = self.meeting(self.customer)
        past = self.meeting(self.customer, day=1)
        plan = self.plan(user_id=self.seller.id, with_hour=True)
        prepared = plan.occurrence_ids.activity_id
        start = self.start()
        self.assertEqual(
            self.told(start),
            {
                "customer": 2,
                "contact": 1,
                "followup": 1,
                "activity": 1 + len(prepared),
                "meeting": 1 + len(prepared),
                "plan": 1,
            },
        )
        start.action_hand_over()
        owned = self.customer | self.other | self.contact
        self.assertEqual(owned.user_id, self.heir)
        self.assertEqual(self.foreign.followup_user_id, self.heir)
        self.assertEqual(self.foreign.user_id, self.user)
        self.assertEqual((call | prepared).user_id, self.heir)
        self.assertEqual(len(prepared.exists()), len(plan.occurrence_ids))
        self.assertEqual((visit | prepared.calendar_event_id).user_id, self.heir)
        self.assertEqual(visit.partner_ids, self.heir.partner_id | self.customer)
        self.assertEqual(visit.attendee_ids.partner_id, visit.partner_ids)
        self.assertEqual(plan.user_id, self.heir)
        self.assertEqual(past.user_id, self.seller, "what was done stays theirs")
        self.assertFalse(self.told(self.start()))

    def test_things_to_do_without_a_day_go_too(self):
        mine, done = self.env["ficha.task"].create(
            [
                {
                    "name": "Look for the old contract",
                    "partner_id": self.foreign.id,
                    "user_id": self.seller.id,
                    "done": done,
                }
                for done in (False, True)
            ]
        )
        whoever = self.env["ficha.task"].create(
            {"name": "Send the catalogue", "partner_id": self.customer.id}
        )
        handover = self.hand_over()
        self.assertEqual(mine.user_id, self.heir)
        self.assertEqual(done.user_id, self.seller, "what was done stays theirs")
        self.assertFalse(whoever.user_id, "of whoever has the customer")
        handover.with_user(self.manager).action_undo()
        self.assertEqual(mine.user_id, self.seller)

    def test_some_customers(self):
        kept = self.activity(self.other)
        moved = self.activity(self.contact)
        visit = self.meeting(self.other)
        # a contact stands for its company
        handover = self.hand_over(extent="some", partner_ids=self.contact.ids)
        self.assertEqual(self.customer.user_id, self.heir)
        self.assertEqual(self.other.user_id, self.seller)
        self.assertEqual(moved.user_id, self.heir)
        self.assertEqual((kept.user_id, visit.user_id), (self.seller, self.seller))
        self.assertEqual(
            handover.summary,
            "Customers: 1\nContacts of companies: 1\nOpen activities: 1",
        )

    def test_from_the_list_of_customers(self):
        form = Form(
            self.env["ficha.handover.start"]
            .with_user(self.manager)
            .with_context(active_model="res.partner", active_ids=self.contact.ids)
        )
        self.assertEqual(form.extent, "some")
        self.assertEqual(form.from_user_id, self.seller)
        self.assertEqual(form.partner_ids[:], self.customer)
        self.assertEqual(len(form.line_ids), 2)
        form.to_user_id = self.heir
        form.save().action_hand_over()
        self.assertEqual(self.customer.user_id, self.heir)
        self.assertEqual(self.other.user_id, self.seller)

    def test_what_is_unticked_stays(self):
        call = self.activity(self.customer)
        self.hand_over(untick=["activity"])
        self.assertEqual(self.customer.user_id, self.heir)
        self.assertEqual(call.user_id, self.seller)

    def test_work_with_customers_of_others_goes_too(self):
        call = self.activity(self.foreign)
        own = self.activity(self.seller.partner_id)
        self.hand_over()
        self.assertEqual(call.user_id, self.heir)
        self.assertEqual(self.foreign.user_id, self.user)
        self.assertEqual(
            own.user_id, self.seller, "no customer: it is their own affair"
        )

    def test_only_a_guest_of_a_meeting(self):
        visit = self.meeting(
            self.customer,
            user=self.user,
            guests=self.user.partner_id | self.seller.partner_id | self.customer,
        )
        among_us = self.meeting(self.customer, guests=self.seller.partner_id)
        private = self.meeting(self.customer, privacy="private")
        handover = self.hand_over()
        self.assertEqual(visit.user_id, self.user)
        guests = self.user.partner_id | self.heir.partner_id | self.customer
        self.assertEqual(visit.partner_ids, guests)
        self.assertEqual((among_us | private).mapped("user_id"), self.seller)
        handover.action_undo()
        self.assertEqual(
            visit.partner_ids & self.heir.partner_id, self.env["res.partner"]
        )
        self.assertIn(self.seller.partner_id, visit.partner_ids)

    def test_who_was_a_guest_already_is_one_once_and_stays(self):
        both = self.seller.partner_id | self.heir.partner_id
        visit = self.meeting(self.customer, guests=both | self.customer)
        handover = self.hand_over()
        self.assertEqual(visit.partner_ids, self.heir.partner_id | self.customer)
        handover.action_undo()
        self.assertEqual(visit.user_id, self.seller)
        self.assertEqual(visit.partner_ids, both | self.customer)

    def test_the_customers_of_who_has_left(self):
        self.seller.active = False
        self.hand_over()
        self.assertEqual(self.customer.user_id, self.heir)

    def test_changes_to_decide_are_counted_and_follow_the_customer(self):
        self.env["ficha.proposal"]._propose(
            self.customer, {"phone": "+34 981 00 01 11"}, "other"
        )
        line = self.start().line_ids.filtered(lambda line: line.key == "proposal")
        self.assertEqual((line.count, line.move), (1, False))
        self.assertIn("go with", line.note)

    # -- one summary -------------------------------------------------------------------

    def test_one_summary_and_no_mail_for_each(self):
        self.activity(self.customer)
        self.meeting(self.customer)
        messages = self.env["mail.message"].search_count([])
        mails = self.env["mail.mail"].search_count([])
        handover = self.hand_over()
        message = handover.message_ids[0]
        self.assertIn("Customers: 2", message.body)
        self.assertIn("Meetings and visits to come: 1", message.body)
        self.assertEqual(
            message.notified_partner_ids, (self.heir | self.seller).partner_id
        )
        note = self.customer.message_ids[0]
        self.assertIn(f"from {self.seller.name} to {self.heir.name}", note.body)
        # the summary, its record's birth, and a line on each customer
        self.assertLessEqual(self.env["mail.message"].search_count([]), messages + 4)
        self.assertLessEqual(self.env["mail.mail"].search_count([]), mails + 2)
        self.assertEqual(handover.with_user(self.heir).summary, handover.summary)
        with self.assertRaises(AccessError):
            handover.with_user(self.user).read(["summary"])

    # -- the way back ------------------------------------------------------------------

    def test_undo(self):
        call = self.activity(self.contact)
        visit = self.meeting(self.customer)
        plan = self.plan(user_id=self.seller.id)
        handover = self.hand_over()
        handover.action_undo()
        self.assertEqual((self.customer | self.other).user_id, self.seller)
        self.assertEqual(call.user_id, self.seller)
        self.assertEqual(visit.user_id, self.seller)
        self.assertEqual(visit.partner_ids, self.seller.partner_id | self.customer)
        self.assertEqual(plan.user_id, self.seller)
        self.assertEqual(plan.occurrence_ids.activity_id.user_id, self.seller)
        self.assertEqual(handover.state, "undone")
        self.assertIn("Customers: 2 (2 back)", handover.summary)
        for customer in self.customer | self.other:
            said = customer.message_ids[0].body
            self.assertIn("Handed back", said, "the file does not end with who lost it")
            self.assertIn(self.seller.name, said)
        with self.assertRaisesRegex(UserError, "undone already"):
            handover.action_undo()

    def test_undo_leaves_what_changed_since(self):
        done, given, deleted, still = (self.activity(self.customer) for _ in range(4))
        handover = self.hand_over()
        self.other.user_id = self.user
        given.user_id = self.user
        done.with_user(self.heir).action_feedback(feedback="Spoke")
        deleted.unlink()
        message = handover.action_undo()["params"]["message"]
        self.assertEqual(self.other.user_id, self.user)
        self.assertEqual(given.user_id, self.user)
        self.assertEqual(done.user_id, self.heir)
        self.assertEqual(still.user_id, self.seller)
        self.assertEqual(self.customer.user_id, self.seller)
        self.assertIn("3 records went back", message)
        self.assertIn("4 stay", message)

    def test_undo_of_a_single_customer_is_told_in_the_singular(self):
        handover = self.hand_over(extent="some", partner_ids=self.other.ids)
        self.assertEqual(handover.summary, "Customers: 1")
        message = handover.action_undo()["params"]["message"]
        self.assertEqual(message, "1 record went back.")
        handover = self.hand_over(extent="some", partner_ids=self.other.ids)
        self.other.user_id = self.user
        message = handover.action_undo()["params"]["message"]
        self.assertIn("1 stays", message)

    # -- rights and companies ----------------------------------------------------------

    def test_managers_only(self):
        with self.assertRaises(AccessError):
            self.start(user=self.user)
        handover = self.hand_over()
        for user in (self.user, self.heir):
            with self.assertRaises(AccessError):
                handover.with_user(user).action_undo()
        self.assertEqual(self.customer.user_id, self.heir)

    def test_mistakes_are_told(self):
        self.user.active = False
        for vals, words in (
            ({"to_user_id": False}, "“To” is empty"),
            ({"to_user_id": self.seller.id}, "same person"),
            ({"to_user_id": self.user.id}, "archived"),
            ({"extent": "some"}, "“Customers” is empty"),
            ({"from_user_id": self.heir.id, "to_user_id": self.seller.id}, "Nothing"),
        ):
            with self.subTest(vals), self.assertRaisesRegex(UserError, words):
                self.start(**vals).action_hand_over()

    def test_two_companies(self):
        second = self.env["res.company"].create({"name": "Second"})
        self.seller.company_ids |= second
        theirs = self.env["res.partner"].create(
            {
                "name": "Of the second",
                "is_company": True,
                "user_id": self.seller.id,
                "company_id": second.id,
            }
        )
        call = self.activity(theirs)
        # the manager does not have the second company
        counts = {"customer": 2, "contact": 1}
        self.assertEqual(self.told(self.start()), counts)
        # both have it, and who receives does not work there
        self.manager.company_ids |= second
        both = {"allowed_company_ids": [self.env.company.id, second.id]}
        Start = self.env["ficha.handover.start"].with_user(self.manager)
        Start = Start.with_context(**both)
        start = Start.create(
            {"from_user_id": self.seller.id, "to_user_id": self.heir.id}
        )
        self.assertEqual(self.told(start), counts)
        self.assertIn("does not work in Second", start.stays)
        self.heir.company_ids |= second
        start = Start.create(
            {"from_user_id": self.seller.id, "to_user_id": self.heir.id}
        )
        self.assertFalse(start.stays)
        self.assertEqual(self.told(start), {"customer": 3, "contact": 1, "activity": 1})
        action = start.action_hand_over()
        self.assertEqual((theirs.user_id, call.user_id), (self.heir, self.heir))
        handover = self.env["ficha.handover"].with_user(self.manager)
        handover = handover.browse(action["res_id"])
        one = {"allowed_company_ids": self.env.company.ids}
        with self.assertRaisesRegex(UserError, "Second"):
            handover.with_context(**one).action_undo()
        handover.with_context(**both).action_undo()
        self.assertEqual((theirs.user_id, call.user_id), (self.seller, self.seller))

    def test_archived_customers_and_employees_stay(self):
        self.other.active = False
        self.user.partner_id.user_id = self.seller
        self.assertEqual(self.told(self.start()), {"customer": 1, "contact": 1})

    # -- set-based ---------------------------------------------------------------------

    def test_queries_do_not_grow(self):
        def cost(count):
            partners = self.env["res.partner"].create(
                [
                    {
                        "name": f"Many {count} {number}",
                        "is_company": True,
                        "user_id": self.seller.id,
                    }
                    for number in range(count)
                ]
            )
            for partner in partners:
                self.activity(partner)
            start = self.start(extent="some", partner_ids=partners.ids)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            action = start.action_hand_over()
            self.env.flush_all()
            self.assertEqual(partners.user_id, self.heir)
            handover = self.env["ficha.handover"].with_user(self.manager)
            handover.browse(action["res_id"]).action_undo()
            self.env.flush_all()
            self.assertEqual(partners.user_id, self.seller)
            return self.env.cr.sql_log_count - before

        cost(2)
        self.assertLessEqual(cost(40), cost(5) + 10)

    # -- archiving ---------------------------------------------------------------------

    def test_a_program_archives_without_being_asked(self):
        self.activity(self.customer)
        self.seller.action_archive()
        self.assertFalse(self.seller.active)

    def test_archive_and_leave_the_work(self):
        admin = self.env.ref("base.user_admin")
        start = self.start(user=admin, archive_user=True)
        self.assertEqual(
            start.action_archive_only()["type"], "ir.actions.act_window_close"
        )
        self.assertFalse(self.seller.active)
        self.assertEqual(self.customer.user_id, self.seller, "nothing moved")

    def test_hand_over_and_archive(self):
        call = self.activity(self.customer)
        # whoever administers the users need not be a manager of customer files
        admin = self._user("ficha_admin", "base.group_erp_manager")
        start = self.start(user=admin, archive_user=True)
        start.action_hand_over()
        self.assertFalse(self.seller.active)
        self.assertEqual(call.user_id, self.heir)
        self.assertEqual(self.customer.user_id, self.heir)
