import json
from bisect import bisect_right
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.arguments import only_one
from odoo.addons.ficha_cliente.tools.batches import has_left, run_batches
from odoo.addons.ficha_cliente.tools.merge import Pairs

from ..tools.duplicate_score import evidence_text

# Kept apart by a person: never proposed again.
REASONS = [("different", "Different customers"), ("household", "Same household")]

# what counts when two pairs become one
_DECIDED = {"separate": 0, "merged": 1, "open": 2}

# A base of no more contacts is scanned while the user waits.
AT_ONCE = 20_000

# Contacts compared with all others in one go, and how many of them at most: beyond
# that a scan of the whole base is sooner done.
BATCH, MOST_CHANGED = 200, 50_000

# What other transactions had written and not committed when a run began has an older
# date and lower numbers: so far back is looked again.
BACK, KEYS_BACK = timedelta(hours=2), 1_000


class FichaDuplicate(models.Model):
    """Two contacts that may be the same customer, with what says so.

    Pairs are found by the scan (``ficha.duplicate.scan``) and nightly
    (``_cron_incremental``), and decided by a person. Nobody edits them.
    """

    _name = "ficha.duplicate"
    _description = "Possible duplicate"
    _order = "score desc, id desc"
    _ficha_merge = "own"  # see _follow_merge

    partner_a_id = fields.Many2one(
        "res.partner",
        "Customer file",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
        help="One of the two contacts, the older one.",
    )
    partner_b_id = fields.Many2one(
        "res.partner",
        "May be the same",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
        help="The other contact, created later.",
    )
    code_a = fields.Char(
        "Code", related="partner_a_id.entity_client_code", help="Its client code."
    )
    code_b = fields.Char(
        "Code of the other",
        related="partner_b_id.entity_client_code",
        help="The other's client code.",
    )
    score = fields.Integer(
        readonly=True,
        aggregator="avg",
        help="How likely they are the same, 0-100: from 90 on nearly certain, from 60 "
        "on worth a look.",
    )
    certainty = fields.Selection(
        [("certain", "Certain"), ("review", "To review")],
        readonly=True,
        index=True,
        help="Certain: the names agree, something identifies them and there is no "
        "evidence against it. To review: a person has to check.",
    )
    evidence_data = fields.Json(
        readonly=True, help="Evidence for and against it, as codes."
    )
    evidence = fields.Char(
        compute="_compute_evidence",
        help="Evidence for it, then evidence against it.",
    )
    state = fields.Selection(
        [("open", "To decide"), ("merged", "Merged"), ("separate", "Kept separate")],
        required=True,
        readonly=True,
        default="open",
        index=True,
        help="Kept separate is for ever: the pair is not proposed again.",
    )
    separate_reason = fields.Selection(
        REASONS,
        "Why separate",
        readonly=True,
        help="Same household: other people who share a telephone or an address.",
    )
    checked_on = fields.Datetime(
        "Compared on", readonly=True, help="When the two were last compared."
    )
    scan_number = fields.Integer(
        readonly=True, help="The last full scan that found it."
    )
    decided_by_id = fields.Many2one(
        "res.users", "Decided by", readonly=True, help="Who decided."
    )
    decided_on = fields.Datetime(readonly=True, help="When it was decided.")

    # The merges keep it by hand: _follow_merge
    _pair_uniq = models.UniqueIndex(
        "(partner_a_id, partner_b_id)", "These two contacts are a pair already."
    )
    _pair_order = models.Constraint(
        "CHECK (partner_a_id < partner_b_id)",
        "The contact that was there first comes first in a pair.",
    )

    @api.depends("evidence_data")
    @api.depends_context("lang")
    def _compute_evidence(self):
        for pair in self:
            pair.evidence = evidence_text(self.env, pair.evidence_data)

    @api.depends("partner_a_id", "partner_b_id")
    def _compute_display_name(self):
        for pair in self:
            pair.display_name = (
                f"{pair.partner_a_id.display_name} / {pair.partner_b_id.display_name}"
            )

    # -- deciding ----------------------------------------------------------------------

    def action_keep_separate(self):
        """They are two: never propose this pair again.

        :return: client action that says so, with *Undo*
        """
        self._decide(state="separate", separate_reason="different")
        return self._told_separate()

    def action_same_household(self):
        """They are two, of one household: never propose this pair again.

        :return: as :meth:`action_keep_separate`
        """
        self._decide(state="separate", separate_reason="household")
        return self._told_separate()

    def _told_separate(self):
        if len(self) == 1:
            message = self.env._("%s: kept separate, for ever.", self.display_name)
        else:
            message = self.env._("%s pairs kept separate, for ever.", len(self))
        undo = {"model": self._name, "method": "action_reopen", "args": [self.ids]}
        return self.env["ficha.gesture"]._told({"message": message, "undo": undo})

    def action_reopen(self):
        """Undo *keep separate*: the pair has to be decided again."""
        self.filtered(lambda pair: pair.state == "separate")._decide(state="open")

    def _decide(self, **values):
        """Note a decision, of pairs the user may see.

        :raise AccessError: not a user of customer files, or contacts they may not see
        """
        if not self.env.user.has_group("ficha_cliente.group_ficha_user"):
            raise AccessError(
                self.env._("Only users of customer files decide on duplicates.")
            )
        self.check_access("read")
        for contacts in (self.partner_a_id, self.partner_b_id):
            contacts.check_access("read")
        decided = values["state"] != "open"
        # sudo: nobody may write pairs but through these buttons
        self.sudo().write(
            {
                "separate_reason": False,
                "decided_by_id": self.env.uid if decided else False,
                "decided_on": fields.Datetime.now() if decided else False,
                **values,
            }
        )

    def action_open_both(self):
        """Open the two contacts in a list, to look at them."""
        only_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ficha_cliente.action_ficha"
        )
        action["domain"] = [("id", "in", (self.partner_a_id | self.partner_b_id).ids)]
        action["context"] = {"active_test": False}
        return action

    # --------------------------------------------------------------------------
    # Writing down what a comparison found, without touching what was decided.
    # --------------------------------------------------------------------------

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
    def _follow_merge(self, merging):
        """Contacts become one: their pairs follow.

        A pair of merged contacts is settled. One of them with somebody else becomes a
        pair of the contact that stays; where that is there already, what a person
        decided counts, and *kept separate* most of all.

        :param merging: :class:`~..tools.merge.Merging`
        """
        self.flush_model()
        pairs, within = merging.pairs, merging.members
        merging.change(
            "ficha_duplicate",
            "state",
            SQL(
                "t.partner_a_id IN (%s) AND t.partner_b_id IN (%s)"
                " AND (t.partner_a_id = ANY(%s) OR t.partner_b_id = ANY(%s))",
                within,
                within,
                pairs.old,
                pairs.old,
            ),
            SQL("'merged'::varchar"),
            merging.kept_pairs,
        )
        into = {old: (new, merge) for old, new, merge in pairs.rows}
        targets = {}
        for row in self._rows_of(pairs.old):
            one, other = (into.get(id_, (id_, None)) for id_ in row[1:3])
            if one[0] != other[0]:
                target = tuple(sorted((one[0], other[0])))
                targets.setdefault(target, []).append((row, one[1] or other[1]))
        if not targets:
            return
        there = {
            (row[1], row[2]): row
            for row in self._rows_of({id_ for pair in targets for id_ in pair})
        }
        gone, moved = [], []
        for target, found in targets.items():
            if target in there and there[target] not in [row for row, _ in found]:
                found.append((there[target], found[0][1]))
            found.sort(key=lambda item: (_DECIDED[item[0][3]], -item[0][4], item[0][0]))
            best, merge = found[0]
            gone += [(row[0], row[0], merge) for row, merge in found[1:]]
            if (best[1], best[2]) != target:
                one, other = target
                values = {"partner_a_id": one, "partner_b_id": other}
                moved.append((best[0], values, merge))
        if gone:
            merging.remove("ficha_duplicate", SQL("t.id = m.old"), Pairs(gone))
        merging.replace("ficha_duplicate", moved)
        self.invalidate_model()

    @api.model
    def _rows_of(self, ids):
        """Rows ``(id, contact, contact, state, score)`` of their pairs."""
        return self.env.execute_query(
            SQL(
                """
                SELECT id, partner_a_id, partner_b_id, state, COALESCE(score, 0)
                  FROM ficha_duplicate
                 WHERE partner_a_id = ANY(%(ids)s) OR partner_b_id = ANY(%(ids)s)
                """,
                ids=list(ids),
            )
        )

    # --------------------------------------------------------------------------
    # Looking for duplicates: the whole base on demand, and nightly what changed.
    # --------------------------------------------------------------------------

    # -- on demand ---------------------------------------------------------------------

    def action_scan(self):
        """Look for duplicates in the whole base, whichever pairs are selected.

        A base of some thousands is done when this returns; a bigger one is done in the
        background, batch by batch, and the screen that opens shows how far it is. A
        scan that is running already is not started twice.

        :return: action that opens the pairs, or the scan that is running
        :raise AccessError: not a user of customer files
        """
        scan = self.env["ficha.duplicate.scan"]._start()
        if scan.total <= AT_ONCE * 8 and self._count_contacts() <= AT_ONCE:
            # sudo: the pairs of everybody; who sees which is asked when they look
            scan.sudo()._run_now()
            return self.env["ir.actions.act_window"]._for_xml_id(
                "ficha_cliente_merge.action_ficha_duplicate"
            )
        scan._trigger_cron()
        return {
            "type": "ir.actions.act_window",
            "res_model": "ficha.duplicate.scan",
            "res_id": scan.id,
            "name": self.env._("Looking for duplicates"),
            "views": [(False, "form")],
        }

    # -- nightly -----------------------------------------------------------------------

    @api.model
    def _cron_incremental(self):
        """Compare the contacts that changed since the last time with all others.

        The first time, and when very many changed (an import), the whole base is
        scanned instead. Each batch is committed; a run that is interrupted goes on
        where it was the next time.
        """
        if has_left(self.env):
            return
        scan = self._last_scan()
        progress = scan.incremental or {}
        if not progress.get("since") or (
            "last" not in progress and len(self._changed(progress)) > MOST_CHANGED
        ):
            self.env["ficha.duplicate.scan"]._start()._trigger_cron()
            return
        if "last" not in progress:
            progress.update(
                until=fields.Datetime.to_string(fields.Datetime.now() - BACK),
                until_key=self._last_key() - KEYS_BACK,
                last=0,
            )
        ids = self._changed(progress)

        def start():
            return bisect_right(ids, (scan.incremental or {}).get("last", 0))

        def batch(share):
            begin = start()
            some = ids[begin : begin + max(1, int(BATCH * share))]
            if some:
                self._refresh_contacts(some)
                scan.incremental = {**progress, "last": some[-1]}
            return len(some)

        if run_batches(self.env, batch, lambda: len(ids) - start()):
            scan.incremental = {
                "since": progress["until"],
                "key": progress["until_key"],
            }

    @api.model
    def _refresh_contacts(self, partner_ids):
        """Compare these contacts with all others, and bring their pairs up to date."""
        self.env["ficha.identity.key"]._flush_pending()
        contacts = self._load(partner_ids)
        open_pairs = self.env.execute_query(
            SQL(
                """
                SELECT partner_a_id, partner_b_id
                  FROM ficha_duplicate
                 WHERE state = 'open'
                   AND (partner_a_id = ANY(%(ids)s) OR partner_b_id = ANY(%(ids)s))
                """,
                ids=list(partner_ids),
            )
        )
        words = self._words_of(contacts.values())
        candidates = {
            (min(pair), max(pair)) for pair in self._candidates(contacts, words)
        }
        candidates.update(open_pairs)
        others = {partner_id for pair in candidates for partner_id in pair}
        contacts.update(self._load(others - contacts.keys()))
        self._words_of(contacts.values(), words)
        verdicts = self._score(candidates, contacts, words)
        self._record(verdicts)
        scored = {(one, other) for one, other, _verdict in verdicts}
        self._forget(set(open_pairs) - scored)

    @api.model
    def _changed(self, progress):
        """Ids of the contacts that changed since that night, in order: those written,
        and those with a key that is newer."""
        return [
            partner_id
            for (partner_id,) in self.env.execute_query(
                SQL(
                    """
                    SELECT id FROM res_partner
                     WHERE write_date >= %(since)s AND id > %(last)s
                     UNION
                    SELECT partner_id FROM ficha_identity_key
                     WHERE id > %(key)s AND partner_id > %(last)s
                     ORDER BY 1
                    """,
                    since=progress["since"],
                    key=progress["key"],
                    last=progress.get("last", 0),
                )
            )
        ]

    @api.model
    def _last_key(self):
        return self.env.execute_query(
            SQL("SELECT COALESCE(max(id), 0) FROM ficha_identity_key")
        )[0][0]

    @api.model
    def _note_scan(self, scan):
        """A scan of the whole base is done: what changed since it began is for the
        night."""
        scan.incremental = {
            "since": fields.Datetime.to_string(scan.started - BACK),
            "key": scan.last_key - KEYS_BACK,
        }

    @api.model
    def _last_scan(self):
        """The last scan of the whole base that came to its end; empty before."""
        return self.env["ficha.duplicate.scan"].search(
            [("state", "=", "done")], order="id DESC", limit=1
        )

    # --------------------------------------------------------------------------
    # Pairs that are one customer: merge them.
    # --------------------------------------------------------------------------

    def action_merge(self):
        """Merge: one pair is shown side by side first; several are merged in one go,
        which takes those that are certain only.

        :return: the action that opens what there is to see
        :raise UserError: nothing to merge
        """
        pairs = self.filtered(lambda pair: pair.state == "open")
        if not pairs:
            raise UserError(self.env._("These pairs have been decided already."))
        if len(pairs) == 1:
            return (pairs.partner_a_id | pairs.partner_b_id).action_ficha_merge()
        certain = pairs.filtered(lambda pair: pair.certainty == "certain")
        if not certain:
            raise UserError(
                self.env._(
                    "Only certain duplicates are merged in one go. Look at the others "
                    "one by one."
                )
            )
        run = self.env["ficha.merge.bulk"]._start(certain)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge of many duplicates"),
            "res_model": "ficha.merge.bulk",
            "res_id": run.id,
            "views": [(False, "form")],
            "target": "current",
        }
