from odoo import api, fields, models

INVOICING_GROUPS = "account.group_account_invoice,account.group_account_readonly"


class ResPartner(models.Model):
    """The numbers on top of the ficha.

    They belong to the commercial entity, so a contact shows its company's. They are
    read when the page is opened and stored nowhere: three aggregate queries over
    indexes, as many for ten documents as for fifty thousand (decisions D7 and D12).
    Amounts are before taxes except what is to be collected, credit notes count
    negatively, only posted documents of the companies the user has switched on count.
    """

    _inherit = "res.partner"

    last_purchase_date = fields.Date(
        string="Last purchase",
        compute="_compute_purchase_figures",
        groups=INVOICING_GROUPS,
        help="Date of the last posted invoice to this customer.",
    )
    last_purchase_amount = fields.Monetary(
        string="Last purchase amount",
        compute="_compute_purchase_figures",
        groups=INVOICING_GROUPS,
        help="What the last posted invoice came to, before taxes.",
    )
    last_purchase_note = fields.Char(
        string="Last invoice",
        compute="_compute_purchase_figures",
        groups=INVOICING_GROUPS,
        help="Number of the last posted invoice and whether it is paid.",
    )
    first_purchase_date = fields.Date(
        string="Customer since",
        compute="_compute_purchase_figures",
        groups=INVOICING_GROUPS,
        help="Date of the first posted invoice to this customer.",
    )
    purchase_count = fields.Integer(
        string="Number of invoices",
        compute="_compute_purchase_figures",
        groups=INVOICING_GROUPS,
        help="How many invoices have been posted to this customer, without credit "
        "notes.",
    )
    revenue_12m = fields.Monetary(
        string="Last 12 months",
        compute="_compute_purchase_figures",
        groups=INVOICING_GROUPS,
        help="Invoiced in the last twelve months before taxes, less credit notes.",
    )
    revenue_previous_12m = fields.Monetary(
        string="The 12 months before",
        compute="_compute_purchase_figures",
        groups=INVOICING_GROUPS,
        help="Invoiced in the twelve months before those, less credit notes.",
    )
    revenue_change = fields.Float(
        string="Change in 12 months",
        compute="_compute_purchase_figures",
        groups=INVOICING_GROUPS,
        help="The last twelve months against the twelve before, as a proportion to the "
        "hundredth.",
    )
    revenue_note = fields.Char(
        string="Purchases in 12 months",
        compute="_compute_purchase_figures",
        groups=INVOICING_GROUPS,
        help="How many invoices in the last twelve months, and what they come to each.",
    )
    outstanding_amount = fields.Monetary(
        string="To collect",
        compute="_compute_purchase_figures",
        groups=INVOICING_GROUPS,
        help="What is still to be paid of posted invoices, taxes included.",
    )
    overdue_amount = fields.Monetary(
        string="Overdue",
        compute="_compute_purchase_figures",
        groups=INVOICING_GROUPS,
        help="The part of what is to be collected whose due date has passed.",
    )
    outstanding_note = fields.Char(
        string="Open invoices",
        compute="_compute_purchase_figures",
        groups=INVOICING_GROUPS,
        help="How much of what is to be collected is overdue, and since when.",
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("company", "allowed_company_ids", "lang", "tz")
    def _compute_purchase_figures(self):
        today = fields.Date.context_today(self)
        entities = self.commercial_partner_id._origin
        last = entities._get_last_purchases()
        totals = entities._get_purchase_totals(today)
        to_collect = entities._get_open_totals(today)
        for partner in self:
            entity = partner.commercial_partner_id._origin
            currency = partner.currency_id
            partner._set_last_purchase(last.get(entity.id), today)

            rows = totals[entity.id]
            firsts = [row["first"] for row in rows if row["first"]]
            partner.first_purchase_date = min(firsts, default=False)
            partner.purchase_count = sum(row["number"] for row in rows)
            now = partner._sum_in_currency(rows, "now", today)
            before = partner._sum_in_currency(rows, "before", today)
            partner.revenue_12m = now
            partner.revenue_previous_12m = before
            partner.revenue_change = (
                round((now - before) / before, 2)
                if currency.compare_amounts(before, 0) > 0
                else 0
            )
            partner.revenue_note = partner._get_revenue_note(
                now, sum(row["number_now"] for row in rows)
            )

            rows = to_collect[entity.id]
            overdue = partner._sum_in_currency(rows, "overdue", today)
            partner.outstanding_amount = partner._sum_in_currency(rows, "open", today)
            # a credit note not yet matched may exceed the invoices that are late
            partner.overdue_amount = max(overdue, 0)
            partner.outstanding_note = partner._get_outstanding_note(
                partner.overdue_amount,
                sum(row["number"] for row in rows),
                min((row["oldest"] for row in rows if row["oldest"]), default=False),
            )
