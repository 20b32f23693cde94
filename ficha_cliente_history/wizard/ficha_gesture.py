from odoo import models


class FichaGesture(models.TransientModel):
    _inherit = "ficha.gesture"

    def _undo_traces(self):
        """Extends ours: what the gesture answered waits again."""
        result = super()._undo_traces()
        answered = (self.traces or {}).get("answered", [])
        asked = self.env["ficha.interaction"].browse(answered).exists()
        asked.filtered("replied_on").action_needs_reply()
        return result
