"""The customer's standing discount on the lines of an invoice."""

from odoo import api, fields, models
from odoo.tools import float_compare, formatLang

from ..tools.words import in_date


class FichaPrefillMixin(models.AbstractModel):
    _inherit = "ficha.prefill.mixin"

    @api.depends(
        lambda self: [f"{self._ficha_line_field}.discount"]
        if self._ficha_line_field
        else []
    )
    def _compute_ficha_prefill_summary(self):
        """Extends ours: names the standing discount while it is on a line."""
        result = super()._compute_ficha_prefill_summary()
        for document in self:
            _partner, discount, *end = (document.ficha_prefill or {}).get(
                "_discount"
            ) or (False, 0.0)
            if not (
                discount
                and document._ficha_is_draft()
                and any(
                    line._ficha_takes_discount()
                    and not float_compare(line.discount, discount, precision_digits=6)
                    for line in document._ficha_discount_lines()
                )
            ):
                continue
            told = (
                self.env._(
                    "standing discount of %(percentage)s %% until %(day)s",
                    percentage=formatLang(self.env, discount),
                    day=in_date(self.env, end[0]),
                )
                if end
                else self.env._(
                    "standing discount of %s %%", formatLang(self.env, discount)
                )
            )
            document.ficha_prefill_summary = ", ".join(
                filter(None, [document.ficha_prefill_summary, told])
            )
        return result


DISCOUNT_PARTS = ("discount1", "discount2", "discount3")


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    # default=None: the core default of 0.0 would count as a value that was given, and
    # the compute would never run on create
    discount = fields.Float(
        compute="_compute_ficha_discount",
        store=True,
        readonly=False,
        precompute=True,
        default=None,
    )

    def _ficha_discount_parts(self):
        """Names of the fields of which a neighbour adds the discount up: the
        community's ``account_invoice_triple_discount`` has three."""
        if not hasattr(self, "_compute_discount"):
            return []
        return [name for name in DISCOUNT_PARTS if name in self._fields]

    @api.depends(lambda self: ("display_type", *self._ficha_discount_parts()))
    def _compute_ficha_discount(self):
        """New product lines of a draft get the standing discount; imported ones keep
        what the file says. See ``_ficha_follow_customer`` for a change of customer.
        """
        importing = self.env["account.move"]._ficha_importing()
        parts = self._ficha_discount_parts()
        if parts:
            self._compute_discount()  # the neighbour's, which ours stands before
        for line in self:
            discount = line.discount
            line.discount = discount
            if (
                not discount
                and not line._origin
                and not importing
                and line._ficha_takes_discount()
                and line.move_id._ficha_drafts()
            ):
                line.discount = line.move_id._ficha_value("standing_discount")
                if parts:
                    line[parts[0]] = line.discount

    def _ficha_set_discount(self, discount):
        """Give a line another standing discount; beside such a neighbour as the first
        part, and the only one."""
        self.ensure_one()
        parts = self._ficha_discount_parts()
        for name in parts:
            self[name] = discount if name == parts[0] else 0.0
        self.discount = discount

    @api.model_create_multi
    def create(self, vals_list):
        """Extends the ORM's: beside such a neighbour the standing discount is the first
        part, so that whoever changes it or adds another changes what is there."""
        lines = super().create(vals_list)
        parts = self._ficha_discount_parts()
        for line in lines if parts else ():
            if line.discount and not any(line[name] for name in parts):
                line[parts[0]] = line.discount
        return lines

    def write(self, vals):
        """Extends the ORM's: beside such a neighbour the discount is its first part,
        and the only one, as it has it itself."""
        parts = self._ficha_discount_parts()
        if parts and "discount" in vals:
            vals = dict.fromkeys(parts, 0.0) | {parts[0]: vals["discount"]} | vals
            del vals["discount"]
        return super().write(vals)

    def _ficha_takes_discount(self):
        self.ensure_one()
        return self.display_type == "product" and not self.is_imported
