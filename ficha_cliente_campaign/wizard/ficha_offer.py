from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from odoo.addons.ficha_cliente.tools.arguments import only_one
from odoo.addons.ficha_cliente.tools.query import query_column, query_subselect
from odoo.addons.ficha_cliente.tools.words import in_days

from ..tools import ranking
from ..tools.rhythm import state_of

#: So many customers are listed, of so many that are looked at.
SHOWN = 60
LOOKED_AT = 200


class FichaOffer(models.TransientModel):
    """To whom to offer a product: who stopped buying it, then who does not buy it yet
    and is like those who do, best first and each with why."""

    _name = "ficha.offer"
    _description = "Who to Offer a Product to"
    _rec_name = "product_id"

    product_id = fields.Many2one(
        "product.product",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="What is offered.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, help="Who sells it."
    )
    note = fields.Text(readonly=True, help="What is known of how right the list is.")
    line_ids = fields.One2many(
        "ficha.offer.line", "offer_id", string="Customers", help="Best first."
    )

    @api.model
    def _for(self, product):
        """:return: the list of a product, made now"""
        company = self.env.company
        record = self.env["ficha.suggestion.record"]._of(company).get("new")
        record = record or self.env["ficha.suggestion.record"]
        problem = product._ficha_not_to_offer(company)
        rows = []
        if not problem:
            rows = self._candidates(product, company, beaten=record._is_beaten())
        Partner = self.env["res.partner"]
        customers = Partner.browse([row["partner_id"] for row in rows])
        refused = self.env["ficha.interaction"]._refused_products(customers, company)
        today = fields.Date.context_today(self)
        commands = []
        for row in rows:
            customer = Partner.browse(row["partner_id"])
            if product.id in refused.get(customer.id, ()):
                continue
            # sudo: who sells need not read price lists to be told no
            if not customer._ficha_may_buy(product.sudo(), company):
                continue
            state, reason = self._reason(row, today)
            if reason:
                commands.append(
                    Command.create(
                        {
                            "partner_id": customer.id,
                            "state": state,
                            "reason": reason,
                            "sequence": len(commands),
                        }
                    )
                )
            if len(commands) == SHOWN:
                break
        if problem:
            note = problem
        elif record._is_beaten():
            note = self.env._(
                "Only who stopped buying it: on your own past, guessing who may like "
                "it was no better than what everybody buys."
            )
        elif not commands:
            note = self.env._(
                "Nobody: it takes customers who buy what others buy with it, and a "
                "night."
            )
        else:
            note = record.with_env(self.env)._words()
        return self.create(
            {
                "product_id": product.id,
                "company_id": company.id,
                "note": note,
                "line_ids": commands,
            }
        )

    def _candidates(self, product, company, beaten):
        """Customers, best first, before it is asked who may buy it.

        :param beaten: whether those who do not buy it yet are left out
        :return: list of dicts
        """
        Summary = self.env["ficha.purchase.summary"]
        if not Summary.has_access("read"):
            return []
        query = Summary._search([("company_id", "=", company.id)])
        today = fields.Date.context_today(self)
        # sudo: of customers whose purchases the user may see
        Day = self.env["ficha.purchase.day"].sudo().with_company(company)
        Day = Day.with_context(allowed_company_ids=company.ids)
        self.env.cr.execute(
            SQL(
                """
                WITH bought AS MATERIALIZED (
                    SELECT partner_id, product_id, day, bought AND amount > 0 AS kept
                      FROM (%(lines)s) AS line
                     WHERE partner_id IN %(seen)s
                       AND (product_id = %(product)s OR product_id IN (
                            SELECT source_id FROM ficha_product_relation
                             WHERE product_id = %(product)s
                               AND company_id = %(company)s))
                ),
                own AS (
                    SELECT partner_id, count(DISTINCT day) AS times,
                           min(day) AS first_day, max(day) AS last_day
                      FROM bought WHERE product_id = %(product)s AND kept
                     GROUP BY 1
                ),
                told AS (
                    SELECT bought.partner_id, sum(relation.likeness) AS score,
                           max(ARRAY[relation.likeness, relation.source_id,
                                     relation.together, relation.source_buyers])
                           AS best
                      FROM (SELECT DISTINCT partner_id, product_id, day
                              FROM bought WHERE kept) AS bought
                      JOIN ficha_product_relation AS relation
                        ON relation.source_id = bought.product_id
                       AND relation.product_id = %(product)s
                       AND relation.company_id = %(company)s
                     WHERE NOT %(beaten)s
                       -- what came back, too, is not offered as something new
                       AND bought.partner_id NOT IN (
                           SELECT partner_id FROM bought
                            WHERE product_id = %(product)s)
                     GROUP BY 1
                )
                SELECT * FROM (
                    SELECT 1 AS place, partner_id, times, first_day, last_day,
                           NULL::int AS source_id, NULL::int AS together,
                           NULL::int AS source_buyers, times::float AS score
                      FROM own WHERE times > 1
                       AND last_day < %(stopped)s
                     UNION ALL
                    SELECT 2, partner_id, NULL, NULL, NULL, best[2]::int,
                           best[3]::int, best[4]::int, score
                      FROM told) AS every
                 ORDER BY place, score DESC, partner_id
                 LIMIT %(limit)s
                """,
                lines=Day._products(
                    fields.Date.subtract(today, months=ranking.MONTHS), today
                ),
                seen=query_subselect(query, query_column(query, "partner_id")),
                product=product.id,
                company=company.id,
                beaten=beaten,
                stopped=fields.Date.subtract(today, days=60),
                limit=LOOKED_AT,
            )
        )
        return self.env.cr.dictfetchall()

    def _reason(self, row, today):
        """:return: state, and why in this customer's figures; empty when there is no
        reason"""
        if row["source_id"]:
            # sudo: the name of something that is on their invoices
            source = self.env["product.product"].sudo().browse(row["source_id"])
            return "new", self.env._(
                "Buys %(have)s; %(together)s of %(buyers)s customers who do, buy it",
                have=source.exists().display_name or "",
                together=row["together"],
                buyers=row["source_buyers"],
            )
        since = (today - row["last_day"]).days
        state, interval = state_of(
            row["times"], (row["last_day"] - row["first_day"]).days, since
        )
        if state != "stopped":
            return state, ""
        return "stopped", self.env._(
            "Not since %(month)s; they bought it every %(interval)s",
            month=format_date(self.env, row["last_day"], date_format="LLLL y"),
            interval=in_days(self.env, interval),
        )

    def action_campaign(self):
        """A campaign for those who are listed, still to be prepared.

        :return: window action
        """
        only_one(self)
        partners = self.line_ids.partner_id
        if not partners:
            raise UserError(self.env._("There is nobody to make a campaign for."))
        return partners._ficha_new_campaign(
            self.env._("To offer: %s", self.product_id.display_name), self.product_id
        )


class FichaOfferLine(models.TransientModel):
    """One customer to offer a product to."""

    _name = "ficha.offer.line"
    _description = "Customer to Offer a Product to"
    _order = "offer_id, sequence, id"
    _rec_name = "partner_id"

    offer_id = fields.Many2one(
        "ficha.offer", required=True, ondelete="cascade", help="The list."
    )
    sequence = fields.Integer(help="Best first.")
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        ondelete="cascade",
        help="Who to offer it to.",
    )
    state = fields.Selection(
        [("stopped", "Bought it before"), ("new", "Does not buy it yet")],
        string="Which",
        help="Whether they bought it before.",
    )
    reason = fields.Text(string="Why", help="In their own figures.")

    def action_quote(self):
        """A new quotation for them with it.

        :return: window action
        """
        only_one(self)
        return self.partner_id.action_ficha_quote_suggestion(
            self.offer_id.product_id.id
        )

    def action_bill(self):
        """A new invoice for them with it.

        :return: window action
        """
        only_one(self)
        return self.partner_id.action_ficha_bill_suggestion(self.offer_id.product_id.id)
