from odoo import fields, models
from odoo.tools import SQL
from odoo.tools.sql import drop_view_if_exists

from odoo.addons.ficha_cliente.tools.query import (
    query_column,
    query_is_empty,
    query_select,
)


class FichaRoundResult(models.Model):
    """What became of the visits of accepted rounds: their stops, and what the customers
    bought as far as the reader may know."""

    _name = "ficha.round.result"
    _description = "Result of Rounds"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "partner_id"
    _depends = {
        "ficha.round": ["user_id", "company_id", "date", "state", "visit_minutes"],
        "ficha.round.stop": [
            "round_id",
            "partner_id",
            "state",
            "kind",
            "km",
            "drive",
            "minutes",
            "checkin_on",
            "done_on",
        ],
        "res.partner": ["commercial_partner_id"],
        "ficha.purchase.summary": ["partner_id", "company_id", "revenue_12m"],
    }

    round_id = fields.Many2one("ficha.round", readonly=True, help="Its round.")
    user_id = fields.Many2one(
        "res.users", string="Seller", readonly=True, help="Who drove."
    )
    company_id = fields.Many2one(
        "res.company", readonly=True, help="For which company."
    )
    currency_id = fields.Many2one(
        related="company_id.currency_id", help="Currency of the company."
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", readonly=True, help="Who was to be visited."
    )
    date = fields.Date(string="Day", readonly=True, help="Day of the round.")
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("arrived", "There"),
            ("done", "Done"),
            ("absent", "Was not there"),
        ],
        readonly=True,
        help="What became of it.",
    )
    planned = fields.Integer(
        string="Visits planned", readonly=True, help="Stops of accepted rounds."
    )
    done = fields.Integer(
        string="Visits done", readonly=True, help="Of them those that took place."
    )
    absent = fields.Integer(
        string="Nobody there", readonly=True, help="Of them those where nobody was."
    )
    km = fields.Float(
        string="Kilometres to the visits",
        digits=(10, 1),
        readonly=True,
        help="Road from the stop before; the way back is not in it.",
    )
    drive = fields.Integer(
        string="Driving (min)", readonly=True, help="Minutes from the stop before."
    )
    minutes = fields.Integer(
        string="With the customer (min)",
        readonly=True,
        help="From check-in until done; without check-in as the round says.",
    )
    spent = fields.Integer(
        string="Minutes in all",
        readonly=True,
        help="Driving there and with the customer.",
    )
    revenue_12m = fields.Monetary(
        string="Sales of 12 months",
        readonly=True,
        aggregator="avg",
        help="What the customer bought in twelve months, before taxes: is it worth the "
        "minutes?",
    )

    def init(self):
        """A view of the database, which knew no reader, is there no more."""
        drop_view_if_exists(self.env.cr, self._table)

    def _revenue(self):
        """What customers bought, with the rights of who reads the results.

        :return: SQL of a SELECT: customer, company, money
        """
        # not as superuser: whoever reads results for somebody reads them as that one
        Summary = self.env["ficha.purchase.summary"].sudo(False)
        names = ("partner_id", "company_id", "revenue_12m")
        if Summary.has_access("read"):
            rows = Summary._search([])
            if not query_is_empty(rows):
                return query_select(rows, *(query_column(rows, name) for name in names))
        return SQL(
            "SELECT NULL::int AS partner_id, NULL::int AS company_id,"
            " NULL::numeric AS revenue_12m WHERE FALSE"
        )

    @property
    def _table_query(self):
        stayed = SQL(
            """CASE WHEN stop.state <> 'done' THEN 0
                    WHEN stop.checkin_on < stop.done_on
                    THEN LEAST(600, EXTRACT(epoch FROM stop.done_on - stop.checkin_on)
                                    / 60)::int
                    ELSE COALESCE(NULLIF(stop.minutes, 0), plan.visit_minutes)
               END"""
        )
        return SQL(
            """
            SELECT stop.id, stop.round_id, plan.user_id, plan.company_id,
                   partner.commercial_partner_id AS partner_id, plan.date, stop.state,
                   1 AS planned,
                   (stop.state = 'done')::int AS done,
                   (stop.state = 'absent')::int AS absent,
                   CASE WHEN stop.state IN ('done', 'absent') THEN stop.km ELSE 0 END
                       AS km,
                   CASE WHEN stop.state IN ('done', 'absent') THEN stop.drive ELSE 0 END
                       AS drive,
                   %(stayed)s AS minutes,
                   CASE WHEN stop.state IN ('done', 'absent') THEN stop.drive ELSE 0 END
                       + %(stayed)s AS spent,
                   summary.revenue_12m
              FROM ficha_round_stop stop
              JOIN ficha_round plan ON plan.id = stop.round_id
              JOIN res_partner partner ON partner.id = stop.partner_id
              LEFT JOIN (%(revenue)s) AS summary
                     ON summary.partner_id = partner.commercial_partner_id
                    AND summary.company_id = plan.company_id
             WHERE plan.state <> 'draft'
            """,
            stayed=stayed,
            revenue=self._revenue(),
        )
