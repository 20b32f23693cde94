"""The notice that people sign on paper is a version that the ledger knows: the one
place that knows both modules, which do not know each other."""

import io

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools.pdf import PdfFileReader

from odoo.addons.ficha_cliente_paper.tests.common_form import (
    FormCommon,
    fill,
    values_of,
)
from odoo.addons.ficha_cliente_paper.tools import form_layout


@tagged("post_install", "-at_install")
class TestPaperNotice(FormCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        (cls.user | cls.privy).lang = "en_US"
        cls.customer.lang = "en_US"
        cls.Notice = cls.env["ficha.notice"]
        cls.Notice.search([("place", "=", "paper")]).valid_to = "2020-01-01"
        cls.news = cls.env.ref("ficha_cliente_privacy.purpose_own_news")

    def printed(self, pdf):
        pages = PdfFileReader(io.BytesIO(pdf)).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())

    def notice_of(self, pdf):
        number = values_of(pdf)["ficha_form"].split("|")[6]
        return self.Notice.browse(int(number))

    def written(self, text="Aviso nuevo", **values):
        return self.Notice.with_context(lang="en_US").create(
            {
                "name": "Hoja de cliente",
                "place": "paper",
                "lang": "en_US",
                "first_layer": f"<p>{text}</p><p>Segundo párrafo.</p>",
                "purpose_ids": self.news.ids,
                **values,
            }
        )

    def test_the_text_of_the_settings_is_kept_as_it_was_printed(self):
        company = self.env.company
        company.with_context(lang="en_US").ficha_form_notice = "Aviso <uno> & nada más."
        first = self.form(self.customer)
        notice = self.notice_of(first)
        self.assertIn("Aviso <uno> & nada más.", self.printed(first))
        self.assertIn(f"version {notice.version}.", self.printed(first))
        self.assertEqual(notice._as_text(), "Aviso <uno> & nada más.")
        self.assertEqual(self.notice_of(self.form(self.customer)), notice, "the same")
        company.with_context(lang="en_US").ficha_form_notice = "Aviso dos."
        later = self.notice_of(self.form(self.customer))
        self.assertEqual(later.version, notice.version + 1)
        self.assertEqual(notice._as_text(), "Aviso <uno> & nada más.", "and stays")

    def test_what_the_desk_wrote_is_printed_in_its_version(self):
        self.written("Aviso viejo").action_new_version().get("res_id")
        notice = self.Notice.search([("name", "=", "Hoja de cliente")], limit=1)
        notice.first_layer = "<p>Aviso nuevo</p><p>Segundo párrafo.</p>"
        pdf = self.form(self.customer)
        self.assertEqual(self.notice_of(pdf), notice)
        text = self.printed(pdf)
        self.assertIn("Aviso nuevo", text)
        self.assertIn("Segundo párrafo.", text)
        self.assertIn("Hoja de cliente, version 2.", text)
        settings = self.env["res.config.settings"].with_context(lang="en_US").new({})
        self.assertIn("Aviso nuevo", settings.ficha_form_notice_shown)
        before = self.Notice.search_count([])
        settings.ficha_form_notice_shown  # noqa: B018 -- looking keeps nothing
        self.assertEqual(self.Notice.search_count([]), before)

    def test_an_address_of_the_web_makes_no_new_version(self):
        company = self.env.company.with_context(lang="en_US")
        company.ficha_form_notice = "Reclame (https://www.aepd.es) si quiere.\nSegunda."
        pdf = self.form(self.customer)
        self.assertEqual(self.notice_of(pdf), self.notice_of(self.form(self.customer)))
        self.assertIn("(https://www.aepd.es)", self.printed(pdf))

    def test_paper_has_no_markup(self):
        self.written('<b>Quién</b>: <a href="https://a.example">nosotros</a>.')
        text = self.printed(self.form(self.customer))
        self.assertIn("Quién: nosotros (https://a.example).", text)

    def test_the_day_that_keeps_it_is_not_taken_away(self):
        notice = self.written()
        self.form(self.customer)
        for change in ({"shown_on": False}, {"automatic": True}):
            with self.assertRaisesRegex(UserError, "Make a new version"):
                notice.write(change)

    def test_what_was_printed_stays_as_it_was(self):
        """It may be on somebody's desk, not signed yet."""
        notice = self.written()
        notice.first_layer = "<p>Todavía no está impreso.</p>"
        self.form(self.customer)
        self.assertTrue(notice.shown_on)
        with self.assertRaisesRegex(UserError, "Make a new version"):
            notice.first_layer = "<p>Otra cosa.</p>"
        with self.assertRaisesRegex(UserError, "it is kept"):
            notice.unlink()
        self.written("Otro", name="Otro").unlink()  # nobody has seen it

    def test_what_came_back_is_recorded_with_that_version(self):
        notice = self.written()
        pdf = fill(self.form(self.customer), city="Lugo")
        self.written("Otro de después", name="Hoja nueva", company_id=False)
        form, refused = self.drop(pdf)
        self.assertFalse(refused)
        self.assertEqual(form.notice_version, "Hoja de cliente, version 1")
        # sudo: the user need not read the ledger
        rows = self.env["ficha.consent"].search([("notice_id", "=", notice.id)])
        self.assertFalse(rows, "nobody has taken it yet")
        form.action_apply()
        rows = self.env["ficha.consent"].search([("notice_id", "=", notice.id)])
        self.assertRecordValues(
            rows,
            [
                {
                    "partner_id": self.customer.id,
                    "event": "informed",
                    "method": "paper",
                    "purpose_id": self.news.id,
                    "shown_sha256": notice.sha256,
                    "user_id": self.user.id,
                }
            ],
        )
        again, _refused = self.drop(fill(self.form(self.customer), city="Vigo"))
        again.action_apply()
        of_first = self.env["ficha.consent"].search([("notice_id", "=", notice.id)])
        self.assertEqual(of_first, rows, "once of each version")

    def test_a_consent_signed_on_paper_names_it(self):
        notice = self.written()
        form, _refused = self.drop(fill(self.form(self.customer), city="Lugo"))
        form.action_apply()
        later = self.written("Otro de después")
        record = self.env["ficha.consent.record"].with_user(self.user)
        dialog = record.create(
            {
                "partner_ids": self.customer.ids,
                "event": "given",
                "purpose_id": self.news.id,
                "method": "paper",
            }
        )
        self.assertEqual(dialog.notice_id, notice, "what they signed")
        dialog.action_record()
        given = self.env["ficha.consent"].search(
            [("partner_id", "=", self.customer.id), ("event", "=", "given")]
        )
        self.assertEqual(given.notice_id, notice)
        other = self.Partner.create({"name": "Otra, S.L."})
        dialog = record.create({"partner_ids": other.ids, "method": "paper"})
        self.assertEqual(dialog.notice_id, later, "what is printed today")
        dialog.method = "call"
        self.assertFalse(dialog.notice_id, "no paper after all")
        dialog = record.create({"partner_ids": other.ids, "method": "call"})
        self.assertFalse(dialog.notice_id)

    def test_forms_printed_before_there_were_versions_are_read(self):
        """Paper lives for months."""
        uuid = self.env["ir.config_parameter"].get_param("database.uuid")
        details = f"1|{uuid}|{self.env.company.id}|customer|{self.customer.id}|0"
        seal = self.Inbox.sudo()._seal_of(details)
        pdf = fill(self.form(), city="Lugo", ficha_form=f"{details}|{seal}")
        form, refused = self.drop(pdf)
        self.assertFalse(refused)
        self.assertEqual(form.partner_id, self.customer)
        self.assertFalse(form.notice_version)
        form.action_apply()
        rows = self.env["ficha.consent"].search([("partner_id", "=", self.customer.id)])
        self.assertFalse(rows, "nobody knows what was on it")
        details = details.replace("1|", "9|", 1)
        seal = self.Inbox.sudo()._seal_of(details)
        _form, refused = self.drop(
            fill(self.form(), city="Lugo", ficha_form=f"{details}|{seal}")
        )
        self.assertIn("older or newer version", refused[0])

    def test_another_notice_is_not_made_up(self):
        notice = self.written()
        meta = values_of(self.form(self.customer))["ficha_form"]
        parts = meta.split("|")
        self.assertEqual(parts[6], str(notice.id))
        parts[6] = str(notice.id + 1)
        pdf = fill(self.form(self.customer), city="Lugo", ficha_form="|".join(parts))
        _form, refused = self.drop(pdf)
        self.assertIn("altered", refused[0])
        self.assertEqual(form_layout.VERSION, 2)
