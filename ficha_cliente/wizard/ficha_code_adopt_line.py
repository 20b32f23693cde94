from odoo import fields, models

VERDICTS = [
    ("ok", "Can be adopted"),
    ("spaces", "Contains spaces"),
    ("long", "Too long"),
    ("contact", "On a contact, not on its company"),
    ("coded", "The customer already has a code"),
    ("taken", "Belongs to another customer, or did before"),
    ("duplicate", "The same reference is on several contacts"),
]


class FichaCodeAdoptLine(models.TransientModel):
    """One reference of the wizard, with the verdict on it."""

    _name = "ficha.code.adopt.line"
    _description = "Reference to adopt as client code"

    wizard_id = fields.Many2one(
        "ficha.code.adopt",
        required=True,
        index=True,
        ondelete="cascade",
        help="The list this line belongs to.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        readonly=True,
        ondelete="cascade",
        help="The contact that has the reference.",
    )
    code = fields.Char(
        string="Reference",
        readonly=True,
        help="The contact's reference, written as a client code.",
    )
    verdict = fields.Selection(
        VERDICTS,
        readonly=True,
        help="Whether the reference can become the client code, and if not, why.",
    )
    adopt = fields.Boolean(
        help="Ticked references become client codes.",
    )
