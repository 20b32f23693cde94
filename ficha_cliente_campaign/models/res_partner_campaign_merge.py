from odoo import models
from odoo.tools import SQL

#: What was answered, the strongest first.
OUTCOMES = ["accepted", "refused", "offered", "unreached"]


class ResPartner(models.Model):
    """What becomes of campaigns when customers of one turn out to be one.

    Both were told, or one of them: then they were told, whatever was said is kept, and
    so is what was promised. Where they were on different sides they belong to neither
    of them any more, so they do not count in the comparison."""

    _inherit = "res.partner"

    def _ficha_merge_before(self, merging):
        """Extends the core's: the rows of a campaign become equal, before one of them
        stays (``_ficha_merge_unique``)."""
        result = super()._ficha_merge_before(merging)
        self.env["ficha.campaign.member"].flush_model()
        same = SQL(
            "FROM ficha_campaign_member AS o"
            " WHERE o.campaign_id = t.campaign_id AND o.partner_id IN (%s)",
            merging.members,
        )
        several = SQL(
            "t.partner_id IN (%s) AND (SELECT count(*) > 1 %s)", merging.members, same
        )

        def told(column):
            """Of those who were contacted, of who stays first."""
            return SQL(
                """(SELECT (array_agg(o.%(column)s
                                ORDER BY (o.partner_id = m.new) DESC, o.id)
                    FILTER (WHERE o.side = 'contacted'
                                  AND o.%(column)s IS NOT NULL))[1] %(same)s)""",
                column=SQL.identifier(column),
                same=same,
            )

        self._ficha_merge_reminders(merging, same, told("activity_id"))

        def change(column, value):
            merging.change(
                "ficha_campaign_member", column, several, value, merging.kept_pairs
            )

        change(
            "not_compared",
            SQL(
                "(SELECT bool_or(COALESCE(o.not_compared, FALSE))"
                " OR (bool_or(o.side = 'contacted')"
                " AND bool_or(o.side IN ('control', 'left_out'))) %s)",
                same,
            ),
        )
        change("worth", SQL("(SELECT sum(COALESCE(o.worth, 0)) %s)", same))
        change(
            "outcome",
            SQL(
                "(SELECT (%s::text[])[min(array_position(%s::text[], o.outcome))] %s)",
                OUTCOMES,
                OUTCOMES,
                same,
            ),
        )
        change("refusal_reason", SQL("(SELECT max(o.refusal_reason) %s)", same))
        for column in ("contacted_on", "opened_on", "answered_on"):
            change(column, SQL("(SELECT min(o.%s) %s)", SQL.identifier(column), same))
        change("news_on", SQL("(SELECT max(o.news_on) %s)", same))
        for column in self.env["ficha.campaign.member"]._told_columns():
            name = SQL.identifier(column)
            change(column, SQL("COALESCE(%s, t.%s)", told(column), name))
        contacted = SQL("(SELECT bool_or(o.side = 'contacted') %s)", same)
        # and nobody gives back whom no other campaign has any more
        for column in ("left_out_reason", "taken_by_id", "taken_side"):
            name = SQL.identifier(column)
            change(column, SQL("CASE WHEN NOT %s THEN t.%s END", contacted, name))
        change("side", SQL("CASE WHEN %s THEN 'contacted' ELSE t.side END", contacted))
        return result

    def _ficha_merge_reminders(self, merging, same, kept):
        """One reminder of a campaign is enough: the others are closed.

        :param SQL same: rows ``o`` of the campaign of a row ``t``
        :param SQL kept: the reminder that stays open
        """
        merging.change(
            "mail_activity",
            "active",
            SQL(
                """t.active AND t.id IN (
                    SELECT t.activity_id FROM ficha_campaign_member AS t
                     WHERE t.partner_id IN (%s) AND (SELECT count(*) > 1 %s)
                       AND t.activity_id <> %s)""",
                merging.members,
                same,
                kept,
            ),
            SQL("FALSE"),
            merging.kept_pairs,
        )
