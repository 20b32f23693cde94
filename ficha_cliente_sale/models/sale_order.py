"""What becomes of a quotation: sent, answered, lost; and what that says of the
customer."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class SaleOrder(models.Model):
    _inherit = "sale.order"

    ficha_sent_date = fields.Date(
        string="Sent on",
        copy=False,
        readonly=True,
        help="Day the quotation was last sent or marked as sent.",
    )
    ficha_lost_date = fields.Date(
        string="Cancelled on",
        copy=False,
        readonly=True,
        help="Day the quotation or order was cancelled.",
    )
    ficha_lost_reason_id = fields.Many2one(
        "ficha.quotation.lost.reason",
        string="Reason it was lost",
        copy=False,
        tracking=True,
        ondelete="restrict",
        help="Why the customer did not buy. It can be given when cancelling or later.",
    )

    # the walks of the timeline, spelt as its domains are
    _ficha_quotation_idx = models.Index(
        "(partner_id, date_order DESC, id DESC) "
        "WHERE state IN ('draft', 'sent', 'cancel')"
    )
    _ficha_order_idx = models.Index(
        "(partner_id, date_order DESC, id DESC) WHERE state = 'sale'"
    )

    @api.model
    def _ficha_quotation_domain(self):
        """Orders that count as quotations to a customer, whatever became of them.

        Extension point: the shop's carts are left out by their own module.

        :return: ``Domain`` on sale.order
        """
        return Domain("partner_id", "!=", False)

    @api.model
    def _ficha_open_domain(self):
        """Quotations that the customer may still accept.

        :return: ``Domain`` on sale.order
        """
        today = fields.Date.context_today(self)
        return (
            self._ficha_quotation_domain()
            & Domain("state", "in", ("draft", "sent"))
            & (
                Domain("validity_date", "=", False)
                | Domain("validity_date", ">=", today)
            )
        )

    @api.model
    def _ficha_unanswered_domain(self, days):
        """Quotations sent ``days`` ago or before, that may still be accepted and have
        not been answered. Those sent before the module was installed count from their
        own date.

        :return: ``Domain`` on sale.order
        """
        limit = fields.Date.context_today(self) - timedelta(days=days)
        unknown = Domain("ficha_sent_date", "=", False)
        return (
            self._ficha_open_domain()
            & Domain("state", "=", "sent")
            & Domain("signed_on", "=", False)
            & (
                Domain("ficha_sent_date", "<=", limit)
                | (unknown & Domain("date_order", "<", limit + timedelta(days=1)))
            )
        )

    @api.model
    def _ficha_sent_sql(self):
        """Day a quotation was sent, on ``sale_order``."""
        return SQL("COALESCE(sale_order.ficha_sent_date, sale_order.date_order::date)")

    @api.model
    def _ficha_amount_sql(self):
        """Amount before taxes in the company's currency, on ``sale_order``: the rate is
        from the company's currency to the order's."""
        return SQL(
            "(sale_order.amount_untaxed"
            " / COALESCE(NULLIF(sale_order.currency_rate, 0), 1))"
        )

    @api.model_create_multi
    def create(self, vals_list):
        """EXTENDS 'sale': orders may be made already sent or confirmed."""
        orders = super().create(vals_list)
        for state, found in orders.grouped("state").items():
            if state != "draft":
                found._ficha_state_changed(state)
        return orders

    def write(self, vals):
        """EXTENDS 'sale': note what became of the quotation."""
        state = vals.get("state")
        if not state:
            return super().write(vals)
        changed = self.filtered(lambda order: order.state != state)
        answered = changed.filtered(lambda order: order.state == "sent")
        res = super().write(vals)
        changed._ficha_state_changed(state)
        if answered:
            # the rule about unanswered quotations no longer holds for them
            answered.partner_id._followup_evaluate()
        return res

    def _ficha_state_changed(self, state):
        """What a new state says: its date, and how far the customer has come."""
        if not self:
            return
        today = fields.Date.context_today(self)
        if state == "sent":
            self.ficha_sent_date = today
        if state == "cancel":
            self.ficha_lost_date = today
        else:
            self.filtered(
                lambda order: order.ficha_lost_date or order.ficha_lost_reason_id
            ).update({"ficha_lost_date": False, "ficha_lost_reason_id": False})
        if state in ("sent", "sale"):
            orders = self.filtered_domain(self._ficha_quotation_domain())
            # for each customer, the first quotation of the batch
            proofs = {
                order.partner_id.commercial_partner_id.id: order
                for order in reversed(orders)
            }
            orders.partner_id._advance_lifecycle("prospect", proofs)
            orders._ficha_teach_salesperson()

    @api.model
    def _ficha_lost_reason_portal(self):
        """The reason of quotations that customers reject by themselves online."""
        return self.env.ref(
            "ficha_cliente_sale.lost_reason_portal", raise_if_not_found=False
        )

    def action_cancel(self):
        """EXTENDS 'sale': the button of the form asks why, and may be left without an
        answer. Anything else that cancels is not asked."""
        if (
            self.env.context.get("ficha_ask_reason")
            and len(self) == 1
            and not self.locked
        ):
            action = self.env["ir.actions.act_window"]._for_xml_id(
                "ficha_cliente_sale.action_ficha_quotation_lost"
            )
            action["context"] = {"default_order_id": self.id}
            return action
        return super().action_cancel()
