from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.discount import most_by_margin


class FichaDiscountLimit(models.Model):
    """How much a campaign may discount: of which category, to customers of which value,
    and what margin has to be left. The narrowest limit that fits decides."""

    _name = "ficha.discount.limit"
    _description = "Limit of Discounts"
    _order = "company_id, categ_id, value_tier, id"
    _rec_name = "company_id"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
        help="Whose discounts.",
    )
    categ_id = fields.Many2one(
        "product.category",
        string="Category",
        ondelete="cascade",
        help="Of these products, and of the categories below; empty: all.",
    )
    value_tier = fields.Selection(
        [("a", "A"), ("b", "B"), ("c", "C")],
        string="Value",
        help="To customers of this value; empty: to all.",
    )
    max_discount = fields.Float(
        string="At most (%)", required=True, help="No more is ever given."
    )
    approval_above = fields.Float(
        string="To be approved above (%)",
        help="What is more than this has to be approved by a manager before the "
        "launch.",
    )
    min_margin = fields.Float(
        string="Margin left (%)",
        help="So much of the discounted price has to be more than the cost of the "
        "product. A product without cost has no such limit.",
    )

    _uniq_idx = models.UniqueIndex(
        "(company_id, coalesce(categ_id, 0), coalesce(value_tier, ''))",
        "There is a limit for this category and value already: change that one.",
    )

    @api.constrains("max_discount", "approval_above", "min_margin")
    def _check_percentages(self):
        for limit in self:
            for value in (limit.max_discount, limit.approval_above, limit.min_margin):
                if not 0 <= value < 100:
                    raise ValidationError(
                        self.env._(
                            "A limit is a percentage from 0 to less than 100; “%g” is "
                            "none.",
                            value,
                        )
                    )

    @api.depends("categ_id", "value_tier", "max_discount")
    def _compute_display_name(self):
        for limit in self:
            limit.display_name = self.env._(
                "%(category)s: at most %(discount)g %%",
                category=limit.categ_id.display_name or self.env._("All products"),
                discount=limit.max_discount,
            )

    def _deciding(self, product, tier):
        """The narrowest of these limits for a product and a customer."""
        path = product._ficha_category_path()
        fit = self.filtered(
            lambda one: (
                (not one.categ_id or one.categ_id.id in path)
                and one.value_tier in (False, tier)
            )
        )
        return fit.sorted(
            lambda one: (
                len((one.categ_id.parent_path or "").split("/")),
                bool(one.value_tier),
            )
        )[-1:]

    @api.model
    def _within(self, company, asked, products, tiers):
        """What may be given of what is asked for.

        :param float asked: in %
        :param tiers: values of customers, False for those without
        :return: ``{(product, tier): (discount, whether it is to be approved)}``
        """
        # sudo: limits and costs are kept, and not told
        limits = self.sudo().search([("company_id", "=", company.id)])
        result = {}
        for product in products.sudo().with_company(company):
            for tier in tiers:
                limit = limits._deciding(product, tier)
                given = min(asked, limit.max_discount) if limit else asked
                given = min(
                    given,
                    most_by_margin(
                        product.list_price, product.standard_price, limit.min_margin
                    ),
                )
                # where nobody said how much, somebody says so each time
                result[product, tier] = (
                    given,
                    given > (limit.approval_above if limit else 0),
                )
        return result

    @api.model
    def _on_pricelist(self, company, given, tier, pricelist):
        """What may be given to customers who have a price list: the margin that is to
        be left is one of what they pay, which may be less than the sales price.

        :param given: ``{product: discount}``, as of :meth:`_within`
        :param tier: value of these customers, False without one
        :param pricelist: theirs, or none
        :return: ``{product: discount}``
        """
        products = self.env["product.product"].union(*filter(None, given))
        if not pricelist or not products:
            return given
        # sudo: limits, prices and costs are kept, and not told
        limits = self.sudo().search([("company_id", "=", company.id)])
        products = products.sudo().with_company(company)
        prices = pricelist.sudo()._compute_price_rule(
            products, 1.0, currency=company.currency_id
        )
        most = {
            product.id: most_by_margin(
                prices[product.id][0],
                product.standard_price,
                limits._deciding(product, tier).min_margin,
            )
            for product in products
        }
        return {
            product: min(discount, most[product.id]) if product else discount
            for product, discount in given.items()
        }

    @api.model
    def _within_everything(self, company, asked, tiers):
        """What may be given on all that customers buy: no more than any limit for
        customers of their value. What margin is left is for each product, and is not
        looked at.

        :param float asked: in %
        :param tiers: values of customers, False for those without
        :return: ``{tier: (discount, whether it is to be approved)}``
        """
        # sudo: limits are kept, and not told
        limits = self.sudo().search([("company_id", "=", company.id)])
        result = {}
        for tier in tiers:
            # the narrowest of each category; then the strictest of them
            deciding = limits.browse()
            for _categ, some in limits.grouped("categ_id").items():
                fit = some.filtered(lambda one, t=tier: one.value_tier in (False, t))
                deciding |= fit.sorted(lambda one: bool(one.value_tier))[-1:]
            given = min([asked, *deciding.mapped("max_discount")])
            freely = min(deciding.mapped("approval_above"), default=0)
            result[tier] = (given, given > freely)
        return result
