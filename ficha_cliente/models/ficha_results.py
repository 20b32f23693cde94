from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date

from .ficha_results_ask import PERIODS, Ask, spans

MANAGER = "ficha_cliente.group_ficha_manager"


class FichaResults(models.AbstractModel):
    """*Resultados*: whether knowing the customers pays.

    Four measures of a period beside those of the one before, read from the documents
    when the page is opened and kept nowhere. Everything that depends on what the reader
    may see goes through ``Model._search``; a plain user sees their own customers.

    A measure is a method named in :meth:`_measures` that returns what
    :meth:`_answer` needs: a relation in SQL with a row for each customer (or
    purchase, or interaction), and figures as aggregates over it. The same relation and
    the condition of a figure give the list behind it.
    """

    _name = "ficha.results"
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
        """The four measures of a period beside those of the one before.

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
        measures = [
            self._answer(getattr(self, name)(ask), ask) for name in self._measures()
        ]
        manager = self.env.user.has_group(MANAGER)
        return {
            "period": self._span_words(ask.now),
            "before": self._span_words(ask.before),
            "months": [
                format_date(self.env, month, date_format="MMM yy")
                for month in ask.months
            ],
            "measures": measures,
            "dimension": ask.dimension,
            "dimensions": [
                {"key": key, "label": dimension["label"]}
                for key, dimension in self._dimensions().items()
                if not dimension.get("hidden")
            ],
            "manager": manager,
            "people": self._people() if manager else [],
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
            "_measure_cross",
            "_measure_attrition",
            "_measure_cycle",
            "_measure_satisfaction",
        ]

    # -- the question -----------------------------------------------------------------

    @api.model
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
            raise UserError(self.env._("Results cannot be told like that."))
        today = fields.Date.context_today(self)
        start, end = fields.Date.to_date(date_from), fields.Date.to_date(date_to)
        if period == "custom" and not (start and end and start <= end):
            raise UserError(
                self.env._(
                    "A period of your own needs a first day, and a last day that is "
                    "not before it."
                )
            )
        (now, before, earlier), window = spans(
            period, today, min(int(offset or 0), 0), start, end
        )
        return Ask(
            now,
            before,
            earlier,
            window,
            dimension=dimension,
            user_ids=[int(user_id) for user_id in user_ids or []],
            segments=[str(segment) for segment in segments or []],
        )

    def _span_words(self, span):
        return {
            "from": fields.Date.to_string(span.start),
            "to": fields.Date.to_string(span.end),
            "label": self.env._(
                "%(start)s to %(end)s",
                start=format_date(self.env, span.start, date_format="d MMM y"),
                end=format_date(self.env, span.end, date_format="d MMM y"),
            ),
        }
