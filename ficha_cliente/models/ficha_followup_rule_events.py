from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.tools import SQL

from .ficha_purchase_summary import SEGMENTS


class FichaFollowupRule(models.Model):
    """Kinds of rules about something that has just happened, or is about to, in the
    life of a customer: read from the purchase history, one query each."""

    _inherit = "ficha.followup.rule"

    def _matching_segment_changed(self, partners):
        """Customers who came into their segment within the rule's days."""
        today = fields.Date.context_today(self)
        conditions = [
            SQL("s.segment_since >= %s", today - timedelta(days=self.days)),
            SQL("s.previous_segment <> s.rfm_segment"),
        ]
        if self.segment_from:
            conditions.append(SQL("s.previous_segment = %s", self.segment_from))
        if self.segment_to in ("worse", "better"):
            # the segments are listed from the best to the worst
            keys = [key for key, _label in SEGMENTS]
            now = SQL("array_position(%s::varchar[], s.rfm_segment)", keys)
            before = SQL("array_position(%s::varchar[], s.previous_segment)", keys)
            worse = self.segment_to == "worse"
            conditions.append(
                SQL("%s > %s", now, before) if worse else SQL("%s < %s", now, before)
            )
        elif self.segment_to:
            conditions.append(SQL("s.rfm_segment = %s", self.segment_to))
        return self._matching_summary(
            {
                "segment_from": SQL("s.previous_segment"),
                "segment_to": SQL("s.rfm_segment"),
                "date": SQL("s.segment_since"),
                "days": SQL("(%s - s.segment_since)", today),
            },
            SQL(" AND ").join(conditions),
            SQL("s.segment_since DESC"),
            partners,
        )

    def _matching_first_purchase(self, partners):
        """Customers whose first purchase was within the rule's days.

        First anywhere: who has long bought from another company of ours is no new
        customer, unless the rule is of one company.
        """
        today = fields.Date.context_today(self)
        earlier = SQL("FALSE")
        if not self.company_id:
            earlier = SQL(
                """EXISTS (SELECT 1 FROM ficha_purchase_summary o
                            WHERE o.partner_id = s.partner_id
                              AND o.first_purchase_date < s.first_purchase_date)"""
            )
        return self._matching_summary(
            {
                "date": SQL("s.first_purchase_date"),
                "days": SQL("(%s - s.first_purchase_date)", today),
                "amount": SQL("coalesce(s.first_amount, 0)"),
            },
            SQL(
                "s.first_purchase_date BETWEEN %s AND %s AND NOT %s",
                today - timedelta(days=self.days),
                today,
                earlier,
            ),
            SQL("s.first_purchase_date"),
            partners,
        )

    def _matching_anniversary(self, partners):
        """Customers whose first purchase will be full years ago within the days, and
        who bought within the last year: nobody congratulates who has gone."""
        today = fields.Date.context_today(self)
        coming = self._next_yearly(SQL("s.first_purchase_date"), today)
        return self._matching_summary(
            {
                "date": coming,
                "days": SQL("(%s - %s)", coming, today),
                "years": SQL(
                    """(extract(year FROM %s)
                        - extract(year FROM s.first_purchase_date))::int""",
                    coming,
                ),
            },
            SQL(
                """s.first_purchase_date < %s AND s.last_purchase_date > %s
                   AND %s <= %s AND %s > s.first_purchase_date""",
                today,
                today - relativedelta(years=1),
                coming,
                today + timedelta(days=self.days),
                coming,
            ),
            SQL("s.first_purchase_date"),
            partners,
        )

    def _next_yearly(self, column, today):
        """Next return of a day of the year, today included; of 29 February the 28th
        in common years."""
        this_year = SQL(
            """(%(day)s + make_interval(years =>
                   (extract(year FROM %(today)s::date)
                    - extract(year FROM %(day)s))::int))::date""",
            day=column,
            today=today,
        )
        next_year = SQL(
            """(%(day)s + make_interval(years =>
                   (extract(year FROM %(today)s::date) + 1
                    - extract(year FROM %(day)s))::int))::date""",
            day=column,
            today=today,
        )
        return SQL(
            "(CASE WHEN %(this)s >= %(today)s THEN %(this)s ELSE %(next)s END)",
            this=this_year,
            next=next_year,
            today=today,
        )
