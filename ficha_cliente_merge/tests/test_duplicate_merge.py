from odoo.tests import tagged

from .common_duplicate import DuplicateCommon


@tagged("post_install", "-at_install")
class TestDuplicateMerge(DuplicateCommon):
    """Odoo's own merge, with pairs present."""

    def merge(self, *partners, keep):
        wizard = self.env["base.partner.merge.automatic.wizard"]
        ids = [partner.id for partner in partners]
        wizard._merge(ids, keep)
        self.env.invalidate_all()

    def make_pair(self, one, other, **values):
        return self.Duplicate.create(
            {
                "partner_a_id": min(one.id, other.id),
                "partner_b_id": max(one.id, other.id),
                "score": 70,
                "certainty": "review",
                "evidence_data": ["same_name"],
                **values,
            }
        )

    def test_pairs_follow(self):
        third = self.contact("Breixo Amado")
        own = self.make_pair(self.first, self.second)
        follows = self.make_pair(self.second, third)
        self.merge(self.first, self.second, keep=self.first)
        self.assertFalse(self.second.exists())
        self.assertFalse(own.exists())
        self.assertEqual(self.pair(self.first, third), follows)

    def test_both_had_a_pair_with_the_same(self):
        """A decision weighs more than a proposal, whichever contact is kept."""
        third = self.contact("Breixo Amado")
        self.make_pair(self.first, third)
        decided = self.make_pair(self.second, third, state="separate")
        self.merge(self.first, self.second, keep=self.first)
        self.assertEqual(self.pair(self.first, third), decided)
        self.assertEqual(decided.state, "separate")

    def test_the_later_contact_is_kept(self):
        before = self.contact("Breixo Amado")
        after = self.contact("Xacobe Souto")
        pairs = self.make_pair(before, after)
        self.merge(before, self.first, keep=before)
        self.assertEqual(pairs.partner_a_id, before)
        self.merge(before, self.second, keep=self.second)
        # the kept one was there before the other
        self.assertEqual((pairs.partner_a_id, pairs.partner_b_id), (self.second, after))
        self.assertTrue(pairs.partner_a_id.id < pairs.partner_b_id.id)
