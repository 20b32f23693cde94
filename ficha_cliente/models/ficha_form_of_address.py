from odoo import fields, models


class FichaFormOfAddress(models.Model):
    """How a person is addressed (Mr., Mrs., Dr....).

    Odoo 19 no longer has titles on contacts; what the company writes before a
    name is again a list of its own.
    """

    _name = "ficha.form.of.address"
    _description = "Form of Address"
    _order = "sequence, id"

    name = fields.Char(
        required=True,
        translate=True,
        help="What is written before the name, for instance Dr.",
    )
    salutation = fields.Char(
        translate=True,
        help="How a letter to this person begins, before the name, for instance "
        "Dear Dr.",
    )
    sequence = fields.Integer(
        default=10, help="Forms of address with a lower number are listed first."
    )
    active = fields.Boolean(
        default=True,
        help="Archived forms of address are kept on people but not offered.",
    )
