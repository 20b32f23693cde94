from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.ficha_cliente.tools.arguments import only_one
from odoo.addons.ficha_cliente.tools.words import in_near_date

READERS = "sales_team.group_sale_salesman"


class ResPartner(models.Model):
    """Open opportunities, on the customer file."""

    _inherit = "res.partner"

    ficha_opportunity_count = fields.Integer(
        string="Open opportunities",
        compute="_compute_ficha_opportunities",
        groups=READERS,
        help="Opportunities with this customer that are neither won nor lost.",
    )
    ficha_opportunity_revenue = fields.Monetary(
        string="Expected revenue",
        compute="_compute_ficha_opportunities",
        groups=READERS,
        help="Expected revenue of the open opportunities, whatever their probability.",
    )
    ficha_opportunity_next = fields.Char(
        string="Next step of the opportunities",
        compute="_compute_ficha_opportunity_next",
        groups=READERS,
        help="The first activity planned for the open opportunities.",
    )

    @api.model
    def _followup_planned_documents(self):
        # EXTENDS 'ficha_cliente': what is planned on leads and opportunities
        return super()._followup_planned_documents() | {"crm.lead": "partner_id"}

    def _ficha_opportunities_domain(self):
        """Open opportunities of these contacts' commercial entities, in the companies
        that are switched on.

        :return: ``Domain`` on crm.lead
        """
        return (
            self.env["crm.lead"]._ficha_open_domain()
            & Domain(
                "partner_id.commercial_partner_id", "in", self.commercial_partner_id.ids
            )
            & Domain("company_id", "in", [False, *self.env.companies.ids])
        )

    @api.depends("commercial_partner_id")
    @api.depends_context("company", "allowed_company_ids", "uid")
    def _compute_ficha_opportunities(self):
        totals = {}
        if self.commercial_partner_id._origin:
            # as the reader may see them: the record rules of leads apply
            rows = self.env["crm.lead"]._read_group(
                self._origin._ficha_opportunities_domain(),
                ["partner_id.commercial_partner_id", "company_id"],
                ["__count", "expected_revenue:sum"],
            )
            today = fields.Date.context_today(self)
            mine = self.env.company
            for entity, company, count, revenue in rows:
                # sudo: its currency only
                currency = (company or mine).sudo().currency_id
                revenue = currency._convert(revenue, mine.currency_id, mine, today)
                before = totals.get(entity.id, (0, 0.0))
                totals[entity.id] = (before[0] + count, before[1] + revenue)
        for partner in self:
            entity = partner.commercial_partner_id._origin
            count, revenue = totals.get(entity.id, (0, 0.0))
            partner.ficha_opportunity_count = count
            partner.ficha_opportunity_revenue = revenue

    @api.depends("commercial_partner_id")
    @api.depends_context("company", "allowed_company_ids", "uid", "lang")
    def _compute_ficha_opportunity_next(self):
        steps = {}
        if self.commercial_partner_id._origin:
            leads = self.env["crm.lead"].search_fetch(
                self._origin._ficha_opportunities_domain(), ["partner_id"]
            )
            entities = {
                lead.id: lead.partner_id.commercial_partner_id.id for lead in leads
            }
            activities = self.env["mail.activity"].search_fetch(
                [("res_model", "=", "crm.lead"), ("res_id", "in", leads.ids)],
                ["res_id", "summary", "activity_type_id", "date_deadline"],
                order="date_deadline, id",
            )
            for activity in activities:
                steps.setdefault(entities[activity.res_id], activity)
        for partner in self:
            step = steps.get(partner.commercial_partner_id._origin.id)
            partner.ficha_opportunity_next = step and self.env._(
                "%(step)s on %(date)s",
                step=step.summary or step.activity_type_id.name,
                date=in_near_date(self.env, step.date_deadline),
            )

    @api.model
    def _ficha_sells(self, user):
        """Extends ours: where Odoo's sales apps are, who sells is who has their
        group."""
        return user.has_group(READERS)

    @api.model
    def _ficha_team_head(self):
        """Extends ours: that of the sales team which Odoo gives a new document."""
        head = super()._ficha_team_head()
        return head or self.env["crm.team"]._get_default_team_id().user_id

    def action_view_ficha_opportunities(self):
        """Opens the open opportunities of this customer.

        :return: window action
        """
        only_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm.crm_lead_opportunities"
        )
        name = self.env._("Opportunities with %s", self.display_name)
        return {
            **action,
            "name": name,
            "display_name": name,
            "views": sorted(action["views"], key=lambda view: view[1] != "list"),
            "domain": list(self._ficha_opportunities_domain()),
            "context": {
                "default_partner_id": self.id,
                "default_type": "opportunity",
            },
        }
