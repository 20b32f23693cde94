import time

from odoo import api, models
from odoo.tools import split_every

BATCH = 1000


class ResPartner(models.Model):
    """The nightly run of the rules, in batches that commit."""

    _inherit = "res.partner"

    @api.model
    def _cron_followup_colors(self):
        """Nightly: colours given by hand whose date has come go back to the rules,
        and the rules give every automatic customer its colour.

        Commits batch by batch; only customers that really change are worked on, so
        an interrupted run is continued by the next one.
        """
        today = self._followup_today()
        expired = self.search(
            [("followup_mode", "=", "manual"), ("followup_manual_until", "<=", today)]
        )
        expired._write_followup(
            [
                {
                    "id": pid,
                    "followup_mode": "automatic",
                    "followup_manual_until": None,
                }
                for pid in expired.ids
            ]
        )
        begun = time.monotonic()
        decided = self._followup_decide()
        ids = self._followup_candidates(decided)
        # work at least for as long as deciding took: with a hundred thousand customers
        # a run would otherwise spend its time on deciding, again and again
        enough = 2 * time.monotonic() - begun
        remaining = len(ids)
        for batch in split_every(BATCH, ids, list):
            self._followup_apply(self._followup_compare(batch, decided))
            remaining -= len(batch)
            left = self.env["ir.cron"]._commit_progress(len(batch), remaining=remaining)
            if not left and time.monotonic() >= enough:
                break
