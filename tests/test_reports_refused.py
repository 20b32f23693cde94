"""What our reports answer to an address that nobody was given: a page that says so, and
never an error of the server (issue 11)."""

from urllib.parse import urlencode

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

NOT_THERE = ("999999999", "0", "-1", "x", "9" * 12, "1,999999999")
MANAGER = (
    "base.group_user,ficha_cliente.group_ficha_manager,"
    "ficha_cliente.group_ficha_personal"
)
OURS = [("report_name", "=like", "ficha\\_cliente%")]


@tagged("post_install", "-at_install")
class TestReportsRefused(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reports = cls.env["ir.actions.report"].search(OURS)
        home = cls.env.company
        cls.other = cls.env["res.company"].create({"name": "Otra Imprenta"})
        cls.manager = new_test_user(cls.env, "print_manager", MANAGER)
        cls.manager.group_ids += cls.reports.group_ids
        cls.employee = new_test_user(cls.env, "print_employee", "base.group_user")
        cls.customer = new_test_user(cls.env, "print_customer", "base.group_portal")
        away = cls.env["res.partner"].create(
            {"name": "Cliente Ajeno", "company_id": cls.other.id}
        )
        cls.away = {"res.partner": away}
        if "ficha.round" in cls.env:
            cls.away["ficha.round"] = cls.env["ficha.round"].create(
                {"user_id": cls.env.uid, "company_id": cls.other.id}
            )
        cls.env.user.company_ids = [Command.set((home | cls.other).ids)]

    def answers(self, report, ids):
        """What the addresses of a report answer: how it went, and what is said."""
        for way in ("html", "pdf", "text"):
            address = f"/report/{way}/{report.report_name}/{ids}"
            # the core writes a line about each refusal
            with mute_logger("odoo.http", "odoo.addons.base.models.ir_actions_report"):
                yield address, self.url_open(address, allow_redirects=False)

    def test_what_is_not_there_is_said(self):
        self.assertGreater(len(self.reports), 3)
        self.authenticate(self.manager.login, self.manager.login)
        for report in self.reports:
            for ids in NOT_THERE:
                for address, answer in self.answers(report, ids):
                    with self.subTest(address):
                        self.assertEqual(answer.status_code, 404)
                        self.assertNotIn("Traceback", answer.text)

    def test_a_name_from_before_is_said(self):
        self.authenticate(self.manager.login, self.manager.login)
        for way in ("html", "pdf", "text"):
            address = f"/report/{way}/ficha_cliente.ficha_sheet_of_before/1"
            with mute_logger("odoo.http", "odoo.addons.base.models.ir_actions_report"):
                answer = self.url_open(address, allow_redirects=False)
            with self.subTest(address):
                self.assertEqual(answer.status_code, 404)

    def test_whatever_else_an_address_says(self):
        """Options and context are JSON that anybody writes; what is in them is none of
        a template's words."""
        self.authenticate(self.manager.login, self.manager.login)
        customer = self.env["res.partner"].create({"name": "Cliente Impreso"})
        report = self.reports.filtered(lambda one: one.model == "res.partner")[:1]
        address = f"/report/html/{report.report_name}/{customer.id}"
        for asked, status in (
            ({"options": "["}, 400),
            ({"options": "[1]"}, 400),
            ({"options": "[" * 5000}, 400),
            ({"options": '{"context": [1]}'}, 400),
            ({"options": '{"context": "{"}'}, 400),
            ({"context": "NaN"}, 400),
            ({"context": "\0"}, 400),
            ({"options": "{}", "context": ""}, 200),
            ({"options": '{"context": {"ficha_personal": 1}}'}, 200),
            ({"options": '{"context": "{}", "report_type": [1]}'}, 200),
            ({"options": '{"docs": 1, "company": "x", "o": 1, "env": 2}'}, 200),
            ({"options": '{"docids": "1", "reportname": "x", "self": 1}'}, 200),
            ({"options": '{"options": "["}'}, 200),
        ):
            with mute_logger("odoo.http"), self.subTest(asked=str(asked)[:60]):
                answer = self.url_open(f"{address}?{urlencode(asked)}")
                self.assertEqual(answer.status_code, status)
                self.assertEqual("Cliente Impreso" in answer.text, status == 200)
        # of more figures than 4,300 Python's own limit fails in the core's routing
        for docids in ("%C2%B2", "9" * 4000):
            with mute_logger("odoo.http"):
                odd = self.url_open(f"/report/html/{report.report_name}/{docids}")
            self.assertEqual(odd.status_code, 404)
        with mute_logger("odoo.http"):
            answer = self.url_open(address.replace("/html/", "/xml/"))
        self.assertEqual(answer.status_code, 404)

    def test_what_is_anothers_is_refused(self):
        self.authenticate(self.manager.login, self.manager.login)
        for report in self.reports.filtered(lambda one: one.model in self.away):
            record = self.away[report.model]
            for address, answer in self.answers(report, record.id):
                with self.subTest(address):
                    self.assertIn(answer.status_code, (403, 404))
                    self.assertNotIn(record.display_name, answer.text)

    def test_who_may_not_print_is_told(self):
        """Odoo hides the menu; the address must not answer either."""
        mine = self.customer.partner_id
        for user in (self.employee, self.customer):
            self.authenticate(user.login, user.login)
            for report in self.reports:
                own = f"report.{report.report_name}" in self.env
                if own and user == self.employee:
                    continue  # prints what they may read: test_print
                record = self.env[report.model].search([], limit=1)
                if report.model == "res.partner":
                    record = mine
                for address, answer in self.answers(report, record.id or 1):
                    with self.subTest(f"{address} as {user.login}"):
                        self.assertEqual(answer.status_code, 403)

    def test_who_is_not_logged_in_is_sent_to_the_door(self):
        self.authenticate(None, None)
        for report in self.reports:
            for address, answer in self.answers(report, 1):
                with self.subTest(address):
                    self.assertEqual(answer.status_code, 303)
                    self.assertIn("/web/login", answer.headers["Location"])
