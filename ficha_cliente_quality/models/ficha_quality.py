from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.ficha_cliente.models.ficha_value_origin import SOURCES
from odoo.addons.ficha_cliente.tools.groups import PERSONAL
from odoo.addons.ficha_cliente.tools.tax_check import is_wrong

FILE_SOURCES = [*SOURCES, ("website", "Website")]
POPULATIONS = [
    ("customer", "Has bought"),
    ("other", "Has not bought"),
    ("contact", "Contact of a company"),
]

# fields of the contact that its row is made from, besides the wanted data
MEASURED_FROM = {
    "active",
    "client_code",
    "commercial_partner_id",
    "company_id",
    "contact_point_ids",
    "country_id",
    "email",
    "email_normalized",
    "ficha_lifecycle",
    "is_company",
    "name",
    "parent_id",
    "partner_share",
    "phone",
    "type",
    "vat",
}

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


class FichaQuality(models.Model):
    """How good the data of a contact is: one row each, for lists and for the board.

    Written by :meth:`_refresh` only, with set-based SQL: shortly after a contact
    changed (``ficha.quality.queue``) and for everybody every night. A ficha itself
    shows what :meth:`_measure` finds at that moment. Active contacts with a template
    have a row; our own companies and people have none.
    """

    _name = "ficha.quality"
    _description = "Quality of a Customer File"
    _log_access = False
    _rec_name = "partner_id"
    _ficha_merge = "rebuild"
    _order = "id"

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="Whose data it is.",
    )
    template_id = fields.Many2one(
        "ficha.template",
        string="Template",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        help="The template that says which data is wanted.",
    )
    population = fields.Selection(
        POPULATIONS, readonly=True, help="What kind of contacts they are."
    )
    completeness = fields.Integer(
        readonly=True,
        aggregator="avg",
        help="0 to 100: how much of the wanted data is there, by weight.",
    )
    freshness = fields.Integer(
        readonly=True,
        aggregator="avg",
        help="0 to 100: how much of the existing data that goes out of date is "
        "recent, by weight. Only data with a known date counts.",
    )
    freshness_known = fields.Boolean(
        readonly=True, help="Whether the date of any of that data is known."
    )
    missing = fields.Json(
        readonly=True,
        groups=PERSONAL,  # among them may be those of personal data
        help="Names of the fields that are missing.",
    )
    stale = fields.Json(
        readonly=True, groups=PERSONAL, help="Names of the fields that are stale."
    )
    has_identity = fields.Boolean(
        readonly=True,
        help="Really known: a name and a valid tax id; or a name, a client code and "
        "a telephone or e-mail address. For a contact of a company, the name "
        "and a telephone or e-mail address of their own.",
    )
    bad_tax = fields.Boolean(
        readonly=True, help="The tax id is not valid in its country."
    )
    bad_phone = fields.Boolean(
        readonly=True, help="A telephone is not a number that can be called."
    )
    bad_email = fields.Boolean(readonly=True, help="The e-mail address is not valid.")
    source = fields.Selection(
        FILE_SOURCES, readonly=True, help="Where the file came from, if that is known."
    )
    date = fields.Datetime(readonly=True, help="When this row last changed.")

    _partner_uniq = models.UniqueIndex("(partner_id)", "A contact has one row.")
    _population_idx = models.Index("(population, template_id)")

    # --------------------------------------------------------------------------
    # How complete and how fresh fichas are, measured in one query.
    # --------------------------------------------------------------------------

    @api.model
    def _measure(self, partner_ids):
        """How complete and fresh these contacts are right now.

        Measured from the data and not from the rows of the table, so that a ficha shows
        what was just written. No rights are checked.

        :param partner_ids: ids of ``res.partner``
        :return: dict by id of dicts ``template_id, completeness, freshness, missing,
            stale, dates``; freshness is None when no date is known, the lists hold
            names of fields by falling weight, ``dates`` when each stale value came
        """
        if not partner_ids:
            return {}
        self._flush_measured()
        rows = self.env.execute_query_dict(
            self._measure_sql(
                SQL("p.id = ANY(%s)", list(partner_ids)), list(partner_ids)
            )
        )
        for row in rows:
            without_tax = row.pop("without_tax")
            number, country = row.pop("tax"), row.pop("country")
            if number and is_wrong(number, country or self.env.company.country_id.code):
                row.update(without_tax)
        return {row.pop("id"): row for row in rows}

    @api.model
    def _flush_measured(self):
        """Write what is in memory to where the queries read it."""
        partners = self.env["res.partner"]
        names = self.env["ficha.template"]._wanted_fields() | MEASURED_FROM
        partners.flush_model(
            [name for name in names if partners._fields[name].column_type]
        )
        self.env["ficha.contact.point"].flush_model()
        self.env["ficha.value.origin"]._flush_pending()
        self.env["ficha.identity.key"]._flush_pending()

    @api.model
    def _measured_sql(self):
        """The condition on ``res_partner p`` that its data is measured: not our own
        companies and people, nor who is archived or stands for no customer."""
        return SQL(
            """p.active AND p.partner_share AND p.id != ALL(%s)
               AND NOT EXISTS (SELECT FROM res_company own WHERE own.partner_id = p.id)
            """,
            self.env["res.partner"]._ficha_nobody_ids(),
        )

    @api.model
    def _measure_sql(self, where, partner_ids=None):
        """The measures of the contacts ``p`` that meet a condition and have a template.

        :param SQL where: condition on ``res_partner p``
        :param partner_ids: see ``ficha.template._template_sql``
        :return: ``SQL`` of a SELECT of ``id, template_id, completeness, freshness,
            missing, stale, dates``, the tax id and the code of its country, and
            ``without_tax``: ``completeness`` and ``missing`` where that tax id is known
            to be wrong, and so still missing
        """
        templates = self.env["ficha.template"]
        wanted = [
            self._wanted_sql(template)
            for template in templates._config()
            if template.lines
        ]
        if not wanted:
            return SQL(
                """SELECT NULL::int AS id, NULL::int AS template_id,
                          NULL::int AS completeness, NULL::int AS freshness,
                          NULL::jsonb AS missing, NULL::jsonb AS stale,
                          NULL::jsonb AS dates, NULL::jsonb AS without_tax,
                          NULL::varchar AS tax, NULL::varchar AS country
                    WHERE FALSE"""
            )
        return SQL(
            """
            WITH chosen AS MATERIALIZED (
                SELECT p.id, %(template)s AS template_id, p.vat AS tax,
                       (SELECT code FROM res_country WHERE id = p.country_id) AS country
                  FROM res_partner p
                 WHERE %(where)s
            ), wanted AS (%(wanted)s)
            SELECT w.id,
                   w.template_id,
                   (100 * COALESCE(sum(w.weight) FILTER (WHERE w.filled), 0)
                        / sum(w.weight))::int AS completeness,
                   (100 * COALESCE(sum(w.weight) FILTER (WHERE w.date >= w.bound), 0)
                        / sum(w.weight) FILTER (WHERE w.date IS NOT NULL)
                   )::int AS freshness,
                   COALESCE(jsonb_agg(w.name ORDER BY w.weight DESC, w.place)
                            FILTER (WHERE NOT w.filled), '[]') AS missing,
                   COALESCE(jsonb_agg(w.name ORDER BY w.weight DESC, w.place)
                            FILTER (WHERE w.date < w.bound), '[]') AS stale,
                   COALESCE(jsonb_object_agg(w.name, w.date::date)
                            FILTER (WHERE w.date < w.bound), '{}') AS dates,
                   jsonb_build_object(
                       'completeness',
                       (100 * COALESCE(sum(w.weight) FILTER (
                                  WHERE w.filled AND w.name <> 'vat'), 0)
                            / sum(w.weight))::int,
                       'missing',
                       COALESCE(jsonb_agg(w.name ORDER BY w.weight DESC, w.place)
                                FILTER (WHERE NOT w.filled OR w.name = 'vat'), '[]')
                   ) AS without_tax,
                   c.tax,
                   c.country
              FROM wanted w
              JOIN chosen c ON c.id = w.id
             GROUP BY w.id, w.template_id, c.tax, c.country
            """,
            template=templates._template_sql(partner_ids),
            where=where,
            wanted=SQL(" UNION ALL ").join(wanted),
        )

    @api.model
    def _wanted_sql(self, template):
        """A row for each contact with a template and each field it wants: whether it
        is filled, and, for what goes out of date, when the value came (if that is
        known) and since when it would be stale."""
        values = SQL(", ").join(
            SQL(
                "(%s, %s, %s, %s, %s)",
                place,
                line.name,
                line.weight,
                line.stale_months,
                self._good_sql(line.name, template.company_id),
            )
            for place, line in enumerate(template.lines)
        )
        return SQL(
            """
            SELECT c.id, c.template_id, l.place, l.name, l.weight, l.filled,
                   (now() AT TIME ZONE 'UTC') - make_interval(months => l.months)
                       AS bound,
                   CASE WHEN l.months > 0 AND l.filled THEN
                       (SELECT max(o.date) FROM ficha_value_origin o
                         WHERE o.partner_id = c.id AND o.field_name = l.name)
                   END AS date
              FROM chosen c
              JOIN res_partner p ON p.id = c.id
             CROSS JOIN LATERAL (VALUES %s) AS l (place, name, weight, months, filled)
             WHERE c.template_id = %s
            """,
            values,
            template.id,
        )

    @api.model
    def _good_sql(self, name, company_id=None):
        """Whether a field of ``p`` says something that is not known to be wrong: an
        address that takes no e-mail is still missing, and so is a telephone that cannot
        be called. For tax ids, of which PostgreSQL does not know what is wrong, see
        :meth:`_measure_sql`."""
        if name == "email":
            further = self.env["ficha.template"]._filled_otherwise_sql(name)
            return SQL("(COALESCE(p.email_normalized, '') <> '' OR %s)", further)
        if name == "phone":
            # the numbers of the contact, the further ones among them, as they are read:
            # what can be called is kept with the prefix of its country
            return SQL(
                """EXISTS (SELECT FROM ficha_identity_key k
                            WHERE k.partner_id = p.id AND k.kind = 'phone'
                              AND k.value LIKE '+%%')"""
            )
        return self.env["ficha.template"]._filled_sql(name, company_id)

    # --------------------------------------------------------------------------
    # The rows brought up to date: three statements for any number of contacts.
    # --------------------------------------------------------------------------

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
                    SQL("%s AND %s", self._measured_sql(), chosen),
                    wrong,
                    partner_ids,
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
            self.env.ref("ficha_cliente_quality.ir_cron_quality_daily")._trigger()

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
                self._measured_sql(),
                template,
            )
        )

    @api.model
    def _rows_sql(self, where, wrong, partner_ids):
        """The rows of the contacts ``p`` that meet a condition, as a SELECT."""
        reach = SQL("(%s OR %s)", *(self._good_sql(n) for n in ("phone", "email")))
        return SQL(
            """
            SELECT m.id, m.template_id,
                   CASE WHEN t.wrong THEN (m.without_tax ->> 'completeness')::int
                        ELSE m.completeness END AS completeness,
                   m.freshness,
                   m.freshness IS NOT NULL AS freshness_known,
                   CASE WHEN t.wrong THEN m.without_tax -> 'missing'
                        ELSE m.missing END AS missing,
                   m.stale,
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
