from odoo import api, fields, models
from odoo.tools import SQL

from .portal_mixin import BATCH


class FichaLink(models.Model):
    """The links of documents end, as ours do."""

    _inherit = "ficha.link"

    @api.autovacuum
    def _gc_document_links(self):
        """End those that were sent longer ago than the company says; who asks for the
        document gets another one. Of a link of before nobody knows the day: the one on
        which the document was made.

        :return: how many were ended, and how many there still may be
        """
        condition = SQL(
            """c.ficha_document_days > 0
               AND COALESCE(d.ficha_token_on, d.create_date::date)
                   < %s::date - c.ficha_document_days""",
            fields.Date.context_today(self),
        )
        self.env["res.company"].flush_model(["ficha_document_days"])
        done = more = 0
        for name in self.env["portal.mixin"]._ficha_linked_models():
            # sudo: the scheduler's, as all that is cleared away
            ended = self.env[name].sudo()._ficha_end_links(condition, BATCH)
            done, more = done + ended, more or ended == BATCH
        return done, int(more)
