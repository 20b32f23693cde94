from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.query import query_join, query_select


class FichaFollowupRule(models.Model):
    _inherit = "ficha.followup.rule"

    kind = fields.Selection(
        selection_add=[
            ("quotation_unanswered", "A quotation has not been answered"),
            ("domain",),
        ],
        ondelete={"quotation_unanswered": "cascade"},
    )

    @api.model
    def _amount_basis(self):
        """Extends ours: quotations."""
        words = self.env._("in quotations, before taxes")
        return super()._amount_basis() | {"quotation_unanswered": words}

    @api.model
    def _kind_help(self):
        return super()._kind_help() | {
            "quotation_unanswered": (
                self.env._(
                    "A quotation was sent this many days ago or more, may still be "
                    "accepted, and has been neither signed, confirmed nor rejected."
                ),
                ("document", "days", "date", "amount"),
            )
        }

    @api.model
    def _reason_models(self):
        """Extends ours."""
        return super()._reason_models() | {"sale.order": "name"}

    def _matching_quotation_unanswered(self, partners):
        """Customers who were sent a quotation the rule's days ago, or before, and have
        neither signed, confirmed nor rejected it. Expired ones are missed purchases.

        The reason names the oldest and the amount of all of them before taxes, in the
        currency of the company that waits.
        """
        today = fields.Date.context_today(self)
        domain = self.env["sale.order"]._ficha_unanswered_domain(self.days)
        if self.company_id:
            domain &= Domain("company_id", "=", self.company_id.id)
        if partners is not None:
            domain &= Domain("partner_id.commercial_partner_id", "in", partners.ids)
        # sudo: a rule holds whoever looks; what comes out is a reason
        Order = self.env["sale.order"].sudo()
        Order.flush_model(
            ["name", "amount_untaxed", "currency_rate", "date_order", "ficha_sent_date"]
        )
        query = Order._search(domain)
        query_join(
            query,
            "JOIN",
            "customer",
            "res_partner",
            SQL("customer.id = sale_order.partner_id"),
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (entity) entity, company_id, id, name, sent,
                       array_agg(id) OVER entities, sum(amount) OVER entities
                  FROM (%s) waiting
                WINDOW entities AS (PARTITION BY entity, company_id)
                ORDER BY entity, sent, id
                """,
                query_select(
                    query,
                    SQL("sale_order.id"),
                    SQL("customer.commercial_partner_id AS entity"),
                    SQL("sale_order.company_id"),
                    SQL("sale_order.name"),
                    SQL("%s AS sent", Order._ficha_sent_sql()),
                    SQL("%s AS amount", Order._ficha_amount_sql()),
                ),
            )
        )
        # sudo: names of currencies of companies the reader may not enter
        companies = self.env["res.company"].sudo().browse({row[1] for row in rows})
        currencies = {company.id: company.currency_id for company in companies}
        return {
            pid: {
                "document": name,
                "more": len(ids) - 1,
                "days": (today - sent).days,
                "date": sent,
                "amount": amount,
                "currency": currencies[company_id],
                "source": (Order._name, self._first(order_id, ids)),
                "company": company_id,
            }
            for pid, company_id, order_id, name, sent, ids, amount in rows
        }
