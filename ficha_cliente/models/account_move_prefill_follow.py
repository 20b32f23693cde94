"""When the customer of a draft changes, what came from the previous customer's file
gives way to the new one's."""

from odoo import api, models
from odoo.fields import Command
from odoo.tools import float_compare

from .account_move_prefill_memory import PREFILLED


class AccountMove(models.Model):
    _inherit = "account.move"

    @api.onchange("partner_id", "partner_shipping_id", "journal_id", "company_id")
    def _onchange_ficha_prefill(self):
        for fname in PREFILLED:
            # finish what Odoo computes, before the form reads the memory
            self[fname]  # pylint: disable=pointless-statement
        for move in self._ficha_drafts():
            vals = move._ficha_follow_vals()
            for fname in ("journal_id", "currency_id", "ref", "ficha_prefill"):
                if fname in vals:
                    move[fname] = vals[fname]
            for line, discount in vals.get("_discounts", ()):
                line.discount = discount

    def _ficha_follow_customer(self):
        """As the onchange does, for drafts that are saved: one write for each draft
        that really changes."""
        for move in self._ficha_drafts():
            vals = move._ficha_follow_vals()
            lines = vals.pop("_discounts", ())
            if lines:
                vals["invoice_line_ids"] = [
                    Command.update(line.id, {"discount": discount})
                    for line, discount in lines
                ]
            if len(vals) > 1:
                move.write(vals)
            elif vals:
                # the memory alone: no need to go through the whole entry
                self._fields["ficha_prefill"].write(move, vals["ficha_prefill"])

    def _ficha_follow_vals(self):
        """What the new customer's file changes among the values that do not depend on
        the customer in Odoo, and the new memory.

        :return: dict of values to write, empty if the customer is the same; the key
            ``_discounts`` has pairs (line, discount).
        """
        self.ensure_one()
        memory = self.ficha_prefill or {}
        old, new = memory.get("_discount"), self._ficha_discount()
        if old and old[0] == new[0]:
            return {}
        vals = {}
        targets = self._ficha_follow_targets()
        given = [name for name in memory.get("_given", ()) if name not in targets]
        for fname, (value, is_given) in targets.items():
            if self[fname] != value:
                vals[fname] = value
            key = value._origin.id if isinstance(value, models.BaseModel) else value
            memory[fname] = key or False
            if is_given:
                given.append(fname)
        for fname in vals:
            if isinstance(vals[fname], models.BaseModel):
                vals[fname] = vals[fname].id
        memory.update(_given=given, _discount=new)
        memory["_journal"] = (
            vals.get("journal_id") or self.journal_id._origin.id or False
        )
        vals["ficha_prefill"] = memory
        if old and float_compare(old[1], new[1], precision_digits=6):
            vals["_discounts"] = [
                (line, new[1])
                for line in self.line_ids | self.invoice_line_ids
                if line._ficha_takes_discount()
                and not float_compare(line.discount, old[1], precision_digits=6)
            ]
        return vals

    def _ficha_follow_targets(self):
        """Journal, currency and reference for the new customer, of those that nobody
        set: ``{field: (value, whether it is the customer file's own)}``."""
        self.ensure_one()
        targets = {}
        journal = self.journal_id
        numbered = self._origin.posted_before or self._origin.name not in (
            False,
            "",
            "/",
        )
        # a document that has, or had, a number keeps its journal
        if not numbered and not self._ficha_is_manual("journal_id"):
            own = self._ficha_journal()
            was_given = "journal_id" in (self.ficha_prefill or {}).get("_given", ())
            if own:
                journal = own
            elif was_given:
                journal = self._search_default_journal()
            targets["journal_id"] = (journal, bool(own))
        # prices already on the document are not converted, so its currency stays
        if not self._ficha_is_manual("currency_id") and not self._ficha_has_prices():
            own = self._ficha_currency(journal)
            currency = own or journal.currency_id or self.company_id.currency_id
            targets["currency_id"] = (currency, bool(own))
        if not self._ficha_is_manual("ref"):
            reference = self._ficha_value("customer_purchase_reference")
            targets["ref"] = (reference, bool(reference))
        return targets

    def _ficha_has_prices(self):
        return any(
            line.display_type == "product" and line.price_unit
            for line in self.invoice_line_ids
        )
