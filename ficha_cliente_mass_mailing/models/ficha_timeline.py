from odoo import api, models
from odoo.fields import Domain


class FichaTimeline(models.AbstractModel):
    _inherit = "ficha.timeline"

    @api.model
    def _timeline_sources(self):
        """Extends ficha_cliente's sources with mailings and the answers to them."""
        channel = self.env.ref("ficha_cliente.channel_email", raise_if_not_found=False)
        return {
            **super()._timeline_sources(),
            "mailing": {
                "label": self.env._("Mailings"),
                "icon": "fa-paper-plane-o",
                "model": "mailing.trace",
                "domain": Domain("ficha_partner_id", "!=", False)
                & Domain("trace_status", "in", ["sent", "open", "reply", "bounce"]),
                "partner": "ficha_partner_id",
                "date": "ficha_date",
                "channel_ids": channel.ids if channel else [],
                "read": self._read_mailings,
            },
        }

    def _read_mailings(self, traces):
        words = {
            "sent": self.env._("Sent"),
            "open": self.env._("Opened"),
            "reply": self.env._("Answered"),
            "bounce": self.env._("Bounced"),
        }
        found = {}
        for trace in traces:
            clicked = trace.links_click_datetime and trace.trace_status == "open"
            state = self.env._("Clicked") if clicked else words[trace.trace_status]
            found[trace.id] = {
                "title": trace.mass_mailing_id.subject or self.env._("Mailing"),
                "state": state,
                "decoration": {"bounce": "danger", "sent": "secondary"}.get(
                    trace.trace_status, "success"
                ),
                "contact_id": trace.ficha_partner_id.id,
                "open": {
                    "type": "ir.actions.act_window",
                    "res_model": "mailing.mailing",
                    "res_id": trace.mass_mailing_id.id,
                    "views": [[False, "form"]],
                },
            }
        return found
