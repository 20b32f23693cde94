"""What customers said when they turn out to be one, through Odoo's own wizard and
through ours: the one place that knows both modules, which do not know each other."""

import itertools
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.ficha_cliente_merge.tests.common_merge_parity import (
    MergeParityCommon,
    both_merges,
)

STATES = ("objected", "withdrawn", "denied", "expired", "given", None)


@tagged("post_install", "-at_install")
class TestMergeConsents(MergeParityCommon):
    def _said(self, partner, event, days=1, **values):
        # sudo: who merges need not read the ledger
        return (
            self.env["ficha.consent"]
            .sudo()
            .create(
                {
                    "partner_id": partner.id,
                    "event": event,
                    "happened_on": fields.Datetime.now() - timedelta(days=days),
                    **values,
                }
            )
        )

    def _rows_of(self, partner):
        # sudo: as above
        return (
            self.env["ficha.consent"].sudo().search([("partner_id", "=", partner.id)])
        )

    @both_merges
    def test_the_stricter_of_each_pair(self, merge):
        """All pairs of what two may have said, whoever of them said it first."""
        kept, gone = self._two()
        pairs = list(itertools.product(STATES, STATES))
        # sudo: purposes are the privacy desk's
        purposes = (
            self.env["ficha.purpose"]
            .sudo()
            .create(
                [
                    {
                        "name": f"Par {n}",
                        "code": f"pair_{'abcdef'[n // 6]}{'abcdef'[n % 6]}",
                    }
                    for n in range(len(pairs))
                ]
            )
        )
        for purpose, (one, other) in zip(purposes, pairs, strict=True):
            for partner, event, days in ((kept, one, 9), (gone, other, 3)):
                if event:
                    self._said(partner, event, days, purpose_id=purpose.id)
        before = self._rows_of(kept) | self._rows_of(gone)
        merge(kept, gone)
        states = kept._ficha_consent_states()[kept.id]
        for purpose, pair in zip(purposes, pairs, strict=True):
            said = [state for state in pair if state]
            strictest = min(said, key=STATES.index) if said else None
            state = states.get((purpose.id, None), [None])
            self.assertEqual(state[0], strictest, pair)
        added = self._rows_of(kept) - before
        self.assertLessEqual(before, self._rows_of(kept), "no evidence is lost")
        self.assertEqual(set(added.mapped("event")), {"carried"})
        self.assertEqual(len(added), 20, "where two said different things")
        self.assertTrue(all(row.is_intact for row in self._rows_of(kept)))

    @both_merges
    def test_a_wide_no_holds_against_a_later_narrow_yes_of_the_other(self, merge):
        kept, gone = self._two({"email": "a@merge.example"})
        news = self.env.ref("ficha_cliente_privacy.purpose_own_news")
        channel = self.env.ref("ficha_cliente.channel_email")
        self._said(gone, "objected", 30)
        self._said(kept, "given", 3, purpose_id=news.id, channel_id=channel.id)
        self.assertTrue(kept._ficha_may_contact("own_news", "email")[kept.id].ok)
        merge(kept, gone)
        answer = kept._ficha_may_contact("own_news", "email")[kept.id]
        self.assertEqual(answer.code, "objected")
        self._said(kept, "given", 0, purpose_id=news.id, channel_id=channel.id)
        answer = kept._ficha_may_contact("own_news", "email")[kept.id]
        self.assertTrue(answer.ok, "what they say after the merge counts")

    @both_merges
    def test_three_and_nothing_to_add(self, merge):
        kept, gone = self._two()
        third = self._customer("Third")
        news = self.env.ref("ficha_cliente_privacy.purpose_own_news")
        for partner in (kept, gone):
            self._said(partner, "given", purpose_id=news.id)
        merge(kept, gone)
        self.assertEqual(len(self._rows_of(kept)), 2)
        merge(kept, third)
        self.assertEqual(set(self._rows_of(kept).mapped("event")), {"given"})
        fourth = self._customer("Fourth")
        self._said(fourth, "withdrawn", 20, purpose_id=news.id)
        merge(kept, fourth)
        answer = kept._ficha_may_contact("own_news", "email")[kept.id]
        self.assertEqual(answer.code, "withdrawn")

    def test_a_chain_undone_gives_back_row_by_row(self):
        """Every column of every row, what was added is gone, and the night misses
        none of it."""
        people = [self._customer(f"Cadena {n}") for n in range(4)]
        news = self.env.ref("ficha_cliente_privacy.purpose_own_news")
        channel = self.env.ref("ficha_cliente.channel_email")
        about = {"purpose_id": news.id, "channel_id": channel.id}
        rows = self._rows_of(people[0])
        for number, partner in enumerate(people):
            event = ("given", "objected", "withdrawn", "denied")[number]
            rows |= self._said(partner, event, 9 - number, **about)
            rows |= self._said(partner, "paused", 4, until="2070-01-01")
            wrong = self._said(partner, "objected", 2)
            wrong.action_mistake()
            rows |= self._rows_of(partner)
        # sudo: the night is nobody's
        Consent = self.env["ficha.consent"].sudo()
        Consent._cron_check_seals()

        def ledger():
            self.env.flush_all()
            return self.env.execute_query(
                SQL(
                    "SELECT to_jsonb(c) FROM ficha_consent c"
                    " WHERE partner_id IN %s OR id IN %s ORDER BY id",
                    tuple(p.id for p in people),
                    tuple(rows.ids),
                )
            )

        before = ledger()
        merges = [
            self._merge(people[0], other, user=self.env.user) for other in people[1:]
        ]
        merged = ledger()
        self.assertGreater(len(merged), len(before), "the stricter is carried")
        self.assertEqual({row["partner_id"] for (row,) in merged}, {people[0].id})
        kept = {row["id"]: row for (row,) in merged}
        for (row,) in before:
            self.assertEqual({**row, "partner_id": people[0].id}, kept[row["id"]])
        self.assertEqual(Consent._cron_check_seals(), 0)
        for merge in reversed(merges):
            self._undo(merge)
        self.assertEqual(ledger(), before)
        self.assertEqual(Consent._cron_check_seals(), 0, "what was added is not missed")
