from odoo import fields, models

from ..tools.merge import Unique


class FichaFormerValue(models.Model):
    """A tax id or a name a customer had before, and which is on documents that were
    issued, or was another contact's that was merged into it: it still finds them.

    Rows are written only by ``res_partner_former`` when the value is replaced or the
    contacts are merged, so nobody has write rights.
    """

    _name = "ficha.former.value"
    _description = "Previous Name or Tax ID"
    _rec_name = "value"
    _order = "date desc, id desc"
    _ficha_merge_unique = (Unique(("partner_id", "kind", "value")),)

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="The customer who was called so, or had this tax ID.",
    )
    kind = fields.Selection(
        [("name", "Name"), ("tax", "Tax ID")],
        required=True,
        readonly=True,
        help="What the value was.",
    )
    value = fields.Char(
        string="Previous value",
        required=True,
        readonly=True,
        help="As it was printed on the documents of that time, or as the contact that "
        "was merged had it.",
    )
    date = fields.Datetime(
        string="Replaced on",
        default=fields.Datetime.now,
        readonly=True,
        help="When the customer file got another one.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Replaced by",
        default=lambda self: self.env.user,
        readonly=True,
        help="Who changed it.",
    )

    _value_uniq = models.UniqueIndex(
        "(partner_id, kind, value)",
        "This previous value of the customer is noted already.",
    )
