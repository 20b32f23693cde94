from odoo import api, models
from odoo.fields import Domain


class FichaTimeline(models.AbstractModel):
    _inherit = "ficha.timeline"

    @api.model
    def _timeline_sources(self):
        """Extends ficha_cliente's sources with visits to the website: one entry for
        each contact who is known there, told by the last pages they looked at; and
        with carts left behind. A cart that is bought is an order like any other."""
        return {
            **super()._timeline_sources(),
            "cart": {
                "label": self.env._("Carts left behind"),
                "icon": "fa-shopping-basket",
                "sequence": 79,
                "model": "sale.order",
                # spelt as the partial index is
                "domain": Domain("state", "=", "draft")
                & Domain("website_id", "!=", False),
                "partner": "partner_id",
                "date": "date_order",
                "read": self._read_carts,
            },
            "web_visit": {
                "label": self.env._("Visits to the website"),
                "icon": "fa-globe",
                "model": "website.visitor",
                "domain": self.env["website.visitor"]._ficha_agreed_domain(),
                "partner": "partner_id",
                "date": "last_connection_datetime",
                "read": self._read_web_visits,
            },
        }

    def _read_carts(self, carts):
        found = {}
        # one that is being filled now is nobody's affair yet
        for cart in carts.filtered("is_abandoned_cart"):
            found[cart.id] = {
                "title": self.env._("Cart %s", cart.name),
                "note": cart._ficha_came_of_it(),
                "amount": cart.amount_untaxed,
                "currency_id": cart.currency_id.id,
                "user_id": cart.user_id.id,
                "contact_id": cart.partner_id.id,
                "state": self.env._("Left behind"),
                "decoration": "warning",
            }
        return found

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
