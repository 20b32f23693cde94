import base64

from odoo import models

from ..tools import short_code


class ResPartner(models.Model):
    """The code on paper: others see paper, so it shows nothing. With it somebody writes
    what has changed, or has the link sent to the address that we know."""

    _inherit = "res.partner"

    def _ficha_paper(self):
        """What is printed of this contact's code; the same each time.

        :return: ``{"code", "address", "qr"}``: the code, the address of the page to
            write it on, and both as a QR code in a data URI
        """
        self.ensure_one()
        Link = self.env["ficha.link"]
        code = Link._issue_paper(self)
        page = Link._address("paper", "").rstrip("/")
        png = self.env["ir.actions.report"].barcode(
            "QR", f"{page}/{code}", width=180, height=180, quiet=0, barLevel="M"
        )
        return {
            "code": short_code.shown(code),
            "address": page.partition("://")[2],
            "qr": "data:image/png;base64," + base64.b64encode(png).decode(),
        }
