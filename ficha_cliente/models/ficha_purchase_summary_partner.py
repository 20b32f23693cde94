from odoo import fields, models


class FichaPurchaseSummary(models.Model):
    """Who the customer is, beside what they bought: to filter and group by.

    None of it is stored in the row, so nothing has to be kept in step.
    """

    _inherit = "ficha.purchase.summary"

    client_code = fields.Char(
        related="partner_id.client_code", help="Code of the customer."
    )
    user_id = fields.Many2one(
        related="partner_id.user_id",
        string="Salesperson",
        help="Who sells to the customer.",
    )
    industry_id = fields.Many2one(
        related="partner_id.industry_id",
        string="Sector",
        help="Sector the customer works in.",
    )
    city = fields.Char(related="partner_id.city", help="City of the customer.")
    state_id = fields.Many2one(
        related="partner_id.state_id", help="State of the customer."
    )
    country_id = fields.Many2one(
        related="partner_id.country_id", help="Country of the customer."
    )
    category_id = fields.Many2many(
        related="partner_id.category_id",
        string="Tags",
        help="Tags of the customer.",
    )
    ficha_lifecycle = fields.Selection(
        related="partner_id.ficha_lifecycle",
        string="Situation",
        help="Situation of the customer.",
    )
    followup_state_id = fields.Many2one(
        related="partner_id.followup_state_id",
        string="Follow-up colour",
        help="Follow-up colour of the customer.",
    )
    preferred_product_id = fields.Many2one(
        related="partner_id.preferred_product_id",
        string="Favourite product",
        help="What they spent most on in the last 24 months.",
    )
    preferred_category_id = fields.Many2one(
        related="partner_id.preferred_category_id",
        string="Favourite category",
        help="Category of products they spent most on in the last 24 months.",
    )

    def action_open_ficha(self):
        """Opens the file of the customer.

        :return: action on the form of the ficha
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.partner_id.display_name,
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [
                (self.env.ref("ficha_cliente.res_partner_view_form_ficha").id, "form")
            ],
        }


class ResPartner(models.Model):
    _inherit = "res.partner"

    purchase_summary_ids = fields.One2many(
        "ficha.purchase.summary",
        "partner_id",
        string="Purchase history",
        groups="ficha_cliente.group_ficha_user,account.group_account_invoice,"
        "account.group_account_readonly",
        help="What they bought from each company, in a row.",
    )
