from odoo import fields, models

from odoo.addons.ficha_cliente.tools.arguments import only_one


class FichaQuotationLost(models.TransientModel):
    """Asks why a quotation is cancelled, and cancels it."""

    _name = "ficha.quotation.lost"
    _description = "Cancel a Quotation"

    order_id = fields.Many2one(
        "sale.order",
        string="Order",
        required=True,
        ondelete="cascade",
        help="The quotation or order that is cancelled.",
    )
    reason_id = fields.Many2one(
        "ficha.quotation.lost.reason",
        string="Why",
        help="It may be left empty, and added later on the cancelled quotation.",
    )

    def action_cancel_order(self):
        """Cancel the order as Odoo does, and keep the reason.

        :return: what ``sale.order.action_cancel`` returns
        """
        only_one(self)
        order = self.order_id.with_context(ficha_ask_reason=False)
        res = order.action_cancel()
        order.ficha_lost_reason_id = self.reason_id
        return res
