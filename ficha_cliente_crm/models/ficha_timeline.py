from odoo import api, models
from odoo.fields import Domain


class FichaTimeline(models.AbstractModel):
    """Opportunities."""

    _inherit = "ficha.timeline"

    @api.model
    def _timeline_sources(self):
        """Extends _timeline_sources with opportunities, on the day they began."""
        return super()._timeline_sources() | {
            "opportunity": {
                "label": self.env._("Opportunities"),
                "icon": "fa-star-o",
                "sequence": 78,
                "model": "crm.lead",
                # spelt as the partial index is
                "domain": Domain("type", "=", "opportunity"),
                "partner": "partner_id",
                "date": "create_date",
                "read": self._timeline_read_opportunities,
            }
        }

    @api.model
    def _timeline_read_opportunities(self, leads):
        labels = self._timeline_selection(leads, "won_status")
        decorations = {"won": "success", "lost": "danger"}
        result = {}
        for lead in leads:
            decoration = decorations.get(lead.won_status, "info")
            ended = lead.won_status in decorations
            result[lead.id] = {
                "title": lead.name,
                "note": lead.lost_reason_id.name or False,
                "amount": lead.expected_revenue,
                "currency_id": lead.company_currency.id,
                # as Odoo has it from the quotations of an opportunity
                "basis": self.env._("expected, before taxes"),
                "user_id": lead.user_id.id,
                "contact_id": lead.partner_id.id,
                "state": labels[lead.won_status] if ended else lead.stage_id.name,
                "decoration": decoration,
            }
        return result
