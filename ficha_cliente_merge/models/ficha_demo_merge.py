from odoo import api, models


class FichaDemo(models.AbstractModel):
    _inherit = "ficha.demo"

    @api.model
    def _load_merge(self, pair, merged):
        """A pair that waits to be merged, and a merge that can be undone.

        :param pair: names of two contacts of the demonstration
        :param merged: names of the contact that stays and of the one that goes
        """
        ref = self.env.ref
        one, other = (ref(f"ficha_cliente.{name}") for name in pair)
        ids = sorted((one | other).ids)
        Duplicate = self.env["ficha.duplicate"]
        domain = [("partner_a_id", "=", ids[0]), ("partner_b_id", "=", ids[1])]
        if not Duplicate.search_count(domain):
            Duplicate.create(
                {
                    "partner_a_id": ids[0],
                    "partner_b_id": ids[1],
                    "score": 92,
                    "certainty": "certain",
                    "evidence_data": ["same_mobile", "name_missing"],
                }
            )
        kept, gone = (ref(f"ficha_cliente.{name}") for name in merged)
        if gone.active:
            self.env["ficha.merge"]._merge(kept, gone)
