from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.query import query_select


class FichaResults(models.AbstractModel):
    """What the measures are read from: customers, split, and what they bought."""

    _inherit = "ficha.results"

    # -- split by ----------------------------------------------------------------------

    @api.model
    def _dimensions(self):
        """Extended: ``sql`` is of a customer, over the contact ``p`` and, where
        ``history`` is set, its purchase history ``s``. ``each_company``: split by the
        documents' company instead."""
        return super()._dimensions() | {
            "user": {
                "label": self.env._("Salesperson"),
                "sql": SQL("p.user_id"),
                "names": self._record_names("res.users", self.env._("No salesperson")),
            },
            "source": {
                "label": self.env._("Source"),
                "sql": SQL("p.ficha_acquisition"),
                "names": self._source_names,
            },
            "segment": {
                "label": self.env._("Current segment"),
                "sql": SQL("s.rfm_segment"),
                "history": True,
                "names": self._selection_names("rfm_segment", self.env._("No segment")),
            },
            "tier": {
                "label": self.env._("Value"),
                "sql": SQL("s.value_tier"),
                "history": True,
                "names": self._selection_names(
                    "value_tier", self.env._("No value yet")
                ),
            },
            "company": {
                "label": self.env._("Company"),
                "sql": SQL("NULL"),
                "names": self._record_names("res.company", ""),
                "each_company": True,
                "hidden": len(self.env.companies) < 2,
            },
        }

    def _selection_names(self, fname, none):
        """Labels of a field of the purchase history, in its own order."""

        def names(_values):
            field = self.env["ficha.purchase.summary"]._fields[fname]
            return dict(field._description_selection(self.env)) | {None: none}

        return names

    def _source_names(self, _values):
        """Labels of how customers came to us, in the order of the field."""
        field = self.env["res.partner"]._fields["ficha_acquisition"]
        unknown = self.env._("Source not known")
        return dict(field._description_selection(self.env)) | {None: unknown}

    def _team_dimension(self):
        """The way to split by sales team, for the modules of apps that have teams
        (``crm.team``): the team of the customer's salesperson, the first where there
        are several.

        :return: dimension, see :meth:`_dimensions`
        """
        return {
            "label": self.env._("Sales team"),
            "sql": SQL(
                """(SELECT m.crm_team_id FROM crm_team_member m
                     WHERE m.user_id = p.user_id AND m.active
                     ORDER BY m.create_date, m.id LIMIT 1)"""
            ),
            "names": self._record_names("crm.team", self.env._("No sales team")),
        }

    # -- customers ---------------------------------------------------------------------

    def _customers(self, ask, *columns):
        """SELECT of ``id`` and ``dim`` (text) of the customers whose results the reader
        sees. Archived ones count: they were lost like others.

        :param columns: ``SQL`` of further ones, over the contact ``p``
        """
        customers = (
            self.env["res.partner"]
            .with_context(active_test=False)
            ._search(self._whose_domain(ask.user_ids))
        )
        dimension = self._dimensions().get(ask.dimension, {"sql": SQL("NULL")})
        history = SQL("")
        if ask.segments or dimension.get("history"):
            history = SQL("LEFT JOIN (%s) s ON s.partner_id = p.id", self._histories())
        return SQL(
            """SELECT p.id, (%s)::text AS dim %s
                 FROM (%s) p
                 %s
                WHERE %s""",
            dimension["sql"],
            SQL("").join(SQL(", %s", column) for column in columns),
            query_select(customers, SQL("res_partner.*")),
            history,
            SQL("s.rfm_segment = ANY(%s)", ask.segments)
            if ask.segments
            else SQL("TRUE"),
        )

    def _joined_customers(self, ask, customer):
        """JOIN of the customers whose results the reader sees, for figures that are not
        split; nothing where they see every contact that there is.

        :param SQL customer: id of the commercial entity
        """
        if self._sees_everybody(ask):
            return SQL("")
        return SQL("JOIN (%s) c ON c.id = %s", self._customers(ask), customer)

    def _sees_everybody(self, ask):
        """Whether no contact is left out, by the question or by the reader's rules:
        asked of the database once, since what follows costs more than counting."""
        if ask.segments or not self._whose_domain(ask.user_ids).is_true():
            return False
        if ask.everybody is None:
            seen = self.env["res.partner"].with_context(active_test=False)
            [(ask.everybody,)] = self.env.execute_query(
                SQL(
                    "SELECT (SELECT count(*) FROM res_partner) = (%s)",
                    query_select(seen._search(Domain.TRUE), SQL("count(*)")),
                )
            )
        return ask.everybody

    def _histories(self):
        """SELECT of ``partner_id``, ``rfm_segment`` and ``value_tier``: of who buys
        from several companies, where they bought most."""
        companies = self.env.companies.ids
        if len(companies) == 1:
            return SQL(
                """SELECT h.partner_id, h.rfm_segment, h.value_tier
                     FROM ficha_purchase_summary h WHERE h.company_id = %s""",
                companies[0],
            )
        return SQL(
            """SELECT DISTINCT ON (h.partner_id)
                      h.partner_id, h.rfm_segment, h.value_tier
                 FROM ficha_purchase_summary h
                WHERE h.company_id = ANY(%s)
                ORDER BY h.partner_id, h.revenue_12m DESC NULLS LAST, h.company_id""",
            companies,
        )

    # -- what they bought --------------------------------------------------------------

    @api.model
    def _may_read_documents(self):
        return self.env["account.move"].has_access("read")

    def _forbidden_text(self):
        return self.env._(
            "It is read from invoices. Ask your administrator for the permission to "
            "read them."
        )

    def _days(self, span=None):
        """SELECT of ``partner_id``, ``day``, whether they ``bought`` (and did not only
        give back) and ``amount``, in the currency of the reader's company: a row for
        each customer and day with documents, whatever company they are of.
        """
        limits = (span.start, span.end) if span else ()
        days = self.env["ficha.purchase.day"]._days(*limits)
        amount = self._amount_sql()
        if len(self.env.companies) == 1:
            return SQL(
                "SELECT partner_id, day, purchases > 0 AS bought, %s AS amount"
                " FROM (%s) AS one",
                amount,
                days,
            )
        return SQL(
            """SELECT partner_id, day, bool_or(purchases > 0) AS bought,
                      sum(%s) AS amount
                 FROM (%s) AS one
                GROUP BY partner_id, day""",
            amount,
            days,
        )

    def _currency_company(self):
        """The company in whose currency the figures are."""
        return self.env["res.company"].browse(
            self.env.context.get("ficha_results_company") or self.env.company.id
        )

    def _rate(self, company, target):
        """Today's factor from the currency of a company to that of another."""
        return company.currency_id._get_conversion_rate(
            company.currency_id,
            target.currency_id,
            target,
            fields.Date.context_today(self),
        )

    def _amount_sql(self):
        """``amount``, from the currency of its company to that of the reader's."""
        target = self._currency_company()
        cases = [
            SQL("WHEN %s THEN %s", company.id, self._rate(company, target))
            for company in self.env.companies
            if company.currency_id != target.currency_id
        ]
        if not cases:
            return SQL("amount")
        return SQL("amount * (CASE company_id %s ELSE 1 END)", SQL(" ").join(cases))

    @api.model
    def _month_sql(self, day):
        """First day of the month, without a detour by the time zone."""
        return SQL("date_trunc('month', %s::timestamp)::date", day)

    def _within(self, column, span):
        return SQL("%s BETWEEN %s AND %s", column, span.start, span.end)

    def _month_values(self, ask, rows, nothing=None):
        """Twelve values from rows ``(first day of the month, value)``.

        :param nothing: value of a month without a row: None where none can be told, 0
            of what is counted or added up
        """
        values = dict(rows)
        return [values.get(month, nothing) for month in ask.months]
