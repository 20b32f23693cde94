from odoo import api, models

#: Addresses of the customers' door: a token in a link tracker is everybody's to read.
DOORS = [r"/[fp]/[\w-]{43}"]


class MailRenderMixin(models.AbstractModel):
    _inherit = "mail.render.mixin"

    @api.model
    def _shorten_links(self, html, link_tracker_vals, blacklist=None, base_url=None):
        """Extends link_tracker's: links of customers are never rewritten."""
        return super()._shorten_links(
            html, link_tracker_vals, [*(blacklist or []), *DOORS], base_url
        )
