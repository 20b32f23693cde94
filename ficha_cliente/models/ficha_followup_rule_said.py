from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

PERSONAL = "ficha_cliente.group_ficha_personal"


class FichaFollowupRule(models.Model):
    """Kinds of rules about what was said, and about dates of the person."""

    _inherit = "ficha.followup.rule"

    def _matching_complaint_open(self, partners):
        """Customers with a complaint open for the rule's days; the reason names the
        oldest. Private complaints are left out: everybody reads the reason."""
        today = fields.Date.context_today(self)
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
                          i.commercial_partner_id, i.subject, i.date::date,
                          count(*) OVER (PARTITION BY i.commercial_partner_id) - 1
                     FROM ficha_interaction i
                    WHERE i.kind = 'complaint' AND i.complaint_state = 'open'
                      AND i.private IS NOT TRUE
                      AND i.date < %s AND %s AND %s
                      AND i.commercial_partner_id IN %s
                    ORDER BY i.commercial_partner_id, i.date, i.id""",
                today - timedelta(days=self.days - 1),
                company,
                self._partners_clause("i.commercial_partner_id", partners),
                customers.subselect(),
            )
        )
        return {
            pid: {
                "document": subject,
                "more": more,
                "date": day,
                "days": (today - day).days,
            }
            for pid, subject, day, more in rows
        }

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
                customers.subselect(),
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
