from odoo import api, models
from odoo.tools import SQL

from .ficha_consent import NEGATIVE


class ResPartner(models.Model):
    """Whether something is worked out of a customer (segment, tier, drift, forecast):
    not of who objected to it (GDPR 21.1)."""

    _inherit = "res.partner"

    @api.model
    def _ficha_no_profile_sql(self):
        """Extends the core's: who objected, last, to a purpose that is profiling."""
        return self._ficha_objects_sql(SQL("c.partner_id IS NOT NULL"))

    @api.model
    def _ficha_objects_sql(self, condition):
        """The same among some.

        :param SQL condition: on the contact, ``c.partner_id``
        :return: SELECT of partner_id
        """
        consents = self.env["ficha.consent"]
        consents.flush_model()
        self.env["ficha.purpose"].flush_model(["kind"])
        states = consents._states_sql(
            SQL(
                "%s AND c.purpose_id IN"
                " (SELECT id FROM ficha_purpose WHERE kind = 'profiling')",
                condition,
            )
        )
        return SQL(
            "SELECT DISTINCT state.partner_id FROM (%s) AS state"
            " WHERE state.event IN %s",
            states,
            NEGATIVE,
        )
