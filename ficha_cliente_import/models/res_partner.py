from odoo import api, models


class ResPartner(models.Model):
    """Odoo's own import screen offers our template too."""

    _inherit = "res.partner"

    @api.model
    def get_import_templates(self):
        """Extends the core's (base/models/res_partner.py): the template is made when it
        is downloaded, with the columns that the user may fill in."""
        templates = super().get_import_templates()
        if self.env.user.has_group("ficha_cliente.group_ficha_user"):
            templates = [
                {
                    "label": self.env._("Template of customer files"),
                    "template": "/ficha/import/template",
                },
                *templates,
            ]
        return templates

    def action_ficha_export(self):
        """Download a file with these customers.

        :return: the client action that asks for it (static/src/ficha_import)
        """
        return {
            "type": "ir.actions.client",
            "tag": "ficha_export",
            "params": {"domain": [("id", "in", self.ids)]},
        }
