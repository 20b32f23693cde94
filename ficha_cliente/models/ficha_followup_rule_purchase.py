from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL
from odoo.tools.misc import format_date


class FichaFollowupRule(models.Model):
    """Kinds of rules that read the purchase history: one query each.

    Without a company a rule looks at what the customer bought from each company and
    holds if it holds for one of them; the reason speaks of the one it holds for most.
    """

    _inherit = "ficha.followup.rule"

    def _date_words(self, date, none):
        return format_date(self.env, date) if date else none

    def _matching_summary(self, columns, condition, order, partners):
        """Customers with a purchase history that meets a condition.

        :param dict columns: ``{figure: SQL over the history "s" and the customer "p"}``
        :param SQL condition: over the same
        :param SQL order: which history counts where a customer has several
        :return: ``{partner id: figures}``
        """
        Partner = self.env["res.partner"]
        Partner.flush_model(["last_contact_date"])
        self.env["ficha.purchase.summary"].flush_model()
        customers = Partner._search(Partner._followup_customer_domain())
        company = SQL("TRUE")
        if self.company_id:
            company = SQL("s.company_id = %s", self.company_id.id)
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT ON (s.partner_id)
                          s.partner_id, s.currency_id, %s
                     FROM ficha_purchase_summary s
                     JOIN res_partner p ON p.id = s.partner_id
                    WHERE %s AND %s AND %s AND %s AND s.partner_id IN %s
                    ORDER BY s.partner_id, %s, s.company_id""",
                SQL(", ").join(columns.values()),
                condition,
                company,
                self._tier_clause(),
                self._partners_clause("s.partner_id", partners),
                customers.subselect(),
                order,
            )
        )
        currencies = {row[1]: None for row in rows}
        for currency in self.env["res.currency"].browse(filter(None, currencies)):
            currencies[currency.id] = currency
        result = {}
        for pid, currency_id, *values in rows:
            result[pid] = dict(zip(columns, values, strict=True))
            if "amount" in columns:
                result[pid]["currency"] = currencies[currency_id]
        return result

    def _tier_clause(self):
        if not self.value_tiers:
            return SQL("TRUE")
        return SQL("s.value_tier IN %s", tuple(self.value_tiers))

    def _days_max_clause(self, today):
        if not self.days_max:
            return SQL("TRUE")
        return SQL("s.last_purchase_date >= %s", today - timedelta(days=self.days_max))

    def _rhythm_columns(self, today):
        """How long they have been silent, against how often they buy."""
        return {
            "days": SQL("(%s - s.last_purchase_date)", today),
            "date": SQL("s.last_purchase_date"),
            # three intervals of their own are a habit; with fewer, the forecast leans
            # on customers like them
            "similar": SQL("coalesce(s.purchase_days, 0) < 4"),
            "interval": SQL(
                """CASE WHEN s.purchase_days >= 4 THEN s.median_interval_days
                        ELSE s.expected_date - s.last_purchase_date END"""
            ),
            "overdue": SQL("greatest(%s - s.expected_date, 0)", today),
            # what is at stake is one purchase of theirs
            "amount": SQL("coalesce(s.average_ticket, 0)"),
        }

    def _matching_purchase_overdue(self, partners):
        """Customers who by now would have bought again nine times in ten, and whose
        usual date was the rule's days ago."""
        today = fields.Date.context_today(self)
        return self._matching_summary(
            self._rhythm_columns(today),
            SQL(
                "s.late_from_date < %s AND s.expected_date <= %s AND %s",
                today,
                today - timedelta(days=self.days),
                self._days_max_clause(today),
            ),
            SQL("s.expected_date"),
            partners,
        )

    def _matching_drift_risk(self, partners):
        """Customers whose drift risk has reached the rule's percentage."""
        today = fields.Date.context_today(self)
        columns = self._rhythm_columns(today) | {
            "percent": SQL("round(s.drift_risk * 100)::int")
        }
        return self._matching_summary(
            columns,
            # compared as it is shown, so that 70 % shown is 70 % reached
            SQL(
                "round(s.drift_risk * 100) >= %s AND %s",
                self.percent,
                self._days_max_clause(today),
            ),
            SQL("s.drift_risk DESC"),
            partners,
        )

    def _matching_big_silent(self, partners):
        """Customers of value who neither bought nor were in contact for the days.

        The last purchase counts in whichever company it was: somebody who has just
        bought from another company of ours is not silent.
        """
        today = fields.Date.context_today(self)
        purchase = SQL(
            """(SELECT max(o.last_purchase_date) FROM ficha_purchase_summary o
                 WHERE o.partner_id = s.partner_id)"""
        )
        last = SQL("greatest(%s, p.last_contact_date)", purchase)
        return self._matching_summary(
            {
                "days": SQL("(%s - %s)", today, last),
                "tier": SQL("s.value_tier"),
                "purchase": purchase,
                "contact": SQL("p.last_contact_date"),
                "amount": SQL("coalesce(s.average_ticket, 0)"),
            },
            SQL(
                "%s AND s.last_purchase_date <= %s AND %s <= %s AND %s",
                SQL("TRUE") if self.value_tiers else SQL("s.value_tier = 'a'"),
                today - timedelta(days=self.days),  # lets the index do its part
                last,
                today - timedelta(days=self.days),
                self._days_max_clause(today),
            ),
            SQL("s.value_tier"),
            partners,
        )
