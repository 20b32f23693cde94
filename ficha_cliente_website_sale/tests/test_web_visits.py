from datetime import timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged


class WebVisitsMixin:
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.website = cls.env["website"].search([], limit=1)
        cls.company = cls.env["res.partner"].create(
            {
                "name": "Hotel Mirador",
                "is_company": True,
                "child_ids": [Command.create({"name": "Iria Paz"})],
            }
        )
        cls.person = cls.company.child_ids

    def make_visitor(self, partner, agreed=True, days=(1, 2, 40)):
        now = fields.Datetime.now()
        return self.env["website.visitor"].create(
            {
                "access_token": str(partner.id),
                "website_id": self.website.id,
                "last_connection_datetime": now - timedelta(days=min(days)),
                "ficha_consent_since": agreed and now - timedelta(days=30),
                "website_track_ids": [
                    Command.create(
                        {
                            "url": f"https://shop.example/shop/page-{day}?q=<b>",
                            "visit_datetime": now - timedelta(days=day),
                        }
                    )
                    for day in days
                ],
            }
        )


@tagged("post_install", "-at_install")
class TestWebVisits(WebVisitsMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(
            cls.env,
            "visits_clerk",
            groups="base.group_user,ficha_cliente.group_ficha_user",
        )

    def test_the_company_shows_the_pages_since_they_agreed(self):
        self.make_visitor(self.person)
        company = self.company.with_user(self.clerk)
        self.assertEqual(company.ficha_web_pages, 2, "not the one of before")
        self.assertEqual(
            company.ficha_last_web_visit.date(),
            (fields.Datetime.now() - timedelta(days=1)).date(),
        )

    def test_without_their_consent_nothing_is_shown(self):
        visitor = self.make_visitor(self.person, agreed=False)
        self.assertEqual(self.company.ficha_web_pages, 0)
        self.assertFalse(
            self.env["website.visitor"]
            .with_user(self.clerk)
            .search([("id", "=", visitor.id)])
        )
        page = self.env["ficha.timeline"].with_user(self.clerk)
        self.assertFalse(page.get_page(self.company.id, kinds=["web_visit"])["entries"])

    def test_who_changes_their_mind_disappears(self):
        visitor = self.make_visitor(self.person)
        visitor._ficha_keep_consent(visitor.id, False)
        self.assertFalse(visitor.ficha_consent_since)
        self.assertEqual(self.company.ficha_web_pages, 0)
        visitor._ficha_keep_consent(visitor.id, True)
        self.assertTrue(visitor.ficha_consent_since)
        self.assertEqual(self.company.ficha_web_pages, 0, "what was before stays out")

    def test_agreeing_again_moves_no_date(self):
        visitor = self.make_visitor(self.person)
        before = visitor.ficha_consent_since
        visitor._ficha_keep_consent(visitor.id, True)
        self.assertEqual(visitor.ficha_consent_since, before)

    def test_the_timeline_tells_the_last_pages(self):
        self.make_visitor(self.person)
        page = self.env["ficha.timeline"].with_user(self.clerk)
        entries = page.get_page(self.company.id, kinds=["web_visit"])["entries"]
        self.assertEqual(len(entries), 1)
        self.assertIn("2", entries[0]["title"])
        self.assertEqual(entries[0]["note"], "/shop/page-1 · /shop/page-2")

    def test_a_hundred_customers_take_as_many_queries_as_one(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Cliente {number}"} for number in range(30)]
        )
        for partner in partners:
            self.make_visitor(partner)
        self.env.flush_all()

        def count(records):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            records.mapped("ficha_web_pages")
            return self.cr.sql_log_count - before

        count(partners[:1])
        self.assertEqual(count(partners), count(partners[:3]))


@tagged("post_install", "-at_install")
class TestWebConsent(WebVisitsMixin, HttpCase):
    """What the website's cookies bar says decides."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_registry_readonly_mode(False)  # visits are written by the pages

    def setUp(self):
        super().setUp()
        self.user = new_test_user(
            self.env, "visits_portal", groups="base.group_portal", password="visits"
        )
        view = self.env["ir.ui.view"].create(
            {
                "name": "Visits",
                "type": "qweb",
                "key": "ficha.visits",
                "track": True,
                "arch": "<t name='Visits' t-name='ficha.visits'>"
                "<t t-call='website.layout'>Hola</t></t>",
            }
        )
        self.env["website.page"].create(
            {"view_id": view.id, "url": "/ficha-visits", "website_published": True}
        )
        self.authenticate("visits_portal", "visits")

    def visitor(self):
        self.env["website.visitor"].invalidate_model()
        return self.env["website.visitor"].search(
            [("partner_id", "=", self.user.partner_id.id)]
        )

    def test_a_site_without_cookies_bar(self):
        """Nobody was asked, so nobody agreed, and who agreed before is asked anew."""
        self.website.cookies_bar = False
        self.opener.cookies["website_cookies_bar"] = (
            '{"required": true, "optional": true}'
        )
        self.url_open("/ficha-visits")
        self.assertTrue(self.visitor(), "Odoo keeps its visit")
        self.assertFalse(self.visitor().ficha_consent_since)
        self.assertEqual(self.user.partner_id.ficha_web_pages, 0)

    def test_a_site_with_cookies_bar(self):
        self.website.cookies_bar = True
        self.url_open("/ficha-visits")
        self.assertFalse(self.visitor().ficha_consent_since, "not answered yet")
        self.opener.cookies["website_cookies_bar"] = (
            '{"required": true, "optional": true}'
        )
        self.url_open("/ficha-visits")
        self.assertTrue(self.visitor().ficha_consent_since)
        self.opener.cookies["website_cookies_bar"] = (
            '{"required": true, "optional": false}'
        )
        self.url_open("/ficha-visits")
        self.assertFalse(self.visitor().ficha_consent_since)
        self.assertEqual(self.user.partner_id.ficha_web_pages, 0)
