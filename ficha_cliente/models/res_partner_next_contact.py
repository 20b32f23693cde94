from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.groups import INTERNAL
from ..tools.query import query_subselect
from ..tools.searches import searches

BEFORE_AFTER = {"<", "<=", ">", ">="}
# the earliest first, and something else after it; the web client says "ASC"
TOLD_FIRST = (["next_contact_told"], ["next_contact_told", "asc"])


class ResPartner(models.Model):
    """The next contact, as every place tells it.

    ``next_contact_date`` is what the cadence gave or a person chose. Nobody is told of
    it who is not to be contacted, or who said no to being called to be sold to and
    waits for nothing: the line on top, lists, boards, calendar, map, *Hoy*, rounds and
    reminders all ask :meth:`_ficha_next_contact_domain`.
    """

    _inherit = "res.partner"

    next_contact_told = fields.Date(
        string="Planned next contact",
        compute="_compute_next_contact_told",
        inverse="_inverse_next_contact_told",
        search="_search_next_contact_told",
        groups=INTERNAL,
        help="Day of the next contact. Empty for customers who are not to be "
        "contacted, and for those who do not want to be called, unless they agreed "
        "the date or wait for an answer.",
    )

    @api.model
    def _ficha_next_contact_domain(self):
        """Customers who have a next contact, and to whom it may be made.

        :return: ``Domain``
        """
        return (
            Domain("do_not_contact", "=", False)
            & Domain("next_contact_date", "!=", False)
            & self._ficha_may_remind_domain()
        )

    def _ficha_next_contacts(self):
        """The next contact of these customers, for whoever tells it.

        :return: ``{id: date}``, of those who have one that may be made
        """
        dated = self._origin.filtered("next_contact_date")
        if not dated:
            return {}
        # whoever is archived is told of like anybody, where they are shown
        may = dated.with_context(active_test=False)._search(
            Domain("id", "in", dated.ids) & self._ficha_next_contact_domain()
        )
        return {partner.id: partner.next_contact_date for partner in dated.browse(may)}

    # A refusal is written down elsewhere, and changes this one's answer from the next
    # request on: what is read here is not kept between them.
    @api.depends(
        "next_contact_date",
        "next_contact_agreed",
        "awaiting_reply_since",
        "do_not_contact",
    )
    @api.depends_context("uid")
    def _compute_next_contact_told(self):
        told = self._ficha_next_contacts()
        for partner in self:
            saved, date = partner._origin, partner.next_contact_date
            # what somebody is just choosing in a form is a date that they agree
            chosen = partner != saved and date != saved.next_contact_date
            partner.next_contact_told = date if chosen else told.get(saved.id, False)

    def _inverse_next_contact_told(self):
        """Chosen in a list or dragged in the calendar: a date agreed with them."""
        # read before the first is written: colours and reminders follow at once
        for date, partners in self.grouped("next_contact_told").items():
            partners.next_contact_date = date

    @api.model
    @searches("next_contact_told")
    def _search_next_contact_told(self, operator, value):
        told = self._ficha_next_contact_domain()
        if operator in BEFORE_AFTER:
            return told & Domain("next_contact_date", operator, value)
        if operator == "not in" and set(value) == {False}:
            return told
        if operator != "in":
            return NotImplemented
        found = told & Domain("next_contact_date", "in", [day for day in value if day])
        if False in value:
            everybody = self.with_context(active_test=False)
            found |= Domain("id", "not in", everybody._search(told))
        return found

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, **options):
        """Extends the ORM's: the first pages of a list in the order of the day that is
        told are read by the index of the stored one, ``_next_contact_idx``. Whoever has
        one that is not told stands among those who have none, after all of these.
        """
        first, _comma, then = (order or "").partition(",")
        if not limit or not then or first.lower().split() not in TOLD_FIRST:
            return super()._search(domain, offset, limit, order, **options)
        self._check_field_access(self._fields["next_contact_told"], "read")
        stored = f"next_contact_date,{then}"
        told = Domain(domain) & self._ficha_next_contact_domain()
        query = super()._search(told, offset, limit, stored, **options)
        ids = list(query)
        if len(ids) == limit:
            return self.browse(ids)._as_query()
        return super()._search(domain, offset, limit, order, **options)

    # Core modules extend this for models of their own; nothing public serves, see
    # ``_field_to_sql`` of the amounts (res_partner_followup_reason.py).
    def _field_to_sql(self, alias, field_expr, query=None):
        """Extends the ORM's: lists are sorted and grouped by the day they tell."""
        field, _dot, part = field_expr.partition(".")
        if field != "next_contact_told" or part:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field], "read")
        everybody = self.with_context(active_test=False)
        may = everybody._search(self._ficha_next_contact_domain())
        return SQL(
            "CASE WHEN %s IN %s THEN %s END",
            SQL.identifier(alias, "id"),
            query_subselect(may),
            SQL.identifier(
                alias,
                "next_contact_date",
                to_flush=self._fields["next_contact_date"],
            ),
        )
