"""The documents of the generated base, with their lines and what settled them."""

from odoo.tools import SQL

from lib import bulk
from lib.copies import copy_rows

PREFIX = "MIL/"
DAYS = 4 * 365


def fill(env, moves, partners, invoices, few, many, products):
    """``invoices`` documents like ``moves``, a paid invoice and a credit note.

    A tenth of them are those of ``many``, twenty those of ``few``.
    """
    _temporary(env.cr, partners, invoices, few, many, products)
    tables = ("account_move", "account_move_line", "account_partial_reconcile")
    with bulk.without_indexes(env.cr, *tables):
        _documents(env, moves)


def _temporary(cr, partners, invoices, few, many, products):
    """One row per document: whose, when, how much, of which product, paid when.

    Some customers buy far more than others; one in 33 documents is a credit note; one
    invoice in twelve is not paid.
    """
    cr.execute(
        """
        CREATE TEMPORARY TABLE million_document ON COMMIT DROP AS
        SELECT i AS place,
               CASE WHEN i <= %(many_count)s THEN %(many)s
                    WHEN i <= %(many_count)s + 20 THEN %(few)s
                    ELSE (%(partners)s::int[])[
                        1 + floor(%(size)s * pow(random(), 1.7))::int
                    ] END AS partner_id,
               CURRENT_DATE - 1 - floor(%(days)s * random())::int AS day,
               round((5 + 400 * pow(random(), 3))::numeric, 2) AS amount,
               (%(products)s::int[])[
                   1 + floor(%(kinds)s * pow(random(), 2))::int
               ] AS product_id,
               CASE WHEN i %% 33 = 0 THEN -1 ELSE 1 END AS sign,
               CASE WHEN i %% 33 > 0 AND i %% 12 > 0
                    THEN 20 + floor(30 * random())::int END AS paid_after
        FROM generate_series(1, %(invoices)s) AS i
        """,
        {
            "invoices": invoices,
            "many_count": invoices // 10,
            "many": many.id,
            "few": few.id,
            "partners": partners.ids,
            "size": len(partners),
            "products": products.ids,
            "kinds": len(products),
            "days": DAYS,
        },
    )
    cr.execute(
        """
        UPDATE million_document SET paid_after = NULL
        WHERE day + paid_after > CURRENT_DATE;
        ANALYZE million_document
        """
    )


def _documents(env, moves):
    cr = env.cr
    first = _moves(cr, moves)
    cr.execute(
        """
        ALTER TABLE million_document ADD move_id integer;
        UPDATE million_document d SET move_id = m.id FROM account_move m
        WHERE m.sequence_number = d.place AND m.sequence_prefix = %s AND m.id >= %s;
        """,
        (PREFIX, first),
    )
    products = moves.invoice_line_ids
    due = moves.line_ids - products
    join = SQL(
        "JOIN account_move model ON model.id = s.move_id JOIN million_document r ON"
        " model.move_type = CASE WHEN r.sign < 0 THEN 'out_refund' ELSE 'out_invoice'"
        " END"
    )
    signed = SQL("r.amount * r.sign")
    copy_rows(
        cr,
        "account_move_line",
        products.ids,
        {
            **_line(SQL("-%s", signed)),
            "product_id": SQL("r.product_id"),
            "price_unit": SQL("r.amount"),
            "price_subtotal": SQL("r.amount"),
            "price_total": SQL("r.amount"),
        },
        join=join,
    )
    copy_rows(
        cr,
        "account_move_line",
        due.ids,
        {
            **_line(signed),
            "date_maturity": SQL("r.day + 30"),
            "reconciled": SQL("r.paid_after IS NOT NULL"),
            "amount_residual": SQL(
                "CASE WHEN r.paid_after IS NULL THEN %s ELSE 0 END", signed
            ),
        },
        join=join,
    )
    _payments(env, due[:1])


def _moves(cr, moves):
    partner, day, signed = SQL("r.partner_id"), SQL("r.day"), SQL("r.amount * r.sign")
    name = SQL("%s || r.place", PREFIX)
    open_amount = SQL("CASE WHEN r.paid_after IS NULL THEN %s ELSE 0 END", signed)
    ids = copy_rows(
        cr,
        "account_move",
        moves.ids,
        {
            "partner_id": partner,
            "commercial_partner_id": partner,
            "partner_shipping_id": partner,
            "name": name,
            "payment_reference": name,
            "sequence_prefix": SQL("%s", PREFIX),
            "sequence_number": SQL("r.place"),
            "date": day,
            "invoice_date": day,
            "delivery_date": day,
            "invoice_date_due": SQL("r.day + 30"),
            "amount_untaxed": SQL("r.amount"),
            "amount_total": SQL("r.amount"),
            "amount_untaxed_signed": signed,
            "amount_untaxed_in_currency_signed": signed,
            "amount_total_signed": signed,
            "amount_total_in_currency_signed": signed,
            "amount_residual": SQL("abs(%s)", open_amount),
            "amount_residual_signed": open_amount,
            "payment_state": SQL(
                "CASE WHEN r.paid_after IS NULL THEN 'not_paid' ELSE 'paid' END"
            ),
            "access_token": SQL("NULL"),
        },
        join=SQL(
            "JOIN million_document r ON s.move_type ="
            " CASE WHEN r.sign < 0 THEN 'out_refund' ELSE 'out_invoice' END"
        ),
    )
    return min(ids)


def _line(amount):
    return {
        "move_id": SQL("r.move_id"),
        "move_name": SQL("%s || r.place", PREFIX),
        "partner_id": SQL("r.partner_id"),
        "date": SQL("r.day"),
        "invoice_date": SQL("r.day"),
        "amount_residual": SQL("0"),
        "amount_residual_currency": SQL("0"),
        "balance": amount,
        "amount_currency": amount,
        "debit": SQL("greatest(%s, 0)", amount),
        "credit": SQL("greatest(-(%s), 0)", amount),
    }


def _payments(env, due):
    """Each paid invoice is settled by a line of the bank, all in the model's entry."""
    cr = env.cr
    partial = due.matched_credit_ids
    amount = SQL("r.amount")
    paid = SQL("r.day + r.paid_after")
    copy_rows(
        cr,
        "account_move_line",
        partial.credit_move_id.ids,
        {
            **_line(SQL("-r.amount")),
            "move_id": SQL("s.move_id"),
            "date": paid,
            "date_maturity": paid,
            "ref": SQL("r.move_id::text"),
        },
        join=SQL("JOIN million_document r ON r.paid_after IS NOT NULL"),
    )
    copy_rows(
        cr,
        "account_partial_reconcile",
        partial.ids,
        {
            "debit_move_id": SQL("invoice.id"),
            "credit_move_id": SQL("bank.id"),
            "max_date": paid,
            "amount": amount,
            "debit_amount_currency": amount,
            "credit_amount_currency": amount,
            "full_reconcile_id": SQL("NULL"),
        },
        join=SQL(
            "JOIN million_document r ON r.paid_after IS NOT NULL"
            " JOIN account_move_line invoice ON invoice.move_id = r.move_id"
            " AND invoice.account_id = %s"
            " JOIN account_move_line bank ON bank.ref = r.move_id::text"
            " AND bank.move_id = %s",
            due.account_id.id,
            partial.credit_move_id.move_id.id,
        ),
    )
