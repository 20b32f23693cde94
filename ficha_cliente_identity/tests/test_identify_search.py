from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from .common_identify import IdentifyCommon


@tagged("post_install", "-at_install")
class TestIdentifySearch(IdentifyCommon, TransactionCase):
    """The customer box of invoices: name_search."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_identify()

    def _names(self, text, **kwargs):
        return [pair[0] for pair in self.Identify.name_search(text, **kwargs)]

    def test_whatever_is_known_selects_the_customer(self):
        for text in ("976 12 34 56", "b12345674", "777", "info@ureña-talleres.example"):
            self.assertEqual(self._names(text), self.firm.ids, text)
        self.assertEqual(self._names("quesada ana")[:1], self.mother.ids)
        self.assertEqual(self._names("quezada"), self.mother.ids)

    def test_domain_and_rights_hold(self):
        persons = [("is_company", "=", False)]
        self.assertEqual(self._names("976123456", domain=persons), [])
        self.assertEqual(
            self._names("612345678", domain=[("name", "like", "Eva")]),
            self.daughter.ids,
        )
        other = self.env["res.company"].create({"name": "Other identify"})
        self.firm.company_id = other
        self.assertNotIn(self.firm.id, self._names("976123456"))

    def test_the_core_is_asked_only_for_more(self):
        core = type(self.Partner)
        with patch.object(core, "_search_display_name", autospec=True) as asked:
            asked.side_effect = AssertionError("the core looks through all names")
            self.assertEqual(len(self._names("612345678")), 2)
            self.assertEqual(len(self._names("fernandez", limit=2)), 2)
        # in the middle of a word: only the core finds that
        self.assertIn(self.mother.id, self._names("uesad"))

    def test_no_limit(self):
        self.assertIn(self.mother.id, self._names("quesada", limit=None))
        self.assertTrue(self._names("", limit=5))

    def test_exact_operator_asks_for_a_code_or_a_name(self):
        """An import that says "=" means no telephone."""
        self.assertEqual(self._names("976123456", operator="="), [])
        self.assertEqual(self._names("C00777", operator="="), self.firm.ids)
