from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .ficha_today import Candidate

LINES = 30
CHARGE_LIMIT = 20000


class FichaToday(models.AbstractModel):
    """The one query behind *Hoy*: every customer once, with its strongest reason."""

    _inherit = "ficha.today"

    @api.model
    def _today_charge_domain(self, user):
        """Customers this user is in charge of: by name in the follow-up, else as their
        salesperson, else as the fallback of the company. Who left counts as nobody."""
        if not user:
            return Domain.TRUE
        left = Domain("active", "=", False)
        nobody = Domain("followup_user_id", "=", False) | Domain(
            "followup_user_id", "any!", left
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
    def _today_charge(self, user):
        """The customers a user is in charge of, looked for once for the whole page: one
        pass over the contacts, and every section then goes by their ids.

        :return: Domain
        """
        domain = self._today_charge_domain(user)
        if not user:
            return domain
        ids = list(self.env["res.partner"]._search(domain, limit=CHARGE_LIMIT))
        if len(ids) == CHARGE_LIMIT:
            return domain
        # one parameter, written once, whatever their number
        array = f"{{{','.join(map(str, ids))}}}"
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s = ANY(%s::int[])", SQL.identifier(alias, "id"), array
            )
        )

    @api.model
    def _today_customers(self, day, domain=Domain.TRUE):
        """Query of the customers the day is about, as the reader may see them."""
        return self.env["res.partner"]._search(day.charge & Domain(domain))

    @api.model
    def _today_calm_domain(self, day):
        """Whom nobody spoke with today, and for whom no later day was agreed: the ones
        it makes sense to call."""
        return (
            Domain("do_not_contact", "=", False)
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
        self, source, query, partner, record, rank=None, moment=None, amount=None
    ):
        """SELECT of candidates for a section.

        :param source: who says so: ``_today_words_<source>`` tells it
        :param query: ``Query`` of the records, from ``Model._search(domain)``, so that
            the reader's rights apply
        :param partner: ``SQL`` of the commercial entity, see :meth:`_today_entity`
        :param record: ``SQL`` of the id of the record behind
        :param rank: ``SQL`` number, lowest first within the section
        :param moment: ``SQL`` date or timestamp (UTC), earliest first after the rank
        :param amount: ``SQL`` of money in the active company's currency
        """
        return query.select(
            SQL("%s AS partner_id", partner),
            SQL("%s::varchar AS source", source),
            SQL("%s AS res_id", record),
            SQL("(%s)::float8 AS rank", rank or SQL("0")),
            SQL("(%s)::timestamp AS moment", moment or SQL("NULL")),
            SQL("(%s)::numeric AS amount", amount or SQL("NULL")),
        )

    @api.model
    def _today_entity(self, query, alias, column):
        """``SQL`` of the commercial entity of a column that holds a contact."""
        contact = query.join(alias, column, "res_partner", "id", "contact")
        return SQL.identifier(contact, "commercial_partner_id")

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
        selects = [
            SQL("SELECT %s::int AS section, c.* FROM (%s) c", number, select)
            for number, section in enumerate(self._today_sections())
            for select in getattr(self, f"_today_{section}")(day)
        ]
        self.env.flush_all()
        return SQL(" UNION ALL ").join(selects)

    @api.model
    def _today_build(self, day):
        titles = self._today_sections()
        keys = list(titles)
        rows = self.env.execute_query(
            SQL(
                """
                WITH candidate AS MATERIALIZED (%s),
                reason AS (
                    SELECT partner_id, section, min(rank) AS rank,
                           min(moment) AS moment, sum(amount) AS amount
                      FROM candidate GROUP BY partner_id, section
                ),
                best AS MATERIALIZED (
                    SELECT reason.*
                      FROM reason
                      JOIN (SELECT partner_id, min(section) AS section
                              FROM candidate GROUP BY partner_id) strongest
                     USING (partner_id, section)
                ),
                total AS (
                    SELECT section, count(*) AS customers, sum(amount) AS stake
                      FROM best GROUP BY section
                ),
                shown AS (
                    SELECT line.*, total.customers, total.stake
                      FROM total CROSS JOIN LATERAL (
                          SELECT * FROM best WHERE best.section = total.section
                           ORDER BY rank, moment, amount DESC NULLS LAST, partner_id
                           LIMIT %s
                      ) line
                )
                SELECT s.section, s.partner_id, s.customers, s.stake, c.*
                  FROM shown s
                  JOIN candidate c ON c.partner_id = s.partner_id
                 ORDER BY s.section, s.rank, s.moment, s.amount DESC NULLS LAST,
                          s.partner_id, c.section, c.rank, c.moment, c.source, c.res_id
                """,
                self._today_candidates(day),
                LINES,
            )
        )
        totals, shown = {}, defaultdict(lambda: defaultdict(list))
        for section, partner_id, total, stake, *candidate in rows:
            totals[section] = (total, stake)
            shown[section][partner_id].append(Candidate(*candidate))
        reasons = [group for groups in shown.values() for group in groups.values()]
        lines = self._today_lines(day, reasons)
        sections = []
        for number, key in enumerate(keys):
            total, stake = totals.get(number, (0, None))
            sections.append(
                {
                    "key": key,
                    "title": titles[key],
                    "count": total,
                    "amount": float(stake or 0.0),
                    "lines": [
                        lines[group[0].partner_id] for group in shown[number].values()
                    ],
                }
            )
        return sections
