from datetime import date

from freezegun import freeze_time

from odoo.tests import TransactionCase, tagged

from odoo.addons.ficha_cliente.tools.words import in_date, in_near_date


@tagged("post_install", "-at_install")
class TestWords(TransactionCase):
    """Days are written in one way, wherever they are told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env["res.lang"]._activate_lang("es_ES")
        cls.startClassPatcher(freeze_time("2026-11-28 12:00:00"))

    def said(self, function, *args, lang="en_US", **kwargs):
        return function(self.env(context={"lang": lang}), *args, **kwargs)

    def test_with_year(self):
        self.assertEqual(self.said(in_date, date(2026, 11, 5)), "5 Nov 2026")
        self.assertEqual(self.said(in_date, date(80, 1, 2)), "2 Jan 0080")
        self.assertEqual(self.said(in_date, False), "")

    def test_near_today(self):
        """Without the year, but where it could be taken for another."""
        for day, text in (
            (date(2026, 11, 28), "28 Nov"),
            (date(2026, 1, 2), "2 Jan"),
            (date(2027, 2, 3), "3 Feb"),
            (date(2025, 12, 30), "30 Dec 2025"),
            (date(2027, 11, 28), "28 Nov 2027"),
            (False, ""),
        ):
            self.assertEqual(self.said(in_near_date, day), text)

    def test_with_weekday(self):
        self.assertEqual(
            self.said(in_near_date, date(2026, 12, 3), weekday=True), "Thu 3 Dec"
        )
        self.assertEqual(
            self.said(in_near_date, date(2026, 12, 3), weekday=True, lang="es_ES"),
            "jue 3 dic",
        )

    def test_each_module_uses_them(self):
        """The next step of who does not buy yet, and what comes of a task."""
        partner = self.env["res.partner"].create({"name": "Soon"})
        partner.with_context(lang="en_US").next_contact_date = date(2026, 12, 3)
        partner = partner.with_context(lang="en_US")
        self.assertEqual(partner._ficha_next_step_text(), "Contact on 3 Dec")
        partner.next_contact_date = date(2028, 12, 3)
        self.assertEqual(partner._ficha_next_step_text(), "Contact on 3 Dec 2028")
