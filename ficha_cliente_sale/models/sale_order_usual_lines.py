"""*Add the usual*: the usual lines of the customer, or the last invoice again."""

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_ficha_add_usual(self):
        """Add what the customer usually buys to this quotation.

        :return: a notification that says what was added, or why nothing was.
        :raises UserError: if it is no longer a quotation, or has no customer.
        """
        self.ensure_one()
        Move = self.env["account.move"]
        if self.state not in ("draft", "sent"):
            raise UserError(
                self.env._(
                    "The usual can only be added to a quotation: %(order)s is "
                    "confirmed or cancelled. Make a new one.",
                    order=self.name,
                )
            )
        if not self.partner_id:
            raise UserError(
                self.env._("Choose the customer first, then add the usual.")
            )
        message = self._ficha_add_usual()
        if not message:
            return Move._ficha_nothing_usual(self.partner_id)
        return Move._ficha_notification(message, "success")

    def _ficha_add_usual(self):
        """Add the usual, and say in the chatter where it came from.

        :return: the sentence, or False when there is nothing to add.
        """
        self.ensure_one()
        # sudo: who sells may not read invoices; products and quantities are taken of
        # one of this very customer
        source = (
            self.env["account.move"]
            .sudo()
            ._ficha_usual_source(self.partner_id, self.company_id)
        )
        if not source:
            return False
        left_out = self.env["product.product"]
        if source._name == "ficha.usual.line":
            vals_list = source._document_line_vals(self.company_id, self.currency_id)
        else:
            commands, left_out = source._ficha_repeat_commands()
            vals_list = [vals for _command, _id, vals in commands]
        vals_list = list(filter(None, map(self._ficha_order_line_vals, vals_list)))
        products = len([vals for vals in vals_list if "product_id" in vals])
        if source._name == "ficha.usual.line":
            message = self.env._(
                "Usual lines added from the customer file: %(count)s.", count=products
            )
        else:
            message = self.env._(
                "Lines of invoice %(invoice)s repeated at today's prices: %(count)s.",
                invoice=source.name,
                count=products,
            )
        if left_out:
            message += " " + self.env._(
                "No longer sold, so left out: %(products)s.",
                products=", ".join(left_out.mapped("display_name")),
            )
        if products:
            self.write({"order_line": [Command.create(vals) for vals in vals_list]})
        self._message_log(body=message)
        return message

    def _ficha_order_line_vals(self, vals):
        """Values of an order line, from those of an invoice line or of a usual line.

        :return: dict, or None for what an order cannot hold: a line without a product.
        """
        if vals.get("display_type", "product") != "product":
            return {"display_type": vals["display_type"], "name": vals["name"]}
        if not vals.get("product_id"):
            return None
        names = {"quantity": "product_uom_qty", "product_id": "product_id"}
        same = ("product_uom_id", "price_unit", "discount")
        names.update({name: name for name in same})
        return {names[key]: value for key, value in vals.items() if key in names}
