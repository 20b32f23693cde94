from odoo import fields, models


class SaleMassCancelOrders(models.TransientModel):
    _inherit = "sale.mass.cancel.orders"

    ficha_lost_reason_id = fields.Many2one(
        "ficha.quotation.lost.reason",
        string="Why",
        help="Reason kept on all of them; it may be left empty.",
    )

    def action_mass_cancel(self):
        # EXTENDS 'sale'
        orders = self.sale_order_ids.filtered(lambda order: order.state != "cancel")
        res = super().action_mass_cancel()
        orders.write({"ficha_lost_reason_id": self.ficha_lost_reason_id.id})
        return res
