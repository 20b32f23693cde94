from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.mail.tests.common import MockEmail

from .common_today import TodayCommon

TODAY, TOMORROW = "2026-03-02", "2026-03-03"


@tagged("post_install", "-at_install")
class TestTodayReply(TodayCommon, MockEmail):
    """They wrote and wait for us; and what is to do without a day."""

    def asked(self, partner=None, **values):
        return self.env["ficha.interaction"].create(
            {
                "partner_id": (partner or self.customer).id,
                "kind": "information_request",
                "channel_id": self.env.ref("ficha_cliente.channel_email").id,
                "direction": "in",
                "subject": "Price of the film",
                "date": "2026-02-27 10:00:00",
                "user_id": False,
                **values,
            }
        )

    def test_who_waits_is_in_one_place(self):
        self.asked()
        red = self.client("Red who wrote", self.red, TODAY)
        self.asked(red, date="2026-02-26 10:00:00", subject="Yes, send me a price")
        section = self.section("reply")
        names = [line["name"] for line in section["lines"]]
        self.assertEqual(names, [red.name, self.customer.name], "the longest first")
        key, line = self.line(red)
        self.assertEqual(key, "reply")
        self.assertIn("Yes, send me a price", line["reason"])
        self.assertIn("4 days", line["reason"])
        self.assertEqual(line["gestures"], ["answered", "dismiss"])
        self.assertIn("followup", [also["source"] for also in line["also"]])

    def test_writing_today_does_not_hide_them(self):
        """On main a customer who writes “yes, send me a price” leaves every list."""
        client = self.client("Wrote", awaiting_reply_since="2026-02-20")
        self.assertEqual(self.where(client), "waiting")
        self.asked(client, date="2026-03-02 09:00:00", is_mail=True)
        self.assertEqual(client.last_contact_date, self.day(TODAY))
        self.assertFalse(client.awaiting_reply_since)
        self.assertEqual(self.where(client), "reply")

    def test_whose(self):
        client = self.client("Of the seller", user_id=self.seller.id)
        asked = self.asked(client)
        self.assertIsNone(self.where(client))
        self.assertEqual(self.where(client, self.seller), "reply")
        self.assertEqual(self.where(client, self.manager, "all"), "reply")
        asked.user_id = self.user
        self.assertEqual(self.where(client), "reply", "they answered to oneself")
        asked.private = True
        self.assertIsNone(self.where(client), "no access to private ones")
        asked.private = False
        client.active = False
        self.assertIsNone(self.where(client))

    def test_do_not_contact_who_asks_is_answered(self):
        client = self.client("Do not contact")
        client.do_not_contact = True
        self.asked(client)
        self.assertEqual(self.where(client), "reply")

    def test_other_company(self):
        other = self.env["res.company"].create({"name": "Another company"})
        self.asked(company_id=other.id)
        self.assertIsNone(self.where(self.customer))
        self.user.company_ids += other
        both = [self.env.company.id, other.id]
        self.assertEqual(self.where(self.customer, allowed_company_ids=both), "reply")

    def test_answered_with_one_click_and_back(self):
        self.asked()
        self.asked(subject="And of the tape?", date="2026-03-01 10:00:00")
        self.assertIn("and 1 more", self.line(self.customer)[1]["reason"])
        Today = self.env["ficha.today"].with_user(self.user)
        answer = Today.reply_answered(self.customer.id)
        self.assertIn(self.customer.name, answer["message"])
        self.assertIsNone(self.where(self.customer))
        Today.undo_reply(answer["undo"])
        self.assertEqual(self.where(self.customer), "reply")

    def test_dismiss_one_leaves_the_other(self):
        thanks = self.asked(subject="Thank you", date="2026-02-20 10:00:00")
        self.asked()
        line = self.line(self.customer)[1]
        self.assertEqual(line["res_id"], thanks.id)
        Today = self.env["ficha.today"].with_user(self.user)
        Today.reply_dismissed(self.customer.id, line["res_id"])
        self.assertIn("Price of the film", self.line(self.customer)[1]["reason"])

    def test_gestures_need_the_right_to_follow_up(self):
        self.asked()
        reader = new_test_user(self.env, "only_reads", groups="base.group_user")
        Today = self.env["ficha.today"].with_user(reader)
        with self.assertRaises(AccessError):
            Today.reply_answered(self.customer.id)
        with self.assertRaises(AccessError):
            Today.reply_dismissed(self.customer.id, 1)

    def test_answering_by_email_in_its_conversation(self):
        with self.mock_mail_gateway():
            message = self.customer.message_post(
                body="A price, please",
                subject="Price of the film",
                author_id=self.contact.id,
                message_type="email",
                subtype_xmlid="mail.mt_comment",
            )
        self.env.cr.flush()
        line = self.line(self.customer)[1]
        Today = self.env["ficha.today"].with_user(self.user)
        action = Today.action_write(
            self.customer.id, source=line["source"], res_id=line["res_id"]
        )
        self.assertEqual(action["context"]["default_partner_ids"], self.contact.ids)
        composer = Form(
            self.env["mail.compose.message"]
            .with_user(self.user)
            .with_context(**action["context"])
        )
        self.assertEqual(composer.subject, "Re: Price of the film")
        composer.body = "<p>12 the roll</p>"
        with self.mock_mail_gateway():
            composer.save().action_send_mail()
        self.env.cr.flush()
        self.assertIsNone(self.where(self.customer))
        sent = self.customer.message_ids[0]
        self.assertEqual(sent.parent_id, message)
        self.assertIn(self.contact, sent.notified_partner_ids)

    def test_logging_a_call_answers(self):
        asked = self.asked()
        line = self.line(self.customer)[1]
        Today = self.env["ficha.today"].with_user(self.user)
        action = Today.action_log(
            self.customer.id, line["source"], line["res_id"], "call"
        )
        model = self.env["ficha.interaction"].with_user(self.user)
        Form(model.with_context(**action["context"])).save()
        self.assertTrue(asked.replied_on)
        self.assertIsNone(self.where(self.customer))

    def test_the_list_behind_the_number(self):
        self.asked()
        Today = self.env["ficha.today"].with_user(self.user)
        action = Today.open_section("reply")
        found = self.env["res.partner"].with_user(self.user).search(action["domain"])
        self.assertEqual(found, self.customer)

    def test_queries_do_not_grow(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.today()
            return self.env.cr.sql_log_count - before

        for number in range(3):
            self.asked(self.client(f"Few {number}"))
        count()
        few = count()
        for number in range(20):
            self.asked(self.client(f"Many {number}"))
        self.assertEqual(count(), few)

    # -- the same as the line on top of the ficha --------------------------------------

    def test_hoy_and_the_ficha_say_the_same(self):
        for number, make in enumerate(
            (
                lambda c: self.activity(c, TODAY),
                lambda c: self.activity(c, "2026-02-26"),
                lambda c: c.write({"next_contact_date": TODAY}),
                lambda c: self.env["calendar.event"].create(
                    {
                        "name": "Show the new range",
                        "start": "2026-03-02 15:00:00",
                        "stop": "2026-03-02 16:00:00",
                        "user_id": self.user.id,
                        "partner_ids": (self.user.partner_id + c).ids,
                    }
                ),
            )
        ):
            client = self.client(f"Planned {number}")
            make(client)
            line = self.line(client)[1]
            self.assertTrue(line, number)
            self.env.invalidate_all()
            banner = client.with_user(self.user).followup_banner
            self.assertFalse(banner["nothing"])
            self.assertIn(line["hour"], banner["next"])
            self.assertIn(line["what"], banner["next"])
            self.assertIn(self.user.name, banner["next"])
        calm = self.client("Calm", ficha_lifecycle="customer")
        self.activity(calm, TODAY).action_feedback(feedback="Done")
        self.env.invalidate_all()
        self.assertIsNone(self.where(calm))
        self.assertEqual(
            calm.with_user(self.user).followup_banner["next"], "No next contact set."
        )

    # -- to do, without a day ----------------------------------------------------------

    def task(self, partner=None, **values):
        return self.env["ficha.task"].create(
            {
                "name": "Look for the old contract",
                "partner_id": (partner or self.customer).id,
                **values,
            }
        )

    def test_to_do_without_a_day(self):
        task = self.task()
        key, line = self.line(self.customer)
        self.assertEqual((key, line["reason"]), ("task", "Look for the old contract"))
        self.assertEqual(self.where(self.customer, self.manager, "all"), "task")
        task.user_id = self.seller
        self.assertIsNone(self.where(self.customer))
        self.assertEqual(self.where(self.customer, self.seller), "task")
        self.seller.active = False
        self.assertEqual(self.where(self.customer), "task", "who left does nothing")
        Today = self.env["ficha.today"].with_user(self.user)
        answer = Today.task_done(self.customer.id, task.id)
        self.assertIsNone(self.where(self.customer))
        Today.undo_postpone(answer["undo"])
        self.assertEqual(self.where(self.customer), "task")

    def test_put_off_it_has_a_day(self):
        task = self.task(user_id=self.user.id)
        Today = self.env["ficha.today"].with_user(self.user)
        answer = Today.postpone(self.customer.id, "task", task.id, "tomorrow")
        self.assertIsNone(self.where(self.customer))
        self.assertEqual(task.activity_id.date_deadline, self.day(TOMORROW))
        self.assertEqual(task.activity_id.user_id, self.user)
        Today.undo_postpone(answer["undo"])
        self.assertEqual(self.where(self.customer), "task")
        self.assertFalse(task.activity_id)
