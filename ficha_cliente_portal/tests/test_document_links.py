from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.account.tests.common import AccountTestInvoicingHttpCommon


@tagged("post_install", "-at_install")
class TestDocumentLinks(AccountTestInvoicingHttpCommon):
    """The link of an invoice that was sent opens it for whoever has the e-mail: not for
    ever, and not for who reads an address that is the customer's no more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.ficha_public_pages = True
        cls.customer = cls.env["res.partner"].create(
            {"name": "Con Factura", "email": "antes@factura.example"}
        )
        cls.invoice = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": cls.customer.id,
                "invoice_date": "2026-01-15",
                "invoice_line_ids": [(0, 0, {"name": "Vino", "price_unit": 10})],
            }
        )
        cls.invoice.action_post()

    def opens(self, url):
        self.env.flush_all()
        answer = self.url_open(url, allow_redirects=False)
        return answer.status_code == 200

    def aged(self, days):
        """The link as it is after some days."""
        self.invoice.ficha_token_on = fields.Date.today() - timedelta(days=days)
        self.env.flush_all()
        self.env["ficha.link"]._gc_document_links()

    def test_it_ends_after_the_days_of_the_company(self):
        url = self.invoice.get_portal_url()
        self.authenticate(None, None)
        self.assertTrue(self.opens(url))
        self.aged(365)
        self.assertTrue(self.opens(url), "the last day is one of them")
        self.aged(366)
        self.assertFalse(self.opens(url))
        self.assertTrue(self.opens(self.invoice.get_portal_url()), "sent again")
        self.assertFalse(self.opens(url), "it is another one")

    def test_of_before_the_days_begin_now(self):
        """One that was sent yesterday, of a document of years ago, does not end."""
        url = self.invoice.get_portal_url()
        self.authenticate(None, None)
        self.invoice.ficha_token_on = False
        self.env.flush_all()
        self.env["ficha.link"]._gc_document_links()
        self.assertTrue(self.opens(url))
        self.assertEqual(self.invoice.ficha_token_on, fields.Date.today())

    def test_for_ever_where_the_company_wants_it_so(self):
        url = self.invoice.get_portal_url()
        self.env.company.ficha_document_days = 0
        self.aged(4000)
        self.authenticate(None, None)
        self.assertTrue(self.opens(url))
        self.env.company.ficha_document_days = 30
        self.env.company.ficha_public_pages = False
        self.aged(4000)
        self.assertTrue(self.opens(url), "where there is no door it is Odoo's")

    def test_another_address_of_the_customer(self):
        url = self.invoice.get_portal_url()
        self.authenticate(None, None)
        self.customer.email = "ANTES@factura.example "
        self.assertTrue(self.opens(url), "the same one, written otherwise")
        self.customer.email = "ahora@factura.example"
        self.assertFalse(self.opens(url))
        self.assertEqual(self.invoice.state, "posted")

    def test_who_looks_at_it_does_not_make_it_last(self):
        url = self.invoice.get_portal_url()
        self.aged(300)
        day = self.invoice.ficha_token_on
        self.authenticate(None, None)
        self.opens(url)
        self.env.invalidate_all()
        self.assertEqual(self.invoice.ficha_token_on, day)
        self.invoice.get_portal_url()  # as whoever sends it anew
        self.assertEqual(self.invoice.ficha_token_on, fields.Date.today())

    def test_one_statement_for_each_kind_of_document(self):
        many = self.env["res.partner"].create(
            [{"name": f"V{n}", "email": f"v{n}@varios.example"} for n in range(20)]
        )
        kinds = self.env["portal.mixin"]._ficha_linked_models()
        self.assertIn("account.move", kinds)
        self.env.flush_all()
        with self.assertQueryCount(len(kinds) + 1):
            self.env["res.partner"]._ficha_end_document_links(many.ids)
