"""What a customer usually buys, ready to be put on an invoice."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command

from ..tools.bounds import MOST, check_numbers


class FichaUsualLine(models.Model):
    """A line of the customer's usual order: product, quantity and, if they were
    agreed, a price and a discount."""

    _name = "ficha.usual.line"
    _description = "Usual line of a customer"
    _order = "partner_id, sequence, id"
    _rec_name = "product_id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        help="The customer who usually buys this.",
    )
    sequence = fields.Integer(
        default=10, help="Order in which the lines are put on the invoice."
    )
    active = fields.Boolean(
        default=True, help="Untick it to keep the line without invoicing it."
    )
    company_id = fields.Many2one(
        "res.company",
        string="Company",
        index=True,
        help="Only for invoices of this company; empty for every company.",
    )
    product_id = fields.Many2one(
        "product.product",
        string="Product",
        required=True,
        check_company=True,
        ondelete="restrict",
        domain=[("sale_ok", "=", True)],
        help="What the customer usually buys.",
    )
    quantity = fields.Float(
        default=1.0,
        digits="Product Unit",
        help="How much of it, in the product's own unit; more than zero.",
    )
    price_unit = fields.Float(
        string="Agreed price",
        min_display_digits="Product Price",
        help="Price agreed with this customer, in the currency shown. "
        "Leave it at zero to invoice the product's price of the day.",
    )
    discount = fields.Float(
        string="Agreed discount (%)",
        digits="Discount",
        help="Discount agreed for this product, between 0 and 100. "
        "Leave it at zero to apply the customer's standing discount.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        string="Currency",
        compute="_compute_currency_id",
        help="Currency of the agreed price: the one this customer is invoiced in.",
    )

    @api.depends("partner_id", "company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for line in self:
            company = line.company_id or self.env.company
            line.currency_id = (
                line.partner_id._ficha_invoice_value("invoice_currency_id", company)
                or company.currency_id
            )

    @api.constrains("quantity", "price_unit", "discount")
    def _check_figures(self):
        """Refuse impossible figures.

        :raises ValidationError: naming the field and what would be right.
        """
        check_numbers(self, -MOST, MOST, "quantity", "price_unit")
        for line in self:
            product = line.product_id.display_name
            if line.quantity <= 0:
                raise ValidationError(
                    self.env._(
                        "Quantity of the usual line %(product)s: it must be more "
                        "than zero. To stop invoicing it, archive the line.",
                        product=product,
                    )
                )
            if line.price_unit < 0:
                raise ValidationError(
                    self.env._(
                        "Agreed price of the usual line %(product)s: it cannot be "
                        "negative. Leave it at zero to use the product's price.",
                        product=product,
                    )
                )
            if not 0 <= line.discount <= 100:
                raise ValidationError(
                    self.env._(
                        "Agreed discount of the usual line %(product)s: it must be "
                        "between 0 and 100.",
                        product=product,
                    )
                )

    def _invoice_line_commands(self, move):
        """Turn the lines into commands for ``move.invoice_line_ids``.

        :param move: the draft account.move the lines go to.
        :return: list of ``Command.create``.
        """
        return [
            Command.create(vals)
            for vals in self._document_line_vals(
                move.company_id, move.currency_id, move.invoice_date
            )
        ]

    def _document_line_vals(self, company, currency, date=None):
        """What these lines say for a document of ``company``.

        What is not agreed on the line is left out, so that the document computes it:
        price of the day, taxes through the fiscal position, standing discount.

        :param currency: the document's; agreed prices are converted to it.
        :param date: day of the rate; today when empty.
        :return: list of dicts with ``product_id``, ``quantity`` and, where agreed,
            ``price_unit`` and ``discount``.
        """
        vals_list = []
        date = date or fields.Date.context_today(self)
        for line in self.with_company(company):
            vals = {"product_id": line.product_id.id, "quantity": line.quantity}
            if line.price_unit:
                vals["price_unit"] = line.currency_id._convert(
                    line.price_unit, currency, company, date, False
                )
            if line.discount:
                vals["discount"] = line.discount
            vals_list.append(vals)
        return vals_list
