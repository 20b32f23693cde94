from calendar import isleap
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.query import (
    query_column,
    query_join,
    query_refine,
    query_subselect,
)

LATE_MOST = 90  # days a purchase may be late and still come

AHEAD = 7  # days that birthdays are told ahead
YEARS = 110


class FichaToday(models.AbstractModel):
    """Who is a candidate for each section, and with which record."""

    _inherit = "ficha.today"

    @api.model
    def _today_now(self, day):
        """Red whose next contact has come, and every contact that is overdue."""
        red = Domain("followup_color", "=", "red")
        come = Domain("next_contact_date", "<=", day.today) | (
            Domain("next_contact_date", "=", False)
            & (
                Domain("last_contact_date", "=", False)
                | Domain("last_contact_date", "<", day.today)
            )
        )
        overdue = Domain("next_contact_date", "<", day.today)
        query = self._today_customers(
            day,
            Domain("do_not_contact", "=", False)
            & self.env["res.partner"]._ficha_may_remind_domain()
            & ((red & come) | overdue),
        )
        return [
            self._today_followup_select(query),
            *self._today_activity_selects(
                day, SQL("activity.date_deadline < %s", day.today), rank=2
            ),
        ]

    @api.model
    def _today_due(self, day):
        """Contacts, reminders, planned visits and calls, and meetings of the day."""
        contacts = self.env["res.partner"]._followup_planned_contact(
            Domain("next_contact_date", "=", day.today)
        )
        customers = query_subselect(day.customers)
        query_refine(contacts.query, SQL("%s IN %s", contacts.entity, customers))
        return [
            self._today_event_select(day),
            *self._today_activity_selects(
                day, SQL("activity.date_deadline = %s", day.today), rank=0
            ),
            self._today_followup_select(contacts.query, late=False),
        ]

    @api.model
    def _today_reply(self, day):
        """They wrote and wait for our answer: one's customers, or to oneself."""
        owed = self.env["ficha.interaction"]._reply_owed_domain()
        return self._today_interactions(day, "reply", owed)

    @api.model
    def _today_waiting(self, day):
        """We wrote, and they have not answered."""
        query = self._today_customers(
            day,
            self._today_not_contacted_domain(day)
            & Domain("awaiting_reply_since", "!=", False),
        )
        return [
            self._today_select(
                "awaiting",
                query,
                SQL("res_partner.id"),
                SQL("res_partner.id"),
                moment=SQL("res_partner.awaiting_reply_since"),
            )
        ]

    @api.model
    def _today_expected(self, day):
        """Purchases whose day has passed, the biggest first."""
        Summary = self.env["ficha.purchase.summary"]
        if not Summary.has_access("read"):
            return []
        customers = self._today_customers_domain(
            day, self._today_not_contacted_domain(day)
        )
        query = Summary._search(
            Domain("expected_date", "<", day.today)
            & Domain("expected_date", ">=", day.today - timedelta(days=LATE_MOST))
            & Domain("company_id", "in", self.env.companies.ids)
            & Domain("partner_id", "any!", customers)
        )
        # later than that it is a customer who drifts away, and the rules of the colours
        # say so
        query_refine(
            query,
            SQL(
                "%s + %s >= %s",
                query_column(query, "expected_date"),
                Summary._patience_more_sql(Summary._table),
                day.today,
            ),
        )
        amount = SQL(
            "%s * %s",
            query_column(query, "average_ticket"),
            self._today_rate(query_column(query, "company_id")),
        )
        return [
            self._today_select(
                "expected",
                query,
                query_column(query, "partner_id"),
                query_column(query, "id"),
                rank=SQL("-coalesce(%s, 0)", amount),
                moment=query_column(query, "expected_date"),
                amount=amount,
            )
        ]

    @api.model
    def _today_complaints(self, day):
        """Complaints nobody has solved: of one's customers, or taken by oneself."""
        return self._today_interactions(
            day,
            "complaint",
            Domain("complaint_state", "=", "open") & Domain("kind", "=", "complaint"),
        )

    @api.model
    def _today_interactions(self, day, section, domain):
        """What was noted of one's customers, or is one's own to answer.

        :param str section: of *Hoy*
        :param domain: on ``ficha.interaction``
        """
        domain &= Domain("commercial_partner_id.active", "=", True)
        if day.user:
            domain &= Domain("user_id", "=", day.user.id) | Domain(
                "commercial_partner_id", "any!", day.customers
            )
        query = self.env["ficha.interaction"]._search(domain)
        return [
            self._today_select(
                section,
                query,
                query_column(query, "commercial_partner_id"),
                query_column(query, "id"),
                moment=query_column(query, "date"),
            )
        ]

    @api.model
    def _today_decide(self, day):
        """Changes proposed for one's customers."""
        Proposal = self.env["ficha.proposal"]
        query = Proposal._search(Proposal._open_domain())
        entity = self._today_entity(query, "partner_id")
        if day.user:
            query_refine(query, SQL("%s IN %s", entity, query_subselect(day.customers)))
        return [
            self._today_select(
                "proposal",
                query,
                entity,
                query_column(query, "id"),
                moment=query_column(query, "date"),
            )
        ]

    @api.model
    def _today_task(self, day):
        """What is to do and has no day: of oneself, or nobody's of one's customers."""
        Task = self.env["ficha.task"]
        domain = Domain("done", "=", False) & Domain("partner_id.active", "=", True)
        if day.user:
            left = Domain("user_id", "=", False) | Domain("user_id.active", "=", False)
            domain &= Domain("user_id", "=", day.user.id) | (
                left & Domain("partner_id", "any!", day.customers)
            )
        query = Task._search(domain)
        record = query_column(query, "id")
        return [
            self._today_select(
                "task",
                query,
                self._today_entity(query, "partner_id"),
                record,
                rank=record,  # as they were noted
            )
        ]

    @api.model
    def _today_birthdays(self, day):
        """Birthdays of persons and, for who may see them, of their relatives, today and
        the coming days; years since the first purchase, today."""
        selects = []
        Partner = self.env["res.partner"]
        customers = self._today_customers(
            day,
            Domain("do_not_contact", "=", False)
            & Partner._ficha_may_sell_domain()
            & Domain("partner_share", "=", True)
            & (
                Domain("last_contact_date", "=", False)
                | Domain("last_contact_date", "<", day.today)
            ),
        )
        if Partner._has_field_access(Partner._fields["birthdate_date"], "read"):
            query = Partner._search(Domain("birthdate_date", "!=", False))
            selects.append(
                self._today_yearly_select(
                    day,
                    "birthday",
                    query,
                    customers,
                    "birthdate_date",
                    "commercial_partner_id",
                )
            )
        Member = self.env["ficha.family.member"]
        if Member.has_access("read"):
            query = Member._search(Domain("birthdate_date", "!=", False))
            selects.append(
                self._today_yearly_select(
                    day, "family", query, customers, "birthdate_date"
                )
            )
        Summary = self.env["ficha.purchase.summary"]
        if Summary.has_access("read"):
            query = Summary._search(
                Domain("first_purchase_date", "<", day.today - timedelta(days=300))
                # an anniversary of somebody who still buys
                & Domain("purchase_count_12m", ">", 0)
            )
            selects.append(
                self._today_yearly_select(
                    day, "anniversary", query, customers, "first_purchase_date", ahead=0
                )
            )
        return selects

    # --------------------------------------------------------------------------
    # Candidates that several sections take, each with its own condition.
    # --------------------------------------------------------------------------

    @api.model
    def _today_followup_select(self, query, late=True):
        """Customers by their own follow-up: red first, then by how late they are."""
        query_join(
            query,
            "LEFT JOIN",
            "rule",
            "ficha_followup_rule",
            SQL("rule.id = res_partner.followup_rule_id"),
        )
        kinds = SQL(" ").join(
            SQL("WHEN %s THEN %s", kind, money)
            for kind, money in self._today_followup_money().items()
        )
        return self._today_select(
            "followup",
            query,
            SQL("res_partner.id"),
            SQL("res_partner.id"),
            rank=SQL("CASE res_partner.followup_color WHEN 'red' THEN 0 ELSE 1 END"),
            moment=SQL("res_partner.next_contact_date") if late else None,
            amount=SQL(
                "nullif(%s, 0)",
                self.env["res.partner"]._field_to_sql(
                    "res_partner", "followup_amount", query
                ),
            ),
            money=SQL("CASE rule.kind %s END", kinds),
        )

    @api.model
    def _today_activity_selects(self, day, when, rank):
        """Activities on customers, on their contacts and on their documents, for
        whoever they are assigned to. The daily reminders speak for the follow-up of
        their customer, who is there already by that where it is one of the day's."""
        Partner = self.env["res.partner"]
        reminded = None
        if day.user:
            customers = query_subselect(day.customers)
            reminded = SQL("activity.res_id IN %s", customers)
        sources = [Partner._followup_planned_activity(reminded)]
        for model in Partner._followup_planned_documents():
            sources.append(Partner._followup_planned_document(model))
        selects = []
        for planned in filter(None, sources):
            query_refine(planned.query, when)
            if day.user:
                query_refine(planned.query, SQL("activity.user_id = %s", day.user.id))
            selects.append(
                self._today_select(
                    "activity",
                    planned.query,
                    planned.entity,
                    planned.record,
                    rank=SQL("%s", rank),
                    moment=planned.moment,
                )
            )
        return selects

    @api.model
    def _today_event_select(self, day):
        """Meetings of the day with a customer."""
        planned = self.env["res.partner"]._followup_planned_event(
            day.begin, day.end, day.user
        )
        return self._today_select(
            "event",
            planned.query,
            planned.entity,
            planned.record,
            moment=planned.moment,
        )

    @api.model
    def _today_yearly_select(
        self, day, source, query, customers, column, partner="partner_id", ahead=AHEAD
    ):
        """Dates that come round every year and fall on one of the coming days.

        :param customers: ``Query`` of whose dates
        """
        days, falls = set(), {}
        for number in range(ahead + 1):
            date = day.today + timedelta(days=number)
            same = self._today_same_days(date)
            days.update(same)
            falls.update({100 * born.month + born.day: date for born in same})
        born = query_column(query, column)
        entity = query_column(query, partner)
        # whole dates, so that PostgreSQL compares them without computing; as one
        # constant, which it reads faster than hundreds of them
        listed = f"{{{','.join(map(fields.Date.to_string, sorted(days)))}}}"
        query_refine(query, SQL("%s = ANY(%s::date[])", born, listed))
        moment = SQL(
            """CASE (100 * date_part('month', %(born)s)
                     + date_part('day', %(born)s))::int %(falls)s END""",
            born=born,
            falls=SQL(" ").join(
                SQL("WHEN %s THEN %s::date", number, date)
                for number, date in falls.items()
            ),
        )
        if source == "family":
            entity = self._today_entity(query, partner)
        query_refine(query, SQL("%s IN %s", entity, query_subselect(customers)))
        return self._today_select(
            source,
            query,
            entity,
            query_column(query, "id"),
            moment=moment,
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
