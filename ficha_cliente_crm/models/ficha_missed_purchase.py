from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.moments import day_sql
from odoo.addons.ficha_cliente.tools.query import query_join


class FichaMissedPurchase(models.Model):
    """Lost opportunities."""

    _inherit = "ficha.missed.purchase"

    _depends = {
        "crm.lead": [
            "active",
            "company_id",
            "date_closed",
            "expected_revenue",
            "lost_reason_id",
            "name",
            "partner_id",
            "type",
            "user_id",
            "won_status",
        ],
        "crm.lost.reason": ["name"],
        "res.partner": ["commercial_partner_id"],
    }

    source = fields.Selection(
        selection_add=[("opportunity_lost", "Lost opportunity")],
    )

    @api.model
    def _missed_selects(self):
        selects = super()._missed_selects()
        if self.env["crm.lead"].has_access("read"):
            selects.append(self._missed_opportunity_select())
        return selects

    @api.model
    def _missed_opportunity_select(self):
        """Opportunities marked as lost. They name no products: whatever the customer
        bought soon afterwards counts as come back."""
        query = self.env["crm.lead"]._search(
            Domain("type", "=", "opportunity")
            & Domain("won_status", "=", "lost")
            & Domain("partner_id", "!=", False),
            active_test=False,
        )
        query_join(
            query,
            "JOIN",
            "customer",
            "res_partner",
            SQL("customer.id = crm_lead.partner_id"),
        )
        query_join(
            query,
            "LEFT JOIN",
            "lost_reason",
            "crm_lost_reason",
            SQL("lost_reason.id = crm_lead.lost_reason_id"),
        )
        reason = self.env["crm.lost.reason"]._field_to_sql("lost_reason", "name", query)
        columns = {
            "partner_id": SQL("customer.commercial_partner_id"),
            # an opportunity of no company is the reader's company's
            "company_id": SQL("COALESCE(crm_lead.company_id, %s)", self.env.company.id),
            "user_id": SQL("crm_lead.user_id"),
            "date": day_sql(
                SQL("COALESCE(crm_lead.date_closed, crm_lead.write_date)"), self.env.tz
            ),
            "name": SQL("crm_lead.name"),
            "amount": SQL("COALESCE(crm_lead.expected_revenue, 0)"),
            "reason": SQL("COALESCE(%s, %s)", reason, self.env._("Lost, no reason")),
        }
        return self._missed_select(14, "opportunity_lost", "crm.lead", query, columns)
