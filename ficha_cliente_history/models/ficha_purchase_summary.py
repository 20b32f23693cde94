from odoo import api, fields, models
from odoo.tools import format_date

SEGMENTS = [
    ("champion", "Best customers"),
    ("loyal", "Loyal"),
    ("promising", "Promising"),
    ("new", "New"),
    ("needs_attention", "Needs attention"),
    ("at_risk", "Drifting away"),
    ("cannot_lose", "Must not be lost"),
    ("hibernating", "Asleep"),
    ("lost", "Lost"),
]

# from this drift risk on nothing is said to be expected
LOST_RISK = 0.9


class FichaPurchaseSummary(models.Model):
    """What a customer bought from a company, in one row (decision D7).

    One row per commercial partner and company, written only by :meth:`_refresh`, with
    set-based SQL, from posted customer invoices, receipts and credit notes. Money is in
    the company's currency, before taxes. Several invoices of one day are one purchase
    day; a credit note lowers the revenue and never counts as a purchase.
    """

    _name = "ficha.purchase.summary"
    _description = "Purchase History"
    _log_access = False
    _rec_name = "partner_id"
    # one purchase history is not added to another: it is made of the documents of all
    _ficha_merge = "rebuild"
    _order = "revenue_12m DESC, id"

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="The commercial entity that bought.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="The company that sold.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        readonly=True,
        help="Currency of the company, in which all amounts of the row are.",
    )

    # -- what was bought ---------------------------------------------------------------
    purchase_count = fields.Integer(
        string="Purchases",
        readonly=True,
        help="Posted invoices and receipts, without credit notes.",
    )
    purchase_days = fields.Integer(
        readonly=True,
        aggregator="sum",
        help="Different days on which they bought.",
    )
    revenue = fields.Monetary(
        readonly=True, help="Invoiced before taxes, less credit notes."
    )
    average_ticket = fields.Monetary(
        readonly=True,
        aggregator="avg",
        help="Revenue divided by the number of purchases.",
    )
    first_purchase_date = fields.Date(readonly=True, help="Date of the first purchase.")
    last_purchase_date = fields.Date(
        readonly=True, index=True, help="Date of the last purchase."
    )
    first_amount = fields.Monetary(
        string="First purchase amount",
        readonly=True,
        help="What was invoiced on the first day, before taxes.",
    )
    last_amount = fields.Monetary(
        string="Last purchase amount",
        readonly=True,
        help="What was invoiced on the last day, before taxes.",
    )
    purchase_count_12m = fields.Integer(
        string="Purchases, last 12 months",
        readonly=True,
        help="Purchases of the last twelve months.",
    )
    revenue_12m = fields.Monetary(
        string="Revenue, last 12 months",
        readonly=True,
        help="Invoiced before taxes in the last twelve months, less credit notes.",
    )
    purchase_count_previous_12m = fields.Integer(
        string="Purchases, the 12 months before",
        readonly=True,
        help="Purchases of the twelve months before the last twelve.",
    )
    revenue_previous_12m = fields.Monetary(
        string="Revenue, the 12 months before",
        readonly=True,
        help="Invoiced before taxes in the twelve months before the last twelve.",
    )
    peak_months = fields.Char(
        readonly=True,
        help="Months in which they buy most, by number (1 is January), at most three, "
        "separated by commas, best first.",
    )

    # -- rhythm ------------------------------------------------------------------------
    mean_interval_days = fields.Float(
        string="Mean interval",
        readonly=True,
        aggregator="avg",
        help="Mean of the days between one purchase day and the next.",
    )
    median_interval_days = fields.Float(
        string="Median interval",
        readonly=True,
        aggregator="avg",
        help="Median of the days between one purchase day and the next.",
    )
    interval_spread_days = fields.Float(
        string="Interval spread",
        readonly=True,
        aggregator="avg",
        help="Standard deviation of the days between purchases.",
    )
    expected_date = fields.Date(
        readonly=True,
        index=True,
        help="When they usually would buy again, from the last purchase on. It stays "
        "the same until they buy, and may have passed: then the purchase is overdue.",
    )
    late_from_date = fields.Date(
        string="Late from",
        readonly=True,
        help="Day by which nine in ten customers like them would have bought again. It "
        "stays the same until they buy.",
    )
    expected_from_date = fields.Date(
        readonly=True,
        help="Start of the range in which eight in ten would come back, if they come "
        "back, as of the date of the figures. Never before it.",
    )
    next_expected_date = fields.Date(
        readonly=True,
        help="Middle of the range in which the next purchase is expected, as of the "
        "date of the figures. Never before it.",
    )
    expected_to_date = fields.Date(
        readonly=True,
        help="End of the range in which eight in ten would come back, if they come "
        "back.",
    )
    expected_basis = fields.Selection(
        [
            ("own", "Their own intervals"),
            ("similar", "Customers like them"),
        ],
        readonly=True,
        help="What the expected purchase is based on.",
    )
    expected_basis_count = fields.Integer(
        readonly=True,
        aggregator=None,
        help="How many intervals the expected purchase is based on.",
    )
    overdue_days = fields.Integer(
        string="Overdue by",
        compute="_compute_overdue_days",
        help="Days since the expected purchase should have been made.",
    )

    # -- payment -----------------------------------------------------------------------
    paid_count = fields.Integer(
        string="Paid invoices",
        readonly=True,
        help="Invoices paid in full, from which the days to pay are averaged.",
    )
    average_days_to_pay = fields.Float(
        readonly=True,
        aggregator="avg",
        help="Days from invoice to payment, on average, of the invoices paid.",
    )
    average_days_agreed = fields.Float(
        readonly=True,
        aggregator="avg",
        help="Days from invoice to due date, on average, of the same invoices.",
    )
    payment_means = fields.Char(
        readonly=True,
        help="Journals and methods they have paid with, most used first.",
    )

    # -- segments ----------------------------------------------------------------------
    recency_score = fields.Integer(
        readonly=True,
        aggregator="avg",
        help="1 to 5: quintile of the company's customers by how recently they bought.",
    )
    frequency_score = fields.Integer(
        readonly=True,
        aggregator="avg",
        help="1 to 5: quintile of the company's customers by how often they buy.",
    )
    monetary_score = fields.Integer(
        readonly=True,
        aggregator="avg",
        help="1 to 5: quintile of the company's customers by how much they buy.",
    )
    rfm_segment = fields.Selection(
        SEGMENTS,
        string="Segment",
        readonly=True,
        help="What recency, frequency and amount together say about them.",
    )
    value_tier = fields.Selection(
        [("a", "A"), ("b", "B"), ("c", "C")],
        readonly=True,
        help="A: the customers that together make 80 % of the revenue of the last "
        "twelve months; B: the next 15 %; C: the rest.",
    )
    drift_risk = fields.Float(
        readonly=True,
        aggregator="avg",
        help="0 to 1: how likely it is that they have stopped buying.",
    )
    segment_date = fields.Date(
        readonly=True, help="Day on which the segment was last computed."
    )
    previous_segment = fields.Selection(
        SEGMENTS, readonly=True, help="Segment they were in before the current one."
    )
    segment_since = fields.Date(
        readonly=True, help="Day on which they entered the current segment."
    )
    refreshed_on = fields.Date(readonly=True, help="Day of the figures of this row.")
    documents_hash = fields.Integer(
        readonly=True,
        help="Identifies in one number the documents the row was made from. The "
        "nightly reconciliation compares it with the current documents.",
    )

    _partner_company_uniq = models.Constraint(
        "UNIQUE(partner_id, company_id)",
        "A customer has one purchase history in each company.",
    )

    def init(self):
        """A column the ORM has no type for: the intervals of customers with enough of
        them, shortest first. The expected purchase is read from them every night,
        without going back to the documents.
        """
        self.env.cr.execute(
            "ALTER TABLE ficha_purchase_summary"
            " ADD COLUMN IF NOT EXISTS intervals int[]"
        )
        # every row changes every night, in columns without an index: with room left on
        # its page no index has to be touched
        self.env.cr.execute("ALTER TABLE ficha_purchase_summary SET (fillfactor = 60)")

    @api.depends("expected_date")
    def _compute_overdue_days(self):
        today = fields.Date.context_today(self)
        for summary in self:
            expected = summary.expected_date
            summary.overdue_days = max((today - expected).days, 0) if expected else 0

    # --------------------------------------------------------------------------
    # Who the customer is, beside what they bought: to filter and group by.
    #
    # None of it is stored in the row, so nothing has to be kept in step.
    # --------------------------------------------------------------------------

    client_code = fields.Char(
        related="partner_id.client_code", help="Code of the customer."
    )
    user_id = fields.Many2one(
        related="partner_id.user_id",
        string="Salesperson",
        help="Who sells to the customer.",
    )
    industry_id = fields.Many2one(
        related="partner_id.industry_id",
        string="Sector",
        help="Sector the customer works in.",
    )
    city = fields.Char(related="partner_id.city", help="City of the customer.")
    state_id = fields.Many2one(
        related="partner_id.state_id",
        string="Province",
        help="Province or state of the customer.",
    )
    country_id = fields.Many2one(
        related="partner_id.country_id", help="Country of the customer."
    )
    category_id = fields.Many2many(
        related="partner_id.category_id",
        string="Tags",
        help="Tags of the customer.",
    )
    ficha_lifecycle = fields.Selection(
        related="partner_id.ficha_lifecycle",
        string="Situation",
        help="Situation of the customer.",
    )
    followup_state_id = fields.Many2one(
        related="partner_id.followup_state_id",
        string="Follow-up colour",
        help="Follow-up colour of the customer.",
    )
    preferred_product_id = fields.Many2one(
        related="partner_id.preferred_product_id",
        string="Favourite product",
        help="What they spent most on in the last 24 months.",
    )
    preferred_category_id = fields.Many2one(
        related="partner_id.preferred_category_id",
        string="Favourite category",
        help="Category of products they spent most on in the last 24 months.",
    )

    def action_open_ficha(self):
        """Opens the file of the customer.

        :return: action on the form of the ficha
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.partner_id.display_name,
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [
                (self.env.ref("ficha_cliente.res_partner_view_form_ficha").id, "form")
            ],
        }

    # --------------------------------------------------------------------------
    # The figures of a row in words. All take one row or none.
    # --------------------------------------------------------------------------

    def _get_expected_range(self, today):
        """The range of the next purchase as it may be shown today.

        It was computed on the date of the figures; days that have passed since are cut
        off, so that nothing in the past is shown.

        :return: tuple of dates, or of False, for start, middle and end
        """
        last = self.expected_to_date
        if not last or last < today:
            return False, False, False
        first = max(self.expected_from_date, today)
        return first, max(self.next_expected_date, first), last

    def _get_range_text(self, today):
        """The range in short: "23 – 30 Nov"; nothing where they are not expected."""
        if self.drift_risk >= LOST_RISK:
            return False
        first, _middle, last = self._get_expected_range(today)
        if not first:
            return False
        if first == last:
            return self._format_day(first, today)
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day} – {self._format_day(last, today)}"
        return self.env._(
            "%(first)s – %(last)s",
            first=self._format_day(first, today),
            last=self._format_day(last, today),
        )

    def _format_day(self, day, today):
        pattern = "d MMM" if abs((day - today).days) < 300 else "MMM y"
        return format_date(self.env, day, date_format=pattern)

    def _get_expected_note(self, today):
        """Delay and basis: "overdue by 12 days · from their own 22 intervals"."""
        words = [self._get_overdue_text()]
        if self.drift_risk < LOST_RISK:
            words.append(self._get_basis_text())
        return " · ".join(filter(None, words)) or False

    def _get_overdue_text(self):
        if self.overdue_days == 1:
            return self.env._("overdue by 1 day")
        if self.overdue_days:
            return self.env._("overdue by %s days", self.overdue_days)
        return ""

    def _get_basis_text(self):
        """What the expected purchase is computed from, with how many."""
        number = f"{self.expected_basis_count:n}"
        if self.expected_basis == "own":
            return self.env._("from their own %s intervals", number)
        if self.expected_basis != "similar":
            return ""
        if not self.expected_basis_count:
            return self.env._("a rule of thumb: too few customers to compare with")
        if self.purchase_days == 1:
            return self.env._("from %s customers who bought once, like them", number)
        return self.env._("from %s intervals of customers like them", number)

    def _get_expected_text(self, today):
        """Range, delay and basis in one sentence."""
        if not self.expected_basis:
            return False
        if self.drift_risk >= LOST_RISK:
            return self.env._(
                "Not to be expected any more: %s.", self._get_rhythm_text(today)
            )
        first, middle, last = self._get_expected_range(today)
        if not first:
            return self._get_expected_note(today)
        dates = {
            "first": format_date(self.env, first),
            "last": format_date(self.env, last),
            "basis": self._get_basis_text(),
        }
        if self.overdue_days:
            return self.env._(
                "Overdue: usually they would have bought on %(day)s (%(rhythm)s). "
                "Eight in ten who are this late and come back do so between %(first)s "
                "and %(last)s: %(basis)s.",
                day=format_date(self.env, self.expected_date),
                rhythm=self._get_rhythm_text(today),
                **dates,
            )
        return self.env._(
            "Expected between %(first)s and %(last)s, about %(day)s: %(basis)s.",
            day=format_date(self.env, middle),
            **dates,
        )

    def _get_rhythm_text(self, today):
        """The reason of the drift risk: "buys every 31 days, silent for 75"."""
        if not self.last_purchase_date:
            return ""
        silence = (today - self.last_purchase_date).days
        if self.purchase_days == 1:
            if silence == 1:
                return self.env._("bought once, yesterday")
            if silence <= 0:
                return self.env._("bought once, today")
            return self.env._("bought once, silent for %s days", silence)
        interval = max(round(self.mean_interval_days), 1)
        if silence <= 0:
            return self.env._("buys every %s days, last today", interval)
        return self.env._(
            "buys every %(interval)s days, silent for %(silence)s",
            interval=interval,
            silence=silence,
        )

    def _get_segment_text(self, today):
        """Rhythm, risk and scores: "buys every 31 days, silent for 75 · risk of losing
        them 54 % · R2 F5 M4"."""
        if not self.last_purchase_date:
            return False
        words = [
            self._get_rhythm_text(today),
            self.env._("risk of losing them %s %%", round(self.drift_risk * 100)),
        ]
        if self.recency_score:
            words.append(
                self.env._(
                    "R%(recency)s F%(frequency)s M%(amount)s",
                    recency=self.recency_score,
                    frequency=self.frequency_score,
                    amount=self.monetary_score,
                )
            )
        return " · ".join(words)


class ResPartner(models.Model):
    _inherit = "res.partner"

    purchase_summary_ids = fields.One2many(
        "ficha.purchase.summary",
        "partner_id",
        string="Purchase history",
        groups="ficha_cliente.group_ficha_user,account.group_account_invoice,"
        "account.group_account_readonly",
        help="What they bought from each company, summarised in one row.",
    )
