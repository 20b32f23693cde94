from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.groups import INTERNAL
from ..tools.purchases import (
    DOCUMENT_TYPES,
    PURCHASE_TYPES,
    about_the_same,
    lines_of,
)

# An invoice replaces one credited in full when it is of these days around the credit
# note, and about the same.
REPLACED_DAYS = 7
# The same invoice made twice: the same day, more or less, and the same amount.
TWICE_DAYS = 2

DATA = "ficha_cliente.purchases"

# what decides which purchase a document belongs to
WATCHED = {
    "state",
    "move_type",
    "partner_id",
    "commercial_partner_id",
    "company_id",
    "invoice_date",
    "reversed_entry_id",
    "debit_origin_id",
    "ficha_replaces_id",
}

# as in the partial index, so that it answers
LINKED = SQL(
    """(reversed_entry_id IS NOT NULL OR ficha_replaces_id IS NOT NULL
        OR ficha_purchase_move_id IS NOT NULL OR ficha_no_purchase)"""
)


class AccountMove(models.Model):
    """Which purchase each document belongs to: see ``tools/purchases.py``.

    The documents that correct others, and those that were corrected, keep it in three
    columns; ordinary invoices keep nothing, and posting one writes nothing. Changes are
    noted while a transaction works and settled when it ends, or before ours read:
    one query for customers without corrections.
    """

    _inherit = "account.move"

    ficha_replaces_id = fields.Many2one(
        "account.move",
        string="Made in place of",
        copy=False,
        readonly=True,
        index="btree_not_null",
        groups=INTERNAL,
        help="The invoice that was reversed to make this one.",
    )
    ficha_purchase_move_id = fields.Many2one(
        "account.move",
        string="Purchase",
        copy=False,
        readonly=True,
        index="btree_not_null",
        groups=INTERNAL,
        help="First invoice of the purchase that this document corrects.",
    )
    ficha_purchase_date = fields.Date(
        string="Day of the purchase",
        copy=False,
        readonly=True,
        groups=INTERNAL,
        help="When what this document corrects was bought.",
    )
    ficha_no_purchase = fields.Boolean(
        string="No purchase of its own",
        copy=False,
        readonly=True,
        groups=INTERNAL,
        help="It was credited in full, or is part of another purchase.",
    )

    _ficha_linked_idx = models.Index(
        "(commercial_partner_id) "
        "WHERE (reversed_entry_id IS NOT NULL OR ficha_replaces_id IS NOT NULL "
        "OR ficha_purchase_move_id IS NOT NULL OR ficha_no_purchase) "
        "AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')"
    )
    _ficha_purchase_date_idx = models.Index(
        "(ficha_purchase_date) WHERE ficha_purchase_date IS NOT NULL"
    )

    # -- when documents change ---------------------------------------------------------

    def write(self, vals):
        """Extends the core's: what the documents of these customers are is settled
        again before it is read. Drafts that stay drafts are nothing yet."""
        if WATCHED.isdisjoint(vals):
            return super().write(vals)
        moves = self.filtered(lambda move: move.move_type in DOCUMENT_TYPES)
        if "state" not in vals:
            moves = moves.filtered(lambda move: move.state == "posted")
        if moves:
            # whose they were, too
            moved = not {"partner_id", "commercial_partner_id"}.isdisjoint(vals)
            partners = moves.commercial_partner_id.ids if moved else ()
            self._purchases_mark(moves.ids, partners)
        return super().write(vals)

    def unlink(self):
        """Extends the core's: where a document that counted is deleted after all."""
        posted = self.filtered(
            lambda move: move.state == "posted" and move.move_type in DOCUMENT_TYPES
        )
        if posted:
            self._purchases_mark((), posted.commercial_partner_id.ids)
        return super().unlink()

    @api.model
    def _purchases_mark(self, moves, partners):
        """Note, until :meth:`_purchases_settle`, whose documents changed.

        :param moves: ids of documents
        :param partners: ids of commercial entities
        """
        precommit = self.env.cr.precommit
        marks = precommit.data.get(DATA)
        if marks is None:
            marks = precommit.data[DATA] = {"moves": set(), "partners": set()}
            precommit.add(self.env["account.move"]._purchases_finish)
        marks["settled"] = False
        marks["moves"].update(moves)
        marks["partners"].update(partners)

    @api.model
    def _purchases_finish(self):
        """At the end of the transaction: whatever was settled before it may have been
        rolled back, so it is settled for good."""
        marks = self.env.cr.precommit.data.pop(DATA, None)
        if marks:
            self._purchases_link(self._purchases_scope(marks))

    @api.model
    def _purchases_settle(self):
        """Settle what changed in this transaction; whoever reads purchases calls it
        first. Costs nothing when nothing changed."""
        marks = self.env.cr.precommit.data.get(DATA)
        if marks and not marks["settled"]:
            marks["settled"] = True
            self._purchases_link(self._purchases_scope(marks))

    @api.model
    def _purchases_scope(self, marks):
        return SQL(
            """commercial_partner_id = ANY(ARRAY(
                SELECT unnest(%s::int[])
                 UNION
                SELECT commercial_partner_id FROM account_move WHERE id = ANY(%s)))""",
            list(marks["partners"]),
            list(marks["moves"]),
        )

    # -- which purchase each belongs to ------------------------------------------------

    @api.model
    def _purchases_link(self, scope=None):
        """Find, from the documents, what corrects what, and keep it.

        Set-based: the number of queries does not depend on how many there are.

        :param SQL scope: condition on ``account_move``; all documents when None
        :return: ids of the documents that were written
        """
        documents = self._purchases_read(scope or SQL("TRUE"))
        posted = {key: doc for key, doc in documents.items() if doc["posted"]}
        parents = self._purchases_parents(posted)
        trees = defaultdict(list)
        for key in parents:
            trees[self._purchases_first(key, parents)].append(key)
        undone = {
            first: max(posted[key]["date"] for key in parts)
            for first, parts in trees.items()
            if not posted[first]["refund"]
            and self._purchases_remains([posted[key] for key in (first, *parts)]) <= 0
        }
        credited = {first: max(trees[first]) for first in undone}
        replaced, twice = self._purchases_replaced(posted, undone, credited, parents)
        values = {}
        origins = {new: old for old, new in replaced.items()}
        for first in {*trees, *origins}:
            origin = self._purchases_first(first, origins)
            if origin in twice:
                # a double belongs to the other, and what corrects it with it
                origin = self._purchases_first(twice[origin], origins)
            for key in (first, *trees.get(first, ())):
                is_part = key in parents
                values[key] = (
                    origin if key != origin else None,
                    posted[origin]["date"] if key != origin else None,
                    is_part and not posted[key]["refund"] or key in undone or None,
                )
        return self._purchases_keep(documents, values)

    @api.model
    def _purchases_read(self, scope):
        """The documents that correct others or are said to be corrected, and those that
        they name.

        :return: ``{id: dict}``
        """
        amounts = ["amount_untaxed", "amount_untaxed_signed", "currency_id"]
        self.flush_model([*WATCHED & set(self._fields), *amounts])
        debit = "debit_origin_id" in self._fields
        named = ["reversed_entry_id", "ficha_replaces_id", "ficha_purchase_move_id"]
        linked = SQL("SELECT id, %s", SQL(", ").join(map(SQL.identifier, named)))
        selects = [SQL("%s FROM account_move WHERE %s", linked, LINKED)]
        if debit:
            selects.append(
                SQL(
                    "SELECT id, debit_origin_id, NULL, NULL"
                    " FROM account_move WHERE debit_origin_id IS NOT NULL"
                )
            )
        rows = self.env.execute_query_dict(
            SQL(
                """
                WITH linked AS (%(linked)s)
                SELECT id,
                       state = 'posted' AND invoice_date IS NOT NULL AS posted,
                       move_type = 'out_refund' AS refund,
                       COALESCE(reversed_entry_id, %(debit)s) AS corrects,
                       ficha_replaces_id AS replaces,
                       commercial_partner_id AS partner_id,
                       company_id,
                       invoice_date AS date,
                       COALESCE(amount_untaxed_signed, 0) AS amount,
                       currency_id,
                       CASE WHEN move_type = 'out_refund' THEN -1 ELSE 1 END
                           * COALESCE(amount_untaxed, 0) AS own_amount,
                       ficha_purchase_move_id, ficha_purchase_date, ficha_no_purchase
                  FROM account_move
                 WHERE move_type IN %(types)s
                   AND id IN (SELECT id FROM linked
                               UNION SELECT reversed_entry_id FROM linked
                               UNION SELECT ficha_replaces_id FROM linked)
                """,
                linked=SQL(" UNION ALL ").join(
                    SQL("%s AND move_type IN %s AND %s", select, DOCUMENT_TYPES, scope)
                    for select in selects
                ),
                debit=SQL("debit_origin_id") if debit else SQL("NULL"),
                types=DOCUMENT_TYPES,
            )
        )
        return {row["id"]: row for row in rows}

    @api.model
    def _purchases_parents(self, posted):
        """What each document says that it corrects, where that is an issued document of
        the same customer and company.

        :return: ``{id: id}``, without circles
        """
        parents = {}
        for key in sorted(posted):
            doc, parent = posted[key], posted.get(posted[key]["corrects"])
            if (
                parent
                and parent["id"] != key
                and self._purchases_whose(parent) == self._purchases_whose(doc)
                and self._purchases_first(parent["id"], parents) != key
            ):
                parents[key] = parent["id"]
        return parents

    @api.model
    def _purchases_remains(self, docs):
        """What remains of a purchase: in its own currency, since the rate of a credit
        note may be another, and in the company's when there are several."""
        own = len({doc["currency_id"] for doc in docs}) == 1
        return sum(doc["own_amount" if own else "amount"] for doc in docs)

    @api.model
    def _purchases_whose(self, doc):
        return doc["partner_id"], doc["company_id"]

    @api.model
    def _purchases_first(self, key, parents):
        while key in parents:
            key = parents[key]
        return key

    @api.model
    def _purchases_replaced(self, posted, undone, credited, parents):
        """By which invoice each one that was undone was replaced: the one that was made
        of it, else the first one about the same, of the same days.

        :param dict undone: ``{id: day of its last credit note}``
        :param dict credited: ``{id: id of its last credit note}``
        :return: ``{undone: invoice}``, and likewise those that were a double of another
        """
        replaced, twice = {}, {}
        if not undone:
            return replaced, twice
        for key in sorted(posted):
            doc, old = posted[key], posted.get(posted[key]["replaces"])
            if (
                old
                and old["id"] in undone
                and old["id"] not in replaced
                and key not in parents
                and not doc["refund"]
                and old["id"] < key
                and self._purchases_whose(old) == self._purchases_whose(doc)
            ):
                replaced[old["id"]] = key
        found = self._purchases_alike(
            [
                (posted[key], undone[key])
                for key in sorted(undone)
                if key not in replaced
            ]
        )
        taken = set(replaced.values())
        for old, new in found:
            if new["id"] in parents:
                continue
            if new["id"] > old["id"]:
                # one that was undone too had taken its place only if made afterwards
                before = new["id"] in undone and new["id"] < credited[old["id"]]
                if not before and old["id"] not in replaced and new["id"] not in taken:
                    replaced[old["id"]] = new["id"]
                    taken.add(new["id"])
                    posted.setdefault(new["id"], new)
            elif (
                old["id"] not in replaced
                and new["id"] not in undone
                and new["amount"] == old["amount"]
                and abs(new["date"] - old["date"]) <= timedelta(days=TWICE_DAYS)
            ):
                twice[old["id"]] = new["id"]
                posted.setdefault(new["id"], new)
        return replaced, twice

    @api.model
    def _purchases_alike(self, undone):
        """Invoices about the same as those that were undone, of the same days.

        :param undone: pairs of a document and the day of its last credit note
        :return: list of pairs, the one undone and the other document: of each one,
            those made after it come first
        """
        if not undone:
            return []
        docs = [doc for doc, _day in undone]
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT old.id AS old_id, move.id, move.invoice_date AS date,
                       move.amount_untaxed_signed AS amount, FALSE AS refund,
                       move.commercial_partner_id AS partner_id, move.company_id
                  FROM unnest(%(ids)s, %(partners)s, %(companies)s, %(dates)s::date[],
                              %(credited)s::date[])
                       AS old(id, partner_id, company_id, date, credited)
                  JOIN account_move AS move
                    ON move.commercial_partner_id = old.partner_id
                   AND move.company_id = old.company_id
                   AND move.state = 'posted'
                   AND move.move_type IN ('out_invoice', 'out_receipt')
                   AND move.id <> old.id
                   AND move.invoice_date BETWEEN
                       LEAST(old.credited - %(days)s, old.date - %(twice)s)
                       AND old.credited + %(days)s
                   AND (move.id < old.id
                        OR move.invoice_date BETWEEN
                           GREATEST(old.date, old.credited - %(days)s)
                           AND old.credited + %(days)s)
                 WHERE %(same)s
                 ORDER BY old.id, move.id < old.id, move.id
                """,
                ids=[doc["id"] for doc in docs],
                partners=[doc["partner_id"] for doc in docs],
                companies=[doc["company_id"] for doc in docs],
                dates=[doc["date"] for doc in docs],
                credited=[day for _doc, day in undone],
                days=REPLACED_DAYS,
                twice=TWICE_DAYS,
                same=about_the_same(lines_of(SQL("old.id")), lines_of(SQL("move.id"))),
            )
        )
        by_id = {doc["id"]: doc for doc in docs}
        return [(by_id[row["old_id"]], row) for row in rows]

    @api.model
    def _purchases_keep(self, documents, values):
        """Write what differs.

        :param dict documents: what was read, with what they keep now
        :param dict values: by id: first document, day, whether it is no purchase
        :return: ids of those written
        """
        nothing = (None, None, None)
        changed = {}
        for key in {*documents, *values}:
            doc = documents.get(key, {})
            old = tuple(
                doc.get(name) or None
                for name in (
                    "ficha_purchase_move_id",
                    "ficha_purchase_date",
                    "ficha_no_purchase",
                )
            )
            new = values.get(key, nothing)
            if old != new:
                changed[key] = new
        if not changed:
            return []
        moves, dates, flags = zip(*changed.values(), strict=True)
        self.env.cr.execute(
            SQL(
                """
                UPDATE account_move AS move
                   SET ficha_purchase_move_id = new.purchase_id,
                       ficha_purchase_date = new.date,
                       ficha_no_purchase = new.none
                  FROM unnest(%s, %s::int[], %s::date[], %s::bool[])
                       AS new(id, purchase_id, date, none)
                 WHERE move.id = new.id
                """,
                list(changed),
                list(moves),
                list(dates),
                list(flags),
            )
        )
        self.browse(changed).invalidate_recordset(
            ["ficha_purchase_move_id", "ficha_purchase_date", "ficha_no_purchase"],
            flush=False,
        )
        return list(changed)

    # -- how others ask ----------------------------------------------------------------

    @api.model
    def _purchase_domain(self):
        """Documents that are purchases, among those issued to customers.

        :return: ``Domain``, see :func:`~ficha_cliente.tools.purchases.is_purchase`
        """
        self._purchases_settle()
        return Domain("move_type", "in", PURCHASE_TYPES) & Domain(
            "ficha_no_purchase", "!=", True
        )

    @api.model
    def _purchased_domain(self, first, last):
        """Documents of the purchases of some days, whenever they were corrected.

        :param date first: ``last`` likewise, both included
        :return: ``Domain``
        """
        self._purchases_settle()
        own = Domain("ficha_purchase_date", "=", False)
        return (
            own
            & Domain("invoice_date", ">=", first)
            & Domain("invoice_date", "<=", last)
        ) | (
            Domain("ficha_purchase_date", ">=", first)
            & Domain("ficha_purchase_date", "<=", last)
        )
