from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.arguments import only_one
from odoo.addons.ficha_cliente.tools.bounds import FIRST_DAY
from odoo.addons.ficha_cliente.tools.query import (
    query_column,
    query_join,
    query_subselect,
)
from odoo.addons.ficha_cliente.tools.searches import searches

from .ficha_purchase_summary import SEGMENTS

# those who may read ficha.purchase.summary
HISTORY_GROUPS = (
    "account.group_account_invoice,account.group_account_readonly,"
    "ficha_cliente.group_ficha_user"
)

# fields that are columns of the purchase history, or computed from them in SQL
SUMMARY_FIELDS = {
    "rfm_segment",
    "value_tier",
    "drift_risk",
    "usual_interval_days",
    "expected_date",
    "expected_from_date",
    "expected_to_date",
    "next_expected_date",
    "purchase_overdue_days",
}
PREFERRED = {"preferred_product_id": "product_id", "preferred_category_id": "categ_id"}


class ResPartner(models.Model):
    """What the purchase history says of a customer: next purchase, value, segment.

    Read from the row of the commercial entity, so a contact shows its company's, and
    stored nowhere on the contact (decision D7). With several companies switched on, the
    row shown is that of the current company, or of the one they bought from last, and
    the words say of which it is where there are others; a search finds customers with
    any such row. Searches are sub-selects of the history.
    """

    _inherit = "res.partner"

    rfm_segment = fields.Selection(
        SEGMENTS,
        string="Segment",
        compute="_compute_purchase_history",
        search="_search_rfm_segment",
        groups=HISTORY_GROUPS,
        help="What recency, frequency and amount together say about them.",
    )
    value_tier = fields.Selection(
        [("a", "A"), ("b", "B"), ("c", "C")],
        string="Value",
        compute="_compute_purchase_history",
        search="_search_value_tier",
        groups=HISTORY_GROUPS,
        help="A: the customers that together make 80 % of the revenue of the last "
        "twelve months; B: the next 15 %; C: the rest.",
    )
    drift_risk = fields.Float(
        compute="_compute_purchase_history",
        search="_search_drift_risk",
        groups=HISTORY_GROUPS,
        help="0 to 1: how likely it is that they have stopped buying. None before the "
        "first day on which they are expected.",
    )
    usual_interval_days = fields.Integer(
        string="Usual interval",
        compute="_compute_purchase_history",
        search="_search_usual_interval_days",
        groups=HISTORY_GROUPS,
        help="Days that usually pass from one purchase day to the next.",
    )
    # the core reads it from the invoices of those it shows; all are searched by it here
    last_purchase_date = fields.Date(search="_search_last_purchase_date")
    expected_date = fields.Date(
        string="Purchase expected",
        compute="_compute_purchase_history",
        search="_search_expected_date",
        groups=HISTORY_GROUPS,
        help="The last purchase plus the usual interval. It stays the same until they "
        "buy, and may have passed.",
    )
    expected_from_date = fields.Date(
        string="Purchase expected from",
        compute="_compute_purchase_history",
        search="_search_expected_from_date",
        groups=HISTORY_GROUPS,
        help="Start of the range in which the purchase is, or was, expected.",
    )
    expected_to_date = fields.Date(
        string="Purchase expected until",
        compute="_compute_purchase_history",
        search="_search_expected_to_date",
        groups=HISTORY_GROUPS,
        help="End of the range in which the purchase is, or was, expected.",
    )
    next_expected_date = fields.Date(
        string="If they come back",
        compute="_compute_purchase_history",
        search="_search_next_expected_date",
        groups=HISTORY_GROUPS,
        help="Of those who are silent for as long and come back, half do so by this "
        "day. Never in the past; when they are or were expected is another date.",
    )
    purchase_overdue_days = fields.Integer(
        string="Purchase late by",
        compute="_compute_purchase_history",
        search="_search_purchase_overdue_days",
        groups=HISTORY_GROUPS,
        help="Days since the day on which they were expected to buy.",
    )
    next_purchase_range = fields.Char(
        string="Next purchase expected",
        compute="_compute_purchase_history",
        groups=HISTORY_GROUPS,
        help="The day on which they are, or were, expected to buy.",
    )
    next_purchase_note = fields.Char(
        string="Next purchase, why",
        compute="_compute_purchase_history",
        groups=HISTORY_GROUPS,
        help="How late they are, the range around the day, and what both are based on.",
    )
    next_purchase_text = fields.Char(
        string="Next purchase in words",
        compute="_compute_purchase_history",
        groups=HISTORY_GROUPS,
        help="Day, range, delay and basis of the next purchase, in one sentence.",
    )
    segment_text = fields.Char(
        string="Segment in words",
        compute="_compute_purchase_history",
        groups=HISTORY_GROUPS,
        help="How often they buy, how long they have been silent, and their scores.",
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("company", "allowed_company_ids", "lang", "tz", "uid")
    def _compute_purchase_history(self):
        today = fields.Date.context_today(self)
        Summary = self.env["ficha.purchase.summary"]
        rows, others = {}, set()
        for row in self._get_purchase_rows():
            pid = row.partner_id.id
            others |= {pid} & rows.keys()
            rows[pid] = row
        rhythms = Summary.browse(row.id for row in rows.values())._rhythms(today)
        for partner in self:
            row = rows.get(partner.commercial_partner_id._origin.id)
            row = row or Summary
            partner.rfm_segment = row.rfm_segment
            partner.value_tier = row.value_tier
            partner.drift_risk = row._told_risk(today)
            partner.usual_interval_days = row.usual_interval_days
            partner.expected_date = row.expected_date
            partner.expected_from_date = row.expected_from_date
            partner.expected_to_date = row.expected_to_date
            # computed on the date of the figures; days that have passed since are cut
            partner.next_expected_date = row.next_expected_date and max(
                row.next_expected_date, today
            )
            rhythm = rhythms.get(row.id)
            whose = row.partner_id.id in others and row._tell_company(row.company_id)
            partner.purchase_overdue_days = rhythm.late if rhythm else 0
            partner.next_purchase_range = rhythm and row._tell_day(rhythm)
            partner.next_purchase_note = rhythm and row._tell_note(rhythm, whose)
            partner.next_purchase_text = rhythm and row._tell_all(rhythm, whose)
            partner.segment_text = row._get_segment_text(today, whose)

    def _get_purchase_histories(self, field_names=None):
        """The row of the purchase history to be shown of each commercial entity.

        :param field_names: what will be read of the rows, where that is not all
        :return: dict of ``ficha.purchase.summary`` by id of the commercial entity; one
            query, empty for who may not read histories
        """
        rows = self._get_purchase_rows(field_names)
        return {row.partner_id.id: row for row in rows}

    def _get_purchase_rows(self, field_names=None):
        """The rows of the purchase history of these commercial entities in the
        companies switched on: of each the one that is shown is its last.

        :param field_names: as :meth:`_get_purchase_histories`
        :return: ``ficha.purchase.summary``
        """
        Summary = self.env["ficha.purchase.summary"]
        entities = self.commercial_partner_id._origin
        if not entities or not Summary.has_access("read"):
            return Summary
        domain = Domain("partner_id", "in", entities.ids)
        domain &= self._purchase_history_domain()
        if field_names:
            names = {"partner_id", "company_id", *field_names}
            rows = Summary.search_fetch(domain, names, order="last_purchase_date")
        else:
            rows = Summary.search(domain, order="last_purchase_date")
        return rows.sorted(lambda row: row.company_id == self.env.company)

    def _get_last_purchase_dates(self):
        """Extends the core's: out of the purchase histories, in one query; from
        whichever of the companies switched on."""
        dates = super()._get_last_purchase_dates()
        rows = self._get_purchase_rows(["last_purchase_date"])
        rows = rows.filtered("last_purchase_date").sorted("last_purchase_date")
        return dates | {row.partner_id.id: row.last_purchase_date for row in rows}

    @api.model
    def _purchase_history_domain(self):
        """The rows the user works with, as a domain on ``ficha.purchase.summary``."""
        return Domain("company_id", "in", self.env.companies.ids)

    # -- searching ---------------------------------------------------------------------

    @api.model
    def _with_purchase_history(self, domain):
        """Customers, and their contacts, with a row that meets a domain.

        :param domain: on ``ficha.purchase.summary``
        :return: ``Domain`` on ``res.partner``, a sub-select
        """
        Summary = self.env["ficha.purchase.summary"]
        if not Summary.has_access("read"):
            return Domain.FALSE
        query = Summary._search(Domain(domain) & self._purchase_history_domain())
        partner_id = query_column(query, "partner_id")
        return Domain("commercial_partner_id", "in", query_subselect(query, partner_id))

    @api.model
    def _search_purchase_history(self, column, operator, value):
        if operator == "in":
            found = self._with_purchase_history(
                Domain(column, "in", [item for item in value if item])
            )
            if not all(value):
                found |= ~self._with_purchase_history(Domain(column, "!=", False))
            return found
        if operator in ("<", "<=", ">", ">="):
            return self._with_purchase_history(Domain(column, operator, value))
        return NotImplemented

    @searches("rfm_segment")
    def _search_rfm_segment(self, operator, value):
        return self._search_purchase_history("rfm_segment", operator, value)

    @searches("value_tier")
    def _search_value_tier(self, operator, value):
        return self._search_purchase_history("value_tier", operator, value)

    @searches("drift_risk")
    def _search_drift_risk(self, operator, value):
        return self._search_purchase_history("told_risk", operator, value)

    @searches("usual_interval_days")
    def _search_usual_interval_days(self, operator, value):
        return self._search_purchase_history("usual_interval_days", operator, value)

    @searches("last_purchase_date")
    def _search_last_purchase_date(self, operator, value):
        return self._search_purchase_history("last_purchase_date", operator, value)

    @searches("expected_date")
    def _search_expected_date(self, operator, value):
        return self._search_purchase_history("expected_date", operator, value)

    @searches("next_expected_date")
    def _search_next_expected_date(self, operator, value):
        return self._search_purchase_history("next_expected_date", operator, value)

    @searches("expected_from_date")
    def _search_expected_from_date(self, operator, value):
        return self._search_purchase_history("expected_from_date", operator, value)

    @searches("expected_to_date")
    def _search_expected_to_date(self, operator, value):
        return self._search_purchase_history("expected_to_date", operator, value)

    @searches("purchase_overdue_days")
    def _search_purchase_overdue_days(self, operator, value):
        """Overdue by so many days: expected so many days before today."""
        today = fields.Date.context_today(self)

        def longer_than(days):
            if days < 0:
                return Domain.TRUE
            # nobody is late for longer than there are days
            limit = today - timedelta(days=min(days, (today - FIRST_DAY).days))
            return self._with_purchase_history(Domain("expected_date", "<", limit))

        if operator == ">":
            return longer_than(value)
        if operator == ">=":
            return longer_than(value - 1)
        if operator == "<":
            return ~longer_than(value - 1)
        if operator == "<=":
            return ~longer_than(value)
        if operator == "in":
            return Domain.OR(
                longer_than(int(days) - 1) & ~longer_than(int(days)) for days in value
            )
        return NotImplemented

    def write(self, vals):
        """Extends the core's: who comes under another company takes their documents
        there, so the histories of both are refreshed."""
        if "parent_id" not in vals:
            return super().write(vals)
        before = self.commercial_partner_id
        result = super().write(vals)
        self.env["ficha.purchase.queue"]._mark(
            partners=(self | before | self.commercial_partner_id).ids
        )
        return result

    # --------------------------------------------------------------------------
    # The lists behind the figures that come from the purchase history.
    # --------------------------------------------------------------------------

    def action_view_purchase_history(self):
        """Open the purchase history of this customer in the companies switched on.

        :return: window action
        """
        only_one(self)
        entity = self.commercial_partner_id
        rows = self.env["ficha.purchase.summary"].search(
            Domain("partner_id", "=", entity.id) & self._purchase_history_domain()
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ficha_cliente_history.action_ficha_purchase_summary"
        )
        action["domain"] = [("id", "in", rows.ids)]
        action["context"] = {}
        action["display_name"] = self.env._(
            "Purchase history of %s", entity.display_name
        )
        return action

    def action_view_segment(self):
        """Open the customers of the same value and segment as this one.

        :return: window action
        """
        only_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ficha_cliente.action_ficha"
        )
        labels = self._fields["rfm_segment"]._description_selection(self.env)
        action["domain"] = [
            # one line for each customer, not for each of their contacts
            "|",
            ("is_company", "=", True),
            ("parent_id", "=", False),
            ("rfm_segment", "=", self.rfm_segment),
            ("value_tier", "=", self.value_tier),
        ]
        name = dict(labels).get(self.rfm_segment) or self.env._("No segment yet")
        action["display_name"] = " · ".join(
            filter(None, [(self.value_tier or "").upper(), name])
        )
        return action

    # --------------------------------------------------------------------------
    # Grouping and sorting fichas by what is kept outside the contact.
    #
    # The fields are not stored on the contact (decision D7). Where Odoo asks for
    # their value in SQL, the row of the purchase history that the ficha shows is
    # joined.
    # --------------------------------------------------------------------------

    def _summary_expression(self, name, alias):
        """What a field of the ficha is in the purchase history.

        :param str name: one of ``SUMMARY_FIELDS``
        :param str alias: of ``ficha_purchase_summary`` in the query
        :return: ``SQL``
        """
        if name == "purchase_overdue_days":
            return self.env["ficha.purchase.summary"]._late_sql(
                alias, fields.Date.context_today(self)
            )
        if name == "drift_risk":
            return self.env["ficha.purchase.summary"]._told_risk_sql(
                alias, fields.Date.context_today(self)
            )
        return SQL.identifier(alias, name)

    def _shown_summaries_sql(self):
        """The row of each customer that the ficha shows: of the current company, or of
        the one switched on from which they bought last. As a table."""
        companies = self.env.companies.ids
        own = self.env["ficha.purchase.summary"]._own_customers_sql(SQL("partner_id"))
        if len(companies) == 1:
            return SQL(
                "(SELECT * FROM ficha_purchase_summary WHERE company_id = %s AND %s)",
                companies[0],
                own,
            )
        return SQL(
            """(SELECT DISTINCT ON (partner_id) *
                  FROM ficha_purchase_summary
                 WHERE company_id IN %s AND %s
                 ORDER BY partner_id, company_id = %s DESC, last_purchase_date DESC)""",
            tuple(companies),
            own,
            self.env.company.id,
        )

    # Core modules extend this for models of their own, none for contacts. Nothing
    # public serves: a related field would be stored, or be of one company only, and
    # ``Field.to_sql`` is given no query to join the history of the current companies
    # to. Should Odoo change it, ``test_groups_of_the_list`` and ``test_sorted_by_risk``
    # fail (test_purchase_groups.py).
    def _field_to_sql(self, alias, field_expr, query=None):
        """Extends the ORM's: the fields of the purchase history, and the favourites,
        become groupable and sortable."""
        if query is not None:
            if field_expr in SUMMARY_FIELDS:
                summary = f"{alias}__ficha_summary"
                expression = self._summary_expression(field_expr, summary)
                self._check_field_access(self._fields[field_expr], "read")
                query_join(
                    query,
                    "LEFT JOIN",
                    summary,
                    self._shown_summaries_sql(),
                    SQL(
                        "%s = %s",
                        SQL.identifier(summary, "partner_id"),
                        SQL.identifier(alias, "commercial_partner_id"),
                    ),
                )
                return expression
            if field_expr in PREFERRED:
                self._check_field_access(self._fields[field_expr], "read")
                # the ORM's own name for what a many2one leads to has no suffix
                preferred = f"{alias}__{field_expr}_value"
                query_join(
                    query,
                    "LEFT JOIN",
                    preferred,
                    self.browse()._preferred_sql(PREFERRED[field_expr]),
                    SQL(
                        "%s = %s",
                        SQL.identifier(preferred, "partner_id"),
                        SQL.identifier(alias, "commercial_partner_id"),
                    ),
                )
                return SQL.identifier(preferred, "value")
        return super()._field_to_sql(alias, field_expr, query)

    def _ficha_merge_refresh(self):
        """Extends ours: the histories are made again from the documents."""
        self.env["ficha.purchase.queue"]._mark(partners=self.commercial_partner_id.ids)
        return super()._ficha_merge_refresh()
