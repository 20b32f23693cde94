from odoo import SUPERUSER_ID, api, models

from ..tools.by_hand import MADE_BY_US


class IrDefault(models.Model):
    _inherit = "ir.default"

    @api.model
    def _get_model_defaults(self, model_name, condition=False):
        """Extends the core's: what we make as superuser takes nothing from the
        defaults that its reader keeps for themselves; those of everybody and of the
        company stay."""
        if self.env.context.get(MADE_BY_US):
            # the core asks by the user's id, also in sudo, and by the company, which
            # stays the one of who asks
            company = self.env.company
            self = self.with_user(SUPERUSER_ID).with_company(company)
        return super()._get_model_defaults(model_name, condition)
