from odoo import models
from odoo.tools import SQL


class ResPartner(models.Model):
    """Whoever reads the address that a customer had does not read their documents."""

    _inherit = "res.partner"

    def write(self, vals):
        """Extends the core's: with another e-mail address the links of documents that
        went to the one before open nothing any more."""
        if "email" not in vals:
            return super().write(vals)
        before = {one: one.email_normalized for one in self}
        result = super().write(vals)
        moved = [
            one.id
            for one, email in before.items()
            if email and email != one.email_normalized
        ]
        if moved:
            self._ficha_end_document_links(moved)
        return result

    def _ficha_end_document_links(self, ids):
        """:param ids: of the customers whose address is another one"""
        # sudo: a setting, of whichever company
        companies = self.env["res.company"].sudo()
        if not companies.search_count([("ficha_public_pages", "=", True)], limit=1):
            return
        condition = SQL("d.partner_id = ANY(%s)", list(ids))
        for name in self.env["portal.mixin"]._ficha_linked_models():
            # sudo: their links end, whoever writes their address
            self.env[name].sudo()._ficha_end_links(condition)
