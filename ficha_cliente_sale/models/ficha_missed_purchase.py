from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.moments import day_sql
from odoo.addons.ficha_cliente.tools.query import query_join


class FichaMissedPurchase(models.Model):
    """Quotations that came to nothing."""

    _inherit = "ficha.missed.purchase"

    _depends = {
        "sale.order": [
            "amount_untaxed",
            "company_id",
            "currency_rate",
            "date_order",
            "ficha_lost_date",
            "ficha_lost_reason_id",
            "name",
            "partner_id",
            "state",
            "user_id",
            "validity_date",
        ],
        "sale.order.line": ["display_type", "is_downpayment", "order_id", "product_id"],
        "ficha.quotation.lost.reason": ["by_customer", "is_missed", "name"],
        "res.partner": ["commercial_partner_id"],
    }

    source = fields.Selection(
        selection_add=[
            ("quotation_cancelled", "Cancelled quotation"),
            ("quotation_expired", "Expired quotation"),
            ("quotation_rejected", "Rejected quotation"),
        ]
    )

    @api.model
    def _missed_selects(self):
        selects = super()._missed_selects()
        if self.env["sale.order"].has_access("read"):
            selects += self._missed_quotation_selects()
        return selects

    @api.model
    def _missed_quotation_selects(self):
        """Quotations and orders that were cancelled, that expired without an answer,
        and that the customer rejected. A reason that says the purchase was never going
        to be made takes them out."""
        today = fields.Date.context_today(self)
        domain = self.env["sale.order"]._ficha_quotation_domain() & Domain(
            "amount_untaxed", ">", 0
        )
        reason = Domain("ficha_lost_reason_id", "=", False)
        counts = reason | Domain("ficha_lost_reason_id.is_missed", "=", True)
        rejected = Domain("ficha_lost_reason_id.by_customer", "=", True)
        cancelled = domain & counts & Domain("state", "=", "cancel")
        lost_on = SQL(
            "COALESCE(sale_order.ficha_lost_date, %s)",
            day_sql(SQL("sale_order.date_order"), self.env.tz),
        )
        return [
            self._missed_quotation_select(
                10,
                "quotation_cancelled",
                cancelled & ~rejected,
                date=lost_on,
                no_reason=self.env._("Cancelled without a reason"),
            ),
            self._missed_quotation_select(
                11,
                "quotation_expired",
                domain
                & counts
                & Domain("state", "in", ("draft", "sent"))
                & Domain("validity_date", "<", today),
                date=SQL("sale_order.validity_date"),
                no_reason=self.env._("Expired without an answer"),
            ),
            self._missed_quotation_select(
                12,
                "quotation_rejected",
                cancelled & rejected,
                date=lost_on,
                no_reason="",
            ),
        ]

    def _missed_quotation_select(self, slot, source, domain, date, no_reason):
        Reason = self.env["ficha.quotation.lost.reason"]
        query = self.env["sale.order"]._search(domain)
        query_join(
            query,
            "JOIN",
            "customer",
            "res_partner",
            SQL("customer.id = sale_order.partner_id"),
        )
        query_join(
            query,
            "LEFT JOIN",
            "lost_reason",
            "ficha_quotation_lost_reason",
            SQL("lost_reason.id = sale_order.ficha_lost_reason_id"),
        )
        columns = {
            "partner_id": SQL("customer.commercial_partner_id"),
            "company_id": SQL("sale_order.company_id"),
            "user_id": SQL("sale_order.user_id"),
            "date": date,
            "name": SQL("sale_order.name"),
            "amount": self.env["sale.order"]._ficha_amount_sql(),
            "reason": SQL(
                "COALESCE(%s, %s)",
                Reason._field_to_sql("lost_reason", "name", query),
                no_reason,
            ),
        }
        products = SQL(
            """(
                SELECT array_agg(line.product_id)
                  FROM sale_order_line line
                 WHERE line.order_id = sale_order.id
                   AND line.display_type IS NULL
                   AND line.is_downpayment IS NOT TRUE
                   AND line.product_id IS NOT NULL
            )"""
        )
        return self._missed_select(
            slot, source, "sale.order", query, columns, products=products
        )
