from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.ficha_cliente.tools.arguments import only_one

READERS = (
    "sales_team.group_sale_salesman,"
    "account.group_account_invoice,account.group_account_readonly"
)


class ResPartner(models.Model):
    """Quotations and orders in progress, on the customer file."""

    _inherit = "res.partner"

    ficha_quotation_count = fields.Integer(
        string="Open quotations",
        compute="_compute_ficha_orders",
        groups=READERS,
        help="Quotations of this customer that may still be accepted.",
    )
    ficha_quotation_amount = fields.Monetary(
        string="Quoted",
        compute="_compute_ficha_orders",
        groups=READERS,
        help="Total of the open quotations, before taxes.",
    )
    ficha_order_count = fields.Integer(
        string="Orders in progress",
        compute="_compute_ficha_orders",
        groups=READERS,
        help="Confirmed orders of this customer that are not fully invoiced.",
    )
    ficha_order_amount = fields.Monetary(
        string="Ordered",
        compute="_compute_ficha_orders",
        groups=READERS,
        help="Total of the orders in progress, before taxes.",
    )

    @api.model
    def _followup_planned_documents(self):
        # EXTENDS 'ficha_cliente': what is planned on quotations and orders
        return super()._followup_planned_documents() | {"sale.order": "partner_id"}

    def _ficha_orders_domain(self, which=None):
        """Orders of these contacts' commercial entities that are still open, in the
        companies that are switched on.

        :param which: ``quotation`` or ``order``; both when empty
        :return: ``Domain`` on sale.order
        """
        Order = self.env["sale.order"]
        domains = {
            "quotation": Order._ficha_open_domain(),
            "order": Order._ficha_quotation_domain()
            & Domain("state", "=", "sale")
            & Domain("invoice_status", "in", ("to invoice", "no")),
        }
        entities = self.commercial_partner_id
        return (
            Domain.OR([domains[which]] if which else domains.values())
            & Domain("partner_id.commercial_partner_id", "in", entities.ids)
            & Domain("company_id", "in", self.env.companies.ids)
        )

    @api.depends("commercial_partner_id")
    @api.depends_context("company", "allowed_company_ids", "uid")
    def _compute_ficha_orders(self):
        totals = {}
        if self.commercial_partner_id._origin:
            # as the reader may see them: the record rules of orders apply
            rows = self.env["sale.order"]._read_group(
                self._origin._ficha_orders_domain(),
                ["partner_id.commercial_partner_id", "state"],
                ["__count", "amount_untaxed:sum_currency"],
            )
            for entity, state, count, amount in rows:
                kind = "order" if state == "sale" else "quotation"
                before = totals.get((entity.id, kind), (0, 0.0))
                totals[entity.id, kind] = (before[0] + count, before[1] + amount)
        for partner in self:
            entity = partner.commercial_partner_id._origin
            for kind in ("quotation", "order"):
                count, amount = totals.get((entity.id, kind), (0, 0.0))
                partner[f"ficha_{kind}_count"] = count
                partner[f"ficha_{kind}_amount"] = amount

    def action_view_ficha_orders(self):
        """Opens the quotations or the orders in progress of this customer.

        The key ``ficha_orders`` of the context says which: ``quotation`` or ``order``.

        :return: window action
        """
        only_one(self)
        which = self.env.context.get("ficha_orders", "quotation")
        xmlid = "action_quotations" if which == "quotation" else "action_orders"
        action = self.env["ir.actions.act_window"]._for_xml_id(f"sale.{xmlid}")
        if which == "quotation":
            name = self.env._("Quotations to %s", self.display_name)
        else:
            name = self.env._("Orders of %s", self.display_name)
        return {
            **action,
            "name": name,
            "display_name": name,
            "domain": list(self._ficha_orders_domain(which)),
            "context": {"default_partner_id": self.id},
        }

    @api.model
    def _ficha_sells(self, user):
        """Extends ours: where Odoo's sales apps are, who sells is who has their group;
        a quotation without salesperson is theirs for the same reason."""
        return user.has_group("sales_team.group_sale_salesman")

    @api.model
    def _ficha_team_head(self):
        """Extends ours: that of the sales team which Odoo gives a new document."""
        head = super()._ficha_team_head()
        return head or self.env["crm.team"]._get_default_team_id().user_id

    def action_ficha_new_quotation(self):
        """Opens a new quotation to this customer, which fills itself from the ficha.

        :return: window action
        """
        only_one(self)
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "views": [(False, "form")],
            "name": self.env._("New quotation"),
            "context": {"default_partner_id": self.id},
        }
