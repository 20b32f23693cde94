from odoo.tests import BaseCase, tagged

from ..tools import client_code
from ..tools.email_address import normal_email
from ..tools.plain_text import visible
from ..tools.tax_check import is_wrong


@tagged("post_install", "-at_install")
class TestPlainText(BaseCase):
    """Marks that nobody sees, in texts that come from anywhere."""

    def test_marks_are_left_out(self):
        marks = [0xAD, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F)]
        marks += [*range(0x2060, 0x206A), 0xFEFF]
        for mark in map(chr, marks):
            with self.subTest(mark=f"U+{ord(mark):04X}"):
                self.assertEqual(visible(f"{mark}Lu{mark}cia{mark}"), "Lucia")
                self.assertEqual(visible(f"ana{mark}@x.example"), "ana@x.example")

    def test_blanks_and_hyphens(self):
        blanks = [0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000]
        for blank in map(chr, blanks):
            with self.subTest(blank=f"U+{ord(blank):04X}"):
                self.assertEqual(visible(f"Luis{blank}Gil{blank}"), "Luis Gil")
        self.assertEqual(visible("Coca\u2011Cola"), "Coca-Cola")

    def test_joiners_that_are_part_of_a_word_stay(self):
        for text in (
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian
            "\u0915\u094d\u200d\u0937",  # Devanagari
            "\U0001f469\u200d\U0001f4bb",  # a picture of two
        ):
            self.assertEqual(visible(text), text)
        self.assertEqual(visible("\u0645\u06cc\u200c"), "\u0645\u06cc")
        self.assertEqual(visible("Pe\u200d\u00f1a"), "Pe\u00f1a")

    def test_what_is_seen_stays(self):
        for text in (
            "  plain  ",
            "Pe\u00f1a \u2013 \u00d1u\u00f1o",
            "",
            None,
            False,
            7,
        ):
            self.assertEqual(visible(text), text)

    def test_where_values_are_compared(self):
        self.assertEqual(normal_email("\u202aANA\u200b@x.example"), "ana@x.example")
        self.assertEqual(client_code.normalize("c\u2011000\u200b12"), "C-00012")
        self.assertFalse(is_wrong("\u202aB\u201176.543.008\u202c", "ES"))
        self.assertTrue(is_wrong("\u202aB\u201176.543.009\u202c", "ES"))
