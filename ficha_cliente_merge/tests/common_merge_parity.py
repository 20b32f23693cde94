import contextlib
import functools

from .common_merge import MergeCommon


class _Back(Exception):
    """Takes what a case did back."""


def both_merges(case):
    """The same case through Odoo's own wizard and through ours.

    :param case: method that is given ``merge(contact that stays, *contacts that go)``
    """

    @functools.wraps(case)
    def test(self):
        for door in ("odoo", "ficha"):
            with self.subTest(door=door):
                try:
                    with contextlib.suppress(_Back), self.env.cr.savepoint():
                        case(self, getattr(self, f"_merge_by_{door}"))
                        self.env.flush_all()
                        raise _Back
                finally:
                    self.env.cr.precommit.clear()
                    self.env.invalidate_all(flush=False)

    # what is wanted of a fixture's name must not be looked for in the case
    del test.__wrapped__
    return test


class MergeParityCommon(MergeCommon):
    """Two contacts become one, by the same rules whichever door is taken."""

    def _merge_by_odoo(self, kept, *others):
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge(kept.union(*others).ids, kept)
        self.env.flush_all()
        self.env.invalidate_all()

    def _merge_by_ficha(self, kept, *others):
        """Merge, go back, see that nothing differs, and merge again."""
        every = kept.union(*others) | self.customer | self.contact
        before = self._snapshot(every)
        merge = self._merge(kept, *others, user=self.env.user)
        self._undo(merge)
        self.assertEqual(self._differences(before, self._snapshot(every)), "")
        self.assertFalse(merge.undo_left)
        self._merge(kept, *others, user=self.env.user)
        self.env.flush_all()

    def _two(self, kept=None, gone=None):
        """Two customers with these values."""
        return self._customer("Kept", **(kept or {})), self._customer(
            "Gone", **(gone or {})
        )
