from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models

from ..tools.bounds import MOST_CADENCE, MOST_HORIZON, check_numbers
from ..tools.groups import INTERNAL

MOMENTS = [
    ("post", "When the first invoice is posted"),
    ("draft", "When the first draft invoice is created"),
    ("customer", "When the customer is created"),
]


class ResCompany(models.Model):
    _inherit = "res.company"

    ficha_client_code_moment = fields.Selection(
        MOMENTS,
        string="Client code is given",
        default="post",
        required=True,
        groups=INTERNAL,
        help="When a customer of this company gets a client code. Whoever is invoiced "
        "gets one in any case.",
    )
    ficha_client_code_check_digit = fields.Boolean(
        string="Check digit in client codes",
        groups=INTERNAL,
        help="New codes end in a check digit, as in C00142-5. A mistyped code is then "
        "noticed instead of finding another customer. Codes that exist stay as they "
        "are.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Extends the core's, which makes a contact for each: ours is no customer."""
        own = self.with_context(ficha_own_people=True)
        return super(ResCompany, own).create(vals_list).with_env(self.env)

    def _get_company_root_delegated_field_names(self):
        """Extends the core's: branches give codes as their company does."""
        return [
            *super()._get_company_root_delegated_field_names(),
            "ficha_client_code_moment",
            "ficha_client_code_check_digit",
        ]

    ficha_writeback = fields.Selection(
        [
            ("fill", "Fill in what the file lacks, propose the rest"),
            ("propose", "Propose everything"),
        ],
        "What is learned from invoices",
        default="fill",
        required=True,
        groups=INTERNAL,
        help="What happens when a posted invoice has data that the customer file "
        "lacks: it is filled in and noted in the file's messages, or a person "
        "decides. Currency, journal, fiscal position and payment method are filled in "
        "only when the invoices of the customer's last three days agree, and proposed "
        "before. Data already in the file is never overwritten.",
    )

    followup_fallback_user_id = fields.Many2one(
        "res.users",
        string="Reminders without a person in charge",
        domain="[('share', '=', False)]",
        groups=INTERNAL,
        help="Gets the reminders of customers who have neither a person in charge "
        "nor a salesperson. Empty: those reminders stay on the customer file, "
        "assigned to nobody.",
    )
    followup_plan_horizon_days = fields.Integer(
        string="Prepare planned contacts (days ahead)",
        default=21,
        groups=INTERNAL,
        help="Visits and calls of the plans are put in the calendar this many days "
        "ahead.",
    )

    @api.constrains("followup_plan_horizon_days")
    def _check_followup_plan_horizon_days(self):
        check_numbers(self, 0, MOST_HORIZON, "followup_plan_horizon_days")

    def _followup_horizon(self):
        """How far ahead planned contacts are prepared, as ``timedelta``."""
        return timedelta(days=min(self.followup_plan_horizon_days, MOST_HORIZON))

    def _ficha_lang(self):
        """The language in which this company's customer files are read: that of most of
        the people who use them.

        What a scheduled action writes has no reader's language of its own: the robot
        speaks English, and so does the contact of a company that nobody set up.

        :return: code of a language
        """
        self.ensure_one()
        readers = self.env.ref("ficha_cliente.group_ficha_user")
        # sudo: which languages are read is told to whoever writes the note
        counts = (
            self.env["res.partner"]
            .sudo()
            .with_context(active_test=True)
            ._read_group(
                [
                    (
                        "user_ids",
                        "any",
                        [
                            ("share", "=", False),
                            ("company_ids", "in", self.ids),
                            ("all_group_ids", "in", readers.ids),
                        ],
                    ),
                    ("lang", "!=", False),
                ],
                ["lang"],
                ["__count"],
            )
        )
        # sudo: of the company's own contact no more than its language; it decides where
        # as many read one as the other
        own = self.sudo().partner_id.lang
        langs = sorted(counts, key=lambda count: (-count[1], count[0] != own, count[0]))
        return langs[0][0] if langs else own or self.env.lang or "en_US"

    def _followup_working_days(self, start, end):
        """Working days of the company's calendar, holidays left out: those of the whole
        company, not a colleague's days off nor the holidays of another company.

        :return: set of dates from ``start`` to ``end``, both included
        """
        self.ensure_one()
        days = {start + timedelta(days=n) for n in range((end - start).days + 1)}
        holidays = [
            ("time_type", "=", "leave"),
            ("resource_id", "=", False),
            ("company_id", "in", [False, self.id]),
        ]
        # sudo: every user counts working days, few may read working calendars
        calendar = self.sudo().resource_calendar_id
        tz = pytz.timezone(calendar.tz or self.env.user.tz or "UTC")
        first = tz.localize(datetime.combine(start, time.min))
        last = tz.localize(datetime.combine(end, time.max))
        if calendar:
            # given a domain of ours: Odoo's own takes the holidays of all companies
            intervals = calendar._work_intervals_batch(first, last, domain=holidays)
            return days & {begin.date() for begin, _stop, _meta in intervals[False]}
        days = {day for day in days if day.weekday() < 5}
        # sudo: as above
        leaves = self.env["resource.calendar.leaves"].sudo()
        for leave in leaves.search(
            [
                *holidays,
                ("calendar_id", "=", False),
                ("date_from", "<=", last.astimezone(pytz.utc).replace(tzinfo=None)),
                ("date_to", ">=", first.astimezone(pytz.utc).replace(tzinfo=None)),
            ]
        ):
            begin, stop = (
                pytz.utc.localize(moment).astimezone(tz).replace(tzinfo=None)
                for moment in (leave.date_from, leave.date_to)
            )
            # half a morning is no holiday
            days = {
                day
                for day in days
                if not begin <= datetime.combine(day, time(12)) <= stop
            }
        return days

    def _followup_add_working_days(self, day, count):
        """The ``count``-th working day after ``day``; 0: the day itself when it is a
        working day, or else the next one.

        :return: date; ``day + count`` in a calendar without any working day
        """
        count = min(count, MOST_CADENCE)  # more are nobody's, and take for ever
        last = day + timedelta(days=count * 2 + 30)
        working = sorted(self._followup_working_days(day, last))
        if count and working and working[0] == day:
            working = working[1:]
        position = max(count - 1, 0)
        if len(working) <= position:
            return day + timedelta(days=count)
        return working[position]

    # -- what people are told of their data --------------------------------------------

    def _ficha_notice(self, place, text, more="", keep=True):
        """Hook: the notice that people are shown somewhere, in the language of the
        environment, and which version of it.

        :param str place: ``paper`` for a form to fill in and sign
        :param str text: what is shown where nobody wrote a notice for that place
        :param str more: a paragraph that goes with it whatever it says
        :param bool keep: it is being shown: which text that was has to be known later
        :return: dict of ``text``, ``version`` (its name, to be printed; empty where
            versions are not kept) and ``number`` (0 likewise)
        """
        return {
            "text": "\n".join(filter(None, (text, more))),
            "version": "",
            "number": 0,
        }

    def _ficha_notice_version(self, number):
        """Hook: the name of a version.

        :param int number: as :meth:`_ficha_notice` gives it
        :return: text, empty for none
        """
        return ""
