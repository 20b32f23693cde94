"""What a purchase is, in SQL: the one place where documents become purchases.

An issued invoice is a purchase of its day. A document that corrects another (a credit
note, the invoice that replaces what was credited in full, a debit note) belongs to the
purchase that it corrects: it moves the amount and is no purchase of its own. What was
credited in full and not invoiced again is a purchase undone. ``account.move`` keeps
this for the few documents that it concerns (``account_move_purchase.py``); here it is
read. Amounts of purchases are ``amount_untaxed_signed``: before taxes, in the company's
currency, credit notes negative, and they add up to the amount of the purchase whatever
they are grouped by.
"""

from odoo.tools import SQL

# Types of documents that make purchases or change them, and those that may be one.
DOCUMENT_TYPES = ("out_invoice", "out_refund", "out_receipt")
PURCHASE_TYPES = ("out_invoice", "out_receipt")


def purchase_day(alias="account_move"):
    """The day of the purchase that a document belongs to.

    :param str alias: of ``account_move`` in the query
    :return: ``SQL``, a date
    """
    move = SQL.identifier(alias)
    return SQL(
        "COALESCE(%(move)s.ficha_purchase_date, %(move)s.invoice_date)", move=move
    )


def is_purchase(alias="account_move"):
    """Whether an issued document is a purchase: one for each, however many documents
    corrected it.

    :param str alias: of ``account_move`` in the query
    :return: ``SQL``, a condition that is never NULL
    """
    move = SQL.identifier(alias)
    return SQL(
        "(%(move)s.move_type <> 'out_refund' AND %(move)s.ficha_no_purchase IS NOT"
        " TRUE)",
        move=move,
    )


def is_of_purchase(alias="account_move"):
    """Whether a document makes the amount of a purchase: it is one, or corrects one. A
    credit note for nothing in particular does neither.

    :param str alias: of ``account_move`` in the query
    :return: ``SQL``, a condition that is never NULL
    """
    move = SQL.identifier(alias)
    return SQL(
        "(%(move)s.move_type <> 'out_refund'"
        " OR %(move)s.ficha_purchase_date IS NOT NULL)",
        move=move,
    )


def lines_of(move):
    """What a document is about: its products, and the text of lines without one.

    :param SQL move: id of the document
    :return: ``SQL`` of an array of text, in parentheses; NULL without such lines
    """
    return SQL(
        """(SELECT array_agg(DISTINCT COALESCE(line.product_id::text, line.name))
             FROM account_move_line AS line
            WHERE line.move_id = %s AND line.display_type = 'product')""",
        move,
    )


def about_the_same(one, other):
    """Whether two documents are about the same: at least half of the lines of the
    longer one are on the other.

    :param SQL one: what :func:`lines_of` gives; ``other`` likewise
    :return: ``SQL``, a condition
    """
    return SQL(
        """(2 * cardinality(ARRAY(
                SELECT unnest(%(one)s) INTERSECT SELECT unnest(%(other)s)
            )) >= GREATEST(cardinality(%(one)s), cardinality(%(other)s), 1))""",
        one=one,
        other=other,
    )
