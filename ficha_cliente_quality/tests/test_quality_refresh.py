from odoo import Command
from odoo.tests import tagged
from odoo.tests.common import BaseCase
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.tax_check import is_wrong

from .common_quality import QualityCommon

GOOD_VAT, BAD_VAT = "B15704430", "B15704431"


@tagged("post_install", "-at_install")
class TestTaxCheck(BaseCase):
    def test_numbers(self):
        for number, country, wrong in (
            ("B15704430", "ES", False),
            ("ESB15704430", "ES", False),
            ("esb15704430", None, False),
            ("B15704431", "ES", True),
            ("12345678Z", "ES", False),
            ("12345678A", "ES", True),
            ("X1234567L", "ES", False),
            ("PT501964843", "ES", False),  # a Portuguese number in a Spanish address
            ("PT501964844", "ES", True),
            ("EL094259216", "GR", False),  # the prefix that Greece uses
            ("/", "ES", False),  # has none
            ("", "ES", False),
            (None, None, False),
            ("B15704431", None, False),  # nobody can tell
            ("12345", "ZZ", False),
        ):
            self.assertEqual(is_wrong(number, country), wrong, (number, country))


@tagged("post_install", "-at_install")
class TestQualityRefresh(QualityCommon):
    """The rows behind lists and board."""

    def _row(self, partner):
        self.quality._refresh(partner.ids)
        return self.quality.search([("partner_id", "=", partner.id)])

    def test_rows_say_what_the_fichas_say(self):
        company = self._partner(phone="612345678")
        contact = self._partner("Eva", is_company=False, parent_id=company.id)
        self.quality._refresh()
        row = self._row(company)
        self.assertEqual(row.template_id, self.of_company)
        self.assertEqual(row.completeness, 30)
        self.assertEqual(row.missing, ["vat", "email", "occupation"])
        self.assertFalse(row.freshness_known)
        self.assertEqual(self._row(contact).population, "contact")

    def test_really_known(self):
        cases = [
            ({}, False),
            ({"phone": "612345678"}, False),
            ({"phone": "612345678", "client_code": "Q1"}, True),
            ({"client_code": "Q2"}, False),
            ({"phone": "12345", "client_code": "Q4"}, False),
            ({"vat": GOOD_VAT}, True),
            ({"vat": BAD_VAT}, False),
            ({"vat": BAD_VAT, "email": "a@lis.example", "client_code": "Q3"}, True),
            ({"vat": "/"}, False),
        ]
        for vals, known in cases:
            self.assertEqual(self._row(self._partner(**vals)).has_identity, known, vals)
        company = self._partner(vat=GOOD_VAT)
        contact = self._partner("Eva", is_company=False, parent_id=company.id)
        self.assertFalse(
            self._row(contact).has_identity, "the company's does not count"
        )
        contact.phone = "612345678"
        self.assertTrue(self._row(contact).has_identity)

    def test_wrong_data(self):
        fine = self._row(
            self._partner(vat=GOOD_VAT, phone="612 345 678", email="a@lis.example")
        )
        self.assertFalse(fine.bad_tax or fine.bad_phone or fine.bad_email)
        empty = self._row(self._partner())
        self.assertFalse(empty.bad_tax or empty.bad_phone or empty.bad_email)
        wrong = self._row(
            self._partner(vat=BAD_VAT, phone="ask his brother", email="a at lis")
        )
        self.assertTrue(wrong.bad_tax and wrong.bad_phone and wrong.bad_email)
        short = self._row(self._partner(phone="12345"))
        self.assertTrue(short.bad_phone)
        partners = self.env["res.partner"].with_context(no_vat_validation=True)
        contact = partners.create({"name": "Eva", "parent_id": wrong.partner_id.id})
        self.assertEqual(contact.vat, BAD_VAT)
        self.assertFalse(self._row(contact).bad_tax, "it is the company's")

    def test_who_has_no_row(self):
        archived = self._partner(active=False)
        self.quality._refresh()
        whose = self.quality.search([]).partner_id
        for partner in (archived, self.user.partner_id, self.env.company.partner_id):
            self.assertNotIn(partner, whose)
        partner = self._partner()
        self.assertTrue(self._row(partner))
        partner.active = False
        self.assertFalse(self._row(partner))

    def test_where_the_file_came_from(self):
        written = self._partner()
        self.origins._note(written, ["name"], "import", "clientes.xlsx")
        self.assertEqual(self._row(written).source, "import")
        self.origins._note(written, ["name"], "person")
        self.assertEqual(self._row(written).source, "import", "it began as an import")
        old = self._partner("Old")
        self.assertFalse(self._row(old).source)
        self.env["ir.model.data"].create(
            {
                "module": "__import__",
                "name": "quality_old",
                "model": "res.partner",
                "res_id": old.id,
            }
        )
        self.assertEqual(self._row(old).source, "import")

    def test_changes_are_measured_soon(self):
        partner = self._partner()
        self._row(partner)
        self.env.cr.flush()
        queue = self.env["ficha.quality.queue"]
        self.env.execute_query(SQL("DELETE FROM ficha_quality_queue RETURNING id"))
        with self.assertQueryCount(1):  # whatever was written
            queue._mark(partner.ids)
            queue._mark(partner.ids)
        self.assertEqual(queue._count(), 1)
        partner.phone = "612345678"
        partner.comment = "Nothing that is wanted"
        self.env.cr.flush()
        self.assertEqual(queue._count(), 2)
        with self.enter_registry_test_mode():
            self.env.ref(
                "ficha_cliente_quality.ir_cron_quality_queue"
            ).method_direct_trigger()
        self.assertFalse(queue._count())
        self.assertEqual(
            self.quality.search([("partner_id", "=", partner.id)]).completeness, 30
        )

    def test_the_night_measures_everybody_and_notes_the_day(self):
        partner = self._partner()
        with self.enter_registry_test_mode():
            self.env.ref(
                "ficha_cliente_quality.ir_cron_quality_daily"
            ).method_direct_trigger()
        self.assertTrue(self.quality.search([("partner_id", "=", partner.id)]))
        self.assertTrue(self.env["ficha.quality.day"].search([], limit=1))

    def test_lists(self):
        full = self._partner("Full", vat=GOOD_VAT, phone="612345678")
        half = self._partner("Half", phone="612345678")
        address = self._partner(
            "Store", is_company=False, parent_id=full.id, type="delivery"
        )
        all_of_them = full | half | address
        self.quality._refresh(all_of_them.ids)
        partners = self.env["res.partner"].with_user(self.user)
        only = [("id", "in", all_of_them.ids)]

        def found(*domain):
            return partners.search([*only, *domain], order="id").mapped("name")

        self.assertEqual(found(("ficha_completeness", "<", 50)), ["Half"])
        self.assertEqual(found(("ficha_completeness", ">=", 70)), ["Full"])
        self.assertEqual(found(("ficha_completeness", "=", 30)), ["Half"])
        self.assertEqual(found(("ficha_freshness", "<", 100)), [], "it is not known")
        self.assertEqual(
            found(("ficha_template_id", "=", self.of_company.id)), ["Full", "Half"]
        )
        self.assertEqual(found(("ficha_template_id", "=", False)), ["Store"])
        self.assertEqual(
            partners.search(only, order="ficha_completeness DESC, id").mapped("name"),
            ["Store", "Full", "Half"],
            "PostgreSQL puts what has no value first",
        )
        groups = partners._read_group(
            only, ["ficha_template_id"], ["ficha_completeness:avg"]
        )
        self.assertIn((self.of_company.with_user(self.user), 50), groups)

    def test_merge(self):
        """Odoo's own merge, with rows and resting questions on both sides."""
        kept, gone = self._partner("Kept"), self._partner("Gone", phone="612345678")
        for partner in (kept, gone):
            self._row(partner)
            partner.with_user(self.user).rest_ficha_question("email")
        env = self.env(user=self.user)
        env["base.partner.merge.automatic.wizard"]._merge(
            (kept | gone).ids, kept.with_env(env)
        )
        self.env.invalidate_all()
        self.assertEqual(kept.phone, "612345678")
        self.assertEqual(self._row(kept).completeness, 30)
        rests = self.env["ficha.question.snooze"].search([("partner_id", "=", kept.id)])
        self.assertEqual(len(rests), 1)

    def test_tags_of_a_template_that_asks_for_many(self):
        """Rows do not multiply with what hangs from a contact."""
        self.of_company.write(
            {"line_ids": self._template("company", category_id=(10, 0))["line_ids"]}
        )
        partner = self._partner(
            category_id=[Command.create({"name": name}) for name in ("a", "b", "c")]
        )
        self.assertEqual(len(self._row(partner)), 1)
