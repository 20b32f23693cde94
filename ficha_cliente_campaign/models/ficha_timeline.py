from odoo import api, models
from odoo.fields import Domain

DECORATIONS = {"accepted": "success", "refused": "danger", "offered": "info"}


class FichaTimeline(models.AbstractModel):
    """In which campaigns a customer was, and how far it came."""

    _inherit = "ficha.timeline"

    @api.model
    def _timeline_sources(self):
        """Extends _timeline_sources with campaigns."""
        return super()._timeline_sources() | {
            "campaign": {
                "label": self.env._("Campaigns"),
                "icon": "fa-bullhorn",
                "sequence": 45,
                "model": "ficha.campaign.member",
                "domain": Domain("side", "=", "contacted"),
                "partner": "partner_id",
                "commercial": True,
                "date": "news_on",
                "read": self._timeline_read_campaigns,
            }
        }

    @api.model
    def _timeline_read_campaigns(self, members):
        result = {}
        for member in members:
            campaign = member.campaign_id
            result[member.id] = {
                "title": self.env._("Campaign: %s", campaign.name),
                # sudo: the names of what is offered
                "note": ", ".join(campaign.sudo().product_ids.mapped("display_name")),
                "state": member.step_text,
                "decoration": DECORATIONS.get(member.outcome, "secondary"),
                "channel_id": member.channel_id.id,
                "direction": "out",
                "open": {
                    "type": "ir.actions.act_window",
                    "res_model": "ficha.campaign",
                    "res_id": campaign.id,
                    "views": [(False, "form")],
                },
            }
        return result
