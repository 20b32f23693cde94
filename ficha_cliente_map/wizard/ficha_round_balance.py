from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_duration

from odoo.addons.ficha_cliente.tools.arguments import only_one
from odoo.addons.ficha_cliente.tools.bounds import is_possible
from odoo.addons.ficha_cliente.tools.words import quoted

from ..tools.balance import Balance, Customer

MOST = 500
# working days in which who is late already has their first visit
WEEK = 5
# a day of a few stops is in order by then
SECONDS = 0.15


class FichaRoundBalance(models.TransientModel):
    """What if: the visits that the cadences ask for, spread over the days of some
    weeks; and the rounds made of it."""

    _name = "ficha.round.balance"
    _description = "Balance of Weeks"

    user_id = fields.Many2one(
        "res.users",
        string="Seller",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        help="Who drives.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        help="For which company.",
    )
    territory_id = fields.Many2one(
        "ficha.territory",
        help="What if: the customers of this territory, whoever their salesperson is. "
        "Empty: the customers of the seller.",
    )
    date = fields.Date(
        string="From",
        required=True,
        default=fields.Date.context_today,
        help="First day.",
    )
    weeks = fields.Integer(default=4, required=True, help="How many weeks.")
    visit_minutes = fields.Integer(
        string="Minutes per visit", default=30, help="How long a visit usually takes."
    )
    start_id = fields.Many2one(
        "res.partner",
        string="Starts at",
        default=lambda self: self.env.user._map_start(),
        help="Address where the days begin and end; it must be on the map.",
    )
    customer_count = fields.Integer(
        string="Customers", compute="_compute_balance", help="Who has a cadence."
    )
    visit_count = fields.Integer(
        string="Visits", compute="_compute_balance", help="Visits in these weeks."
    )
    mean_hours = fields.Float(
        string="Hours a day (about)",
        compute="_compute_balance",
        help="With customers and driving, on average.",
    )
    longest_hours = fields.Float(
        string="Longest day (h, about)",
        compute="_compute_balance",
        help="Hours of the longest of these days.",
    )
    km = fields.Float(
        string="Kilometres (about)",
        digits=(10, 0),
        compute="_compute_balance",
        help="By road, estimated from straight lines. The rounds put each day in its "
        "best order, so theirs are fewer.",
    )
    note = fields.Text(
        compute="_compute_balance", help="Who stays out, and what is missing."
    )

    @api.depends(
        "user_id",
        "company_id",
        "territory_id",
        "date",
        "weeks",
        "visit_minutes",
        "start_id",
    )
    def _compute_balance(self):
        """As it stands on the screen, before anything is made of it."""
        for balance in self:
            try:
                days, plan = balance._solve()
            except UserError as missing:
                balance.update(
                    {
                        "customer_count": 0,
                        "visit_count": 0,
                        "mean_hours": 0,
                        "longest_hours": 0,
                        "km": 0,
                        "note": str(missing),
                    }
                )
                continue
            hours = self._hours(plan)
            balance.customer_count = len(plan.customers)
            balance.visit_count = sum(map(len, plan.days))
            balance.mean_hours = sum(hours) / len(hours)
            balance.longest_hours = max(hours)
            balance.km = sum(plan.way(day)[0] for day in range(len(days)))
            balance.note = balance._told(days, plan)

    def _told(self, days, plan):
        """What is missing: who cannot be visited as often as they should, and what
        falls on days that have their round already.

        :return: text, empty when nothing is
        """
        lines = []
        if plan.left:
            lines.append(
                self.env._(
                    "On their days they cannot be visited as often as their colour "
                    "asks: %s.",
                    self._named(plan.left),
                )
            )
        if plan.far:
            lines.append(
                self.env._(
                    "From where the days start the way there and back takes longer "
                    "than a day, or no road leads there: %s.",
                    self._named(plan.far),
                )
            )
        longest = max(self._hours(plan), default=0)
        if longest * 60 > plan.most:
            lines.append(
                self.env._(
                    "The longest day takes more than the %s of a round: choose fewer "
                    "customers, or somebody else for part of them.",
                    format_duration(plan.most / 60),
                )
            )
        there = self._days_with_rounds(days)
        lost = sum(
            len(customers)
            for day, customers in zip(days, plan.days, strict=True)
            if day in there
        )
        if lost:
            lines.append(
                self.env._(
                    "Days that have a round already: %(days)s. They stay as they are, "
                    "so %(visits)s of these visits are not made.",
                    days=len(there),
                    visits=lost,
                )
            )
        return "\n".join(lines)

    @api.model
    def _hours(self, plan):
        """How long each day is, with customers and driving."""
        return [
            (plan.minutes(day) + plan.way(day)[1]) / 60 for day in range(len(plan.days))
        ]

    @api.model
    def _minutes_of_a_day(self):
        """As long as a round is by itself, without lunch."""
        usual = self.env["ficha.round"].default_get(
            ["opens", "closes", "lunch_minutes"]
        )
        return (usual["closes"] - usual["opens"]) * 60 - usual["lunch_minutes"]

    def _named(self, customers):
        """Ten of them by name, and how many more."""
        named = [customer.key.display_name for customer in customers[:10]]
        names = [quoted(self.env, *named)]
        if more := len(customers) - len(named):
            names.append(self.env._("%s more", more))
        return ", ".join(names)

    def _days_with_rounds(self, days):
        """Which of these days have a round of the seller already."""
        rounds = self.env["ficha.round"].search(
            [("user_id", "=", self.user_id.id), ("date", "in", days)]
        )
        return set(rounds.mapped("date"))

    def _solve(self):
        """The days, and who is visited on each.

        :return: ``(list of dates, Balance)``
        :raise UserError: something is missing, in words
        """
        if not 1 <= self.weeks <= 13 or not 1 <= self.visit_minutes <= 600:
            raise UserError(
                self.env._("Choose 1 to 13 weeks, and visits of 1 to 600 minutes.")
            )
        if self.date and not is_possible(self.date):
            raise UserError(self.env._("Choose a day on which somebody may drive."))
        if not self.start_id.map_precision or not self.date or not self.company_id:
            raise UserError(
                self.env._("Say where the days start: an address that is on the map.")
            )
        span = (self.date, fields.Date.add(self.date, days=7 * self.weeks - 1))
        working = set(self.company_id._followup_working_days(*span))
        days = sorted(working - self.user_id._map_days_away(*span))
        partners = self._customers()
        if not days or not partners:
            raise UserError(
                self.env._(
                    "There is nobody to spread over these weeks: no customer on the "
                    "map has a colour with a cadence."
                )
            )
        if len(partners) > MOST:
            raise UserError(
                self.env._(
                    "These are more than %s customers, more than anybody visits: "
                    "choose a territory.",
                    MOST,
                )
            )
        customers = [
            Customer(
                partner,
                partner._map_point(),
                partner.followup_state_id.cadence_days,
                self._first(partner, days),
                self.visit_minutes,
                frozenset(partner.contact_weekday_ids.mapped("number")),
            )
            for partner in partners
        ]
        weekdays = [day.weekday() for day in days]
        plan = Balance(
            customers,
            weekdays,
            self.start_id._map_point(),
            self._minutes_of_a_day(),
        )
        return days, plan.solve()

    def _first(self, partner, days):
        """Within how many working days they are to be visited first. Who is late
        already has the first week: all on the first day, they would be on one day again
        and again."""
        every = partner.followup_state_id.cadence_days
        due = partner.next_contact_date
        if not due:
            return every - 1
        if due < self.date:
            return min(every, WEEK) - 1
        return min(every - 1, max(0, sum(day <= due for day in days) - 1))

    def _customers(self):
        Partner = self.env["res.partner"]
        whose = (
            self.territory_id._customers()
            if self.territory_id
            else Domain("user_id", "=", self.user_id.id)
        )
        return Partner.search(
            self.env["ficha.round"]._may_visit(whose, self.company_id)
            & Domain("followup_state_id.cadence_days", ">", 0),
            limit=MOST + 1,
        )

    def action_make(self):
        """Makes a proposed round of each day; days that have a round already stay as
        they are.

        :return: the action that shows the rounds
        """
        only_one(self)
        days, plan = self._solve()
        there = self._days_with_rounds(days)
        rounds = self.env["ficha.round"].create(
            [
                {
                    "user_id": self.user_id.id,
                    "company_id": self.company_id.id,
                    "date": day,
                    "start_id": self.start_id.id,
                    "end_id": self.start_id.id,
                    "visit_minutes": self.visit_minutes,
                    "stop_ids": [
                        Command.create(
                            {
                                "partner_id": customer.key.id,
                                "kind": "due",
                                # proposing anew keeps it
                                "pinned": True,
                                "reason": self.env._(
                                    "Every %s working days", customer.every
                                ),
                            }
                        )
                        for customer in customers
                    ],
                }
                for day, customers in zip(days, plan.days, strict=True)
                if customers and day not in there
            ]
        )
        if not rounds:
            raise UserError(
                self.env._(
                    "Each day on which somebody is to be visited has a round already: "
                    "propose these anew, or delete them."
                )
            )
        for one in rounds:
            one._solve(one.stop_ids, seconds=SECONDS)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Rounds of %s", self.user_id.name),
            "res_model": "ficha.round",
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": [("id", "in", rounds.ids)],
        }
