from dataclasses import replace
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

ACTIVE = "%(until)s > %(since)s"
HAD = "%(known)s + %(wait)s >= %(first)s"
LOST = "%(last)s + %(wait)s BETWEEN %(first)s AND %(end)s"

# What is said of a customer and a period, over ``_facts``: ``since`` and ``until`` are
# how many purchases there are until it begins and ends, ``known`` and ``last`` the last
# one then, ``first`` and ``end`` its days. Numbers, which are added up...
NUMBERS = {
    # what was bought less what was credited
    "amount": "%(amount)s",
    # on how many days
    "bought": "(%(until)s - %(since)s)",
    # how many of these had a purchase before: the very first of all has none
    "repeats": "(%(until)s - GREATEST(%(since)s, LEAST(%(until)s, 1)))",
    # in how many categories, of who bought
    "categories": f"CASE WHEN {ACTIVE} THEN COALESCE(%(kinds)s, 0) END",
}
# ... and what is true or not, which is counted.
TRUTHS = {
    "active": ACTIVE,
    # there are documents
    "documents": f"({ACTIVE} OR COALESCE(%(credited)s, FALSE))",
    # bought, and not for the first time of all
    "again": f"({ACTIVE} AND %(until)s > 1)",
    # the first purchase of all was in it
    "new": "(%(since)s = 0 AND %(until)s > 0)",
    # a customer of the twelve months up to its end, and up to the day before it
    "base": "%(last)s >= %(year)s",
    "base_start": "%(known)s >= %(year_before)s",
    # see *Attrition*
    "had": HAD,
    "lost": LOST,
    "gone": f"({HAD} AND {LOST})",
    "back": f"({ACTIVE} AND %(since)s > 0 AND NOT {HAD})",
    "two": f"({ACTIVE} AND %(kinds)s >= 2)",
}


def _both(names):
    """Names of facts, each of the period and of the one before."""
    return [f"{name}{suffix}" for name in names for suffix in ("", "_before")]


# what is said of a customer: which of the truths hold, as bits, and the numbers
SAID = ("truths", *_both(NUMBERS))

# what the facts are of: one customer, or one customer of one company
CUSTOMER = SQL("partner_id")
CUSTOMER_OF_COMPANY = SQL("partner_id, company_id")


class FichaResults(models.AbstractModel):
    """What the measures of purchases have in common: one row for each customer.

    Sales, the base, the cycle, attrition and cross-selling ask of each customer how
    many purchases there are until the four edges of the two periods, which was the last
    one then, and what they add up to. That is read once for all of them, from the
    customers' purchases in order (``ficha.purchase.course``), and added up once. Of the
    usual periods what is said of each customer is kept (``ficha.results.kept``), and
    worked out here of those only for whom what is kept does not hold.
    """

    _inherit = "ficha.results"

    def _facts(self, ask):
        """The relation behind the measures, made once for a question: SELECT with
        ``id``, ``dim`` and, of each customer who ever bought or gave back:

        - ``n0`` to ``n3``: how many purchases there are until the period before begins,
          it ends, the period begins, and ends; ``l0`` to ``l3``: the last one then
        - ``wait``: for how many days they are waited for
        - ``amount``, and ``amount_before`` of the period before, like the others: what
          was bought less what was credited, in ``PARTS`` of the unit
        - ``credited``: something was given back on a day without a purchase
        - ``kinds``: in how many product categories they bought

        What that means is in ``NUMBERS`` and ``TRUTHS``.
        """
        if ask.facts is None:
            ask.facts = self._facts_relation(ask)
        return ask.facts

    def _fact(self, ask, name, alias="x"):
        """One of ``NUMBERS`` or ``TRUTHS``, over :meth:`_facts`: of the period and of
        the one before.

        :return: pair of ``SQL``
        """
        template = (NUMBERS | TRUTHS)[name]
        return tuple(
            SQL(template, **self._fact_words(alias, *part))
            for part in ((ask.now, "", 2), (ask.before, "_before", 0))
        )

    def _fact_words(self, alias, span, suffix, edge):
        """What the facts are told with: columns of :meth:`_facts`, and days."""
        columns = {
            "since": f"n{edge}",
            "until": f"n{edge + 1}",
            "known": f"l{edge}",
            "last": f"l{edge + 1}",
            **{name: name + suffix for name in ("amount", "credited", "kinds")},
        }
        days = (span.end - span.start).days + 1
        return {
            **{name: SQL.identifier(alias, column) for name, column in columns.items()},
            # of whom no rhythm is known: as long as the period
            "wait": SQL("COALESCE(%s, %s)", SQL.identifier(alias, "wait"), days),
            "first": span.start,
            "end": span.end,
            "year": self._base_since(span.end),
            "year_before": self._base_since(span.start - DAY),
        }

    def _said(self, ask):
        """What is said of each customer: SELECT of ``dim``, ``truths`` (a bit for each
        of ``TRUTHS``, of the period and of the one before) and ``NUMBERS``."""
        kept = self._kept(ask)
        if not kept:
            return self._said_now(ask)
        Kept = self.env["ficha.results.kept"]
        said = SQL(
            """SELECT p.dim, k.* FROM (%s) k JOIN (%s) p ON p.id = k.partner_id""",
            Kept._select_kept(kept, SQL(", ").join(self._said_names(kept.period))),
            self._customers(ask),
        )
        said = SQL("SELECT dim, %s FROM (%s) s", self._said_columns(), said)
        if not kept.apart:
            return said
        return SQL("%s UNION ALL (%s)", said, self._said_now(self._only(ask, kept)))

    def _said_now(self, ask):
        """:meth:`_said` worked out from :meth:`_facts`."""
        return SQL(
            "SELECT f.dim, %s FROM (%s) f",
            SQL(", ").join(self._said_of(ask)),
            self._facts(ask),
        )

    def _said_of(self, ask, names=None):
        """The columns of :meth:`_said` over the facts ``f`` of a customer.

        :param names: how they are called; by their own names when None
        """
        truths = [
            SQL("COALESCE(%s, FALSE)::int << %s", fact, number)
            for number, fact in enumerate(
                fact for name in TRUTHS for fact in self._fact(ask, name, "f")
            )
        ]
        values = [
            SQL("(%s)", SQL(" | ").join(SQL("(%s)", bit) for bit in truths)),
            *(fact for name in NUMBERS for fact in self._fact(ask, name, "f")),
        ]
        names = names or SAID
        return [
            SQL("%s AS %s", value, SQL.identifier(name))
            for value, name in zip(values, names, strict=True)
        ]

    def _said_columns(self):
        return SQL(", ").join(map(SQL.identifier, SAID))

    def _said_names(self, period):
        """The columns of what is kept of a period, by their names in :meth:`_said`."""
        return [
            SQL("%s AS %s", SQL.identifier(f"{name}_{period}"), SQL.identifier(name))
            for name in SAID
        ]

    def _added(self, ask):
        """:meth:`_said` added up by ``dim``, once for a question: the sums of numbers,
        and how many customers have what is true or false. Customers of whom the same is
        true are counted together, and told apart only then."""
        if ask.added is None:
            numbers = [SQL.identifier(name) for name in SAID[1:]]
            columns = [SQL("sum(%s) AS %s", name, name) for name in numbers]
            columns += [
                SQL(
                    "COALESCE(sum(number) FILTER (WHERE truths & %s <> 0), 0)::bigint"
                    " AS %s",
                    1 << place,
                    SQL.identifier(name),
                )
                for place, name in enumerate(_both(TRUTHS))
            ]
            ask.added = SQL(
                """SELECT dim, %s
                     FROM (
                        SELECT dim, truths, count(*) AS number, %s
                          FROM (%s) said
                         GROUP BY dim, truths
                     ) same
                    GROUP BY dim""",
                SQL(", ").join(columns),
                SQL(", ").join(SQL("sum(%s) AS %s", name, name) for name in numbers),
                self._said(ask),
            )
        return ask.added

    # -- what is kept of it ------------------------------------------------------------

    def _kept(self, ask):
        """What is kept of the period that is asked for, and of whom not to read it.

        :return: ``Kept``; None where nothing that is kept may be read
        """
        if ask.kept is None:
            ask.kept = self.env["ficha.results.kept"]._find(ask) or False
        return ask.kept or None

    def _only(self, ask, kept):
        """The same question, of the customers of whom what is kept is not read."""
        return replace(ask, only=kept.apart, kept=False, facts=None, added=None)

    def _fact_sum(self, name):
        """A fact in all, as aggregates over :meth:`_added`: now and before."""
        return tuple(
            SQL("sum(%s)", SQL.identifier("x", f"{name}{suffix}"))
            for suffix in ("", "_before")
        )

    def _fact_figure(self, ask, key, label, fact, better=0, column=True):
        """A figure that counts the customers of whom a fact is true."""
        now, before = (
            SQL("coalesce(%s, 0)::bigint", total) for total in self._fact_sum(fact)
        )
        listed, listed_before = self._fact(ask, fact)
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
        places = [
            SQL(
                "width_bucket(%s::date, d.days) AS %s",
                day,
                SQL.identifier(f"n{number}"),
            )
            for number, day in enumerate(self._edges(ask))
        ]
        return SQL(", ").join([*places, ONCE])

    def _edges(self, ask):
        """The last days before the two periods, and of them, in order."""
        return (
            ask.before.start - DAY,
            ask.before.end,
            ask.now.start - DAY,
            ask.now.end,
        )

    def _facts_relation(self, ask):
        return SQL(
            "SELECT p.id, p.dim, f.* FROM (%s) f JOIN (%s) p ON p.id = f.partner_id",
            self._facts_of(
                ask,
                self._courses(ask),
                self._patience(),
                self._categories(ask, self._varieties(ask)),
            ),
            self._customers(ask),
        )

    def _facts_of(self, ask, courses, patience, categories, key=CUSTOMER):
        """The facts from the customers' purchases. Rows get narrow before they are
        joined: without the arrays.

        :param SQL courses: as :meth:`_courses`; ``patience`` and ``categories`` are
            those of :meth:`_patience` and :meth:`_categories`
        :param SQL key: columns that all of them have, a row for each
        """
        credit, columns = [], []
        for number, day in enumerate(self._edges(ask)):
            credit.append(SQL("width_bucket(%s::date, d.credit_days)", day))
            columns += [
                SQL(f"d.n{number}"),
                SQL(f"d.days[d.n{number}] AS l{number}"),
            ]
        for suffix, first in (("", 2), ("_before", 0)):
            columns += [
                SQL(
                    f"""d.totals[d.n{first + 1} + 1] - d.totals[d.n{first} + 1]
                        + CASE WHEN d.credit_days IS NULL THEN 0 ELSE
                            d.credit_totals[%s + 1] - d.credit_totals[%s + 1] END
                        AS amount{suffix}""",
                    credit[first + 1],
                    credit[first],
                ),
                SQL(f"%s > %s AS credited{suffix}", credit[first + 1], credit[first]),
            ]
        return SQL(
            """SELECT w.days AS wait, k.*, v.kinds, v.kinds_before
                 FROM (SELECT %(key)s, %(columns)s, %(once)s
                         FROM (SELECT d.*, %(places)s FROM (%(courses)s) d) d) k
                 LEFT JOIN (%(patience)s) w USING (%(key)s)
                 LEFT JOIN (%(categories)s) v USING (%(key)s)""",
            key=key,
            columns=SQL(", ").join(columns),
            once=ONCE,
            places=self._places(ask),
            courses=courses,
            patience=patience,
            categories=categories,
        )

    def _base_since(self, day):
        """The first of the twelve months up to a day."""
        return day - relativedelta(years=1) + DAY

    def _patience(self):
        """SELECT of ``partner_id`` and ``days``: how long after a purchase each
        customer is waited for; of who buys from several companies, the longest."""
        patience = self._patience_by_company(
            SQL("h.company_id = ANY(%s)", self.env.companies.ids)
        )
        if len(self.env.companies) == 1:
            return patience
        return SQL(
            "SELECT partner_id, max(days) AS days FROM (%s) w GROUP BY partner_id",
            patience,
        )

    def _patience_by_company(self, condition):
        """The same by ``partner_id`` and ``company_id``.

        :param SQL condition: on the purchase histories ``h``
        """
        Summary = self.env["ficha.purchase.summary"]
        Summary.flush_model(["usual_interval_days"])
        patience = Summary._patience_sql("h")
        return SQL(
            """SELECT h.partner_id, h.company_id, LEAST(%s, %s) AS days
                 FROM ficha_purchase_summary h
                WHERE %s AND %s > 0""",
            patience,
            WAITED_DAYS,
            condition,
            patience,
        )

    def _money(self, parts):
        """An amount of ``PARTS``, as the client takes it."""
        return SQL("(%s * %s / %s)::float", parts, self._course_rate(), PARTS)

    def _courses(self, ask):
        """SELECT of ``partner_id`` and the purchases of each customer in order, see
        ``ficha.purchase.day._courses``; amounts in the currency of the company, which
        :meth:`_course_rate` converts, or of the reader's where there are several."""
        companies, target = self.env.companies, self._currency_company()
        if len(companies) == 1:
            courses = self.env["ficha.purchase.day"]._courses()
        else:
            courses = self.env["ficha.purchase.day"]._courses(
                self._days(),
                companies.filtered(lambda c: c.currency_id != target.currency_id),
            )
        return self._of_only(ask, courses)

    def _of_only(self, ask, rows):
        """Of a SELECT with ``partner_id``, the customers that are asked for."""
        if ask.only is None:
            return rows
        return SQL(
            "SELECT * FROM (%s) AS every WHERE partner_id = ANY(%s)", rows, ask.only
        )

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
            self._courses(ask),
            self._joined_customers(ask, SQL("d.partner_id")),
        )

    def _month_number(self, ask, day):
        """Which month of the chart a day is in, from 1."""
        return SQL("width_bucket(%s, %s::date[])", day, ask.months)
