from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import format_time

from odoo.addons.ficha_cliente.tools.arguments import (
    a_flag,
    a_moment,
    a_text,
    a_word,
    an_id,
    any_day,
    asks,
    either,
    maybe,
)
from odoo.addons.ficha_cliente.tools.moments import in_zone
from odoo.addons.ficha_cliente.tools.query import (
    query_column,
    query_refine,
    query_select,
)

from .ficha_today import NOT_WAITING

OUTCOMES = ("spoke", "no_answer", "call_back", "ordered")


class FichaToday(models.AbstractModel):
    """*Start*: those who wait, one customer at a time.

    The list is that of *Hoy*, in its order, and a result is what the small dialog of
    *Done* writes: there is no second rule for either. What is told of a customer is in
    ``ficha_today_brief``.
    """

    _inherit = "ficha.today"

    @api.model
    @api.readonly
    @asks(scope=a_word, user_id=maybe(an_id))
    def get_walk(self, scope="mine", user_id=None):
        """Who waits, one after the other.

        :param scope, user_id: as in :meth:`get_today`; ``auto`` is everybody's for who
            has no customers
        :return: dict with ``person``, ``scope``, ``user_id``, ``count`` (who waits, as
            on top of *Hoy*), ``done`` (see :meth:`get_progress`), ``moment`` (of the
            server, see :meth:`note_result`), ``currency_id``, ``next`` (what comes
            next, where nobody waits) and ``lines``: those of *Hoy*, at most 30 of each
            section, with ``section`` (its title); who was spoken with today and still
            waits comes last
        :raise AccessError: as :meth:`get_today`
        """
        if scope == "auto":
            scope = self._today_first_scope()
            if not self._today_has_customers() and self._today_sees_everybody():
                scope = "all"
        day = self._today_day(scope, user_id)
        moment = fields.Datetime.now()
        with self._planned_for_memory():
            sections = self._today_waiting_sections(day)
            spoken = self._today_spoken(day)
            done = spoken - self._today_still_waiting(day, spoken)
        lines = [
            {**line, "section": section["title"]}
            for section in sections
            for line in section["lines"]
        ]
        for line in lines:
            line["spoken"] = line["partner_id"] in spoken
        lines.sort(key=lambda line: line["spoken"])
        return {
            "scope": scope if scope == "all" or day.user != self.env.user else "mine",
            "user_id": day.user.id,
            "person": day.user.name or self.env._("Everybody"),
            "count": sum(section["count"] for section in sections),
            "done": len(done),
            "moment": fields.Datetime.to_string(moment),
            "currency_id": self.env.company.currency_id.id,
            "next": False if lines else self._today_next(day),
            "lines": lines,
        }

    @api.model
    @api.readonly
    @asks(scope=a_word, user_id=maybe(an_id))
    def get_progress(self, scope="mine", user_id=None):
        """How many customers were dealt with today: asked for once the page is there.

        :param scope, user_id: as in :meth:`get_today`
        :return: number of those whom somebody noted something with, and who do not wait
            any more
        :raise AccessError: as :meth:`get_today`
        """
        day = self._today_day(scope, user_id)
        with self._planned_for_memory():
            spoken = self._today_spoken(day)
            return len(spoken - self._today_still_waiting(day, spoken))

    @api.model
    @asks(
        partner_id=an_id,
        source=maybe(a_word),
        res_id=maybe(an_id),
        outcome=either(*OUTCOMES),
        note=maybe(a_text),
        date=maybe(either("tomorrow", "next_week", or_=any_day)),
        moment=maybe(a_moment),
        scope=a_word,
        user_id=maybe(an_id),
        anyway=a_flag,
    )
    def note_result(
        self,
        partner_id,
        source,
        res_id,
        outcome,
        note=None,
        date=None,
        moment=None,
        scope="mine",
        user_id=None,
        anyway=False,
    ):
        """How it went with a customer, in one click: what *Done* of the line does.

        :param source, res_id: what the line stands for; it is closed with it
        :param outcome: ``spoke``, ``no_answer``, ``call_back`` or ``ordered``
        :param note: what they said
        :param date: when to contact next, as in :meth:`postpone`; needed by
            ``call_back``
        :param moment: since when the reader has the list: what somebody else has noted
            since is told first
        :param anyway: it has been told
        :return: ``{"meanwhile"}``: nothing was written, because somebody else was
            there first; otherwise ``{"message", "undo"}`` as of a gesture, with
            ``text`` (the result in few words) and ``then`` (the document to make of an
            order, where there is one)
        :raise UserError: the date cannot be planned
        """
        partner = self.env["res.partner"].browse(partner_id).exists()
        if not partner:
            return {"meanwhile": self._today_no_longer()}
        partner._check_followup_rights()
        day = self._today_day(scope, user_id)
        if outcome == "call_back" and not date:
            raise UserError(self.env._("Choose the day on which to call them again."))
        date = date and self._today_date(partner, date)
        if not anyway:
            meanwhile = self._today_meanwhile(day, partner, moment)
            if meanwhile:
                return {"meanwhile": meanwhile}
        if outcome == "spoke" and source == "awaiting":
            outcome = "answered"  # it is what we were waiting for
        Done = self.env["ficha.reminder.done"].with_context(
            **self._today_line_context(source, res_id)
        )
        result = Done.create(
            {
                "partner_id": partner.commercial_partner_id.id,
                "outcome": outcome,
                "result": (note or "").strip() or False,
            }
        )
        if date:
            result.next_contact_date = date
        told = result.action_confirm()["params"]
        return {
            "message": told["message"],
            "undo": told["undo"],
            "text": result._feedback(),
            "then": outcome == "ordered" and self._today_order_action(partner),
        }

    @api.model
    def _today_order_action(self, partner):
        """The document that an order becomes: a new invoice, which fills itself.
        Modules with documents of orders extend it.

        :return: window action, or False where the user makes none
        """
        if not self.env["account.move"].has_access("create"):
            return False
        return partner.action_ficha_new_invoice()

    # -- who waits, and with whom somebody has spoken ----------------------------------

    @api.model
    def _today_waiting_sections(self, day):
        return [s for s in self._today_build(day) if s["key"] not in NOT_WAITING]

    @api.model
    def _today_among(self, day, partner_ids):
        """The lines of these customers, as far as they wait.

        :return: ``{id of the customer: line}``, with the title of its ``section``
        """
        if not partner_ids:
            return {}
        return {
            line["partner_id"]: {**line, "section": section["title"]}
            for section in self._today_waiting_sections(
                day._replace(among=list(partner_ids))
            )
            for line in section["lines"]
        }

    @api.model
    def _today_still_waiting(self, day, partner_ids):
        """Those of these customers who wait, as ids: no words are made of them."""
        if not partner_ids:
            return set()
        sections = list(self._today_sections())
        apart = [sections.index(key) for key in NOT_WAITING if key in sections]
        rows = self.env.execute_query(
            SQL(
                """SELECT partner_id FROM (%s) candidate
                    GROUP BY partner_id HAVING min(section) <> ALL(%s)""",
                self._today_candidates(day._replace(among=list(partner_ids))),
                apart,
            )
        )
        return {partner_id for (partner_id,) in rows}

    @api.model
    def _today_spoken(self, day):
        """With whom somebody noted something today: oneself, or anybody with one's
        customers. What e-mails note by themselves is nobody's work.

        :return: set of ids
        """
        domain = Domain.TRUE
        if day.user:
            domain = Domain("user_id", "=", day.user.id) | Domain(
                "commercial_partner_id", "any!", self._today_customers(day)
            )
        query = self._today_noted_query(day, domain)
        rows = self.env.execute_query(
            query_select(
                query,
                SQL("DISTINCT %s", query_column(query, "commercial_partner_id")),
            )
        )
        return {partner_id for (partner_id,) in rows}

    @api.model
    def _today_noted_query(self, day, domain):
        """What people noted today: those interactions, as their reader may see them."""
        query = self.env["ficha.interaction"]._search(
            Domain("date", ">=", day.begin)
            & Domain("date", "<", day.end)
            & Domain("user_id", "!=", False)
            & domain
        )
        query_refine(query, SQL("%s IS NULL", query_column(query, "message_id")))
        return query

    @api.model
    def _today_noted(self, day, domain):
        """The same as records, the latest last."""
        query = self._today_noted_query(day, domain)
        found = self.env.execute_query(query_select(query, query_column(query, "id")))
        noted = self.env["ficha.interaction"].browse(row[0] for row in found)
        return noted.sorted(lambda one: (one.date, one.id))

    # -- somebody else was there first -------------------------------------------------

    @api.model
    def _today_meanwhile(self, day, partner, moment):
        """What has happened with a customer since the reader has the list.

        :return: sentence; empty where nothing has
        """
        if moment:
            others = self._today_noted(
                day,
                Domain("commercial_partner_id", "=", partner.commercial_partner_id.id)
                & Domain("create_uid", "!=", self.env.uid)
                & Domain("create_date", ">=", moment),
            )
            if others:
                return self._today_noted_words(others[-1])
        entity = partner.commercial_partner_id
        if entity.id in self._today_still_waiting(day, entity.ids):
            return ""
        return self._today_gone_words(day, entity)[entity.id]

    @api.model
    def _today_gone_words(self, day, partners):
        """Why these do not wait any more: what was noted last today, and by whom.

        :return: ``{id of the customer: sentence}``
        """
        last = {}
        ours = Domain("commercial_partner_id", "in", partners.ids)
        for noted in self._today_noted(day, ours):
            last[noted.commercial_partner_id.id] = noted
        return {
            partner.id: self._today_noted_words(last[partner.id])
            if partner.id in last
            else self._today_no_longer()
            for partner in partners
        }

    @api.model
    def _today_no_longer(self):
        return self.env._(
            "It does not wait any more: somebody has dealt with it, or put it off."
        )

    @api.model
    def _today_noted_words(self, noted):
        """ "Marta Ruiz, 10:42: They pay on Monday"."""
        hour = in_zone(noted.date, self.env.tz).time()
        return self.env._(
            "%(who)s, %(hour)s: %(what)s",
            # sudo: the name of a colleague
            who=noted.user_id.sudo().name,
            hour=format_time(self.env, hour, time_format="HH:mm"),
            what=noted.display_name,
        )
