from odoo import api, models


class FichaResults(models.AbstractModel):
    _inherit = "ficha.results"

    @api.model
    def _dimensions(self):
        """Extends _dimensions: results may be split by sales team."""
        return super()._dimensions() | {"team": self._team_dimension()}
