from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

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
