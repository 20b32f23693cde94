"""What is still to be paid of a document, and when: by its instalments, in SQL.

A document of three instalments is late when the first of them is, and only with that
one: ``account_move.invoice_date_due`` is the day of the last. A part that was paid is
not late any more, whichever it was.
"""

from odoo.tools import SQL

# what the subqueries read of ``account.move.line``, to be flushed before
INSTALMENT_COLUMNS = ["amount_residual", "date_maturity", "display_type", "move_id"]


def open_instalments(what, alias="account_move", before=None):
    """An aggregate over the instalments of an invoice that are still to be paid.

    :param SQL what: aggregate of columns of ``part``, a row of ``account_move_line``
    :param str alias: of ``account_move`` in the query
    :param date before: only those whose due date is before this day
    :return: ``SQL`` of a scalar, in parentheses; NULL (or 0 of a count) without any
    """
    return SQL(
        """(SELECT %(what)s
              FROM account_move_line AS part
             WHERE part.move_id = %(move)s.id
               AND part.display_type = 'payment_term'
               AND part.amount_residual > 0
               AND %(late)s)""",
        what=what,
        move=SQL.identifier(alias),
        late=SQL("part.date_maturity < %s", before) if before else SQL("TRUE"),
    )


def first_due(alias="account_move", before=None):
    """The day of the first instalment of an invoice that is still to be paid.

    :param str alias: see :func:`open_instalments`; ``before`` likewise
    :return: ``SQL``, a date or NULL
    """
    return open_instalments(SQL("MIN(part.date_maturity)"), alias, before)
