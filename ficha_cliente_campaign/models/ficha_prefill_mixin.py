from odoo import Command, fields, models
from odoo.exceptions import UserError

from odoo.addons.ficha_cliente.tools.arguments import an_id, asks, only_one
from odoo.addons.ficha_cliente.tools.words import in_units


class FichaPrefillMixin(models.AbstractModel):
    """One click adds what was proposed to a quotation or an invoice."""

    _inherit = "ficha.prefill.mixin"

    @asks(product_id=an_id)
    def action_ficha_add_suggestion(self, product_id):
        """Add a line with a product: at today's price, in the quantity that this
        customer usually takes.

        :return: a notification that says what was added
        :raises UserError: if nothing can be added, or they cannot buy it
        """
        only_one(self)
        if not self._ficha_takes_suggestions():
            raise UserError(
                self.env._(
                    "A product can only be added to a draft for a customer: reset "
                    "this document to draft or make a new one."
                )
            )
        entity = self.partner_id.commercial_partner_id
        if not entity:
            raise UserError(
                self.env._("Choose the customer first, then add the product.")
            )
        product = self.env["product.product"].browse(product_id).exists()
        # sudo: who bills need not read products and their price lists to be told no
        if not product or not entity._ficha_may_buy(product.sudo(), self.company_id):
            raise UserError(
                self.env._(
                    "%(customer)s cannot buy %(product)s here: it is archived, has no "
                    "price, is of another company, or a tag or price list of theirs "
                    "leaves it out.",
                    customer=entity.display_name,
                    product=product.display_name
                    or self.env._("a product that was deleted"),
                )
            )
        # of whose purchases the user may see: how much they take tells of them
        seen = entity.with_company(self.company_id)._ficha_buyers_seen()
        quantity = seen._ficha_usual_quantities(
            self.company_id, product, fields.Date.context_today(self)
        ).get((entity.id, product.id), 1.0)
        self.write(
            {
                self._ficha_line_field: [
                    Command.create(self._ficha_suggestion_line(product, quantity))
                ]
            }
        )
        return self._ficha_notification(
            self.env._(
                "Added: %(quantity)s of %(product)s.",
                quantity=in_units(self.env, quantity, product.uom_id),
                product=product.display_name,
            ),
            "success",
        )

    def _ficha_takes_suggestions(self):
        """Whether a product may be added to this document; if not said, not."""
        return False

    def _ficha_suggestion_line(self, product, quantity):
        """Values of the line; price, taxes and discount are the document's to say."""
        return {"product_id": product.id, "quantity": quantity}
