from datetime import datetime, time, timedelta

import pytz
from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import format_date

from odoo.addons.ficha_cliente.tools.query import (
    query_column,
    query_refine,
    query_select,
)

from ..tools.results_ask import WAITED_DAYS

WEEKS = 8
DRIFTING = ("at_risk", "cannot_lose", "hibernating", "lost")
BUYING = ("champion", "loyal", "promising", "needs_attention")


class FichaToday(models.AbstractModel):
    """This month against the one before, and what comes next."""

    _inherit = "ficha.today"

    @api.model
    def _today_month(self, day):
        """How many customers were contacted, came back and were lost.

        :return: dict: ``contacted`` (this month), ``planned`` (these and the ones whose
            turn came and who were not contacted), ``before`` (contacted last month up
            to the same day), ``before_total`` (all of last month), ``recovered`` (by
            their segment, this month), ``lost`` (by their own rhythm, this month),
            ``weeks`` (customers contacted in each of the last weeks)
        """
        start = day.today.replace(day=1)
        before = start - relativedelta(months=1)
        monday = day.today - timedelta(days=day.today.weekday())
        mondays = [monday - timedelta(weeks=n) for n in reversed(range(WEEKS))]
        contacts = self._today_contacts(
            day,
            [
                (start, day.today + timedelta(days=1)),
                # a month may be shorter than the days of this one that have gone by
                (before, min(before + (day.today - start) + timedelta(days=1), start)),
                (before, start),
                *((week, week + timedelta(days=7)) for week in mondays),
            ],
        )
        pending = self.env["res.partner"].search_count(
            day.charge
            & self.env["res.partner"]._ficha_next_contact_domain()
            & Domain("next_contact_date", "<=", day.today)
            & (
                Domain("last_contact_date", "=", False)
                | Domain("last_contact_date", "<", start)
            )
        )
        return {
            "contacted": contacts[0],
            "planned": contacts[0] + pending,
            "before": contacts[1],
            "before_total": contacts[2],
            "recovered": self._today_recovered(day, start),
            "lost": self._today_lost(day, start),
            "weeks": [
                {
                    "label": format_date(self.env, week, date_format="d MMM"),
                    "count": count,
                }
                for week, count in zip(mondays, contacts[3:], strict=True)
            ],
        }

    @api.model
    def _today_contacts(self, day, ranges):
        """Different customers with an interaction in each range of days: one's own
        customers, whoever spoke with them, and those one spoke with oneself."""
        utc = [
            [
                self.env.tz.localize(datetime.combine(date, time.min))
                .astimezone(pytz.utc)
                .replace(tzinfo=None)
                for date in pair
            ]
            for pair in ranges
        ]
        domain = Domain("date", ">=", min(begin for begin, _end in utc))
        if day.user:
            domain &= Domain("user_id", "=", day.user.id) | Domain(
                "commercial_partner_id", "any!", day.customers
            )
        query = self.env["ficha.interaction"]._search(domain)
        customer = query_column(query, "commercial_partner_id")
        date = query_column(query, "date")
        # a bit for each range: the rows of a customer are gone through once
        query_refine(query, group=customer)
        ranges_of_customer = query_select(
            query,
            SQL(
                "bit_or(%s) AS bits",
                SQL(" | ").join(
                    SQL(
                        "CASE WHEN %s >= %s AND %s < %s THEN %s ELSE 0 END",
                        date,
                        begin,
                        date,
                        end,
                        1 << number,
                    )
                    for number, (begin, end) in enumerate(utc)
                ),
            ),
        )
        counts = SQL(", ").join(
            SQL("count(*) FILTER (WHERE bits & %s > 0)", 1 << number)
            for number in range(len(utc))
        )
        return self.env.execute_query(
            SQL("SELECT %s FROM (%s) customer", counts, ranges_of_customer)
        )[0]

    @api.model
    def _today_recovered(self, day, start):
        """How many customers came back from drifting, since a day."""
        Summary = self.env["ficha.purchase.summary"]
        if not Summary.has_access("read"):
            return 0
        domain = (
            Domain("segment_since", ">=", start)
            & Domain("previous_segment", "in", DRIFTING)
            & Domain("rfm_segment", "in", BUYING)
        )
        if day.user:
            domain &= Domain("partner_id", "any!", day.customers)
        return Summary.search_count(domain)

    @api.model
    def _today_lost(self, day, start):
        """How many customers were lost since a day, each by their own rhythm, as in
        *Resultados*: the day until which they are waited for was one of these. Who buys
        from several companies is waited for as long as the most patient of them does;
        of whom no rhythm is known nobody says that they are lost."""
        Summary = self.env["ficha.purchase.summary"]
        if not Summary.has_access("read"):
            return 0
        domain = Domain("company_id", "in", self.env.companies.ids) & Domain(
            "last_purchase_date", ">=", start - timedelta(days=WAITED_DAYS)
        )
        if day.user:
            domain &= Domain("partner_id", "any!", day.customers)
        query = Summary._search(domain)
        last = query_column(query, "last_purchase_date")
        patience = Summary._patience_sql(Summary._table)
        if len(self.env.companies) == 1:
            # a row for each customer, found by ``_gone_idx``
            gone = SQL("(%s + LEAST(%s, %s))", last, patience, WAITED_DAYS)
            query_refine(
                query,
                SQL("%s IS NOT NULL", patience),
                SQL("%s BETWEEN %s AND %s", gone, start, day.today),
            )
            rows = self.env.execute_query(query_select(query, SQL("count(*)")))
            return rows[0][0]
        patience = SQL("max(%s)", patience)
        query_refine(
            query,
            group=query_column(query, "partner_id"),
            having=SQL("%s IS NOT NULL", patience),
        )
        gone = query_select(
            query, SQL("max(%s) + LEAST(%s, %s) AS day", last, patience, WAITED_DAYS)
        )
        rows = self.env.execute_query(
            SQL(
                "SELECT count(*) FROM (%s) gone WHERE day BETWEEN %s AND %s",
                gone,
                start,
                day.today,
            )
        )
        return rows[0][0]

    @api.model
    def _today_next(self, day):
        """What comes next, for whom has nothing today: the nearest day of all that is
        planned, next contacts, activities and meetings alike.

        :return: sentence, or False when nothing is planned
        """
        Partner = self.env["res.partner"]
        customers = day.charge & Domain("ficha_is_nobody", "=", False)
        activities = [Partner._followup_planned_activity()]
        for model in Partner._followup_planned_documents():
            activities.append(Partner._followup_planned_document(model))
        activities = list(filter(None, activities))
        if day.user:
            for planned in activities:
                query_refine(planned.query, SQL("activity.user_id = %s", day.user.id))
        selects = []
        for planned in (
            Partner._followup_planned_contact(customers),
            *activities,
            Partner._followup_planned_event(day.end, None, day.user),
        ):
            query_refine(planned.query, SQL("(%s)::date > %s", planned.day, day.today))
            selects.append(
                query_select(
                    planned.query,
                    SQL("%s AS entity_id", planned.entity),
                    SQL("(%s)::date AS day", planned.day),
                )
            )
        Partner._followup_planned_flush()
        rows = self.env.execute_query(
            SQL(
                """SELECT day, count(DISTINCT entity_id)
                     FROM (%s) AS planned GROUP BY day ORDER BY day LIMIT 1""",
                SQL(" UNION ALL ").join(selects),
            )
        )
        if not rows:
            return False
        date, count = rows[0]
        when = self._today_when(day, date)
        if count == 1:
            return self.env._("Next: %s, 1 customer.", when)
        return self.env._(
            "Next: %(when)s, %(count)s customers.", when=when, count=count
        )
