from odoo import models
from odoo.exceptions import UserError


class FichaDuplicate(models.Model):
    """Pairs that are one customer: merge them."""

    _inherit = "ficha.duplicate"

    def action_merge(self):
        """Merge: one pair is shown side by side first; several are merged in one go,
        which takes those that are certain only.

        :return: the action that opens what there is to see
        :raise UserError: nothing to merge
        """
        pairs = self.filtered(lambda pair: pair.state == "open")
        if not pairs:
            raise UserError(self.env._("These pairs have been decided already."))
        if len(pairs) == 1:
            return (pairs.partner_a_id | pairs.partner_b_id).action_ficha_merge()
        certain = pairs.filtered(lambda pair: pair.certainty == "certain")
        if not certain:
            raise UserError(
                self.env._(
                    "Only certain duplicates are merged in one go. Look at the others "
                    "one by one."
                )
            )
        run = self.env["ficha.merge.bulk"]._start(certain)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge of many duplicates"),
            "res_model": "ficha.merge.bulk",
            "res_id": run.id,
            "views": [(False, "form")],
            "target": "current",
        }
