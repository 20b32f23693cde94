from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.purchases import PURCHASE_TYPES, purchase_day
from odoo.addons.ficha_cliente.tools.query import (
    query_refine,
    query_select,
    query_subselect,
)

from ..tools.results_ask import Span


class FichaResults(models.AbstractModel):
    """What the measures are read from: customers, split, and their documents."""

    _inherit = "ficha.results"

    # -- split by ----------------------------------------------------------------------

    @api.model
    def _dimensions(self):
        """Extended: ``sql`` is of a customer, over the contact ``p`` and its purchase
        history ``s``. ``each_company``: split by the documents' company instead."""
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
                "names": self._selection_names("rfm_segment", self.env._("No segment")),
            },
            "tier": {
                "label": self.env._("Value"),
                "sql": SQL("s.value_tier"),
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

    def _customers(self, ask):
        """SELECT of ``id`` and ``dim`` (text) of the customers whose results the reader
        sees. Archived ones count: they were lost like others."""
        customers = (
            self.env["res.partner"]
            .with_context(active_test=False)
            ._search(self._whose_domain(ask.user_ids))
        )
        segments = SQL("TRUE")
        if ask.segments:
            segments = SQL("s.rfm_segment = ANY(%s)", ask.segments)
        return SQL(
            """SELECT p.id, (%s)::text AS dim
                 FROM res_partner p
                 LEFT JOIN (
                    SELECT DISTINCT ON (h.partner_id)
                           h.partner_id, h.rfm_segment, h.value_tier
                      FROM ficha_purchase_summary h
                     WHERE h.company_id = ANY(%s)
                     ORDER BY h.partner_id, h.revenue_12m DESC NULLS LAST, h.company_id
                 ) s ON s.partner_id = p.id
                WHERE %s AND p.id IN %s""",
            self._dimensions().get(ask.dimension, {"sql": SQL("NULL")})["sql"],
            self.env.companies.ids,
            segments,
            query_subselect(customers),
        )

    # -- documents ---------------------------------------------------------------------

    @api.model
    def _may_read_documents(self):
        return self.env["account.move"].has_access("read")

    def _forbidden_text(self):
        return self.env._(
            "It is read from invoices. Ask your administrator for the permission to "
            "read them."
        )

    def _documents(self, span, types=PURCHASE_TYPES):
        """Posted customer documents of the purchases of some days, as the reader may
        see them.

        :param types: ``PURCHASE_TYPES``, one document for each purchase, or
            ``DOCUMENT_TYPES``, all that make its amount
        :return: ``Query`` on ``account_move``
        """
        Move = self.env["account.move"]
        domain = (
            Domain("company_id", "in", self.env.companies.ids)
            & Domain("state", "=", "posted")
            & Domain("move_type", "in", types)
            & Domain("commercial_partner_id", "!=", False)
            & Move._purchased_domain(span.start, span.end)
        )
        if types == PURCHASE_TYPES:
            domain &= Move._purchase_domain()
        return Move._search(domain)

    def _bought_before(self, day):
        """Whether customer ``x`` had bought before a day: walks an index, and is asked
        only of those who bought later."""
        query = self._documents(Span(day.replace(year=1900), day))
        query_refine(
            query,
            SQL("account_move.commercial_partner_id = x.id"),
            SQL("%s < %s", purchase_day(), day),
        )
        return SQL("EXISTS (%s)", query_select(query, SQL("1")))

    def _document_rate(self):
        """Factor from the currency of a document's company to that of the reader's."""
        company = self.env["res.company"].browse(
            self.env.context.get("ficha_results_company") or self.env.company.id
        )
        others = self.env.companies.filtered(
            lambda c: c.currency_id != company.currency_id
        )
        today = fields.Date.context_today(self)
        cases = [
            SQL(
                "WHEN %s THEN %s",
                other.id,
                other.currency_id._get_conversion_rate(
                    other.currency_id, company.currency_id, company, today
                ),
            )
            for other in others
        ]
        if not cases:
            return SQL("1")
        return SQL("(CASE account_move.company_id %s ELSE 1 END)", SQL(" ").join(cases))

    def _within(self, column, span):
        return SQL("%s BETWEEN %s AND %s", column, span.start, span.end)

    def _month_values(self, ask, rows, nothing=None):
        """Twelve values from rows ``(first day of the month, value)``.

        :param nothing: value of a month without a row: None where none can be told, 0
            of what is counted or added up
        """
        values = dict(rows)
        return [values.get(month, nothing) for month in ask.months]
