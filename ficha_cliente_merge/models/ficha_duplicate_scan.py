import logging
from bisect import bisect_right

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.by_hand import made_by_us

from ..tools.duplicate_features import EXACT_KINDS
from ..tools.duplicate_names import Words, find_typos
from .ficha_duplicate_match import MOST_SHARED

_logger = logging.getLogger(__name__)

# Pairs in memory at once.
PAIRS = 20_000

# In this order: what finds most comes first. Each walks its keys in their own order,
# so that where it stopped is one value.
STAGES = (*EXACT_KINDS, "name", "slip", "old")

# identity keys (stages of values) or contacts (the last two) of a batch
KEYS, CONTACTS = 60_000, 2_000

# Contacts with the same two words of a name, and those that also share something else.
MOST_NAMESAKES, MOST_NEAR = 5, 12

# Bearers of the other word of a name of which one is mistyped.
MOST_TYPO_BEARERS = 300


def _pairs(groups):
    """All pairs of the members of groups, the smaller id first."""
    pairs = set()
    for (members,) in groups:
        members = sorted(set(members))
        for place, one in enumerate(members):
            for other in members[place + 1 :]:
                pairs.add((one, other))
    return pairs


class FichaDuplicateScan(models.Model):
    """A run over the whole base: where it is, and what it found."""

    _name = "ficha.duplicate.scan"
    _inherit = "ficha.progress.mixin"
    _description = "Scan for duplicates"

    _cron_xmlid = "ficha_cliente_merge.ir_cron_duplicate_scan"

    # said again, so that the words are this module's, with its translations
    state = fields.Selection(
        selection_add=[
            ("running", "Running"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ]
    )
    stage = fields.Char(
        readonly=True, default=STAGES[0], help="What is being examined now."
    )
    cursor = fields.Char(readonly=True, help="Last value examined in that stage.")
    total = fields.Integer(readonly=True, help="Identity keys to examine.")
    processed = fields.Integer(readonly=True, help="Identity keys examined.")
    compared = fields.Integer("Pairs compared", readonly=True, help="Pairs scored.")
    last_key = fields.Integer(
        readonly=True, help="The newest identity key when it was started."
    )
    # Of the night after (``ficha.duplicate._cron_incremental``), in a row and not in a
    # parameter, which empties the caches of every worker each time it is written:
    # "since" and "key", what is newer than these was not compared; and of a night that
    # was interrupted "last", the contact it had come to, "until" and "until_key", where
    # the next one begins.
    incremental = fields.Json(
        "Nightly comparison",
        readonly=True,
        copy=False,
        help="Progress of the nightly comparison of what has changed since this scan.",
    )
    progress = fields.Float(help="How much of the database has been examined.")
    found_certain = fields.Integer(
        "Certain", compute="_compute_found", help="Certain pairs still to decide."
    )
    found_review = fields.Integer(
        "To review", compute="_compute_found", help="Pairs still to review."
    )
    _one_running = models.UniqueIndex(
        "(state) WHERE state = 'running'", "A scan is running already."
    )

    def _compute_found(self):
        """What waits for a decision, of what the reader may see."""
        counts = dict(
            self.env["ficha.duplicate"]._read_group(
                [("state", "=", "open")], ["certainty"], ["__count"]
            )
        )
        self.found_certain = counts.get("certain", 0)
        self.found_review = counts.get("review", 0)

    # -- starting, stopping ------------------------------------------------------------

    @api.model
    def _start(self):
        """The scan that is running, or else a new one.

        :raise AccessError: not a user of customer files
        """
        if not self.env.user.has_group("ficha_cliente.group_ficha_user"):
            raise AccessError(
                self.env._("Only users of customer files look for duplicates.")
            )
        # sudo: nobody writes a run but these methods
        scans = made_by_us(self)
        running = scans.search([("state", "=", "running")], limit=1)
        if running:
            return running
        self.env["ficha.identity.key"]._flush_pending()
        self.env["ficha.identity.word"]._recount()
        return scans.create(
            {
                "total": self.env["ficha.duplicate"]._stage_total(),
                "last_key": self.env["ficha.duplicate"]._last_key(),
            }
        )

    def _check_cancel(self):
        """Extended: any user of customer files stops it, whoever started it."""
        if not self.env.user.has_group("ficha_cliente.group_ficha_user"):
            raise AccessError(
                self.env._("Only users of customer files stop looking for duplicates.")
            )

    def action_see_pairs(self):
        """Open the pairs that wait for a decision."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "ficha_cliente_merge.action_ficha_duplicate"
        )

    # -- a batch -----------------------------------------------------------------------

    def _batch(self, session):
        """Extended: look at a batch of keys or contacts."""
        pairs_model = self.env["ficha.duplicate"].with_context(active_test=False)
        words = session.get("words")
        if not words:
            words = session["words"] = self._all_words()
        if self.stage == "slip":
            if "slips" not in session:
                session["slips"] = find_typos(words)
                session["bearers"] = pairs_model._typo_bearers(session["slips"])
            batch = pairs_model._stage_typos(
                int(self.cursor or 0), words, session["slips"], session["bearers"]
            )
        elif self.stage == "old":
            batch = pairs_model._stage_old(int(self.cursor or 0), self.id)
        else:
            batch = pairs_model._stage_values(self.stage, self.cursor)
        pairs, last, number = batch
        self._compare(sorted(pairs), words)
        values = {"cursor": last, "compared": self.compared + len(pairs)}
        if self.stage in ("slip", "old"):
            values["total"] = self.total + number
        values["processed"] = self.processed + number
        if last is None:
            place = STAGES.index(self.stage) + 1
            if place < len(STAGES):
                values["stage"] = STAGES[place]
            else:
                self._end()
                pairs_model._note_scan(self)
        self.write(values)
        _logger.info(
            "duplicates: %s, %s of %s keys", self.stage, self.processed, self.total
        )
        return number

    @api.model
    def _all_words(self):
        rows = self.env.execute_query(
            SQL("SELECT word, max(frequency) FROM ficha_identity_word GROUP BY word")
        )
        return Words(self.env["ficha.duplicate"]._count_contacts(), dict(rows))

    def _compare(self, pairs, words):
        Pairs = self.env["ficha.duplicate"]
        for start in range(0, len(pairs), PAIRS):
            some = pairs[start : start + PAIRS]
            contacts = Pairs._load({partner_id for pair in some for partner_id in pair})
            verdicts = Pairs._score(some, contacts, words)
            Pairs._record(verdicts, self.id)
            scored = {(one, other) for one, other, _verdict in verdicts}
            Pairs._forget([pair for pair in some if pair not in scored])


class FichaDuplicate(models.Model):
    """Candidates of the whole base, in batches: who shares a value, or two words of a
    name, or one word and a house or a day of birth. Groups that are too big say nothing
    and are left out, so that the pairs grow with the contacts and not with their
    square."""

    _inherit = "ficha.duplicate"

    @api.model
    def _stage_total(self):
        """How many identity keys the stages walk through."""
        return self.env.execute_query(
            SQL(
                "SELECT count(*) FROM ficha_identity_key WHERE kind = ANY(%s)",
                [*EXACT_KINDS, "name"],
            )
        )[0][0]

    @api.model
    def _stage_values(self, kind, after):
        """A batch of the keys of one kind.

        :param after: the last value of the batch before, or empty
        :return: set of pairs of ids, the last value of this batch (None when it was the
            last batch), and how many keys it had
        """
        last = self._stage_bound(kind, after)
        wanted = SQL("k.kind = %s AND k.value ~>~ %s", kind, after or "")
        if last is not None:
            wanted = SQL("%s AND k.value ~<=~ %s", wanted, last)
        number = self.env.execute_query(
            SQL("SELECT count(*) FROM ficha_identity_key k WHERE %s", wanted)
        )[0][0]
        select = self._select_namesakes if kind == "name" else self._select_sharing
        groups = self.env.execute_query(select(wanted))
        return _pairs(groups), last, number

    @api.model
    def _stage_bound(self, kind, after):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT value
                  FROM ficha_identity_key
                 WHERE kind = %s AND value ~>~ %s
                 ORDER BY value USING ~<~
                OFFSET %s LIMIT 1
                """,
                kind,
                after or "",
                KEYS,
            )
        )
        return rows[0][0] if rows else None

    @api.model
    def _select_sharing(self, wanted):
        return SQL(
            """
            SELECT array_agg(DISTINCT k.partner_id)
              FROM ficha_identity_key k
             WHERE k.contact_id IS NULL AND k.former IS NOT TRUE AND %s
             GROUP BY k.value
            HAVING count(*) BETWEEN 2 AND %s
            """,
            wanted,
            MOST_SHARED,
        )

    @api.model
    def _select_namesakes(self, wanted):
        return SQL(
            """
            WITH bearer AS MATERIALIZED (
                SELECT k.value AS word, p.id, p.birthdate_date AS born,
                       nullif(ltrim(p.zip, '0 '), '') AS postcode,
                       substring(p.street FROM '\\d+') AS house
                  FROM ficha_identity_key k
                  JOIN res_partner p ON p.id = k.partner_id
                 WHERE %(wanted)s AND %(comparable)s
            ), named AS MATERIALIZED (
                SELECT b.*, o.value AS other
                  FROM bearer b
                  JOIN ficha_identity_key o
                    ON o.partner_id = b.id AND o.kind = 'name'
                   AND o.value ~>~ b.word
            )
            SELECT array_agg(id) FROM named
             GROUP BY word, other HAVING count(*) BETWEEN 2 AND %(few)s
             UNION
            SELECT array_agg(id) FROM named WHERE postcode IS NOT NULL
             GROUP BY word, other, postcode HAVING count(*) BETWEEN 2 AND %(near)s
             UNION
            SELECT array_agg(id) FROM bearer WHERE born IS NOT NULL
             GROUP BY word, born HAVING count(*) BETWEEN 2 AND %(near)s
             UNION
            SELECT array_agg(id) FROM bearer
             WHERE postcode IS NOT NULL AND house IS NOT NULL
             GROUP BY word, postcode, house HAVING count(*) BETWEEN 2 AND %(near)s
            """,
            wanted=wanted,
            comparable=self._comparable(SQL("p")),
            few=MOST_NAMESAKES,
            near=MOST_NEAR,
        )

    # -- mistyped names ----------------------------------------------------------------

    @api.model
    def _typo_bearers(self, slips):
        """Ids of the contacts with a word that is probably another one mistyped.

        :param slips: see :func:`find_typos`
        :return: sorted list
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT partner_id
                  FROM ficha_identity_key
                 WHERE kind = 'name' AND value = ANY(%s)
                 ORDER BY partner_id
                """,
                list(slips),
            )
        )
        return [partner_id for (partner_id,) in rows]

    @api.model
    def _stage_typos(self, after, words, slips, bearers):
        """A batch of the contacts with a mistyped word.

        :param after: the last id of the batch before
        :param Words words: all words of the base
        :param slips: see :func:`find_typos`
        :param bearers: see :meth:`_typo_bearers`
        :return: as :meth:`_stage_values`
        """
        start = bisect_right(bearers, after)
        ids = bearers[start : start + CONTACTS]
        contacts = self._load(ids)
        found = self._candidates_by_name(contacts, words, slips, MOST_TYPO_BEARERS)
        pairs = {(min(pair), max(pair)) for pair in found if pair[0] != pair[1]}
        last = ids[-1] if start + CONTACTS < len(bearers) else None
        return pairs, last, len(ids)

    # -- pairs of before ---------------------------------------------------------------

    @api.model
    def _stage_old(self, after, scan_number):
        """A batch of the open pairs that this scan has not come across.

        :param scan_number: its id
        :return: as :meth:`_stage_values`
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, partner_a_id, partner_b_id
                  FROM ficha_duplicate
                 WHERE state = 'open' AND scan_number != %s AND id > %s
                 ORDER BY id
                 LIMIT %s
                """,
                scan_number,
                after or 0,
                CONTACTS,
            )
        )
        pairs = {(one, other) for _id, one, other in rows}
        return pairs, rows[-1][0] if len(rows) == CONTACTS else None, len(rows)
