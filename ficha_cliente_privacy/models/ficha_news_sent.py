from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .res_partner_gate import MONTH_DAYS


class FichaNewsSent(models.Model):
    """The days on which a message to many went to somebody who wants one a month.

    Of nobody else is anything kept here.
    """

    _name = "ficha.news.sent"
    _description = "Message to Who Wants One a Month"
    _log_access = False
    _order = "sent_on desc, id desc"
    _rec_name = "sent_on"

    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        help="Whom it went to.",
    )
    sent_on = fields.Date(required=True, readonly=True, help="The day it was sent.")

    @api.model
    def _note(self, ids):
        """A message to many is on its way to these contacts.

        :param ids: of ``res.partner``
        """
        if not ids:
            return
        self.env["res.partner"].flush_model(["ficha_news_often"])
        # SQL: whoever sends to many has no right to write rows of this
        self.env.cr.execute(
            SQL(
                """INSERT INTO ficha_news_sent (partner_id, sent_on)
                   SELECT id, %s FROM res_partner
                    WHERE id = ANY(%s) AND ficha_news_often = 'monthly'""",
                fields.Date.context_today(self),
                list(ids),
            )
        )

    @api.autovacuum
    def _gc_news_sent(self):
        """Forget what is older than a month counts."""
        limit = fields.Date.today() - timedelta(days=MONTH_DAYS + 1)
        self.env.cr.execute(
            SQL("DELETE FROM ficha_news_sent WHERE sent_on < %s", limit)
        )
