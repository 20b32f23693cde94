import logging
from collections.abc import Set
from contextlib import nullcontext

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.purchases import (
    DOCUMENT_TYPES,
    is_purchase,
    purchase_day,
)
from odoo.addons.ficha_cliente.tools.query import (
    query_join,
    query_of_table,
    query_refine,
    query_select,
)

from .ficha_purchase_course import ARRAYS as COURSE_ARRAYS
from .ficha_purchase_variety import ARRAYS as VARIETY_ARRAYS

_logger = logging.getLogger(__name__)

COLUMNS = ("purchases", "amount")

# So many customers are read apart from what is kept of the others; of more, all are.
MOST_APART = 1000


class FichaPurchaseDay(models.Model):
    """What a customer bought from a company on one day: what *Resultados* adds up.

    A narrow copy of the documents, made of them by :meth:`_refresh` and by nothing
    else, whose customers are those of the purchase queue. By day and not by month:
    periods begin and end on any day, and figures have to be those of the documents. It
    holds nothing that moves with the calendar, so only a document changes it.

    Whoever reads goes through :meth:`_days`, :meth:`_courses` and :meth:`_products`,
    which give the same whatever they are read from: customers still in the queue are
    read from their documents, and so is everything for a reader who may not see all
    documents of the companies that are switched on.
    """

    _name = "ficha.purchase.day"
    _inherit = "ficha.purchase.kept.mixin"
    _description = "Purchases by Day"
    _rec_name = "partner_id"
    _order = "day DESC, id DESC"
    _auto = False  # the table is made below

    currency_id = fields.Many2one(
        related="company_id.currency_id", help="Currency of the company."
    )
    day = fields.Date(
        readonly=True,
        help="Day of the purchase; what corrects one is of its day.",
    )
    purchases = fields.Integer(
        readonly=True, help="Invoices and receipts that are a purchase of their own."
    )
    amount = fields.Monetary(
        readonly=True, help="Invoiced before taxes, less credit notes."
    )

    def init(self):
        """The table, see ``_auto``."""
        self.env.cr.execute(
            """
            CREATE TABLE IF NOT EXISTS ficha_purchase_day (
                id serial PRIMARY KEY,
                partner_id int NOT NULL,
                company_id int NOT NULL,
                day date NOT NULL,
                purchases int NOT NULL,
                amount numeric NOT NULL,
                UNIQUE (partner_id, company_id, day)
            )
            """
        )

    # --------------------------------------------------------------------------
    # Making the rows from the documents.
    # --------------------------------------------------------------------------

    @api.model
    def _refresh(self, partners=None):
        """Make the rows of customers, those by product and those in order, again from
        the documents.

        Set-based, and writes what differs only: a second call changes nothing, and
        neither does a night in which nothing had drifted.

        :param partners: ``res.partner``, whose commercial entities are refreshed; all
            customers when None
        :return: ids of the customers whose rows were made, changed or deleted
        """
        ids = None
        if partners is not None:
            ids = list({*partners.ids, *partners.commercial_partner_id.ids})
        return self._refresh_ids(ids)

    @api.model
    def _refresh_ids(self, ids):
        """:meth:`_refresh` of commercial entities by their ids; of all when None."""
        # sudo: the table tells of all documents; who reads it is asked when it is read
        self = self.sudo()
        self._flush_documents()
        recategorized = self.env["ficha.purchase.recategorized"]
        Summary = self.env["ficha.purchase.summary"]
        if ids is None:
            recategorized._see()
        with nullcontext() if ids is None else Summary._planned_for_few():
            changed = self._rebuild(ids)
            changed |= self.env["ficha.purchase.product"]._rebuild(ids)
            changed |= self.env["ficha.purchase.course"]._rebuild(ids)
            varied = self.env["ficha.purchase.variety"]._rebuild(ids)
            # moves with the calendar too: that one does is no drift
            self.env["ficha.purchase.favourite"]._rebuild(ids)
        if not recategorized._any():  # of another category: that is no drift
            changed |= varied
        for name in ("day", "product", "course", "variety", "favourite"):
            self.env[f"ficha.purchase.{name}"].invalidate_model(flush=False)
        if ids is None:
            recategorized._forget()
        return sorted(changed)

    @api.model
    def _flush_documents(self):
        self.env["ficha.purchase.summary"]._flush_documents()
        self.env["account.move.line"].flush_model(
            ["move_id", "display_type", "product_id", "balance"]
        )

    @api.model
    def _rebuild(self, ids):
        """:param ids: of commercial entities; all when None
        :return: set of the ids of customers whose rows differed
        """
        return self._rebuild_table(
            self._table,
            ("partner_id", "company_id", "day"),
            COLUMNS,
            self._days_of(self._all_documents(ids)),
            ids,
        )

    @api.model
    def _rebuild_table(self, table, key, columns, select, ids):
        """Bring a table to what a SELECT says, touching no row that says so already.

        :param key: names of the columns of its unique index, ``partner_id`` first
        :param columns: names of the others
        :param SQL select: gives all of them, of these customers
        :param ids: of customers; all when None
        :return: set of the ids of customers whose rows differed
        """
        planner = {"work_mem": "128MB"} if ids is None else {}
        parts = {
            "select": select,
            "table": SQL.identifier(table),
            "names": SQL(", ").join(map(SQL.identifier, (*key, *columns))),
            "key": SQL(", ").join(map(SQL.identifier, key)),
        }
        if ids is None and not self.env.execute_query(
            SQL("SELECT FROM %(table)s LIMIT 1", **parts)
        ):
            query = self._insert_all(parts)
        else:
            query = self._insert_differing(parts, key, columns, ids)
        rows = self.env["ficha.purchase.summary"]._execute_tuned(planner, query)
        if ids is None and rows:
            self.env.cr.execute(SQL("ANALYZE %(table)s", **parts))
        return {partner_id for (partner_id,) in rows}

    @api.model
    def _insert_all(self, parts):
        """Into an empty table. Who fills it at the same time is met as a serialization
        failure."""
        return SQL(
            """
            WITH made AS (
                INSERT INTO %(table)s (%(names)s)
                SELECT %(names)s FROM (%(select)s) AS new ORDER BY %(key)s
                    ON CONFLICT (%(key)s) DO NOTHING
             RETURNING partner_id
            )
            SELECT DISTINCT partner_id FROM made
            """,
            **parts,
        )

    @api.model
    def _insert_differing(self, parts, key, columns, ids):
        """Compared first, and only what differs is inserted or deleted: a row that is
        offered to ON CONFLICT is locked, which writes it, also where it says so
        already."""
        return SQL(
            """
            WITH differ AS MATERIALIZED (
                SELECT %(key)s, %(new)s, new.there IS NULL AS is_gone
                  FROM (
                    SELECT TRUE AS there, made.* FROM (%(select)s) AS made
                  ) AS new
                  FULL JOIN (
                    SELECT TRUE AS there, row.* FROM %(table)s AS row WHERE %(rows)s
                  ) AS old USING (%(key)s)
                 WHERE new.there IS NULL
                    OR old.there IS NULL
                    OR (%(old)s) IS DISTINCT FROM (%(new)s)
            ),
            gone AS (
                DELETE FROM %(table)s AS row
                 USING differ
                 WHERE differ.is_gone AND %(rows)s AND %(same)s
             RETURNING row.partner_id
            ),
            made AS (
                INSERT INTO %(table)s AS row (%(names)s)
                SELECT %(names)s FROM differ WHERE NOT is_gone ORDER BY %(key)s
                    ON CONFLICT (%(key)s) DO UPDATE
                   SET %(set)s
             RETURNING row.partner_id
            )
            SELECT partner_id FROM gone UNION SELECT partner_id FROM made
            """,
            rows=self.env["ficha.purchase.summary"]._rows(ids),
            same=SQL(" AND ").join(
                SQL("differ.%(name)s = row.%(name)s", name=SQL.identifier(name))
                for name in key
            ),
            set=SQL(", ").join(
                SQL("%(name)s = EXCLUDED.%(name)s", name=SQL.identifier(name))
                for name in columns
            ),
            old=SQL(", ").join(SQL.identifier("old", name) for name in columns),
            new=SQL(", ").join(SQL.identifier("new", name) for name in columns),
            **parts,
        )

    @api.model
    def _all_documents(self, ids):
        """The documents that count, past the rules of who reads.

        :param ids: of commercial entities; all when None
        :return: ``Query`` over ``account_move``
        """
        query = query_of_table(self.env, "account_move", "account_move")
        condition = SQL("account_move.commercial_partner_id IS NOT NULL")
        if ids is not None:
            condition = SQL("account_move.commercial_partner_id = ANY(%s)", list(ids))
        query_refine(
            query,
            condition,
            SQL(
                """account_move.state = 'posted'
                AND account_move.move_type IN ('out_invoice', 'out_refund',
                                               'out_receipt')
                AND account_move.invoice_date IS NOT NULL"""
            ),
        )
        return query

    @api.model
    def _reconcile(self, ids=None):
        """Nightly: mend what differs from the documents, though nobody had said so.

        :param ids: of commercial entities; all when None
        :return: number of customers whose rows were mended
        """
        mended = len(self._refresh_ids(ids))
        if mended:
            _logger.info(
                "Purchases by day: those of %s customers differed from their documents"
                " and were made again",
                mended,
            )
        return mended

    @api.model
    def _fill_when_empty(self):
        """At installation, and at the update that brings the table: all rows, since
        from then on only what changes is made again."""
        if not self.env.execute_query(SQL("SELECT FROM ficha_purchase_course LIMIT 1")):
            self._refresh()

    # -- documents, added up: the one place that says how ------------------------------

    @api.model
    def _days_of(self, documents):
        """SELECT of ``partner_id``, ``company_id``, ``day``, ``purchases`` and
        ``amount`` of some documents.

        :param documents: ``Query`` over ``account_move``
        """
        query_refine(documents, group=SQL("1, 2, 3"))
        return query_select(
            documents,
            SQL("account_move.commercial_partner_id AS partner_id"),
            SQL("account_move.company_id"),
            SQL("%s AS day", purchase_day()),
            SQL("(count(*) FILTER (WHERE %s))::int AS purchases", is_purchase()),
            SQL("COALESCE(sum(account_move.amount_untaxed_signed), 0) AS amount"),
        )

    @api.model
    def _products_of(self, documents):
        """SELECT of ``partner_id``, ``company_id``, ``day``, ``product_id``, ``amount``
        and whether it was ``bought`` (and not only given back) of some documents.

        :param documents: ``Query`` over ``account_move``
        """
        query_join(
            documents,
            "JOIN",
            "bought_line",
            "account_move_line",
            SQL(
                """bought_line.move_id = account_move.id
                AND bought_line.display_type = 'product'
                AND bought_line.product_id IS NOT NULL"""
            ),
        )
        query_refine(documents, group=SQL("1, 2, 3, 4"))
        return query_select(
            documents,
            SQL("account_move.commercial_partner_id AS partner_id"),
            SQL("account_move.company_id"),
            SQL("%s AS day", purchase_day()),
            SQL("bought_line.product_id"),
            SQL("sum(-bought_line.balance) AS amount"),
            SQL("bool_or(%s) AS bought", is_purchase()),
        )

    # --------------------------------------------------------------------------
    # Reading: the same, from the table or from the documents.
    # --------------------------------------------------------------------------

    @api.model
    def _days(self, first=None, last=None):
        """SELECT of ``partner_id``, ``company_id``, ``day``, ``purchases`` and
        ``amount`` (in the currency of the company): a row for each customer, company
        and day with documents that the reader may see.

        Which customers the reader may see is for the statement around it.

        :param date first: ``last`` likewise, both included; without limit when None
        """
        return self._read(
            SQL("partner_id, company_id, day, purchases, amount"),
            self._table,
            self._days_of,
            first,
            last,
        )

    @api.model
    def _products(self, first=None, last=None):
        """The same by product: ``partner_id``, ``company_id``, ``day``, ``product_id``,
        ``amount`` and ``bought``, of lines with a product."""
        return self._read(
            SQL("partner_id, company_id, day, product_id, amount, bought"),
            self.env["ficha.purchase.product"]._table,
            self._products_of,
            first,
            last,
        )

    @api.model
    def _courses(self, days=None, converted=()):
        """SELECT of ``partner_id`` and the arrays of ``ficha.purchase.course``: a row
        for each customer who has documents that the reader may see, over all companies
        that are switched on.

        :param SQL days: SELECT of ``partner_id``, ``day``, ``bought`` and ``amount``
            over all companies, to be put in order for those customers whose purchases
            are not kept so; those of :meth:`_days` when None
        :param converted: companies whose amounts are others in ``days``
        """
        Course = self.env["ficha.purchase.course"]

        def live(whose):
            every = days or self._bought_days(self._days())
            return Course._of_days(
                SQL("SELECT * FROM (%s) AS every WHERE %s", every, whose),
                SQL("partner_id"),
            )

        return self._kept_or_live(Course._table, COURSE_ARRAYS, live, converted)

    @api.model
    def _varieties(self, first, last):
        """SELECT of ``partner_id`` and the arrays of ``ficha.purchase.variety``, as
        :meth:`_courses`; of these days at least.

        :param date first: ``last`` likewise, both included
        """
        Variety = self.env["ficha.purchase.variety"]

        def live(whose):
            return Variety._of_products(
                SQL(
                    "SELECT * FROM (%s) AS every WHERE %s",
                    self._products(first, last),
                    whose,
                ),
                SQL(
                    """SELECT partner_id, day FROM (%s) AS every
                        WHERE purchases > 0 AND %s""",
                    self._days(first, last),
                    whose,
                ),
                SQL("partner_id"),
            )

        # sudo: of whom not to read what is kept, no more
        moved = self.env["ficha.purchase.recategorized"].sudo()._buyers(MOST_APART)
        if moved is None:
            return live(SQL("TRUE"))
        return self._kept_or_live(Variety._table, VARIETY_ARRAYS, live, behind=moved)

    @api.model
    def _kept_or_live(self, table, arrays, live, converted=(), behind=()):
        """SELECT of ``partner_id`` and arrays: those that are kept of customers of one
        company; put in order now of those who buy from several, of those who still
        wait, and of all where the reader may not see all documents.

        :param str table: that has them by customer and company
        :param arrays: names of its columns
        :param live: function of a condition on ``partner_id`` that gives the SELECT of
            these customers
        :param converted: companies whose customers are not taken from what is kept
        :param behind: ids of customers who are not taken from it either
        """
        if not self._reads_all():
            return live(SQL("TRUE"))
        waiting, companies = list({*self._waiting(), *behind}), self.env.companies
        company = self._of_companies(SQL("company_id"))
        apart = [SQL("partner_id = ANY(%s)", waiting)] if waiting else []
        kept = self._not_waiting(waiting)
        if len(companies) > 1:
            several = SQL(
                """SELECT partner_id FROM %s WHERE %s GROUP BY partner_id
                   HAVING count(*) > 1 OR bool_or(company_id = ANY(%s))""",
                SQL.identifier(table),
                company,
                [company.id for company in converted],
            )
            apart.append(SQL("partner_id IN (%s)", several))
            kept = SQL("%s AND partner_id NOT IN (%s)", kept, several)
        rows = SQL(
            "SELECT %s FROM %s WHERE %s AND %s",
            SQL(", ").join(map(SQL.identifier, ("partner_id", *arrays))),
            SQL.identifier(table),
            company,
            kept,
        )
        if not apart:
            return rows
        return SQL(
            "%s UNION ALL (%s)", rows, live(SQL("(%s)", SQL(" OR ").join(apart)))
        )

    @api.model
    def _bought_days(self, days):
        """From a SELECT of days by company, one of days: of whatever company."""
        return SQL(
            """SELECT partner_id, day, bool_or(purchases > 0) AS bought,
                      sum(amount) AS amount
                 FROM (%s) AS one GROUP BY partner_id, day""",
            days,
        )

    @api.model
    def _of_customers(self, ids):
        """Condition on the rows: of these customers; of all when None."""
        if ids is None:
            return SQL("TRUE")
        return SQL("partner_id = ANY(%s)", list(ids))

    @api.model
    def _read(self, columns, table, select, first, last):
        parts, waiting = [], None
        if self._reads_all():
            waiting = self._waiting()
            conditions = [
                self._of_companies(SQL("company_id")),
                self._not_waiting(waiting),
            ]
            if first:
                conditions.append(SQL("day >= %s", first))
            if last:
                conditions.append(SQL("day <= %s", last))
            parts.append(
                SQL(
                    "SELECT %s FROM %s WHERE %s",
                    columns,
                    SQL.identifier(table),
                    SQL(" AND ").join(conditions),
                )
            )
        if waiting is None or waiting:
            documents = self._readable_documents(first, last, waiting)
            parts.append(SQL("(%s)", select(documents)))
        return SQL(" UNION ALL ").join(parts)

    @api.model
    def _of_companies(self, column):
        """Condition on a column: one of the companies that are switched on. Of a single
        one it is an equality, which costs half for each row."""
        ids = self.env.companies.ids
        if len(ids) == 1:
            return SQL("%s = %s", column, ids[0])
        return SQL("%s = ANY(%s)", column, ids)

    @api.model
    def _not_waiting(self, waiting):
        """Condition on the rows: not of those customers."""
        if not waiting:
            return SQL("TRUE")
        return SQL("partner_id <> ALL(%s)", waiting)

    @api.model
    def _readable_documents(self, first=None, last=None, waiting=None):
        """Posted customer documents of the purchases of some days, as the reader may
        see them.

        :param waiting: ids of commercial entities; all when None
        :return: ``Query`` over ``account_move``
        """
        Move = self.env["account.move"]
        domain = (
            Domain("company_id", "in", self.env.companies.ids)
            & Domain("state", "=", "posted")
            & Domain("move_type", "in", DOCUMENT_TYPES)
            & Domain("invoice_date", "!=", False)
        )
        if waiting is None:
            domain &= Domain("commercial_partner_id", "!=", False)
        else:
            domain &= Domain("commercial_partner_id", "in", waiting)
        if first or last:
            domain &= Move._purchased_domain(
                first or fields.Date.to_date("1900-01-01"),
                last or fields.Date.to_date("9999-12-31"),
            )
        else:
            Move._purchases_settle()
        return Move._search(domain)

    @api.model
    def _reads_all(self, lines=False):
        """Whether the reader's rules let through all documents of customers of the
        companies that are switched on, so that they may be told what all of them add up
        to. A rule that we do not know is one that may not.

        :param lines: the lines of the documents as well
        """
        if self.env.su:
            return True
        companies, types = set(self.env.companies.ids), set(DOCUMENT_TYPES)

        def lets_all_through(condition):
            wanted = {
                "company_id": companies,
                "move_type": types,
                "move_id.move_type": types,
                "state": {"posted"},
                "parent_state": {"posted"},
            }.get(condition.field_expr)
            value = condition.value
            listed = condition.operator == "in" and isinstance(
                value, list | tuple | Set
            )
            if wanted and listed and wanted <= set(value):
                return Domain.TRUE
            return condition

        names = ("account.move", "account.move.line") if lines else ("account.move",)
        rules = self.env["ir.rule"]
        return all(
            self.env[name].has_access("read")
            and rules._compute_domain(name).map_conditions(lets_all_through).is_true()
            for name in names
        )

    @api.model
    def _waiting(self):
        """Customers whose rows may be behind their documents: those in the queue, and
        those whose documents changed in this transaction.

        :return: list of ids
        """
        return self.env["ficha.purchase.queue"]._waiting()
