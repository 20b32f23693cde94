from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.ficha_cliente.tools.groups import INTERNAL


class ResCompany(models.Model):
    """Whether customers have a door of their own: none until the company opens it."""

    _inherit = "res.company"

    ficha_public_pages = fields.Boolean(
        string="Pages for customers",
        groups=INTERNAL,
        help="Customers correct their data and choose what they receive on pages of "
        "their own. Until this is ticked there are none.",
    )
    ficha_public_signup = fields.Boolean(
        string="Registration",
        groups=INTERNAL,
        help="Visitors leave their name and what it is about. It needs a notice for "
        "web forms: its text, and the boxes to tick, are on the page.",
    )
    ficha_review_days = fields.Integer(
        string="Ask again to review (days)",
        default=180,
        groups=INTERNAL,
        help="Who was asked to review their data is not asked again within this time "
        "when many are asked at once.",
    )

    ficha_paper_on_invoice = fields.Boolean(
        string="Code on invoices",
        groups=INTERNAL,
        help="At the foot of an invoice: a code with which the customer writes what "
        "has changed. It shows nothing of anybody.",
    )

    ficha_door_policy = fields.Selection(
        [
            ("review", "Somebody of ours looks at each"),
            ("apply_safe", "What is on no invoice counts at once"),
        ],
        string="What customers correct",
        default="review",
        required=True,
        groups=INTERNAL,
        help="The second: a telephone and an e-mail address that were confirmed, the "
        "website, the position and the line of work, of who has shown who they are. "
        "Names, tax ids, addresses and accounts always wait for one of us.",
    )

    ficha_document_days = fields.Integer(
        string="Links of documents last (days)",
        default=365,
        groups=INTERNAL,
        help="The link to an invoice or a quotation in an e-mail opens it for whoever "
        "has the e-mail. After these days, and as soon as the customer has another "
        "e-mail address, it opens nothing; sent again, it works again. 0: for ever, as "
        "in Odoo.",
    )

    @api.constrains("ficha_document_days")
    def _check_ficha_document_days(self):
        for company in self:
            if not 0 <= company.ficha_document_days <= 3650:
                raise ValidationError(
                    self.env._("Days that a link lasts are between 0 and 3650.")
                )

    @api.constrains("ficha_review_days")
    def _check_ficha_review_days(self):
        for company in self:
            if not 0 <= company.ficha_review_days <= 3650:
                raise ValidationError(
                    self.env._("Days to ask again are between 0 and 3650.")
                )
