from odoo import api, models

# What an order of sale_stock says of the delivery, and often leaves empty.
LEFT_TO_FILE = ("invoice_incoterm_id", "incoterm_location")


class AccountMove(models.Model):
    _inherit = "account.move"

    @api.model_create_multi
    def create(self, vals_list):
        """Extends ours: of what an order leaves empty, the customer file decides.

        ``sale_stock`` hands over the order's incoterm, empty or not, in its own
        ``_prepare_invoice``. We do not depend on it, so it may be loaded after us, and
        there it would have the last word; here all have spoken.
        """
        vals_list = [
            {
                fname: value
                for fname, value in vals.items()
                if value or fname not in LEFT_TO_FILE
            }
            if self._ficha_of_order(vals)
            else vals
            for vals in vals_list
        ]
        return super().create(vals_list)

    @api.model
    def _ficha_of_order(self, vals):
        """Whether these are the values of an invoice that is made from an order.

        :param dict vals: as ``create`` gets them
        """
        return any(
            len(command) > 2 and command[2] and command[2].get("sale_line_ids")
            for command in vals.get("invoice_line_ids") or ()
        )

    def _ficha_orders(self):
        # sudo: who invoices need not be allowed to read orders
        return self.sudo().line_ids.sale_line_ids.order_id

    def _ficha_system_wrote(self, name):
        """Extends ours: Odoo writes the order's own number where the customer gave no
        purchase order. Two invoices of one order repeat it, and it is still not theirs.
        """
        if name == "ref":
            numbers = set(self._ficha_orders().mapped("name"))
            if set(self.ref.split(", ")) <= numbers:
                return True
        return super()._ficha_system_wrote(name)

    def _ficha_system_texts(self):
        """Extends ours: the texts of the orders that nobody changed, and those of
        their templates."""
        texts = super()._ficha_system_texts()
        orders = self._ficha_orders()
        for order in orders:
            memory = order.ficha_prefill or {}
            if memory.get("note") == order._ficha_comparable("note"):
                texts.append(order.note)
        if "sale_order_template_id" in orders._fields:
            templates = orders.sale_order_template_id
            for code, _name in self.env["res.lang"].get_installed():
                texts += templates.with_context(lang=code).mapped("note")
        return texts
