from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.arguments import only_one

from .ficha_purchase_kept import UncheckedMany2one

# who sells, and who of them reads the documents of everybody
SALESMAN = "sales_team.group_sale_salesman"
READS_ALL = (
    "sales_team.group_sale_salesman_all_leads",
    "account.group_account_invoice",
    "account.group_account_readonly",
)
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
    _inherit = "ficha.closed.mixin"
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
    company_id = UncheckedMany2one(
        "res.company",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="The company that sold.",
    )
    currency_id = UncheckedMany2one(
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
    first_purchase_date = fields.Date(
        readonly=True, index=True, help="Date of the first purchase."
    )
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
    usual_interval_days = fields.Integer(
        string="Usual interval",
        readonly=True,
        aggregator="avg",
        help="Days that usually pass from one purchase day to the next: the median of "
        "their own intervals from three on, else of customers like them.",
    )
    expected_date = fields.Date(
        string="Expected on",
        readonly=True,
        help="The last purchase plus the usual interval. It stays the same until they "
        "buy, and may have passed: then the purchase is late.",
    )
    expected_from_date = fields.Date(
        readonly=True,
        help="Start of the range in which eight in ten would buy again. It stays the "
        "same until they buy.",
    )
    expected_to_date = fields.Date(
        readonly=True,
        help="End of the range in which eight in ten would buy again: by then nine in "
        "ten have. It stays the same until they buy.",
    )
    next_from_date = fields.Date(
        readonly=True,
        help="Of those who are silent for as long and come back, one in ten does so by "
        "this day. Never before the date of the figures.",
    )
    next_expected_date = fields.Date(
        string="If they come back",
        readonly=True,
        help="Of those who are silent for as long and come back, half do so by this "
        "day. Never before the date of the figures; when they are or were expected is "
        "another date.",
    )
    next_to_date = fields.Date(
        readonly=True,
        help="Of those who are silent for as long and come back, nine in ten do so by "
        "this day.",
    )
    expected_basis = fields.Selection(
        [
            ("own", "Their own intervals"),
            ("both", "Their own intervals, and customers like them"),
            ("similar", "Customers like them"),
        ],
        readonly=True,
        help="What the usual interval and the range are taken from.",
    )
    expected_basis_count = fields.Integer(
        readonly=True,
        aggregator=None,
        help="How many intervals: their own, or those of customers like them, among "
        "whom they never are.",
    )
    return_cases = fields.Integer(
        string="Similar silences",
        readonly=True,
        aggregator=None,
        help="How often other customers were silent for as long.",
    )
    return_count = fields.Integer(
        string="Ended by a purchase",
        readonly=True,
        aggregator=None,
        help="How many of these silences ended by a purchase within 30 days.",
    )
    overdue_days = fields.Integer(
        string="Days late",
        compute="_compute_overdue_days",
        help="Days since the day on which they were expected to buy.",
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
        string="Drift risk by the formula",
        readonly=True,
        aggregator="avg",
        help="0 to 1, also of who is not expected yet; what is told is the risk.",
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
    # who came back or was lost lately; without reading their rows, which are wide
    _moved_idx = models.Index(
        "(segment_since) INCLUDE (previous_segment, rfm_segment, company_id,"
        " partner_id) WHERE previous_segment IS NOT NULL"
    )
    # filters by segment and by value: no row, which is wide, has to be read for them
    _segment_idx = models.Index("(rfm_segment, company_id) INCLUDE (partner_id)")
    _tier_idx = models.Index("(value_tier, company_id) INCLUDE (partner_id)")
    # who is late is asked all day long (*Hoy*), of rows that are wide: what it takes of
    # them is in the index
    _expected_idx = models.Index(
        "(expected_date)"
        " INCLUDE (partner_id, company_id, usual_interval_days, average_ticket, id)"
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
        # of before company and currency were unchecked links
        self.env.cr.execute(
            """ALTER TABLE ficha_purchase_summary
                DROP CONSTRAINT IF EXISTS ficha_purchase_summary_company_id_fkey,
                DROP CONSTRAINT IF EXISTS ficha_purchase_summary_currency_id_fkey"""
        )

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

    # --------------------------------------------------------------------------
    # Who reads the figures of whom.
    # --------------------------------------------------------------------------

    @api.model
    def _reads_only_own(self):
        """Whether the user sells, and sees only their own documents: then they read the
        figures of their own customers. The record rule says the same; this is for what
        is asked in SQL."""
        user = self.env.user
        return (
            not self.env.su
            and user.has_group(SALESMAN)
            and not any(user.has_group(group) for group in READS_ALL)
        )

    @api.model
    def _own_customers_sql(self, partner_id):
        """The condition that a row is of a customer whose figures the user reads.

        :param SQL partner_id: the customer of the row
        """
        if not self._reads_only_own():
            return SQL("TRUE")
        return SQL(
            """%s IN (SELECT own.id FROM res_partner own
                       WHERE own.user_id = %s OR own.followup_user_id = %s)""",
            partner_id,
            self.env.uid,
            self.env.uid,
        )

    def action_open_ficha(self):
        """Opens the file of the customer.

        :return: action on the form of the ficha
        """
        only_one(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.partner_id.display_name,
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [
                (self.env.ref("ficha_cliente.res_partner_view_form_ficha").id, "form")
            ],
        }


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

    def _ficha_profile_said(self):
        """Extends the core's: what was worked out of them goes, or comes back, at
        once."""
        result = super()._ficha_profile_said()
        if not self:
            return result
        Summary = self.env["ficha.purchase.summary"]
        Summary.flush_model()
        self.env.cr.execute(
            SQL(
                "UPDATE ficha_purchase_summary SET refreshed_on = NULL"
                " WHERE partner_id = ANY(%s)",
                self.ids,
            )
        )
        Summary._refresh(self)
        # the colours and their reasons too, without locking contacts here
        self.env["ficha.purchase.queue"]._mark(partners=self.commercial_partner_id.ids)
        return result
