from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.bounds import MOST_DAYS, check_numbers
from odoo.addons.ficha_cliente.tools.query import query_subselect
from odoo.addons.ficha_cliente.tools.words import in_date, in_days

from .ficha_purchase_summary import SEGMENTS
from .ficha_purchase_summary_rhythm import RHYTHM_COLUMNS, Rhythm


class FichaFollowupRule(models.Model):
    """Rules that read the purchase history: their settings, and their reasons in words.

    The kinds themselves come after, a ``_matching_`` each: who does not buy, and what
    has just happened; what was said is in ``ficha_followup_rule_said.py``.
    """

    _inherit = "ficha.followup.rule"

    kind = fields.Selection(
        selection_add=[
            ("complaint_open", "A complaint is open"),
            ("reply_owed", "They wrote and wait for our reply"),
            ("purchase_overdue", "The expected purchase has not been made"),
            ("drift_risk", "They may be drifting away"),
            ("big_silent", "A big customer is silent"),
            ("segment_changed", "They changed segment"),
            ("first_purchase", "They have just bought for the first time"),
            ("anniversary", "Their anniversary as a customer is near"),
            ("birthday", "A birthday is near"),
            ("domain",),
        ],
        ondelete={
            "complaint_open": "cascade",
            "reply_owed": "cascade",
            "purchase_overdue": "cascade",
            "drift_risk": "cascade",
            "big_silent": "cascade",
            "segment_changed": "cascade",
            "first_purchase": "cascade",
            "anniversary": "cascade",
            "birthday": "cascade",
        },
    )
    days_max = fields.Integer(
        string="But no longer than (days)",
        help="Customers silent for longer than this many days after their last "
        "purchase are left out: they are lost, and daily attention does not "
        "bring them back. 0: no limit.",
    )
    percent = fields.Integer(
        string="Risk from (%)",
        default=70,
        help="The rule holds from this drift risk on, 0 to 100.",
    )
    value_tiers = fields.Selection(
        [("a", "A"), ("ab", "A or B")],
        string="Only customers of value",
        help="A: the customers that together make 80 % of the revenue of the last "
        "twelve months; B: the next 15 %. Empty: of any value.",
    )
    segment_from = fields.Selection(
        SEGMENTS,
        string="From segment",
        help="Only those who were in this segment before. Empty: any.",
    )
    segment_to = fields.Selection(
        [("worse", "Any worse one"), ("better", "Any better one"), *SEGMENTS],
        string="To segment",
        help="Only those who are now in this segment. Empty: any.",
    )

    _check_percent = models.Constraint(
        "CHECK(percent >= 0 AND (percent <= 100 OR kind <> 'drift_risk'))",
        "The percentage of a follow-up rule cannot be negative, nor a risk more than "
        "100.",
    )
    _check_days_max = models.Constraint(
        "CHECK(days_max >= 0)",
        "“But no longer than” of a follow-up rule cannot be negative.",
    )

    @api.constrains("days_max", "percent")
    def _check_possible_numbers(self):
        check_numbers(self, 0, MOST_DAYS, "days_max", "percent")

    @api.model
    def _preview_fields(self):
        return super()._preview_fields() + [
            "days_max",
            "percent",
            "value_tiers",
            "segment_from",
            "segment_to",
        ]

    @api.model
    def _amount_basis(self):
        """Extends ours: what they usually buy, and what they bought first."""
        usual = self.env._("a usual purchase, before taxes")
        return super()._amount_basis() | {
            "purchase_overdue": usual,
            "drift_risk": usual,
            "big_silent": usual,
            "first_purchase": self.env._("first purchase, before taxes"),
        }

    @api.model
    def _kind_help(self):
        return super()._kind_help() | {
            "complaint_open": (
                self.env._(
                    "A complaint has been open for this many days or more. Private "
                    "ones are left out, so that the reason does not reveal them."
                ),
                ("document", "days", "date"),
            ),
            "reply_owed": (
                self.env._(
                    "What they asked has waited for our reply for this many days or "
                    "more; 0: from the moment it comes in. Private interactions are "
                    "left out, so that the reason does not reveal them."
                ),
                ("days", "date"),
            ),
            "purchase_overdue": (
                self.env._(
                    "The range in which they were expected to buy is over, and the "
                    "day itself was this many days ago or more."
                ),
                ("expected", "rhythm", "days", "usual", "overdue", "date", "amount"),
            ),
            "drift_risk": (
                self.env._("Their drift risk is this or more."),
                (
                    "percent",
                    "rhythm",
                    "expected",
                    "days",
                    "usual",
                    "overdue",
                    "date",
                    "amount",
                ),
            ),
            "big_silent": (
                self.env._(
                    "They are of this value, and for this many days or more they "
                    "have neither bought nor been in contact. No value chosen: A."
                ),
                ("days", "tier", "purchase", "contact", "amount"),
            ),
            "segment_changed": (
                self.env._("They entered their segment this many days ago or less."),
                ("segment_from", "segment_to", "days", "date"),
            ),
            "first_purchase": (
                self.env._("Their first purchase was this many days ago or less."),
                ("days", "date", "amount"),
            ),
            "anniversary": (
                self.env._(
                    "The anniversary of their first purchase is within this many "
                    "days, and they have bought within the last year."
                ),
                ("years", "date", "days"),
            ),
            "birthday": (
                self.env._(
                    "The birthday of the customer or of one of its contacts is "
                    "within this many days. The reason cannot say whose or when: "
                    "everybody reads it."
                ),
                (),
            ),
        }

    @api.model
    def _figure_labels(self):
        """Extends ours with the figures of the history."""
        return super()._figure_labels() | {
            "usual": self.env._("usual rhythm"),
            "expected": self.env._("expected day"),
            "rhythm": self.env._("silence"),
            "overdue": self.env._("delay"),
            "percent": self.env._("risk"),
            "tier": self.env._("value"),
            "purchase": self.env._("last purchase"),
            "contact": self.env._("last contact"),
            "segment_from": self.env._("segment before"),
            "segment_to": self.env._("segment now"),
            "years": self.env._("years"),
        }

    def _reason_values(self, figures):
        """Extends _reason_values with the figures of the history."""
        words = super()._reason_values(figures)
        Summary = self.env["ficha.purchase.summary"]
        rhythm = figures.get("rhythm")
        words["usual"] = Summary._tell_usual(rhythm) if rhythm else ""
        words["expected"] = Summary._tell_expected(rhythm) if rhythm else ""
        words["rhythm"] = Summary._tell_silence(rhythm) if rhythm else ""
        words["overdue"] = in_days(self.env, rhythm.late if rhythm else 0)
        years = figures.get("years") or 0
        words["years"] = (
            self.env._("1 year") if years == 1 else self.env._("%s years", years)
        )
        words["percent"] = f"{figures.get('percent') or 0} %"
        words["tier"] = (figures.get("tier") or "").upper()
        words["purchase"] = self._date_text(
            figures.get("purchase"), self.env._("no purchase")
        )
        words["contact"] = self._date_text(
            figures.get("contact"), self.env._("no contact")
        )
        segments = dict(
            self.env["ficha.purchase.summary"]
            ._fields["rfm_segment"]
            ._description_selection(self.env)
        )
        for name in ("segment_from", "segment_to"):
            words[name] = segments.get(figures.get(name), "")
        return words

    def _reason_told(self, facts, documents):
        """Extends ours: with several companies switched on a rhythm says whose it is,
        as it stands beside what was bought from all of them."""
        text, amount = super()._reason_told(facts, documents)
        companies = self.env.companies
        whose = companies.filtered(lambda company: company.id == facts.get("company"))
        if text and whose and len(companies) > 1 and "rhythm" in facts:
            words = self.env["ficha.purchase.summary"]._tell_company(whose)
            text = f"{text} · {words}"
        return text, amount

    @api.model
    def _reason_models(self):
        """Extends ours."""
        return super()._reason_models() | {
            "ficha.interaction": "subject",
            "ficha.purchase.summary": None,
        }

    @api.model
    def _reason_hidden_words(self):
        """Extends ours: a complaint waits, whoever looks; what it says is for those who
        may read it."""
        return super()._reason_hidden_words() | {
            "ficha.interaction": self.env["ficha.interaction"]._hidden_name()
        }

    @api.model
    def _reason_figures_stored(self, figures):
        """Extends ours: the rhythm, without the day on which it was looked at."""
        rhythm = figures.get("rhythm")
        plain = {name: value for name, value in figures.items() if name != "rhythm"}
        stored = super()._reason_figures_stored(plain)
        if rhythm:
            stored["rhythm"] = rhythm.columns()
        return stored

    @api.model
    def _reason_figures(self, facts):
        """Extends ours: the rhythm as it is today."""
        figures = super()._reason_figures(facts)
        if columns := facts.get("rhythm"):
            figures["rhythm"] = Rhythm.of_columns(
                columns, fields.Date.context_today(self)
            )
        return figures

    # --------------------------------------------------------------------------
    # Kinds of rules that read the purchase history: one query each.
    #
    # Without a company a rule looks at what the customer bought from each company
    # and holds if it holds for one of them; the reason speaks of the one it holds
    # for most.
    # --------------------------------------------------------------------------

    def _date_text(self, date, none):
        return in_date(self.env, date) or none

    def _matching_summary(self, columns, condition, order, partners):
        """Customers with a purchase history that meets a condition.

        :param dict columns: ``{figure: SQL over the history "s" and the customer "p"}``
        :param SQL condition: over the same
        :param SQL order: which history counts where a customer has several
        :return: ``{partner id: figures}``
        """
        Partner = self.env["res.partner"]
        Partner.flush_model(["last_contact_date"])
        self.env["ficha.purchase.summary"].flush_model()
        customers = Partner._search(Partner._followup_customer_domain())
        company = SQL("TRUE")
        if self.company_id:
            company = SQL("s.company_id = %s", self.company_id.id)
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT ON (s.partner_id)
                          s.partner_id, s.currency_id, s.id, s.company_id, %s
                     FROM ficha_purchase_summary s
                     JOIN res_partner p ON p.id = s.partner_id
                    WHERE %s AND %s AND %s AND %s AND s.partner_id IN %s
                    ORDER BY s.partner_id, %s, s.company_id""",
                SQL(", ").join(columns.values()),
                condition,
                company,
                self._tier_clause(),
                self._partners_clause("s.partner_id", partners),
                query_subselect(customers),
                order,
            )
        )
        currencies = {row[1]: None for row in rows}
        for currency in self.env["res.currency"].browse(filter(None, currencies)):
            currencies[currency.id] = currency
        result = {}
        for pid, currency_id, summary_id, company_id, *values in rows:
            result[pid] = dict(zip(columns, values, strict=True))
            result[pid]["source"] = ("ficha.purchase.summary", [summary_id])
            result[pid]["company"] = company_id
            if "amount" in columns:
                result[pid]["currency"] = currencies[currency_id]
            if RHYTHM_COLUMNS.keys() <= columns.keys():
                result[pid]["rhythm"] = Rhythm.of(
                    {name: result[pid].pop(name) for name in RHYTHM_COLUMNS},
                    fields.Date.context_today(self),
                )
        return result

    def _tier_clause(self):
        if not self.value_tiers:
            return SQL("TRUE")
        return SQL("s.value_tier IN %s", tuple(self.value_tiers))

    def _days_max_clause(self, today):
        if not self.days_max:
            return SQL("TRUE")
        return SQL("s.last_purchase_date >= %s", today - timedelta(days=self.days_max))

    def _rhythm_columns(self, today):
        """How long they have been silent, and their rhythm: see ``Rhythm``."""
        return {
            "days": SQL("(%s - s.last_purchase_date)", today),
            "date": SQL("s.last_purchase_date"),
            # what is at stake is one purchase of theirs
            "amount": SQL("coalesce(s.average_ticket, 0)"),
            **self.env["ficha.purchase.summary"]._rhythm_sql("s"),
        }

    def _matching_purchase_overdue(self, partners):
        """Customers whose range is over, so that nine in ten would have bought again,
        and whose expected day was the rule's days ago."""
        today = fields.Date.context_today(self)
        return self._matching_summary(
            self._rhythm_columns(today),
            SQL(
                "s.expected_to_date < %s AND s.expected_date <= %s AND %s",
                today,
                today - timedelta(days=self.days),
                self._days_max_clause(today),
            ),
            SQL("s.expected_date"),
            partners,
        )

    def _matching_drift_risk(self, partners):
        """Customers whose drift risk has reached the rule's percentage, once they are
        expected: before that day it says nothing of them."""
        today = fields.Date.context_today(self)
        risk = self.env["ficha.purchase.summary"]._told_risk_sql("s", today)
        columns = self._rhythm_columns(today) | {
            "percent": SQL("round(%s * 100)::int", risk)
        }
        return self._matching_summary(
            columns,
            # compared as it is shown, so that 70 % shown is 70 % reached
            SQL(
                "%s > 0 AND round(%s * 100) >= %s AND %s",
                risk,
                risk,
                self.percent,
                self._days_max_clause(today),
            ),
            SQL("s.drift_risk DESC"),
            partners,
        )

    def _matching_big_silent(self, partners):
        """Customers of value who neither bought nor were in contact for the days.

        The last purchase counts in whichever company it was: somebody who has just
        bought from another company of ours is not silent.
        """
        today = fields.Date.context_today(self)
        purchase = SQL(
            """(SELECT max(o.last_purchase_date) FROM ficha_purchase_summary o
                 WHERE o.partner_id = s.partner_id)"""
        )
        last = SQL("greatest(%s, p.last_contact_date)", purchase)
        return self._matching_summary(
            {
                "days": SQL("(%s - %s)", today, last),
                "tier": SQL("s.value_tier"),
                "purchase": purchase,
                "contact": SQL("p.last_contact_date"),
                "amount": SQL("coalesce(s.average_ticket, 0)"),
            },
            SQL(
                "%s AND s.last_purchase_date <= %s AND %s <= %s AND %s",
                SQL("TRUE") if self.value_tiers else SQL("s.value_tier = 'a'"),
                today - timedelta(days=self.days),  # lets the index do its part
                last,
                today - timedelta(days=self.days),
                self._days_max_clause(today),
            ),
            SQL("s.value_tier"),
            partners,
        )

    # --------------------------------------------------------------------------
    # Kinds of rules about something that has just happened, or is about to, in
    # the life of a customer: read from the purchase history, one query each.
    # --------------------------------------------------------------------------

    def _matching_segment_changed(self, partners):
        """Customers who came into their segment within the rule's days."""
        today = fields.Date.context_today(self)
        conditions = [
            SQL("s.segment_since >= %s", today - timedelta(days=self.days)),
            SQL("s.previous_segment <> s.rfm_segment"),
        ]
        if self.segment_from:
            conditions.append(SQL("s.previous_segment = %s", self.segment_from))
        if self.segment_to in ("worse", "better"):
            # the segments are listed from the best to the worst
            keys = [key for key, _label in SEGMENTS]
            now = SQL("array_position(%s::varchar[], s.rfm_segment)", keys)
            before = SQL("array_position(%s::varchar[], s.previous_segment)", keys)
            worse = self.segment_to == "worse"
            conditions.append(
                SQL("%s > %s", now, before) if worse else SQL("%s < %s", now, before)
            )
        elif self.segment_to:
            conditions.append(SQL("s.rfm_segment = %s", self.segment_to))
        return self._matching_summary(
            {
                "segment_from": SQL("s.previous_segment"),
                "segment_to": SQL("s.rfm_segment"),
                "date": SQL("s.segment_since"),
                "days": SQL("(%s - s.segment_since)", today),
            },
            SQL(" AND ").join(conditions),
            SQL("s.segment_since DESC"),
            partners,
        )

    def _matching_first_purchase(self, partners):
        """Customers whose first purchase was within the rule's days.

        First anywhere: who has long bought from another company of ours is no new
        customer, unless the rule is of one company.
        """
        today = fields.Date.context_today(self)
        earlier = SQL("FALSE")
        if not self.company_id:
            earlier = SQL(
                """EXISTS (SELECT 1 FROM ficha_purchase_summary o
                            WHERE o.partner_id = s.partner_id
                              AND o.first_purchase_date < s.first_purchase_date)"""
            )
        return self._matching_summary(
            {
                "date": SQL("s.first_purchase_date"),
                "days": SQL("(%s - s.first_purchase_date)", today),
                "amount": SQL("coalesce(s.first_amount, 0)"),
            },
            SQL(
                "s.first_purchase_date BETWEEN %s AND %s AND NOT %s",
                today - timedelta(days=self.days),
                today,
                earlier,
            ),
            SQL("s.first_purchase_date"),
            partners,
        )

    def _matching_anniversary(self, partners):
        """Customers whose first purchase will be full years ago within the days, and
        who bought within the last year: nobody congratulates who has gone."""
        today = fields.Date.context_today(self)
        coming = self._next_yearly(SQL("s.first_purchase_date"), today)
        return self._matching_summary(
            {
                "date": coming,
                "days": SQL("(%s - %s)", coming, today),
                "years": SQL(
                    """(extract(year FROM %s)
                        - extract(year FROM s.first_purchase_date))::int""",
                    coming,
                ),
            },
            SQL(
                """s.first_purchase_date < %s AND s.last_purchase_date > %s
                   AND %s <= %s AND %s > s.first_purchase_date""",
                today,
                today - relativedelta(years=1),
                coming,
                today + timedelta(days=self.days),
                coming,
            ),
            SQL("s.first_purchase_date"),
            partners,
        )

    def _next_yearly(self, column, today):
        """Next return of a day of the year, today included; of 29 February the 28th
        in common years."""
        this_year = SQL(
            """(%(day)s + make_interval(years =>
                   (extract(year FROM %(today)s::date)
                    - extract(year FROM %(day)s))::int))::date""",
            day=column,
            today=today,
        )
        next_year = SQL(
            """(%(day)s + make_interval(years =>
                   (extract(year FROM %(today)s::date) + 1
                    - extract(year FROM %(day)s))::int))::date""",
            day=column,
            today=today,
        )
        return SQL(
            "(CASE WHEN %(this)s >= %(today)s THEN %(this)s ELSE %(next)s END)",
            this=this_year,
            next=next_year,
            today=today,
        )
