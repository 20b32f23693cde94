from odoo import api, models
from odoo.tools import SQL

from .tax_check import is_wrong

COLUMNS = (
    "template_id",
    "population",
    "completeness",
    "freshness",
    "freshness_known",
    "missing",
    "stale",
    "has_identity",
    "bad_tax",
    "bad_phone",
    "bad_email",
    "source",
)
# whose data is measured: not our own companies and people, nor who is archived
MEASURED = SQL(
    "p.active AND p.partner_share"
    " AND NOT EXISTS (SELECT FROM res_company own WHERE own.partner_id = p.id)"
)


class FichaQuality(models.Model):
    """The rows brought up to date: three statements for any number of contacts."""

    _inherit = "ficha.quality"

    @api.model
    def _refresh(self, partner_ids=None, between=None):
        """Make the rows of contacts what their data says.

        :param partner_ids: ids of ``res.partner``; all when None
        :param between: instead, the first and last id of a stretch of contacts
        """
        if partner_ids is not None:
            partner_ids = list(partner_ids)
            chosen = SQL("p.id = ANY(%s)", partner_ids)
        elif between:
            chosen = SQL("p.id BETWEEN %s AND %s", *between)
        else:
            chosen = SQL("TRUE")
        self._flush_measured()
        self.env["ficha.identity.key"]._flush_pending()
        wrong = self._wrong_tax_ids(chosen)
        names = SQL(", ").join(map(SQL.identifier, COLUMNS))
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO ficha_quality AS q (partner_id, date, %(names)s)
                SELECT r.id, now() AT TIME ZONE 'UTC', %(names)s
                  FROM (%(rows)s) AS r
                ON CONFLICT (partner_id) DO UPDATE
                   SET date = excluded.date,
                       source = COALESCE(q.source, excluded.source),
                       %(changes)s
                 WHERE (%(old)s) IS DISTINCT FROM (%(new)s)
                """,
                names=names,
                rows=self._rows_sql(
                    SQL("%s AND %s", MEASURED, chosen), wrong, partner_ids
                ),
                changes=SQL(", ").join(
                    SQL("%s = excluded.%s", SQL.identifier(name), SQL.identifier(name))
                    for name in COLUMNS[:-1]
                ),
                old=SQL(", ").join(SQL.identifier("q", name) for name in COLUMNS),
                new=SQL(", ").join(
                    [
                        *(SQL.identifier("excluded", name) for name in COLUMNS[:-1]),
                        SQL("COALESCE(q.source, excluded.source)"),
                    ]
                ),
            )
        )
        self._remove_others(chosen, partner_ids)
        self.invalidate_model()

    @api.model
    def _fill_when_empty(self):
        """At an installation or update: measure everybody, within minutes and not while
        it waits."""
        if not self.search([], limit=1):
            self.env.ref("ficha_cliente.ir_cron_quality_night")._trigger()

    @api.model
    def _remove_others(self, chosen, partner_ids):
        """Take away the rows of those who are not measured any more."""
        template = self.env["ficha.template"]._template_sql(partner_ids)
        self.env.cr.execute(
            SQL(
                """DELETE FROM ficha_quality q
                    USING res_partner p
                    WHERE p.id = q.partner_id AND %s
                      AND NOT (%s AND %s IS NOT NULL)""",
                chosen,
                MEASURED,
                template,
            )
        )

    @api.model
    def _rows_sql(self, where, wrong, partner_ids):
        """The rows of the contacts ``p`` that meet a condition, as a SELECT."""
        reach = SQL(
            "(%s OR %s)",
            *(self.env["ficha.template"]._filled_sql(n) for n in ("phone", "email")),
        )
        return SQL(
            """
            SELECT m.id, m.template_id, m.completeness, m.freshness,
                   m.freshness IS NOT NULL AS freshness_known,
                   m.missing, m.stale,
                   CASE WHEN p.commercial_partner_id <> p.id THEN 'contact'
                        WHEN p.ficha_lifecycle IN ('customer', 'former') THEN 'customer'
                        ELSE 'other' END AS population,
                   COALESCE(p.name, '') <> '' AND (
                       p.commercial_partner_id <> p.id AND %(reach)s
                       OR p.commercial_partner_id = p.id AND (
                           length(p.vat) > 1 AND NOT t.wrong
                           OR p.client_code IS NOT NULL AND %(reach)s
                       )
                   ) IS TRUE AS has_identity,
                   p.commercial_partner_id = p.id AND t.wrong AS bad_tax,
                   (COALESCE(btrim(p.phone), '') <> '' AND NOT EXISTS (
                        SELECT FROM ficha_identity_key k
                         WHERE k.partner_id = p.id AND k.kind = 'phone')
                    OR EXISTS (
                        SELECT FROM ficha_identity_key k
                         WHERE k.partner_id = p.id AND k.kind = 'phone'
                           AND k.value NOT LIKE '+%%')) AS bad_phone,
                   COALESCE(btrim(p.email), '') <> ''
                       AND COALESCE(p.email_normalized, '') = '' AS bad_email,
                   %(source)s AS source
              FROM (%(measures)s) m
              JOIN res_partner p ON p.id = m.id
              LEFT JOIN res_country c ON c.id = p.country_id
              LEFT JOIN unnest(%(numbers)s::varchar[], %(codes)s::varchar[])
                        AS w (number, code)
                     ON w.number = p.vat AND w.code = COALESCE(c.code, '')
             CROSS JOIN LATERAL (SELECT w.number IS NOT NULL AS wrong) t
            """,
            reach=reach,
            source=self._source_sql(),
            measures=self._measure_sql(where, partner_ids),
            numbers=[number for number, _code in wrong],
            codes=[code for _number, code in wrong],
        )

    @api.model
    def _source_sql(self):
        """Where the file of ``p`` came from, as far as anything tells: what its name
        came from, an external identifier that Odoo's import makes, or its author."""
        return SQL(
            """COALESCE(
                (SELECT o.source FROM ficha_value_origin o
                  WHERE o.partner_id = p.id AND o.field_name = 'name' LIMIT 1),
                (SELECT 'import' FROM ir_model_data d
                  WHERE d.model = 'res.partner' AND d.res_id = p.id
                    AND d.module = '__import__' LIMIT 1),
                (SELECT 'website' FROM res_users u
                  WHERE u.id = p.create_uid AND u.share)
            )"""
        )

    @api.model
    def _wrong_tax_ids(self, chosen):
        """The tax ids of these contacts that cannot be one.

        :param SQL chosen: condition on ``res_partner p``
        :return: list of (number, code of the country or "")
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT p.vat, COALESCE(c.code, '')
                     FROM res_partner p
                     LEFT JOIN res_country c ON c.id = p.country_id
                    WHERE length(p.vat) > 1 AND p.commercial_partner_id = p.id
                      AND p.active AND %s""",
                chosen,
            )
        )
        usual = self.env.company.country_id.code
        return [pair for pair in rows if is_wrong(pair[0], pair[1] or usual)]
