from odoo import models
from odoo.http import request

ONE_CLICK = "List-Unsubscribe"
MOST = 1000  # bytes


class IrHttp(models.AbstractModel):
    """The button of a mail program is pressed by a program: no page is made for it, in
    whatever language."""

    _inherit = "ir.http"

    @classmethod
    def _pre_dispatch(cls, rule, args):
        """Extends base's: for that button no company and its contact are read, which is
        what finding the language of a page takes. A mailing makes a storm of them."""
        asked = request.httprequest
        if rule.rule.startswith("/p/<") and asked.method == "POST":
            # no more of it than that button sends is read before Odoo's own limits
            if 0 < (asked.content_length or 0) < MOST and ONE_CLICK in asked.form:
                installed = request.env["res.lang"].get_installed()
                request.update_context(lang=installed[0][0])
        return super()._pre_dispatch(rule, args)
