from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools.by_hand import made_by_us
from ..tools.groups import INTERNAL
from ..tools.tax_check import is_same

# Column of the contact -> kind of previous value.
FORMER = {"name": "name", "vat": "tax"}


class ResPartner(models.Model):
    """What a customer was called before, and who they became.

    Issued invoices keep the name and the tax id they were issued with (D4), and
    somebody will ask by them years later. What is replaced is therefore kept beside the
    contact, when it has been printed: a mistake that was put right before the first
    invoice is not. When contacts are merged, what the others were called is kept as
    well.
    """

    _inherit = "res.partner"

    former_value_ids = fields.One2many(
        "ficha.former.value",
        "partner_id",
        string="Previous names and tax IDs",
        readonly=True,
        copy=False,
        groups=INTERNAL,
        help="Names and tax IDs that are on issued invoices, or were of contacts "
        "merged into this one. They still find the customer.",
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
        known = self.browse(printed)._ficha_former_known()
        self._ficha_note_former(
            (partner.id, kind, value)
            for partner, kind, value in replaced
            if partner.id in printed and (partner.id, kind, value) not in known
        )

    def _ficha_former_known(self):
        """What is noted of these contacts already: ``{(id, kind, value)}``."""
        # sudo: whether it is noted, whoever changes the customer
        Former = self.env["ficha.former.value"].sudo()
        return {
            (former.partner_id.id, former.kind, former.value)
            for former in Former.search([("partner_id", "in", self.ids)])
        }

    @api.model
    def _ficha_note_former(self, entries):
        """Note previous values: triples of id of the contact, kind and value."""
        # sudo: whoever may change the customer, and nobody by hand
        made_by_us(self.env["ficha.former.value"]).create(
            [
                {"partner_id": partner_id, "kind": kind, "value": value}
                for partner_id, kind, value in entries
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

    # -- merged ------------------------------------------------------------------------

    def _ficha_merge_before(self, merging):
        """Extends ours: what everybody is called is remembered, for another's name may
        be chosen for who stays."""
        result = super()._ficha_merge_before(merging)
        merging.memory["former"] = {
            partner.id: [
                (FORMER[name], partner[name].strip())
                for name in FORMER
                # the tax id of a contact is its company's
                if (name == "name" or partner.commercial_partner_id == partner)
                and len((partner[name] or "").strip()) > 1
            ]
            for kept, others in merging.groups
            for partner in kept | others
        }
        return result

    def _ficha_merged(self, merging):
        """Extends ours: who stays is still found by the names and tax IDs of those who
        go, printed or not: somebody knew them by these."""
        result = super()._ficha_merged(merging)
        kept = merging.kept.filtered(lambda p: p.commercial_partner_id == p)
        known = kept._ficha_former_known()
        called = merging.memory.get("former", {})
        for partner, others in merging.groups:
            if partner not in kept:
                continue
            entries = {
                (partner.id, kind, value)
                for member in partner | others
                for kind, value in called.get(member.id, ())
                if not partner._ficha_is_called(kind, value)
            }
            entries -= known
            if entries:
                with merging.recording(partner, "ficha_former_value"):
                    self._ficha_note_former(sorted(entries))
        return result

    def _ficha_is_called(self, kind, value):
        """Whether a name or tax ID is this contact's today, however it is written."""
        if kind == "tax":
            return is_same(self.vat, value, self.country_id.code)
        return " ".join((self.name or "").split()).lower() == (
            " ".join(value.split()).lower()
        )

    @api.model
    def _search_display_name(self, operator, value):
        """Extends the core's: a customer is found by a previous name or tax id too."""
        domain = Domain(super()._search_display_name(operator, value))
        if not isinstance(value, str) or not value or operator not in ("ilike", "="):
            return domain
        # any!: whoever may see the customer may find it so
        former = Domain("former_value_ids", "any!", Domain("value", operator, value))
        return domain | self._ficha_found_by(former)
