from odoo import Command
from odoo.tests import tagged

from .common_purchase import PurchaseCommon


@tagged("post_install", "-at_install")
class TestPurchasePayment(PurchaseCommon):
    """How customers pay."""

    def test_days_to_pay(self):
        first, second, third = self._documents((100, 500), (50, 200), (40, 100))
        self._pay(first, 55)
        self._pay(second, 45)
        row = self._refreshed()
        # 45 and 5 days; the third is not paid
        self.assertEqual(row.paid_count, 2)
        self.assertEqual(row.average_days_to_pay, 25)
        self.assertEqual(row.average_days_agreed, 30)
        # in the language of the company's users, which is not always English
        method = self.env.ref("account.account_payment_method_manual_in")
        lang = self.env.company._ficha_lang()
        self.assertIn(method.with_context(lang=lang).name, row.payment_means)
        self.assertFalse(third.payment_state == "paid")

    def test_in_parts(self):
        """Paid on the day of the last part."""
        invoice = self._documents((100, 500))
        for amount, days in ((200, 90), (300, 60)):
            self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=invoice.ids
            ).create(
                {"payment_date": self._day(-days), "amount": amount}
            )._create_payments()
            self._refreshed()
        self.assertEqual(self._row().paid_count, 1)
        self.assertEqual(self._row().average_days_to_pay, 40)

    def test_taken_back(self):
        invoice = self._documents((100, 500))
        self._pay(invoice, 90)
        self.assertEqual(self._refreshed().paid_count, 1)
        self._queued()
        self.env.cr.execute("DELETE FROM ficha_purchase_queue")
        invoice.line_ids.remove_move_reconcile()
        self.assertIn(self.customer.id, self._queued())
        row = self._refreshed()
        self.assertEqual((row.paid_count, row.average_days_to_pay), (0, 0))
        self.assertFalse(row.payment_means)

    def test_payment_marks(self):
        invoice = self._documents((100, 500))
        self._queued()
        self.env.cr.execute("DELETE FROM ficha_purchase_queue")
        self._pay(invoice, 90)
        self.assertEqual(self._queued(), self.customer.ids)

    def test_credited_is_not_paid(self):
        """A credit note that cancels an invoice says nothing of how they pay."""
        invoice = self._documents((100, 500))
        reversal = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        reversal.create({"journal_id": invoice.journal_id.id}).modify_moves()
        row = self._refreshed()
        self.assertEqual(invoice.payment_state, "reversed")
        self.assertEqual(row.paid_count, 0)
        self.assertEqual(row.average_days_to_pay, 0)

    def test_demo_payments_are_made_once_and_stand(self):
        """Those of our demo data stay when the modules are taken out, and Odoo looks at
        them again when they are loaded a second time."""
        invoice = self._documents((100, 500))
        due = invoice.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        bank = self.company_data["default_journal_bank"]
        entry = self.env["account.move"].create(
            {
                "journal_id": bank.id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": due.account_id.id,
                            "partner_id": self.customer.id,
                            "credit": due.balance,
                        }
                    ),
                    Command.create(
                        {
                            "account_id": bank.default_account_id.id,
                            "debit": due.balance,
                        }
                    ),
                ],
            }
        )
        entry.action_post()
        (due + entry.line_ids.filtered("credit")).reconcile()
        known = {"xml_id": "ficha_cliente.test_demo_payer", "record": self.customer}
        self.env["ir.model.data"].sudo()._update_xmlids([known])
        load = self.env["ir.module.module"].sudo()._load_ficha_demo
        name = "ficha_cliente_history.demo.ficha_demo.load_payments"
        load(name, ["test_demo_payer"])
        domain = [("partner_id", "=", self.customer.id)]
        payment = self.env["account.payment"].search(domain)
        self.assertEqual((payment.state, payment.amount), ("paid", due.balance))
        payment._validate_fields(["state", "move_id"])
        load(name, ["test_demo_payer"])
        self.assertEqual(self.env["account.payment"].search(domain), payment)
