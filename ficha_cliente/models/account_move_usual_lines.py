"""*Invoice the usual*: the usual lines of the customer, or the last invoice again."""

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class AccountMove(models.Model):
    _inherit = "account.move"

    def _ficha_check_usual(self):
        if self.move_type not in ("out_invoice", "out_receipt"):
            raise UserError(
                self.env._("The usual can only be added to a customer's invoice.")
            )
        if self.state != "draft":
            raise UserError(
                self.env._(
                    "The usual can only be added to a draft: reset the invoice to "
                    "draft or make a new one."
                )
            )

    def _ficha_usual_source(self, partner, company):
        """Where the usual comes from.

        :return: the customer's usual lines or, when there are none, the customer's
            last issued invoice in ``company``; an empty recordset when neither exists.
        """
        lines = partner._ficha_usual_lines(company)
        if lines:
            return lines
        return self.env["account.move"].search(
            [
                ("partner_id", "child_of", partner.commercial_partner_id.id),
                ("commercial_partner_id", "=", partner.commercial_partner_id.id),
                ("company_id", "=", company.id),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                *self._purchase_domain(),
            ],
            order="invoice_date desc, id desc",
            limit=1,
        )

    def _ficha_usual_commands(self, source):
        left_out = self.env["product.product"]
        if source._name == "ficha.usual.line":
            commands = source._invoice_line_commands(self)
        else:
            commands, left_out = source._ficha_repeat_commands()
        return commands, len(commands), left_out

    def _ficha_repeat_commands(self):
        """Lines of this issued invoice, to be made again on another.

        Lines with a product keep product, unit and quantity: price, taxes and
        description are those of today, and so is the discount unless it was given
        for that invoice. Lines without a product have no price of today: they are
        repeated as they were.

        :return: list of ``Command.create``, and the products that are no longer sold.
        """
        self.ensure_one()
        commands = []
        left_out = self.env["product.product"]
        standing = (self.ficha_prefill or {}).get("_discount", [False, 0.0])[1]
        kinds = ("product", "line_section", "line_subsection", "line_note")
        lines = self.invoice_line_ids.filtered(lambda line: line.display_type in kinds)
        for line in lines - self.invoice_line_ids._get_downpayment_lines():
            product = line.product_id
            if product and not (product.active and product.sale_ok):
                left_out |= product
                continue
            vals = {"display_type": line.display_type, "sequence": line.sequence}
            if line.display_type != "product":
                vals["name"] = line.name
            elif product:
                vals.update(
                    product_id=product.id,
                    product_uom_id=line.product_uom_id.id,
                    quantity=line.quantity,
                )
            else:
                vals.update(
                    name=line.name,
                    quantity=line.quantity,
                    price_unit=line.price_unit,
                    account_id=line.account_id.id,
                    tax_ids=[Command.set(line.tax_ids.ids)],
                )
            if line.display_type == "product" and line.discount not in (0.0, standing):
                vals["discount"] = line.discount
            commands.append(Command.create(vals))
        return commands, left_out
