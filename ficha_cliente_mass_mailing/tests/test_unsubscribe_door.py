from unittest.mock import patch

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import MockEmail

from .common import FichaMailingCase


@tagged("post_install", "-at_install")
class TestUnsubscribeDoor(FichaMailingCase, HttpCase, MockEmail):
    """The links of a mailing lead to what the customer receives, and stopping there
    leaves them out of the next one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.ficha_public_pages = True
        cls.env.company.ficha_contact_rule = "refusal"

    def headers(self):
        mail = self.env["mail.mail"].create(
            {
                "mailing_id": self.mailing.id,
                "model": "res.partner",
                "res_id": self.other.id,
                "email_to": self.other.email,
                "body_html": f'<a href="{self.mailing.get_base_url()}'
                '/unsubscribe_from_list">x</a>',
            }
        )
        return mail._prepare_outgoing_list()[0]

    def reached(self):
        mailing = self.mailing.copy()
        with mute_logger("odoo.addons.mail.models.mail_mail"):
            mailing.action_send_mail(res_ids=(self.other | self.person).ids)
        return set(
            mailing.mailing_trace_ids.filtered(
                lambda trace: trace.trace_status != "cancel"
            ).mapped("email")
        )

    def test_one_press_and_the_next_leaves_them_out(self):
        self.assertEqual(
            self.reached(), {"lucia@mora.example", "marta@conservas.example"}
        )
        sent = self.headers()
        url = sent["headers"]["List-Unsubscribe"].strip("<>")
        self.assertRegex(url, r"/p/[\w-]{43}$")
        self.assertIn(url, sent["body"])
        self.assertEqual(
            sent["headers"]["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click"
        )
        path = url[url.index("/p/") :]
        self.url_open(path)
        self.assertEqual(len(self.reached()), 2, "opening stops nothing")
        self.url_open(path, data={"List-Unsubscribe": "One-Click"})
        self.env.invalidate_all()
        self.assertEqual(self.reached(), {"marta@conservas.example"})
        answer = self.other._ficha_may_contact("own_news", "email")[self.other.id]
        self.assertEqual((answer.code, answer.method), ("objected", "one_click"))

    def test_the_mailing_says_why_it_left_somebody_out(self):
        self.env["ficha.consent"].create(
            {"partner_id": self.other.id, "event": "objected", "method": "one_click"}
        )
        mailing = self.mailing.copy()
        with mute_logger("odoo.addons.mail.models.mail_mail"):
            mailing.action_send_mail(res_ids=(self.other | self.person).ids)
        reasons = {
            trace.res_id: trace.failure_reason for trace in mailing.mailing_trace_ids
        }
        answer = self.other._ficha_may_contact("own_news", "email")[self.other.id]
        words = self.env["res.partner"]._ficha_answer_words(answer)
        self.assertEqual(reasons, {self.other.id: words, self.person.id: False})

    def failed(self, **values):
        """A mailing that the mail server refused."""
        mailing = self.mailing.copy(values)
        servers = self.env.registry["ir.mail_server"]
        with (
            patch.object(servers, "_connect__", side_effect=OSError("nobody there")),
            mute_logger("odoo.addons.mail.models.mail_mail"),
        ):
            mailing.action_send_mail(res_ids=self.other.ids)
        self.assertEqual(mailing.mailing_trace_ids.trace_status, "error")
        return mailing

    def test_sent_again_after_the_mail_server_was_down(self):
        """Who wants one message a month has had none."""
        self.other.ficha_news_often = "monthly"
        self.env["ficha.consent"].create(
            {
                "partner_id": self.other.id,
                "event": "given",
                "purpose_id": self.env.ref("ficha_cliente_privacy.purpose_own_news").id,
            }
        )
        mailing = self.failed()
        mailing.action_retry_failed()
        with self.mock_mail_gateway():
            mailing.action_send_mail(res_ids=self.other.ids)
        self.assertEqual(len(self._mails), 1)
        self.assertEqual(mailing.mailing_trace_ids.trace_status, "sent")
        answer = self.other._ficha_may_contact("own_news", "email")[self.other.id]
        self.assertEqual(answer.code, "this_month")

    def test_who_says_no_while_it_waits_does_not_get_it(self):
        """The trace says so, and why; also of a list, whose people have no ficha."""
        mailing = self.failed()
        self.env["ficha.consent"].create(
            {"partner_id": self.other.id, "event": "objected", "method": "one_click"}
        )
        self.send_again(mailing)
        self.assertFalse(self._mails)
        trace = mailing.mailing_trace_ids
        self.assertEqual(
            (trace.trace_status, trace.failure_type), ("cancel", "mail_optout")
        )
        self.assertIn("GDPR 21.2", trace.failure_reason)

        contact = self.env["mailing.contact"].create(
            {"name": "X", "email": "x@lista.example"}
        )
        people = {
            "mailing_model_id": self.env["ir.model"]._get_id("mailing.contact"),
            "mailing_domain": [("id", "=", contact.id)],
        }
        self.other = contact
        mailing = self.failed(**people)
        self.env["ficha.suppression"]._suppress("email", [contact.email], "objected")
        self.send_again(mailing)
        self.assertFalse(self._mails)
        self.assertEqual(mailing.mailing_trace_ids.trace_status, "cancel")

    def send_again(self, mailing):
        """Its e-mails, which waited for the mail server."""
        mails = mailing.mailing_trace_ids.mail_mail_id
        mails.mark_outgoing()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_mail SET create_date = create_date - interval '1 hour'"
        )
        self.env.invalidate_all()
        with self.mock_mail_gateway():
            mails.send()
        self.env.invalidate_all()

    def test_odoo_s_own_where_there_is_no_door(self):
        self.env.company.ficha_public_pages = False
        url = self.headers()["headers"]["List-Unsubscribe"]
        self.assertIn("/mailing/", url)
        self.env.company.ficha_public_pages = True
        url = self.mailing._get_unsubscribe_url("x@lista.example", self.other.id)
        self.assertIn("/mailing/", url, "not the address of this customer")

    def test_never_rewritten_by_the_link_tracker(self):
        base = self.mailing.get_base_url()
        doors = [f"{base}/f/{'a' * 43}", f"{base}/p/{'b' * 43}"]
        links = "".join(f'<a href="{url}">x</a>' for url in [*doors, f"{base}/p/shoe"])
        short = self.env["mail.render.mixin"]._shorten_links(f"<p>{links}</p>", {})
        for url in doors:
            self.assertIn(url, short)
            self.assertFalse(self.env["link.tracker"].search([("url", "=", url)]))
        self.assertNotIn(f"{base}/p/shoe", short, "other pages are followed as ever")

    def test_the_company_of_who_sends_it(self):
        """The scheduler works for one company, the mailing may be of another one."""
        outra = self.env["res.company"].create(
            {"name": "Outra", "ficha_public_pages": True}
        )
        self.env.company.ficha_public_pages = False
        self.writer.write({"company_ids": [(4, outra.id)], "company_id": outra.id})
        self.mailing.user_id = self.writer
        url = self.mailing._get_unsubscribe_url(self.other.email, self.other.id)
        self.assertRegex(url, r"/p/[\w-]{43}$")
        link = self.env["ficha.link"].search([], limit=1)
        self.assertEqual(link.company_id, outra)
        outra.ficha_public_pages = False
        self.env.company.ficha_public_pages = True
        url = self.mailing._get_unsubscribe_url(self.other.email, self.other.id)
        self.assertIn("/mailing/", url)
