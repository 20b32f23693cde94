from datetime import datetime

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.ficha_cliente.tests.common_issued import IssuedCommon

from .common_today import TodayCommon

FAR, EARLY = "9999-12-31", "0001-01-01"
NIGHT, MORNING = "9999-12-31 23:59:59", "0001-01-01 00:00:00"
DAYS = (
    *("next_contact_date", "followup_since", "followup_manual_until"),
    *("last_contact_date", "awaiting_reply_since", "birthdate_date"),
)


def our_fields(records):
    """Names of the fields of ours that the user reads on a page."""
    return [
        name
        for name in records.fields_get()
        if any(m.startswith("ficha_cliente") for m in records._fields[name]._modules)
    ]


@tagged("post_install", "-at_install")
class TestBadRecords(TodayCommon):
    """What nobody can mean is refused where it is written; where it is there all the
    same, from before or from Odoo, the screens show the others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "ficha_cliente.group_ficha_manager,account.group_account_invoice"
        cls.boss = cls._user("bad_boss", groups)
        cls.days = cls.env["ficha.weekday"].search([])
        cls.plan = cls.env["ficha.followup.plan"].create(
            {
                "partner_id": cls.customer.id,
                "weekday_ids": [Command.set(cls.days[0].ids)],
                "user_id": cls.user.id,
            }
        )
        cls.complaint, cls.asked = cls.env["ficha.interaction"].create(
            [
                {
                    "partner_id": cls.customer.id,
                    "kind": kind,
                    "subject": f"Bad {kind}",
                    "needs_reply": kind == "message",
                    "complaint_state": kind == "complaint" and "open",
                    "user_id": cls.user.id,
                }
                for kind in ("complaint", "message")
            ]
        )
        cls.good = cls.env["res.partner"].create(
            {"name": "Good client", "is_company": True, "user_id": cls.user.id}
        )
        cls.good.ficha_lifecycle = "customer"
        cls.env["ficha.interaction"].create(
            {
                "partner_id": cls.good.id,
                "kind": "complaint",
                "subject": "Good complaint",
                "complaint_state": "open",
            }
        )
        cls.rule(domain="[('city', '=', 'Soria')]")
        cls.env.flush_all()

    def poison(self, record, **values):
        """As it may be in a database from before, or written by something else."""
        self.env.flush_all()
        for name, value in values.items():
            self.env.cr.execute(
                f'UPDATE "{record._table}" SET "{name}" = %s WHERE id = %s',  # pylint: disable=sql-injection
                [value, record.id],
            )
        self.env.invalidate_all()

    def look_everywhere(self):
        """All screens that show the bad customer, as who sees everybody's.

        :return: the lines of *Hoy* by customer
        """
        Today = self.env["ficha.today"].with_user(self.boss)
        lines = {}
        for section in Today.get_today("all")["sections"]:
            for line in section["lines"]:
                lines[line["partner_id"]] = line
            Today.open_section(section["key"], "all")
        Timeline = self.env["ficha.timeline"].with_user(self.boss)
        page = Timeline.get_timeline(self.customer.id)
        while page["next"]:
            page = Timeline.get_page(self.customer.id, page["next"])
        partner = self.customer.with_user(self.boss)
        partner.read(our_fields(partner))
        partner.get_purchase_panel()
        for period in ("month", "year", "12m"):
            self.env["ficha.results"].with_user(self.boss).get_results(period)
        self.plan.with_user(self.boss).read(["next_dates", "schedule_text"])
        self.env["ficha.followup.rule"].with_user(self.boss).search([]).read(
            ["match_count", "change_count"]
        )
        self.colours()
        self.run_cron("ir_cron_followup_plans")
        self.run_cron("ir_cron_followup_reminders")
        return lines

    def assertOthersShown(self):
        lines = self.look_everywhere()
        self.assertIn(self.good.id, lines)
        return lines.get(self.customer.id)

    # -- refused ---------------------------------------------------------------------

    def test_impossible_days_are_refused_with_a_sentence(self):
        for record, name, values in (
            (self.complaint, "date", (NIGHT, MORNING)),
            (self.complaint, "solved_on", (NIGHT,)),
            (self.asked, "replied_on", (NIGHT,)),
            (self.plan, "date_start", (FAR, EARLY)),
            (self.plan, "date_end", (FAR,)),
            (self.plan, "interval", (0, 10**9)),
            (self.customer, "next_contact_date", (FAR, EARLY)),
            (self.customer, "followup_manual_until", (FAR, EARLY)),
            (self.customer, "last_contact_date", (FAR, EARLY)),
            (self.customer, "awaiting_reply_since", (FAR, EARLY)),
            (self.yellow, "cadence_days", (10**9,)),
            (self.env.company, "followup_plan_horizon_days", (10**9, -1)),
            (self.env.company, "ficha_recovered_days", (10**9,)),
            (self.env["ficha.followup.rule"].search([])[0], "days", (10**9,)),
            (self.env["ficha.followup.rule"].search([])[0], "days_max", (10**9,)),
        ):
            for value in values:
                with (
                    self.subTest(field=name, value=value),
                    self.assertRaisesRegex(ValidationError, "“.+”"),
                ):
                    record[name] = value
                    self.env.flush_all()

    def test_far_and_possible_is_taken(self):
        self.customer.next_contact_date = "2050-01-01"
        self.complaint.date = "1999-12-31 23:59:59"
        self.plan.write({"date_start": "2031-01-01", "interval": 120})
        self.assertTrue(self.plan.next_dates is not None)

    def test_gestures_and_questions_that_are_none(self):
        Today = self.env["ficha.today"].with_user(self.boss)
        Results = self.env["ficha.results"].with_user(self.boss)
        far = {"period": "custom", "date_from": "2026-01-01", "date_to": FAR}
        for ask in (
            lambda: Today.undo_postpone({}),
            lambda: Today.undo_postpone({"partner_id": self.customer.id}),
            lambda: Today.undo_postpone([]),
            lambda: Today.undo_reply({"partner_id": self.customer.id, "args": [7]}),
            lambda: Today.postpone(self.customer.id, "followup", None, FAR),
            lambda: Today.postpone([1], "followup", None, "tomorrow"),
            lambda: Today.get_today("mine\0"),
            lambda: self.env["ficha.task"].undo({}),
            lambda: Results.get_results(**far),
            lambda: Results.get_results("custom", 0, EARLY, "2026-01-01"),
            lambda: Results.get_results("year", -(10**9)),
            lambda: Results.get_results("month", -3000),
            lambda: Results.open_figure({}, "sales", "\0"),
            lambda: Results.open_figure({"offset": float("inf")}, "sales", "x"),
        ):
            with self.assertRaises(UserError):
                ask()

    # -- there all the same ----------------------------------------------------------

    def test_everything_is_of_another_age(self):
        activity = self.activity(self.customer, "2026-03-02")
        event = self.env["calendar.event"].create(
            {
                "name": "Meeting",
                "start": datetime(2026, 3, 2, 12),
                "stop": datetime(2026, 3, 2, 13),
                "partner_ids": [Command.set(self.customer.ids)],
            }
        )
        rule = self.rule(kind="no_contact", reason="%(days)s")
        self.customer.followup_state_id = self.red
        for day, moment in ((FAR, NIGHT), (EARLY, MORNING)):
            self.poison(self.complaint, date=moment)
            self.poison(self.asked, date=moment)
            self.poison(self.plan, date_start=day, interval=10**9)
            self.poison(self.customer, **dict.fromkeys(DAYS, day))
            self.poison(activity, date_deadline=day)
            self.poison(event, start=f"{day} 10:00:00", stop=f"{day} 11:00:00")
            with self.subTest(day=day):
                self.assertOthersShown()
        self.poison(self.red, cadence_days=2**31 - 1)
        self.poison(rule, days=2**31 - 1)
        self.poison(
            self.env.company,
            followup_plan_horizon_days=2**31 - 1,
        )
        with self.subTest("numbers"):
            self.assertOthersShown()

    def test_a_plan_that_never_comes(self):
        for values in (
            {"interval": 10**9},
            {"interval": 0},
            {"date_start": FAR},
            {"date_start": EARLY},
            {"date_end": FAR},
            {"frequency": "monthly", "interval": 10**9, "date_start": FAR},
        ):
            with self.subTest(values=values):
                start = {"interval": 1, "date_start": "2026-03-02"}
                self.poison(self.plan, **{**start, **values})
                self.plan.with_user(self.boss).read(["next_dates", "schedule_text"])
                self.customer.with_user(self.boss).read(["followup_banner"])
                self.plan._prepare_occurrences()

    def test_what_cannot_be_told_says_so_and_the_others_are_told(self):
        Today = type(self.env["ficha.today"])
        tell = Today._today_text_complaint
        client = self.client("Bad client")
        complaint = self.complaint.create(
            {
                "partner_id": client.id,
                "kind": "complaint",
                "subject": "Bad complaint",
                "complaint_state": "open",
            }
        )

        def broken(this, day, candidates):
            if complaint.id in [c.res_id for c in candidates]:
                raise OverflowError("date value out of range")
            return tell(this, day, candidates)

        self.patch(Today, "_today_text_complaint", broken)
        lines = {
            line["partner_id"]: line
            for section in self.today(self.boss, "all")["sections"]
            for line in section["lines"]
        }
        self.assertIn("Good complaint", lines[self.good.id]["reason"])
        bad = lines[client.id]
        self.assertIn("not possible", bad["reason"])
        self.assertEqual(bad["open"]["res_id"], complaint.id)


@tagged("post_install", "-at_install")
class TestBadInvoice(IssuedCommon):
    """An invoice of the year 1, or 9999, is Odoo's to refuse, and it does not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "ficha_cliente.group_ficha_manager,account.group_account_invoice"
        cls.boss = cls._user("bad_invoice_boss", groups)
        cls.boss.tz = "Europe/Madrid"
        cls.good = cls.env["res.partner"].create(
            {"name": "Good buyer", "is_company": True}
        )
        cls._invoice(cls.good, invoice_date="2026-01-15")

    def look_everywhere(self):
        self.env["ficha.purchase.summary"]._refresh()
        self.env.invalidate_all()
        for partner in self.customer | self.good:
            partner = partner.with_user(self.boss)
            partner.read(our_fields(partner))
            panel = partner.get_purchase_panel()
            page = partner.env["ficha.timeline"].get_timeline(partner.id)
            self.assertTrue(page["entries"])
            partner.action_view_last_purchase()
        self.assertTrue(panel)
        self.env["ficha.today"].with_user(self.boss).get_today("all")
        Results = self.env["ficha.results"].with_user(self.boss)
        for period in ("month", "year", "12m"):
            found = Results.get_results(period)
        self.env["ficha.missed.purchase"].with_user(self.boss).search_read([], limit=80)
        self.customer._followup_evaluate()
        return found

    def test_of_the_year_1(self):
        self._invoice(invoice_date="0001-01-01")
        self.look_everywhere()
        self._invoice(invoice_date="2026-02-01")
        self.look_everywhere()

    def test_of_the_year_9999(self):
        self._invoice(invoice_date="2026-02-01")
        self._invoice(invoice_date="9999-12-31")
        self.look_everywhere()
