from odoo import api, fields, models
from odoo.tools import SQL

from .portal_mixin import BATCH


class FichaLink(models.Model):
    """The links of documents end, as ours do."""

    _inherit = "ficha.link"

    @api.autovacuum
    def _gc_document_links(self):
        """End those that were sent longer ago than the company says; who asks for the
        document gets another one. Of whose day nobody knows, because it was sent before
        we were here or by a visitor's own gesture, the days begin now.

        :return: how many were ended, and how many there still may be
        """
        today = fields.Date.context_today(self)
        condition = SQL(
            """c.ficha_document_days > 0
               AND d.ficha_token_on < %s::date - c.ficha_document_days""",
            today,
        )
        self.env["res.company"].flush_model(["ficha_document_days"])
        done = more = 0
        for name in self.env["portal.mixin"]._ficha_linked_models():
            # sudo: the scheduler's, as all that is cleared away
            documents = self.env[name].sudo()
            ended = documents._ficha_end_links(condition, BATCH)
            begun = documents._ficha_begin_links(today, BATCH)
            done, more = done + ended, more or BATCH in (ended, begun)
        return done, int(more)
