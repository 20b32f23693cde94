from odoo import fields, models


class FichaClientCodeAlias(models.Model):
    """A code a customer had before: it still finds them, and nobody gets it again.

    Rows are only written by the module itself (a change by a manager, a merge, a person
    who becomes a contact of a company), so nobody has write rights. When the customer
    is deleted the row stays without customer: the code remains used up.
    """

    _name = "ficha.client.code.alias"
    _description = "Previous client code"
    _rec_name = "code"
    _order = "date desc, id desc"

    code = fields.Char(
        string="Previous code",
        required=True,
        readonly=True,
        help="A client code that was used before; searching for it finds the customer.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        index=True,
        readonly=True,
        ondelete="set null",
        help="The customer this code finds now.",
    )
    current_code = fields.Char(
        related="partner_id.entity_client_code",
        string="Current code",
        help="The client code the customer has today.",
    )
    reason = fields.Char(
        readonly=True,
        help="Why the customer no longer has this code.",
    )
    date = fields.Datetime(
        string="Replaced on",
        default=fields.Datetime.now,
        readonly=True,
        help="When the code stopped being the customer's current one.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Replaced by",
        default=lambda self: self.env.user,
        readonly=True,
        help="Who changed the code, merged the contacts or attached the contact.",
    )

    _code_uniq = models.UniqueIndex(
        "(code)", "This client code was already used before and is not given again."
    )
