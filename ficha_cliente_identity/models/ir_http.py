from odoo import models

from .res_partner_identify import GROUP


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Extends web's: the client knows from the start who has the box in the top
        bar, and need not ask before it draws the bar."""
        info = super().session_info()
        groups = info.setdefault("groups", {})
        groups[GROUP] = bool(info.get("uid")) and self.env.user.has_group(GROUP)
        return info
