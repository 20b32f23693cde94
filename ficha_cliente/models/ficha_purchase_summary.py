from odoo import api, fields, models

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
        help="What the expected purchase is reckoned from.",
    )
    expected_basis_count = fields.Integer(
        readonly=True,
        aggregator=None,
        help="How many intervals the expected purchase is reckoned from.",
    )
    overdue_days = fields.Integer(
        string="Overdue by",
        compute="_compute_overdue_days",
        help="Days since the expected purchase should have come.",
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
        help="1 to 5: fifth of the company's customers by how recently they bought.",
    )
    frequency_score = fields.Integer(
        readonly=True,
        aggregator="avg",
        help="1 to 5: fifth of the company's customers by how often they buy.",
    )
    monetary_score = fields.Integer(
        readonly=True,
        aggregator="avg",
        help="1 to 5: fifth of the company's customers by how much they buy.",
    )
    rfm_segment = fields.Selection(
        SEGMENTS,
        string="Segment",
        readonly=True,
        help="What recency, frequency and amount together say of them.",
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
        readonly=True, help="Day on which the segment was last reckoned."
    )
    previous_segment = fields.Selection(
        SEGMENTS, readonly=True, help="Segment they were in before the present one."
    )
    segment_since = fields.Date(
        readonly=True, help="Day on which they came into the present segment."
    )
    refreshed_on = fields.Date(readonly=True, help="Day of the figures of this row.")
    documents_hash = fields.Integer(
        readonly=True,
        help="Says in one number which documents the row was made from. The nightly "
        "reconciliation compares it with the documents there are.",
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
