from odoo import api, models
from odoo.tools import SQL


class FichaResults(models.AbstractModel):
    """*Resultados* split by saved segment."""

    _inherit = "ficha.results"

    @api.model
    def _dimensions(self):
        """Extends _dimensions: the first saved segment of each customer, of those that
        the reader sees."""
        # the rules of segments say which ones
        seen = self.env["ficha.segment"].search(
            [("company_id", "in", self.env.companies.ids)]
        )
        return super()._dimensions() | {
            "ficha_segment": {
                "label": self.env._("Saved segment"),
                "sql": SQL(
                    """(SELECT member.segment_id
                          FROM ficha_segment_member AS member
                         WHERE member.partner_id = p.id AND member.left_on IS NULL
                           AND member.segment_id = ANY(%(ids)s)
                         ORDER BY array_position(%(ids)s, member.segment_id)
                         LIMIT 1)""",
                    ids=list(seen.ids),
                ),
                "names": self._record_names(
                    "ficha.segment", self.env._("In no segment")
                ),
                "hidden": not seen,
            }
        }
