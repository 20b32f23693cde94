from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, formatLang

from odoo.addons.ficha_cliente.tools.query import (
    query_column,
    query_refine,
    query_subselect,
)


class FichaToday(models.AbstractModel):
    """Quotations that nobody has answered."""

    _inherit = "ficha.today"

    @api.model
    def _today_waiting(self, day):
        # EXTENDS 'ficha_cliente'
        return super()._today_waiting(day) + self._today_quotation_selects(day)

    @api.model
    def _today_money(self):
        """Extends _today_money: quotations."""
        return super()._today_money() | {
            "quotation": self.env._("in quotations, before taxes")
        }

    @api.model
    def _today_followup_money(self):
        """Extends _today_followup_money: quotations."""
        return super()._today_followup_money() | {"quotation_unanswered": "quotation"}

    @api.model
    def _today_quotation_selects(self, day):
        """Quotations sent before today: to one's customers, or by oneself."""
        Order = self.env["sale.order"]
        return self._today_order_selects(
            day,
            "quotation",
            Order._ficha_unanswered_domain(1),
            moment=Order._ficha_sent_sql(),
        )

    @api.model
    def _today_order_selects(self, day, source, domain, moment, refine=None):
        """Orders of one's customers, or of oneself with customers of others, that are
        worth a word.

        :param source: as in ``_today_select``
        :param domain: ``Domain`` on sale.order
        :param moment: ``SQL``, since when
        :param refine: function of the query and the ``SQL`` of the commercial entity
        """
        Order = self.env["sale.order"]
        if not Order.has_access("read"):
            return []
        query = Order._search(
            domain & Domain("company_id", "in", self.env.companies.ids)
        )
        entity = self._today_entity(query, "partner_id")
        calm = self._today_not_contacted_domain(day)
        customers = self._today_customers(day, calm)
        who = SQL("%s IN %s", entity, query_subselect(customers))
        if day.user:
            others = self.env["res.partner"]._search(calm)
            who = SQL(
                "(%s OR (%s = %s AND %s IN %s))",
                who,
                query_column(query, "user_id"),
                day.user.id,
                entity,
                query_subselect(others),
            )
        query_refine(query, who)
        if refine:
            refine(query, entity)
        return [
            self._today_select(
                source,
                query,
                entity,
                query_column(query, "id"),
                # money on the table says more than an e-mail without an answer
                rank=SQL("-1"),
                moment=moment,
                amount=SQL(
                    "%s * %s",
                    Order._ficha_amount_sql(),
                    self._today_rate(query_column(query, "company_id")),
                ),
            )
        ]

    @api.model
    def _today_text_quotation(self, day, candidates):
        orders = self.env["sale.order"].browse(c.res_id for c in candidates)
        orders.fetch(["name", "ficha_reminded_date", "ficha_seen_date", "signed_on"])
        result = {}
        for candidate, order in zip(candidates, orders, strict=True):
            count = (day.today - candidate.moment.date()).days
            amount = formatLang(
                self.env,
                candidate.amount,
                currency_obj=self.env.company.currency_id,
                rounding_method="HALF-UP",
                rounding_unit="units",
            )
            result[order.id] = {
                "reason": " · ".join(
                    filter(
                        None,
                        [
                            self.env._(
                                "quotation %(name)s · %(ago)s",
                                name=order.name,
                                ago=self._today_ago(count),
                            ),
                            order._ficha_came_of_it(),
                        ],
                    )
                ),
                "short": self.env._(
                    "quotation %(name)s of %(amount)s", name=order.name, amount=amount
                ),
                "gestures": ["remind", "postpone", "done"],
                "open": self._today_open("sale.order", order.id),
            }
        return result

    @api.model
    def _today_remind_quotation(self, res_id):
        # the line of a quotation reminds of that quotation
        return self.env["sale.order"].browse(res_id).action_ficha_remind()

    # -- one customer at a time --------------------------------------------------------

    @api.model
    def _today_order_action(self, partner):
        """Extends ours: an order begins as a quotation."""
        if not self.env["sale.order"].has_access("create"):
            return super()._today_order_action(partner)
        return partner.action_ficha_new_quotation()

    @api.model
    def _today_say(self, day, partners):
        """Extends ours: what came of the quotations they have, asked for first."""
        said = super()._today_say(day, partners)
        Order = self.env["sale.order"]
        if not Order.has_access("read"):
            return said
        orders = Order.search(
            Order._ficha_unanswered_domain(0)
            & Domain("company_id", "in", self.env.companies.ids)
            & Domain("partner_id.commercial_partner_id", "in", partners.ids),
            order="date_order DESC, id DESC",
        )
        # the newest is asked for first
        for order in orders[::-1]:
            said[order.partner_id.commercial_partner_id.id].insert(
                0,
                {
                    "key": "quotation",
                    "text": self.env._(
                        "Ask about the quotation %(name)s: %(amount)s before taxes",
                        name=order.name,
                        amount=formatLang(
                            self.env,
                            order.amount_untaxed,
                            currency_obj=order.currency_id,
                        ),
                    ),
                    "detail": order._ficha_came_of_it(),
                    "open": self._today_open("sale.order", order.id),
                },
            )
        return said
