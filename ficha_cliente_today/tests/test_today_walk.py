from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common_today import TodayCommon

TODAY, TOMORROW = "2026-03-02", "2026-03-03"


@tagged("post_install", "-at_install")
class TestTodayWalk(TodayCommon):
    """One customer at a time: those of the page, each result in one click."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls._user("walk_colleague", name="Marta Ruiz")

    def walk(self, user=None, **kwargs):
        return self.env["ficha.today"].with_user(user or self.user).get_walk(**kwargs)

    def listed(self, **kwargs):
        return [line["name"] for line in self.walk(**kwargs)["lines"]]

    def result(self, partner, outcome, user=None, **kwargs):
        line = self.line(partner)[1] or {"source": None, "res_id": None}
        Today = self.env["ficha.today"].with_user(user or self.user)
        return Today.note_result(
            partner.id, line["source"], line["res_id"], outcome, **kwargs
        )

    def brief(self, partners, user=None, **kwargs):
        Today = self.env["ficha.today"].with_user(user or self.user)
        return {b["partner_id"]: b for b in Today.get_briefs(partners.ids, **kwargs)}

    def undo(self, answer):
        self.env.flush_all()
        undo = answer["undo"]
        Model = self.env[undo["model"]].with_user(self.user)
        return getattr(Model.browse(undo["args"][0]), undo["method"])()

    def noted(self, partner):
        return self.env["ficha.interaction"].search(
            [("commercial_partner_id", "=", partner.id)]
        )

    def colleague_notes(self, partner, words, **vals):
        noted = self.env["ficha.interaction"].with_user(self.colleague)
        return noted.create({"partner_id": partner.id, "subject": words, **vals})

    # -- the list ------------------------------------------------------------------

    def test_the_list_is_that_of_the_page(self):
        waiting = self.client("Waiting", awaiting_reply_since="2026-02-20")
        self.client("Due", None, TODAY)
        self.client("Red", self.red, TODAY)
        self.client("Calm", None, TOMORROW)
        self.client("Of somebody else", self.red, TODAY, user_id=self.seller.id)
        self.env["ficha.task"].create(
            {"name": "Look for it", "partner_id": self.customer.id}
        )
        walk = self.walk()
        names = [line["name"] for line in walk["lines"]]
        self.assertEqual(names, ["Red", "Due", "Waiting"])
        self.assertEqual(walk["count"], self.today()["waiting_count"])
        self.assertEqual(walk["done"], 0)
        line = walk["lines"][-1]
        page = self.line(waiting)[1]
        self.assertEqual(line["reason"], page["reason"], "told with the same words")
        with self.assertRaises(AccessError):
            self.walk(user=new_test_user(self.env, "walk_reader", "base.group_user"))

    def test_nobody_waits(self):
        self.client("Calm", None, "2026-03-06")
        walk = self.walk()
        self.assertEqual((walk["lines"], walk["count"]), ([], 0))
        self.assertIn("Fri 6 Mar", walk["next"])

    def test_who_has_no_customers_goes_through_those_of_the_team(self):
        self.client("Red", self.red, TODAY)
        idle = self._user("walk_idle")
        self.env.company.ficha_today_everybody = True
        walk = self.walk(user=idle, scope="auto")
        self.assertEqual(walk["scope"], "all")
        self.assertIn("Red", [line["name"] for line in walk["lines"]])
        self.assertEqual(self.walk(scope="auto")["scope"], "mine")
        self.env.company.ficha_today_everybody = False
        self.assertFalse(self.walk(user=idle, scope="auto")["lines"])

    # -- the results ---------------------------------------------------------------

    def test_each_result_and_its_undo(self):
        red = self.client("Red", self.red, TODAY)
        state = self.env["ficha.gesture"]._state_of
        before = state(red)
        for outcome, more, day, contacted in (
            ("spoke", {"note": "They pay on Monday"}, TOMORROW, True),
            ("no_answer", {}, TOMORROW, False),
            ("call_back", {"date": "2026-03-12"}, "2026-03-12", True),
            ("ordered", {}, TOMORROW, True),
        ):
            with self.subTest(outcome=outcome):
                answer = self.result(red, outcome, **more)
                self.assertIn("Red", answer["message"])
                self.assertEqual(red.next_contact_date, self.day(day))
                self.assertEqual(red.last_contact_date == self.day(TODAY), contacted)
                self.assertIsNone(self.where(red), "it has been dealt with")
                self.assertEqual(len(self.noted(red)), 1)
                self.assertIn(more.get("note", ""), self.noted(red).description or "")
                self.assertEqual(self.walk()["done"], 1)
                self.assertFalse(answer["then"], "makes no documents")
                self.undo(answer)
                self.env.invalidate_all()
                self.assertEqual(state(red), before)
                self.assertFalse(self.noted(red))
                self.assertEqual(self.where(red), "now")
                self.assertEqual(self.walk()["done"], 0)

    def test_what_we_wait_for_is_there_once_they_have_spoken(self):
        for outcome, more, waited in (
            ("no_answer", {}, True),
            ("call_back", {"date": "2026-03-12"}, True),
            ("spoke", {}, False),
            ("ordered", {}, False),
        ):
            with self.subTest(outcome=outcome):
                waiting = self.client("Waiting", awaiting_reply_since="2026-02-20")
                self.assertEqual(self.where(waiting), "waiting")
                self.result(waiting, outcome, **more)
                self.assertEqual(bool(waiting.awaiting_reply_since), waited)

    def test_call_again_has_a_day_to_come(self):
        red = self.client("Red", self.red, TODAY)
        for date in (None, TODAY, "2026-02-27"):
            with self.subTest(date=date), self.assertRaises(UserError):
                self.result(red, "call_back", date=date)
        self.assertFalse(self.noted(red))
        self.assertEqual(self.where(red), "now")
        self.result(red, "call_back", date="tomorrow")
        self.assertTrue(red.next_contact_agreed, "a person said so")

    def test_the_planned_call_is_done_with_it(self):
        call = self.activity(self.customer, TODAY)
        answer = self.result(self.customer, "spoke")
        self.assertFalse(call.active)
        self.undo(answer)
        self.assertTrue(call.active)
        self.assertEqual(self.where(self.customer), "due")

    def test_what_they_asked_is_answered_and_asked_again(self):
        asked = self.env["ficha.interaction"].create(
            {
                "partner_id": self.customer.id,
                "kind": "information_request",
                "channel_id": self.env.ref("ficha_cliente.channel_email").id,
                "subject": "A price",
                "needs_reply": True,
                "date": fields.Datetime.now() - timedelta(days=2),
            }
        )
        self.assertEqual(self.where(self.customer), "reply")
        self.undo(self.result(self.customer, "call_back", date="tomorrow"))
        self.assertFalse(asked.replied_on, "to be called again is no answer")
        answer = self.result(self.customer, "spoke")
        self.assertTrue(asked.replied_on)
        self.undo(answer)
        self.assertFalse(asked.replied_on)
        self.assertEqual(self.where(self.customer), "reply")

    def test_an_order_opens_its_document(self):
        group = self.env.ref("account.group_account_invoice")
        self.user.group_ids |= group
        red = self.client("Red", self.red, TODAY)
        then = self.result(red, "ordered")["then"]
        self.assertIn(then["res_model"], ("account.move", "sale.order"))
        self.assertEqual(then["context"]["default_partner_id"], red.id)

    # -- who spoke and still waits ---------------------------------------------------

    def test_an_open_complaint_comes_last_once_it_was_spoken_of(self):
        complaint = self.env["ficha.interaction"].create(
            {
                "partner_id": self.customer.id,
                "kind": "complaint",
                "subject": "Folded labels",
                "date": fields.Datetime.now() - timedelta(days=2),
            }
        )
        self.client("Waiting", awaiting_reply_since="2026-02-20")
        self.result(self.customer, "spoke")
        walk = self.walk()
        names = [line["name"] for line in walk["lines"]]
        self.assertEqual(complaint.complaint_state, "open")
        self.assertEqual(names[-1], "Talleres Ureña")
        self.assertTrue(walk["lines"][-1]["spoken"])
        self.assertEqual(walk["done"], 0, "it still waits")

    # -- somebody else -----------------------------------------------------------------

    def test_somebody_else_was_there_first(self):
        red = self.client("Red", self.red, TODAY)
        line = self.line(red)[1]
        moment = self.walk()["moment"]
        self.colleague_notes(red, "They pay on Monday", next_contact_date=TOMORROW)
        Today = self.env["ficha.today"].with_user(self.user)
        args = (red.id, line["source"], line["res_id"], "spoke")
        answer = Today.note_result(*args, moment=moment)
        self.assertIn("Marta Ruiz, 11:00: They pay on Monday", answer["meanwhile"])
        self.assertEqual(len(self.noted(red)), 1, "nothing was written")
        brief = self.brief(red)[red.id]
        self.assertFalse(brief["line"])
        self.assertIn("Marta Ruiz", brief["gone"])
        Today.note_result(*args, moment=moment, anyway=True)
        self.assertEqual(len(self.noted(red)), 2, "who insists is noted too")

    def test_a_private_note_is_not_told(self):
        red = self.client("Red", self.red, TODAY)
        noted = self.colleague_notes(red, "Their divorce", next_contact_date=TOMORROW)
        noted.sudo().private = True
        self.env.invalidate_all()
        gone = self.brief(red)[red.id]["gone"]
        self.assertNotIn("divorce", gone)
        self.assertIn("does not wait any more", gone)

    def test_gone_or_not_for_the_reader(self):
        red = self.client("Red", self.red, TODAY)
        line = self.line(red)[1]
        company = self.env["res.company"].create({"name": "Of others"})
        red.company_id = company
        self.assertFalse(self.brief(red), "not for the reader")
        Today = self.env["ficha.today"].with_user(self.user)
        with self.assertRaises(AccessError):
            Today.note_result(red.id, line["source"], line["res_id"], "spoke")
        red.unlink()
        answer = Today.note_result(red.id, line["source"], line["res_id"], "spoke")
        self.assertIn("does not wait any more", answer["meanwhile"])

    def test_no_rights(self):
        red = self.client("Red", self.red, TODAY)
        reader = new_test_user(self.env, "walk_only_reads", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.result(red, "spoke", user=reader)
        with self.assertRaises(AccessError):
            self.brief(red, user=reader)
        self.assertFalse(self.noted(red))

    # -- what to know before calling ---------------------------------------------------

    def test_what_to_know(self):
        red = self.client(
            "Red",
            self.red,
            TODAY,
            customer_requirements="European pallets\n\nA valued delivery note",
            contact_hour_from=9,
            contact_hour_to=11,
        )
        Partner = self.env["res.partner"]
        main, other, silent = Partner.create(
            [
                {"name": "Mercedes", "parent_id": red.id, "phone": "+34 982 12 34 50"},
                {"name": "Pilar", "parent_id": red.id, "email": "pilar@example.com"},
                {"name": "Nobody calls", "parent_id": red.id},
            ]
        )
        red.main_contact_id = main
        for number in range(6):
            self.env["ficha.interaction"].create(
                {
                    "partner_id": red.id,
                    "subject": f"Call {number}",
                    "date": fields.Datetime.now() - timedelta(days=30 - number),
                }
            )
        self.env["ficha.task"].create({"name": "Look for it", "partner_id": red.id})
        plain = self.client("Plain", None, TODAY)
        briefs = self.brief(red | plain)
        brief = briefs[red.id]
        self.assertEqual(brief["line"]["name"], "Red")
        self.assertEqual(brief["person"]["name"], "Mercedes")
        self.assertEqual([one["name"] for one in brief["people"]], ["Pilar"])
        self.assertEqual(brief["hours"], "from 09:00 to 11:00")
        self.assertEqual(
            [one["title"] for one in brief["last"]],
            ["Call 5", "Call 4", "Call 3", "Call 2"],
        )
        self.assertEqual(
            brief["mind"][:2], ["European pallets", "A valued delivery note"]
        )
        self.assertIn("To do: Look for it", [said["text"] for said in brief["say"]])
        nothing = briefs[plain.id]
        self.assertEqual(
            (nothing["last"], nothing["people"], nothing["mind"], nothing["person"]),
            ([], [], [], False),
        )

    def test_what_is_owed_is_for_who_may_see_it(self):
        red = self.client("Red", self.red, TODAY)
        self.assertFalse(self.user.has_group("account.group_account_invoice"))
        keys = [said["key"] for said in self.brief(red)[red.id]["say"]]
        self.assertFalse({"overdue", "last_purchase", "favour"} & set(keys))

    def test_the_cost_does_not_grow_with_the_customers(self):
        some = [self.client(f"Customer {n}", self.red, TODAY) for n in range(6)]
        several = self.env["res.partner"].union(*some)
        self.brief(several)  # what is read once and kept

        def queries(partners):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.brief(partners)
            return self.env.cr.sql_log_count - before

        self.assertLessEqual(queries(several), queries(several[:2]) + 2)
