from freezegun import freeze_time
from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_accounting import AccountingCommon
from .common_followup import FollowupCommon


@tagged("post_install", "-at_install")
class TestFollowupOverdue(FollowupCommon, AccountingCommon):
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
        self.assertIn(f"{first.name} (and 1 more) overdue for 21 days: ", reason)
        self.assertIn("4,120", reason)
        self.assertEqual(self.customer.followup_amount, 4120)

    def test_columns_do_not_add_up_what_has_taxes_and_what_has_none(self):
        views = self.env["ir.ui.view"].search(
            [("model", "=", "res.partner"), ("arch_db", "like", "followup_amount")]
        )
        self.assertTrue(views)
        for view in views:
            arch = etree.fromstring(view.arch)
            added = arch.xpath("//progressbar[@sum_field='followup_amount']")
            added += arch.xpath("//field[@name='followup_amount'][@sum]")
            self.assertFalse(added, view.xml_id)

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
        for lang, amount in (("es_ES", "4.120,00"), ("en_US", "4,120.00")):
            reader = self.customer.with_context(lang=lang)
            self.assertIn(amount, reader.followup_reason)

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
        self.assertNotIn("4.120", self.note(), "for who may see amounts only")
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

    def test_by_hand_is_in_the_language_of_who_does_it(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self.red.with_context(lang="es_ES").name = "Rojo vivo"
        self.env.user.lang = "en_US"
        self.customer.user_id = self.seller
        seller = self.customer.with_user(self.seller)
        seller.with_context(lang="es_ES").followup_state_id = self.red
        self.assertIn("→ Rojo vivo.", self.note())

    # -- who is told -------------------------------------------------------------------

    def told(self, user, **context):
        """What a user reads as the reason, everywhere, and the amount."""
        self.env.invalidate_all()
        partner = self.customer.with_user(user).with_context(**context)
        reason = partner.followup_reason
        self.assertEqual(partner.followup_banner["reason"], reason)
        self.assertEqual(
            partner.read(["followup_reason"])[0]["followup_reason"], reason
        )
        [[total]] = partner._read_group(
            [("id", "=", partner.id)], [], ["followup_amount:sum"]
        )
        self.assertEqual(total or 0, partner.followup_amount)
        return reason, partner.followup_amount

    def test_numbers_and_amounts_are_for_who_has_invoicing(self):
        biller = self._user(
            "biller", "ficha_cliente.group_ficha_user,account.group_account_invoice"
        )
        self.customer.company_id = self.env.company
        moves = [self.invoice(self.customer, "2026-02-09", 4000) for _ in range(2)]
        self.colours()
        reason, amount = self.told(biller)
        self.assertIn(f"{moves[0].name} (and 1 more) overdue for 21 days: ", reason)
        self.assertIn("8,000", reason)
        self.assertEqual(amount, 8000)
        self.assertEqual(self.told(self.user), ("An invoice is overdue", 0))
        self.remind()
        kept = f"{self.note()} {self.reminders().summary}"
        self.assertNotIn(moves[0].name, kept)
        self.assertNotIn("8,000", kept)
        self.assertIn("An invoice is overdue", kept)

    def test_what_it_is_made_of_is_nobodys(self):
        self.invoice(self.customer, "2026-02-09")
        self.colours()
        partners = self.env["res.partner"].with_user(self.user)
        described = partners.fields_get()
        self.assertNotIn("followup_facts", described)
        self.assertFalse(described["followup_reason"]["searchable"])
        with self.assertRaises(AccessError):
            self.customer.with_user(self.user).read(["followup_facts"])
        with self.assertRaises(AccessError):
            partners.search([("followup_facts", "!=", False)])
        # by colour and by kind one searches and groups as before
        mine = [("id", "=", self.customer.id)]
        self.assertTrue(partners.search([*mine, ("followup_color", "=", "red")]))
        self.assertEqual(
            partners._read_group(mine, ["followup_rule_id", "followup_state_id"]),
            [(self.overdue.with_user(self.user), self.red.with_user(self.user))],
        )

    def test_nothing_of_another_company_on_a_shared_contact(self):
        other = self.env["res.company"].create({"name": "Other"})
        groups = "ficha_cliente.group_ficha_manager,account.group_account_invoice"
        abroad = self._user(
            "abroad", groups, company_id=other.id, company_ids=other.ids
        )
        ours = self._user(
            "ours",
            groups,
            company_ids=[Command.set((other | self.env.company).ids)],
        )
        move = self.invoice(self.customer, "2026-02-09", 4000)
        self.colours()
        self.assertEqual(self.told(abroad), ("A reason of another company", 0))
        self.assertIn(move.name, self.told(ours)[0])
        elsewhere = self.told(ours, allowed_company_ids=other.ids)
        self.assertEqual(elsewhere, ("A reason of another company", 0))
        self.remind()
        for kept in (self.note(), self.reminders().summary):
            self.assertNotIn(move.name, kept)
            self.assertNotIn("overdue", kept)

    def test_words_of_a_rule_that_has_become_another(self):
        self.invoice(self.customer, "2026-02-09")
        self.colours()
        self.overdue.write({"kind": "domain", "reason": "They are ours"})
        self.assertEqual(self.customer.followup_reason, "An invoice is overdue")
        self.overdue.unlink()
        self.assertEqual(self.customer.followup_reason, "An invoice is overdue")

    def test_days_go_on_without_a_night(self):
        self.invoice(self.customer, "2026-02-09")
        self.colours()
        self.assertIn("21 days", self.customer.followup_reason)
        with freeze_time("2026-03-04 10:00:00"):
            self.env.invalidate_all()
            self.assertIn("23 days", self.customer.followup_reason)
            self.assertFalse(
                self.env["res.partner"]._followup_changes(self.customer),
                "and nothing has to be written for that",
            )

    def test_other_company(self):
        self.overdue.company_id = self.env["res.company"].create({"name": "Other"})
        self.invoice(self.customer, "2026-02-09")
        self.colours()
        self.assertFalse(self.customer.followup_state_id)
