from odoo import api, models
from odoo.fields import Domain

#: Data of people that nobody proposes from outside, kept in lists of their own.
LISTS = {"contact_point_ids", "education_ids", "family_member_ids"}


class ResPartner(models.Model):
    """Which fields hold data of people, for what is said of the purposes."""

    _inherit = "res.partner"

    @api.model
    def _ficha_data_fields(self):
        """Hook: names of the fields that hold data of a customer, so that each has a
        purpose or is kept for nothing.

        :return: set of str
        """
        names = self._ficha_proposal_fields() | LISTS
        return {
            name for name in names if name in self._fields and self._fields[name].store
        }

    @api.model
    def _ficha_data_domain(self):
        """:return: domain on ``ir.model.fields``"""
        return list(
            Domain("model", "=", "res.partner")
            & Domain("name", "in", sorted(self._ficha_data_fields()))
        )
