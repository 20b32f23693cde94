from odoo import fields, models


class FichaRelationRole(models.Model):
    """What somebody is to a customer: secretary, accountant, lawyer..."""

    _name = "ficha.relation.role"
    _description = "Relation Role"
    _order = "sequence, name, id"

    name = fields.Char(
        required=True,
        translate=True,
        help="What the other person is to the customer, for instance Secretary.",
    )
    inverse_name = fields.Char(
        string="Seen from the Other End",
        translate=True,
        help="What the other person's own file says beside the customer, for "
        "instance Secretary of. The role's name is used when it is empty.",
    )
    sequence = fields.Integer(
        default=10, help="Roles with a lower number are listed first."
    )
    active = fields.Boolean(
        default=True, help="Archived roles are kept in old data but not offered."
    )
