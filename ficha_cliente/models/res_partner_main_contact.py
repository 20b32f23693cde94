from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResPartner(models.Model):
    """Who to speak to in a company: a person decides it, nothing guesses it."""

    _inherit = "res.partner"

    main_contact_id = fields.Many2one(
        comodel_name="res.partner",
        string="Speak to",
        domain="[('parent_id', '=', id), ('is_company', '=', False)]",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        help="The person in this company to call or write to first.",
    )
    main_contact_function = fields.Char(
        related="main_contact_id.function",
        string="Position of the person to speak to",
        help="What the person to speak to does in the company.",
    )

    @api.constrains("main_contact_id")
    def _check_main_contact(self):
        for partner in self.filtered("main_contact_id"):
            entity = partner.main_contact_id.commercial_partner_id
            if entity != partner.commercial_partner_id or (
                partner.main_contact_id == partner
            ):
                raise ValidationError(
                    self.env._(
                        "Speak to: %(person)s is not a contact of %(company)s. "
                        "Choose one of its contacts, or add the person first under "
                        "Contacts and addresses.",
                        person=partner.main_contact_id.display_name,
                        company=partner.display_name,
                    )
                )
