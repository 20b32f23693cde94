from datetime import date

from freezegun import freeze_time

from odoo.tests import TransactionCase, tagged

from odoo.addons.ficha_cliente.tools.words import (
    as_sentence,
    in_date,
    in_near_date,
    in_units,
    quoted,
)


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

    def test_how_much(self):
        """Odoo calls its plain unit *Units*: one of them is not *1 Units*."""
        unit = self.env.ref("uom.product_uom_unit")
        kilo = self.env.ref("uom.product_uom_kgm")
        for quantity, of_what, text in (
            (1, unit, "1 unit"),
            (6.0, unit, "6 units"),
            (1.5, unit, "1.5 units"),
            (1, kilo, "1 kg"),
            (2.5, kilo, "2.5 kg"),
            (3, unit.browse(), "3"),
        ):
            self.assertEqual(self.said(in_units, quantity, of_what), text)
        said = self.said(in_units, 2.5, kilo, lang="es_ES")
        self.assertEqual(said, f"2,5 {kilo.with_context(lang='es_ES').name}")

    def test_another_sentence_may_follow(self):
        for text, sentence in (
            ("They ordered", "They ordered."),
            ("They ordered. ", "They ordered."),
            ("Really?", "Really?"),
            ("And so…", "And so…"),
            (False, ""),
        ):
            self.assertEqual(as_sentence(text), sentence)

    def test_between_the_quotation_marks_of_the_language(self):
        self.assertEqual(self.said(quoted, "Norte", "Sur"), "“Norte”, “Sur”")
        self.assertEqual(
            self.said(quoted, "Norte", "Sur", lang="es_ES"), "«Norte», «Sur»"
        )
        self.assertEqual(self.said(quoted, "100 %", lang="es_ES"), "«100 %»")

    def test_each_module_uses_them(self):
        """The next step of who does not buy yet, and what comes of a task."""
        partner = self.env["res.partner"].create({"name": "Soon"})
        partner.with_context(lang="en_US").next_contact_date = date(2026, 12, 3)
        partner = partner.with_context(lang="en_US")
        self.assertEqual(partner.ficha_next_step, "Contact on 3 Dec")
        partner.next_contact_date = date(2028, 12, 3)
        self.assertEqual(partner.ficha_next_step, "Contact on 3 Dec 2028")


@tagged("post_install", "-at_install")
class TestWordsOfLists(TransactionCase):
    def test_what_can_be_chosen_is_translated_where_it_is_installed(self):
        """The label of a choice is a record of a module. Where that is a module below
        the model's own, it has loaded its translations before the record was there,
        and a new database shows it in English."""
        data = self.env["ir.model.data"].search(
            [
                ("model", "=", "ir.model.fields.selection"),
                ("module", "=like", "ficha\\_cliente%"),
            ]
        )
        choices = self.env["ir.model.fields.selection"].browse(data.mapped("res_id"))
        modules = self.env["ir.module.module"]
        below, where = {}, {}
        for row in data:
            where.setdefault(row.res_id, set()).add(row.module)
        for choice in choices:
            own = self.env[choice.field_id.model]._original_module
            if own not in below:
                module = modules.search([("name", "=", own)])
                found = module.upstream_dependencies(exclude_states=("none",))
                below[own] = set(found.mapped("name"))
            self.assertFalse(
                where[choice.id] <= below[own],
                f"{choice.field_id.model}.{choice.field_id.name}: {choice.name}",
            )
