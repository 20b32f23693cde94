import logging

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.batches import has_left, run_in_order

from ..tools import ranking

_logger = logging.getLogger(__name__)

CRON = "ficha_cliente_campaign.ir_cron_product_demand"
# what the night does for each company, in this order
STEPS = ("demand", "relations", "record")


class FichaProductDemand(models.Model):
    """How much the customers of a company buy of each product.

    With :class:`FichaProductRelation` it is all that proposals keep: what a customer is
    proposed is computed of their own purchases when it is asked for, so it is never
    behind them. Made every night; small, since it is of products.
    """

    _name = "ficha.product.demand"
    _description = "Demand of a Product"
    _log_access = False
    _rec_name = "product_id"
    _order = "share DESC, id"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        ondelete="cascade",
        help="The company that sells it.",
    )
    product_id = fields.Many2one(
        "product.product",
        required=True,
        index=True,
        ondelete="cascade",
        help="What is bought.",
    )
    buyers = fields.Integer(help="Customers who bought it in the last 24 months.")
    share = fields.Float(
        digits=0, help="Part of all purchase days on which it was bought."
    )
    trend = fields.Float(
        digits=0, help="How much more it is bought of late; 1 when as always."
    )

    _company_product_idx = models.UniqueIndex("(company_id, product_id)")

    # -- the night -----------------------------------------------------------------

    @api.model
    def _cron_refresh(self):
        """Nightly: what is bought, what goes together, and how right it was; for each
        company, a step at a time."""
        if has_left(self.env):
            return
        numbers = [
            company.id * len(STEPS) + step
            # sudo: of all companies, whoever the scheduler works as
            for company in self.env["res.company"].sudo().search([], order="id")
            for step in range(len(STEPS))
        ]
        run_in_order(self.env, CRON, numbers, self._refresh_steps, 1)

    @api.model
    def _refresh_steps(self, numbers):
        """:param numbers: of a company and a step each, see :meth:`_cron_refresh`"""
        for number in numbers:
            company_id, step = divmod(number, len(STEPS))
            company = self.env["res.company"].browse(company_id)
            if STEPS[step] == "record":
                self.env["ficha.suggestion.record"]._refresh(company)
            elif STEPS[step] == "relations":
                self.env["ficha.product.relation"]._refresh(company)
            else:
                self._refresh(company)

    @api.model
    def _refresh_all(self, companies):
        """Everything of some companies at once: at installation, and for tests."""
        for company in companies:
            self._refresh_steps(
                [company.id * len(STEPS) + step for step in range(len(STEPS))]
            )

    @api.model
    def _refresh(self, company, today=None):
        """Make the rows of a company anew."""
        today = today or fields.Date.context_today(self)
        self._replace(
            company,
            ("product_id", "buyers", "share", "trend"),
            ranking.demand_sql(self._bought(company, today), today),
        )

    @api.model
    def _bought(self, company, today):
        """What the customers of a company bought until a day: a row for each customer,
        day and product, without what was given back.

        :return: SELECT of ``partner_id, day, product_id``
        """
        return SQL(
            """SELECT partner_id, day, product_id
                 FROM ficha_purchase_product
                WHERE bought AND amount > 0 AND company_id = %s
                  AND day > %s AND day <= %s
                  -- one that was deleted since is not sold any more
                  AND EXISTS (SELECT FROM product_product AS product
                               WHERE product.id = product_id)""",
            company.id,
            fields.Date.subtract(today, months=ranking.MONTHS),
            today,
        )

    def _replace(self, company, names, query):
        """Make a table say what a SELECT says of a company.

        :param names: of the columns that the SELECT gives, in its order
        """
        table = SQL.identifier(self._table)
        cr = self.env.cr
        cr.execute(SQL("DELETE FROM %s WHERE company_id = %s", table, company.id))
        cr.execute("SET LOCAL work_mem = '128MB'")
        cr.execute(
            SQL(
                "INSERT INTO %s (company_id, %s) SELECT %s, made.* FROM (%s) AS made",
                table,
                SQL(", ").join(map(SQL.identifier, names)),
                company.id,
                query,
            )
        )
        cr.execute("SET LOCAL work_mem TO DEFAULT")
        self.invalidate_model(flush=False)
