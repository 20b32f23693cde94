from odoo import fields, models


class FichaContactPoint(models.Model):
    """When a customer showed that they read a further address."""

    _inherit = "ficha.contact.point"

    verified_on = fields.Date(
        readonly=True,
        copy=False,
        help="The customer used a link or a code that went there on that day.",
    )

    def write(self, vals):
        """Extends the core's: of another address nobody has shown it."""
        before = {one: one.normalized_value for one in self.filtered("verified_on")}
        result = super().write(vals)
        if {"value", "kind"} & vals.keys():
            moved = self.browse(
                one.id for one, value in before.items() if one.normalized_value != value
            )
            moved.verified_on = False
        return result
