from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common_issued import IssuedCommon


@tagged("post_install", "-at_install")
class TestSnapshot(IssuedCommon):
    def test_posted_document_keeps_the_customer_it_was_issued_to(self):
        move = self._invoice()
        before = self._printed(move)
        self.assertIn("Talleres Ureña, S.A.", before)
        self.assertIn("Calle Mayor 1", before)
        self.assertIn("ESA08000143", before)
        self.assertTrue(self.customer.client_code)
        self.assertIn(self.customer.client_code, before)
        self.customer.with_context(no_vat_validation=True).write(
            {"name": "Ureña & Hijos", "street": "Gran Vía 9", "vat": "ESB12345674"}
        )
        after = self._printed(move)
        self.assertIn("Talleres Ureña, S.A.", after)
        self.assertIn("Calle Mayor 1", after)
        self.assertIn("ESA08000143", after)
        for changed in ("Hijos", "Gran Vía 9", "ESB12345674"):
            self.assertNotIn(changed, after)

    def test_draft_prints_live_values(self):
        move = self._invoice(post=False)
        self.assertFalse(move.ficha_snapshot)
        self.customer.street = "Gran Vía 9"
        self.assertIn("Gran Vía 9", self._printed(move))

    def test_markup_in_a_name_is_printed_as_text(self):
        self.customer.name = "<b>Ureña</b>"
        printed = self._printed(self._invoice())
        self.assertIn("&lt;b&gt;Ureña&lt;/b&gt;", printed)
        self.assertNotIn("<b>Ureña</b>", printed)

    def test_posting_again_renews_the_snapshot(self):
        move = self._invoice()
        self.customer.street = "Gran Vía 9"
        move.button_draft()
        self.assertIn("Gran Vía 9", self._printed(move))
        move.action_post()
        self.assertIn("Gran Vía 9", self._printed(move))
        self.customer.street = "Calle Nueva 3"
        self.assertIn("Gran Vía 9", self._printed(move))

    def test_change_in_the_same_transaction_does_not_reach_the_snapshot(self):
        move = self._invoice(post=False)
        move.action_post()
        self.customer.name = "Otro"
        self.env.flush_all()
        move.invalidate_recordset()
        self.assertEqual(move.ficha_snapshot["name"], "Talleres Ureña, S.A.")

    def test_contact_and_delivery_address_are_frozen(self):
        delivery = self.env["res.partner"].create(
            {
                "parent_id": self.customer.id,
                "type": "delivery",
                "street": "Polígono 7",
                "city": "Getafe",
            }
        )
        move = self._invoice(self.contact)
        self.assertEqual(move.partner_shipping_id, delivery)
        self.env.user.group_ids += self.env.ref(
            "account.group_delivery_invoice_address"
        )
        self.contact.name = "Ana Ruiz"
        delivery.street = "Polígono 8"
        printed = self._printed(move)
        self.assertIn("Talleres Ureña, S.A., Eva Gil", printed)
        self.assertNotIn("Ana Ruiz", printed)
        self.assertNotIn("Polígono 8", printed)
        self.assertEqual(move.ficha_snapshot["contact"], "Eva Gil")
        self.assertIn("Polígono 7", move.ficha_snapshot["delivery"]["address"])

    def test_credit_note_and_payment_facts(self):
        move = self._invoice(
            move_type="out_refund", invoice_payment_term_id=self.term_30.id
        )
        self.assertEqual(move.ficha_snapshot["payment"]["term"], self.term_30.name)
        self.customer.name = "Otro"
        self.assertIn("Talleres Ureña, S.A.", self._printed(move))

    def test_vendor_bill_has_no_snapshot(self):
        bill = self._invoice(
            user=self.env.user, move_type="in_invoice", ref="F-1", post=True
        )
        self.assertFalse(bill.ficha_snapshot)

    def test_scheduled_posting_takes_it_too(self):
        move = self._invoice(post=False, auto_post="at_date")
        with self.enter_registry_test_mode():
            self.env.ref(
                "account.ir_cron_auto_post_draft_entry"
            ).method_direct_trigger()
        move.invalidate_recordset()
        self.assertEqual(move.state, "posted")
        self.assertEqual(move.ficha_snapshot["vat"], "ESA08000143")

    def test_nobody_may_write_it(self):
        move = self._invoice()
        with self.assertRaisesRegex(AccessError, "Customer as issued"):
            move.write({"ficha_snapshot": {"name": "X"}})
        with self.assertRaisesRegex(AccessError, "Customer as issued"):
            move.sudo().ficha_snapshot = False
        with self.assertRaisesRegex(AccessError, "Customer as issued"):
            self._invoice(post=False, ficha_snapshot={"name": "X"})
        self.assertFalse(move.copy().ficha_snapshot)

    def test_email_greets_the_customer_it_was_issued_to(self):
        move = self._invoice(user=self.env.user)
        template = move._get_mail_template()
        render = self.env["account.move.send"]._get_default_mail_body
        self.assertIn("Talleres Ureña", render(move, template, "en_US"))
        self.customer.name = "Ureña & Hijos"
        self.assertIn("Talleres Ureña", render(move, template, "en_US"))
        # and the customer itself is untouched
        self.assertEqual(self.customer.name, "Ureña & Hijos")
        self.env.flush_all()
        self.customer.invalidate_recordset()
        self.assertEqual(self.customer.name, "Ureña & Hijos")

    def test_banner_tells_what_changed_and_leads_to_the_ficha(self):
        move = self._invoice(user=self.env.user)
        self.assertFalse(move.ficha_changes)
        self.customer.write({"street": "Gran Vía 9", "phone": "910000000"})
        move.invalidate_recordset(["ficha_changes"])
        self.assertIn("Calle Mayor 1", move.ficha_changes)
        self.assertIn("Gran Vía 9", move.ficha_changes)
        self.assertNotIn("910000000", move.ficha_changes)
        self.assertIn("ficha_changes", Form(move)._view["fields"])
        self.assertEqual(move.action_open_ficha()["res_id"], self.customer.id)

    def test_one_batch_costs_no_query_per_document(self):
        def customers(count):
            return self.env["res.partner"].create(
                [
                    {"name": f"C{i}", "country_id": self.spain.id, "city": "Madrid"}
                    for i in range(count)
                ]
            )

        self._snapshot_queries(customers(1))
        few, many = (self._snapshot_queries(customers(n)) for n in (4, 12))
        self.assertLessEqual(many, few)

    def _snapshot_queries(self, partners):
        moves = self.env["account.move"].browse(
            [self._invoice(p, user=self.env.user).id for p in partners]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        self.env.cr.execute("UPDATE account_move SET ficha_snapshot = NULL")
        before = self.env.cr.sql_log_count
        self.env.add_to_compute(moves._fields["ficha_snapshot"], moves)
        moves._recompute_recordset(["ficha_snapshot"])
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_two_companies_each_with_its_own(self):
        other = self.setup_other_company()["company"]
        move = self._invoice()
        self.customer.city = "Sevilla"
        theirs = (
            self.env["account.move"]
            .with_company(other)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.customer.id,
                    "invoice_date": fields.Date.to_date("2026-01-16"),
                    "invoice_line_ids": [
                        Command.create({"name": "Work", "price_unit": 1, "tax_ids": []})
                    ],
                }
            )
        )
        theirs.action_post()
        self.assertIn("28013 Madrid", " ".join(move.ficha_snapshot["address"]))
        self.assertIn("Sevilla", " ".join(theirs.ficha_snapshot["address"]))
