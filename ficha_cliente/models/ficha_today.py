from collections import namedtuple
from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools.misc import format_date

#: Whose day it is. ``user`` is empty for everybody's; ``begin`` and ``end`` are the
#: day's edges in UTC; ``charge`` is the domain of the customers it is about.
Day = namedtuple("Day", "today begin end user charge")

#: Why a customer would be in a section: who (the commercial entity), which source says
#: so, with which record, how soon within the section, when (UTC), and how much money.
Candidate = namedtuple(
    "Candidate", "section partner_id source res_id rank moment amount"
)


class FichaToday(models.AbstractModel):
    """*Hoy*: who to call today and why, in one call.

    Each section is a method ``_today_<section>(day)`` that returns a list of SELECTs
    of candidates, made with :meth:`_today_select`. Another module adds its own with
    ``super()``, and tells them in words with ``_today_words_<source>``. One query then
    gives each customer its strongest reason, counts, adds up and takes the first lines,
    so that the cost does not depend on how many customers there are behind a number.
    """

    _name = "ficha.today"
    _description = "Today"

    @api.model
    def _today_sections(self):
        """The sections, strongest first: key and title."""
        return {
            "now": self.env._("Now"),
            "due": self.env._("Due today"),
            "waiting": self.env._("We await their word"),
            "expected": self.env._("Purchases that did not come"),
            "complaints": self.env._("Open complaints"),
            "decide": self.env._("To decide"),
            "birthdays": self.env._("Birthdays and anniversaries"),
        }

    @api.model
    @api.readonly
    def get_today(self, scope="mine", user_id=None):
        """All that the first screen of the morning shows.

        A customer is in one section only, the first one in which it has a reason; its
        other reasons go with the line, in ``also``.

        :param scope: ``mine``, ``user`` (with ``user_id``) or ``all``; the last two are
            for managers, except one's own ``user_id``. ``auto`` is ``mine``, or ``all``
            for a manager who follows nobody up
        :return: dict with ``title``, ``person``, ``scope``, ``user_id``, ``people``
            (whose day one may see), ``waiting_count``, ``currency_id``, ``sections``
            (list of dicts with ``key``, ``title``, ``count``, ``amount`` and at most 30
            ``lines``), ``month`` and ``next``. Money is in the active company's
            currency
        :raise AccessError: somebody else's day, and the user is no manager
        """
        if scope == "auto":
            scope = self._today_first_scope()
        day = self._today_day(scope, user_id)
        sections = self._today_build(day)
        waiting = sum(s["count"] for s in sections if s["key"] != "decide")
        calm = not any(s["count"] for s in sections if s["key"] in ("now", "due"))
        return {
            "title": self.env._(
                "Today, %s", format_date(self.env, day.today, date_format="EEEE d")
            ),
            "today": day.today,
            "scope": scope if scope == "all" or day.user != self.env.user else "mine",
            "user_id": day.user.id,
            "person": day.user.name or self.env._("Everybody"),
            "people": self._today_people(),
            "waiting_count": waiting,
            "currency_id": self.env.company.currency_id.id,
            "sections": sections,
            "month": self._today_month(day),
            "next": self._today_next(day) if calm else False,
        }

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
                self.env._("“%s” is no scope: use mine, user or all.", scope)
            )
        user = me
        if scope == "user":
            user = self.env["res.users"].browse(int(user_id or me.id)).exists()
        if scope == "all":
            user = self.env["res.users"]
        if user != me and not me.has_group("ficha_cliente.group_ficha_manager"):
            raise AccessError(
                self.env._(
                    "Only members of “Customer files / Manager” see the day of others. "
                    "Your own is under “Me”."
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
        return Day(today, begin, end, user, self._today_charge(user))

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
        own = self._today_charge_domain(self.env.user) & followed
        return "mine" if self.env["res.partner"].search_count(own, limit=1) else "all"

    @api.model
    def _today_people(self):
        """Colleagues whose day a manager may look at: ``[{"id", "name"}]``."""
        if not self.env.user.has_group("ficha_cliente.group_ficha_manager"):
            return []
        group = self.env.ref("ficha_cliente.group_ficha_user")
        users = self.env["res.users"].search_fetch(
            [("all_group_ids", "in", group.ids), ("share", "=", False)],
            ["name"],
            order="name",
            limit=80,
        )
        return [{"id": user.id, "name": user.name} for user in users]
