from odoo import api, fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """The name on the door, where the legal name is another one.

    ``comercial`` is defined as in the community's ``l10n_es_partner``, so that both may
    be installed on one database. Like there it asks for no group: that module finds
    names by it for everybody, also a customer who searches in the portal, and what a
    company calls itself is no secret of ours.
    """

    _inherit = "res.partner"

    comercial = fields.Char(
        string="Trade name",
        size=128,
        prefetch="ficha",
        help="How everybody calls it, where the legal name is another one. The "
        "customer is found by it too.",
    )

    @api.model
    def _search_display_name(self, operator, value):
        """Extended: customers are found by their trade name."""
        domain = Domain(super()._search_display_name(operator, value))
        if not isinstance(value, str) or not operator.endswith("like") or not value:
            return domain
        if operator in Domain.NEGATIVE_OPERATORS:
            return domain
        return domain | self._ficha_found_by(Domain("comercial", operator, value))
