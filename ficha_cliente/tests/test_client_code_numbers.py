from unittest.mock import patch

from odoo.exceptions import ConcurrencyError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_client_code import ClientCodeCommon


@tagged("post_install", "-at_install")
class TestClientCodeNumbers(ClientCodeCommon):
    """Where the numbers come from, and what happens when one is taken."""

    def test_numbers_taken_by_hand_are_left_out(self):
        start = self.sequence.number_next_actual
        mine = self._customer("Mine", client_code=f"c {start:05d}")
        self.assertEqual(mine.client_code, f"C{start:05d}", "capitals, no spaces")
        for number in range(start + 1, start + 6):
            self._customer(f"By hand {number}", client_code=f"C{number:05d}")
        self._posted(self.customer)
        self.assertTrue(self.customer.client_code)
        self.assertGreater(self.customer.client_code, f"C{start + 5:05d}")

    def test_a_sequence_without_gaps_works_too(self):
        self.sequence.implementation = "no_gap"
        one, two = self._customer("One"), self._customer("Two")
        (one | two)._assign_client_code()
        self.assertEqual(int(two.client_code[1:]), int(one.client_code[1:]) + 1)

    def test_no_sequence_no_code_and_no_error(self):
        self.sequence.active = False
        move = self._posted(self.customer)
        self.assertEqual(move.state, "posted")
        self.assertFalse(self.customer.client_code)

    def _taken_unseen(self, count):
        """Give the next ``count`` numbers by hand, in a way this transaction cannot
        see, as when somebody else commits them after it began."""
        start = self.sequence.number_next_actual
        for number in range(start, start + count):
            self._customer(f"By hand {number}", client_code=f"C{number:05d}")
        self.env.flush_all()
        return patch.object(
            type(self.Partner), "_used_client_codes", lambda partners, codes: set()
        )

    @mute_logger("odoo.sql_db")
    def test_a_number_taken_at_the_same_instant_is_left_out(self):
        with self._taken_unseen(2):
            self._posted(self.customer)
        self.assertTrue(self.customer.client_code)

    @mute_logger("odoo.sql_db")
    def test_many_taken_at_the_same_instant_are_tried_again_later(self):
        with self._taken_unseen(9), self.assertRaises(ConcurrencyError):
            self._posted(self.customer)
