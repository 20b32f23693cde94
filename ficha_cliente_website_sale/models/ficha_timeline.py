from odoo import api, models
from odoo.fields import Domain


class FichaTimeline(models.AbstractModel):
    _inherit = "ficha.timeline"

    @api.model
    def _timeline_sources(self):
        """Extends ficha_cliente's sources with visits to the website: one entry for
        each contact who is known there, told by the last pages they looked at."""
        return {
            **super()._timeline_sources(),
            "web_visit": {
                "label": self.env._("Visits to the website"),
                "icon": "fa-globe",
                "model": "website.visitor",
                "domain": Domain("ficha_consent_since", "!=", False),
                "partner": "partner_id",
                "date": "last_connection_datetime",
                "read": self._read_web_visits,
            },
        }

    def _read_web_visits(self, visitors):
        pages = visitors._ficha_pages()
        found = {}
        for visitor in visitors:
            row = pages.get(visitor.id) or {"pages": 0, "urls": []}
            found[visitor.id] = {
                "title": self.env._("1 page of the website")
                if row["pages"] == 1
                else self.env._("%s pages of the website", row["pages"]),
                "note": " · ".join(row["urls"]),
                "open": None,
            }
        return found
