from odoo import Command
from odoo.tests import tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from .common_followup import FollowupCommon


@tagged("post_install", "-at_install")
class TestFollowupOverdue(FollowupCommon, AccountTestInvoicingCommon):
    def invoice(self, partner, due, amount=100.0, **vals):
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": "2026-01-02",
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Work", "price_unit": amount, "tax_ids": False}
                    )
                ],
                **vals,
            }
        )
        move.action_post()
        return move

    def setUp(self):
        super().setUp()
        self.overdue = self.rule(
            kind="invoice_overdue",
            days=15,
            state_id=self.red.id,
            reason="%(document)s overdue for %(days)s: %(amount)s",
        )

    def test_reason_names_the_oldest_invoice_and_the_amount(self):
        first = self.invoice(self.contact, "2026-02-09", 4000)
        self.colours()
        self.assertEqual(self.customer.followup_color, "red")
        reason = self.customer.followup_reason
        self.assertIn(f"{first.name} overdue for 21 days: ", reason)
        self.assertIn("4,000", reason)
        self.invoice(self.customer, "2026-02-10", 120)
        self.colours()
        reason = self.customer.followup_reason
        self.assertIn(f"{first.name} and 1 more overdue for 21 days: ", reason)
        self.assertIn("4,120", reason)
        self.assertEqual(self.customer.followup_amount, 4120)

    def test_not_yet_and_paid_invoices_do_not_count(self):
        self.invoice(self.customer, "2026-02-16")
        self.colours()
        self.assertFalse(self.customer.followup_state_id)
        late = self.invoice(self.customer, "2026-02-01")
        self.colours()
        self.assertEqual(self.customer.followup_color, "red")
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=late.ids
        ).create({})._create_payments()
        self.colours()
        self.assertFalse(self.customer.followup_state_id)

    def test_figures_move_without_a_note(self):
        self.invoice(self.customer, "2026-02-09")
        self.customer._followup_evaluate()
        notes = len(self.customer.message_ids)
        self.overdue.reason = "%(days)s!"
        self.customer._followup_evaluate()
        self.assertEqual(self.customer.followup_reason, "21 days!")
        self.assertEqual(len(self.customer.message_ids), notes)

    def test_in_the_language_of_who_reads_it(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self.seller.lang = "es_ES"
        self.invoice(self.customer, "2026-02-09", 4120)
        self.colours()
        self.assertIn("4.120,00", self.customer.followup_reason)

    def note(self):
        return self.customer.message_ids[:1].body

    def test_the_note_too_is_in_the_language_of_who_reads_it(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self.env["res.lang"]._activate_lang("fr_FR")
        self.red.with_context(lang="es_ES").name = "Rojo vivo"
        self.overdue.with_context(lang="es_ES").name = "Factura que vence"
        self.seller.lang = "es_ES"
        self.invoice(self.customer, "2026-02-09", 4120)
        # as the scheduled action, whose robot reads something else
        robot = self.env.ref("base.user_root")
        robot.lang = "fr_FR"
        self.customer.with_user(robot).with_context(lang="fr_FR")._followup_evaluate()
        self.assertIn("→ Rojo vivo.", self.note())
        self.assertIn("Factura que vence", self.note())
        self.assertIn("4.120,00", self.note())
        self.assertIn("sin color", self.note())

    def test_nobody_in_charge_is_the_language_of_the_office(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self.env["res.lang"]._activate_lang("fr_FR")
        self.red.with_context(lang="es_ES").name = "Rojo vivo"
        group = self.env.ref("ficha_cliente.group_ficha_user")
        readers = self.env["res.users"].search([("all_group_ids", "in", group.ids)])
        readers.write(
            {"lang": "es_ES", "company_ids": [Command.link(self.env.company.id)]}
        )
        self.env.company.partner_id.lang = "fr_FR"
        self.customer.write({"user_id": False, "followup_user_id": False})
        self.invoice(self.customer, "2026-02-09", 4120)
        self.customer._followup_evaluate()
        self.assertIn("→ Rojo vivo.", self.note())
        self.assertIn("4.120,00", self.customer.followup_reason)

    def test_by_hand_is_in_the_language_of_who_does_it(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self.red.with_context(lang="es_ES").name = "Rojo vivo"
        self.env.user.lang = "en_US"
        self.customer.user_id = self.seller
        seller = self.customer.with_user(self.seller)
        seller.with_context(lang="es_ES").followup_state_id = self.red
        self.assertIn("→ Rojo vivo.", self.note())

    def test_other_company(self):
        self.overdue.company_id = self.env["res.company"].create({"name": "Other"})
        self.invoice(self.customer, "2026-02-09")
        self.colours()
        self.assertFalse(self.customer.followup_state_id)
