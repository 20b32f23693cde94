from odoo import models


class FichaGesture(models.TransientModel):
    _inherit = "ficha.gesture"

    def _undo_traces(self):
        """Extends ours: a campaign that was ended runs again."""
        result = super()._undo_traces()
        ended = (self.traces or {}).get("ended", [])
        # with the rights of who takes it back
        self.env(su=False)["ficha.campaign"]._go_on(ended)
        return result
