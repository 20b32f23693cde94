from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.tools import SQL

from odoo.addons.ficha_cliente_history.models.ficha_purchase_course import PARTS

from ..tools.results_ask import WAITED_DAYS

DAY = timedelta(days=1)

# A column that keeps PostgreSQL from working out the others of its SELECT again for
# each use of them, and does not keep it from sharing the rows among its processes, as
# OFFSET 0 would.
ONCE = SQL("generate_series(1, 1) AS once")


class FichaResults(models.AbstractModel):
    """What the measures of purchases have in common: one row for each customer.

    Sales, the base, the cycle, attrition and cross-selling ask of each customer how
    many purchases there are until the four edges of the two periods, which was the last
    one then, and what they add up to. That is read once for all of them, from the
    customers' purchases in order (``ficha.purchase.course``), and added up once.
    """

    _inherit = "ficha.results"

    def _facts(self, ask):
        """The relation behind the measures, made once for a question: SELECT with
        ``id``, ``dim`` and, of the period and, with ``_before``, of the one before:

        - ``amount``: what was bought less what was credited, in ``PARTS`` of the unit
        - ``documents``: there were any
        - ``bought``: on how many days; ``active``: on any
        - ``repeats``: how many of these had a purchase before; ``again``: any of them
        - ``new``: the first purchase of all was in the period
        - ``base``, ``base_start``: a customer at its end, and when it began
        - ``had``, ``lost``, ``gone``, ``back``: see *Attrition*
        """
        if ask.facts is None:
            ask.facts = self._facts_relation(ask)
        return ask.facts

    def _added(self, ask):
        """:meth:`_facts` added up by ``dim``, once for a question."""
        if ask.added is None:
            ask.added = self._add_facts(
                self._facts(ask),
                ("amount", "bought", "repeats"),
                (
                    *("active", "again", "new", "base", "base_start"),
                    *("had", "lost", "gone", "back"),
                ),
            )
        return ask.added

    def _add_facts(self, relation, sums, counts):
        """A relation with a row for each customer, added up by ``dim``.

        :param sums: names of numbers, ``counts`` of what is true or false
        """
        columns = []
        for suffix in ("", "_before"):
            for template, names in (
                ("sum(%s) AS %s", sums),
                ("count(*) FILTER (WHERE %s) AS %s", counts),
            ):
                for name in names:
                    alias = SQL.identifier(name + suffix)
                    column = SQL.identifier("f", name + suffix)
                    columns.append(SQL(template, column, alias))
        return SQL(
            "SELECT f.dim, %s FROM (%s) f GROUP BY f.dim",
            SQL(", ").join(columns),
            relation,
        )

    def _fact_sum(self, name):
        """A fact in all, as aggregates over :meth:`_added`: now and before."""
        return tuple(
            SQL("sum(%s)", SQL.identifier("x", f"{name}{suffix}"))
            for suffix in ("", "_before")
        )

    def _fact(self, name):
        """A fact of a customer, over :meth:`_facts`: now and before."""
        return SQL.identifier("x", name), SQL.identifier("x", f"{name}_before")

    def _fact_figure(self, key, label, fact, better=0, column=True):
        """A figure that counts the customers of whom a fact is true."""
        now, before = (
            SQL("coalesce(%s, 0)::bigint", total) for total in self._fact_sum(fact)
        )
        listed, listed_before = self._fact(fact)
        return self._figure(
            key, label, "count", now, before, listed, listed_before, better, column
        )

    def _fact_share(self, part, whole):
        """One fact of another, now and before."""
        return tuple(
            SQL("%s::float / nullif(%s, 0)::float", *pair)
            for pair in zip(self._fact_sum(part), self._fact_sum(whole), strict=True)
        )

    def _places(self, ask):
        """Columns ``n0`` to ``n3`` of a customer ``d``: how many purchases there are
        until the period before begins, it ends, the period begins, and ends."""
        edges = (
            ask.before.start - DAY,
            ask.before.end,
            ask.now.start - DAY,
            ask.now.end,
        )
        places = [
            SQL(
                "width_bucket(%s::date, d.days) AS %s", day, SQL.identifier(f"n{number}")
            )
            for number, day in enumerate(edges)
        ]
        return SQL(", ").join([*places, ONCE])

    def _facts_relation(self, ask, further=(), joined=None):
        """:param further: columns beside those of :meth:`_facts`
        :param SQL joined: JOIN of what they are taken from to the customer ``k``
        """
        waited = SQL("LEFT JOIN (%s) w ON w.partner_id = k.partner_id", self._patience())
        return SQL(
            """SELECT p.id, p.dim, %(columns)s
                 FROM (SELECT d.*, %(places)s FROM (%(courses)s) d) k
                 JOIN (%(customers)s) p ON p.id = k.partner_id
                 %(waited)s
                 %(joined)s""",
            columns=SQL(", ").join(
                [
                    *self._facts_of(ask.now, "", SQL("k.n2"), SQL("k.n3")),
                    *self._facts_of(ask.before, "_before", SQL("k.n0"), SQL("k.n1")),
                    *further,
                ]
            ),
            places=self._places(ask),
            courses=self._courses(),
            customers=self._customers(ask),
            waited=waited,
            joined=joined or SQL(""),
        )

    def _facts_of(self, span, suffix, start, end):
        """The columns of a period.

        :param SQL start: number of purchases until it begins
        :param SQL end: number of purchases until its last day
        """
        known, last = SQL("k.days[%s]", start), SQL("k.days[%s]", end)
        waited = SQL("COALESCE(w.days, %s)", (span.end - span.start).days + 1)
        credit = [
            SQL("width_bucket(%s::date, k.credit_days)", day)
            for day in (span.start - DAY, span.end)
        ]
        active = SQL("%s > %s", end, start)
        had = SQL("COALESCE(%s + %s >= %s, FALSE)", known, waited, span.start)
        lost = SQL(
            "COALESCE(%s + %s BETWEEN %s AND %s, FALSE)",
            last,
            waited,
            span.start,
            span.end,
        )
        columns = {
            "amount": SQL(
                """k.totals[%(end)s + 1] - k.totals[%(start)s + 1]
                   + CASE WHEN k.credit_days IS NULL THEN 0 ELSE
                     k.credit_totals[%(until)s + 1] - k.credit_totals[%(since)s + 1]
                     END""",
                start=start,
                end=end,
                until=credit[1],
                since=credit[0],
            ),
            "documents": SQL(
                "(%s OR COALESCE(%s > %s, FALSE))", active, credit[1], credit[0]
            ),
            "bought": SQL("%s - %s", end, start),
            "active": active,
            # the very first purchase has none before it
            "repeats": SQL("%s - GREATEST(%s, LEAST(%s, 1))", end, start, end),
            "again": SQL("(%s AND %s > 1)", active, end),
            "new": SQL("(%s = 0 AND %s > 0)", start, end),
            "base": SQL(
                "COALESCE(%s >= %s, FALSE)", last, self._base_since(span.end)
            ),
            "base_start": SQL(
                "COALESCE(%s >= %s, FALSE)", known, self._base_since(span.start - DAY)
            ),
            "had": had,
            "lost": lost,
            "gone": SQL("(%s AND %s)", had, lost),
            "back": SQL("(%s AND %s > 0 AND NOT %s)", active, start, had),
        }
        return [
            SQL("%s AS %s", column, SQL.identifier(name + suffix))
            for name, column in columns.items()
        ]

    def _base_since(self, day):
        """The first of the twelve months up to a day."""
        return day - relativedelta(years=1) + DAY

    def _patience(self):
        """SELECT of ``partner_id`` and ``days``: how long after a purchase each
        customer is waited for; of who buys from several companies, the longest."""
        Summary = self.env["ficha.purchase.summary"]
        Summary.flush_model(["usual_interval_days"])
        patience = Summary._patience_sql("h")
        several = len(self.env.companies) > 1
        return SQL(
            """SELECT h.partner_id, LEAST(%s, %s) AS days
                 FROM ficha_purchase_summary h
                WHERE h.company_id = ANY(%s) AND %s > 0 %s""",
            SQL("max(%s)", patience) if several else patience,
            WAITED_DAYS,
            self.env.companies.ids,
            patience,
            SQL("GROUP BY h.partner_id") if several else SQL(""),
        )

    def _money(self, parts):
        """An amount of ``PARTS``, as the client takes it."""
        return SQL("(%s * %s / %s)::float", parts, self._course_rate(), PARTS)

    def _courses(self):
        """SELECT of ``partner_id`` and the purchases of each customer in order, see
        ``ficha.purchase.day._courses``; amounts in the currency of the company, which
        :meth:`_course_rate` converts, or of the reader's where there are several."""
        several = len(self.env.companies) > 1
        days = self._days() if several else None
        return self.env["ficha.purchase.day"]._courses(days)

    def _course_rate(self):
        """Factor from the currency of :meth:`_courses` to that of the figures."""
        company, target = self.env.companies[:1], self._currency_company()
        if len(self.env.companies) > 1 or company.currency_id == target.currency_id:
            return SQL("1")
        return SQL("%s", self._rate(company, target))

    # -- month by month, of all of them ------------------------------------------------

    def _purchases_in(self, ask, span, *columns):
        """SELECT of purchases in some days, a row for each customer and day.

        :param columns: ``SQL`` over a customer ``k``: the purchases of these days are
            ``k.n + 1`` to ``k.m`` of their arrays
        """
        return SQL(
            """SELECT %s
                 FROM (SELECT d.*, width_bucket(%s::date, d.days) AS n,
                              width_bucket(%s::date, d.days) AS m, %s
                         FROM (%s) d %s) k""",
            SQL(", ").join(columns),
            span.start - DAY,
            span.end,
            ONCE,
            self._courses(),
            self._joined_customers(ask, SQL("d.partner_id")),
        )

    def _month_number(self, ask, day):
        """Which month of the chart a day is in, from 1."""
        return SQL("width_bucket(%s, %s::date[])", day, ask.months)
