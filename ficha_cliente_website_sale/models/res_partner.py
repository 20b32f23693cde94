from odoo import api, fields, models
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.ficha_cliente.tools.arguments import only_one


class ResPartner(models.Model):
    _inherit = "res.partner"

    ficha_web_pages = fields.Integer(
        string="Pages visited",
        compute="_compute_ficha_web_visits",
        groups="ficha_cliente.group_ficha_user",
        help="Pages of the website viewed since they accepted its cookies, by all "
        "the people of their company together.",
    )
    ficha_last_web_visit = fields.Datetime(
        string="Last visit to the website",
        compute="_compute_ficha_web_visits",
        groups="ficha_cliente.group_ficha_user",
        help="When they last looked at a page of the website.",
    )

    @api.model
    def _ficha_team_head(self):
        """Extends ours: who comes by a website is of its salesperson, or of the head of
        its team."""
        website = getattr(request, "website", None) if request else None
        # sudo: whose website it is, whoever visits it
        website = website and website.sudo()
        head = website and (website.salesperson_id or website.salesteam_id.user_id)
        if head and head.active:
            return self.env["res.users"].browse(head.ids)
        return super()._ficha_team_head()

    @api.depends("commercial_partner_id")
    def _compute_ficha_web_visits(self):
        Visitor = self.env["website.visitor"]
        visitors = Visitor.search_fetch(
            Domain(
                "partner_id.commercial_partner_id",
                "in",
                self.commercial_partner_id.ids,
            )
            & Visitor._ficha_agreed_domain(),
            ["partner_id"],
        )
        pages = visitors._ficha_pages()
        for partner in self:
            entity = partner.commercial_partner_id
            mine = visitors.filtered(
                lambda v, entity=entity: v.partner_id.commercial_partner_id == entity
            )
            found = [pages[visitor.id] for visitor in mine if visitor.id in pages]
            partner.ficha_web_pages = sum(row["pages"] for row in found)
            partner.ficha_last_web_visit = max(
                (row["last"] for row in found if row["last"]), default=False
            )

    def action_view_ficha_web_visits(self):
        """Opens the visitors behind the number.

        :return: window action
        """
        only_one(self)
        Visitor = self.env["website.visitor"]
        entity = self.commercial_partner_id
        visitors = Visitor.search(
            Domain("partner_id.commercial_partner_id", "=", entity.id)
            & Visitor._ficha_agreed_domain()
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Visits to the website"),
            "res_model": "website.visitor",
            "view_mode": "list",
            "views": [
                (
                    self.env.ref(
                        "ficha_cliente_website_sale.website_visitor_view_list_ficha"
                    ).id,
                    "list",
                )
            ],
            "domain": [("id", "in", visitors.ids)],
        }
