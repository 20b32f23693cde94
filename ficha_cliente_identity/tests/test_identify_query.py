from odoo.tests import BaseCase, tagged

from ..tools import identify_query


@tagged("post_install", "-at_install")
class TestIdentifyQuery(BaseCase):
    """What a question may be, without a database."""

    def _read(self, text, codes=()):
        return identify_query.read(text, codes, ("ES",))

    def test_readings_in_the_order_of_their_weight(self):
        asked = self._read("12345678", ["12345678"])
        kinds = [kind for kind, _value in asked.exact]
        self.assertEqual(list(dict.fromkeys(kinds)), ["code", "alias", "tax", "phone"])
        self.assertFalse(asked.names, "a number is no name")

    def test_an_address_is_nothing_else(self):
        asked = self._read("Ana <Ana.Q@Example.com>")
        self.assertEqual(asked.exact, [("email", "ana.q@example.com")])
        self.assertFalse(asked.names)

    def test_names(self):
        self.assertEqual(self._read("Mª de la Peña").names, [["maria", "pena"]])
        self.assertEqual(
            self._read("zubeldia anto").names,
            [["zubeldia", "antonio"], ["zubeldia", "anto"]],
        )
        self.assertEqual(self._read("garcia la").names, [["garcia", "la"], ["garcia"]])
        self.assertEqual(self._read("622OOO111").phone, None)

    def test_beginnings_of_telephones(self):
        def starts(text):
            asked = self._read(text)
            return [value for kind, value in asked.starts if kind == "phone"]

        self.assertEqual(starts("61234"), ["61234", "+3461234"])
        self.assertEqual(starts("+34 612"), ["+34612"])
        self.assertEqual(starts("0034 612"), ["+34612"])
        self.assertEqual(starts("6123"), [])
        self.assertEqual(starts("612345678 ext 3"), [])

    def test_tax_ids_of_companies_without_their_letter(self):
        def taxes(text, country="ES"):
            asked = identify_query.read(text, (), (country,))
            return [value for kind, value in asked.starts if kind == "tax"]

        self.assertIn("B36771939", taxes("36771939"))
        self.assertIn("P1595200E", taxes("1595200-E"))
        self.assertNotIn("B1595200E", taxes("1595200E"))
        # neither what does not agree with its last figure, nor in another country
        self.assertEqual(taxes("36771938"), ["36771938"])
        self.assertEqual(taxes("36771939", "FR"), ["36771939"])

    def test_no_question(self):
        for query in (None, b"abc", "", "a", "\0ab", "ab\ud800", "a" * 201, 7):
            self.assertIsNone(self._read(query), repr(query)[:20])
