from odoo import api, fields, models
from odoo.tools import format_datetime


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ficha_reconcile_note = fields.Char(
        string="Last reconciliation of purchase histories",
        compute="_compute_ficha_reconcile_note",
        help="How many purchase histories differed from their documents last night "
        "and were rebuilt.",
    )

    @api.depends_context("lang", "tz")
    def _compute_ficha_reconcile_note(self):
        last = self.env["ficha.purchase.summary"]._get_last_reconciliation()
        for settings in self:
            if not last:
                note = self.env["ficha.batch.place"]._get_first_fill_note()
                note = note or self.env._("Not yet: it runs every night.")
            else:
                note = self.env._(
                    "%(date)s: histories repaired, %(repaired)s of %(rows)s.",
                    date=format_datetime(self.env, last["date"], dt_format="short"),
                    repaired=f"{last['repaired']:n}",
                    rows=f"{last['rows']:n}",
                )
            settings.ficha_reconcile_note = note

    def action_ficha_refresh_purchases(self):
        """Reconcile all purchase histories as soon as the scheduler wakes up.

        :return: client action that says so
        """
        self.env.ref("ficha_cliente_history.ir_cron_purchase_reconcile")._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "The purchase histories of all customers will be refreshed in a "
                    "moment."
                ),
            },
        }

    ficha_missed_draft_days = fields.Integer(
        related="company_id.ficha_missed_draft_days", readonly=False
    )
    ficha_recovered_days = fields.Integer(
        related="company_id.ficha_recovered_days", readonly=False
    )
