import json
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common_door import DoorCase
from .test_door_correct import XSS

OLD, NEW = "ES9121000418450200051332", "ES7921000813610123456789"


@tagged("post_install", "-at_install")
class TestDoorAnswer(DoorCase):
    """What became of what customers asked for; what they take back or take along."""

    def propose(self, partner=None, source="link", **values):
        return self.env["ficha.proposal"]._propose(
            partner or self.person, values, source
        )

    def refuse(self, proposals, answer="Falta la escritura"):
        action = proposals.with_user(self.seller).action_reject()
        self.assertEqual(action["res_model"], "ficha.proposal.answer")
        dialog = (
            self.env["ficha.proposal.answer"]
            .with_user(self.seller)
            .with_context(**action["context"])
            .create({"answer": answer})
        )
        told = proposals._asked_by_customers()[0]
        self.assertIn(told.field_label, dialog.asked)
        return dialog.action_reject()

    # -- not accepted, because ---------------------------------------------------------

    def test_a_refusal_has_a_sentence_and_the_customer_reads_it(self):
        asked = self.propose(street="Rúa Nova, 7", city="Lugo")
        first, other = asked.sorted("field_name", reverse=True)
        with self.assertRaises(UserError):
            self.refuse(first, " \n ")
        self.assertEqual(first.state, "open")
        told = self.refuse(first, XSS)
        self.assertEqual(told["tag"], "ficha_cliente.told")
        self.assertEqual((first.state, other.state), ("rejected", "open"))
        page = self.visit(proven=True)
        self.assertIn("not accepted, because:", page)
        self.assertIn("{{7*7}}", page)
        self.assertNotIn("<img src=x", page)
        first.with_user(self.seller).action_undo()
        self.assertEqual((first.state, first.answer), ("open", False))
        self.assertNotIn("because:", self.get("/f/ficha").text)

    def test_what_documents_propose_is_rejected_as_ever(self):
        asked = self.propose(source="invoice", city="Lugo")
        asked.with_user(self.seller).action_reject()
        self.assertEqual(asked.state, "rejected")
        mixed = asked.browse().union(
            self.propose(source="invoice", zip="27001"), self.propose(city="Vigo")
        )
        wizard = self.env["ficha.proposal.answer"].new({"proposal_ids": mixed.ids})
        self.assertIn("Vigo", wizard.asked)
        self.assertNotIn("27001", wizard.asked, "that nobody is told")
        self.refuse(mixed)
        self.assertEqual(set(mixed.mapped("state")), {"rejected"})
        answers = dict(mixed.mapped(lambda p: (p.source, p.answer)))
        self.assertEqual(answers, {"invoice": False, "link": "Falta la escritura"})

    def test_who_may_not_decide_answers_nobody(self):
        asked = self.propose(city="Lugo")
        reader = new_test_user(self.env, "door_reader", "base.group_user")
        with self.assertRaises(AccessError):
            asked.with_user(reader).action_reject()
        with self.assertRaises(AccessError):
            self.env["ficha.proposal.answer"].with_user(reader).create(
                {"proposal_ids": [(6, 0, asked.ids)], "answer": "No"}
            )
        self.assertEqual(asked.state, "open")

    # -- taken back --------------------------------------------------------------------

    def test_what_waits_is_taken_back(self):
        page = self.visit(proven=True)
        self.correct(page, own_city="Lugo")
        asked = self.proposals()
        self.assertIn("Take it back", self.get("/f/ficha").text)
        answer = self.post("/f/withdraw", request=asked.id)
        self.assertEqual(answer.headers["Location"], "/f/ficha?done=withdrawn")
        self.assertFalse(asked.exists())
        self.assertIn("Taken back", self.get(answer.headers["Location"]).text)
        self.assertIn("Taken back", self.person.message_ids[0].body)
        self.assertNotIn("Lugo", self.person.message_ids[0].body)
        self.correct(self.get("/f/ficha").text, own_city="Lugo")
        self.assertEqual(self.proposals().state, "open", "and asked for again")

    def test_nothing_else_is_taken_back(self):
        """Nobody else's, nothing that was answered, nothing of a document, no junk."""
        decided, taught = (
            self.propose(city="Lugo"),
            self.propose(source="invoice", zip="1"),
        )
        decided.with_user(self.seller).action_accept()
        theirs = self.propose(self.company, city="Lugo")
        colleague = self.propose(self.colleague, phone="+34 698 76 54 32")
        self.visit(self.rosa, proven=True)
        some = decided | taught | theirs | colleague
        for said in (*some.ids, "", "-1", "0", "x", "1e3", "٣", "9" * 40, "1 OR 1=1"):
            with self.quietly():
                answer = self.post("/f/withdraw", request=said)
            self.assertEqual(answer.status_code, 400, said)
        self.assertEqual(some.exists(), some)
        self.company.main_contact_id = self.rosa
        self.env.flush_all()
        self.assertEqual(self.post("/f/withdraw", request=theirs.id).status_code, 303)
        self.assertFalse(theirs.exists(), "who speaks for the company does")
        self.assertTrue(colleague.exists())
        self.visit(proven=True)
        for asked in decided | taught:
            with self.quietly():
                answer = self.post("/f/withdraw", request=asked.id)
            self.assertEqual(answer.status_code, 400)
        self.assertEqual((decided | taught).exists(), decided | taught)

    def test_while_values_are_masked_nothing_is_told_or_taken(self):
        asked = self.propose(city="Lugo")
        self.visit()
        for path in ("/f/withdraw", "/f/download"):
            self.assertEqual(self.post(path, request=asked.id).status_code, 404)
        self.assertTrue(asked.exists())
        self.authenticate(None, None)
        self.assertEqual(self.post("/f/download").status_code, 404)

    # -- taken along -------------------------------------------------------------------

    def test_their_data_as_a_file(self):
        self.person.write({"customer_observations": "Paga mal", "comment": "Cuidado"})
        self.propose(city="Lugo")
        page = self.visit(proven=True)
        self.assertIn("aepd.es", page)
        answer = self.post("/f/download")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        whole = json.loads(answer.text)
        shown = {line["label"]: line["shown"] for line in whole["data"]}
        self.assertIn("lucia@inventada.example", shown.values())
        self.assertIn("12345678Z", shown.values())
        self.assertEqual(whole["asked"][0]["state"], "waiting")
        self.assertTrue(whole["receives"])
        for word in ("Paga mal", "Cuidado", "Rosa", "Talleres"):
            self.assertNotIn(word, answer.text)
        self.assertEqual(self.post("/f/download").status_code, 429, "ten minutes")
        codes = []
        for _time in range(4):
            self.later()
            codes.append(self.post("/f/download").status_code)
        self.assertEqual(codes, [200] * 3 + [429], "five times a day they pressed")

    # -- a bank account ----------------------------------------------------------------

    def test_an_account_is_read_whole_by_who_does_invoicing_only(self):
        self.person.bank_ids = [(0, 0, {"acc_number": OLD})]
        asked = self.propose(ficha_iban=NEW)
        self.assertEqual(asked.proposed_value, "ES79 ···· 6789")
        self.assertEqual(asked.current_value, "ES91 ···· 1332")
        seen = asked.with_user(self.seller)
        names = [*seen.fields_get(), "display_name"]
        said = str(seen.read(names)).replace(" ", "")
        for number in (OLD, NEW):
            self.assertNotIn(number, said)
            self.assertNotIn(number[4:-4], said)
        for name in ("proposed_data", "current_data", "value_key", "whole_value"):
            with self.assertRaises(AccessError):
                seen.read([name])
        for name in ("proposed_data", "value_key"):
            with self.assertRaises(AccessError):
                seen.search([(name, "like", "ES79")])
        with self.assertRaises(AccessError):
            seen.action_accept()
        biller = new_test_user(
            self.env,
            "door_biller_2",
            "ficha_cliente.group_ficha_user,account.group_account_invoice",
        )
        whole = asked.with_user(biller)
        self.assertEqual(whole.whole_value.replace(" ", ""), NEW)
        self.person.bank_ids.acc_number = "ES7620770024003102575766"
        self.env.invalidate_all()
        self.assertTrue(seen.changed_meanwhile)
        self.assertEqual(seen.live_value, "ES76 ···· 5766")
        whole.action_refresh()
        self.assertEqual(seen.current_value, "ES76 ···· 5766")
        whole.action_accept()
        self.assertEqual(self.person.ficha_iban.replace(" ", ""), NEW)
        self.assertFalse(self.propose(city="Lugo").with_user(biller).whole_value)

    def test_accounts_that_were_written_whole_are_masked(self):
        """Of before they were: nobody reads or finds them any more."""
        asked = self.propose(ficha_iban=NEW)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ficha_proposal SET proposed_value = %s, current_value = 'ES12'"
            " WHERE id = %s",
            [NEW, asked.id],
        )
        self.env.invalidate_all()
        for _again in range(2):
            self.env["ficha.proposal"].init()
            self.env.invalidate_all()
            seen = asked.with_user(self.seller)
            self.assertEqual(seen.proposed_value, "ES79 ···· 6789")
            self.assertEqual(seen.current_value, "•••")
        self.assertFalse(seen.search([("proposed_value", "like", NEW[6:14])]))

    def test_who_waits_for_long_is_among_the_activities(self):
        """Within a month they are answered; a week before somebody is told, once."""
        asked = self.propose(city="Lugo")
        self.propose(zip="27001")
        self.env["ficha.proposal"]._propose(self.person, {"street": "X"}, "invoice")
        self.person.user_id = self.seller
        proposals = self.env["ficha.proposal"]

        def told(days):
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE ficha_proposal SET date = now() - %s * interval '1 day'", [days]
            )
            self.env.invalidate_all()
            proposals._cron_deadlines()
            return self.person.activity_ids.filtered(lambda a: "asked" in a.summary)

        self.assertFalse(told(20))
        activity = told(23)
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.seller)
        self.assertIn(asked.field_label, activity.note)
        self.assertNotIn("Street", activity.note, "nobody asked for that")
        today = fields.Date.context_today(self.person)
        self.assertLess(activity.date_deadline, today + timedelta(days=10))
        self.assertGreater(activity.date_deadline, today)
        self.assertEqual(told(24), activity, "told once")
