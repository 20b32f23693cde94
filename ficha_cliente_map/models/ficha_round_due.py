from odoo import api, models
from odoo.fields import Domain

from odoo.addons.ficha_cliente.tools.words import in_near_date

from ..tools.distance import DEGREE_KM
from ..tools.rounds import joined
from ..tools.travel import FACTOR, SPEEDS
from .ficha_round_stop import MOST_MINUTES

# how many who are due are looked at, and how many are weighed against each other
LOOKED_AT = 1500
WEIGHED = 300


class FichaRound(models.Model):
    """Whom rounds might visit."""

    _inherit = "ficha.round"

    def _candidates(self):
        """Whom these rounds of one seller might visit: appointments, then who is due.

        :return: list of values of stops, with ``days``: ids of the rounds on which each
            may be, where there are several
        """
        fixed = [row for plan in self for row in plan._fixed()]
        taken = {row["partner_id"] for row in fixed} | set(self.stop_ids.partner_id.ids)
        return fixed + [row for row in self._due() if row["partner_id"] not in taken]

    def _calendar(self):
        """What the seller's calendar has in hours of this day.

        :return: meetings, in their order
        """
        since, until = self._moments(0, 24)
        # one that lasts no time is not after its own begin
        here = Domain("stop", ">", since) | Domain("start", ">=", since)
        return self.env["calendar.event"].search(
            self.user_id._map_meetings()
            & Domain("allday", "=", False)
            & Domain("start", "<", until)
            & here,
            order="start",
        )

    def _all_day(self):
        """What the seller's calendar has for the whole of this day."""
        return self.user_id._map_all_day(self.date, self.date)

    def _guests(self, events):
        """Whom meetings are with.

        :return: ``{meeting: customer}``, those on the map and of whom the reader may
            see; of several the first
        """
        guests = self.env["res.partner"].search(
            [
                ("id", "in", events.partner_ids.ids),
                ("partner_share", "=", True),
                ("map_precision", "!=", False),
            ]
        )
        return {event: (guests & event.partner_ids)[:1] for event in events}

    def _blocked(self):
        """The hours of the day in which the seller is somewhere else: meetings with
        nobody whom a round visits, and other rounds. One that lasts no time takes none.

        :return: sorted pairs of minutes of the day, of which none overlap
        """
        self.ensure_one()
        events = self._calendar().filtered(
            lambda e: e.show_as == "busy" and e.start < e.stop
        )
        events -= self.stop_ids.event_id
        first, last = self._moments(0, 24)
        return joined(
            (
                self._hour(event.start) * 60 if event.start > first else 0,
                self._hour(event.stop) * 60 if event.stop < last else 24 * 60,
            )
            for event, guest in self._guests(events).items()
            if not guest
        )

    def _fixed(self):
        """The appointments of the seller on that day with somebody on the map."""
        [since] = self._moments(0)
        events = self._calendar().filtered(lambda e: e.start >= since)
        events -= self.stop_ids.event_id
        rows, seen = [], set()
        for event, guests in self._guests(events).items():
            if not guests or guests.id in seen:
                continue
            seen.add(guests.id)
            values = {
                "kind": "fixed",
                "priority": 10,
                "hour": self._hour(event.start),
                "minutes": min(MOST_MINUTES, max(1, round(event.duration * 60))),
                "event_id": event.id,
                # what is private in the calendar is private here, and who proposes may
                # be its owner
                "reason": self.env._("Appointment")
                if event.effective_privacy == "private"
                else self.env._("Appointment: %s", event.name),
            }
            there = self.stop_ids.filtered(lambda s, who=guests: s.partner_id == who)
            if there:  # put in by hand, or kept: now with its hour
                there.filtered(lambda s: s.state == "planned").write(values)
                continue
            rows.append({"round_id": self.id, "partner_id": guests.id, **values})
        return rows

    def _due(self):
        """Customers of the seller who are due by these days, the most urgent first.

        With the rights of who proposes, so nobody is on a round whom they may not see.

        :return: as :meth:`_candidates`
        """
        rows = []
        if not self:
            return rows
        due = self._due_customers()
        busy = {plan: plan._busy(due) for plan in self}
        reasons = due._followup_public_reasons()
        for partner in due:
            days = partner.contact_weekday_ids.mapped("number")
            plans = self.filtered(
                lambda plan, partner=partner, days=days: partner not in busy[plan]
                and (not days or plan.date.weekday() in days)
                and plan._is_due(partner)
            )
            if not plans:
                continue
            weight, reason = plans[0]._why(partner, reasons[partner.id])
            rows.append(
                {
                    "round_id": plans[0].id,
                    "partner_id": partner.id,
                    "kind": "due",
                    "priority": weight,
                    "reason": reason,
                    "days": plans.ids,
                }
            )
        rows.sort(key=lambda row: -row["priority"])
        return rows[:WEIGHED]

    def _due_customers(self):
        """Who is due on one of these days and not too far for any; of many those with a
        colour first, then those who have waited longest."""
        last = max(self.mapped("date"))
        company = self.company_id
        # what is expected of them in the company of the round, and in no other
        Partner = self.env["res.partner"].with_context(allowed_company_ids=company.ids)
        colour = Domain("followup_color", "in", ("red", "yellow"))
        mine = Domain("user_id", "=", self.user_id.id)
        may_be = self._may_visit(mine, company) & Partner._map_inside(self._reach())
        waiting = Domain.OR(
            (
                Domain("next_contact_date", "<=", last),
                Domain("expected_to_date", "<=", last),
                Domain("open_complaint_count", ">", 0),
            )
        )
        due = Partner.search(
            may_be & colour, order="next_contact_date, id", limit=LOOKED_AT
        )
        if len(due) < LOOKED_AT:
            due += Partner.search(
                may_be & waiting & Domain("id", "not in", due.ids),
                order="next_contact_date, id",
                limit=LOOKED_AT - len(due),
            )
        return due

    @api.model
    def _may_visit(self, whose, company):
        """Whom rounds visit of some contacts: customers of the company who are on the
        map, and who may be contacted.

        :param Domain whose: the customers asked about
        :return: Domain
        """
        return (
            whose
            & Domain("map_precision", "!=", False)
            & Domain("parent_id", "=", False)
            & Domain("company_id", "in", (False, company.id))
            & Domain("do_not_contact", "=", False)
            & self.env["res.partner"]._ficha_may_remind_domain()
        )

    def _reach(self):
        """South, west, north and east of what a day on the road can reach at all."""
        hours = max(plan.closes - plan.opens for plan in self)
        degrees = hours / 2 * SPEEDS[-1][1] / FACTOR / DEGREE_KM
        points = [partner._map_point() for partner in self.start_id | self.end_id]
        return [
            min(lat for lat, _lng in points) - degrees,
            # a degree of longitude is half as long far in the north
            min(lng for _lat, lng in points) - degrees * 2,
            max(lat for lat, _lng in points) + degrees,
            max(lng for _lat, lng in points) + degrees * 2,
        ]

    def _is_due(self, partner):
        """Whether a customer who is due at all is so on the day of this round."""
        return (
            partner.followup_color in ("red", "yellow")
            or bool(partner.open_complaint_count)
            or any(
                day and day <= self.date
                for day in (partner.next_contact_date, partner.expected_to_date)
            )
        )

    def _busy(self, partners):
        """Of these, whom somebody visits that day already: two sellers do not go to
        one customer."""
        # sudo: rounds of others, only for whom they visit
        stops = (
            self.env["ficha.round.stop"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", partners.ids),
                    ("round_id", "!=", self._origin.id),
                    ("round_id.date", "=", self.date),
                    ("round_id.state", "!=", "draft"),
                ]
            )
        )
        return partners & stops.partner_id.with_env(partners.env)

    def _why(self, partner, reason):
        """How much a visit matters, and the words for it, which are kept: the seller
        may see less than who proposes the round.

        :param reason: of the colour, see ``_followup_public_reasons``
        :return: ``(priority, reason)``
        """
        weight, words = 0, []
        if partner.followup_color in ("red", "yellow"):
            weight += {"red": 5, "yellow": 3}[partner.followup_color]
            words.append(reason or partner.followup_state_id.name)
        if partner.open_complaint_count:
            weight += 3
            words.append(self.env._("Open complaint"))
        if partner.next_contact_date and partner.next_contact_date <= self.date:
            late = (self.date - partner.next_contact_date).days
            weight += 2 + min(2, late / 15)
            words.append(
                self.env._(
                    "Next contact %s",
                    in_near_date(self.env, partner.next_contact_date, self.date),
                )
            )
        if partner.expected_to_date and partner.expected_to_date <= self.date:
            weight += 2
            words.append(self.env._("Should have bought by now"))
        weight += {"a": 2, "b": 1}.get(partner.value_tier, 0)
        return weight, ". ".join(word.rstrip(".") for word in words if word)
