from unittest.mock import patch

import psycopg2
from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_followup import FollowupCommon

REMINDERS = "odoo.addons.ficha_cliente.models.res_partner_reminders"


@tagged("post_install", "-at_install")
class TestFollowupReminders(FollowupCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.next_contact_date = "2026-03-02"

    def due(self, count=5, **vals):
        return self.env["res.partner"].create(
            [
                {
                    "name": f"Due {n}",
                    "is_company": True,
                    "next_contact_date": "2026-03-02",
                    **vals,
                }
                for n in range(count)
            ]
        )

    def test_one_reminder_for_the_person_in_charge(self):
        self.customer._set_followup(self.red, "FV/1 overdue", mode="automatic")
        self.remind()
        reminder = self.reminders()
        self.assertEqual(len(reminder), 1)
        self.assertEqual(reminder.user_id, self.seller)
        self.assertEqual(reminder.date_deadline, self.day("2026-03-02"))
        self.assertEqual(reminder.activity_type_id, self.red.activity_type_id)
        self.assertEqual(reminder.summary, "Call today: FV/1 overdue")
        self.assertTrue(reminder.automated)

    def test_run_twice_makes_no_doubles(self):
        self.remind()
        first = self.reminders()
        self.remind()
        self.assertEqual(self.reminders(), first)

    def test_database_refuses_a_second_open_reminder(self):
        self.remind()
        with (
            self.assertRaises(psycopg2.errors.UniqueViolation),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.reminders().copy({"ficha_reminder": True})
            self.env.flush_all()

    def test_interrupted_run_goes_on(self):
        partners = self.due(5)
        Partner = self.env["res.partner"].__class__
        create = Partner._followup_create_reminders
        calls = []

        def killed(records, rows):
            calls.append(rows)
            if len(calls) == 2:
                raise RuntimeError("power cut")
            return create(records, rows)

        with (
            patch(f"{REMINDERS}.BATCH", 2),
            patch.object(Partner, "_followup_create_reminders", killed),
            mute_logger("odoo.addons.base.models.ir_cron"),
            self.enter_registry_test_mode(),
        ):
            try:
                self.env.ref(
                    "ficha_cliente.ir_cron_followup_reminders"
                ).method_direct_trigger()
            except RuntimeError:
                calls.append("told")
        self.assertGreaterEqual(len(calls), 2)
        self.remind()
        for partner in partners:
            self.assertEqual(len(self.reminders(partner)), 1)

    def test_nothing_before_the_day(self):
        self.customer.next_contact_date = "2026-03-03"
        self.remind()
        self.assertFalse(self.reminders())

    def test_the_day_is_the_one_of_the_person_in_charge(self):
        self.customer.next_contact_date = "2026-03-03"
        self.seller.tz = "Pacific/Kiritimati"  # there it is the 3rd already
        self.remind()
        self.assertTrue(self.reminders())
        behind = self.due(1, user_id=self.user.id)
        self.user.tz = "Pacific/Pago_Pago"
        with freeze_time("2026-03-02 02:00:00"):
            self.remind()
        self.assertFalse(self.reminders(behind))

    def test_nothing_for_archived_blocked_or_blacklisted(self):
        archived, blocked, listed = self.due(3)
        archived.active = False
        blocked.do_not_contact = True
        listed.email = "no@example.com"
        self.env["mail.blacklist"]._add("no@example.com")
        self.remind()
        self.assertFalse(self.reminders(archived | blocked | listed))
        self.assertTrue(self.reminders())

    def test_contact_of_a_company_has_no_reminder_of_its_own(self):
        self.customer.next_contact_date = False
        self.contact.next_contact_date = "2026-03-02"
        self.assertEqual(self.customer.next_contact_date, self.day("2026-03-02"))
        self.remind()
        self.assertFalse(self.reminders(self.contact))
        self.assertEqual(len(self.reminders()), 1)

    def test_archiving_or_blocking_closes_the_open_reminder(self):
        other = self.due(1)
        self.remind()
        self.customer.do_not_contact = True
        other.active = False
        self.assertFalse(self.reminders(self.customer | other))

    def test_who_is_in_charge(self):
        mine, gone, nobody = self.due(3)
        mine.followup_user_id = self.user
        leaver = self.seller.copy({"login": "leaver", "name": "Leaver"})
        gone.user_id = leaver
        leaver.active = False
        self.remind()
        self.assertEqual(self.reminders(mine).user_id, self.user)
        self.assertFalse(self.reminders(gone).user_id)
        self.assertEqual(len(self.reminders(nobody)), 1)
        self.reminders(nobody).unlink()
        self.env.company.followup_fallback_user_id = self.user
        self.remind()
        self.assertEqual(self.reminders(nobody).user_id, self.user)

    def test_postponing_takes_the_reminder_along(self):
        self.remind()
        self.customer.with_user(self.user).action_followup_postpone("next_week")
        self.assertEqual(self.reminders().date_deadline, self.day("2026-03-09"))
        self.customer.next_contact_date = False
        self.assertFalse(self.reminders())

    def test_moving_the_reminder_takes_the_next_contact_along(self):
        self.remind()
        self.reminders().with_user(self.seller).date_deadline = "2026-03-12"
        self.assertEqual(self.customer.next_contact_date, self.day("2026-03-12"))
        self.assertTrue(self.customer.next_contact_agreed)
        self.assertEqual(len(self.reminders()), 1)

    def test_deleted_reminder_of_a_due_contact_comes_back(self):
        self.remind()
        self.reminders().unlink()
        self.remind()
        self.assertTrue(self.reminders())

    def test_number_of_queries_does_not_grow(self):
        Partner = self.env["res.partner"]

        def queries(count):
            self.due(count, user_id=self.seller.id)
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            Partner._followup_create_reminders(Partner._followup_due(0, 1000))
            self.env.flush_all()
            return self.cr.sql_log_count - start

        queries(1)
        self.assertLessEqual(queries(80), queries(3) + 3)

    def test_no_mail_is_sent_for_reminders(self):
        before = self.env["mail.mail"].search_count([])
        self.remind()
        self.assertEqual(self.env["mail.mail"].search_count([]), before)

    def test_merge_keeps_one_reminder_and_the_follow_up(self):
        kept = self.due(1)
        self.customer.next_contact_date = "2026-03-01"
        self.customer.last_contact_date = "2026-02-02"
        self.remind()
        self.customer.followup_state_id = self.red
        todo = self.customer.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.seller.id
        )
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.customer | kept).ids, kept
        )
        self.assertEqual(len(self.reminders(kept)), 1)
        self.assertEqual(todo.exists().res_id, kept.id)
        self.assertEqual(kept.followup_state_id, self.red)
        self.assertEqual(kept.followup_mode, "manual")
        self.assertEqual(kept.last_contact_date, self.day("2026-02-02"))
