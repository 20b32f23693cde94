from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ficha_cliente.models.account_move_purchase import (
    REPLACED_DAYS,
    TWICE_DAYS,
)
from odoo.addons.ficha_cliente.tools.arguments import only_one
from odoo.addons.ficha_cliente.tools.moments import day_sql
from odoo.addons.ficha_cliente.tools.purchases import (
    about_the_same,
    is_purchase,
    lines_of,
)
from odoo.addons.ficha_cliente.tools.query import (
    query_column,
    query_join,
    query_refine,
    query_select,
)

SALES = ("out_invoice", "out_receipt")


class FichaMissedPurchase(models.Model):
    """What customers nearly bought: a read-only union of documents (decision D8).

    Each module adds its SELECT in :meth:`_missed_selects`. Nothing is copied: a line
    is there while its document says so, and for whoever may see that document.
    """

    _name = "ficha.missed.purchase"
    _description = "Missed Purchase"
    _auto = False
    _order = "date DESC, id DESC"
    _rec_name = "name"
    _depends = {
        "account.move": [
            "amount_untaxed_signed",
            "auto_post",
            "commercial_partner_id",
            "company_id",
            "ficha_no_purchase",
            "ficha_purchase_move_id",
            "ficha_replaces_id",
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
        "account.move.line": [
            "balance",
            "display_type",
            "move_id",
            "name",
            "product_id",
        ],
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

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        readonly=True,
        help="The commercial entity that did not buy.",
    )
    company_id = fields.Many2one(
        "res.company", readonly=True, help="Company that did not sell."
    )
    user_id = fields.Many2one(
        "res.users", string="Salesperson", readonly=True, help="Who was selling."
    )
    date = fields.Date(readonly=True, help="When it was lost.")
    source = fields.Selection(
        [
            ("invoice_cancelled", "Cancelled invoice"),
            ("invoice_credited", "Credit note"),
            ("invoice_draft", "Draft left behind"),
            ("interaction", "Request that came to nothing"),
        ],
        readonly=True,
        help="Kind of document it comes from.",
    )
    name = fields.Char(string="Document", readonly=True, help="Name of the document.")
    amount = fields.Monetary(
        string="Missed",
        readonly=True,
        help="What was not bought, before taxes, in the company's currency.",
    )
    recovered_amount = fields.Monetary(
        string="Bought after all",
        readonly=True,
        help="The part of it that was bought soon afterwards.",
    )
    currency_id = fields.Many2one(
        "res.currency", readonly=True, help="Currency of the company."
    )
    reason = fields.Char(readonly=True, help="Why, as far as is known.")
    recovered = fields.Boolean(
        readonly=True,
        help="Whether the same product was bought soon afterwards.",
    )
    res_model = fields.Char(
        string="Model of the document", readonly=True, help="Model of the document."
    )
    res_id = fields.Many2oneReference(
        string="Record of the document",
        model_field="res_model",
        readonly=True,
        help="The document.",
    )

    @property
    def _table_query(self):
        # not as superuser: also behind a one2many the reader's rights decide
        reader = self.sudo(False)
        # in the reader's language: of all at once a translated reason is no text
        reader = reader.with_context(prefetch_langs=None)
        selects = reader._missed_selects()
        return SQL(" UNION ALL ").join(SQL("(%s)", select) for select in selects)

    @api.model
    def _missed_selects(self):
        """The SELECTs that make the union, as the reader may see them.

        A module appends those of its documents, each made by :meth:`_missed_select`
        from ``Model._search(domain)``, and leaves out the models that the reader may
        not read. It also names in ``_depends`` the fields its SELECT reads, so that
        they are written before the union is read.

        Each gives these columns in this order, with these types: ``id`` (integer: the
        document's id times 32 plus the source's slot), ``partner_id`` (commercial
        entity), ``company_id``, ``user_id``, ``date`` (date), ``source`` (varchar),
        ``name`` (varchar), ``amount`` and ``recovered_amount`` (numeric, company
        currency), ``currency_id``, ``reason`` (varchar), ``recovered`` (boolean),
        ``res_model`` (varchar), ``res_id`` (integer), ``products`` (integer[], no
        field: see :meth:`_missed_products`).

        Slots: 0 to 9 core, 10 to 13 sale, 14 to 16 crm, 17 to 19 website_sale.

        :return: list of ``SQL``
        """
        # gives the columns their types, and keeps the union valid for a reader who
        # may see none of the documents
        selects = [
            SQL(
                """SELECT NULL::integer AS id, NULL::integer AS partner_id,
                    NULL::integer AS company_id, NULL::integer AS user_id,
                    NULL::date AS date, NULL::varchar AS source, NULL::varchar AS name,
                    NULL::numeric AS amount, NULL::numeric AS recovered_amount,
                    NULL::integer AS currency_id, NULL::varchar AS reason,
                    NULL::boolean AS recovered, NULL::varchar AS res_model,
                    NULL::integer AS res_id, NULL::integer[] AS products
                    WHERE FALSE"""
            )
        ]
        self.env["account.move"]._purchases_settle()
        if self.env["account.move"].has_access("read"):
            selects += [
                self._missed_cancelled_select(),
                self._missed_credited_select(),
                self._missed_draft_select(),
            ]
        if self.env["ficha.interaction"].has_access("read"):
            selects.append(self._missed_interaction_select())
        return selects

    def action_open_document(self):
        """Opens the document that tells it.

        :return: action on the form of the document, whose own rights apply
        """
        only_one(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

    def _missed_products(self):
        """What was not bought, as the documents say it; one query for all of them.

        :return: ``{product id: customers who missed it}``; a lost opportunity, for
            example, names no product
        """
        if not self:
            return {}
        query = self._search([("id", "in", self.ids)])
        rows = self.env.execute_query(
            SQL(
                """SELECT product_id, count(DISTINCT partner_id)
                     FROM (%s) AS missed CROSS JOIN unnest(products) AS product_id
                    GROUP BY 1 ORDER BY 2 DESC, 1""",
                query_select(
                    query,
                    SQL("%s AS partner_id", query_column(query, "partner_id")),
                    SQL("%s AS products", query_column(query, "products")),
                ),
            )
        )
        return dict(rows)

    # --------------------------------------------------------------------------
    # The sources that need only invoicing and interactions.
    # --------------------------------------------------------------------------

    def _missed_cancelled_select(self):
        """Customer invoices and receipts that were cancelled: those that had been
        posted, and those that had not but came to something. What was made again, or
        twice by mistake, was not missed."""
        query = self.env["account.move"]._search(
            Domain("state", "=", "cancel")
            & Domain("move_type", "in", SALES)
            & Domain("commercial_partner_id", "!=", False)
            & (Domain("posted_before", "=", True) | Domain("amount_untaxed", "!=", 0))
        )
        day = SQL("COALESCE(account_move.invoice_date, %s)", self._made_on_sql())
        query_refine(query, self._not_made_again_sql(day))
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
        """Posted credit notes that reverse an invoice, wholly or in part; not those of
        an invoice that was made again, or twice, nor while the one that Odoo made in
        its place waits to be confirmed: left behind, that draft is missed itself."""
        query = self.env["account.move"]._search(
            Domain("state", "=", "posted")
            & Domain("move_type", "=", "out_refund")
            & Domain("reversed_entry_id", "!=", False)
        )
        query_join(
            query,
            "JOIN",
            "reversed",
            "account_move",
            SQL("reversed.id = account_move.reversed_entry_id"),
        )
        query_refine(
            query,
            SQL(
                """NOT (reversed.ficha_no_purchase IS TRUE AND EXISTS (
                    SELECT FROM account_move AS kept
                     WHERE (kept.id = %(first)s
                            OR kept.ficha_purchase_move_id = %(first)s)
                       AND kept.state = 'posted'
                       AND %(purchase)s))""",
                first=SQL("COALESCE(reversed.ficha_purchase_move_id, reversed.id)"),
                purchase=is_purchase("kept"),
            ),
            SQL(
                """NOT EXISTS (
                    SELECT FROM account_move AS instead
                     WHERE instead.ficha_replaces_id = reversed.id
                       AND instead.state = 'draft')"""
            ),
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
        or dated ahead) are not left behind, nor are those that were issued in another
        invoice."""
        today = fields.Date.context_today(self)
        query = self.env["account.move"]._search(
            Domain("state", "=", "draft")
            & Domain("move_type", "in", SALES)
            & Domain("auto_post", "=", "no")
            & Domain("commercial_partner_id", "!=", False)
            & Domain("amount_untaxed", "!=", 0)
        )
        query_join(
            query,
            "JOIN",
            "seller",
            "res_company",
            SQL("seller.id = account_move.company_id"),
        )
        begun = SQL("GREATEST(%s, account_move.invoice_date)", self._made_on_sql())
        query_refine(
            query,
            SQL("%s < %s - seller.ficha_missed_draft_days", begun, today),
            self._not_made_again_sql(begun),
        )
        return self._missed_invoice_select(
            2,
            "invoice_draft",
            query,
            reason=SQL("%s", self.env._("Started but not issued")),
            amount=SQL("account_move.amount_untaxed_signed"),
            date=begun,
        )

    @api.model
    def _made_on_sql(self):
        """Day on which an invoice was written down: it may have none of its own yet."""
        return day_sql(SQL("account_move.create_date"), self.env.tz)

    @api.model
    def _not_made_again_sql(self, day):
        """Whether an invoice that came to nothing was not made again: the customer has
        no other one about the same, made afterwards within a few days, or of the same
        amount on the same days.

        :param SQL day: of the invoice
        :return: ``SQL``, a condition on ``account_move``; rules of invoices are not
            applied: it tells nothing of the other one
        """
        return SQL(
            """NOT EXISTS (
                SELECT FROM account_move AS again
                 WHERE again.commercial_partner_id = account_move.commercial_partner_id
                   AND again.company_id = account_move.company_id
                   AND again.state = 'posted'
                   AND again.move_type IN ('out_invoice', 'out_receipt')
                   AND %(purchase)s
                   AND again.id <> account_move.id
                   AND again.invoice_date BETWEEN %(day)s - %(twice)s
                                              AND %(day)s + %(replaced)s
                   AND (again.id > account_move.id AND again.invoice_date >= %(day)s
                        OR again.invoice_date <= %(day)s + %(twice)s
                           AND again.amount_untaxed_signed
                               = account_move.amount_untaxed_signed)
                   AND %(same)s)""",
            purchase=is_purchase("again"),
            day=day,
            twice=TWICE_DAYS,
            replaced=REPLACED_DAYS,
            same=about_the_same(
                lines_of(SQL("account_move.id")), lines_of(SQL("again.id"))
            ),
        )

    def _missed_invoice_select(self, slot, source, query, reason, amount, date=None):
        columns = {
            "partner_id": SQL("account_move.commercial_partner_id"),
            "company_id": SQL("account_move.company_id"),
            "user_id": SQL("account_move.invoice_user_id"),
            "date": date
            or SQL("COALESCE(account_move.invoice_date, %s)", self._made_on_sql()),
            "name": SQL(
                "COALESCE(NULLIF(account_move.name, '/'), %s)",
                self.env._("Draft invoice"),
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
            "date": day_sql(SQL("ficha_interaction.date"), self.env.tz),
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

    @api.model
    def _recovered_sql(self, entity, company, date, products=None, after_move=None):
        """What a customer bought of some products soon after a date, as SQL.

        "Soon" is the company's number of days (``ficha_recovered_days``), the day
        itself included. Posted invoices and receipts count, those wholly reversed do
        not. That a customer bought is told to whoever may see the missed document, as
        the purchase history does: no rules of invoices are applied here.

        :param SQL entity: id of the commercial entity
        :param SQL company: id of the company that sells
        :param SQL date: the date it was missed
        :param SQL products: array of ids of ``product.product``; whatever was bought
            counts where it is NULL or empty, or when it is left out
        :param SQL after_move: id of the invoice that was missed: of the same day, only
            the invoices made after it count
        :return: ``SQL``, a subquery in parentheses of exactly one row with one column
            ``amount``: in company currency, before taxes; NULL when nothing was bought.
            It serves as an expression, or after ``LEFT JOIN LATERAL``
        """
        conditions = []
        if products is not None:
            conditions.append(
                SQL(
                    "AND (COALESCE(cardinality(%(products)s), 0) = 0"
                    " OR line.product_id = ANY(%(products)s))",
                    products=products,
                )
            )
        if after_move is not None:
            conditions.append(
                SQL(
                    "AND (bought.invoice_date > %s OR bought.id > %s)", date, after_move
                )
            )
        # the conditions on account_move are spelt as in its index of figures
        return SQL(
            """(
            SELECT SUM(-line.balance) AS amount
              FROM res_company seller
              JOIN account_move bought ON bought.company_id = seller.id
              JOIN account_move_line line ON line.move_id = bought.id
             WHERE seller.id = %(company)s
               AND bought.commercial_partner_id = %(entity)s
               AND bought.state = 'posted'
               AND bought.move_type IN ('out_invoice', 'out_receipt')
               AND bought.payment_state IS DISTINCT FROM 'reversed'
               AND %(purchase)s
               AND bought.invoice_date >= %(date)s
               AND bought.invoice_date <= %(date)s + seller.ficha_recovered_days
               AND line.display_type = 'product'
               %(conditions)s
            )""",
            company=company,
            entity=entity,
            date=date,
            purchase=is_purchase("bought"),
            conditions=SQL(" ").join(conditions),
        )

    @api.model
    def _missed_select(
        self, slot, source, model, query, columns, products=None, move=None
    ):
        """One SELECT of the union, with what came back.

        :param int slot: number of the source, see :meth:`_missed_selects`
        :param str source: key of the selection ``source``
        :param str model: name of the model of the document
        :param Query query: the documents, from ``Model._search(domain)``
        :param dict columns: ``SQL`` expressions over the query, by name: ``partner_id``
            (the commercial entity), ``company_id``, ``date`` (a date), ``name``,
            ``amount`` (before taxes, in the company's currency), and, NULL when left
            out, ``user_id`` and ``reason``
        :param SQL products: array of the ids of the products that were missed; NULL,
            empty or left out: anything bought afterwards counts
        :param SQL move: id of the invoice that was missed, when it is one
        :return: ``SQL``, an item of :meth:`_missed_selects`
        """
        names = ["partner_id", "company_id", "user_id", "date", "name", "amount"]
        inner = query_select(
            query,
            SQL("%s AS doc_id", query_column(query, "id")),
            *(
                SQL("%s AS %s", columns.get(name, SQL("NULL")), SQL.identifier(name))
                for name in [*names, "reason"]
            ),
            SQL("%s AS products", products or SQL("NULL::integer[]")),
            SQL("%s AS move_id", move or SQL("NULL::integer")),
        )
        back = self._recovered_sql(
            SQL("missed.partner_id"),
            SQL("missed.company_id"),
            SQL("missed.date"),
            SQL("missed.products") if products else None,
            SQL("missed.move_id") if move else None,
        )
        # LEFT JOIN: what came back is not computed by queries that do not ask for it
        return SQL(
            """
            SELECT missed.doc_id * 32 + %(slot)s AS id,
                   missed.partner_id,
                   missed.company_id,
                   missed.user_id::integer,
                   missed.date,
                   %(source)s::varchar AS source,
                   missed.name::varchar,
                   missed.amount::numeric,
                   LEAST(
                       missed.amount, GREATEST(COALESCE(back.amount, 0), 0)
                   )::numeric AS recovered_amount,
                   company.currency_id,
                   missed.reason::varchar,
                   back.amount IS NOT NULL AS recovered,
                   %(model)s::varchar AS res_model,
                   missed.doc_id AS res_id,
                   missed.products
              FROM (%(inner)s) AS missed
              JOIN res_company company ON company.id = missed.company_id
              LEFT JOIN LATERAL %(back)s AS back ON TRUE
            """,
            slot=slot,
            source=source,
            model=model,
            inner=inner,
            back=back,
        )
