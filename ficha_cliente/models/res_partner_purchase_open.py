from odoo import fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """The lists behind the numbers of the page of purchases."""

    _inherit = "res.partner"

    def action_view_purchases_of(self, kind, value):
        """Opens the invoices of this customer in one month, or with one product or a
        product of one category.

        :param str kind: ``month``, ``product`` or ``category``
        :param value: the first day of the month as a string, or the id
        """
        self.ensure_one()
        if kind == "month":
            first = fields.Date.to_date(value)
            domain = Domain("invoice_date", ">=", first) & Domain(
                "invoice_date", "<=", fields.Date.end_of(first, "month")
            )
        else:
            path = "product_id" if kind == "product" else "product_id.categ_id"
            domain = Domain(
                "invoice_line_ids",
                "any",
                Domain(path, "=", int(value)) & Domain("display_type", "=", "product"),
            )
        action = self.action_view_purchases()
        return {**action, "domain": list(Domain(action["domain"]) & domain)}
