from odoo import models


class FichaGesture(models.TransientModel):
    _inherit = "ficha.gesture"

    def _undo_traces(self):
        """Extends ours: the visits of a round that were over are not any more, and a
        round that was accepted is a proposal again."""
        result = super()._undo_traces()
        if accepted := (self.traces or {}).get("accepted"):
            # with the rights of who takes it back
            self.env(su=False)["ficha.round"]._take_back_accepted(accepted)
        stops = self.env["ficha.round.stop"]
        for stop_id, state in (self.traces or {}).get("stops", []):
            stop = stops.browse(stop_id).exists()
            stop.filtered("done_on").write({"state": state, "done_on": False})
            stops |= stop
        for plan in stops.round_id:
            plan._move_rest(stops)
        return result
