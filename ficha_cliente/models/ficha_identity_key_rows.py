from odoo import api, models
from odoo.tools import SQL

from . import identity_normalize as normalize
from .ficha_contact_point import PHONE_KINDS

# How a raw text of each kind becomes values.
READERS = {
    "name": lambda text, _countries: normalize.name_tokens(text),
    "code": lambda text, _countries: [normalize.code_value(text)],
    "alias": lambda text, _countries: [normalize.code_value(text)],
    "tax": lambda text, countries: normalize.tax_values(text, *countries[:1]),
    "iban": lambda text, _countries: [normalize.iban_value(text)],
    "phone": lambda text, countries: normalize.phone_values(text, *countries),
    "email": lambda text, _countries: normalize.email_values(text),
}
# A name of more words than this is an accident, and so is a value that is longer.
MAX_WORDS = 12
MAX_LENGTH = 100


class FichaIdentityKey(models.Model):
    """Where keys come from: one SELECT that gathers the raw texts, and the functions
    of ``identity_normalize``, which nothing else does the work of."""

    _inherit = "ficha.identity.key"

    @api.model
    def _identity_sources(self):
        """The SELECTs that raw texts come from; other modules add theirs.

        Each is an ``SQL`` over ``wanted``, a table of the ids asked for, with the
        columns ``partner_id`` (who is found), ``contact_id`` (through whom, or NULL),
        ``kind`` and ``raw``. A row belongs to ``contact_id`` where there is one: it is
        made anew when that contact changes.
        """
        return [
            SQL(
                """
                SELECT partner.id AS partner_id, NULL::int AS contact_id,
                       raw.kind, raw.raw
                  FROM res_partner AS partner
                  JOIN wanted ON wanted.id = partner.id
                 CROSS JOIN LATERAL (VALUES
                    ('name', partner.name),
                    ('code', partner.client_code),
                    ('phone', partner.phone),
                    ('email', partner.email),
                    -- contacts carry their company's number: it is the company's
                    ('tax', CASE WHEN partner.commercial_partner_id = partner.id
                                 THEN partner.vat END)
                 ) AS raw (kind, raw)
                 WHERE raw.raw IS NOT NULL
                """
            ),
            SQL(
                """
                SELECT partner.commercial_partner_id, partner.id, 'email',
                       partner.email
                  FROM res_partner AS partner
                  JOIN wanted ON wanted.id = partner.id
                 WHERE partner.commercial_partner_id != partner.id
                   AND partner.email IS NOT NULL
                """
            ),
            SQL(
                """
                SELECT point.partner_id, NULL::int,
                       CASE WHEN point.kind = 'email' THEN 'email' ELSE 'phone' END,
                       point.value
                  FROM ficha_contact_point AS point
                  JOIN wanted ON wanted.id = point.partner_id
                 WHERE point.kind IN %s
                """,
                (*PHONE_KINDS, "email"),
            ),
            SQL(
                """
                SELECT partner.commercial_partner_id, partner.id, 'email', point.value
                  FROM ficha_contact_point AS point
                  JOIN res_partner AS partner ON partner.id = point.partner_id
                  JOIN wanted ON wanted.id = partner.id
                 WHERE partner.commercial_partner_id != partner.id
                   AND point.kind = 'email'
                """
            ),
            SQL(
                """
                SELECT alias.partner_id, NULL::int, 'alias', alias.code
                  FROM ficha_client_code_alias AS alias
                  JOIN wanted ON wanted.id = alias.partner_id
                """
            ),
            SQL(
                """
                SELECT bank.partner_id, NULL::int, 'iban', bank.acc_number
                  FROM res_partner_bank AS bank
                  JOIN wanted ON wanted.id = bank.partner_id
                 WHERE bank.active
                """
            ),
        ]

    @api.model
    def _identity_flush(self):
        """Write to the database what the sources read; other modules add theirs."""
        self.env["res.partner"].flush_model()
        self.env["ficha.contact.point"].flush_model()
        self.env["ficha.client.code.alias"].flush_model()
        self.env["res.partner.bank"].flush_model()

    @api.model
    def _expected_rows(self, partner_ids):
        """The rows that these contacts should have.

        :param list partner_ids: ids of ``res.partner``
        :return: set of ``(partner_id, contact_id or None, kind, value)``
        """
        self._identity_flush()
        return set(
            self._make_rows(
                self.env.execute_query(
                    self._select_raw(SQL("SELECT unnest(%s::int[])", partner_ids))
                )
            )
        )

    @api.model
    def _select_raw(self, wanted):
        """The SELECT of the raw texts of the ids that the SQL ``wanted`` gives: rows
        ``partner_id, contact_id, kind, raw, country codes``, by whose country a number
        without prefix is read: the contact's, its company's, our company's."""
        return SQL(
            """
            WITH wanted (id) AS MATERIALIZED (%(wanted)s),
            home AS (
                SELECT country.code
                  FROM res_company AS company
                  JOIN res_partner AS partner ON partner.id = company.partner_id
                  JOIN res_country AS country ON country.id = partner.country_id
                 ORDER BY company.id
                 LIMIT 1
            )
            SELECT raw.partner_id, raw.contact_id, raw.kind, raw.raw,
                   own.code, entity_country.code, COALESCE(firm.code, home.code)
              FROM (%(sources)s) AS raw (partner_id, contact_id, kind, raw)
              JOIN res_partner AS partner
                ON partner.id = COALESCE(raw.contact_id, raw.partner_id)
              LEFT JOIN home ON true
              LEFT JOIN res_country AS own ON own.id = partner.country_id
              LEFT JOIN res_partner AS entity
                ON entity.id = partner.commercial_partner_id AND entity.id != partner.id
              LEFT JOIN res_country AS entity_country
                ON entity_country.id = entity.country_id
              LEFT JOIN res_company AS company ON company.id = partner.company_id
              LEFT JOIN res_partner AS house ON house.id = company.partner_id
              LEFT JOIN res_country AS firm ON firm.id = house.country_id
            """,
            wanted=wanted,
            sources=SQL(" UNION ALL ").join(self._identity_sources()),
        )

    @api.model
    def _make_rows(self, raw_rows):
        """Yield ``(partner_id, contact_id, kind, value)`` for rows of ``_select_raw``;
        the same may come twice."""
        for partner_id, contact_id, kind, raw, *codes in raw_rows:
            countries = tuple(dict.fromkeys(filter(None, codes)))
            for value in READERS[kind](raw, countries)[:MAX_WORDS]:
                if value:
                    yield partner_id, contact_id, kind, value[:MAX_LENGTH]
