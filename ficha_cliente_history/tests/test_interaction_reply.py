from odoo.tests import Form, new_test_user, tagged

from odoo.addons.ficha_cliente.tests.test_followup_mail import ANSWER
from odoo.addons.mail.tests.common import MockEmail

from .common_interaction import InteractionCommon


@tagged("post_install", "-at_install")
class TestInteractionReply(InteractionCommon, MockEmail):
    """They wrote and wait for us: what begins that, what ends it, who is told."""

    def asked(self, **values):
        """They asked for a price on Friday by e-mail; it is Monday."""
        values = {
            "kind": "information_request",
            "channel_id": self.env.ref("ficha_cliente.channel_email").id,
            "subject": "Price of the film",
            "date": "2026-02-27 10:00:00",
            **values,
        }
        return self.interaction(**values)

    def owed(self, partner=None, user=None):
        self.env.invalidate_all()
        return (partner or self.customer).with_user(user or self.user).reply_owed_since

    def pending(self, user=None):
        self.env.invalidate_all()
        banner = self.customer.with_user(user or self.user).followup_banner
        return {entry["key"]: entry["text"] for entry in banner["pending"]}

    def receive(self, sender, number=1):
        with self.mock_mail_gateway():
            sent = self.customer.with_user(self.user).message_post(
                body="Our offer",
                partner_ids=self.contact.ids,
                subtype_xmlid="mail.mt_comment",
                message_type="comment",
            )
            self.env["mail.thread"].message_process(
                "res.partner",
                ANSWER.format(
                    sender=sender,
                    to="catchall@example.com",
                    number=number,
                    parent=sent.message_id,
                ),
            )
        self.env.cr.flush()

    # -- what begins it ----------------------------------------------------------------

    def test_in_writing_it_waits_and_by_telephone_it_does_not(self):
        for code, waits in (
            ("email", True),
            ("web_form", True),
            ("whatsapp", True),
            ("phone", False),
            ("fair", False),
        ):
            channel = self.env.ref(f"ficha_cliente.channel_{code}")
            asked = self.asked(channel_id=channel.id)
            self.assertEqual(asked.needs_reply, waits, code)

    def test_what_the_demonstration_answers_does_not_wait(self):
        """Else the first screen that anybody sees says something false."""
        self.env["ir.model.data"].sudo()._update_xmlids(
            [
                {"xml_id": "ficha_cliente.test_demo_asks", "record": self.contact},
                {"xml_id": "ficha_cliente.test_demo_tells", "record": self.user},
            ]
        )
        load = self.env["ir.module.module"].sudo()._load_ficha_demo
        name = "ficha_cliente_history.demo.ficha_demo.load_timeline"
        asks = ("in", "test_demo_asks", 6, 10, "A price", "How much?")
        load(name, [(*asks, "test_demo_tells")])
        self.assertTrue(self.owed())
        tells = ("out", "test_demo_asks", 5, 16, "Re: A price", "As ever.")
        load(name, [(*tells, "test_demo_tells")])
        self.assertFalse(self.owed())

    def test_what_is_ours_or_an_opinion_does_not_wait(self):
        self.assertFalse(self.asked(direction="out").needs_reply)
        self.assertFalse(self.asked(kind="opinion").needs_reply)
        self.assertFalse(self.asked(needs_reply=False).needs_reply)

    def test_what_is_written_down_years_later_does_not_wait(self):
        self.assertFalse(self.asked(date="2025-10-01 10:00:00").needs_reply)

    def test_a_web_form_waits(self):
        self.Interaction._log(
            self.contact,
            "information_request",
            "Asked on the web",
            channel="web_form",
        )
        self.assertEqual(self.owed(), self.day("2026-03-02"))

    def test_an_email_waits(self):
        self.assertFalse(self.owed())
        self.receive("lola@example.com")
        self.assertEqual(self.owed(), self.day("2026-03-02"))
        self.assertEqual(self.owed(self.contact), self.day("2026-03-02"))
        self.assertFalse(self.customer.awaiting_reply_since, "they have answered us")

    def test_portal_message_waits(self):
        portal = new_test_user(
            self.env, "ficha_portal", groups="base.group_portal", email="p@example.com"
        )
        portal.partner_id.write({"parent_id": self.customer.id})
        with self.mock_mail_gateway():
            self.customer.message_post(
                body="When does it arrive?",
                author_id=portal.partner_id.id,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        self.env.cr.flush()
        self.assertEqual(self.owed(), self.day("2026-03-02"))
        self.assertIn("portal", self.of(self.customer)[-1:].subject)

    def test_what_was_said_stays_when_it_is_corrected(self):
        asked = self.asked()
        asked.needs_reply = False
        asked.kind = "doubt"
        self.assertFalse(asked.needs_reply)

    def test_the_quick_entry_proposes_it(self):
        action = self.customer.with_user(self.user).action_log_interaction("doubt")
        view = "ficha_cliente_history.ficha_interaction_view_form_quick"
        with Form(
            self.Interaction.with_user(self.user).with_context(**action["context"]),
            view,
        ) as form:
            self.assertFalse(form.needs_reply)
            form.channel_id = self.env.ref("ficha_cliente.channel_email")
            self.assertTrue(form.needs_reply)

    # -- the gesture that answers ------------------------------------------------------

    def timeline_state(self, asked):
        self.env.invalidate_all()
        page = (
            self.env["ficha.timeline"]
            .with_user(self.user)
            .get_page(self.customer.id, kinds=["interaction"])
        )
        (entry,) = [e for e in page["entries"] if e["key"].endswith(f"-{asked.id}")]
        return entry["state"]

    def gestures(self):
        self.env.invalidate_all()
        banner = self.customer.with_user(self.user).followup_banner
        (entry,) = [e for e in banner["pending"] if e["key"] == "reply"]
        return [gesture["label"] for gesture in entry["gestures"]]

    def test_reply_from_the_ficha(self):
        """The composer opens to who wrote, and what it sends is the answer: whose, and
        when, stays written beside the question."""
        self.contact.email = "lola@example.com"
        self.receive("lola@example.com")
        asked = self.of(self.customer).filtered("needs_reply")
        self.assertEqual(self.gestures()[0], "Reply")
        action = self.customer.with_user(self.user).action_reply_write()
        self.assertEqual(action["res_model"], "mail.compose.message")
        with self.mock_mail_gateway():
            composer = (
                self.env["mail.compose.message"]
                .with_user(self.user)
                .with_context(**action["context"])
                .create({"body": "<p>It costs 12</p>"})
            )
            self.assertIn(self.contact, composer.partner_ids)
            self.assertTrue(composer.subject.startswith("Re: "), composer.subject)
            composer.action_send_mail()
        self.env.cr.flush()
        self.assertIn(self.contact, self._new_mails.recipient_ids)
        self.assertTrue(asked.replied_on)
        self.assertEqual(asked.replied_by_id, self.user)
        self.assertIn(f"Answered by {self.user.name}", self.timeline_state(asked))
        self.assertFalse(self.owed())

    def test_reply_by_whatsapp_is_noted(self):
        """What no e-mail answers is answered by what one notes."""
        whatsapp = self.env.ref("ficha_cliente.channel_whatsapp")
        asked = self.asked(channel_id=whatsapp.id)
        action = self.customer.with_user(self.user).action_reply_write()
        view = "ficha_cliente_history.ficha_interaction_view_form_quick"
        with Form(
            self.Interaction.with_user(self.user).with_context(**action["context"]),
            view,
        ) as form:
            self.assertEqual(form.direction, "out")
            self.assertEqual(form.channel_id, whatsapp)
            self.assertEqual(form.subject, "Re: Price of the film")
        self.assertEqual(asked.replied_by_id, self.user)

    def test_answered_with_one_click_leaves_who_and_when(self):
        asked = self.asked()
        customer = self.customer.with_user(self.user)
        answer = customer.action_reply_answered()
        self.assertEqual(asked.replied_by_id, self.user)
        self.assertEqual(
            self.timeline_state(asked), f"Answered by {self.user.name}, 2 Mar"
        )
        undo = answer["undo"]
        getattr(customer, undo["method"])(*undo["args"])
        self.assertFalse(asked.replied_on or asked.replied_by_id)
        self.assertEqual(self.timeline_state(asked), "Needs a reply")

    def test_nobody_says_that_another_answered(self):
        asked = self.asked().with_user(self.user)
        asked.write({"replied_by_id": self.seller.id, "subject": "Price"})
        self.assertFalse(asked.replied_by_id)
        asked.write({"replied_by_id": self.seller.id, "replied_on": asked.date})
        self.assertEqual(asked.replied_by_id, self.user)
        forged = asked.with_context(default_replied_by_id=self.seller.id).create(
            {"partner_id": self.customer.id, "kind": "doubt"}
        )
        self.assertFalse(forged.replied_by_id)

    def test_an_unreadable_email_is_not_quoted_in_the_reply(self):
        asked = self.asked(is_mail=True)
        action = asked.with_user(self.user).action_reply()
        self.assertFalse(action["context"]["default_subject"])

    # -- what ends it ------------------------------------------------------------------

    def test_an_email_answers(self):
        asked = self.asked()
        with self.mock_mail_gateway():
            self.contact.with_user(self.user).message_post(
                body="It costs 12",
                partner_ids=self.contact.ids,
                subtype_xmlid="mail.mt_comment",
                message_type="comment",
            )
        self.env.cr.flush()
        self.assertTrue(asked.replied_on)
        self.assertFalse(self.owed())

    def test_a_call_answers_whoever_called(self):
        asked = self.asked()
        self.interaction(kind="need", direction="in")
        self.assertFalse(asked.replied_on, "they said something more")
        self.interaction(kind="call", direction="in")
        self.assertTrue(asked.replied_on)

    def test_a_call_that_asks_again_does_not_answer(self):
        asked = self.asked()
        self.interaction(kind="call", direction="in", needs_reply=True)
        self.assertFalse(asked.replied_on)

    def test_an_answer_on_the_document_they_asked_about(self):
        invoice = self.env["account.move"].create(
            {"move_type": "out_invoice", "partner_id": self.customer.id}
        )
        other = invoice.copy()

        def post(record, author, **kwargs):
            with self.mock_mail_gateway():
                record.message_post(
                    body="About the invoice",
                    author_id=author.id,
                    subtype_xmlid="mail.mt_comment",
                    **kwargs,
                )
            self.env.cr.flush()

        post(invoice, self.customer, message_type="email")
        self.assertEqual(self.owed(), self.day("2026-03-02"))
        ours = {"message_type": "comment", "partner_ids": self.customer.ids}
        post(other, self.user.partner_id, **ours)
        self.assertTrue(self.owed(), "another invoice was sent")
        post(invoice, self.user.partner_id, **ours)
        self.assertFalse(self.owed())

    def test_one_click_and_back(self):
        asked, again = self.asked(), self.asked(subject="And of the tape?")
        customer = self.customer.with_user(self.user)
        undo = customer.action_reply_answered()["undo"]
        self.assertTrue(asked.replied_on and again.replied_on)
        self.assertFalse(self.owed())
        getattr(customer, undo["method"])(*undo["args"])
        self.assertFalse(asked.replied_on or again.replied_on)
        self.assertEqual(self.owed(), self.day("2026-02-27"))

    def test_thanks_are_dismissed_and_are_no_answer(self):
        thanks, asked = self.asked(subject="Thank you"), self.asked()
        customer = self.customer.with_user(self.user)
        undo = customer.action_reply_dismissed(thanks.ids)["undo"]
        self.assertFalse(thanks.needs_reply)
        self.assertFalse(thanks.replied_on)
        self.assertTrue(asked.needs_reply)
        self.assertTrue(self.owed())
        customer.action_reply_dismissed()
        self.assertFalse(self.owed())
        customer.undo_reply(undo["args"][0])
        self.assertTrue(self.owed())

    def test_undo_touches_only_that_customers(self):
        other = self.env["res.partner"].create({"name": "Other"})
        theirs = self.asked(partner_id=other.id)
        theirs.action_replied()
        self.customer.with_user(self.user).undo_reply(theirs.ids)
        self.assertTrue(theirs.replied_on)

    def test_they_answered_in_the_dialog(self):
        wizard = self.env["ficha.reminder.done"].with_user(self.user)
        wizard.create(
            {"partner_id": self.customer.id, "outcome": "answered", "result": "Yes"}
        ).action_confirm()
        self.assertFalse(self.owed(), "whoever says so has read it")

    # -- where it is told --------------------------------------------------------------

    def test_filter(self):
        Partner = self.env["res.partner"].with_user(self.user)
        asked = self.asked()
        yes = Partner.search([("reply_owed_since", "!=", False)])
        self.assertIn(self.customer, yes)
        self.assertIn(self.contact, yes)
        no = Partner.search([("reply_owed_since", "=", False)])
        self.assertNotIn(self.customer, no)
        for day, found in (("2026-02-27", True), ("2026-02-26", False)):
            since = Partner.search([("reply_owed_since", "<=", day)])
            self.assertEqual(self.customer in since, found)
        # since the day that is told
        asked.date = "2026-02-27 23:30:00"
        for zone, day in (("Europe/Madrid", 28), ("America/Lima", 27)):
            self.user.tz = zone
            self.env.invalidate_all()
            told = self.owed()
            self.assertEqual(told.day, day, zone)
            for operator, found in (("<=", True), ("<", False)):
                domain = [("reply_owed_since", operator, told)]
                since = Partner.with_context(tz=zone).search(domain)
                self.assertEqual(self.customer in since, found, f"{zone} {operator}")
        asked.action_replied()
        yes = Partner.search([("reply_owed_since", "!=", False)])
        self.assertNotIn(self.customer, yes)
        no = Partner.search([("reply_owed_since", "=", False)])
        self.assertIn(self.customer, no)

    def test_the_line_on_top(self):
        self.assertFalse(self.pending())
        self.asked(contact_id=self.contact.id)
        self.assertEqual(
            self.pending()["reply"],
            "“Price of the film” · Lola · since 27 Feb 2026 (3 days)",
        )
        self.asked(subject="And of the tape?", date="2026-03-01 10:00:00")
        self.assertIn("and 1 more", self.pending()["reply"])
        banner = self.customer.with_user(self.user).followup_banner
        self.assertFalse(banner["nothing"])

    def test_an_open_complaint_is_pending(self):
        complaint = self.interaction(kind="complaint")
        self.env.invalidate_all()
        self.assertFalse(self.customer.with_user(self.user).followup_banner["nothing"])
        for day, since in (
            ("2026-03-02 08:00:00", "since today"),
            ("2026-03-01 08:00:00", "since yesterday"),
            ("2026-02-28 08:00:00", "(2 days)"),
        ):
            complaint.date = day
            self.env.invalidate_all()
            text = self.customer.with_user(self.user).open_complaint_text
            self.assertIn(since, text)
            self.assertNotIn("0 days", text)
        complaint.complaint_state = "solved"
        self.env.invalidate_all()
        self.assertTrue(self.customer.with_user(self.user).followup_banner["nothing"])

    def test_what_is_planned_on_a_complaint(self):
        complaint = self.interaction(kind="complaint")
        complaint.activity_schedule(
            "mail.mail_activity_data_call",
            self.day("2026-03-03"),
            summary="Ask for the photographs",
            user_id=self.user.id,
        )
        self.env.invalidate_all()
        banner = self.customer.with_user(self.user).followup_banner
        self.assertIn("Ask for the photographs", banner["next"])
        complaint.private = True
        self.env.invalidate_all()
        banner = self.customer.with_user(self.user).followup_banner
        self.assertNotIn("photographs", banner["next"])

    def test_private_and_other_companies(self):
        other = self.env["res.company"].create({"name": "Other company"})
        self.asked(company_id=other.id, user=self.env.user)
        self.asked(private=True, user=self.personal)
        self.assertFalse(self.owed())
        self.assertTrue(self.owed(user=self.personal))
        Partner = self.env["res.partner"].with_user(self.user)
        self.assertNotIn(
            self.customer, Partner.search([("reply_owed_since", "!=", False)])
        )

    def test_lists_cost_the_same_whatever_their_length(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {i}", "is_company": True} for i in range(20)]
        )
        for partner in partners:
            self.asked(partner_id=partner.id)

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            some = some.with_user(self.user)
            some.mapped("commercial_partner_id")
            before = self.env.cr.sql_log_count
            some.mapped("reply_owed_text")
            return self.env.cr.sql_log_count - before

        count(partners[:2])
        self.assertEqual(count(partners[:3]), count(partners))


@tagged("post_install", "-at_install")
class TestReplyColour(InteractionCommon):
    """The rule that gives a colour because we owe an answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.delivered = cls.env.ref("ficha_cliente_history.followup_rule_reply_owed")

    def asked(self, date="2026-02-27 10:00:00", **values):
        return self.interaction(
            kind="doubt",
            channel_id=self.env.ref("ficha_cliente.channel_email").id,
            date=date,
            **values,
        )

    def test_as_it_is_delivered(self):
        self.delivered.active = True
        asked = self.asked()
        self.assertEqual(self.customer.followup_state_id, self.red)
        self.assertEqual(
            self.customer.followup_reason,
            "They wrote on 27 Feb 2026 and have waited for our reply for 3 days",
        )
        asked.action_replied()
        self.assertFalse(self.customer.followup_state_id, "at once, not tonight")
        asked.action_needs_reply()
        self.assertEqual(self.customer.followup_state_id, self.red)
        self.interaction(kind="call")
        self.assertFalse(self.customer.followup_state_id)

    def test_the_day_is_that_of_the_reader_s_calendar(self):
        """Half past eleven at night in Greenwich: the next day in Madrid, and still
        the evening in Lima."""
        self.delivered.active = True
        for zone, day, days in (
            ("Europe/Madrid", "28 Feb 2026", 2),
            ("America/Lima", "27 Feb 2026", 3),
        ):
            with self.subTest(zone):
                # somebody new: an environment keeps its zone
                reader = self._user(f"reader_{days}")
                reader.tz = zone
                asked = self.asked("2026-02-27 23:30:00", user=reader)
                customer = self.customer.with_user(reader)
                self.assertEqual(
                    customer.followup_reason,
                    f"They wrote on {day} and have waited for our reply for {days}"
                    " days",
                )
                self.assertIn(f"since {day} ({days} days)", customer.reply_owed_text)
                asked.sudo().unlink()

    def test_what_came_today_is_not_red_yet(self):
        self.delivered.active = True
        self.asked("2026-03-02 08:00:00")
        self.assertFalse(self.customer.followup_state_id)
        self.delivered.days = 0
        self.colours()
        self.assertEqual(self.customer.followup_state_id, self.red)

    def test_private_and_other_companies(self):
        other = self.env["res.company"].create({"name": "Other company"})
        rule = self.rule(kind="reply_owed", company_id=self.env.company.id)
        self.asked(private=True, user=self.personal)
        self.asked(company_id=other.id, user=self.env.user)
        self.assertNotIn(self.customer.id, rule._matching())
        rule.company_id = False
        self.assertIn(self.customer.id, rule._matching())
        self.assertIn(self.customer.id, rule._matching(self.customer))
