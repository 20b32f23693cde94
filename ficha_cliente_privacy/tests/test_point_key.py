import unittest

from odoo.addons.ficha_cliente_privacy.tools import point_key


class TestPointKey(unittest.TestCase):
    """Keys of addresses: pure functions."""

    def test_a_key_depends_on_all_that_it_is_made_with(self):
        keys = {
            point_key.key_of(point_key.derived(*made), kind, value)
            for *made, kind, value in (
                ("secret", "pepper", "a", "email", "a@x.es"),
                ("secret", "", "a", "email", "a@x.es"),
                ("other", "pepper", "a", "email", "a@x.es"),
                ("secret", "pepper", "b", "email", "a@x.es"),
                ("secret", "pepper", "a", "phone", "a@x.es"),
                ("secret", "pepper", "a", "email", "b@x.es"),
            )
        }
        self.assertEqual(len(keys), 6)
        self.assertNotIn("a@x.es", "".join(keys))

    def test_masked(self):
        for kind, value, shown in (
            ("email", "ana@x.es", "a••@x.es"),
            ("email", "a@x.es", "••@x.es"),
            ("phone", "+34612345678", "••• 78"),
            ("phone", "112", "•••"),
            ("email", "", "•••"),
        ):
            self.assertEqual(point_key.masked(kind, value), shown)

    def test_the_same_letters_are_the_same_text(self):
        self.assertEqual(
            point_key.text_digest("cami\u00f3n"), point_key.text_digest("camio\u0301n")
        )
        self.assertNotEqual(
            point_key.text_digest("a", "b"), point_key.text_digest("ab", "")
        )
