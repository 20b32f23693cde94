from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL
from odoo.tools.misc import format_date

from .ficha_quality_board import WHO

POINTS = 12
COMPARED_DAYS = 28


class FichaQualityBoard(models.AbstractModel):
    """The trend: what the nightly action noted, and today."""

    _inherit = "ficha.quality.board"

    @api.model
    def _trend(self, who, user_id, total):
        """The figures of the last twelve weeks, or months once there are as many, and
        those of some four weeks ago to compare with.

        :param dict total: today's figures
        :return: dict with ``labels``, ``values`` (list of dicts), ``before`` (figures
            or None) and ``since`` (the day of those, in words)
        """
        today = self._today()
        first = self._noted("SELECT min(day) FROM (%s) d", who, user_id)[0][0]
        if not first:
            return {"labels": [], "values": [], "before": None, "since": ""}
        weekly = first > today - relativedelta(weeks=POINTS)
        unit = "week" if weekly else "month"
        since = today - relativedelta(**{f"{unit}s": POINTS})
        compared = today - relativedelta(days=COMPARED_DAYS)
        days = self._noted(
            """SELECT max(d.day) FROM (%s) d WHERE d.day < %s AND d.day > %s
                GROUP BY date_trunc(%s, d.day)
                UNION SELECT COALESCE(max(d.day) FILTER (WHERE d.day <= %s), min(d.day))
                 FROM (%s) d""",
            who,
            user_id,
            today,
            since,
            unit,
            compared,
            again=True,
        )
        names = list(self._figures())
        sums = SQL(", ").join(SQL("sum(d.%s)", SQL.identifier(name)) for name in names)
        rows = self.env.execute_query(
            SQL(
                """SELECT d.day,
                          sum(d.completeness_sum)::float8 / NULLIF(sum(d.total), 0),
                          %s
                     FROM (%s) d WHERE d.day = ANY(%s)
                    GROUP BY d.day ORDER BY d.day""",
                sums,
                self._days_sql(who, user_id),
                [day for (day,) in days if day],
            )
        )
        noted = {
            day: dict(zip(names, values, strict=True)) | {"average": average}
            for day, average, *values in rows
        }
        before = max((day for day in noted if day <= compared), default=min(noted))
        points = [(day, noted[day]) for day in noted if since < day < today]
        points.append((today, total))
        style = "d MMM" if weekly else "MMM yy"
        compare = before < today and noted[before]
        return {
            "labels": [format_date(self.env, d, date_format=style) for d, _v in points],
            "values": [values for _day, values in points],
            "before": compare or None,
            "since": format_date(self.env, before) if compare else "",
        }

    @api.model
    def _days_sql(self, who, user_id):
        """The noted rows of whom the reader sees, split by salesperson."""
        only = SQL("TRUE")
        if not self._is_manager():
            user_id = self.env.uid
        if user_id:
            only = SQL("d.split_key = %s", str(int(user_id)))
        return SQL(
            """SELECT d.* FROM ficha_quality_day d
                WHERE d.split = 'user' AND d.population = ANY(%s) AND %s
                  AND (d.company_id IS NULL OR d.company_id = ANY(%s))""",
            list(WHO[who]),
            only,
            self.env.companies.ids,
        )

    @api.model
    def _noted(self, sql, who, user_id, *args, again=False):
        days = self._days_sql(who, user_id)
        return self.env.execute_query(SQL(sql, days, *args, *([days] if again else [])))
