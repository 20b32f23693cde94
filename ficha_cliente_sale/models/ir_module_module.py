from odoo import api, models


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    @api.model
    def _load_module_terms(self, modules, langs, overwrite=False):
        """Extends base's: the subject of quotations may just have been translated."""
        result = super()._load_module_terms(modules, langs, overwrite=overwrite)
        self.env["mail.template"]._mend_quotation_subject()
        return result
