"""The rows beside a contact that identify it: when one changes, so do its keys."""

from odoo import api, models


class FichaIdentityRelated(models.AbstractModel):
    """What a model with a ``partner_id`` inherits whose rows identify that contact."""

    _name = "ficha.identity.related"
    _description = "Rows that identify a contact"

    def _mark_identity(self):
        # sudo: whoever may write the row need not be one who reads the contact
        self.env["ficha.identity.key"]._mark(self.sudo().partner_id.ids)

    @api.model_create_multi
    def create(self, vals_list):
        """Extends the core's: see the class."""
        rows = super().create(vals_list)
        rows._mark_identity()
        return rows

    def write(self, vals):
        """Extends the core's: of the contact before and of the one after."""
        self._mark_identity()
        result = super().write(vals)
        if "partner_id" in vals:
            self._mark_identity()
        return result

    def unlink(self):
        """Extends the core's: see the class."""
        self._mark_identity()
        return super().unlink()


class FichaContactPoint(models.Model):
    _name = "ficha.contact.point"
    _inherit = ["ficha.contact.point", "ficha.identity.related"]


class FichaClientCodeAlias(models.Model):
    _name = "ficha.client.code.alias"
    _inherit = ["ficha.client.code.alias", "ficha.identity.related"]


class ResPartnerBank(models.Model):
    _name = "res.partner.bank"
    _inherit = ["res.partner.bank", "ficha.identity.related"]


class FichaFormerValue(models.Model):
    _name = "ficha.former.value"
    _inherit = ["ficha.former.value", "ficha.identity.related"]
