import json

from odoo import api, fields, models
from odoo.tools import SQL

# what counts when two pairs become one
_DECIDED = {"separate": 0, "merged": 1, "open": 2}


class FichaDuplicate(models.Model):
    """Writing down what a comparison found, without touching what was decided."""

    _inherit = "ficha.duplicate"

    @api.model
    def _record(self, verdicts, scan_number=0):
        """Note the pairs that were found, and forget those that are none any more.

        A pair that somebody decided keeps its state, for ever.

        :param verdicts: list of (partner id, partner id, Verdict), as of ``_score``
        :param scan_number: id of the scan of the whole base that compared them
        :return: how many are certain and how many to review, of those still to decide
        """
        found = {}
        nothing = set()
        for one, other, verdict in verdicts:
            pair = (min(one, other), max(one, other))
            if verdict.certainty:
                found[pair] = verdict
            else:
                nothing.add(pair)
        self._forget(nothing)
        if not found:
            return 0, 0
        self.flush_model()
        now = fields.Datetime.now()
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO ficha_duplicate AS pair
                       (partner_a_id, partner_b_id, score, certainty, evidence_data,
                        state, checked_on, scan_number,
                        create_uid, create_date, write_uid, write_date)
                SELECT f.a, f.b, f.score, f.certainty, f.evidence::jsonb,
                       'open', %(now)s, %(scan)s, %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM unnest(%(a)s::int[], %(b)s::int[], %(score)s::int[],
                              %(certainty)s::varchar[], %(evidence)s::text[])
                       AS f(a, b, score, certainty, evidence)
                 -- the order in which two scans would meet
                 ORDER BY f.a, f.b
                ON CONFLICT (partner_a_id, partner_b_id) DO UPDATE
                   SET score = excluded.score,
                       certainty = excluded.certainty,
                       evidence_data = excluded.evidence_data,
                       checked_on = excluded.checked_on,
                       scan_number = excluded.scan_number
                 WHERE pair.state = 'open'
             RETURNING certainty
                """,
                now=now,
                uid=self.env.uid,
                scan=scan_number,
                a=[a for a, _b in found],
                b=[b for _a, b in found],
                score=[verdict.score for verdict in found.values()],
                certainty=[verdict.certainty for verdict in found.values()],
                evidence=[json.dumps(verdict.evidence) for verdict in found.values()],
            )
        )
        self.invalidate_model()
        certain = sum(certainty == "certain" for (certainty,) in rows)
        return certain, len(rows) - certain

    @api.model
    def _forget(self, pairs):
        """Delete these pairs (of ids) where nobody decided about them."""
        if not pairs:
            return
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM ficha_duplicate AS pair
                 USING unnest(%s::int[], %s::int[]) AS gone(a, b)
                 WHERE pair.partner_a_id = gone.a
                   AND pair.partner_b_id = gone.b
                   AND pair.state = 'open'
                """,
                [a for a, _b in pairs],
                [b for _a, b in pairs],
            )
        )
        self.invalidate_model()

    @api.model
    def _follow_merge(self, source_ids, target_id):
        """Several contacts became one: its pairs follow, before foreign keys move.

        A pair between two of them has no sense any more. A pair of one of them with
        somebody else becomes a pair of the one that stays; where that is there already,
        what a person decided counts, and *kept separate* most of all.

        :param source_ids: ids of the contacts that go
        :param target_id: id of the contact that stays
        """
        merged = {*source_ids, target_id}
        # sudo: nobody may write pairs, whoever merges
        pairs = self.sudo().search(
            [
                "|",
                ("partner_a_id", "in", list(merged)),
                ("partner_b_id", "in", list(merged)),
            ]
        )
        by_other = {}
        gone = pairs.browse()
        for pair in pairs:
            others = {pair.partner_a_id.id, pair.partner_b_id.id} - merged
            if others:
                by_other.setdefault(others.pop(), []).append(pair)
            else:
                gone |= pair
        keep = []
        for other, same in by_other.items():
            same.sort(key=lambda pair: (_DECIDED[pair.state], -pair.score, pair.id))
            keep.append((same[0], other))
            gone = gone.union(*same[1:])
        gone.unlink()
        for pair, other in keep:
            pair.write(
                {
                    "partner_a_id": min(other, target_id),
                    "partner_b_id": max(other, target_id),
                }
            )
        self.env.flush_all()
