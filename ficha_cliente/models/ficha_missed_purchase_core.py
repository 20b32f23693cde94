from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

SALES = ("out_invoice", "out_receipt")


class FichaMissedPurchase(models.Model):
    """The sources that need only invoicing and interactions."""

    _inherit = "ficha.missed.purchase"

    _depends = {
        "account.move": [
            "amount_untaxed_signed",
            "auto_post",
            "commercial_partner_id",
            "company_id",
            "invoice_date",
            "invoice_user_id",
            "move_type",
            "name",
            "payment_state",
            "posted_before",
            "ref",
            "reversed_entry_id",
            "state",
        ],
        "account.move.line": ["balance", "display_type", "move_id", "product_id"],
        "ficha.interaction": [
            "commercial_partner_id",
            "company_id",
            "date",
            "kind",
            "missed_amount",
            "missed_reason",
            "outcome",
            "product_ids",
            "subject",
            "user_id",
        ],
        "res.company": [
            "currency_id",
            "ficha_missed_draft_days",
            "ficha_recovered_days",
        ],
    }

    @api.model
    def _missed_selects(self):
        selects = super()._missed_selects()
        if self.env["account.move"].has_access("read"):
            selects += [
                self._missed_cancelled_select(),
                self._missed_credited_select(),
                self._missed_draft_select(),
            ]
        if self.env["ficha.interaction"].has_access("read"):
            selects.append(self._missed_interaction_select())
        return selects

    def _missed_cancelled_select(self):
        """Customer invoices and receipts that were cancelled: those that had been
        posted, and those that had not but came to something."""
        query = self.env["account.move"]._search(
            Domain("state", "=", "cancel")
            & Domain("move_type", "in", SALES)
            & Domain("commercial_partner_id", "!=", False)
            & (Domain("posted_before", "=", True) | Domain("amount_untaxed", "!=", 0))
        )
        reason = SQL(
            "CASE WHEN account_move.posted_before THEN %s ELSE %s END",
            self.env._("Cancelled after it was issued"),
            self.env._("Cancelled before it was issued"),
        )
        return self._missed_invoice_select(
            0,
            "invoice_cancelled",
            query,
            reason=reason,
            amount=SQL("account_move.amount_untaxed_signed"),
        )

    def _missed_credited_select(self):
        """Posted credit notes that reverse an invoice, wholly or in part."""
        query = self.env["account.move"]._search(
            Domain("state", "=", "posted")
            & Domain("move_type", "=", "out_refund")
            & Domain("reversed_entry_id", "!=", False)
        )
        query.add_join(
            "JOIN",
            "reversed",
            "account_move",
            SQL("reversed.id = account_move.reversed_entry_id"),
        )
        # Odoo writes "Reversal of: <invoice>, <reason>": what follows the invoice
        reason = SQL(
            """CASE
                WHEN strpos(account_move.ref, reversed.name || ', ') > 0
                THEN substr(
                    account_move.ref,
                    strpos(account_move.ref, reversed.name || ', ')
                        + length(reversed.name) + 2
                )
                WHEN strpos(account_move.ref, reversed.name) = 0
                THEN account_move.ref
            END"""
        )
        return self._missed_invoice_select(
            1,
            "invoice_credited",
            query,
            reason=reason,
            amount=SQL("-account_move.amount_untaxed_signed"),
        )

    def _missed_draft_select(self):
        """Customer invoices and receipts somebody began and left as drafts for more
        days than the company allows. Drafts that wait for their date (recurring ones,
        or dated ahead) are not left behind."""
        today = fields.Date.context_today(self)
        query = self.env["account.move"]._search(
            Domain("state", "=", "draft")
            & Domain("move_type", "in", SALES)
            & Domain("auto_post", "=", "no")
            & Domain("commercial_partner_id", "!=", False)
            & Domain("amount_untaxed", "!=", 0)
        )
        query.add_join(
            "JOIN",
            "seller",
            "res_company",
            SQL("seller.id = account_move.company_id"),
        )
        query.add_where(
            SQL(
                "GREATEST(account_move.create_date::date, account_move.invoice_date)"
                " < %s - seller.ficha_missed_draft_days",
                today,
            )
        )
        return self._missed_invoice_select(
            2,
            "invoice_draft",
            query,
            reason=SQL("%s", self.env._("Begun and not issued")),
            amount=SQL("account_move.amount_untaxed_signed"),
            date=SQL(
                "GREATEST(account_move.create_date::date, account_move.invoice_date)"
            ),
        )

    def _missed_invoice_select(self, slot, source, query, reason, amount, date=None):
        columns = {
            "partner_id": SQL("account_move.commercial_partner_id"),
            "company_id": SQL("account_move.company_id"),
            "user_id": SQL("account_move.invoice_user_id"),
            "date": date
            or SQL(
                "COALESCE(account_move.invoice_date, account_move.create_date::date)"
            ),
            "name": SQL(
                "COALESCE(NULLIF(account_move.name, '/'), %s || account_move.id || "
                "')')",
                self.env._("Draft invoice") + " (* ",
            ),
            "amount": amount,
            "reason": reason,
        }
        products = SQL(
            """(
                SELECT array_agg(line.product_id)
                  FROM account_move_line line
                 WHERE line.move_id = account_move.id
                   AND line.display_type = 'product'
                   AND line.product_id IS NOT NULL
            )"""
        )
        return self._missed_select(
            slot,
            source,
            "account.move",
            query,
            columns,
            products=products,
            move=SQL("account_move.id"),
        )

    def _missed_interaction_select(self):
        """Requests for information that ended in nothing."""
        query = self.env["ficha.interaction"]._search(
            Domain("kind", "=", "information_request") & Domain("outcome", "=", "none")
        )
        columns = {
            "partner_id": SQL("ficha_interaction.commercial_partner_id"),
            # an interaction in nobody's name is the reader's company's
            "company_id": SQL(
                "COALESCE(ficha_interaction.company_id, %s)", self.env.company.id
            ),
            "user_id": SQL("ficha_interaction.user_id"),
            "date": SQL("ficha_interaction.date::date"),
            "name": SQL("ficha_interaction.subject"),
            "amount": SQL("COALESCE(ficha_interaction.missed_amount, 0)"),
            "reason": SQL("ficha_interaction.missed_reason"),
        }
        field = self.env["ficha.interaction"]._fields["product_ids"]
        products = SQL(
            "(SELECT array_agg(rel.%s) FROM %s rel WHERE rel.%s = "
            "ficha_interaction.id)",
            SQL.identifier(field.column2),
            SQL.identifier(field.relation),
            SQL.identifier(field.column1),
        )
        return self._missed_select(
            3, "interaction", "ficha.interaction", query, columns, products=products
        )
