from odoo import api, models
from odoo.tools import SQL

from .ficha_merge_pairs import Pairs


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
