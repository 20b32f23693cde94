from odoo import Command
from odoo.tests import TransactionCase, tagged
from odoo.tests.common import BaseCase

from ..tools.tax_check import is_of_person, is_same

COMPANY, OTHER_COMPANY, PERSON = "B15704430", "A33604158", "33345678W"


@tagged("post_install", "-at_install")
class TestTaxNumbers(BaseCase):
    def test_of_a_person(self):
        for number, country, person in (
            ("33345678W", "ES", True),
            ("33.345.678-w", "ES", True),
            ("ES33345678W", "FR", True),
            ("X1234567L", "ES", True),
            ("B15704430", "ES", False),
            ("33345678W", "FR", False),
            (None, "ES", False),
        ):
            self.assertEqual(is_of_person(number, country), person, number)

    def test_the_same(self):
        self.assertTrue(is_same("ESB15704430", "b-15704430", "ES"))
        self.assertFalse(is_same("B15704430", "A33604158", "ES"))
        self.assertFalse(is_same("B15704430", False, "ES"))


@tagged("post_install", "-at_install")
class TestContactTax(TransactionCase):
    """The tax id of a contact never becomes that of its company in silence."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.spain = cls.env.ref("base.es")
        cls.env.company.country_id = cls.spain
        cls.company = cls.env["res.partner"].create(
            {
                "name": "Conservas Eo, S.L.",
                "is_company": True,
                "country_id": cls.spain.id,
                "vat": COMPANY,
                "child_ids": [Command.create({"name": "Mercedes Galán"})],
            }
        )
        cls.contact = cls.company.child_ids

    def proposals(self, company=None):
        return (
            self.env["ficha.proposal"]
            .sudo()
            .search([("partner_id", "=", (company or self.company).id)])
        )

    def assert_proposed(self, number):
        self.assertEqual(self.company.vat, COMPANY)
        proposal = self.proposals()
        self.assertEqual(proposal.field_name, "vat")
        self.assertEqual(proposal.proposed_value, number)
        self.assertIn("Mercedes", proposal.source_ref)

    def test_written_on_the_contact(self):
        self.contact.vat = PERSON
        self.assert_proposed(PERSON)
        self.assertEqual(self.contact.vat, COMPANY, "printed on its invoices")

    def test_a_contact_made_with_one(self):
        contact = self.env["res.partner"].create(
            {"name": "Mercedes", "parent_id": self.company.id, "vat": PERSON}
        )
        self.assert_proposed(PERSON)
        self.assertEqual(contact.vat, COMPANY)

    def test_another_company_s(self):
        self.contact.vat = OTHER_COMPANY
        self.assert_proposed(OTHER_COMPANY)

    def test_imported_by_odoo(self):
        result = (
            self.env["res.partner"]
            .with_context(import_file=True)
            .load([".id", "vat"], [[str(self.contact.id), PERSON]])
        )
        self.assertFalse(result["messages"])
        self.assert_proposed(PERSON)

    def test_a_person_joins_a_company_without_one(self):
        """The DNI of who works there is not the company's."""
        company = self.env["res.partner"].create(
            {"name": "Sin NIF, S.L.", "is_company": True, "country_id": self.spain.id}
        )
        person = self.env["res.partner"].create({"name": "Ana Gil", "vat": PERSON})
        person.parent_id = company
        self.assertFalse(company.vat)
        person.vat = False
        person.vat = PERSON
        self.assertFalse(company.vat)
        self.assertEqual(self.proposals(company).proposed_value, PERSON)

    def test_what_goes_up_as_in_odoo(self):
        """A company without a tax id learns its own; one known to be wrong is mended;
        the same number is no other."""
        empty = self.env["res.partner"].create(
            {
                "name": "Sin NIF, S.L.",
                "is_company": True,
                "country_id": self.spain.id,
                "child_ids": [Command.create({"name": "Ana"})],
            }
        )
        empty.child_ids.vat = OTHER_COMPANY
        self.assertEqual(empty.vat, OTHER_COMPANY)
        empty.with_context(no_vat_validation=True).vat = "B15704431"
        empty.child_ids.vat = COMPANY
        self.assertEqual(empty.vat, COMPANY)
        self.assertFalse(self.proposals(empty))

    def test_the_company_s_own_still_reaches_its_contacts(self):
        self.company.vat = OTHER_COMPANY
        self.assertEqual(self.contact.vat, OTHER_COMPANY)
        self.assertFalse(self.proposals())
