from odoo import api, models
from odoo.tools import SQL


class FichaResults(models.AbstractModel):
    """How a measure becomes figures, rows and a chart."""

    _inherit = "ficha.results"

    def _answer(self, measure, ask):
        """Fill in a measure: figures now and before, split by the dimension, by month.

        :param dict measure: ``key``, ``title``, ``help``, ``nothing`` (when it
            appears), ``trend_help``, ``relation``
            (``SQL`` with the columns ``dim`` and those of the figures), ``figures``
            (see :meth:`_figure`), ``trend`` (function that gives twelve values);
            ``forbidden`` (why) instead of the last three
        :return: dict for the client
        """
        told = {
            key: measure[key]
            for key in ("key", "title", "help", "nothing", "trend_help")
        }
        if measure.get("forbidden"):
            return told | {
                "forbidden": measure["forbidden"],
                "figures": [],
                "rows": [],
                "trend": [],
            }
        total, rows = self._aggregate(measure, ask)
        figures = [
            {key: figure[key] for key in ("key", "label", "unit", "better", "column")}
            | {"value": value, "before": before}
            for figure, (value, before) in zip(measure["figures"], total, strict=True)
        ]
        return told | {
            "figures": figures,
            "rows": rows,
            "trend": measure["trend"](),
            "trend_unit": measure["figures"][0]["unit"],
        }

    def _aggregate(self, measure, ask):
        """Total and rows of a measure, in one query; one for each company when split by
        company, since a customer may buy from several.

        :return: pairs ``(now, before)`` of the total, and rows with ``key``, ``label``,
            ``values`` (such pairs)
        """
        dimension = self._dimensions()[ask.dimension]
        columns = SQL(", ").join(
            SQL("%s, %s", figure["now"], figure["before"])
            for figure in measure["figures"]
        )
        sql = SQL(
            "SELECT grouping(x.dim), x.dim, %s FROM (%s) x"
            " GROUP BY GROUPING SETS ((), (x.dim))",
            columns,
            measure["relation"],
        )
        total, found = [], {}
        for is_total, dim, *values in self.env.execute_query(sql):
            pairs = list(zip(values[::2], values[1::2], strict=True))
            if is_total:
                total = pairs
            else:
                found[dim] = pairs
        if dimension.get("each_company"):
            found = {}
            for company in self.env.companies:
                alone = self.with_context(allowed_company_ids=company.ids)
                part = getattr(alone, f"_measure_{measure['key']}")(ask)
                found[str(company.id)] = alone._aggregate_total(part)
        names = dimension["names"](list(found))
        order = list(names)
        rows = [
            {"key": key or "", "label": names[key], "values": pairs}
            for key, pairs in sorted(
                found.items(), key=lambda item: order.index(item[0])
            )
            if any(value or before for value, before in pairs)
        ]
        return total, rows

    def _aggregate_total(self, measure):
        columns = SQL(", ").join(
            SQL("%s, %s", figure["now"], figure["before"])
            for figure in measure["figures"]
        )
        values = self.env.execute_query(
            SQL("SELECT %s FROM (%s) x", columns, measure["relation"])
        )[0]
        return list(zip(values[::2], values[1::2], strict=True))

    @api.model
    def _figure(
        self,
        key,
        label,
        unit,
        now,
        before,
        listed,
        listed_before,
        better=0,
        column=True,
    ):
        """One figure of a measure.

        :param unit: ``count``, ``number``, ``share`` (0 to 1) or ``days``
        :param SQL now: aggregate over the relation, as ``x``; ``before`` likewise
        :param SQL listed: condition on the rows of the list behind it
        :param better: 1 when more is better, -1 when less is, 0 when neither
        :param column: whether it is a column of the table by dimension
        """
        return {
            "key": key,
            "label": label,
            "unit": unit,
            "now": now,
            "before": before,
            "listed": listed,
            "listed_before": listed_before,
            "better": better,
            "column": column,
        }

    def _count_figure(self, key, label, listed, listed_before, better=0, column=True):
        """A figure that counts the rows of its list."""
        count = "count(*) FILTER (WHERE %s)"
        return self._figure(
            key,
            label,
            "count",
            SQL(count, listed),
            SQL(count, listed_before),
            listed,
            listed_before,
            better,
            column,
        )
