from bisect import bisect_right

from odoo import api, models
from odoo.tools import SQL

from .duplicate_features import EXACT_KINDS
from .ficha_duplicate_match import MOST_SHARED

# In this order: what finds most comes first. Each walks its keys in their own order,
# so that where it stopped is one value.
STAGES = (*EXACT_KINDS, "name", "slip", "old")

# identity keys (stages of values) or contacts (the last two) of a batch
KEYS, CONTACTS = 60_000, 2_000
# Contacts with the same two words of a name, and those that also share something else.
MOST_NAMESAKES, MOST_NEAR = 5, 12
# Bearers of the other word of a name of which one is mistyped.
MOST_SLIP_BEARERS = 300


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
             WHERE k.contact_id IS NULL AND %s
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
    def _slip_bearers(self, slips):
        """Ids of the contacts with a word that is probably another one mistyped.

        :param slips: see ``duplicate_slips``
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
    def _stage_slips(self, after, words, slips, bearers):
        """A batch of the contacts with a mistyped word.

        :param after: the last id of the batch before
        :param Words words: all words of the base
        :param slips: see ``duplicate_slips``
        :param bearers: see :meth:`_slip_bearers`
        :return: as :meth:`_stage_values`
        """
        start = bisect_right(bearers, after)
        ids = bearers[start : start + CONTACTS]
        contacts = self._load(ids)
        found = self._candidates_by_name(contacts, words, slips, MOST_SLIP_BEARERS)
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


def _pairs(groups):
    """All pairs of the members of groups, the smaller id first."""
    pairs = set()
    for (members,) in groups:
        members = sorted(set(members))
        for place, one in enumerate(members):
            for other in members[place + 1 :]:
                pairs.add((one, other))
    return pairs
