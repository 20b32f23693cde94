from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import FichaMailingCase


@tagged("post_install", "-at_install")
class TestMailingOnFicha(FichaMailingCase):
    def test_a_mailing_to_a_person_counts_for_the_company(self):
        self.make_trace(self.person).set_opened()
        self.make_trace(self.company)
        self.make_trace(self.other)
        company = self.company.with_user(self.writer)
        self.assertEqual(company.mailing_sent_count, 2)
        self.assertEqual(company.mailing_answered_count, 1)
        self.assertTrue(company.last_mailing_answer)
        found = self.env["mailing.trace"].search(
            company.action_view_mailings()["domain"]
        )
        self.assertEqual(found.ficha_partner_id, self.person | self.company)

    def test_what_did_not_arrive_is_not_counted(self):
        self.make_trace(self.company).set_bounced()
        self.make_trace(self.company, trace_status="cancel")
        self.assertEqual(self.company.mailing_sent_count, 0)

    def test_who_got_it_is_known_by_the_address_when_only_one_has_it(self):
        contact = self.env["mailing.contact"].create(
            {"name": "Lucía", "email": "Lucia@mora.example"}
        )
        values = {"model": "mailing.contact", "res_id": contact.id}
        trace = self.make_trace(self.other, **values)
        self.assertEqual(trace.ficha_partner_id, self.other)
        self.company.email = "lucia@mora.example"
        trace = self.make_trace(self.other, **values)
        self.assertFalse(trace.ficha_partner_id, "two share the address: not guessed")

    def test_a_document_that_is_gone_leaves_no_contact(self):
        gone = self.env["res.partner"].create({"name": "Se fue"})
        gone_id = gone.id
        gone.unlink()
        trace = self.make_trace(self.other, res_id=gone_id)
        self.assertFalse(trace.ficha_partner_id)

    def test_the_last_news_of_a_mailing(self):
        sent = fields.Datetime.now() - timedelta(days=3)
        trace = self.make_trace(self.company, sent_datetime=sent)
        self.assertEqual(trace.ficha_date, sent)
        trace.set_clicked()
        self.assertEqual(trace.ficha_date, trace.links_click_datetime)

    def test_the_timeline_tells_the_answer(self):
        self.make_trace(self.person).set_replied()
        page = self.env["ficha.timeline"].with_user(self.writer)
        entries = page.get_page(self.company.id, kinds=["mailing"])["entries"]
        self.assertEqual(
            [(entry["title"], entry["state"]) for entry in entries],
            [("Tarifa de otoño", "Answered")],
        )
        self.assertEqual(entries[0]["contact"]["id"], self.person.id)

    def test_who_may_not_see_mailings_sees_none_in_the_timeline(self):
        self.make_trace(self.company)
        page = self.env["ficha.timeline"].with_user(self.seller)
        self.assertFalse(page.get_page(self.company.id, kinds=["mailing"])["entries"])

    def test_fichas_are_filtered_by_their_answer(self):
        self.make_trace(self.person).set_opened()
        self.make_trace(self.other)
        found = (
            self.env["res.partner"]
            .with_user(self.writer)
            .search(
                [
                    ("last_mailing_answer", ">=", "today -90d"),
                    ("id", "in", (self.company | self.person | self.other).ids),
                ]
            )
        )
        self.assertEqual(found, self.company | self.person)

    def test_who_never_answered_is_found_too(self):
        self.make_trace(self.person).set_opened()
        self.make_trace(self.other)
        every = self.company | self.person | self.other
        Partner = self.env["res.partner"].with_user(self.writer)
        for operator, value, found in (
            ("=", False, self.other),
            ("!=", False, self.company | self.person),
            ("<", "2001-01-01", every.browse()),
            ("=", "2001-01-01", every.browse()),
        ):
            with self.subTest(operator=operator, value=value):
                domain = [("last_mailing_answer", operator, value)]
                self.assertEqual(Partner.search(domain) & every, found)
        with self.assertRaises(UserError):
            Partner.search([("last_mailing_answer", "ilike", "x")])

    def test_the_number_of_queries_does_not_grow_with_the_customers(self):
        def count(partners):
            partners.invalidate_recordset()
            before = self.cr.sql_log_count
            partners.mapped("mailing_sent_count")
            return self.cr.sql_log_count - before

        partners = self.env["res.partner"].create(
            [{"name": f"Cliente {number}"} for number in range(40)]
        )
        for partner in partners:
            self.make_trace(partner)
        self.env.flush_all()
        count(partners[:1])
        self.assertEqual(count(partners), count(partners[:4]))
