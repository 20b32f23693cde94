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
    letter = fields.Char(
        "Which message",
        readonly=True,
        index="btree_not_null",
        help="Which message it was, so that one that does not go out is not counted.",
    )

    @api.model
    def _note(self, letters):
        """A message to many is on its way to these contacts; each is noted once.

        :param dict letters: ``{partner id: which message}``
        """
        if not letters:
            return
        self.env["res.partner"].flush_model(["ficha_news_often"])
        # SQL: whoever sends to many has no right to write rows of this
        self.env.cr.execute(
            SQL(
                """INSERT INTO ficha_news_sent (partner_id, sent_on, letter)
                   SELECT p.id, %(day)s, news.letter
                     FROM unnest(%(ids)s::int[], %(letters)s::varchar[])
                          AS news (partner_id, letter)
                     JOIN res_partner p ON p.id = news.partner_id
                    WHERE p.ficha_news_often = 'monthly'
                      AND NOT EXISTS (SELECT FROM ficha_news_sent known
                                       WHERE known.letter = news.letter)""",
                day=fields.Date.context_today(self),
                ids=list(letters),
                letters=list(letters.values()),
            )
        )

    @api.model
    def _forget(self, letters):
        """These messages did not go out.

        :param letters: which messages, as in :meth:`_note`
        """
        if not letters:
            return
        # SQL: as above
        self.env.cr.execute(
            SQL("DELETE FROM ficha_news_sent WHERE letter = ANY(%s)", list(letters))
        )
        self.invalidate_model()

    @api.autovacuum
    def _gc_news_sent(self):
        """Forget what is older than a month counts."""
        limit = fields.Date.today() - timedelta(days=MONTH_DAYS + 1)
        self.env.cr.execute(
            SQL("DELETE FROM ficha_news_sent WHERE sent_on < %s", limit)
        )
