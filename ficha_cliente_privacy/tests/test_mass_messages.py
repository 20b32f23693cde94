from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import MockEmail

from .common_privacy import PrivacyCommon


@tagged("post_install", "-at_install")
class TestMassMessages(PrivacyCommon, MockEmail):
    """Messages to many from the list of customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller.email = "seller@inventada.example"
        cls.says_yes, cls.says_no, cls.silent = cls.env["res.partner"].create(
            [
                {"name": name, "email": f"{name}@masivo.example"}
                for name in ("yes", "no", "silent")
            ]
        )
        cls.say(cls.says_yes, "given", purpose_id=cls.news.id)
        cls.say(cls.says_no, "objected", channel_id=cls.email.id)
        cls.all = cls.says_yes | cls.says_no | cls.silent

    def composer(self, partners=None, **values):
        partners = self.all if partners is None else partners
        return (
            self.env["mail.compose.message"]
            .with_user(self.seller)
            .with_context(
                active_model="res.partner",
                active_ids=partners.ids,
                default_composition_mode="mass_mail",
                default_model="res.partner",
                default_res_ids=partners.ids,
            )
            .create({"subject": "Tarifa", "body": "<p>Nueva tarifa</p>", **values})
        )

    def reached(self, composer):
        with mute_logger("odoo.addons.mail.models.mail_mail"):
            mails, _messages = composer._action_send_mail()
        # sudo: what was written is read, whoever sent it
        mails = self.env["mail.mail"].sudo().search([("subject", "=", "Tarifa")])
        return (
            mails.filtered(lambda m: m.state != "cancel").mapped(
                lambda m: m.recipient_ids.ids and m.recipient_ids.mapped("name") or []
            ),
            {
                name: mail.failure_reason
                for mail in mails.filtered(lambda m: m.state == "cancel")
                for name in mail.recipient_ids.mapped("name")
            },
        )

    def test_who_may_not_be_written_to_is_left_out_and_why(self):
        composer = self.composer()
        self.assertEqual(composer.ficha_purpose_id, self.news)
        self.assertIn("2 of 3", composer.ficha_left_out)
        sent, left = self.reached(composer)
        self.assertEqual(sent, [["yes"]])
        self.assertEqual(set(left), {"no", "silent"})
        self.assertIn("GDPR 21.2", left["no"])
        self.assertIn("nobody asked", left["silent"])

    def test_each_reason_is_told_with_how_many_it_keeps_out(self):
        """Five reasons, of which one dialog named three, and of none how many."""
        make = self.env["res.partner"].create
        self.env.company.ficha_contact_rule = "reason"
        nowhere, child, ticked, *silent = make(
            [{"name": "Sin correo"}, {"name": "Menor", "email": "m@masivo.example"}]
            + [
                {"name": name, "email": f"{name}@masivo.example"}
                for name in ("ticked", "one", "two")
            ]
        )
        child.birthdate_date = "2020-02-02"
        ticked.do_not_contact = True
        self.say(nowhere, "given", purpose_id=self.news.id)
        everybody = (
            self.all | nowhere | child | ticked | self.env["res.partner"].union(*silent)
        )
        told = self.composer(everybody).with_context(lang="en_US").ficha_left_out
        self.assertIn("7 of 8", told)
        for words in (
            "3 nobody asked them",
            "1 asked us not to",
            "1 too young",
            "1 with “Do not contact” ticked",
            "1 without an e-mail address",
        ):
            self.assertIn(words, told)
        self.assertLess(told.index("3 nobody"), told.index("1 asked"), "most first")

    def test_left_out_stays_left_out_where_no_mail_server_answers(self):
        """Odoo made an error of what was never to be sent."""
        composer = self.composer()
        with (
            patch.object(
                self.env.registry["ir.mail_server"],
                "_connect__",
                side_effect=OSError("nobody there"),
            ),
            mute_logger("odoo.addons.mail.models.mail_mail"),
        ):
            composer._action_send_mail()
        # sudo: what was written is read, whoever sent it
        mails = self.env["mail.mail"].sudo().search([("subject", "=", "Tarifa")])
        state = {mail.recipient_ids.name: mail for mail in mails}
        self.assertEqual(state["yes"].state, "exception")
        for name, why in (("no", "GDPR 21.2"), ("silent", "nobody asked")):
            self.assertEqual(state[name].state, "cancel")
            self.assertIn(why, state[name].failure_reason)

    def test_of_whom_one_does_not_see_nothing_is_told(self):
        """A program may send the number of any customer: that one said no, or that
        nobody asked, was an answer about a customer of another company."""
        other = self.env["res.company"].create({"name": "Otra Masiva"})
        self.says_no.company_id = other
        Composer = self.env["mail.compose.message"].with_user(self.seller)
        for ids, told in (
            (self.says_no.ids, False),
            ((self.says_no | self.silent).ids, "1 of 1"),
            ([2**31 - 1], False),
        ):
            values = {
                "model": "res.partner",
                "res_ids": str(ids),
                "composition_mode": "mass_mail",
            }
            said = Composer.onchange(values, [], {"ficha_left_out": {}})
            left_out = said["value"].get("ficha_left_out") or ""
            with self.subTest(ids=ids):
                self.assertNotIn("GDPR 21.2", left_out)
                self.assertIn(told, left_out) if told else self.assertFalse(left_out)

    def test_who_wants_one_a_month_gets_one(self):
        self.says_yes.ficha_news_often = "monthly"
        first, second = self.composer(), self.composer()
        self.assertNotIn("month", first.ficha_left_out)
        sent, _left = self.reached(first)
        self.assertEqual(sent, [["yes"]])
        self.assertEqual(self.may(self.says_yes).code, "this_month")
        self.assertEqual(
            self.env["ficha.news.sent"].search([]).partner_id, self.says_yes
        )
        _sent, left = self.reached(second)
        self.assertIn("one message a month", left["yes"])
        self.env.cr.execute(
            "UPDATE ficha_news_sent SET sent_on = sent_on - interval '30 days'"
        )
        self.env.invalidate_all()
        self.assertTrue(self.may(self.says_yes).ok)
        self.env["ficha.news.sent"]._gc_news_sent()
        self.assertTrue(self.env["ficha.news.sent"].search([]))
        self.env.cr.execute(
            "UPDATE ficha_news_sent SET sent_on = sent_on - interval '2 days'"
        )
        self.env["ficha.news.sent"]._gc_news_sent()
        self.assertFalse(self.env["ficha.news.sent"].search([]))
        service = self.env.ref("ficha_cliente_privacy.purpose_service")
        self.reached(self.composer(ficha_purpose_id=service.id))
        self.assertFalse(
            self.env["ficha.news.sent"].search([]), "what they need is not counted"
        )

    def test_what_did_not_go_out_is_no_message_of_the_month(self):
        self.says_yes.write({"ficha_news_often": "monthly", "email": "nowhere"})
        self.reached(self.composer())
        self.assertFalse(self.env["ficha.news.sent"].search([]))

    # -- what waits to be sent ---------------------------------------------------------

    def queued(self, partners=None, **values):
        """Messages of a dialog that wait, written a while ago."""
        composer = self.composer(partners, force_send=False, **values)
        mails, _messages = composer._action_send_mail()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_mail SET create_date = create_date - interval '1 hour'"
            " WHERE id = ANY(%s)",
            [mails.ids],
        )
        self.env.invalidate_all()
        return mails.exists().filtered(lambda m: m.state == "outgoing")

    def refused_by_the_server(self, mails):
        servers = self.env.registry["ir.mail_server"]
        with (
            patch.object(servers, "_connect__", side_effect=OSError("nobody there")),
            mute_logger("odoo.addons.mail.models.mail_mail"),
        ):
            mails.send()
        self.env.invalidate_all()

    def test_what_the_mail_server_refused_is_no_message_of_the_month(self):
        self.says_yes.ficha_news_often = "monthly"
        mail = self.queued()
        self.assertEqual(self.may(self.says_yes).code, "this_month", "it is coming")
        self.refused_by_the_server(mail)
        self.assertEqual(mail.state, "exception")
        self.assertTrue(self.may(self.says_yes).ok, "they have had nothing")
        again = self.queued()
        self.assertEqual(again.recipient_ids, self.says_yes, "so it is sent again")
        with self.mock_mail_gateway():
            again.send()
        self.assertEqual(self.may(self.says_yes).code, "this_month")
        self.assertEqual(len(self.env["ficha.news.sent"].search([])), 1)

    def test_the_same_one_sent_again_counts_once(self):
        self.says_yes.ficha_news_often = "monthly"
        mail = self.queued()
        self.refused_by_the_server(mail)
        mail.mark_outgoing()
        with self.mock_mail_gateway():
            mail.send()
        self.assertEqual(len(self._mails), 1, "their own message is no reason against")
        self.assertEqual(self.may(self.says_yes).code, "this_month")
        self.assertEqual(len(self.env["ficha.news.sent"].search([])), 1)

    def test_what_is_taken_back_is_no_message_of_the_month(self):
        self.says_yes.ficha_news_often = "monthly"
        self.queued().cancel()
        self.assertTrue(self.may(self.says_yes).ok)
        self.queued().unlink()
        self.assertTrue(self.may(self.says_yes).ok)

    def test_who_says_no_while_it_waits_does_not_get_it(self):
        self.says_yes.ficha_news_often = "monthly"
        other = self.says_yes.copy(
            {"email": "other@masivo.example", "ficha_news_often": "monthly"}
        )
        self.say(other, "given", purpose_id=self.news.id)
        mails = self.queued(self.says_yes | other)
        self.assertEqual(len(mails), 2)
        self.say(self.says_yes, "withdrawn", purpose_id=self.news.id)
        with self.mock_mail_gateway():
            mails.send()
        self.assertEqual(
            [to for mail in self._mails for to in mail["email_to"]],
            [
                other.email_formatted,
            ],
        )
        left = mails.exists().filtered(lambda m: m.recipient_ids == self.says_yes)
        self.assertEqual((left.state, left.failure_type), ("cancel", "mail_optout"))
        self.assertIn("GDPR 7.3", left.failure_reason)
        self.assertEqual(
            self.env["ficha.news.sent"].search([]).partner_id, other, "nor counted"
        )

    def test_a_batch_of_which_nobody_is_left(self):
        """No error, also where the server is a person's own and core asks whether it
        may send these; and whoever counts them is told."""
        mail = self.queued()
        self.say(self.says_yes, "withdrawn", purpose_id=self.news.id)
        server = self.env["ir.mail_server"].new({"owner_user_id": self.seller.id})
        dealt = []
        with self.mock_mail_gateway():
            mail._send(mail_server=server, post_send_callback=dealt.extend)
        self.assertFalse(self._mails)
        self.assertEqual((mail.state, dealt), ("cancel", mail.ids))

    def test_what_they_need_is_sent_whatever_they_say_meanwhile(self):
        service = self.env.ref("ficha_cliente_privacy.purpose_service")
        mails = self.queued(self.says_yes, ficha_purpose_id=service.id)
        self.say(self.says_yes, "objected")
        with self.mock_mail_gateway():
            mails.send()
        self.assertEqual(len(self._mails), 1)

    def test_asking_again_costs_the_same_for_many(self):
        def statements(many):
            partners = self.env["res.partner"].create(
                [
                    {"name": f"m{n}", "email": f"m{many}.{n}@masivo.example"}
                    for n in range(many)
                ]
            )
            for partner in partners:
                self.say(partner, "given", purpose_id=self.news.id)
            mails = self.queued(partners)
            mails.mapped("recipient_ids")
            before = self.env.cr.sql_log_count
            self.assertFalse(mails._ficha_ask_again())
            return self.env.cr.sql_log_count - before

        statements(2)
        self.assertEqual(statements(3), statements(20))

    # -- whom it reaches ---------------------------------------------------------------

    def test_service_reaches_everybody(self):
        service = self.env.ref("ficha_cliente_privacy.purpose_service")
        composer = self.composer(ficha_purpose_id=service.id)
        self.assertFalse(composer.ficha_left_out)
        sent, left = self.reached(composer)
        self.assertEqual(sorted(sent), [["no"], ["silent"], ["yes"]])
        self.assertFalse(left)

    def test_only_who_said_no_when_the_company_decides_so(self):
        self.env.company.ficha_contact_rule = "refusal"
        composer = self.composer()
        self.assertIn("1 of 3", composer.ficha_left_out)
        sent, left = self.reached(composer)
        self.assertEqual(sorted(sent), [["silent"], ["yes"]])
        self.assertEqual(set(left), {"no"})

    def test_the_same_address_is_no_repetition_of_who_is_left_out(self):
        twin = self.env["res.partner"].create(
            {"name": "twin", "email": self.says_no.email}
        )
        self.say(twin, "given", purpose_id=self.news.id)
        sent, _left = self.reached(self.composer(self.says_no | twin))
        self.assertEqual(sent, [["twin"]])

    def test_a_message_to_one_answers_them(self):
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.seller)
            .create(
                {
                    "composition_mode": "comment",
                    "model": "res.partner",
                    "res_ids": str(self.says_no.ids),
                    "partner_ids": [Command.set(self.says_no.ids)],
                    "subject": "Su pregunta",
                    "body": "<p>Claro</p>",
                }
            )
        )
        self.assertFalse(composer.ficha_purpose_id)
        _mails, messages = composer._action_send_mail()
        self.assertIn(self.says_no, messages.notified_partner_ids)

    def test_addresses_without_a_ficha(self):
        Partner = self.env["res.partner"]
        self.env["ficha.suppression"]._suppress(
            "email", ["gone@masivo.example"], "erased"
        )
        emails = {
            "gone@masivo.example",
            "no@masivo.example",
            "silent@masivo.example",
            "unknown@masivo.example",
        }
        self.assertEqual(
            Partner._ficha_refused_emails(emails),
            {"gone@masivo.example", "no@masivo.example"},
        )
