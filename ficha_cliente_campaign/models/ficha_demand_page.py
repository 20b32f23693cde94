from collections import namedtuple
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL
from odoo.tools.misc import format_date, formatLang

from odoo.addons.ficha_cliente.tools.arguments import a_word, an_id, asks, maybe
from odoo.addons.ficha_cliente.tools.words import in_date, in_days

from ..tools import demand
from .ficha_demand_record import ENOUGH

#: Periods of the past that stand before what is ahead, and in the record.
BEFORE = {"month": 12, "week": 13}

Kept = namedtuple(
    "Kept",
    "id period start lead ahead foreseen low high same mean came customers peak",
)


class FichaDemandPage(models.AbstractModel):
    """*Previsión* and *¿Acierta?*: what is kept at night, read and told in words.

    Nothing is computed here. Amounts are of all customers together, so they are for who
    may see all documents of the company; how often something was right is for all.
    """

    _name = "ficha.demand.page"
    _description = "Pages of the Demand Ahead"

    # -- Previsión -----------------------------------------------------------------

    @api.model
    @api.readonly
    @asks(period=a_word, scope=a_word, scope_id=maybe(an_id))
    def get_demand(self, period="month", scope="company", scope_id=None):
        """What is ahead of the active company, beside what came.

        :param period: ``month`` or ``week``
        :param scope: ``company``, ``category`` or ``product``, and ``scope_id`` which
        :return: dict with ``points`` (one for each period: ``label``, ``came``,
            ``foreseen``, ``low``, ``high``, ``simple``; amounts or None), ``peaks``
            (``id``, ``text``), ``verdict``, ``sentence``, ``simple_label``, ``scopes``
            to choose among and ``empty``; or ``forbidden`` and why
        :raises UserError: when there is no such period or scope
        """
        question = self._question(period, scope, scope_id)
        if not self._may_read():
            return {"forbidden": self._forbidden_text()}
        record = self._record(question)
        today = fields.Date.context_today(self)
        first = demand.after(period, demand.first_of(period, today), -BEFORE[period])
        lines = self._lines(question, first)
        ahead, told = {}, {}
        for line in lines:
            (ahead if line.ahead else told)[line.start] = line
        points = []
        for start in sorted({*ahead, *told}):
            line = ahead.get(start) or told[start]
            over = start < demand.first_of(period, today)
            points.append(self._point(line, record, shown=not over))
        return {
            "points": points,
            "peaks": [
                self._peak(ahead[start]) for start in sorted(ahead) if ahead[start].peak
            ]
            if record.verdict == "good"
            else [],
            "verdict": record.verdict or "few",
            "sentence": self._sentence(record, period),
            "simple_label": self._simple_label(record.verdict, period),
            "scopes": self._scopes(question),
            "empty": not lines,
        }

    @api.model
    @api.readonly
    @asks(demand_id=an_id)
    def open_behind(self, demand_id):
        """The customers who are behind a peak: those of them that the reader may see.

        :param demand_id: of ``ficha.demand``
        :return: window action
        :raises UserError: when it is gone, or not for the reader
        """
        if not self._may_read():
            raise UserError(self._forbidden_text())
        # sudo: who reads all documents, see _may_read; of the active company
        line = self.env["ficha.demand"].sudo().browse(demand_id).exists()
        if not line or line.company_id != self.env.company or not line.behind_ids:
            raise UserError(
                self.env._("The forecast was made anew meanwhile: open it once more.")
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ficha_cliente.action_ficha"
        )
        return {
            **action,
            "display_name": self._peak(line)["text"],
            "domain": [("id", "in", line.behind_ids.partner_id.ids)],
            "context": {"active_test": False},
        }

    # -- ¿Acierta? -----------------------------------------------------------------

    @api.model
    @api.readonly
    @asks(period=a_word, scope=a_word, scope_id=maybe(an_id))
    def get_record(self, period="month", scope="company", scope_id=None):
        """How right what is told in advance was, on the past of the active company.

        :param period: as of :meth:`get_demand`; ``scope`` and ``scope_id`` likewise
        :return: dict with ``points`` (of the last twelve months: ``label``, ``came``,
            ``foreseen``, ``low``, ``high``, ``same``, ``mean``), ``errors`` (``label``,
            ``share``, ``best``), ``verdict``, ``sentence``, ``rates`` (of the next
            purchase, the drift risk and the proposals: ``title``, ``text``, ``good``)
            and ``scopes``; amounts are left out, with ``forbidden``, for who may not
            see them
        """
        question = self._question(period, scope, scope_id)
        if not self.env.user._is_internal():
            raise AccessError(self._forbidden_text())
        rates = [self._rate_next(), self._rate_drift(), *self._rates_proposals()]
        if not self._may_read():
            return {"forbidden": self._forbidden_text(), "rates": rates}
        record = self._record(question)
        today = fields.Date.context_today(self)
        since = demand.record_since(period, today)
        lines = [
            line
            for line in self._lines(question, since)
            if line.came is not None and not line.ahead
        ]
        return {
            "points": [
                {
                    "label": self._label(line),
                    "came": line.came,
                    "foreseen": line.foreseen,
                    "low": line.low,
                    "high": line.high,
                    "same": line.same,
                    "mean": line.mean,
                }
                for line in lines
            ],
            "errors": self._errors(record, period),
            "verdict": record.verdict or "few",
            "sentence": self._sentence(record, period),
            "rates": rates,
            "scopes": self._scopes(question),
            "empty": not lines,
        }

    # -- reading -------------------------------------------------------------------

    @api.model
    def _question(self, period, scope, scope_id):
        """:return: ``{"period", "category_id", "product_id"}``"""
        known = scope == "company" or (scope in ("category", "product") and scope_id)
        if period not in demand.KINDS or not known:
            raise UserError(self.env._("The forecast is told by month and by week."))
        return {
            "period": period,
            "category_id": scope_id if scope == "category" else False,
            "product_id": scope_id if scope == "product" else False,
        }

    @api.model
    def _may_read(self):
        """Whether the reader sees all documents of the active company, so that they may
        be told what all of them add up to."""
        alone = self.with_context(allowed_company_ids=self.env.company.ids)
        return alone.env["ficha.purchase.day"]._reads_all()

    @api.model
    def _forbidden_text(self):
        return self.env._(
            "What all customers buy together is for who may see the invoices of all of "
            "them: ask for that right, or ask who has it."
        )

    def _domain(self, question):
        return [("company_id", "=", self.env.company.id)] + [
            (name, "=", value) for name, value in question.items()
        ]

    @api.model
    def _lines(self, question, first):
        """What is kept of a question from a day on, by start; of the past the months
        that came next.

        :return: list of ``Kept``; amounts that are not known are None
        """
        self.env["ficha.demand"].flush_model()
        # in SQL: read only after _may_read, and the ORM reads "not known" as 0
        rows = self.env.execute_query(
            SQL(
                """SELECT %(columns)s FROM ficha_demand
                    WHERE company_id = %(company)s AND period = %(period)s
                      AND COALESCE(category_id, 0) = %(category)s
                      AND COALESCE(product_id, 0) = %(product)s
                      AND start >= %(first)s
                      AND (ahead OR lead = 1 OR period = 'week')
                    ORDER BY start, ahead""",
                columns=SQL(", ").join(map(SQL.identifier, Kept._fields)),
                company=self.env.company.id,
                period=question["period"],
                category=question["category_id"] or 0,
                product=question["product_id"] or 0,
                first=first,
            )
        )
        return [
            Kept(*(float(v) if isinstance(v, Decimal) else v for v in row))
            for row in rows
        ]

    @api.model
    def _record(self, question):
        # sudo: as the lines
        return self.env["ficha.demand.record"].sudo().search(self._domain(question))

    def _point(self, line, record, shown):
        """One period of *Previsión*: ours where it is better than the simple rules,
        else the simple one that is as right."""
        good = shown and record.verdict == "good"
        simple = shown and record.verdict in ("same", "mean")
        return {
            "label": self._label(line),
            "start": fields.Date.to_string(line.start),
            "came": None if shown else line.came,
            "foreseen": line.foreseen if good else None,
            "low": line.low if good else None,
            "high": line.high if good else None,
            "simple": getattr(line, record.verdict) if simple else None,
            "customers": line.customers if good else None,
            "peak": line.peak if good and line.ahead else 0,
        }

    def _label(self, line):
        if line.period == "month":
            return format_date(self.env, line.start, date_format="MMM yy")
        return format_date(self.env, line.start, date_format="d MMM")

    def _peak(self, line):
        words = {
            "times": formatLang(self.env, line.peak, digits=1),
            "customers": self.env._("1 customer")
            if line.customers == 1
            else self.env._("%s customers", line.customers),
        }
        if line.period == "week":
            day = format_date(self.env, line.start, date_format="d MMMM")
            text = self.env._(
                "The week of %(day)s, %(times)s times the normal: %(customers)s",
                day=day,
                **words,
            )
        else:
            month = format_date(self.env, line.start, date_format="MMMM y")
            text = self.env._(
                "%(month)s, %(times)s times the normal: %(customers)s",
                month=month.capitalize(),
                **words,
            )
        return {"id": line.id, "text": text}

    @api.model
    def _scopes(self, question):
        """What can be asked for: those that something is kept of.

        :return: list of dicts ``scope``, ``id``, ``label``
        """
        # sudo: as the lines; names of products and categories
        records = (
            self.env["ficha.demand.record"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.env.company.id),
                    ("period", "=", question["period"]),
                ]
            )
        )
        return [
            {"scope": "company", "id": 0, "label": self.env._("The whole company")},
            *(
                {"scope": scope, "id": record.id, "label": record.display_name}
                for scope, found in (
                    ("category", records.category_id),
                    ("product", records.product_id),
                )
                for record in found.sorted("display_name")
            ),
        ]

    # -- in words ------------------------------------------------------------------

    def _simple_label(self, verdict, period):
        if verdict == "same":
            return self.env._("Same as last year")
        if verdict == "mean" and period == "month":
            return self.env._("Mean of the last 3 months")
        if verdict == "mean":
            return self.env._("Mean of the last 12 weeks")
        return ""

    def _percent(self, share):
        return f"{100 * share:.0f} %"

    def _sentence(self, record, period):
        """Whether the demand is shown, and why."""
        few = demand.KINDS[period]["few"]
        if not record or record.verdict == "few":
            number = record.periods
            if period == "month":
                return self.env._(
                    "Too few data to say: it takes %(few)s months to compare, and so "
                    "far there are %(number)s. Until then nothing is foreseen.",
                    number=number,
                    few=few,
                )
            return self.env._(
                "Too few data to say: it takes %(few)s weeks to compare, and so far "
                "there are %(number)s. Until then nothing is foreseen.",
                number=number,
                few=few,
            )
        ours = self._percent(record.ours)
        if record.verdict == "same":
            return self.env._(
                "It is not yet more right than the same as last year (wrong by "
                "%(ours)s against %(simple)s), so that is what is shown.",
                ours=ours,
                simple=self._percent(record.same),
            )
        if record.verdict == "mean":
            return self.env._(
                "It is not yet more right than a moving mean (wrong by %(ours)s "
                "against %(simple)s), so that is what is shown.",
                ours=ours,
                simple=self._percent(record.mean),
            )
        text = self.env._(
            "In the last twelve months it was wrong by %(ours)s; a moving mean by "
            "%(mean)s.",
            ours=ours,
            mean=self._percent(record.mean),
        )
        if record.has_same:
            text = self.env._(
                "In the last twelve months it was wrong by %(ours)s; the same as last "
                "year by %(same)s, a moving mean by %(mean)s.",
                ours=ours,
                same=self._percent(record.same),
                mean=self._percent(record.mean),
            )
        return " ".join(filter(None, [text, self._range_sentence(record, period)]))

    def _range_sentence(self, record, period):
        """Whether eight in ten really came in the range that is told."""
        words = {
            "ranged": record.ranged,
            "inside": round(record.inside * record.ranged),
        }
        if record.ranged < demand.RANGED:
            return self.env._(
                "Of its range too few data to say yet whether it holds eight in ten."
            )
        if period == "month":
            return self.env._(
                "Of %(ranged)s months, %(inside)s came in the range told; eight in ten "
                "are meant to.",
                **words,
            )
        return self.env._(
            "Of %(ranged)s weeks, %(inside)s came in the range told; eight in ten are "
            "meant to.",
            **words,
        )

    def _errors(self, record, period):
        if not record or record.verdict == "few":
            return []
        shares = [
            (self.env._("What each customer is expected to buy"), record.ours),
            (self._simple_label("mean", period), record.mean),
        ]
        if record.has_same:
            shares.append((self._simple_label("same", period), record.same))
        best = min(share for _label, share in shares)
        return [
            {"label": label, "share": share, "best": share == best}
            for label, share in shares
        ]

    def _rate_next(self):
        """The next purchase of each customer."""
        # sudo: how right it was, of all customers together, is told to everybody
        record = (
            self.env["ficha.next.record"]
            .sudo()
            .search([("company_id", "=", self.env.company.id)])
        )
        rate = {"key": "next", "title": self.env._("Next purchase"), "good": False}
        if not record._can_tell():
            text = self.env._(
                "Too few data to say: it takes %(few)s customers to compare, and so "
                "far there are %(number)s.",
                few=ENOUGH,
                number=record.customers,
            )
            return {**rate, "text": text, "few": True}
        words = {
            "customers": record.customers,
            "inside": self._percent(record.inside),
            "days": in_days(self.env, round(record.days_off)),
            "simple": in_days(self.env, round(record.simple_days_off)),
            "day": in_date(self.env, record.day),
        }
        if record._is_beaten():
            text = self.env._(
                "As of %(day)s it was at least %(days)s off for half of %(customers)s "
                "customers: not yet more right than their last purchase plus their "
                "mean interval (%(simple)s).",
                **words,
            )
        else:
            text = self.env._(
                "As of %(day)s it was at most %(days)s off for half of %(customers)s "
                "customers, and their last purchase plus their mean interval "
                "%(simple)s; %(inside)s came in the range told.",
                **words,
            )
        return {**rate, "text": text, "good": not record._is_beaten()}

    def _rate_drift(self):
        """The drift risk: which one, and why."""
        # sudo: as in _rate_next
        choice = (
            self.env["ficha.drift.choice"]
            .sudo()
            .search([("company_id", "=", self.env.company.id)])
        )
        rate = {"key": "drift", "title": self.env._("Drift risk"), "good": False}
        if not choice._can_tell():
            text = self.env._(
                "Too few data to say: it is taken from the silence of each customer "
                "against their own rhythm until the past can tell which score is right."
            )
            return {**rate, "text": text, "few": True}
        areas = choice._get_areas()
        names = dict(choice._fields["score"]._description_selection(self.env))
        words = {
            "name": names[choice.score],
            "area": f"{100 * areas[choice.score]:.0f}",
            "customers": choice.customers,
            "days": choice.ahead,
            "others": "; ".join(
                f"{names[name]}: {100 * area:.0f}"
                for name, area in sorted(areas.items(), key=lambda item: -item[1])
                if name != choice.score
            ),
        }
        if not choice._beats_chance():
            text = self.env._(
                "No score told who would buy again better than chance: do not rely on "
                "the risk yet. The best was «%(name)s», right in %(area)s of 100.",
                **words,
            )
            return {**rate, "text": text}
        text = self.env._(
            "Customers are ordered by «%(name)s»: of two of them, one who bought again "
            "in %(days)s days and one who did not, it told which in %(area)s of 100 "
            "(tried on %(customers)s customers). The others: %(others)s. Chance alone "
            "is right in 50.",
            **words,
        )
        return {**rate, "text": text, "good": True}

    def _rates_proposals(self):
        """The two lists of products to propose."""
        found = self.env["ficha.suggestion.record"]._of(self.env.company)
        titles = {
            "own": self.env._("To propose: what is theirs"),
            "new": self.env._("To propose: what they do not buy yet"),
        }
        empty = self.env["ficha.suggestion.record"]
        return [
            {
                "key": kind,
                "title": title,
                "text": found.get(kind, empty)._words(),
                "good": found.get(kind, empty)._can_tell()
                and not found[kind]._is_beaten(),
                "few": not found.get(kind, empty)._can_tell(),
            }
            for kind, title in titles.items()
        ]
