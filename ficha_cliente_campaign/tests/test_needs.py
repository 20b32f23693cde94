from odoo.tests import BaseCase

from ..tools.needs import LARGEST, MOST, needs


class TestNeeds(BaseCase):
    """Products that are bought together make a need."""

    def test_joined_by_likeness(self):
        pairs = [(1, 2, 0.9), (3, 4, 0.8), (2, 5, 0.7), (5, 1, 0.6), (4, 6, 0.1)]
        self.assertEqual(needs(pairs), [[1, 2, 5], [3, 4, 6]])
        self.assertEqual(needs([]), [])

    def test_two_become_one(self):
        self.assertEqual(needs([(1, 2, 0.9), (3, 4, 0.8), (1, 3, 0.5)]), [[1, 2, 3, 4]])

    def test_none_grows_without_end(self):
        chain = [(n, n + 1, 1 - n / 100) for n in range(60)]
        found = needs(chain)
        self.assertLessEqual(max(map(len, found)), LARGEST)
        self.assertLessEqual(len(found), MOST)
        every = [product for group in found for product in group]
        self.assertEqual(len(every), len(set(every)))
