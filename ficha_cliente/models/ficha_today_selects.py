from calendar import isleap
from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, Query

AHEAD = 7  # days that birthdays are told ahead
YEARS = 110


class FichaToday(models.AbstractModel):
    """Candidates that several sections take, each with its own condition."""

    _inherit = "ficha.today"

    @api.model
    def _today_followup_select(self, query, late=True):
        """Customers by their own follow-up: red first, then by how late they are."""
        return self._today_select(
            "followup",
            query,
            SQL("res_partner.id"),
            SQL("res_partner.id"),
            rank=SQL("CASE res_partner.followup_color WHEN 'red' THEN 0 ELSE 1 END"),
            moment=SQL("res_partner.next_contact_date") if late else None,
            amount=SQL("nullif(res_partner.followup_amount, 0)"),
        )

    @api.model
    def _today_activity_select(self, day, when, rank):
        """Activities on customers and on their contacts, for whoever they are assigned
        to. The daily reminders speak for the follow-up of their customer.

        They are read past the rules of activities, which ask document by document
        whether it may be read: here the customers' own rules say so at once.
        """
        query = Query(self.env, "activity", SQL.identifier("mail_activity"))
        query.add_where(
            SQL(
                """activity.active AND activity.res_model = 'res.partner' AND %s
                   AND NOT (activity.ficha_reminder IS TRUE AND %s)""",
                when,
                # the customer is there already, by its follow-up
                SQL("TRUE")
                if not day.user
                else SQL(
                    "activity.res_id IN %s", self._today_customers(day).subselect()
                ),
            )
        )
        if day.user:
            query.add_where(SQL("activity.user_id = %s", day.user.id))
        entity = self._today_entity(query, "activity", "res_id")
        readable = self.env["res.partner"]._search([("partner_share", "=", True)])
        query.add_where(SQL("%s IN %s", entity, readable.subselect()))
        event = query.left_join(
            "activity", "calendar_event_id", "calendar_event", "id", "event"
        )
        return self._today_select(
            "activity",
            query,
            entity,
            SQL("activity.id"),
            rank=SQL("%s", rank),
            moment=SQL(
                "CASE WHEN %s THEN NULL ELSE %s END",
                SQL.identifier(event, "allday"),
                SQL.identifier(event, "start"),
            ),
        )

    @api.model
    def _today_event_select(self, day):
        """Meetings of the day with a customer, that no activity stands for.

        One that has begun and whose customer was contacted today is done."""
        Event = self.env["calendar.event"]
        domain = Domain("start", ">=", day.begin) & Domain("start", "<", day.end)
        if day.user:
            domain &= Domain("partner_ids", "in", day.user.partner_id.ids)
        if day.user != self.env.user:
            domain &= Domain(Event._get_default_privacy_domain())
        query = Event._search(domain)
        query.add_join(
            "JOIN",
            "guest",
            SQL(
                """LATERAL (
                    SELECT res_partner_id AS partner_id
                      FROM calendar_event_res_partner_rel
                     WHERE calendar_event_id = calendar_event.id
                    UNION
                    SELECT calendar_event.res_id
                     WHERE calendar_event.res_model = 'res.partner')"""
            ),
            SQL("TRUE"),
        )
        query.add_join(
            "JOIN",
            "customer",
            "res_partner",
            SQL(
                """customer.id = guest.partner_id AND customer.partner_share
                   AND customer.id IN %s""",
                self.env["res.partner"]._search([]).subselect(),
            ),
        )
        query.add_join(
            "JOIN",
            "entity",
            "res_partner",
            SQL("entity.id = customer.commercial_partner_id"),
        )
        query.add_where(
            SQL(
                """NOT EXISTS (SELECT 1 FROM mail_activity done
                                WHERE done.calendar_event_id = calendar_event.id)
                   AND NOT (entity.last_contact_date IS NOT DISTINCT FROM %s
                            AND calendar_event.start <= %s)""",
                day.today,
                self.env.cr.now(),
            )
        )
        return self._today_select(
            "event",
            query,
            SQL("entity.id"),
            SQL("calendar_event.id"),
            moment=SQL(
                "CASE WHEN calendar_event.allday THEN NULL"
                " ELSE calendar_event.start END"
            ),
        )

    @api.model
    def _today_yearly_select(
        self, day, source, query, column, partner="partner_id", ahead=AHEAD
    ):
        """Dates that come round every year and fall on one of the coming days."""
        days = {}
        for number in range(ahead + 1):
            date = day.today + timedelta(days=number)
            days.update(dict.fromkeys(self._today_same_days(date), date))
        born = SQL.identifier(query.table, column)
        entity = SQL.identifier(query.table, partner)
        # whole dates, so that PostgreSQL compares them without reckoning
        query.add_where(SQL("%s = ANY(%s)", born, list(days)))
        query.add_join(
            "JOIN",
            "yearly",
            SQL(
                "(SELECT unnest(%s::date[]) AS born, unnest(%s::date[]) AS day)",
                list(days),
                list(days.values()),
            ),
            SQL("yearly.born = %s", born),
        )
        customers = self._today_customers(
            day,
            Domain("do_not_contact", "=", False)
            & Domain("partner_share", "=", True)
            & (
                Domain("last_contact_date", "=", False)
                | Domain("last_contact_date", "<", day.today)
            ),
        )
        if source == "family":
            entity = self._today_entity(query, query.table, partner)
        query.add_where(SQL("%s IN %s", entity, customers.subselect()))
        return self._today_select(
            source,
            query,
            entity,
            SQL.identifier(query.table, "id"),
            moment=SQL("yearly.day"),
        )

    @api.model
    def _today_same_days(self, date):
        """That day of the year in each of the years before."""
        years = range(date.year - YEARS, date.year)
        days = [(date.month, date.day)]
        # who was born on 29 February is congratulated on the 28th in other years
        if days == [(2, 28)] and not isleap(date.year):
            days.append((2, 29))
        return [
            date.replace(year=year, month=month, day=number)
            for year in years
            for month, number in days
            if (month, number) != (2, 29) or isleap(year)
        ]
