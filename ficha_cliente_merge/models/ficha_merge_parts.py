from odoo import api, models
from odoo.tools import SQL

from ..tools.merge_pairs import Pairs

# Of two pairs of the same contacts, what somebody decided counts.
WEIGHT = {"separate": 0, "merged": 1, "open": 2}


class FichaMerge(models.Model):
    """What the parts of the customer file, and some of Odoo's, need beside their links
    being moved. Modules extend the two methods for theirs."""

    _inherit = "ficha.merge"

    @api.model
    def _satellites_before(self, pairs):
        """Before the links move."""
        # what said that one of them was around, or a relative of, another of them
        within = self._members(pairs)
        ids = [*pairs.old, *pairs.new]
        for table in ("ficha_relation", "ficha_family_member"):
            self._sql_remove(
                table,
                pairs,
                SQL(
                    "t.partner_id = ANY(%s) AND t.partner_id IN (%s)"
                    " AND t.related_partner_id IN (%s)",
                    ids,
                    within,
                    within,
                ),
            )
        # a purchase history is not added to another: it is made again from the
        # documents of all, see _mark
        self._sql_remove("ficha_purchase_summary", pairs, SQL("t.partner_id = m.old"))
        self._move_duplicates(pairs)

    @api.model
    def _members(self, pairs):
        """SELECT of the ids of all contacts in the merge of the pair ``m``."""
        members = {(id_, merge) for *both, merge in pairs.rows for id_ in both}
        return SQL(
            "SELECT own.id FROM unnest(%s::int[], %s::int[]) AS own (id, merge)"
            " WHERE own.merge = m.merge",
            [id_ for id_, _merge in members],
            [merge for _id, merge in members],
        )

    @api.model
    def _satellites_after(self, pairs):
        """After the links have moved."""
        # what was said with a person who is a contact belongs to the company
        kept = Pairs({(new, new, merge) for _old, new, merge in pairs.rows})
        company = SQL(
            "(SELECT commercial_partner_id FROM res_partner WHERE id = m.new)"
        )
        for column, value in (
            ("contact_id", SQL("COALESCE(t.contact_id, m.new)")),
            ("partner_id", company),
        ):
            self._sql_change(
                "ficha_interaction",
                column,
                kept,
                SQL("t.partner_id = m.new AND m.new != %s", company),
                value,
            )

    @api.model
    def _combine_mail_activity(self, twins):
        """One open reminder stays, that of the contact that is kept; the others are
        closed and stay in its history."""
        self._sql_change(
            "mail_activity", "active", twins, SQL("t.id = m.old"), SQL("FALSE")
        )

    # --------------------------------------------------------------------------
    # Possible duplicates of contacts that are merged.
    # --------------------------------------------------------------------------

    @api.model
    def _move_duplicates(self, pairs):
        """A pair of merged contacts is settled. One of them with somebody else becomes
        a pair of the contact that stays; *kept separate* stays kept separate."""
        self.env["ficha.duplicate"].flush_model()
        kept = Pairs({(new, new, merge) for _old, new, merge in pairs.rows})
        within = self._members(pairs)
        self._sql_change(
            "ficha_duplicate",
            "state",
            kept,
            SQL(
                "t.partner_a_id IN (%s) AND t.partner_b_id IN (%s)"
                " AND (t.partner_a_id = ANY(%s) OR t.partner_b_id = ANY(%s))",
                within,
                within,
                pairs.old,
                pairs.old,
            ),
            SQL("'merged'::varchar"),
        )
        into = {old: (new, merge) for old, new, merge in pairs.rows}
        targets = {}
        for row in self._duplicates_of(pairs.old):
            one, other = (into.get(id_, (id_, None)) for id_ in row[1:3])
            if one[0] != other[0]:
                target = tuple(sorted((one[0], other[0])))
                targets.setdefault(target, []).append((row, one[1] or other[1]))
        if not targets:
            return
        there = {
            (row[1], row[2]): row
            for row in self._duplicates_of({id_ for pair in targets for id_ in pair})
        }
        gone, moved = [], []
        for target, found in targets.items():
            if target in there:
                found.append((there[target], found[0][1]))
            found.sort(key=lambda item: (WEIGHT[item[0][3]], -item[0][4], item[0][0]))
            best = found[0][0]
            gone += [(row[0], row[0], merge) for row, merge in found[1:]]
            if (best[1], best[2]) != target:
                gone.append((best[0], best[0], found[0][1]))
                moved.append((best[0], target, found[0][1]))
        copies = self._duplicate_rows([id_ for id_, _target, _merge in moved])
        self._sql_remove("ficha_duplicate", Pairs(gone), SQL("t.id = m.old"))
        for id_, (one, other), merge in moved:
            line = copies[id_] | {"partner_a_id": one, "partner_b_id": other}
            self.browse(merge)._sql_insert("ficha_duplicate", line)
        self.env["ficha.duplicate"].invalidate_model()

    @api.model
    def _duplicates_of(self, ids):
        """Rows ``(id, contact, contact, state, score)``."""
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

    @api.model
    def _duplicate_rows(self, ids):
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT id, to_jsonb(t) FROM ficha_duplicate AS t"
                    " WHERE id = ANY(%s)",
                    ids,
                )
            )
        )

    # --------------------------------------------------------------------------
    # Where a value came from follows the value and not the contact.
    # --------------------------------------------------------------------------

    def _move_origins(self, survivor, givers):
        """Give the kept contact the origins of the values it took over.

        :param givers: ``{field name: contact whose value it was}``
        """
        givers = {name: giver for name, giver in givers.items() if giver != survivor}
        if not givers:
            return
        names = list(givers)
        self._sql_remove(
            "ficha_value_origin",
            Pairs([(survivor.id, survivor.id, self.id)]),
            SQL("t.partner_id = m.old AND t.field_name = ANY(%s)", names),
        )
        for giver in survivor.browse().union(*givers.values()):
            self._sql_change(
                "ficha_value_origin",
                "partner_id",
                Pairs([(giver.id, survivor.id, self.id)]),
                SQL(
                    "t.partner_id = m.old AND t.field_name = ANY(%s)"
                    " AND t.company_id IS NULL",
                    [name for name, owner in givers.items() if owner == giver],
                ),
                SQL("m.new"),
            )
