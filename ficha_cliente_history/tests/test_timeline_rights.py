from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.ficha_cliente.tests.common_accounting import AccountingCommon

from .common_timeline import TimelineCommon


@tagged("post_install", "-at_install")
class TestTimelineRights(TimelineCommon):
    """People see in it only what they may see elsewhere."""

    def test_private_interaction(self):
        self.talk("Said in confidence", "2026-03-05 12:00:00", private=True)
        self.talk("Said to all", "2026-03-04 12:00:00")
        personal = self._user(
            "ficha_timeline_personal",
            "ficha_cliente.group_ficha_user",
            "ficha_cliente.group_ficha_personal",
        )
        self.assertEqual(self.titles(), ["Said to all"])
        self.assertEqual(
            self.titles(user=personal), ["Said in confidence", "Said to all"]
        )

    def test_without_customer_files(self):
        """Who has no customer files has no interactions, and no filter for them; the
        message of a private one, which the chatter shows, is told as a message."""
        message = self.message("In the chatter", "2026-03-05 12:00:00")
        self.talk("Entered", "2026-03-05 12:00:00", message_id=message.id)
        plain = self._user("ficha_timeline_plain")
        self.assertEqual(self.titles(user=plain), ["In the chatter"])
        opened = self.env["ficha.timeline"].with_user(plain)
        opened = opened.get_timeline(self.customer.id)
        self.assertNotIn("interaction", [kind["key"] for kind in opened["kinds"]])

    def test_customer_that_may_not_be_seen(self):
        """A rule on contacts closes the whole timeline, also of a contact in it."""
        self.message("From Eva", "2026-03-05 12:00:00", self.eva)
        self.message("From Luis", "2026-03-04 12:00:00", self.luis)
        self.env["ir.rule"].create(
            {
                "name": "Not Luis",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {self.luis.id})]",
            }
        )
        self.assertEqual(self.titles(), ["From Eva"])
        with self.assertRaises(AccessError):
            self.page(self.luis)

    def test_portal(self):
        portal = new_test_user(
            self.env,
            "ficha_timeline_portal",
            groups="base.group_portal",
            partner_id=self.eva.id,
            context={**self.env.context, "no_reset_password": True},
        )
        for partner in (self.customer, self.eva):
            with self.assertRaises(AccessError):
                self.page(partner, portal)

    def test_private_meeting_is_busy(self):
        """As in the calendar: others see that there was one."""
        self.meeting("Salary talk", "2026-03-05 12:00:00", self.eva, privacy="private")
        (entry,) = self.page(kinds=["meeting"])["entries"]
        self.assertNotIn("Salary", entry["title"])
        self.assertFalse(entry["note"])

    def test_notification_for_one_user(self):
        """What Odoo tells one person about a contact is not the customer's history."""
        self.message(
            "For your eyes", "2026-03-05 12:00:00", message_type="user_notification"
        )
        self.assertEqual(self.titles(kinds=["message", "change"]), [])

    def test_change_of_protected_field(self):
        """Old and new value of a field that the reader may not see stay hidden."""
        field = self.env["ir.model.fields"]._get("res.partner", "marital_status")
        self.assertTrue(field, "the field with a group of its own is still there")
        message = self.message(
            False,
            "2026-03-05 12:00:00",
            message_type="notification",
            body="",
            tracking_value_ids=[
                Command.create(
                    {
                        "field_id": field.id,
                        "old_value_char": "Single",
                        "new_value_char": "Married",
                    }
                )
            ],
        )
        personal = self._user(
            "ficha_timeline_personal",
            "ficha_cliente.group_ficha_user",
            "ficha_cliente.group_ficha_personal",
        )
        self.assertTrue(message.tracking_value_ids)
        self.assertEqual(self.titles(kinds=["change"]), [])
        (title,) = self.titles(user=personal, kinds=["change"])
        self.assertIn("Single → Married", title)


@tagged("post_install", "-at_install")
class TestTimelineInvoices(AccountingCommon):
    """Invoices and payments, for those who may see them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.sudo().lang = "en_US"
        cls.company = cls.company_data["company"]
        cls.customer = cls.env["res.partner"].create({"name": "Bodegas Ares"})
        cls.contact = cls.env["res.partner"].create(
            {"name": "Eva", "parent_id": cls.customer.id}
        )
        cls.biller = cls._user("tl_biller", "account.group_account_invoice")
        cls.first = cls._invoice("2026-01-10", 100)
        cls.second = cls._invoice("2026-02-10", 250, partner_id=cls.contact.id)

    @classmethod
    def _user(cls, login, *groups, company=None):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login,
            groups=",".join(["base.group_user", *groups]),
            lang="en_US",
            tz="UTC",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
            context={**cls.env.context, "no_reset_password": True},
        )

    @classmethod
    def _invoice(cls, day, amount, **values):
        move = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": cls.customer.id,
                "invoice_date": day,
                "invoice_user_id": cls.env.user.id,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Work", "price_unit": amount, "tax_ids": []}
                    )
                ],
                **values,
            }
        )
        move.action_post()
        return move

    def entries(self, user=None, kinds=("invoice", "payment")):
        timeline = self.env["ficha.timeline"].with_user(user or self.biller)
        return timeline.get_page(self.customer.id, kinds=kinds)["entries"]

    def amounts(self, user=None):
        return [entry["amount"] for entry in self.entries(user)]

    def test_invoices_credit_notes_and_cancelled(self):
        draft = self._invoice("2026-03-10", 999)
        draft.button_draft()
        cancelled = self._invoice("2026-03-01", 70)
        cancelled.button_draft()
        cancelled.button_cancel()
        refund = self._invoice("2026-02-15", 30, move_type="out_refund")
        entries = self.entries()
        self.assertEqual(
            [(entry["amount"], entry["date"]) for entry in entries],
            [
                (70, "2026-03-01"),
                (-30, "2026-02-15"),
                (250, "2026-02-10"),
                (100, "2026-01-10"),
            ],
        )
        self.assertEqual(entries[0]["state"], "Cancelled")
        self.assertIn(refund.name, entries[1]["title"])
        self.assertEqual(entries[2]["open"]["res_id"], self.second.id)
        self.assertEqual({entry["kind"] for entry in entries}, {"invoice"})
        timeline = self.env["ficha.timeline"].with_user(self.biller)
        coming = timeline.get_timeline(self.customer.id)["coming"]
        self.assertEqual(
            [
                entry["amount"]
                for entry in coming
                if entry["key"] == f"draft-{draft.id}"
            ],
            [999],
        )

    def test_payment_above_its_invoice(self):
        payment = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=self.second.ids)
            .create({"payment_date": "2026-02-10"})
            ._create_payments()
        )
        entries = self.entries()
        self.assertEqual(
            [(entry["kind"], entry["amount"]) for entry in entries],
            [("payment", 250), ("invoice", 250), ("invoice", 100)],
        )
        self.assertEqual(entries[0]["open"]["res_id"], payment.id)

    def test_without_invoicing(self):
        """No invoices, no payments, no filter for them; the page opens."""
        seller = self._user("tl_seller", "ficha_cliente.group_ficha_user")
        self.assertEqual(self.amounts(seller), [])
        timeline = self.env["ficha.timeline"].with_user(seller)
        opened = timeline.get_timeline(self.customer.id)
        self.assertFalse(
            {kind["key"] for kind in opened["kinds"]} & {"invoice", "payment"}
        )

    def test_own_documents_only(self):
        """A rule that leaves a salesperson the own documents leaves the own here."""
        seller = self._user("tl_seller", "account.group_account_invoice")
        self.second.invoice_user_id = seller
        self.env["ir.rule"].search(
            [("model_id.model", "=", "account.move"), ("groups", "!=", False)]
        ).active = False
        self.env["ir.rule"].create(
            {
                "name": "Own documents",
                "model_id": self.env["ir.model"]._get_id("account.move"),
                "domain_force": "[('invoice_user_id', '=', user.id)]",
                "groups": [
                    Command.link(self.env.ref("account.group_account_invoice").id)
                ],
            }
        )
        self.assertEqual(self.amounts(seller), [250])

    def test_another_company(self):
        other = self.env["res.company"].create({"name": "Other company"})
        stranger = self._user(
            "tl_stranger", "account.group_account_invoice", company=other
        )
        self.assertEqual(self.amounts(stranger), [])
        self.assertEqual(self.amounts(), [250, 100])
        self.customer.company_id = self.company
        with self.assertRaises(AccessError):
            self.amounts(stranger)

    def test_an_order_is_named_once(self):
        """Odoo writes the name of an order into two fields of its invoice."""
        today = fields.Date.context_today(self.biller)
        self._invoice(today, 20, ref="S00019", invoice_origin="S00019")
        self.assertEqual(self.entries()[0]["note"], "S00019")
        self._invoice(today, 30, ref="Their 7", invoice_origin="S00020")
        self.assertEqual(self.entries()[0]["note"], "Their 7 · S00020")

    def test_a_way_to_pay_in_the_words_of_the_reader(self):
        """Odoo leaves the English name of the method in the journals."""
        self.env["res.lang"]._activate_lang("es_ES")
        method = self.env.ref("account.account_payment_method_manual_in")
        method.update_field_translations("name", {"es_ES": "Pago manual"})
        english = method.with_context(lang="en_US").name
        journal = self.env["account.journal"].create(
            {
                "name": "Till of the test",
                "code": "TILL",
                "type": "bank",
                "company_id": self.company.id,
            }
        )
        line = journal.inbound_payment_method_line_ids.filtered(
            lambda one: one.payment_method_id == method
        )
        line.name = english
        names = line.with_context(lang="es_ES")._ficha_names()
        self.assertEqual(names[line.id], "Pago manual")
        line.name = "Bizum"
        names = line.with_context(lang="es_ES")._ficha_names()
        self.assertEqual(names[line.id], "Bizum", "what somebody wrote stays")

    def test_the_same_word_on_the_page_of_purchases(self):
        """How an invoice stands is told in one way in both places."""
        today = fields.Date.context_today(self.biller)
        before = fields.Date.add(today, days=-1)
        self._invoice(before, 10, invoice_date_due=before)
        self._invoice(today, 5, move_type="out_refund")
        undone = self._invoice(today, 40)
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=undone.ids)
            .create({"journal_id": undone.journal_id.id})
        )
        wizard.refund_moves()
        self.env["account.move"].browse(wizard.new_move_ids.ids).action_post()
        customer = self.customer.with_user(self.biller)
        panel = {
            line["id"]: (line["state"], line["decoration"])
            for line in customer.get_purchase_panel()["documents"]
        }
        timeline = {
            entry["open"]["res_id"]: (entry["state"] or "", entry["decoration"])
            for entry in self.entries(kinds=("invoice",))
        }
        self.assertEqual(panel, timeline)
        self.assertIn(("Overdue", "danger"), panel.values())

    def test_overdue(self):
        today = fields.Date.context_today(self.biller)
        before, after = (fields.Date.add(today, days=days) for days in (-1, 1))
        self._invoice(before, 10, invoice_date_due=before)
        self.assertEqual(self.entries()[0]["state"], "Overdue")
        self._invoice(today, 20, invoice_date_due=after)
        self.assertEqual(self.entries()[0]["state"], "Not Paid")
        # late with its first instalment, although the last one is to come
        term = self.env["account.payment.term"].create(
            {
                "name": "Halves",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 50, "nb_days": days}
                    )
                    for days in (0, 60)
                ],
            }
        )
        self._invoice(before, 30, invoice_payment_term_id=term.id)
        states = {entry["amount"]: entry["state"] for entry in self.entries()}
        self.assertEqual(states[30], "Overdue")
