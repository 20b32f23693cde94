from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.ficha_cliente_privacy.tests.common_privacy import PrivacyCommon
from odoo.addons.sms.tools.sms_api import SmsApi

from ..tools.stop_word import is_stop


@tagged("post_install", "-at_install")
class TestSms(PrivacyCommon):
    """An SMS to many asks the gate; one to a customer does not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.seller.lang = "en_US"
        cls.sms = cls.env.ref("ficha_cliente.channel_sms")
        cls.other = cls.person.copy({"phone": "+34 698 76 54 32", "email": False})
        for partner in cls.person | cls.other:
            cls.say(partner, "given", 9, purpose_id=cls.news.id, channel_id=cls.sms.id)

    def composer(self, partners, **values):
        return (
            self.env["sms.composer"]
            .with_user(self.seller)
            .create(
                {
                    "composition_mode": "mass",
                    "res_model": "res.partner",
                    "res_ids": str(partners.ids),
                    "body": "Rebajas",
                    "mass_keep_log": False,
                    "mass_force_send": False,
                    **values,
                }
            )
        )

    def by_number(self, partners, **values):
        sent = self.composer(partners, **values)._action_send_sms()
        return {sms.number: (sms.state, sms.failure_type) for sms in sent}

    def test_who_said_no_is_left_out_and_it_is_said_why(self):
        both = self.person | self.other
        self.assertFalse(self.composer(both).ficha_left_out)
        self.say(self.other, "objected", channel_id=self.sms.id)
        composer = self.composer(both)
        self.assertIn("1 of 2", composer.ficha_left_out)
        self.assertIn("asked us not to", composer.ficha_left_out)
        self.assertEqual(
            self.by_number(both),
            {
                "+34612345678": ("outgoing", False),
                "+34698765432": ("canceled", "sms_optout"),
            },
        )

    def test_nobody_asked(self):
        nobody = self.person.copy({"phone": "+34 611 22 33 44", "email": False})
        self.assertEqual(
            self.by_number(nobody), {"+34611223344": ("canceled", "sms_optout")}
        )
        self.env.company.ficha_contact_rule = "refusal"
        self.assertEqual(self.by_number(nobody), {"+34611223344": ("outgoing", False)})

    def test_who_wants_one_a_month_gets_one(self):
        self.other.ficha_news_often = "monthly"
        both = self.person | self.other
        self.assertEqual(
            {state for state, _why in self.by_number(both).values()}, {"outgoing"}
        )
        self.assertEqual(
            self.by_number(both),
            {
                "+34612345678": ("outgoing", False),
                "+34698765432": ("canceled", "sms_optout"),
            },
        )

    def queued(self, partners):
        messages = self.composer(partners)._action_send_sms()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sms_sms SET create_date = create_date - interval '1 hour'"
        )
        self.env.invalidate_all()
        return messages.filtered(lambda m: m.state == "outgoing")

    def send(self, messages, state="success"):
        """What the gateway got, which answers so to each."""
        numbers = []

        def gateway(_self, sent, **_other):
            found = [number for message in sent for number in message["numbers"]]
            numbers.extend(number["number"] for number in found)
            return [{"uuid": number["uuid"], "state": state} for number in found]

        with patch.object(SmsApi, "_send_sms_batch", gateway):
            messages.send(unlink_sent=False)
        return numbers

    def test_what_the_gateway_refused_is_no_message_of_the_month(self):
        self.other.ficha_news_often = "monthly"
        message = self.queued(self.other)
        self.assertEqual(self.may(self.other, channel="sms").code, "this_month")
        self.send(message, "server_error")
        self.assertTrue(self.may(self.other, channel="sms").ok, "they had nothing")
        message.state = "outgoing"
        self.assertEqual(self.send(message), ["+34698765432"])
        self.assertEqual(self.may(self.other, channel="sms").code, "this_month")
        self.assertEqual(len(self.env["ficha.news.sent"].search([])), 1)

    def test_what_was_taken_and_did_not_arrive_is_no_message_of_the_month(self):
        self.other.ficha_news_often = "monthly"
        message = self.queued(self.other)
        self.send(message)
        self.assertEqual(message.state, "pending")
        self.assertEqual(self.may(self.other, channel="sms").code, "this_month")
        self.env["sms.tracker"].create({"sms_uuid": message.uuid})
        tracker = self.env["sms.tracker"].search([("sms_uuid", "=", message.uuid)])
        message.unlink()  # the report comes when the row is gone
        self.assertEqual(self.may(self.other, channel="sms").code, "this_month")
        tracker._action_update_from_sms_state("sent")
        self.assertEqual(self.may(self.other, channel="sms").code, "this_month")
        tracker._action_update_from_provider_error("not_delivered")
        self.assertTrue(self.may(self.other, channel="sms").ok, "they had nothing")

    def test_who_says_no_while_it_waits_does_not_get_it(self):
        messages = self.queued(self.person | self.other)
        self.say(self.other, "objected", channel_id=self.sms.id)
        self.assertEqual(self.send(messages), ["+34612345678"])
        left = messages.filtered(lambda m: m.partner_id == self.other)
        self.assertEqual((left.state, left.failure_type), ("canceled", "sms_optout"))

    def test_whose_file_is_gone_gets_none_and_keeps_nobody_waiting(self):
        messages = self.queued(self.person | self.other)
        left = messages.filtered(lambda m: m.partner_id == self.other)
        left.partner_id = False
        self.assertEqual(self.send(messages), ["+34612345678"])
        self.assertEqual(left.state, "canceled")

    def test_service_reaches_everybody(self):
        self.say(self.other, "objected")
        service = self.env.ref("ficha_cliente_privacy.purpose_service")
        self.assertEqual(
            self.by_number(self.other, ficha_purpose_id=service.id),
            {"+34698765432": ("outgoing", False)},
        )

    def test_other_records_are_none_of_ours(self):
        composer = self.composer(self.person, res_model="res.users", res_ids="[]")
        self.assertFalse(composer.ficha_purpose_id)
        self.assertFalse(composer.ficha_left_out)
        one = self.composer(self.person, composition_mode="comment")
        self.say(self.person, "objected")
        self.assertFalse(one.ficha_left_out)

    def test_a_line_on_the_ficha(self):
        self.say(self.person, "objected", channel_id=self.sms.id)
        lines = self.person.with_user(self.seller).ficha_contact_lines
        line = next(line for line in lines if line["channel"] == "sms")
        self.assertFalse(line["ok"])
        self.assertIn("asked us not to", line["text"])
        self.assertFalse(line["gesture"])

    # -- BAJA --------------------------------------------------------------------------

    def received(self, number, text):
        return self.env["res.partner"]._ficha_sms_received(number, text)

    def test_who_answers_baja_gets_no_more(self):
        self.assertTrue(self.received("0034 612-345-678", "Baja, por favor."))
        self.assertEqual(self.may(self.person, channel="sms").code, "objected")
        self.assertEqual(self.may(self.person, channel="sms").method, "sms")
        self.assertTrue(self.may(self.other, channel="sms").ok, "and nobody else")
        rows = self.env["ficha.consent"].search([("method", "=", "sms")])
        self.assertRecordValues(
            rows, [{"partner_id": self.person.id, "reason": "Baja, por favor."}]
        )
        self.assertTrue(self.received("+34612345678", "BAJA"))
        again = self.env["ficha.consent"].search_count([("method", "=", "sms")])
        self.assertEqual(again, 1, "saying it twice changes nothing")
        self.env.cr.execute(
            "UPDATE ficha_consent SET happened_on = happened_on - interval '1 day'"
        )
        self.env.invalidate_all()
        self.say(self.person, "given", purpose_id=self.news.id, channel_id=self.sms.id)
        self.assertTrue(self.may(self.person, channel="sms").ok, "they came back")
        self.assertTrue(self.received("+34612345678", "BAJA"))
        self.assertFalse(self.may(self.person, channel="sms").ok, "and went again")
        lines = self.person.with_user(self.seller).ficha_contact_lines
        line = next(line for line in lines if line["channel"] == "sms")
        self.assertIn("by SMS", line["text"])

    def test_everybody_who_has_the_number_and_a_number_of_nobody(self):
        self.env["ficha.contact.point"].create(
            {
                "partner_id": self.contact.id,
                "kind": "mobile",
                "value": "+34 698 76 54 32",
            }
        )
        self.other.active = False
        self.assertTrue(self.received("+34 698 76 54 32", "stop"))
        said = self.env["ficha.consent"].search([("method", "=", "sms")]).partner_id
        self.assertEqual(said, self.other | self.contact, "archived or a further one")
        self.assertTrue(self.received("+34 655 55 55 55", "BAJA"))
        new = self.person.copy({"phone": "+34 655 55 55 55", "email": False})
        self.assertEqual(self.may(new, channel="sms").code, "suppressed")

    def test_anything_more_is_for_a_person(self):
        for text in (
            *("", " ", None, "No me llega", "¿Es planta baja?", "baja el precio"),
            *("Gracias", "estoy de baja médica hasta el lunes", "baja " * 9),
        ):
            self.assertFalse(self.received("+34 612 34 56 78", text), text)
        for text in ("BAJA", "b\u00e1ja", "¡Stop!", "quiero darme de baja", "STOP sms"):
            self.assertTrue(is_stop(text), text)
        for number in ("", "x", None, "12"):
            self.assertFalse(self.received(number, "BAJA"), number)
        self.assertEqual(self.may(self.person, channel="sms").code, "given")


@tagged("post_install", "-at_install")
class TestWhoseGateway(PrivacyCommon):
    """Each company sends its own by its own account, whatever company the scheduled
    action, or who presses the button, works for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls.env.company
        cls.second = cls.env["res.company"].create(
            {"name": "Segunda, S.L.", "country_id": cls.env.ref("base.es").id}
        )
        cls.second.ficha_sms_codes = cls.first.ficha_sms_codes = True
        accounts = cls.env["iap.account"]
        accounts.search([("service_name", "=", "sms")]).unlink()
        service = cls.env.ref("sms.iap_service_sms")
        for company in (cls.first, cls.second):
            accounts.create(
                {
                    "service_id": service.id,
                    "company_ids": company.ids,
                    "account_token": f"of {company.id}",
                }
            )

    def sent(self, send):
        """:return: ``{number: token of the account it went by}``"""
        sent = {}

        def gateway(api, _endpoint, params, timeout=15):
            numbers = [one for m in params["messages"] for one in m["numbers"]]
            for one in numbers:
                sent[one["number"]] = api.account.sudo().account_token
            return [{"uuid": one["uuid"], "state": "processing"} for one in numbers]

        crons = self.env.registry["ir.cron"]
        with (
            patch.object(SmsApi, "_contact_iap", gateway),
            patch.object(crons, "_commit_progress", lambda *_a, **_k: 0),
        ):
            send()
        return sent

    def code_of(self, company, number):
        self.env["ficha.link"].with_company(company)._text(number, "123456")
        return self.env["sms.sms"].search([], limit=1)

    def both(self):
        return self.code_of(self.first, "+34 612 00 00 01") | self.code_of(
            self.second, "+34 612 00 00 02"
        )

    def theirs(self):
        return {
            "+34612000001": f"of {self.first.id}",
            "+34612000002": f"of {self.second.id}",
        }

    def test_the_scheduled_action_sends_for_all(self):
        messages = self.both()
        queue = self.env["sms.sms"]._process_queue
        self.assertEqual(self.sent(queue), self.theirs())
        self.assertEqual(messages.mapped("state"), ["process"] * 2)

    def test_who_presses_the_button_works_for_one_of_them(self):
        messages = self.both().with_user(self.env.ref("base.user_admin"))
        messages.env.user.company_ids = self.first
        messages = messages.with_context(allowed_company_ids=self.first.ids)
        self.assertEqual(self.sent(messages.send), self.theirs())

    def test_of_a_company_that_is_gone_nothing_is_lost(self):
        message = self.code_of(self.second, "+34 612 00 00 02")
        message.ficha_company_no = self.second.id + 1000
        self.assertEqual(
            self.sent(self.env["sms.sms"]._process_queue),
            {"+34612000002": f"of {self.first.id}"},
        )


@tagged("post_install", "-at_install")
class TestTemplateOfSms(PrivacyCommon):
    def test_one_that_is_changed_a_little_is_still_its_template(self):
        """An administrator's template may ask for more than its reader's rights give;
        who writes a word beside it has not written that."""
        said = "{{ object.sudo().name }}"
        model = self.env["ir.model"]._get("res.partner")
        self.env["sms.template"].create(
            {"name": "Aviso", "model_id": model.id, "body": said}
        )
        partner = self.env["res.partner"].create({"name": "Cliente Zurcido"})
        self.seller.group_ids += self.env.ref("mail.group_mail_template_editor")
        mixin = self.env["mail.render.mixin"].with_user(self.seller)
        text = mixin._render_template(f"¡{said}!", "res.partner", partner.ids)
        self.assertEqual(text[partner.id], "¡Cliente Zurcido!")
        with self.assertRaises(AccessError):
            mixin._render_template(
                "{{ object.sudo().email }}", "res.partner", partner.ids
            )
