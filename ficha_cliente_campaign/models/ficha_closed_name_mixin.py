from odoo import SUPERUSER_ID, api, models


class FichaClosedNameMixin(models.AbstractModel):
    """A record whose name is for who may read it.

    Odoo reads the name of what a field points to as superuser: a price list or a
    mailing would tell everybody who reads it what its campaign is called, and so that
    its customers are, say, widowed.
    """

    _name = "ficha.closed.name.mixin"
    _description = "Name for who may read the record"

    @api.depends_context("uid", "allowed_company_ids", "lang")
    def _compute_display_name(self):
        """Extends the ORM's: to others it is called what all of its kind are."""
        super()._compute_display_name()
        if self.env.uid == SUPERUSER_ID:
            return
        kept = self.filtered("id").sudo(False)
        closed = kept - kept._filtered_access("read")
        if closed:
            # sudo: what such records are called
            kind = self.env["ir.model"]._get(self._name).sudo().name
            for record in self.browse(closed.ids):
                record.display_name = kind
