from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.groups import PERSONAL
from odoo.addons.ficha_cliente.tools.moments import day_sql
from odoo.addons.ficha_cliente.tools.query import query_subselect


class FichaFollowupRule(models.Model):
    """Rules on what was said, and on dates of the person."""

    _inherit = "ficha.followup.rule"

    def _matching_complaint_open(self, partners):
        """Customers with a complaint open for the rule's days; the reason names the
        oldest. Private complaints are left out: everybody reads the reason."""
        return {
            pid: figures | {"document": subject, "more": len(ids) - 1}
            for pid, subject, ids, figures in self._matching_interactions(
                SQL("i.kind = 'complaint' AND i.complaint_state = 'open'"), partners
            )
            for figures["source"] in [("ficha.interaction", ids)]
        }

    def _matching_reply_owed(self, partners):
        """Customers who have waited for our reply for the rule's days. The reason says
        since when, not what they wrote: everybody reads the reason."""
        return {
            pid: figures
            for pid, _subject, _ids, figures in self._matching_interactions(
                # spelt as the partial index
                SQL("i.needs_reply IS TRUE AND i.replied_on IS NULL"),
                partners,
            )
        }

    def _matching_interactions(self, condition, partners):
        """Customers with interactions that meet a condition and are as old as the
        rule's days. Private ones are left out.

        :param SQL condition: over the interaction "i"
        :return: list of ``(partner id, subject of the oldest, ids, figures)``: the ids
            of the oldest and of the others of its company
        """
        today = fields.Date.context_today(self)
        day = day_sql(SQL("i.date"), self.env.tz)
        Partner = self.env["res.partner"]
        self.env["ficha.interaction"].flush_model()
        customers = Partner._search(Partner._followup_customer_domain())
        company = SQL("TRUE")
        if self.company_id:
            company = SQL(
                "(i.company_id IS NULL OR i.company_id = %s)", self.company_id.id
            )
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT ON (i.commercial_partner_id)
                          i.commercial_partner_id, i.company_id, i.id, i.subject, %s,
                          array_agg(i.id) OVER (
                              PARTITION BY i.commercial_partner_id, i.company_id)
                     FROM ficha_interaction i
                    WHERE %s
                      AND i.private IS NOT TRUE
                      AND %s <= %s AND %s AND %s
                      AND i.commercial_partner_id IN %s
                    ORDER BY i.commercial_partner_id, i.date, i.id""",
                day,
                condition,
                day,
                today - timedelta(days=self.days),
                company,
                self._partners_clause("i.commercial_partner_id", partners),
                query_subselect(customers),
            )
        )
        return [
            (
                pid,
                subject,
                self._first(first, ids),
                {"date": day, "days": (today - day).days, "company": company_id},
            )
            for pid, company_id, first, subject, day, ids in rows
        ]

    def _matching_birthday(self, partners):
        """Customers who, or a contact of whom, have their birthday within the days.

        Without figures on purpose: the reason is read by everybody who reads the
        customer file, and no text that somebody writes for the rule can give away
        whose birthday it is, or when.
        """
        today = fields.Date.context_today(self)
        Partner = self.env["res.partner"]
        Partner.flush_model(["birthdate_date", "commercial_partner_id", "active"])
        customers = Partner._search(Partner._followup_customer_domain())
        coming = self._next_yearly(SQL("b.birthdate_date"), today)
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT b.commercial_partner_id
                     FROM res_partner b
                    WHERE b.birthdate_date <= %s AND b.active
                      AND %s <= %s AND %s
                      AND b.commercial_partner_id IN %s""",
                today,
                coming,
                today + timedelta(days=self.days),
                self._partners_clause("b.commercial_partner_id", partners),
                query_subselect(customers),
            )
        )
        return {pid: {} for (pid,) in rows}

    def _check_list_rights(self):
        """Extends _check_list_rights: the list behind a rule about birthdays is one of
        personal dates."""
        personal = self.filtered(lambda rule: rule.kind == "birthday")
        if personal and not (self.env.su or self.env.user.has_group(PERSONAL)):
            raise AccessError(
                self.env._(
                    "Only members of “Ficha: personal data” see for whom the rule “%s” "
                    "holds.",
                    personal[0].name,
                )
            )
        return super()._check_list_rights()
