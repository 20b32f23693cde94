from dataclasses import astuple, dataclass
from datetime import date

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.searches import searches
from odoo.addons.ficha_cliente.tools.words import in_near_date

from .ficha_purchase_rhythm import NEXT_DAYS

# from this drift risk on nothing is said to be expected
LOST_RISK = 0.9

# of fewer silences it is not told what followed
ENOUGH_CASES = 30

# a range of more days is said to be wide, and why
WIDE_DAYS = 28

# Later than one more usual interval, and than these days, a customer is not late but
# drifts away.
LATE_LEAST = 30

# what a rhythm is told from: columns of the purchase history, and what stands for none
RHYTHM_COLUMNS = {
    "usual_interval_days": 0,
    "last_purchase_date": None,
    "purchase_days": 0,
    "expected_date": None,
    "expected_from_date": None,
    "expected_to_date": None,
    "expected_basis": "",
    "expected_basis_count": 0,
    "return_cases": 0,
    "return_count": 0,
    "drift_risk": 0.0,
}


@dataclass(frozen=True)
class Rhythm:
    """How a customer buys and when they are expected, on one day: the one place that
    tells it, whatever shows it.

    ``usual`` is the usual interval in days and ``own`` whether it is the customer's;
    ``expected`` is the last purchase plus the usual interval, with ``first`` and
    ``until`` around it; ``late`` counts from that day. None of them moves until they
    buy, but ``late`` and ``silence``. Dates are empty where nothing is known.
    """

    today: date
    usual: int
    last: date
    purchases: int
    expected: date
    first: date
    until: date
    basis: str
    basis_count: int
    cases: int
    came: int
    risk: float

    @classmethod
    def of(cls, values, today):
        """From the values of ``RHYTHM_COLUMNS``, by name."""
        return cls(
            today, *(values[name] or empty for name, empty in RHYTHM_COLUMNS.items())
        )

    def columns(self):
        """The values it was made of, as JSON has them."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in zip(RHYTHM_COLUMNS, astuple(self)[1:], strict=True)
        }

    @classmethod
    def of_columns(cls, columns, today):
        """From what :meth:`columns` gave."""
        return cls.of(
            {
                name: date.fromisoformat(columns[name])
                if name.endswith("_date") and columns[name]
                else columns[name]
                for name in RHYTHM_COLUMNS
            },
            today,
        )

    @property
    def silence(self):
        return (self.today - self.last).days if self.last else 0

    @property
    def late(self):
        return max((self.today - self.expected).days, 0) if self.expected else 0

    @property
    def own(self):
        return self.basis in ("own", "both")

    @property
    def gone(self):
        """Whether nothing is expected of them any more."""
        return self.risk >= LOST_RISK

    @property
    def width(self):
        return (self.until - self.first).days if self.first and self.until else 0

    @property
    def wide(self):
        """Whether the range is so wide that it has to be said."""
        least = max(WIDE_DAYS, self.usual) if self.basis == "own" else WIDE_DAYS
        return self.width > least


class FichaPurchaseSummary(models.Model):
    """What is told of a customer's rhythm, as figures and in words.

    Ficha, banner, *Hoy*, rules, lists and print take it from here: the figures from
    :meth:`_rhythms`, or from :meth:`_rhythm_sql` where many customers are looked for in
    SQL, and the words from the methods below, which take a :class:`Rhythm`.
    """

    _inherit = "ficha.purchase.summary"

    def _rhythms(self, today):
        """The rhythm of each of these rows.

        :param date today: what is late and silent is counted until then
        :return: ``{id of the row: Rhythm}``; no query but the one that reads the rows
        """
        self.fetch(list(RHYTHM_COLUMNS))
        return {
            row.id: Rhythm.of({name: row[name] for name in RHYTHM_COLUMNS}, today)
            for row in self
        }

    @api.model
    def _rhythm_sql(self, alias):
        """The same columns in SQL; ``Rhythm.of`` takes their values.

        :param str alias: of ``ficha_purchase_summary`` in the query
        :return: dict of ``SQL`` by name
        """
        return {name: SQL.identifier(alias, name) for name in RHYTHM_COLUMNS}

    @api.model
    def _late_sql(self, alias, today):
        """Days late in SQL, as ``Rhythm.late``."""
        return SQL(
            "GREATEST(%s - %s, 0)",
            SQL("%s::date", today),
            SQL.identifier(alias, "expected_date"),
        )

    @api.model
    def _patience_more_sql(self, alias):
        """Days after the expected one in which a customer is waited for: later, they
        drift away. In SQL: one more usual interval, 30 days at least."""
        return SQL(
            "GREATEST(COALESCE(%s, 0), %s)",
            SQL.identifier(alias, "usual_interval_days"),
            LATE_LEAST,
        )

    @api.model
    def _patience_sql(self, alias):
        """The same, from the last purchase on; empty where nothing is known."""
        return SQL(
            "(NULLIF(%s, 0) + %s)",
            SQL.identifier(alias, "usual_interval_days"),
            self._patience_more_sql(alias),
        )

    @api.depends("expected_date")
    def _compute_overdue_days(self):
        rhythms = self._rhythms(fields.Date.context_today(self))
        for summary in self:
            rhythm = rhythms.get(summary.id)
            summary.overdue_days = rhythm.late if rhythm else 0

    # --------------------------------------------------------------------------
    # When they are expected, in words.
    # --------------------------------------------------------------------------

    @api.model
    def _tell_expected(self, rhythm):
        """Day, range and delay: "Was expected about 12 Nov (from 5 to 18 Nov) · 16
        days late". Of who is late it is the range they missed.

        :return: sentence without a full stop, or "" where nothing is known
        """
        if not rhythm.expected:
            return ""
        words = {"day": self._format_day(rhythm.expected, rhythm.today)}
        if margin := self._tell_range(rhythm):
            words["range"] = margin
            text = (
                self.env._("Was expected about %(day)s (%(range)s)", **words)
                if rhythm.late
                else self.env._("Expected about %(day)s (%(range)s)", **words)
            )
        elif rhythm.late:
            text = self.env._("Was expected about %(day)s", **words)
        else:
            text = self.env._("Expected about %(day)s", **words)
        return " · ".join(filter(None, [text, self._tell_late(rhythm)]))

    @api.model
    def _tell_late(self, rhythm):
        """ "16 days late"; "" for who is not."""
        if rhythm.late == 1:
            return self.env._("1 day late")
        return self.env._("%s days late", rhythm.late) if rhythm.late else ""

    @api.model
    def _tell_range(self, rhythm):
        """ "from 5 to 18 Nov"; where it is wide, how wide and why."""
        first, last = rhythm.first, rhythm.until
        if not first or not last or first == last:
            return ""
        same = (first.year, first.month) == (last.year, last.month)
        text = self.env._(
            "from %(first)s to %(last)s",
            first=str(first.day) if same else self._format_day(first, rhythm.today),
            last=self._format_day(last, rhythm.today),
        )
        return ", ".join(filter(None, [text, self._tell_wide(rhythm)]))

    @api.model
    def _tell_wide(self, rhythm):
        """ "a wide range of 11 weeks: they have bought once"; "" of a narrow one."""
        if not rhythm.wide:
            return ""
        weeks = round(rhythm.width / 7)
        if rhythm.basis == "own":
            return self.env._(
                "a wide range of %s weeks: their intervals vary a lot", weeks
            )
        if rhythm.purchases == 1:
            return self.env._("a wide range of %s weeks: they have bought once", weeks)
        return self.env._(
            "a wide range of %(weeks)s weeks: they have bought on only %(days)s days",
            weeks=weeks,
            days=rhythm.purchases,
        )

    @api.model
    def _format_day(self, day, today):
        """A day in short: with its year where that is not today's."""
        return in_near_date(self.env, day, today)

    # --------------------------------------------------------------------------
    # How they buy, in words.
    # --------------------------------------------------------------------------

    @api.model
    def _tell_usual(self, rhythm):
        """Whose interval it is, in a clause: "they usually buy every 31 days"."""
        if not rhythm.usual:
            return ""
        if not rhythm.own:
            if rhythm.usual == 1:
                return self.env._("customers like them buy again the next day")
            return self.env._(
                "customers like them buy again after %s days", rhythm.usual
            )
        if rhythm.usual == 1:
            return self.env._("they usually buy every day")
        return self.env._("they usually buy every %s days", rhythm.usual)

    @api.model
    def _tell_silence(self, rhythm):
        """How they buy and since when they do not: "buys every 31 days, silent for
        75"."""
        if not rhythm.last:
            return ""
        silence = rhythm.silence
        if rhythm.own:
            if rhythm.usual == 1:
                return self.env._("buys every day, silent for %s", max(silence, 0))
            if silence == 1:
                return self.env._("buys every %s days, last yesterday", rhythm.usual)
            if silence <= 0:
                return self.env._("buys every %s days, last today", rhythm.usual)
            return self.env._(
                "buys every %(interval)s days, silent for %(silence)s",
                interval=rhythm.usual,
                silence=silence,
            )
        if rhythm.purchases == 1:
            if silence == 1:
                return self.env._("bought once, yesterday")
            if silence <= 0:
                return self.env._("bought once, today")
            return self.env._("bought once, silent for %s days", silence)
        if silence <= 0:
            return self.env._("bought on %s days, last today", rhythm.purchases)
        if silence == 1:
            return self.env._("bought on %s days, last yesterday", rhythm.purchases)
        return self.env._(
            "bought on %(days)s days, silent for %(silence)s",
            days=rhythm.purchases,
            silence=silence,
        )

    @api.model
    def _tell_basis(self, rhythm):
        """What the usual interval and the range are taken from, with how many."""
        number = f"{rhythm.basis_count:n}"
        if rhythm.basis == "own":
            return self.env._("from their own %s intervals", number)
        if rhythm.basis == "both":
            own = rhythm.purchases - 1
            if not rhythm.basis_count:
                return self.env._(
                    "from their own %s intervals, the range by a rule of thumb", own
                )
            return self.env._(
                "from their own %(own)s intervals, the range from %(number)s of "
                "customers like them",
                own=own,
                number=number,
            )
        if rhythm.basis != "similar":
            return ""
        if not rhythm.basis_count:
            return self.env._("a rule of thumb: too few customers to compare with")
        if rhythm.purchases == 1:
            if rhythm.basis_count == 1:
                return self.env._("from one customer who bought once, like them")
            return self.env._("from %s customers who bought once, like them", number)
        if rhythm.basis_count == 1:
            return self.env._("from one interval of a customer like them")
        return self.env._("from %s intervals of customers like them", number)

    @api.model
    def _tell_returns(self, rhythm):
        """Of who is late, what usually happens next: "of 41 who took as long, 4 in 10
        bought in the 30 days that followed"; "" where there are too few cases."""
        if not rhythm.late or rhythm.cases < ENOUGH_CASES:
            return ""
        words = {"number": f"{rhythm.cases:n}", "days": NEXT_DAYS}
        tenths = round(10 * rhythm.came / rhythm.cases)
        if not tenths:
            return self.env._(
                "of %(number)s times that others took as long, hardly ever did they "
                "buy in the %(days)s days that followed",
                **words,
            )
        if tenths == 10:
            return self.env._(
                "of %(number)s times that others took as long, nearly always did they "
                "buy in the %(days)s days that followed",
                **words,
            )
        return self.env._(
            "of %(number)s times that others took as long, in %(tenths)s of every 10 "
            "they bought in the %(days)s days that followed",
            tenths=tenths,
            **words,
        )

    # --------------------------------------------------------------------------
    # Together, as the ficha shows them.
    # --------------------------------------------------------------------------

    @api.model
    def _tell_day(self, rhythm):
        """The expected day alone: "12 Nov"; nothing where they are not expected."""
        if not rhythm.expected or rhythm.gone:
            return False
        return self._format_day(rhythm.expected, rhythm.today)

    @api.model
    def _tell_company(self, company):
        """Of which company's purchases is told: "purchases from “Norte” only"."""
        return self.env._("purchases from “%s” only", company.name)

    @api.model
    def _tell_note(self, rhythm, whose=""):
        """Delay, range, basis and what follows, to stand below the day.

        :param whose: of :meth:`_tell_company`, where figures of other companies stand
            beside it; so below
        """
        words = [self._tell_late(rhythm)]
        if not rhythm.gone:
            words += [
                self._tell_range(rhythm),
                self._tell_basis(rhythm),
                self._tell_returns(rhythm),
            ]
        if any(words):
            words.append(whose)
        return " · ".join(filter(None, words)) or False

    @api.model
    def _tell_all(self, rhythm, whose=""):
        """Everything in sentences."""
        if not rhythm.basis:
            return False
        silence = ", ".join(filter(None, [self._tell_silence(rhythm), whose]))
        if rhythm.gone:
            return self.env._("Not to be expected any more: %s.", silence)
        words = {
            "expected": self._tell_expected(rhythm),
            "silence": silence,
            "basis": self._tell_basis(rhythm),
        }
        if next_ := self._tell_returns(rhythm):
            return self.env._(
                "%(expected)s: %(silence)s (%(basis)s); %(next)s.", next=next_, **words
            )
        return self.env._("%(expected)s: %(silence)s (%(basis)s).", **words)

    # --------------------------------------------------------------------------
    # The drift risk, as it is told. Before the first day on which they are expected
    # there is none: what the formula gives for who bought today (50 % after a first
    # purchase) is how many come back at all, and no sign that this one does not.
    # Lists, filters, rules, segments and sentences ask here.
    # --------------------------------------------------------------------------

    told_risk = fields.Float(
        string="Risk",
        compute="_compute_told_risk",
        search="_search_told_risk",
        aggregator="avg",
        help="0 to 1: how likely it is that they have stopped buying. None before the "
        "first day on which they are expected.",
    )

    @api.depends("drift_risk", "expected_from_date")
    def _compute_told_risk(self):
        today = fields.Date.context_today(self)
        for summary in self:
            summary.told_risk = summary._told_risk(today)

    def _told_risk(self, today):
        """The risk of one row, or of none."""
        return 0.0 if self._is_early(today) else self.drift_risk

    @api.model
    def _told_risk_sql(self, alias, today):
        """The same in SQL, 0 to 1.

        :param str alias: of what has ``drift_risk`` and ``expected_from_date``
        """
        return SQL(
            "CASE WHEN %s > %s THEN 0 ELSE COALESCE(%s, 0) END",
            SQL.identifier(
                alias,
                "expected_from_date",
                to_flush=self._fields["expected_from_date"],
            ),
            SQL("%s::date", today),
            SQL.identifier(alias, "drift_risk", to_flush=self._fields["drift_risk"]),
        )

    @api.model
    @searches("told_risk")
    def _search_told_risk(self, operator, value):
        if operator == "in":
            compared = SQL("= ANY(%s::float8[])", [float(one or 0) for one in value])
        elif operator in ("<", "<=", ">", ">="):
            compared = SQL(f"{operator} %s", value)
        else:
            return NotImplemented
        today = fields.Date.context_today(self)
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s %s", model._told_risk_sql(alias, today), compared
            )
        )

    # No core module extends this for a model of its own like it: see ``res.partner``.
    def _field_to_sql(self, alias, field_expr, query=None):
        """Extends the ORM's: lists are sorted by the risk that they show."""
        if field_expr != "told_risk":
            return super()._field_to_sql(alias, field_expr, query)
        for name in ("drift_risk", "expected_from_date"):
            self._check_field_access(self._fields[name], "read")
        return self._told_risk_sql(alias, fields.Date.context_today(self))

    def _is_early(self, today):
        """Whether the day from which they are expected is still to come."""
        return bool(self.expected_from_date and self.expected_from_date > today)

    def _get_segment_text(self, today, whose=""):
        """Rhythm, risk and scores: "buys every 31 days, silent for 75 · risk of losing
        them 54 % · R2 F5 M4". Takes one row or none."""
        if not self.last_purchase_date:
            return False
        words = [self._tell_silence(self._rhythms(today)[self.id])]
        if not self._is_early(today):
            risk = round(self._told_risk(today) * 100)
            words.append(self.env._("risk of losing them %s %%", risk))
        if self.recency_score:
            words.append(
                self.env._(
                    "R%(recency)s F%(frequency)s M%(amount)s",
                    recency=self.recency_score,
                    frequency=self.frequency_score,
                    amount=self.monetary_score,
                )
            )
        if whose:
            words.append(whose)
        return " · ".join(words)
