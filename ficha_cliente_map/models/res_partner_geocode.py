import logging
import time

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.sql import column_exists, create_column

from odoo.addons.ficha_cliente.tools.batches import run_batches
from odoo.addons.ficha_cliente.tools.groups import INTERNAL

_logger = logging.getLogger(__name__)

BATCH = 10
# seconds from one question to the next: what public geocoders allow
PACE = 1.0
NEARER = ("postcode", "town", "province")


class ResPartner(models.Model):
    """Odoo's own geocoder (``base_geolocalize``), asked about addresses that are known
    by postcode or less: only where the company says so, a few at a time, each address
    once."""

    _inherit = "res.partner"

    map_asked = fields.Boolean(
        string="Geocoder asked",
        compute="_compute_map_asked",
        store=True,
        readonly=False,
        copy=False,
        groups=INTERNAL,
        prefetch="ficha",
        help="The geocoder has been asked about this address; another address is asked "
        "about anew.",
    )

    def _auto_init(self):
        """Extends _auto_init: nobody has been asked yet."""
        if not column_exists(self.env.cr, "res_partner", "map_asked"):
            create_column(self.env.cr, "res_partner", "map_asked", "boolean")
        return super()._auto_init()

    @api.depends("street", "street2", "zip", "city", "state_id", "country_id")
    def _compute_map_asked(self):
        self.map_asked = False

    @api.model
    def _map_to_geocode(self):
        """Whom the geocoder may be asked about; nobody where it is not there, or no
        company wants it.

        :return: Domain
        """
        companies = self.env["res.company"].search([("map_geocode", "=", True)])
        if not companies or not hasattr(self, "geo_localize"):
            return Domain.FALSE
        # contacts of no company only where all companies agree
        everywhere = len(companies) == self.env["res.company"].search_count([])
        return (
            Domain("map_precision", "in", NEARER)
            & Domain("street", "not in", (False, ""))
            & Domain("map_asked", "!=", True)
            & Domain("company_id", "in", [*companies.ids, *([False] * everywhere)])
        )

    @api.model
    def _cron_map_geocode(self):
        """Asks Odoo's geocoder, batch after batch, and goes on where it was."""
        domain = self._map_to_geocode()
        if domain.is_false():
            return
        run_batches(
            self.env,
            self._map_geocode_batch,
            lambda: self.search_count(self._map_to_geocode()),
        )

    @api.model
    def _map_geocode_batch(self, share=1):
        """The next addresses.

        :return: how many; 0 also when the geocoder does not answer, until the next time
        """
        partners = self.search(
            self._map_to_geocode(), order="id", limit=max(1, round(BATCH * share))
        )
        for number, partner in enumerate(partners):
            if number:
                time.sleep(PACE)
            try:
                partner.geo_localize()
            except UserError as error:
                _logger.info("The geocoder does not answer: %s", error)
                return 0
            partner.map_asked = True
        return len(partners)
