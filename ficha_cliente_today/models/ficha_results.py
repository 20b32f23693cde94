import json
from contextlib import contextmanager
from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import format_date

from odoo.addons.ficha_cliente.tools.arguments import (
    a_day,
    a_dict,
    a_flag,
    a_number,
    a_word,
    asks,
    ids,
    maybe,
    words,
)
from odoo.addons.ficha_cliente.tools.bounds import is_possible
from odoo.addons.ficha_cliente.tools.groups import INTERNAL
from odoo.addons.ficha_cliente.tools.searches import searches
from odoo.addons.ficha_cliente.tools.words import in_date

from ..tools.results_ask import PERIODS, Ask, spans


class FichaResults(models.AbstractModel):
    """*Resultados*: whether knowing the customers pays.

    Measures of a period beside those of the one before, read when the page is opened
    (from what was bought by day, see ``ficha.purchase.day``) and kept nowhere.
    Everything that depends on what the reader may see goes through ``Model._search``; a
    plain user sees their own customers.

    A measure is a method named in :meth:`_measures` that returns what
    :meth:`_answer` needs: a relation in SQL with a row for each customer (or
    purchase, or interaction), and figures as aggregates over it. The same relation and
    the condition of a figure give the list behind it.
    """

    _name = "ficha.results"
    _inherit = "ficha.board.mixin"
    _description = "Results"

    @api.model
    @api.readonly
    def get_results(
        self,
        period="year",
        offset=0,
        date_from=None,
        date_to=None,
        dimension="user",
        user_ids=None,
        segments=None,
    ):
        """The measures of a period beside those of the one before.

        :param period: ``month``, ``quarter``, ``year``, ``12m`` or ``custom``
        :param offset: how many periods back, 0 or negative
        :param date_from: first day of a ``custom`` period, as text
        :param date_to: last day of a ``custom`` period, as text
        :param dimension: key of :meth:`_dimensions`
        :param user_ids: only customers of these salespeople; all when empty
        :param segments: only customers of these segments; all when empty
        :return: dict with ``measures`` (list: ``key``, ``title``, ``help``,
            ``figures``, ``rows``, ``trend``), ``period``, ``before`` (dicts with
            ``from``, ``to``, ``label``), ``dimensions``, ``people`` and ``empty``.
            Shares go from 0 to 1, times are in days, a figure that nothing is known of
            is None
        :raises UserError: when the period is not one
        """
        ask = self._ask(
            period, offset, date_from, date_to, dimension, user_ids, segments
        )
        self.env.flush_all()
        # a measure adds up by customer: in memory, where else it would sort on the disk
        with self._planned(work_mem="64MB"):
            measures = [getattr(self, name)(ask) for name in self._measures()]
            found = self._aggregate(measures, ask)
            measures = [
                self._answer(measure, *found[measure["key"]]) for measure in measures
            ]
        return {
            "period": self._span_values(ask.now),
            "before": self._span_values(ask.before),
            "months": [
                format_date(self.env, month, date_format="MMM yy")
                for month in ask.months
            ],
            "measures": measures,
            "dimension": ask.dimension,
            "dimensions": self._offered_dimensions(),
            "manager": self._is_manager(),
            "people": self._people(),
            "empty": not any(
                figure["value"] or figure["before"]
                for measure in measures
                for figure in measure["figures"]
            ),
        }

    @api.model
    def _measures(self):
        """Names of the methods that say each measure, in the order of the page."""
        return [
            "_measure_sales",
            "_measure_base",
            "_measure_funnel",
            "_measure_cross",
            "_measure_attrition",
            "_measure_cycle",
            "_measure_satisfaction",
        ]

    # -- the question -----------------------------------------------------------------

    @api.model
    @asks(
        period=a_word,
        offset=maybe(a_number),
        date_from=maybe(a_day),
        date_to=maybe(a_day),
        dimension=a_word,
        user_ids=maybe(ids),
        segments=maybe(words),
    )
    def _ask(
        self,
        period="year",
        offset=0,
        date_from=None,
        date_to=None,
        dimension="user",
        user_ids=None,
        segments=None,
    ):
        """Check what the client asks, and turn it into dates.

        :return: ``Ask``
        """
        if period not in PERIODS or dimension not in self._dimensions():
            raise UserError(self.env._("Results cannot be shown with these options."))
        today = fields.Date.context_today(self)
        start, end = fields.Date.to_date(date_from), fields.Date.to_date(date_to)
        if period == "custom" and not (start and end and start <= end):
            raise UserError(
                self.env._(
                    "A custom period needs a first day, and a last day that is not "
                    "before it."
                )
            )
        try:
            (now, before, earlier), window = spans(
                period, today, min(int(offset or 0), 0), start, end
            )
        except (OverflowError, ValueError) as error:
            raise self._no_such_period() from error
        if not is_possible(now.start):
            raise self._no_such_period()
        return Ask(
            now,
            before,
            earlier,
            window,
            dimension=dimension,
            user_ids=[int(user_id) for user_id in user_ids or []],
            segments=[str(segment) for segment in segments or []],
        )

    def _no_such_period(self):
        return UserError(
            self.env._("There are no results so far back: choose a later period.")
        )

    def _span_values(self, span):
        return {
            "from": fields.Date.to_string(span.start),
            "to": fields.Date.to_string(span.end),
            "label": self.env._(
                "%(start)s to %(end)s",
                start=in_date(self.env, span.start),
                end=in_date(self.env, span.end),
            ),
        }

    # --------------------------------------------------------------------------
    # How a measure becomes figures, rows and a chart.
    # --------------------------------------------------------------------------

    @contextmanager
    def _planned(self, **settings):
        """Queries with settings of PostgreSQL's planner that hold for them only."""
        for name, value in settings.items():
            self.env.cr.execute(SQL("SET LOCAL %s = %s", SQL(name), value))
        yield
        for name in settings:
            self.env.cr.execute(SQL("SET LOCAL %s TO DEFAULT", SQL(name)))

    def _answer(self, measure, total, rows):
        """Fill in a measure: figures now and before, split by the dimension, by month.

        :param dict measure: ``key``, ``title``, ``help``, ``nothing`` (when it
            appears), ``trend_help``, ``relation``
            (``SQL`` with the columns ``dim`` and those of the figures), ``added``
            (the same added up by ``dim``, where several measures share it),
            ``figures`` (see :meth:`_figure`), ``trend`` (function that gives twelve
            values); ``forbidden`` (why) instead of the last ones; ``planner``
            (settings, see :meth:`_planned`) where they make a difference
        :param total: pairs ``(now, before)`` of the figures
        :param rows: see :meth:`_aggregate`
        :return: dict for the client
        """
        measure_values = {
            key: measure[key]
            for key in ("key", "title", "help", "nothing", "trend_help")
        }
        # the running month is in the figure and not in the chart: said, or 45 new files
        # stand over a line of zeros
        measure_values["trend_help"] = self.env._(
            "%s, whole months only", measure["trend_help"]
        )
        if measure.get("forbidden"):
            return measure_values | {
                "forbidden": measure["forbidden"],
                "figures": [],
                "rows": [],
                "trend": [],
            }
        figures = [
            {key: figure[key] for key in ("key", "label", "unit", "better", "column")}
            | {"value": value, "before": before}
            for figure, (value, before) in zip(measure["figures"], total, strict=True)
        ]
        with self._planned(**measure.get("planner", {})):
            trend = measure["trend"]()
        return measure_values | {
            "figures": figures,
            "rows": rows,
            "trend": trend,
            "trend_unit": measure["figures"][0]["unit"],
        }

    def _aggregate(self, measures, ask):
        """Totals and rows of the measures: those that are read from the same relation
        in one query; and again for each company when split by company, since a customer
        may buy from several.

        :return: ``{key: (total, rows)}``: pairs ``(now, before)`` of the total, and
            rows with ``key``, ``label``, ``values`` (such pairs)
        """
        dimension = self._dimensions()[ask.dimension]
        totals, found = self._aggregates_of(measures, ask)
        if dimension.get("each_company"):
            found = {key: {} for key in totals}
            for company in self.env.companies:
                alone = self.with_context(
                    allowed_company_ids=company.ids,
                    # amounts of every row are in the same currency
                    ficha_results_company=self.env.company.id,
                )
                part = replace(ask, everybody=None, facts=None, added=None)
                parts = [
                    getattr(alone, f"_measure_{measure['key']}")(part)
                    for measure in measures
                ]
                for key, values in alone._aggregates_of(parts, part)[0].items():
                    found[key][str(company.id)] = values
        values = [dim for rows in found.values() for dim in rows]
        names = dimension["names"](list(dict.fromkeys(values)))
        order = {dim: number for number, dim in enumerate(names)}
        return {
            measure["key"]: (
                totals.get(measure["key"], []),
                [
                    {"key": dim or "", "label": names[dim], "values": pairs}
                    for dim, pairs in sorted(
                        found.get(measure["key"], {}).items(),
                        key=lambda item: order[item[0]],
                    )
                    if any(value or before for value, before in pairs)
                ],
            )
            for measure in measures
        }

    def _aggregates_of(self, measures, ask):
        """:return: ``{key: pairs}`` in all, and ``{key: {dim: pairs}}``"""
        groups = {}
        for measure in measures:
            if not measure.get("forbidden"):
                relation = measure.get("added", measure["relation"])
                groups.setdefault(id(relation), (relation, []))[1].append(measure)
        totals, found = {}, {}
        for relation, some in groups.values():
            columns = SQL(", ").join(map(self._figure_columns, some))
            with self._planned(**some[0].get("planner", {})):
                total, rows = self._aggregates(columns, relation)
            start = 0
            for measure in some:
                key, end = measure["key"], start + 2 * len(measure["figures"])
                totals[key] = self._pairs(total[start:end])
                found[key] = {
                    dim: self._pairs(values[start:end]) for dim, values in rows.items()
                }
                start = end
                for number, figure in enumerate(measure["figures"]):
                    if figure["apart"]:
                        self._put_apart(number, figure, totals[key], found[key])
        return totals, found

    def _put_apart(self, number, figure, total, found):
        """A figure that is not an aggregate over the relation, in its place."""
        all_of_it, rows = figure["apart"]()
        total[number] = all_of_it
        for dim, pairs in found.items():
            pairs[number] = rows.get(dim, (None, None))

    def _figure_columns(self, measure):
        return SQL(", ").join(
            SQL("%s, %s", figure["now"], figure["before"])
            for figure in measure["figures"]
        )

    def _pairs(self, values):
        """Values of :meth:`_figure_columns` as pairs ``(now, before)``."""
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
        apart=None,
    ):
        """One figure of a measure.

        :param unit: ``count``, ``number``, ``share`` (0 to 1), ``days`` or ``money``
        :param SQL now: aggregate over the relation, as ``x``; ``before`` likewise
        :param SQL listed: condition on the rows of the list behind it
        :param better: 1 when more is better, -1 when less is, 0 when neither
        :param column: whether it is a column of the table by dimension
        :param apart: where no aggregate gives it: function that gives the pair
            ``(now, before)`` in all, and ``{dim: pair}``
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
            "apart": apart,
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

    # --------------------------------------------------------------------------
    # The list behind each figure.
    # --------------------------------------------------------------------------

    @api.model
    @api.readonly
    @asks(
        question=a_dict, measure=a_word, figure=a_word, before=a_flag, row=maybe(a_word)
    )
    def open_figure(self, question, measure, figure, before=False, row=None):
        """The customers, or interactions, that a figure counts.

        The action carries the question and not the answer: a list of many thousands is
        opened without sending their ids to the browser and back.

        :param dict question: arguments of :meth:`get_results`
        :param measure: key of the measure
        :param figure: key of the figure
        :param before: of the period before
        :param row: key of the row of the dimension; None for the total
        :return: window action
        """
        asked = {
            "question": question,
            "measure": measure,
            "figure": figure,
            "before": bool(before),
            "row": row,
        }
        measure_values, part, _ask = self._find_figure(asked)
        model = measure_values.get("model", "res.partner")
        xmlid = {
            "res.partner": "ficha_cliente.action_ficha",
            "ficha.interaction": "ficha_cliente_history.action_ficha_interaction",
        }[model]
        return self._list_action(
            xmlid,
            "in_results",
            asked,
            # archived customers count, so they are listed
            context={"active_test": False},
            display_name=f"{measure_values['title']}: {part['label']}",
        )

    @api.model
    def _find_figure(self, asked):
        """Measure, figure and question of what a list is asked for.

        :raises UserError: when there is no such figure
        """
        with self._reading_question():
            ask = self._ask(**asked["question"])
            name, wanted = f"_measure_{asked['measure']}", asked["figure"]
        if name in self._measures():
            measure = getattr(self, name)(ask)
            for figure in measure.get("figures", ()):
                if figure["key"] == wanted:
                    return measure, figure, ask
        raise self._no_such_figure()

    @api.model
    def _listed(self, text, model):
        """Extended: customers or interactions, see :meth:`open_figure`."""
        with self._reading_question():
            asked = json.loads(text)
            this, row = self, asked.get("row")
            key = asked["question"].get("dimension", "user")
            dimension = self._dimensions().get(key)
        if row is not None and dimension and dimension.get("each_company"):
            company = self.env.companies.filtered(lambda c: str(c.id) == row)
            if not company:
                return Domain.FALSE
            this, row = self.with_context(allowed_company_ids=company.ids), None
        self.env.flush_all()  # the relations are SQL of their own
        measure, figure, _ask = this._find_figure(asked)
        if measure.get("model", "res.partner") != model:
            raise self._no_such_figure()
        condition = figure["listed_before" if asked.get("before") else "listed"]
        return self._rows_domain(measure["relation"], condition, row)


class FichaResultsListed(models.AbstractModel):
    """What a figure of *Resultados* may count: it can be searched for by the figure."""

    _name = "ficha.results.listed"
    _description = "Counted in the Results"

    in_results = fields.Char(
        compute="_compute_in_results",
        search="_search_in_results",
        groups=INTERNAL,
        export_string_translation=False,
        help="Used only for searching: what a figure of the results counts.",
    )

    def _compute_in_results(self):
        self.in_results = False

    @searches("in_results")
    def _search_in_results(self, operator, value):
        return self.env["ficha.results"]._search_listed(self._name, operator, value)


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "ficha.results.listed"]


class FichaInteraction(models.Model):
    _name = "ficha.interaction"
    _inherit = ["ficha.interaction", "ficha.results.listed"]
