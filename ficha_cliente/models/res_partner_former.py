from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools.groups import INTERNAL

# Column of the contact -> kind of previous value.
FORMER = {"name": "name", "vat": "tax"}


class ResPartner(models.Model):
    """What a customer was called before, and who they became.

    Issued invoices keep the name and the tax id they were issued with (D4), and
    somebody will ask by them years later. What is replaced is therefore kept beside the
    contact, when it has been printed: a mistake that was put right before the first
    invoice is not.
    """

    _inherit = "res.partner"

    former_value_ids = fields.One2many(
        "ficha.former.value",
        "partner_id",
        string="Previous names and tax IDs",
        readonly=True,
        copy=False,
        groups=INTERNAL,
        help="Names and tax IDs that are on issued invoices. They still find the "
        "customer.",
    )
    former_text = fields.Char(
        string="Before",
        compute="_compute_former_text",
        groups=INTERNAL,
        help="Names and tax IDs this customer had before.",
    )
    successor_id = fields.Many2one(
        "res.partner",
        string="Succeeded by",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        prefetch="ficha",
        domain="[('id', '!=', id), ('parent_id', '=', False)]",
        groups=INTERNAL,
        help="The company that carries on the business of this one.",
    )
    predecessor_ids = fields.One2many(
        "res.partner",
        "successor_id",
        string="Successor of",
        readonly=True,
        copy=False,
        groups=INTERNAL,
        help="Companies whose business this one carries on.",
    )

    @api.depends("former_value_ids.value", "name", "vat")
    def _compute_former_text(self):
        for partner in self:
            now = {partner.name, partner.vat}
            values = partner.former_value_ids.mapped("value")
            partner.former_text = " · ".join(v for v in values if v not in now)

    @api.constrains("successor_id")
    def _check_successor(self):
        if self._has_cycle("successor_id"):
            raise ValidationError(
                self.env._(
                    "Succeeded by: a company cannot carry on its own business, "
                    "directly or through others."
                )
            )

    def write(self, vals):
        """Extends the core's: a name or tax id that was printed on invoices and is
        replaced is kept."""
        before = {}
        if FORMER.keys() & vals.keys():
            before = {
                partner: {name: partner[name] for name in FORMER}
                for partner in self
                if partner.commercial_partner_id == partner
            }
        result = super().write(vals)
        if before:
            self._ficha_keep_former(before)
        return result

    @api.model
    def _ficha_keep_former(self, before):
        """Keep what was replaced, of the customers whose invoices carry it.

        :param dict before: ``{contact: {"name", "vat"}}`` before the change
        """
        replaced = [
            (partner, FORMER[name], value.strip())
            for partner, values in before.items()
            for name, value in values.items()
            if value and value.strip() and value != partner[name]
        ]
        # "/" is how Odoo says that somebody has no tax id
        replaced = [entry for entry in replaced if len(entry[2]) > 1]
        if not replaced:
            return
        printed = self._ficha_printed({partner for partner, *_rest in replaced})
        # sudo: whoever may change the customer, and nobody by hand
        Former = self.env["ficha.former.value"].sudo()
        known = {
            (former.partner_id.id, former.kind, former.value)
            for former in Former.search([("partner_id", "in", list(printed))])
        }
        Former.create(
            [
                {"partner_id": partner.id, "kind": kind, "value": value}
                for partner, kind, value in replaced
                if partner.id in printed and (partner.id, kind, value) not in known
            ]
        )

    @api.model
    def _ficha_printed(self, partners):
        """Ids of these customers that are on an issued customer document."""
        # sudo: an invoice of a company the user does not see carries the name as well
        rows = (
            self.env["account.move"]
            .sudo()
            ._read_group(
                [
                    ("commercial_partner_id", "in", [p.id for p in partners]),
                    ("state", "=", "posted"),
                    ("move_type", "in", self._client_code_move_types()),
                ],
                ["commercial_partner_id"],
            )
        )
        return {partner.id for (partner,) in rows}

    @api.model
    def _search_display_name(self, operator, value):
        """Extends the core's: a customer is found by a previous name or tax id too."""
        domain = Domain(super()._search_display_name(operator, value))
        if not isinstance(value, str) or not value or operator not in ("ilike", "="):
            return domain
        # any!: whoever may see the customer may find it so
        former = Domain("former_value_ids", "any!", Domain("value", operator, value))
        return domain | self._ficha_found_by(former)
