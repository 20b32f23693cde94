from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

LATE_LEAST, LATE_MOST = 30, 90  # days a purchase may be late and still come


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
            day, Domain("do_not_contact", "=", False) & ((red & come) | overdue)
        )
        return [
            self._today_followup_select(query),
            self._today_activity_select(
                day, SQL("activity.date_deadline < %s", day.today), rank=2
            ),
        ]

    @api.model
    def _today_due(self, day):
        """Contacts, reminders, planned visits and calls, and meetings of the day."""
        query = self._today_customers(
            day,
            Domain("do_not_contact", "=", False)
            & Domain("next_contact_date", "=", day.today),
        )
        return [
            self._today_event_select(day),
            self._today_activity_select(
                day, SQL("activity.date_deadline = %s", day.today), rank=0
            ),
            self._today_followup_select(query, late=False),
        ]

    @api.model
    def _today_waiting(self, day):
        """We wrote, and they have not answered."""
        query = self._today_customers(
            day,
            self._today_calm_domain(day) & Domain("awaiting_reply_since", "!=", False),
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
        customers = self._today_customers(day, self._today_calm_domain(day))
        query = Summary._search(
            Domain("expected_date", "<", day.today)
            & Domain("expected_date", ">=", day.today - timedelta(days=LATE_MOST))
            & Domain("company_id", "in", self.env.companies.ids)
            & Domain("partner_id", "any!", customers)
        )
        # later than one more interval of theirs it is a customer who drifts away, and
        # the rules of the colours say so
        query.add_where(
            SQL(
                "%s >= %s - greatest(%s, coalesce(%s, 0))::int",
                SQL.identifier(query.table, "expected_date"),
                day.today,
                LATE_LEAST,
                SQL.identifier(query.table, "median_interval_days"),
            )
        )
        amount = SQL(
            "%s * %s",
            SQL.identifier(query.table, "average_ticket"),
            self._today_rate(SQL.identifier(query.table, "company_id")),
        )
        return [
            self._today_select(
                "expected",
                query,
                SQL.identifier(query.table, "partner_id"),
                SQL.identifier(query.table, "id"),
                rank=SQL("-coalesce(%s, 0)", amount),
                moment=SQL.identifier(query.table, "expected_date"),
                amount=amount,
            )
        ]

    @api.model
    def _today_complaints(self, day):
        """Complaints nobody has solved: of one's customers, or taken by oneself."""
        Interaction = self.env["ficha.interaction"]
        domain = (
            Domain("complaint_state", "=", "open")
            & Domain("kind", "=", "complaint")
            & Domain("commercial_partner_id.active", "=", True)
        )
        if day.user:
            domain &= Domain("user_id", "=", day.user.id) | Domain(
                "commercial_partner_id", "any!", self._today_customers(day)
            )
        query = Interaction._search(domain)
        return [
            self._today_select(
                "complaint",
                query,
                SQL.identifier(query.table, "commercial_partner_id"),
                SQL.identifier(query.table, "id"),
                moment=SQL.identifier(query.table, "date"),
            )
        ]

    @api.model
    def _today_decide(self, day):
        """Changes proposed for one's customers."""
        Proposal = self.env["ficha.proposal"]
        query = Proposal._search(Proposal._open_domain())
        entity = self._today_entity(query, query.table, "partner_id")
        if day.user:
            customers = self._today_customers(day)
            query.add_where(SQL("%s IN %s", entity, customers.subselect()))
        return [
            self._today_select(
                "proposal",
                query,
                entity,
                SQL.identifier(query.table, "id"),
                moment=SQL.identifier(query.table, "date"),
            )
        ]

    @api.model
    def _today_birthdays(self, day):
        """Birthdays of persons and, for who may see them, of their relatives, today and
        the coming days; years since the first purchase, today."""
        selects = []
        Partner = self.env["res.partner"]
        if Partner._has_field_access(Partner._fields["birthdate_date"], "read"):
            query = Partner._search(Domain("birthdate_date", "!=", False))
            selects.append(
                self._today_yearly_select(
                    day, "birthday", query, "birthdate_date", "commercial_partner_id"
                )
            )
        Member = self.env["ficha.family.member"]
        if Member.has_access("read"):
            query = Member._search(Domain("birthdate_date", "!=", False))
            selects.append(
                self._today_yearly_select(day, "family", query, "birthdate_date")
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
                    day, "anniversary", query, "first_purchase_date", ahead=0
                )
            )
        return selects
