from odoo.tests import HttpCase, tagged

from .common import FichaMailingCase

TABLES = ("mail_blacklist", "mailing_subscription", "ficha_consent", "mail_message")


@tagged("post_install", "-at_install")
class TestUnsubscribePage(FichaMailingCase, HttpCase):
    """Odoo's own page to leave a mailing: mail scanners and browsers open it before the
    customer does, so opening it changes nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.list = cls.env["mailing.list"].create(
            {"name": "Tarifas", "is_public": True}
        )
        cls.reader = cls.env["mailing.contact"].create(
            {
                "name": "Lectora",
                "email": "lectora@lista.example",
                "list_ids": cls.list.ids,
            }
        )
        cls.to_list = cls.env["mailing.mailing"].create(
            {
                "subject": "Tarifa de la lista",
                "mailing_model_id": cls.env["ir.model"]._get_id("mailing.list"),
                "contact_list_ids": cls.list.ids,
                "body_html": "<p>Tarifa</p>",
            }
        )

    def link(self, mailing, record, page="unsubscribe", **changed):
        token = mailing._generate_mailing_recipient_token(record.id, record.email)
        said = {"email": record.email, "document_id": record.id, "hash_token": token}
        said |= changed
        query = "&".join(f"{name}={value}" for name, value in said.items())
        return f"/mailing/{mailing.id}/{page}?{query}"

    def state(self):
        self.env.flush_all()
        sums = []
        for table in TABLES:
            # pylint: disable=sql-injection
            self.env.cr.execute(
                f"SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM {table} t"
            )
            sums.append(self.env.cr.fetchone()[0])
        return sums

    def left(self):
        self.env.invalidate_all()
        return self.reader.subscription_ids.opt_out

    def test_opening_it_changes_nothing(self):
        for mailing, record in (
            (self.to_list, self.reader),
            (self.mailing, self.other),
        ):
            before = self.state()
            for method in ("GET", "HEAD", "GET"):
                page = self.url_open(self.link(mailing, record), method=method)
                self.assertEqual(page.status_code, 200)
            self.assertIn("<form", page.text)
            self.assertIn("/mailing/confirm_unsubscribe", page.text)
            self.assertEqual(self.state(), before, mailing.subject)
        self.assertFalse(self.left())

    def test_the_button_of_the_page_and_of_a_mail_program_act(self):
        one_click = self.link(self.to_list, self.reader, "unsubscribe_oneclick")
        answer = self.url_open(one_click, data={"List-Unsubscribe": "One-Click"})
        self.assertEqual(answer.status_code, 200)
        self.assertTrue(self.left())
        # who is off already sees what they receive, and may come back
        before = self.state()
        page = self.url_open(self.link(self.to_list, self.reader))
        self.assertIn("o_mailing_subscription_form_lists", page.text)
        self.assertEqual(self.state(), before)

    def test_who_is_on_the_black_list_sees_it(self):
        self.env["mail.blacklist"]._add(self.other.email)
        before = self.state()
        page = self.url_open(self.link(self.mailing, self.other))
        self.assertIn("o_mailing_subscription_blocklist", page.text)
        self.assertEqual(self.state(), before)

    def test_a_link_that_is_not_theirs_opens_nothing(self):
        """Whether somebody has left is told to nobody else."""
        answers = set()
        for off in (False, True):
            self.reader.subscription_ids.opt_out = off
            self.env.flush_all()
            answer = self.url_open(
                self.link(self.to_list, self.reader, hash_token="0" * 64)
            )
            answers.add((answer.status_code, len(answer.text)))
        self.assertEqual(len(answers), 1)
        self.assertGreaterEqual(answers.pop()[0], 400)
