from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.purchases import purchase_day
from odoo.addons.ficha_cliente.tools.query import (
    query_join,
    query_refine,
    query_select,
)


class FichaCampaignReport(models.Model):
    """What campaigns brought, a row for each customer who was to be contacted: by
    person, channel and message.

    Sales beyond the control are what they spent, less what those left alone spent on
    average, both corrected by what they were worth before as in the result of the
    campaign (``tools/effect``): so over all of them they add up to what that says.
    Whether it is more than chance is told by the campaign itself: of the whole, and of
    each person and channel against those left alone among the same customers.
    """

    _name = "ficha.campaign.report"
    _description = "Results of Campaigns"
    _auto = False
    _order = "campaign_id DESC, id"
    _rec_name = "partner_id"
    _depends = {
        "ficha.campaign": [
            "company_id",
            "cost",
            "date_end",
            "discount_by",
            "launched_on",
            "state",
        ],
        "ficha.campaign.member": [
            "answered_on",
            "campaign_id",
            "channel_id",
            "contacted_on",
            "discount",
            "not_compared",
            "opened_on",
            "outcome",
            "own_discount",
            "partner_id",
            "pricelist_id",
            "side",
            "variant",
            "worth",
        ],
        "res.partner": ["followup_user_id", "user_id"],
    }

    campaign_id = fields.Many2one(
        "ficha.campaign", readonly=True, help="Which campaign."
    )
    company_id = fields.Many2one("res.company", readonly=True, help="Whose.")
    currency_id = fields.Many2one(
        related="company_id.currency_id", help="Currency of the company."
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", readonly=True, help="Who was contacted."
    )
    user_id = fields.Many2one(
        "res.users",
        string="Person",
        readonly=True,
        help="Who follows them up, or sells to them.",
    )
    channel_id = fields.Many2one("ficha.channel", readonly=True, help="How.")
    variant = fields.Selection(
        [("a", "First message"), ("b", "Second message")],
        string="Message",
        readonly=True,
        help="Which of two messages they got.",
    )
    launched_on = fields.Date(
        string="Launched", readonly=True, help="When the campaign was launched."
    )
    customers = fields.Integer(
        string="To contact", readonly=True, help="Who was to be contacted."
    )
    contacted = fields.Integer(
        string="Have been contacted", readonly=True, help="Who was told of it."
    )
    opened = fields.Integer(
        string="Have opened it", readonly=True, help="Who opened the message."
    )
    answered = fields.Integer(
        string="Have answered", readonly=True, help="Who said something."
    )
    accepted = fields.Integer(
        string="Have accepted", readonly=True, help="Who took it."
    )
    refused = fields.Integer(
        string="Have refused", readonly=True, help="Who did not want it."
    )
    bought = fields.Integer(
        readonly=True, help="Who bought anything until the end of the campaign."
    )
    cost = fields.Monetary(
        readonly=True,
        help="Their part of what it costs, and what was taken off for them because of "
        "it: not what they have of their own.",
    )
    spent = fields.Monetary(
        string="Sales", readonly=True, help="What they bought, before taxes."
    )
    extra = fields.Monetary(
        string="Sales beyond those left alone",
        readonly=True,
        help="What they bought, less what who was left alone bought on average, "
        "corrected by what each bought in the twelve months before; empty where nobody "
        "was left alone. Whether it is more than chance, the campaign says of each "
        "person and channel.",
    )

    @property
    def _table_query(self):
        # sudo: sums over all customers of a campaign; it takes a manager to see them
        Day = self.env["ficha.purchase.day"].sudo()
        Day = Day.with_context(
            allowed_company_ids=self.env.companies.ids or self.env.company.ids
        )
        for name in ("ficha.campaign", "ficha.campaign.member"):
            self.env[name].flush_model()
        first = self.env.execute_query(
            SQL(
                "SELECT min(launched_on) FROM ficha_campaign"
                " WHERE company_id = ANY(%s)",
                self.env.companies.ids,
            )
        )[0][0] or fields.Date.context_today(self)
        return SQL(
            """
            WITH member AS (
                SELECT member.*, campaign.launched_on, campaign.date_end,
                       campaign.cost, campaign.discount_by,
                       count(*) FILTER (WHERE member.side = 'contacted')
                           OVER (PARTITION BY member.campaign_id) AS number
                  FROM ficha_campaign_member AS member
                  JOIN ficha_campaign AS campaign ON campaign.id = member.campaign_id
                 WHERE campaign.company_id = ANY(%(companies)s)
                   AND campaign.state IN ('running', 'done')
                   AND member.side IN ('contacted', 'control')
            ),
            sold AS (
                SELECT member.id, sum(day.amount) AS spent,
                       -- as in the result of the campaign
                       sum(day.purchases) > 0 AND sum(day.amount) > 0 AS bought
                  FROM member JOIN (%(days)s) AS day
                    ON day.partner_id = member.partner_id
                   AND day.company_id = member.company_id
                   AND day.day BETWEEN member.launched_on AND member.date_end
                 GROUP BY 1
            ),
            given AS (%(given)s),
            known AS (
                SELECT member.*, COALESCE(sold.spent, 0) AS spent,
                       COALESCE(sold.bought, false) AS bought,
                       COALESCE(given.amount, 0) AS given,
                       -- how much of what they were worth is spent again
                       COALESCE(member.worth, 0)::float * COALESCE(
                           regr_slope(COALESCE(sold.spent, 0)::float,
                                      COALESCE(member.worth, 0)::float)
                           FILTER (WHERE member.not_compared IS NOT TRUE)
                           OVER (PARTITION BY member.campaign_id), 0) AS again
                  FROM member
                  LEFT JOIN sold ON sold.id = member.id
                  LEFT JOIN given ON given.id = member.id
            ),
            told AS (
                SELECT known.*,
                       avg(spent - again)
                           FILTER (WHERE side = 'control' AND not_compared IS NOT TRUE)
                           OVER (PARTITION BY campaign_id) AS usual
                  FROM known
            )
            SELECT told.id, told.campaign_id, told.company_id, told.partner_id,
                   COALESCE(partner.followup_user_id, partner.user_id) AS user_id,
                   told.channel_id, told.variant, told.launched_on, 1 AS customers,
                   (told.contacted_on IS NOT NULL)::int AS contacted,
                   (told.opened_on IS NOT NULL)::int AS opened,
                   (told.answered_on IS NOT NULL)::int AS answered,
                   (COALESCE(told.outcome, '') = 'accepted')::int AS accepted,
                   (COALESCE(told.outcome, '') = 'refused')::int AS refused,
                   told.bought::int AS bought,
                   COALESCE(told.cost, 0) / told.number + told.given AS cost,
                   told.spent,
                   CASE WHEN told.not_compared IS NOT TRUE
                        THEN told.spent - told.again - told.usual END AS extra
              FROM told JOIN res_partner AS partner ON partner.id = told.partner_id
             WHERE told.side = 'contacted'
            """,
            companies=self.env.companies.ids,
            days=Day._days(first),
            given=self._given_sql(self._lines_sql(Day, first)),
        )

    def _lines_sql(self, Day, first):
        """What customers with a discount were invoiced since a day, line by line.

        :param Day: ``ficha.purchase.day``, as superuser
        :return: SELECT of ``id``, ``partner_id``, ``company_id``, ``day``,
            ``product_id``, ``amount`` (before taxes, less what was given back) and
            ``discount`` (in percent, as it stands on the line)
        """
        self.env["account.move.line"].flush_model()
        documents = Day._readable_documents(first)
        query_join(
            documents,
            "JOIN",
            "sold_line",
            "account_move_line",
            SQL(
                """sold_line.move_id = account_move.id
                AND sold_line.display_type = 'product'"""
            ),
        )
        query_refine(
            documents,
            SQL(
                """account_move.commercial_partner_id IN (
                    SELECT partner_id FROM member WHERE discount > 0)"""
            ),
        )
        return query_select(
            documents,
            SQL("sold_line.id"),
            SQL("account_move.commercial_partner_id AS partner_id"),
            SQL("account_move.company_id"),
            SQL("%s AS day", purchase_day()),
            SQL("sold_line.product_id"),
            SQL("-sold_line.balance AS amount"),
            SQL("COALESCE(sold_line.discount, 0) AS discount"),
        )

    def _given_sql(self, lines):
        """What discounts cost: what the price would have been more. On the price list
        of the campaign, of what was ordered at it; of a standing discount, on the lines
        that carry it, and what it is more than the customer's own.

        Extension point: a module that gives them otherwise adds a SELECT.

        :param SQL lines: as of :meth:`_lines_sql`
        :return: SELECT of ``id`` (of ``member``) and ``amount``
        """
        return SQL(
            """SELECT id, sum(amount) AS amount
                 FROM (
                SELECT member.id,
                       line.amount * item.percent_price
                       / (100 - item.percent_price) AS amount
                  FROM member
                  JOIN (%(lines)s) AS line
                    ON line.partner_id = member.partner_id
                   AND line.company_id = member.company_id
                   AND line.day BETWEEN member.launched_on AND member.date_end
                  JOIN product_pricelist_item AS item
                    ON item.pricelist_id = member.pricelist_id
                   AND item.product_id = line.product_id
                   AND item.percent_price BETWEEN 0 AND 99.99
                 WHERE EXISTS (
                       SELECT FROM sale_order_line_invoice_rel AS rel
                         JOIN sale_order_line AS ordered
                           ON ordered.id = rel.order_line_id
                         JOIN sale_order AS sale ON sale.id = ordered.order_id
                        WHERE rel.invoice_line_id = line.id
                          AND sale.pricelist_id = member.pricelist_id)
                 UNION ALL
                SELECT member.id,
                       line.amount
                       * (member.discount - COALESCE(member.own_discount, 0))
                       / (100 - member.discount) AS amount
                  FROM member
                  JOIN (%(lines)s) AS line
                    ON line.partner_id = member.partner_id
                   AND line.company_id = member.company_id
                   AND line.day BETWEEN member.launched_on AND member.date_end
                 WHERE member.discount_by = 'standing'
                   AND member.discount > COALESCE(member.own_discount, 0)
                   AND abs(line.discount - member.discount) < 0.005
                 ) AS one
                GROUP BY id""",
            lines=lines,
        )
