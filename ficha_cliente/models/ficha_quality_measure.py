from odoo import api, models
from odoo.tools import SQL

from .ficha_quality import MEASURED_FROM


class FichaQuality(models.Model):
    """How complete and how fresh fichas are, measured in one query."""

    _inherit = "ficha.quality"

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

    @api.model
    def _measure_sql(self, where, partner_ids=None):
        """The measures of the contacts ``p`` that meet a condition and have a template.

        :param SQL where: condition on ``res_partner p``
        :param partner_ids: see ``ficha.template._template_sql``
        :return: ``SQL`` of a SELECT of ``id, template_id, completeness, freshness,
            missing, stale, dates``
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
                          NULL::jsonb AS dates
                    WHERE FALSE"""
            )
        return SQL(
            """
            WITH chosen AS MATERIALIZED (
                SELECT p.id, %(template)s AS template_id
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
                            FILTER (WHERE w.date < w.bound), '{}') AS dates
              FROM wanted w
             GROUP BY w.id, w.template_id
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
        filled = self.env["ficha.template"]._filled_sql
        values = SQL(", ").join(
            SQL(
                "(%s, %s, %s, %s, %s)",
                place,
                line.name,
                line.weight,
                line.stale_months,
                filled(line.name, template.company_id),
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
