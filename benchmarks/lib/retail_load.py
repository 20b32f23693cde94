"""The documents of the real shop, as posted invoices and credit notes of a database.

A posted invoice and a posted credit note are made through Odoo; the others are rows
like theirs. Amounts are taken as the company's currency and carry no tax.
"""

from odoo import Command
from odoo.tools import SQL

from lib import bulk
from lib.copies import copy_partners, copy_rows

PREFIX = "RET/"


def load(env, documents, left_out=None):
    """Load the documents; return {customer of the file: id of the partner}."""
    for what, count in (left_out or {}).items():
        print(f"  left out: {count:,} {what}")
    partner, product, moves = _models(env)
    cr = env.cr
    with bulk.step(f"{len(documents):,} documents"):
        _temporary(cr, documents)
        partners = _partners(env, partner)
        _products(cr, product)
        with bulk.without_indexes(cr, "account_move", "account_move_line"):
            ids = _moves(cr, moves)
            # the numbers are how the lines find their document
            cr.execute("CREATE INDEX retail_tmp_idx ON account_move (name)")
            _lines(cr, moves, ids)
            cr.execute("DROP INDEX retail_tmp_idx")
    _forget(env, partner, moves)
    return partners


def _models(env):
    product = env["product.product"].create({"name": "Modelo", "taxes_id": False})
    partner = env["res.partner"].create({"name": "Modelo", "customer_rank": 1})
    line = {"product_id": product.id, "price_unit": 1, "tax_ids": [Command.clear()]}
    moves = env["account.move"].create(
        [
            {
                "move_type": kind,
                "partner_id": partner.id,
                "invoice_date": "2010-01-01",
                "invoice_line_ids": [Command.create(line)],
            }
            for kind in ("out_invoice", "out_refund")
        ]
    )
    moves.action_post()
    env.flush_all()
    return partner, product, moves


def _temporary(cr, documents):
    bulk.temporary_table(
        cr,
        "retail_document",
        "number varchar, place integer, customer varchar, day date, sign integer,"
        " amount numeric",
        (
            (
                document.number,
                place,
                document.customer,
                document.date,
                -1 if document.refund else 1,
                document.amount,
            )
            for place, document in enumerate(documents, 1)
        ),
    )
    bulk.temporary_table(
        cr,
        "retail_line",
        "number varchar, code varchar, name varchar, quantity integer, price numeric,"
        " amount numeric, sign integer",
        (
            (document.number, *line, -1 if document.refund else 1)
            for document in documents
            for line in document.lines
        ),
    )


def _partners(env, partner):
    cr = env.cr
    cr.execute(
        """
        CREATE TEMPORARY TABLE retail_customer ON COMMIT DROP AS
        SELECT customer, row_number() OVER (ORDER BY customer) AS place
        FROM (SELECT DISTINCT customer FROM retail_document) AS every
        """
    )
    number = SQL("(SELECT customer FROM retail_customer WHERE place = i)")
    copies = copy_partners(
        env,
        partner,
        SQL("'Cliente ' || %s", number),
        cr.rowcount,
        ref=number,
        client_code=SQL("'RET' || %s", number),
    )
    cr.execute(
        """
        CREATE TEMPORARY TABLE retail_partner ON COMMIT DROP AS
        SELECT ref AS customer, id FROM res_partner WHERE id = ANY(%s)
        """,
        (copies.ids,),
    )
    cr.execute("SELECT customer, id FROM retail_partner")
    return dict(cr.fetchall())


def _products(cr, product):
    cr.execute(
        """
        CREATE TEMPORARY TABLE retail_product ON COMMIT DROP AS
        SELECT code, jsonb_build_object('en_US', coalesce(max(name), code)) AS name
        FROM retail_line GROUP BY code
        """
    )
    code, name = SQL("r.code"), SQL("r.name")
    copy_rows(
        cr,
        "product_template",
        product.product_tmpl_id.ids,
        {"name": name, "default_code": code},
        join=SQL("CROSS JOIN retail_product r"),
    )
    copy_rows(
        cr,
        "product_product",
        product.ids,
        {"product_tmpl_id": SQL("t.id"), "default_code": code},
        join=SQL(
            "CROSS JOIN retail_product r"
            " JOIN product_template t ON t.default_code = r.code"
        ),
    )


def _moves(cr, moves):
    partner, day = SQL("p.id"), SQL("r.day")
    name = SQL("%s || r.number", PREFIX)
    positive, signed = SQL("r.amount * r.sign"), SQL("r.amount")
    nothing = SQL("0")
    return copy_rows(
        cr,
        "account_move",
        moves.ids,
        {
            "partner_id": partner,
            "commercial_partner_id": partner,
            "partner_shipping_id": partner,
            "invoice_partner_display_name": SQL("r.customer"),
            "name": name,
            "payment_reference": name,
            "sequence_prefix": SQL("%s", PREFIX),
            "sequence_number": SQL("r.place"),
            "date": day,
            "invoice_date": day,
            "invoice_date_due": SQL("r.day + 30"),
            "delivery_date": day,
            "amount_untaxed": positive,
            "amount_total": positive,
            "amount_untaxed_signed": signed,
            "amount_untaxed_in_currency_signed": signed,
            "amount_total_signed": signed,
            "amount_total_in_currency_signed": signed,
            "amount_residual": nothing,
            "amount_residual_signed": nothing,
            "payment_state": SQL("'paid'"),
            "access_token": SQL("NULL"),
        },
        join=SQL(
            "JOIN retail_document r ON s.move_type ="
            " CASE WHEN r.sign < 0 THEN 'out_refund' ELSE 'out_invoice' END"
            " JOIN retail_partner p ON p.customer = r.customer"
        ),
    )


def _lines(cr, moves, ids):
    products = moves.invoice_line_ids
    common = {
        "move_id": SQL("m.id"),
        "move_name": SQL("m.name"),
        "partner_id": SQL("m.partner_id"),
        "date": SQL("m.date"),
        "invoice_date": SQL("m.invoice_date"),
        "amount_residual": SQL("0"),
        "amount_residual_currency": SQL("0"),
    }
    document = SQL(
        "JOIN account_move m ON m.name = %s || r.number AND m.id BETWEEN %s AND %s"
        " JOIN account_move model ON model.id = s.move_id"
        " AND model.move_type = m.move_type",
        PREFIX,
        min(ids),
        max(ids),
    )
    copy_rows(
        cr,
        "account_move_line",
        products.ids,
        {
            **common,
            **_balance(SQL("-r.amount")),
            "product_id": SQL("p.id"),
            "name": SQL("r.name"),
            "quantity": SQL("r.quantity * r.sign"),
            "price_unit": SQL("r.price"),
            "price_subtotal": SQL("r.amount * r.sign"),
            "price_total": SQL("r.amount * r.sign"),
        },
        join=SQL(
            "CROSS JOIN retail_line r %s"
            " JOIN product_product p ON p.default_code = r.code",
            document,
        ),
    )
    copy_rows(
        cr,
        "account_move_line",
        (moves.line_ids - products).ids,
        {
            **common,
            **_balance(SQL("r.amount")),
            "date_maturity": SQL("m.invoice_date_due"),
            "reconciled": SQL("TRUE"),
        },
        join=SQL("CROSS JOIN retail_document r %s", document),
    )


def _balance(amount):
    return {
        "balance": amount,
        "amount_currency": amount,
        "debit": SQL("greatest(%s, 0)", amount),
        "credit": SQL("greatest(-(%s), 0)", amount),
    }


def _forget(env, partner, moves):
    """The documents that were copied are nobody's purchase."""
    env.flush_all()
    env.cr.execute("DELETE FROM account_move WHERE id = ANY(%s)", (moves.ids,))
    env.cr.execute("UPDATE res_partner SET active = FALSE WHERE id = %s", partner.ids)
    env.invalidate_all()
