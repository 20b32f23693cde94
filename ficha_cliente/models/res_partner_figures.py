from collections import defaultdict

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.instalments import INSTALMENT_COLUMNS, first_due, open_instalments
from ..tools.purchases import is_purchase, purchase_day
from ..tools.query import query_refine, query_select

INVOICING_GROUPS = "account.group_account_invoice,account.group_account_readonly"

OPEN_STATES = ("not_paid", "partial", "blocked")
CREDITS_NAMED = 2  # credit notes in favour that are told by name, not by their number
FIGURE_COLUMNS = [
    "commercial_partner_id",
    "company_id",
    "currency_id",
    "move_type",
    "state",
    "name",
    "invoice_date",
    "payment_state",
    "amount_untaxed_signed",
    "amount_residual_signed",
]


class ResPartner(models.Model):
    """The numbers on top of the ficha.

    They belong to the commercial entity, so a contact shows its company's. They are
    read when the page is opened and stored nowhere: three aggregate queries over
    indexes, as many for ten documents as for fifty thousand (decisions D7 and D12).
    What was bought is before taxes, what is owed or in favour with them; only posted
    documents of the companies the user has switched on count. What a purchase is, is
    told by ``tools/purchases.py``.
    """

    _inherit = "res.partner"

    ficha_first_fill_note = fields.Char(
        compute="_compute_ficha_first_fill_note",
        groups="base.group_user",
        export_string_translation=False,
        help="Says so while figures are still being made after the installation.",
    )
    last_purchase_date = fields.Date(
        string="Last purchase",
        compute="_compute_purchase_figures",
        groups=INVOICING_GROUPS,
        help="Date of the last purchase: that of its first invoice, when it was "
        "corrected afterwards.",
    )
    last_purchase_amount = fields.Monetary(
        string="Last purchase amount",
        compute="_compute_purchase_figures",
        groups=INVOICING_GROUPS,
        help="Amount of the last purchase before taxes, less what was credited of it.",
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
        string="Number of purchases",
        compute="_compute_purchase_figures",
        groups=INVOICING_GROUPS,
        help="How many invoices have been posted to this customer. One that corrects "
        "another is no further purchase, and one credited in full is none.",
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
        "hundredth; 0 of who was not yet a customer when the twelve before began.",
    )
    revenue_note = fields.Char(
        string="Purchases in 12 months",
        compute="_compute_purchase_figures",
        groups=INVOICING_GROUPS,
        help="How many invoices in the last twelve months, and their average amount.",
    )
    outstanding_amount = fields.Monetary(
        string="To collect",
        compute="_compute_purchase_figures",
        groups=INVOICING_GROUPS,
        help="What is still to be paid of posted invoices, taxes included. Credit "
        "notes and payments that have not been applied to an invoice are not taken "
        "off: they are in favour of the customer.",
    )
    overdue_amount = fields.Monetary(
        string="Overdue",
        compute="_compute_purchase_figures",
        groups=INVOICING_GROUPS,
        help="The part of what is to be collected whose due date has passed, by the "
        "due date of each instalment.",
    )
    outstanding_note = fields.Char(
        string="Open invoices",
        compute="_compute_purchase_figures",
        groups=INVOICING_GROUPS,
        help="How much of what is to be collected is overdue, and since when.",
    )
    in_favour_amount = fields.Monetary(
        string="In favour",
        compute="_compute_purchase_figures",
        groups=INVOICING_GROUPS,
        help="What is left of credit notes not applied to an invoice, taxes included.",
    )
    unapplied_amount = fields.Monetary(
        string="Payments not applied",
        compute="_compute_purchase_figures",
        groups=INVOICING_GROUPS,
        help="What the customer paid and is not applied to any invoice yet.",
    )
    in_favour_note = fields.Char(
        string="In favour of the customer",
        compute="_compute_purchase_figures",
        groups=INVOICING_GROUPS,
        help="Credit notes and payments that are not applied to an invoice yet.",
    )

    @api.depends_context("lang")
    def _compute_ficha_first_fill_note(self):
        note = self.env["ficha.batch.place"]._get_first_fill_note()
        self.ficha_first_fill_note = note

    @api.depends("commercial_partner_id")
    @api.depends_context("company", "allowed_company_ids", "lang", "tz")
    def _compute_purchase_figures(self):
        today = fields.Date.context_today(self)
        entities = self.commercial_partner_id._origin
        last = entities._get_last_purchases()
        totals = entities._get_purchase_totals(today)
        to_collect = entities._get_open_totals(today)
        unapplied = entities._get_unapplied_totals()
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
            newer = partner._get_seniority_note(partner.first_purchase_date, today)
            partner.revenue_change = (
                round((now - before) / before, 2)
                if not newer and currency.compare_amounts(before, 0) > 0
                else 0
            )
            note = partner._get_revenue_note(
                now, sum(row["number_now"] for row in rows)
            )
            partner.revenue_note = " · ".join(filter(None, [note, newer]))

            rows = to_collect[entity.id]
            partner.outstanding_amount = partner._sum_in_currency(rows, "open", today)
            partner.overdue_amount = partner._sum_in_currency(rows, "overdue", today)
            partner.in_favour_amount = partner._sum_in_currency(rows, "credit", today)
            partner.unapplied_amount = partner._sum_in_currency(
                unapplied[entity.id], "amount", today
            )
            partner.in_favour_note = partner._get_in_favour_note(
                sorted({name for row in rows for name in row["credits"] or ()})
            )
            partner.outstanding_note = partner._get_outstanding_note(
                partner.overdue_amount,
                sum(row["number"] for row in rows),
                min((row["oldest"] for row in rows if row["oldest"]), default=False),
            )

    # --------------------------------------------------------------------------
    # What the numbers of the ficha are read from: aggregates over indexes.
    # --------------------------------------------------------------------------

    def _get_purchase_domain(self):
        """Posted customer documents of these commercial entities, as a domain on
        ``account.move``, in the companies the user has switched on. The conditions are
        spelt as in the partial indexes of ``account.move``.

        :returns: ``Domain``
        """
        return (
            Domain("commercial_partner_id", "in", self.ids)
            & Domain("company_id", "in", self.env.companies.ids)
            & Domain("state", "=", "posted")
            & Domain("move_type", "in", ("out_invoice", "out_refund", "out_receipt"))
        )

    def _aggregate_documents(self, domain, columns):
        """Sums over customer documents, by commercial entity and company.

        :param Domain domain: the documents; the user's record rules are added.
        :param list columns: pairs of name and ``SQL`` aggregate.
        :returns: defaultdict of lists of dicts, by id of the commercial entity.
        """
        result = defaultdict(list)
        if not self.ids:
            return result
        Move = self.env["account.move"]
        Move._purchases_settle()
        self._flush_figures()
        query = Move._search(domain)
        query_refine(
            query,
            group=SQL("account_move.commercial_partner_id, account_move.company_id"),
        )
        names = ["company_id", *(name for name, _expression in columns)]
        rows = self.env.execute_query(
            query_select(
                query,
                SQL("account_move.commercial_partner_id"),
                SQL("account_move.company_id"),
                *(expression for _name, expression in columns),
            )
        )
        for entity_id, *values in rows:
            result[entity_id].append(dict(zip(names, values, strict=True)))
        return result

    @api.model
    def _flush_figures(self):
        """Write to the database what the figures are read from."""
        self.env["account.move"].flush_model(FIGURE_COLUMNS)
        self.env["account.move.line"].flush_model(INSTALMENT_COLUMNS)

    def _get_purchase_totals(self, today):
        year_ago = today - relativedelta(years=1)
        two_years_ago = today - relativedelta(years=2)
        invoices, day = is_purchase(), purchase_day()
        now = SQL("%s > %s", day, year_ago)
        before = SQL("%s > %s AND %s <= %s", day, two_years_ago, day, year_ago)
        amount = SQL("SUM(account_move.amount_untaxed_signed)")
        return self._aggregate_documents(
            # what is dated ahead counts from its day on
            self._get_purchase_domain() & Domain("invoice_date", "<=", today),
            [
                (
                    "first",
                    SQL("MIN(%s) FILTER (WHERE %s)", day, invoices),
                ),
                ("number", SQL("COUNT(*) FILTER (WHERE %s)", invoices)),
                ("number_now", SQL("COUNT(*) FILTER (WHERE %s AND %s)", invoices, now)),
                ("now", SQL("%s FILTER (WHERE %s)", amount, now)),
                ("before", SQL("%s FILTER (WHERE %s)", amount, before)),
            ],
        )

    def _get_open_domain(self):
        return self._get_purchase_domain() & Domain("payment_state", "in", OPEN_STATES)

    def _get_open_totals(self, today):
        """What is still open: invoices and credit notes, which are never mixed. What
        is late of an invoice are its instalments, each by its own date."""
        owed = SQL("account_move.move_type <> 'out_refund'")
        late = open_instalments(SQL("SUM(part.amount_residual)"), before=today)
        amount = SQL("SUM(account_move.amount_residual_signed)")
        return self._aggregate_documents(
            self._get_open_domain(),
            [
                ("number", SQL("COUNT(*) FILTER (WHERE %s)", owed)),
                ("open", SQL("%s FILTER (WHERE %s)", amount, owed)),
                ("overdue", SQL("SUM(%s) FILTER (WHERE %s)", late, owed)),
                (
                    "oldest",
                    SQL("MIN(%s) FILTER (WHERE %s)", first_due(before=today), owed),
                ),
                ("credit", SQL("-%s FILTER (WHERE NOT %s)", amount, owed)),
                (
                    "credits",
                    SQL(
                        "(ARRAY_AGG(account_move.name) FILTER (WHERE NOT %s))[1:%s]",
                        owed,
                        CREDITS_NAMED + 1,
                    ),
                ),
            ],
        )

    def _get_unapplied_totals(self):
        """What these commercial entities paid, or are owed by an entry that is no
        document, and is not applied to any invoice.

        :returns: defaultdict of lists of dicts with ``company_id`` and ``amount``, by
            id of the commercial entity.
        """
        result = defaultdict(list)
        if not self.ids:
            return result
        Line = self.env["account.move.line"]
        rows = Line._read_group(
            Domain("partner_id.commercial_partner_id", "in", self.ids)
            & Domain("company_id", "in", self.env.companies.ids)
            & Domain("parent_state", "=", "posted")
            & Domain("account_id.account_type", "=", "asset_receivable")
            & Domain("reconciled", "=", False)
            & Domain("amount_residual", "<", 0)
            # those of invoices and credit notes
            & Domain("display_type", "!=", "payment_term"),
            ["partner_id", "company_id"],
            ["amount_residual:sum"],
        )
        # a journal may give its payments no entry, and then only they know of it
        rows += self.env["account.payment"]._read_group(
            Domain("partner_id.commercial_partner_id", "in", self.ids)
            & Domain("company_id", "in", self.env.companies.ids)
            & Domain("partner_type", "=", "customer")
            & Domain("payment_type", "=", "inbound")
            & Domain("state", "in", ("in_process", "paid"))
            & Domain("move_id", "=", False)
            & Domain("invoice_ids", "=", False),
            ["partner_id", "company_id"],
            ["amount_company_currency_signed:sum"],
        )
        for partner, company, amount in rows:
            # sudo: whose contact it is
            entity = partner.sudo().commercial_partner_id
            result[entity.id].append({"company_id": company.id, "amount": abs(amount)})
        return result

    def _get_last_purchases(self):
        """The last purchase of each of these commercial entities, walking the index;
        what is dated ahead counts from its day on.

        :returns: dict of dicts with ``id, name, date, due, payment_state, amount,
            company_id``, by id of the commercial entity: of the invoice that counts,
            with the day and the amount of the purchase.
        """
        if not self.ids:
            return {}
        Move = self.env["account.move"]
        domain = self._get_purchase_domain() & Move._purchase_domain()
        domain &= Domain("invoice_date", "<=", fields.Date.context_today(self))
        self._flush_figures()
        # what corrects nothing walks the index by its date; what does is little
        own, corrected = (
            Move._search(domain & Domain("ficha_purchase_move_id", operator, False))
            for operator in ("=", "!=")
        )
        columns = {
            "id": SQL("account_move.id"),
            "name": SQL("account_move.name"),
            "date": purchase_day(),
            "due": first_due(),
            "payment_state": SQL("account_move.payment_state"),
            "amount": SQL(
                """(SELECT SUM(part.amount_untaxed_signed)
                      FROM account_move AS part
                     WHERE part.id = %(first)s
                        OR part.ficha_purchase_move_id = %(first)s)""",
                first=SQL(
                    "COALESCE(account_move.ficha_purchase_move_id, account_move.id)"
                ),
            ),
            "company_id": SQL("account_move.company_id"),
        }
        for query, day in (
            (own, SQL("account_move.invoice_date")),
            (corrected, SQL("account_move.ficha_purchase_date")),
        ):
            query_refine(
                query,
                SQL("account_move.commercial_partner_id = entity.id"),
                order=SQL("%s DESC, account_move.id DESC", day),
                limit=1,
            )
        names = SQL(", ").join(map(SQL.identifier, columns))
        rows = self.env.execute_query(
            SQL(
                "SELECT entity.id, last.* FROM unnest(%s) AS entity(id) "
                "CROSS JOIN LATERAL ("
                "SELECT * FROM ((%s) UNION ALL (%s)) AS purchase(%s) "
                "ORDER BY date DESC, id DESC LIMIT 1) AS last",
                list(self.ids),
                query_select(own, *columns.values()),
                query_select(corrected, *columns.values()),
                names,
            )
        )
        return {
            entity_id: dict(zip(columns, values, strict=True))
            for entity_id, *values in rows
        }
