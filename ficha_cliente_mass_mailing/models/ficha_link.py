from dateutil.relativedelta import relativedelta

from odoo import api, fields, models


class FichaLink(models.Model):
    """The link with which somebody confirms that they want a mailing list."""

    _inherit = "ficha.link"

    scope = fields.Selection(
        selection_add=[("confirm_list", "Confirm a mailing list")],
        ondelete={"confirm_list": "cascade"},
    )

    @api.model
    def _scopes(self):
        """Extends the portal's."""
        return {**super()._scopes(), "confirm_list": (relativedelta(hours=48), 1)}

    @api.model
    def _scopes_always(self):
        """Extends the portal's: lists are offered on pages of the website's own."""
        return [*super()._scopes_always(), "confirm_list"]

    def _press(self, again):
        """Extends the portal's: they receive it from now on."""
        if self.scope != "confirm_list":
            return super()._press(again)
        lists = self.env["mailing.list"].browse(self.data["lists"]).exists()
        if not again:
            lists._ficha_subscribe(self.data["email"], self.data["name"])
        return self.env._("Thank you, it is confirmed.")
