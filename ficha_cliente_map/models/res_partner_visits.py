from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.moments import day_sql
from odoo.addons.ficha_cliente.tools.query import (
    query_column,
    query_refine,
    query_select,
)
from odoo.addons.ficha_cliente.tools.searches import searches

USER = "ficha_cliente.group_ficha_user"


class ResPartner(models.Model):
    """When customers were visited, and who was not within the cadence of their
    colour."""

    _inherit = "res.partner"

    map_last_visit = fields.Date(
        string="Last visit",
        compute="_compute_map_last_visit",
        groups=USER,
        help="Last visit that was noted with this customer.",
    )
    map_visit_late = fields.Boolean(
        string="Not visited within the cadence",
        compute="_compute_map_visit_late",
        search="_search_map_visit_late",
        groups=USER,
        help="The cadence of their colour has passed since the last visit, or nobody "
        "ever visited them.",
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("uid", "company", "allowed_company_ids", "tz")
    def _compute_map_last_visit(self):
        last = {
            partner.id: moment
            for partner, moment in self.env["ficha.interaction"]._read_group(
                [
                    ("kind", "=", "visit"),
                    ("commercial_partner_id", "in", self.commercial_partner_id.ids),
                ],
                ["commercial_partner_id"],
                ["date:max"],
            )
        }
        for partner in self:
            moment = last.get(partner.commercial_partner_id.id)
            partner.map_last_visit = (
                fields.Datetime.context_timestamp(self, moment).date()
                if moment
                else False
            )

    @api.depends("commercial_partner_id")
    @api.depends_context("uid", "company", "allowed_company_ids", "tz")
    def _compute_map_visit_late(self):
        late = self.search(
            Domain("id", "in", self.commercial_partner_id.ids)
            & Domain("map_visit_late", "=", True)
        )
        for partner in self:
            partner.map_visit_late = partner.commercial_partner_id in late

    @searches("map_visit_late")
    def _search_map_visit_late(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        today = fields.Date.context_today(self)
        self.env["res.partner"].flush_model(["followup_state_id"])
        self.env["ficha.followup.state"].flush_model(["cadence_days"])
        self.env["ficha.interaction"].flush_model(["commercial_partner_id", "date"])
        # the visits that the reader may see
        visits = self.env["ficha.interaction"]._search(
            [("kind", "=", "visit"), ("commercial_partner_id", "!=", False)]
        )
        customer = query_column(visits, "commercial_partner_id")
        query_refine(visits, group=customer)
        last = query_select(
            visits,
            customer,
            day_sql(SQL("max(%s)", query_column(visits, "date")), self.env.tz),
        )
        return Domain("parent_id", "=", False) & Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                """%(id)s IN (
                    SELECT late.id FROM res_partner late
                      JOIN ficha_followup_state state
                        ON state.id = late.followup_state_id AND state.cadence_days > 0
                      LEFT JOIN (%(last)s) AS visit (partner_id, day)
                             ON visit.partner_id = late.id
                     WHERE visit.day IS NULL
                        OR visit.day < %(today)s - ceil(state.cadence_days * 1.4)::int
                )""",
                id=SQL.identifier(alias, "id"),
                last=last,
                today=today,
            )
        )
