from odoo import api, models
from odoo.tools import SQL


class FichaMissedPurchase(models.Model):
    _inherit = "ficha.missed.purchase"

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
               AND bought.invoice_date >= %(date)s
               AND bought.invoice_date <= %(date)s + seller.ficha_recovered_days
               AND line.display_type = 'product'
               %(conditions)s
            )""",
            company=company,
            entity=entity,
            date=date,
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
        inner = query.select(
            SQL("%s AS doc_id", SQL.identifier(query.table, "id")),
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
        # LEFT JOIN: what came back is not reckoned by queries that do not ask for it
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
                   missed.doc_id AS res_id
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
