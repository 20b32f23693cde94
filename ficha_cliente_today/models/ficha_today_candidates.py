from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ficha_cliente.models.res_partner_may_contact import NOBODY
from odoo.addons.ficha_cliente.tools.query import (
    query_column,
    query_join,
    query_select,
)

from .ficha_today import Candidate

LINES = 30  # of a section that are shown


class FichaToday(models.AbstractModel):
    """The one query behind *Hoy*: every customer once, with its strongest reason."""

    _inherit = "ficha.today"

    # -- whose day ---------------------------------------------------------------------

    @api.model
    def _today_responsible_domain(self, user):
        """Customers this user is in charge of: by name in the follow-up, else as their
        salesperson, else as the fallback of the company. Who left counts as nobody."""
        if not user:
            return Domain.TRUE
        left = Domain("active", "=", False)
        # their ids, so that the condition is one on the contact alone and an index
        # finds those of the user; sudo: to know who left, no more
        gone = (
            self.env["res.users"].sudo().with_context(active_test=False)._search(left)
        )
        nobody = Domain("followup_user_id", "=", False) | Domain(
            "followup_user_id", "in", [*gone]
        )
        domain = Domain("followup_user_id", "=", user.id) | (
            nobody & Domain("user_id", "=", user.id)
        )
        # sudo: a setting of the company, read to know whose work this is
        if self.env.company.sudo().followup_fallback_user_id == user:
            unsold = Domain("user_id", "=", False) | Domain("user_id", "any!", left)
            domain |= nobody & unsold
        return domain

    @api.model
    def _today_customers(self, day, domain=Domain.TRUE):
        """Query of the customers the day is about, as the reader may see them."""
        somebody = Domain("ficha_is_nobody", "=", False)
        return self.env["res.partner"]._search(day.charge & somebody & Domain(domain))

    @api.model
    def _today_customers_domain(self, day, domain=Domain.TRUE):
        """The same as a domain with the reader's rules in it, for ``any!`` on models
        whose own rules ask the contact too: it is then joined once for both, and not
        looked up twice for each of many thousands of rows."""
        Partner = self.env["res.partner"]
        Partner.check_access("read")
        rules = Domain.TRUE
        if not self.env.su:
            rules = self.env["ir.rule"]._compute_domain(Partner._name, "read")
        somebody = Domain("ficha_is_nobody", "=", False)
        return (
            day.charge & somebody & Domain(domain) & Domain("active", "=", True) & rules
        )

    @api.model
    def _today_not_contacted_domain(self, day):
        """Whom nobody spoke with today, and for whom no later day was agreed: the ones
        it makes sense to call."""
        return (
            Domain("do_not_contact", "=", False)
            & self.env["res.partner"]._ficha_may_sell_domain()
            & (
                Domain("last_contact_date", "=", False)
                | Domain("last_contact_date", "<", day.today)
            )
            & (
                Domain("next_contact_agreed", "=", False)
                | Domain("next_contact_date", "=", False)
                | Domain("next_contact_date", "<=", day.today)
            )
        )

    # -- the one query -----------------------------------------------------------------

    @api.model
    def _today_select(
        self,
        source,
        query,
        partner,
        record,
        rank=None,
        moment=None,
        amount=None,
        money=None,
    ):
        """SELECT of candidates for a section.

        :param source: who says so: ``_today_text_<source>`` tells it
        :param query: ``Query`` of the records, from ``Model._search(domain)``, so that
            the reader's rights apply
        :param partner: ``SQL`` of the commercial entity, see :meth:`_today_entity`
        :param record: ``SQL`` of the id of the record behind
        :param rank: ``SQL`` number, lowest first within the section
        :param moment: ``SQL`` date or timestamp (UTC), earliest first after the rank
        :param amount: ``SQL`` of money in the active company's currency
        :param money: ``SQL`` of what the amount is, a key of :meth:`_today_money`; the
            source's own when left out
        """
        if money is None:
            money = SQL("%s", source if source in self._today_money() else None)
        return query_select(
            query,
            SQL("%s AS partner_id", partner),
            SQL("%s::varchar AS source", source),
            SQL("%s AS res_id", record),
            SQL("(%s)::float8 AS rank", rank or SQL("0")),
            SQL("(%s)::timestamp AS moment", moment or SQL("NULL")),
            SQL("(%s)::float8 AS amount", amount or SQL("NULL")),
            SQL("(%s)::varchar AS money", money),
        )

    @api.model
    def _today_entity(self, query, column):
        """``SQL`` of the commercial entity of a column that holds a contact."""
        query_join(
            query,
            "JOIN",
            "contact",
            "res_partner",
            SQL("contact.id = %s", query_column(query, column)),
        )
        return SQL("contact.commercial_partner_id")

    @api.model
    def _today_rate(self, company):
        """``SQL`` factor from a company's currency to the active company's.

        :param company: ``SQL`` of the column that holds the company
        """
        mine = self.env.company
        others = self.env.companies.filtered(
            lambda c: c.currency_id != mine.currency_id
        )
        if not others:
            return SQL("1")
        today = fields.Date.context_today(self)
        cases = [
            SQL(
                "WHEN %s THEN %s",
                other.id,
                other.currency_id._get_conversion_rate(
                    other.currency_id, mine.currency_id, mine, today
                ),
            )
            for other in others
        ]
        return SQL("(CASE %s %s ELSE 1 END)", company, SQL(" ").join(cases))

    @api.model
    def _today_candidates(self, day):
        """All candidates of all sections, as one SELECT."""
        # most sections leave out who does not want to be called: asked once for all
        said_no = self.env["res.partner"]._ficha_said_no()
        read = said_no if said_no is NOBODY else SQL("SELECT id FROM said_no")
        self = self.with_context(ficha_said_no=read)
        selects = [
            SQL("SELECT %s::int AS section, c.* FROM (%s) c", number, select)
            for number, section in enumerate(self._today_sections())
            for select in getattr(self, f"_today_{section}")(day)
        ]
        self.env.flush_all()
        candidates = SQL(" UNION ALL ").join(selects)
        if day.among is not None:
            candidates = SQL(
                "SELECT * FROM (%s) AS everybody WHERE partner_id = ANY(%s)",
                candidates,
                day.among,
            )
        if said_no is NOBODY:
            return candidates
        return SQL(
            "WITH said_no (id) AS MATERIALIZED (%s) SELECT * FROM (%s) AS candidates",
            said_no,
            candidates,
        )

    @api.model
    def _today_build(self, day):
        titles = self._today_sections()
        keys = list(titles)
        money = self._today_money()
        # what is not the same is not added up. Not as numeric, whose sums are states of
        # their own for each of some 20,000 customers
        stakes = [f"stake_{number}" for number in range(len(money))]
        best = [
            SQL("partner_id, section"),
            SQL("min(rank) AS rank, min(moment) AS moment, sum(amount) AS amount"),
            *(
                SQL("sum(amount) FILTER (WHERE money = %s) AS %s", kind, SQL(stake))
                for kind, stake in zip(money, stakes, strict=True)
            ),
        ]
        added = [SQL("sum(%s)", SQL(stake)) for stake in stakes]
        rows = self.env.execute_query(
            SQL(
                """
                WITH candidate AS MATERIALIZED (%(candidates)s),
                best AS MATERIALIZED (
                    SELECT DISTINCT ON (partner_id) %(best)s
                      FROM candidate
                     GROUP BY partner_id, section
                     ORDER BY partner_id, section
                ),
                total AS (
                    SELECT section, count(*) AS customers,
                           ARRAY[%(added)s]::float8[] AS stakes
                      FROM best GROUP BY section
                ),
                shown AS (
                    SELECT line.*, total.customers, total.stakes
                      FROM total CROSS JOIN LATERAL (
                          SELECT * FROM best WHERE best.section = total.section
                           ORDER BY rank, moment, amount DESC NULLS LAST, partner_id
                           LIMIT %(lines)s
                      ) line
                )
                SELECT s.section, s.partner_id, s.customers, s.stakes,
                       c.section, c.partner_id, c.source, c.res_id, c.rank, c.moment,
                       c.amount, c.money
                  FROM shown s
                  JOIN candidate c ON c.partner_id = s.partner_id
                 ORDER BY s.section, s.rank, s.moment, s.amount DESC NULLS LAST,
                          s.partner_id, c.section, c.rank, c.moment, c.source, c.res_id
                """,
                candidates=self._today_candidates(day),
                best=SQL(", ").join(best),
                added=SQL(", ").join(added),
                lines=LINES,
            )
        )
        totals, shown = {}, defaultdict(lambda: defaultdict(list))
        for section, partner_id, total, amounts, *candidate in rows:
            amounts = [round(amount or 0.0, 6) for amount in amounts]
            totals[section] = (total, dict(zip(money, amounts, strict=True)))
            shown[section][partner_id].append(Candidate(*candidate))
        reasons = [group for groups in shown.values() for group in groups.values()]
        lines = self._today_lines(day, reasons)
        sections = []
        for number, key in enumerate(keys):
            total, stakes = totals.get(number, (0, {}))
            sections.append(
                {
                    "key": key,
                    "title": titles[key],
                    "count": total,
                    "amounts": [
                        {"amount": stakes[kind], "note": note}
                        for kind, note in money.items()
                        if stakes.get(kind)
                    ],
                    "lines": [
                        lines[group[0].partner_id] for group in shown[number].values()
                    ],
                }
            )
        return sections
