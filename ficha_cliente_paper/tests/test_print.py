import base64
import io
from unittest.mock import patch

from lxml import html as lxml_html
from PIL import Image

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools.pdf import PdfFileReader

from ..models.ir_actions_report import PRINTS
from .common_print import PrintCommon


@tagged("post_install", "-at_install")
class TestPrint(PrintCommon):
    """The printed ficha."""

    def test_company_with_purchases(self):
        self._documents((10, 1200), (40, 800), (400, 500))
        self.env["ficha.purchase.summary"]._refresh(self.customer)
        html = self._html(self.customer, self.biller)
        for text in (
            "Talleres Inventados, S.L.",
            "P-0001",
            "BE0477472701",
            "hola@inventados.example",
            "Calle de la Peña, 3",
            "Albarán con el peso",
            "Rosa Inventada",
            "customer since",
            # else nobody could tell why an invoice says another amount
            "before taxes",
            "taxes included",
        ):
            self.assertIn(text, html)
        bars = lxml_html.fromstring(html).xpath("//*[local-name()='rect']")
        self.assertEqual(len(bars), 3, "one for each month with purchases")

    def test_person_prospect_and_archived(self):
        self.prospect.active = False
        html = self._html(self.person | self.prospect, self.biller)
        self.assertIn("Begoña Núñez Ibáñez", html)
        self.assertIn("Quizá Mañana, C.B.", html)
        self.assertIn("archived", html)
        self.assertIn("No client code yet", html)
        self.assertIn("Nothing has been invoiced", html)

    def test_no_more_at_once_than_can_be_waited_for(self):
        report = self.env["ir.actions.report"].with_user(self.biller)
        ids = [self.customer.id + number for number in range(500)]
        with self.assertRaisesRegex(UserError, "500 customers, and at most 50 files"):
            report._render_qweb_pdf_prepare_streams(PRINTS[0], {}, ids)

    def test_contact_of_a_company_shows_its_company(self):
        self._documents((10, 1200))
        html = self._html(self.contact, self.biller)
        self.assertIn("Rosa Inventada", html)
        self.assertIn("Talleres Inventados, S.L.", html)
        self.assertIn("P-0001", html)
        self.assertEqual(self.contact._get_ficha_print()["code"], "P-0001")

    def test_colour_with_word_reason_and_what_comes_next(self):
        state = self.env["ficha.followup.state"].search([("color", "=", "red")])[:1]
        self.customer.with_user(self.seller).write({"followup_state_id": state.id})
        status = self.customer.with_user(self.seller)._get_ficha_print()["status"]
        self.assertEqual((status["colour"], status["state"]), ("Red", state.name))
        html = self._html(self.customer, self.seller)
        self.assertIn(state.name, html)
        self.assertIn(status["next"], html)

    def test_what_waits_is_printed_as_it_is_shown(self):
        self.env["ficha.interaction"].with_user(self.seller).create(
            {
                "partner_id": self.customer.id,
                "kind": "complaint",
                "direction": "in",
                "subject": "Burnt loaves",
                "channel_id": self.env.ref("ficha_cliente.channel_phone").id,
            }
        )
        customer = self.customer.with_user(self.seller)
        (shown,) = customer.followup_banner["pending"]
        self.assertIn("Burnt loaves", shown["text"])
        (printed,) = customer._get_ficha_print()["status"]["pending"]
        self.assertEqual(printed, f"{shown['title']}: {shown['text']}")
        self.assertIn("Burnt loaves", self._html(self.customer, self.seller))

    def test_the_code_is_in_the_qr(self):
        report = type(self.env["ir.actions.report"])
        with patch.object(
            report, "barcode", side_effect=report.barcode, autospec=True
        ) as barcode:
            printed = self.contact._get_ficha_print()
        self.assertEqual(barcode.call_args.args[1:], ("QR", "P-0001"))
        kind, data = printed["qr"].split(",")
        self.assertEqual(kind, "data:image/png;base64")
        image = Image.open(io.BytesIO(base64.b64decode(data)))
        self.assertEqual(image.size, (180, 180))
        self.assertFalse(self.prospect._get_ficha_print()["qr"])

    def test_personal_data_only_when_allowed_and_asked_for(self):
        told = ("Afinadora de pianos", "Ane de la Prueba", "Derecho Inventado")
        for user, personal in ((self.seller, False), (self.privy, False)):
            html = self._html(self.person, user, personal)
            for text in (*told, "Divorced", "1972"):
                self.assertNotIn(text, html)
        html = self._html(self.person, self.privy, personal=True)
        for text in (*told, "Divorced", "1972", "Contains personal data"):
            self.assertIn(text, html)
        for user in (self.seller, self.biller):
            with self.assertRaises(AccessError):
                self._html(self.person, user, personal=True)

    def test_the_request_cannot_ask_for_personal_data(self):
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.privy)
            ._render_qweb_html(
                "ficha_cliente_paper.ficha_print",
                self.person.ids,
                data={"personal": True, "with_personal": True},
            )
        )
        self.assertNotIn("Afinadora de pianos", html.decode())

    def test_private_interactions_are_personal(self):
        self.env["ficha.interaction"].sudo().create(
            [
                {"partner_id": self.person.id, "subject": "Pidió catálogo"},
                {
                    "partner_id": self.person.id,
                    "subject": "Está de luto",
                    "private": True,
                },
            ]
        )
        html = self._html(self.person, self.privy)
        self.assertIn("Pidió catálogo", html)
        self.assertNotIn("Está de luto", html)
        self.assertIn("Está de luto", self._html(self.person, self.privy, True))

    def test_figures_only_for_who_sees_invoices(self):
        self._documents((10, 1234))
        self.assertRegex(self._html(self.customer, self.biller), "1[.,]234")
        html = self._html(self.customer, self.seller)
        self.assertNotRegex(html, "1[.,]234")
        self.assertNotIn("svg", html)

    def test_who_has_no_rights_on_fichas_prints_what_they_may_read(self):
        self._documents((10, 1234))
        self.env["ficha.interaction"].sudo().create(
            {"partner_id": self.customer.id, "subject": "Pidió catálogo"}
        )
        html = self._html(self.customer, self.outsider)
        self.assertIn("Talleres Inventados, S.L.", html)
        self.assertNotIn("Pidió catálogo", html)
        self.assertNotRegex(html, "1[.,]234")

    def test_who_may_not_read_the_contact_prints_nothing(self):
        with self.assertRaises(AccessError):
            self._html(self.customer, self.portal)

    def test_bank_account_is_masked(self):
        self.env["res.partner.bank"].sudo().create(
            {"partner_id": self.customer.id, "acc_number": "ES9121000418450200051332"}
        )
        html = self._html(self.customer, self.seller)
        self.assertIn("ES91 ···· 1332", html)
        self.assertNotIn("0418", html)


@tagged("post_install", "-at_install")
class TestPrintPdf(PrintCommon):
    """The same, drawn by wkhtmltopdf."""

    def setUp(self):
        super().setUp()
        state = self.env["ir.actions.report"].get_wkhtmltopdf_state()
        if state in ("install", "broken"):
            self.skipTest(f"wkhtmltopdf is not usable here: {state}")

    def _pages(self, partners):
        pdf, kind = (
            self.env["ir.actions.report"]
            .with_user(self.biller)
            .with_context(force_report_rendering=True)
            ._render_qweb_pdf("ficha_cliente_paper.ficha_print", partners.ids)
        )
        self.assertEqual(kind, "pdf")
        return len(PdfFileReader(io.BytesIO(pdf)).pages)

    def test_file_form_and_invoice(self):
        """All three come out as PDF."""
        self._documents((10, 1200))
        invoice = self.env["account.move"].search(
            [("partner_id", "=", self.customer.id)], limit=1
        )
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        for name, records in (
            ("ficha_cliente_paper.ficha_print", self.customer),
            ("account.report_invoice", invoice),
        ):
            pdf, kind = report._render_qweb_pdf(name, records.ids)
            self.assertEqual((pdf[:5], kind), (b"%PDF-", "pdf"), name)
        form = self.customer.with_user(self.seller)._get_ficha_form_pdf(
            "customer", False
        )
        self.assertEqual(form[:5], b"%PDF-")

    def test_two_pages_each_and_several_in_one_file(self):
        self._documents((10, 1200), (40, 800), (400, 500))
        self.assertEqual(self._pages(self.customer), 2)
        self.assertEqual(self._pages(self.person | self.prospect), 4)

    def test_a_day_that_there_is_not_breaks_no_print(self):
        interactions = self.env["ficha.interaction"].sudo()
        said = interactions.create(
            [
                {"partner_id": self.customer.id, "kind": "call", "subject": subject}
                for subject in ("Of another age", "Of today")
            ]
        )
        customer = self.customer.sudo()
        customer.followup_state_id = customer.followup_state_id.search([], limit=1)
        for day in ("9999-12-31", "0001-01-01"):
            with self.subTest(day=day):
                self.env.flush_all()
                self.env.cr.execute(
                    "UPDATE ficha_interaction SET date = %s WHERE id = %s",
                    [f"{day} 23:59:59" if day > "2" else day, said[0].id],
                )
                self.env.cr.execute(
                    "UPDATE res_partner SET followup_since = %s, next_contact_date = %s"
                    " WHERE id = %s",
                    [day, day, self.customer.id],
                )
                self.env.invalidate_all()
                html = self._html(self.customer, self.biller)
                self.assertIn("Of another age", html)
                self.assertIn("Of today", html)
