from collections import namedtuple
from contextlib import contextmanager
from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.arguments import (
    a_day,
    a_dict,
    a_flag,
    a_moment,
    a_word,
    an_id,
    any_day,
    asks,
    either,
    ids,
    maybe,
    only,
    part,
)
from odoo.addons.ficha_cliente.tools.moments import in_zone
from odoo.addons.ficha_cliente.tools.words import in_near_date

# What does not wait for anybody: it is not in the number on top.
NOT_WAITING = ("decide", "task", "prospects")

#: Whose day it is. ``user`` is empty for everybody's; ``begin`` and ``end`` are the
#: day's edges in UTC; ``charge`` is the domain of the customers it is about, and
#: ``customers`` the ``Query`` of them, for conditions: nothing is added to it; and
#: ``among`` the ids of the only ones that are asked for, None for all.
Day = namedtuple("Day", "today begin end user charge customers among", defaults=[None])

#: Why a customer would be in a section: who (the commercial entity), which source says
#: so, with which record, how soon within the section, when (UTC), and how much money.
Candidate = namedtuple(
    "Candidate", "section partner_id source res_id rank moment amount money"
)


class FichaToday(models.AbstractModel):
    """*Hoy*: who to call today and why, in one call.

    Each section is a method ``_today_<section>(day)`` that returns a list of SELECTs
    of candidates, made with :meth:`_today_select`. Another module adds its own with
    ``super()``, and tells them in words with ``_today_text_<source>``. One query then
    gives each customer its strongest reason, counts, adds up and takes the first lines,
    so that the cost does not depend on how many customers there are behind a number.
    """

    _name = "ficha.today"
    _description = "Today"

    @api.model
    def _today_sections(self):
        """The sections, strongest first: key and title."""
        return {
            # whoever wrote to us is in one place, whatever else there is with them
            "reply": self.env._("We owe them a reply"),
            "now": self.env._("Now"),
            "due": self.env._("Due today"),
            "waiting": self.env._("We are waiting for their reply"),
            "expected": self.env._("Expected purchases that did not happen"),
            "complaints": self.env._("Open complaints"),
            "decide": self.env._("To decide"),
            "task": self.env._("To do, without a day"),
            "birthdays": self.env._("Birthdays and anniversaries"),
        }

    @api.model
    @api.readonly
    @asks(scope=a_word, user_id=maybe(an_id))
    def get_today(self, scope="mine", user_id=None):
        """All that the first screen of the morning shows.

        A customer is in one section only, the first one in which it has a reason; its
        other reasons go with the line, in ``also``.

        :param scope: ``mine``, ``user`` (with ``user_id``) or ``all``; the last two are
            for managers, and for everybody where the company says so. ``auto`` is
            ``mine``, or ``all`` for a manager who follows nobody up and for who has no
            customers
        :return: dict with ``title``, ``person``, ``scope``, ``user_id``, ``people``
            (whose day one may see), ``note`` (what there is to know beforehand, mostly
            nothing), ``waiting_count``, ``none_mine`` (said to who has no customers),
            ``currency_id``, ``sections`` (list of dicts with ``key``, ``title``,
            ``count``, ``amounts`` (dicts with ``amount`` and ``note``: what was
            added up) and at most 30 ``lines``), ``month`` and ``next``. Money
            is in the active company's currency
        :raise AccessError: somebody else's day, and the user is no manager
        """
        auto = scope == "auto"
        if auto:
            scope = self._today_first_scope()
        # sections, month and what comes next leave out the same customers
        said_no = self.env["res.partner"]._ficha_said_no()
        self = self.with_context(ficha_said_no=said_no)
        with self._planned_for_memory():
            day = self._today_day(scope, user_id)
            sections = self._today_build(day)
            if auto and not any(section["count"] for section in sections):
                # never falsely empty: who has no customers looks at the team's
                if self._today_sees_everybody() and not self._today_has_customers():
                    scope, day = "all", self._today_day("all", None)
                    sections = self._today_build(day)
            month = self._today_month(day)
        waiting = sum(s["count"] for s in sections if s["key"] not in NOT_WAITING)
        return {
            "title": self.env._(
                "Today, %s",
                in_near_date(self.env, day.today, day.today, weekday=True),
            ),
            "today": day.today,
            "scope": scope if scope == "all" or day.user != self.env.user else "mine",
            "user_id": day.user.id,
            "person": day.user.name or self.env._("Everybody"),
            "people": self._today_people(),
            "note": self.env["ficha.batch.place"]._get_first_fill_note(),
            "waiting_count": waiting,
            "none_mine": self._today_none_mine(waiting) if scope == "all" else "",
            "currency_id": self.env.company.currency_id.id,
            "sections": sections,
            "month": month,
            "next": False if waiting else self._today_next(day),
        }

    @contextmanager
    def _planned_for_memory(self):
        """Queries of a page that is opened all day long: what they read is in memory,
        where what counts is how many rows are read, and not from how many places.
        PostgreSQL thinks of a disk that turns, and would go through all contacts
        instead, several times for one page. To go through them costs more than their
        pages say, as their rows are wide: some 10,000 of 100,000 are found one by one
        in the time that reading all takes (measured, with the rule of companies). Nor
        are other processes called to help: beginning with them takes longer than the
        page.
        """
        settings = {
            "random_page_cost": "0.05",
            "seq_page_cost": "0.5",
            "max_parallel_workers_per_gather": "0",
        }
        self.env.cr.execute(
            SQL("; ").join(
                SQL("SET LOCAL %s = %s", SQL(name), value)
                for name, value in settings.items()
            )
        )
        yield
        self.env.cr.execute(
            SQL("; ").join(
                SQL("SET LOCAL %s TO DEFAULT", SQL(name)) for name in settings
            )
        )

    # -- whose day ---------------------------------------------------------------------

    @api.model
    def _today_day(self, scope, user_id):
        """Check that the user may see that day.

        :return: :class:`Day`
        :raise AccessError: not a user of customer files, or somebody else's day
        """
        me = self.env.user
        if not me.has_group("ficha_cliente.group_ficha_user"):
            raise AccessError(
                self.env._(
                    "Only members of “Customer files / User” have a day here. Ask your "
                    "administrator for that permission."
                )
            )
        if scope not in ("mine", "user", "all"):
            raise UserError(
                self.env._("“%s” is not a scope: use mine, user or all.", scope)
            )
        user = me
        if scope == "user":
            user = self.env["res.users"].browse(int(user_id or me.id)).exists()
        if scope == "all":
            user = self.env["res.users"]
        if user != me and not self._today_sees_everybody():
            raise AccessError(
                self.env._(
                    "Only members of “Customer files / Manager” can see other "
                    "people's day. Your own is under “Me”."
                )
            )
        if scope == "user":
            if not user:
                raise UserError(self.env._("That user no longer exists."))
            user.check_access("read")
        today = fields.Date.context_today(self)
        tz = self.env.tz
        begin, end = (
            tz.localize(datetime.combine(date, time.min))
            .astimezone(pytz.utc)
            .replace(tzinfo=None)
            for date in (today, today + timedelta(days=1))
        )
        day = Day(today, begin, end, user, self._today_responsible_domain(user), None)
        return day._replace(customers=self._today_customers(day))

    @api.model
    def _today_first_scope(self):
        """Whose day to open with: a manager who follows nobody up looks at
        everybody's."""
        if not self.env.user.has_group("ficha_cliente.group_ficha_manager"):
            return "mine"
        followed = (
            Domain("followup_state_id", "!=", False)
            | Domain("next_contact_date", "!=", False)
            | Domain("awaiting_reply_since", "!=", False)
        )
        own = self._today_responsible_domain(self.env.user) & followed
        return "mine" if self.env["res.partner"].search_count(own, limit=1) else "all"

    @api.model
    def _today_people(self):
        """Colleagues whose day one may look at: ``[{"id", "name"}]``."""
        if not self._today_sees_everybody():
            return []
        group = self.env.ref("ficha_cliente.group_ficha_user")
        users = self.env["res.users"].search_fetch(
            [("all_group_ids", "in", group.ids), ("share", "=", False)],
            ["name"],
            order="name",
            limit=80,
        )
        return [{"id": user.id, "name": user.name} for user in users]

    # --------------------------------------------------------------------------
    # What a line of *Hoy* does when one of its buttons is pressed.
    # --------------------------------------------------------------------------

    @api.model
    @asks(key=a_word, scope=a_word, user_id=maybe(an_id))
    def open_section(self, key, scope="mine", user_id=None):
        """The list behind the number of a section: exactly those customers.

        :param key: key of the section
        :return: window action
        :raise AccessError: as :meth:`get_today`
        """
        sections = self._today_sections()
        if key not in sections:
            raise UserError(self.env._("“%s” is not a section of this page.", key))
        day = self._today_day(scope, user_id)
        rows = self.env.execute_query(
            SQL(
                """SELECT partner_id FROM (%s) candidate
                    GROUP BY partner_id HAVING min(section) = %s""",
                self._today_candidates(day),
                list(sections).index(key),
            )
        )
        ids = [row[0] for row in rows]
        xmlid, domain = "action_ficha", [("id", "in", ids)]
        if key == "decide":
            xmlid = "action_ficha_proposal"
            domain = [
                *self.env["ficha.proposal"]._open_domain(),
                ("partner_id.commercial_partner_id", "in", ids),
            ]
        action = self.env["ir.actions.act_window"]._for_xml_id(f"ficha_cliente.{xmlid}")
        return {
            **action,
            "name": sections[key],
            "display_name": sections[key],
            "domain": domain,
            "context": {},
        }

    @api.model
    @asks(partner_id=an_id, source=maybe(a_word), res_id=maybe(an_id), remind=a_flag)
    def action_write(self, partner_id, remind=False, source=None, res_id=None):
        """Write an e-mail to a customer, or to its main contact when the customer has
        no address of its own.

        A module whose documents wait for the customer has a ready mail about each, by a
        method ``_today_remind_<source>(res_id)`` that returns the action.

        :param remind: begin with a subject that reminds of the one unanswered
        :param source, res_id: what the line stands for; what they wrote and wait for
            our reply to is answered to who wrote it and, where it was an e-mail, in its
            own conversation
        :return: window action of Odoo's own composer
        :raise UserError: nobody there has an e-mail address
        """
        partner = self.env["res.partner"].browse(partner_id)
        partner.check_access("write")
        ready = remind and getattr(self, f"_today_remind_{source}", None)
        if ready:
            return ready(res_id)
        asked = self.env["ficha.interaction"]
        if source == "reply":
            asked = asked.browse(res_id).exists()
        to = asked.contact_id
        if not to.email:
            to = partner if partner.email else partner.main_contact_id
        if not to.email:
            raise UserError(
                self.env._(
                    "“E-mail” of %s is empty, and so is its main contact's: write one "
                    "in the customer file.",
                    partner.display_name,
                )
            )
        context = {
            "default_model": "res.partner",
            "default_res_ids": partner.ids,
            "default_partner_ids": to.ids,
            "default_composition_mode": "comment",
            "default_subject": self.env._("A word about our last message")
            if remind
            else "",
            "force_email": True,
        }
        context.update(asked._reply_context())
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Write to %s", partner.display_name),
            "res_model": "mail.compose.message",
            "views": [[False, "form"]],
            "target": "new",
            "context": context,
        }

    @api.model
    @asks(partner_id=an_id)
    def reply_answered(self, partner_id):
        """They have their answer, given in whichever way.

        :return: ``{"message", "undo"}``; ``undo`` is what :meth:`undo_reply` takes
        """
        return self._today_reply_gesture(partner_id, "action_reply_answered")

    @api.model
    @asks(partner_id=an_id, res_id=an_id)
    def reply_dismissed(self, partner_id, res_id):
        """What they wrote needs no answer.

        :param res_id: the ``ficha.interaction`` of the line
        :return: as :meth:`reply_answered`
        """
        return self._today_reply_gesture(partner_id, "action_reply_dismissed", [res_id])

    @api.model
    def _today_reply_gesture(self, partner_id, method, *args):
        partner = self.env["res.partner"].browse(partner_id)
        partner._check_followup_rights()
        answer = getattr(partner, method)(*args)
        return {**answer, "undo": {**answer["undo"], "partner_id": partner_id}}

    @api.model
    @asks(undo=a_dict)
    def undo_reply(self, undo):
        """Take :meth:`reply_answered` or :meth:`reply_dismissed` back.

        :param undo: what it gave
        """
        partner_id = part(self.env, undo, "partner_id", an_id)
        (waiting,) = part(self.env, undo, "args", only(ids))
        partner = self.env["res.partner"].browse(partner_id)
        partner._check_followup_rights()
        return partner.undo_reply(waiting)

    @api.model
    @asks(partner_id=an_id, source=maybe(a_word), res_id=maybe(an_id))
    def action_done(self, partner_id, source, res_id):
        """Ask how the contact went; what the line stands for is closed with it.

        :return: window action
        """
        action = self.env["res.partner"].browse(partner_id).action_followup_done()
        action["context"].update(self._today_line_context(source, res_id))
        return action

    @api.model
    @asks(
        partner_id=an_id, source=maybe(a_word), res_id=maybe(an_id), kind=maybe(a_word)
    )
    def action_log(self, partner_id, source, res_id, kind=None):
        """Note what was said; the contact that was due took place with it.

        :param kind: kind of interaction to begin with
        :return: window action
        """
        partner = self.env["res.partner"].browse(partner_id)
        action = partner.action_log_interaction(kind)
        action["context"].update(self._today_line_context(source, res_id))
        return action

    @api.model
    def _today_line_context(self, source, res_id):
        """Says to the dialogs which line they were opened from."""
        context = {"ficha_contact_due": True}
        if source == "activity":
            context["ficha_activity_id"] = res_id
        return context

    @api.model
    @asks(partner_id=an_id, res_id=an_id)
    def task_done(self, partner_id, res_id):
        """Tick off what was to do.

        :param res_id: the ``ficha.task`` of the line
        :return: ``{"message", "undo"}``; ``undo`` is what :meth:`undo_postpone` takes
        """
        self.env["res.partner"].browse(partner_id)._check_followup_rights()
        answer = self.env["ficha.task"].browse(res_id).action_done()
        return {**answer, "undo": {"partner_id": partner_id, "task": answer["undo"]}}

    @api.model
    @asks(source=a_word, res_id=an_id)
    def action_solve(self, source, res_id):
        """Ask what was done to solve a complaint.

        :return: window action, or False when it is solved already
        """
        complaint = self.env["ficha.interaction"].browse(res_id)
        action = complaint.exists().action_solve() if source == "complaint" else False
        return action if isinstance(action, dict) else False

    @api.model
    @asks(
        partner_id=an_id,
        source=maybe(a_word),
        res_id=maybe(an_id),
        date=either("tomorrow", "next_week", or_=any_day),
    )
    def postpone(self, partner_id, source, res_id, date):
        """Put a line off: its activity or meeting when it stands for one, else the next
        contact of the customer.

        :param date: ``tomorrow``, ``next_week`` (working days) or a date
        :return: ``{"message", "undo"}``; ``undo`` is what :meth:`undo_postpone` takes
        :raise UserError: the date is not after today, or more than ten years ahead
        """
        partner = self.env["res.partner"].browse(partner_id)
        partner._check_followup_rights()
        day = self._today_date(partner, date)
        undo = {"partner_id": partner_id}
        if source == "task":
            answer = self.env["ficha.task"].browse(res_id).action_schedule(day)
            return {**answer, "undo": undo | {"task": answer["undo"]}}
        activity, event = self._today_source_records(source, res_id)
        if event:
            undo.update(event_id=event.id, start=event.start, stop=event.stop)
            shift = day - in_zone(event.start, self.env.tz).date()
            event.with_context(dont_notify=True).write(
                {"start": event.start + shift, "stop": event.stop + shift}
            )
        elif activity:
            undo.update(activity_id=activity.id, date=activity.date_deadline)
            activity.date_deadline = day
        else:
            undo.update(
                date=partner.next_contact_date, agreed=partner.next_contact_agreed
            )
            partner.next_contact_date = day
        message = self.env._(
            "%(name)s: put off to %(day)s.",
            name=partner.display_name,
            day=in_near_date(self.env, day, weekday=True),
        )
        return {"message": message, "undo": undo}

    @api.model
    @asks(undo=a_dict)
    def undo_postpone(self, undo):
        """Take a :meth:`postpone` back.

        :param undo: what it gave
        """

        def told(name, kind):
            return part(self.env, undo, name, kind)

        partner = self.env["res.partner"].browse(told("partner_id", an_id))
        partner._check_followup_rights()
        if undo.get("task"):
            self.env["ficha.task"].undo(undo["task"])
        elif undo.get("event_id"):
            event = self.env["calendar.event"].browse(told("event_id", an_id))
            event.with_context(dont_notify=True).write(
                {"start": told("start", a_moment), "stop": told("stop", a_moment)}
            )
        elif undo.get("activity_id"):
            activity = self.env["mail.activity"].browse(told("activity_id", an_id))
            activity.date_deadline = told("date", a_day)
        else:
            partner.write(
                {
                    "next_contact_date": told("date", maybe(a_day)),
                    "next_contact_agreed": told("agreed", a_flag),
                }
            )
        return True

    @api.model
    def _today_source_records(self, source, res_id):
        """The activity and the meeting a line stands for, either may be empty."""
        activity = self.env["mail.activity"]
        event = self.env["calendar.event"]
        if source == "activity":
            activity = activity.browse(res_id).exists()
            event = activity.calendar_event_id
        elif source == "event":
            event = event.browse(res_id).exists()
        return activity, event

    @api.model
    def _today_date(self, partner, date):
        company = partner.company_id or self.env.company
        day = partner._followup_postponed_to(date, company)
        if not day or day <= fields.Date.context_today(self):
            raise UserError(
                self.env._(
                    "“Postpone to” must be after today: choose tomorrow or a later day."
                )
            )
        return day
