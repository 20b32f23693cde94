from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.ficha_cliente.tools.arguments import only_one

SHOWN = 5


class ResPartner(models.Model):
    """What a customer nearly bought, on their ficha."""

    _inherit = "res.partner"

    missed_purchase_ids = fields.One2many(
        "ficha.missed.purchase",
        "partner_id",
        string="Missed purchases",
        groups="ficha_cliente.group_ficha_user",
        help="What this customer nearly bought.",
    )
    missed_purchase_count = fields.Integer(
        string="Number of missed purchases",
        compute="_compute_missed_purchases",
        groups="ficha_cliente.group_ficha_user",
        help="How many purchases this customer nearly made, among the documents you "
        "may see.",
    )
    missed_purchase_amount = fields.Monetary(
        string="Missed",
        compute="_compute_missed_purchases",
        groups="ficha_cliente.group_ficha_user",
        help="What this customer nearly bought, before taxes, among the documents "
        "you may see.",
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("uid", "company", "allowed_company_ids")
    def _compute_missed_purchases(self):
        today = fields.Date.context_today(self)
        entities = self.commercial_partner_id._origin
        rows = entities._get_missed_totals(["amount"])
        for partner in self:
            found = rows.get(partner.commercial_partner_id._origin.id, [])
            partner.missed_purchase_count = sum(row["count"] for row in found)
            partner.missed_purchase_amount = partner._sum_in_currency(
                found, "amount", today
            )

    def _get_missed_totals(self, names):
        """Sums of the missed purchases of these customers, by company.

        :return: dict of lists of dicts with ``company_id``, ``count`` and the amounts
            of that name, by id of the customer
        """
        result = {}
        for partner, company, number, *amounts in (
            self.env["ficha.missed.purchase"]._read_group(
                Domain("partner_id", "in", self.ids)
                & Domain("company_id", "in", self.env.companies.ids),
                ["partner_id", "company_id"],
                ["__count", *(f"{name}:sum" for name in names)],
            )
            if self.ids
            else ()
        ):
            result.setdefault(partner.id, []).append(
                {
                    "company_id": company.id,
                    "count": number,
                    **dict(zip(names, amounts, strict=True)),
                }
            )
        return result

    def _get_missed_panel(self):
        """What the page of purchases tells of the missed ones.

        :return: dict with ``count``, ``amount``, ``recovered_amount`` and ``lines``,
            the last ones; None when the user may not see them
        """
        Missed = self.env["ficha.missed.purchase"]
        if not Missed.has_access("read"):
            return None
        today = fields.Date.context_today(self)
        rows = self._get_missed_totals(["amount", "recovered_amount"]).get(self.id, [])
        sources = dict(Missed._fields["source"]._description_selection(self.env))
        lines = rows and Missed.search(
            Domain("partner_id", "=", self.id)
            & Domain("company_id", "in", self.env.companies.ids),
            limit=SHOWN,
        )
        return {
            "count": sum(row["count"] for row in rows),
            "amount": self._sum_in_currency(rows, "amount", today),
            "recovered_amount": self._sum_in_currency(rows, "recovered_amount", today),
            "lines": [
                {
                    "id": line.id,
                    "name": line.name,
                    "date": self._format_short_date(line.date),
                    "source": sources.get(line.source, ""),
                    "reason": line.reason or "",
                    "amount": line.amount,
                    "recovered": line.recovered,
                    "recovered_amount": line.recovered_amount,
                    "currency_id": line.currency_id.id,
                }
                for line in lines
            ],
        }

    def action_view_missed_purchases(self):
        """Opens what this customer nearly bought."""
        only_one(self)
        entity = self.commercial_partner_id
        action = self.env["ir.actions.actions"]._for_xml_id(
            "ficha_cliente_history.action_ficha_missed_purchase"
        )
        name = self.env._("Missed by %s", entity.display_name)
        return {
            **action,
            "name": name,
            "display_name": name,
            "domain": [("partner_id", "=", entity.id)],
            "context": {"ficha_one_customer": True},
        }
