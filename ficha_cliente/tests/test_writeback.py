from time import process_time

from odoo import Command, fields
from odoo.tests import Form, tagged

from .common_issued import IssuedCommon


@tagged("post_install", "-at_install")
class TestWriteback(IssuedCommon):
    def _proposals(self, partner=None):
        return (
            self.env["ficha.proposal"]
            .sudo()
            .search([("partner_id", "=", (partner or self.customer).id)])
        )

    def _notes(self, partner=None):
        messages = (partner or self.customer).message_ids
        return messages.filtered(lambda m: "data-oe-model" in (m.body or ""))

    def test_empty_ficha_is_filled_and_says_from_where(self):
        move = self._invoice(invoice_payment_term_id=self.term_30.id)
        self.assertEqual(self.customer.property_payment_term_id, self.term_30)
        note = self._notes()
        self.assertEqual(len(note), 1)
        self.assertIn(f'data-oe-id="{move.id}"', note.body)
        self.assertIn(self.term_30.display_name, note.body)
        self.assertNotIn(move.name, note.body, "for who sees invoices")
        self.assertEqual(note.author_id, self.biller.partner_id)
        self.assertFalse(self._proposals())

    def test_several_fields_are_one_note(self):
        incoterm = self.env["account.incoterms"].search([], limit=1)
        self._invoice(
            invoice_payment_term_id=self.term_30.id,
            invoice_incoterm_id=incoterm.id,
            incoterm_location="Valencia",
        )
        self.assertEqual(self.customer.invoice_incoterm_id, incoterm)
        self.assertEqual(self.customer.invoice_incoterm_location, "Valencia")
        self.assertEqual(len(self._notes()), 1)

    def test_what_the_ficha_says_is_not_overwritten_but_proposed(self):
        self.customer.property_payment_term_id = self.term_15
        move = self._invoice(invoice_payment_term_id=self.term_30.id)
        self.assertEqual(self.customer.property_payment_term_id, self.term_15)
        proposal = self._proposals()
        self.assertEqual(proposal.field_name, "property_payment_term_id")
        self.assertEqual(proposal.current_value, self.term_15.display_name)
        self.assertEqual(proposal.proposed_value, self.term_30.display_name)
        self.assertEqual(proposal.source_id, move.id)
        self.assertEqual(proposal.user_id, self.biller)
        self.assertFalse(self._notes())
        proposal.with_user(self.ficha_user).action_accept()
        self.assertEqual(self.customer.property_payment_term_id, self.term_30)
        note = self.customer.message_ids[0].body
        self.assertIn(f'data-oe-id="{move.id}"', note)
        self.assertIn(">Invoice</a>", note)
        self.assertNotIn(move.name, note, "for who sees invoices")

    def test_the_same_difference_is_proposed_once(self):
        self.customer.property_payment_term_id = self.term_15
        self._invoice(invoice_payment_term_id=self.term_30.id)
        self._invoice(invoice_payment_term_id=self.term_30.id)
        proposal = self._proposals()
        self.assertEqual(len(proposal), 1)
        proposal.with_user(self.ficha_user).action_reject()
        self._invoice(invoice_payment_term_id=self.term_30.id)
        self.assertEqual(self._proposals(), proposal)
        self.assertEqual(proposal.state, "rejected")

    def test_nothing_typed_teaches_nothing(self):
        self.customer.property_payment_term_id = self.term_15
        self._invoice()
        self.assertFalse(self._notes())
        self.assertFalse(self._proposals())
        self.assertFalse(self.customer.invoice_journal_id)
        self.assertFalse(self.customer.invoice_currency_id)
        self.assertFalse(self.customer.invoice_delivery_partner_id)
        self.assertFalse(self.customer.user_id)

    def test_values_that_equal_the_system_s_own_are_not_typed(self):
        """As an import or another program sends them: all of them, unchanged."""
        journal = self.company_data["default_journal_sale"]
        self._invoice(
            journal_id=journal.id,
            currency_id=self.company.currency_id.id,
            invoice_user_id=self.biller.id,
            partner_shipping_id=self.customer.id,
        )
        self.assertFalse(self.customer.invoice_journal_id)
        self.assertFalse(self.customer.invoice_currency_id)
        self.assertFalse(self.customer.user_id)
        self.assertFalse(self.customer.invoice_delivery_partner_id)
        self.assertFalse(self._notes())

    def test_typed_in_the_form(self):
        """The form sends every field of the page (and not what a person touched)."""
        form = Form(
            self.env["account.move"].with_context(default_move_type="out_invoice")
        )
        form.partner_id = self.customer
        form.invoice_date = fields.Date.to_date("2026-01-15")
        form.invoice_payment_term_id = self.term_30
        with form.invoice_line_ids.new() as line:
            line.name = "Work"
            line.price_unit = 10
        move = form.save()
        move.action_post()
        self.assertEqual(self.customer.property_payment_term_id, self.term_30)
        self.assertEqual(len(self._notes()), 1)
        self.assertFalse(self.customer.invoice_journal_id)
        self.assertFalse(self.customer.user_id)
        self.assertFalse(self._proposals())

    def test_other_values_are_learned(self):
        delivery = self.env["res.partner"].create({"name": "Obra de Getafe"})
        seller = self._user("ficha_seller", "account.group_account_invoice")
        self._invoice(
            partner_shipping_id=delivery.id,
            invoice_user_id=seller.id,
        )
        self.assertEqual(self.customer.invoice_delivery_partner_id, delivery)
        self.assertEqual(self.customer.user_id, seller)

    def test_an_order_s_choices_are_not_the_customer_s(self):
        seller = self._user("ficha_seller", "account.group_account_invoice")
        self._invoice(
            invoice_origin="SO001",
            invoice_user_id=seller.id,
            invoice_payment_term_id=self.term_30.id,
        )
        self.assertFalse(self.customer.user_id)
        self.assertEqual(self.customer.property_payment_term_id, self.term_30)

    def test_remarks_are_asked_about_and_never_filled_in(self):
        self._invoice(narration="<p>Delivered on Monday</p>")
        self.assertFalse(self.customer.invoice_observations)
        self.assertEqual(self._proposals().proposed_value, "Delivered on Monday")
        self._invoice(narration="<p>Delivered on Friday</p>")
        self.assertEqual(self._proposals().proposed_value, "Delivered on Friday")

    def test_company_terms_are_nobody_s_remark(self):
        self.env["ir.config_parameter"].sudo().set_param(
            "account.use_invoice_terms", True
        )
        self.company.invoice_terms = "<p>Our terms</p>"
        self._invoice()
        self.assertFalse(self._proposals())
        self._invoice(narration="<p>Our terms</p><p>Ring twice</p>")
        self.assertEqual(self._proposals().proposed_value, "Ring twice")

    def test_the_link_to_the_terms_is_nobody_s_remark(self):
        """As Odoo writes it on an order: a link, in the customer's language."""
        for label in ("Terms &amp; Conditions", "Términos y condiciones"):
            url = "http://shop.example/terms"
            link = f'<a href="{url}" target="_blank">{url}</a>'
            self._invoice(narration=f"<p>{label}: {link}</p>")
            self.assertFalse(self._proposals())
        self._invoice(narration=f"<p>Terms: {link}</p><p>Ring twice</p>")
        self.assertEqual(self._proposals().proposed_value, "Ring twice")

    def test_terms_of_another_language_and_signatures_are_nobody_s_remark(self):
        self.env["res.lang"]._activate_lang("en_US")
        self.env["res.lang"]._activate_lang("es_ES")
        self.company.with_context(lang="en_US").invoice_terms = "<p>Our terms</p>"
        self.company.update_field_translations(
            "invoice_terms", {"es_ES": {"Our terms": "Lo nuestro"}}
        )
        self.biller.signature = "<div>--<br/>Eva, invoicing</div>"
        self._invoice(narration="<p>Lo nuestro</p>")
        self.assertFalse(self._proposals().mapped("proposed_value"))
        self._invoice(narration="<p>Our terms</p><div>--<br/>Eva, invoicing</div>")
        self.assertFalse(self._proposals().mapped("proposed_value"))
        self._invoice(narration="<p>Our terms are those of Eva, invoicing</p>")
        self.assertEqual(
            self._proposals().proposed_value, "Our terms are those of Eva, invoicing"
        )

    def test_a_remark_of_nothing_but_lines_costs_no_more_than_its_length(self):
        self.biller.signature = "<div>--<br/>Eva, invoicing</div>"
        self.company.invoice_terms = "<p>Our terms</p>"
        narration = f"<p>Ring twice</p>{'<br/>' * 60_000}<p>Our terms</p>"
        invoice = self._invoice(narration=narration)
        begun = process_time()
        self.assertEqual(invoice._ficha_value_to_write_back("narration"), "Ring twice")
        self.assertLess(process_time() - begun, 1)

    def test_purchase_order_is_learned_when_it_comes_back(self):
        self._invoice(ref="PO-1")
        self.assertFalse(self.customer.customer_purchase_reference)
        self._invoice(ref="PO-2")
        self.assertFalse(self.customer.customer_purchase_reference)
        self.assertFalse(self._proposals())
        self._invoice(ref="PO-2")
        self.assertEqual(self.customer.customer_purchase_reference, "PO-2")

    def test_contact_of_a_company_teaches_the_company(self):
        self._invoice(self.contact, invoice_payment_term_id=self.term_30.id)
        self.assertEqual(self.customer.property_payment_term_id, self.term_30)
        self.assertEqual(len(self._notes(self.customer)), 1)

    def test_setting_turns_filling_into_proposals(self):
        self.company.ficha_writeback = "propose"
        self._invoice(invoice_payment_term_id=self.term_30.id)
        self.assertFalse(self.customer.property_payment_term_id)
        self.assertEqual(self._proposals().current_value, "")

    def test_each_company_learns_its_own(self):
        other = self.setup_other_company()["company"]
        self._invoice(invoice_payment_term_id=self.term_30.id)
        theirs = self.customer.with_company(other)
        self.assertFalse(theirs.property_payment_term_id)

    def test_credit_notes_do_not_teach(self):
        self._invoice(move_type="out_refund", invoice_payment_term_id=self.term_30.id)
        self.assertFalse(self.customer.property_payment_term_id)
        self.assertFalse(self._proposals())

    def test_archived_customer_and_archived_value(self):
        term = self.term_30.copy()
        draft = self._invoice(post=False, invoice_payment_term_id=term.id)
        term.active = False
        draft.action_post()
        self.assertFalse(self.customer.property_payment_term_id)
        draft = self._invoice(post=False, invoice_payment_term_id=self.term_15.id)
        self.customer.sudo().active = False
        draft.action_post()
        self.assertEqual(self.customer.property_payment_term_id, self.term_15)

    def test_two_invoices_in_one_batch(self):
        moves = self._invoice(post=False, invoice_payment_term_id=self.term_30.id)
        moves |= self._invoice(post=False, invoice_payment_term_id=self.term_15.id)
        moves.action_post()
        self.assertEqual(self.customer.property_payment_term_id, self.term_30)
        self.assertEqual(self._proposals().proposed_value, self.term_15.display_name)

    def test_scheduled_posting_teaches_in_the_name_of_who_made_it(self):
        self.customer.property_payment_term_id = self.term_15
        self._invoice(
            post=False,
            auto_post="at_date",
            invoice_payment_term_id=self.term_30.id,
        )
        with self.enter_registry_test_mode():
            self.env.ref(
                "account.ir_cron_auto_post_draft_entry"
            ).method_direct_trigger()
        self.assertEqual(self._proposals().user_id, self.biller)

    def _write_back_queries(self, count, **values):
        partners = self.env["res.partner"].create(
            [{"name": f"P{i}"} for i in range(count)]
        )
        moves = self.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": partner.id,
                    "invoice_date": fields.Date.to_date("2026-01-15"),
                    "invoice_line_ids": [
                        Command.create({"name": "W", "price_unit": 1, "tax_ids": []})
                    ],
                    **values,
                }
                for partner in partners
            ]
        )
        self.env.flush_all()
        moves.mapped("ficha_prefill")
        before = self.env.cr.sql_log_count
        moves._ficha_write_back()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _queries_of_others(self, count):
        """What writing as many customers and noting it in their chatter costs without
        any lesson: a module beside us may look into each of them."""
        partners = self.env["res.partner"].create(
            [{"name": f"P{i}"} for i in range(count)]
        )
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        partners.with_context(mail_notrack=True).write(
            {"property_payment_term_id": self.term_30.id}
        )
        partners._message_log_batch({partner.id: "Noted" for partner in partners})
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_nothing_typed_costs_no_query(self):
        self.assertEqual(self._write_back_queries(5), 0)

    def test_learning_costs_no_query_per_invoice(self):
        values = {"invoice_payment_term_id": self.term_30.id}
        self._write_back_queries(2, **values)
        self._queries_of_others(2)
        more = self._queries_of_others(12) - self._queries_of_others(3)
        self.assertEqual(
            self._write_back_queries(3, **values),
            self._write_back_queries(12, **values) - more,
        )
