from odoo import models


class FichaGesture(models.TransientModel):
    _inherit = "ficha.gesture"

    def _undo_traces(self):
        """Extends ours: the visits of a round that were over are not any more."""
        result = super()._undo_traces()
        stops = self.env["ficha.round.stop"]
        for stop_id, state in (self.traces or {}).get("stops", []):
            stop = stops.browse(stop_id).exists()
            stop.filtered("done_on").write({"state": state, "done_on": False})
            stops |= stop
        for plan in stops.round_id:
            plan._move_rest(stops)
        return result
