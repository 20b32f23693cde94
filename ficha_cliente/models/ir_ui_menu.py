from odoo import api, models


class IrUiMenu(models.Model):
    """Where the app of customer files opens."""

    _inherit = "ir.ui.menu"

    @api.model
    def load_web_menus(self, debug):
        """Extends web's: on an empty base the app opens on the first steps."""
        menus = super().load_web_menus(debug)
        root = self.env.ref("ficha_cliente.menu_ficha_root", raise_if_not_found=False)
        app = root and menus.get(root.id)
        if app and self.env["ficha.start"]._start_is_first():
            # sudo: the address of a page, whose menu the user has
            action = self.env.ref("ficha_cliente.action_ficha_start").sudo()
            app.update(
                actionID=action.id, actionModel=action._name, actionPath=action.path
            )
        return menus
