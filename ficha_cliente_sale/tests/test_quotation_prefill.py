from datetime import date

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.ficha_cliente.tools.words import in_date

from .common import QuotationCommon


@tagged("post_install", "-at_install")
class TestQuotationPrefill(QuotationCommon):
    def test_made_by_hand(self):
        with self.order_form() as form:
            form.partner_id = self.customer_a
            with form.order_line.new() as line:
                line.product_id = self.product_a
            self.assertEqual(form.client_order_ref, "PO-A")
        self.assert_order_from_a(form.record)
        summary = form.record.with_env(self.env).ficha_prefill_summary
        for fname in ("payment_term_id", "client_order_ref", "note"):
            label = form.record._fields[fname]._description_string(self.env)
            self.assertIn(label, summary)

    def test_made_over_the_api(self):
        order = self.order(self.customer_a)
        self.assert_order_from_a(order)
        label = order._fields["note"]._description_string(self.env)
        self.assertIn(label, order.with_env(self.env).ficha_prefill_summary)

    def test_contact_of_a_company(self):
        order = self.order(self.contact_a)
        self.assertEqual(order.journal_id, self.journal_a)
        self.assertEqual(order.client_order_ref, "PO-A")
        self.assertEqual(order.preferred_payment_method_line_id, self.method)
        self.assertEqual(order.order_line.discount, 10.0)

    def test_a_standing_discount_that_ends(self):
        """The quotation says until when; afterwards lines go without it, and one that
        was quoted keeps what it was quoted at."""
        end = date(2026, 5, 15)
        self.customer_a.standing_discount_end = end
        with freeze_time("2026-05-15 10:00:00"):
            order = self.order(self.customer_a)
            self.assertEqual(order.order_line.discount, 10.0)
            told = order.with_env(self.env).ficha_prefill_summary
            self.assertIn(in_date(self.env, end), told)
        with freeze_time("2026-05-16 10:00:00"):
            self.env.invalidate_all()
            self.assertEqual(order.order_line.discount, 10.0)
            after = self.order(self.customer_a)
            self.assertEqual(after.order_line.discount, 0.0)
            self.assertFalse(after.with_env(self.env).ficha_standing_discount)
            told = after.with_env(self.env).ficha_prefill_summary
            self.assertNotIn(in_date(self.env, end), told)

    def test_quoted_before_the_discount_ended(self):
        """Another quantity leaves the discount that was promised, in the form too;
        another product, new prices and a copy take today's. Who reads the quotation
        sees the column while a line has a discount."""
        group = self.env.ref("sale.group_discount_per_so_line")
        self.env.ref("base.group_user").implied_ids += group
        pricelist = self.env["product.pricelist"].create(
            {"name": "Plain", "currency_id": self.company.currency_id.id}
        )
        self.customer_a.standing_discount_end = date(2026, 5, 15)
        with freeze_time("2026-05-15 10:00:00"):
            order, changed, ordered = (
                self.order(self.customer_a, pricelist_id=pricelist.id)
                for _number in range(3)
            )
            ordered.action_confirm()
        with freeze_time("2026-05-16 10:00:00"):
            self.env.invalidate_all()
            for quotation in (order, ordered):
                quotation.order_line.product_uom_qty = 7
                self.env.flush_all()
                self.assertEqual(quotation.order_line.discount, 10.0)
            with self.order_form(order) as form, form.order_line.edit(0) as line:
                line.product_uom_qty = 8
                self.assertEqual(line.discount, 10.0)
            self.assertEqual(order.order_line.discount, 10.0)
            self.assertTrue(order.ficha_standing_discount)
            copy = order.copy()
            self.assertEqual(copy.order_line.discount, 0.0)
            self.assertFalse(copy.ficha_standing_discount)
            changed.order_line.product_id = self.product_b
            self.env.flush_all()
            self.assertEqual(changed.order_line.discount, 0.0)
            order.action_update_prices()
            self.assertEqual(order.order_line.discount, 0.0)
            self.assertFalse(order.ficha_standing_discount)

    def test_customer_whose_file_says_nothing(self):
        order = self.order(self.plain)
        self.assertFalse(order.journal_id)
        self.assertFalse(order.client_order_ref)
        self.assertEqual(order.partner_shipping_id, self.plain)
        self.assertEqual(order.order_line.discount, 0.0)
        self.assertFalse(order.ficha_prefill_summary)

    def test_what_changes_what_amounts_mean_is_said_with_its_value(self):
        order = self.order(self.customer_a).with_env(self.env)
        for fname in ("journal_id", "fiscal_position_id"):
            label = order._fields[fname]._description_string(self.env)
            self.assertIn(
                f"{label}: {order[fname].display_name}", order.ficha_prefill_summary
            )
        # sudo: who invoices reads no coupons, which Odoo's own looks for here
        order.sudo().action_confirm()
        self.assertIn(self.journal_a.display_name, order.ficha_prefill_summary)
        self.assertNotIn("PO-A", order.ficha_prefill_summary)
        order.fiscal_position_id = False
        label = order._fields["fiscal_position_id"]._description_string(self.env)
        self.assertNotIn(label, order.ficha_prefill_summary)

    def test_another_module_has_its_say(self):
        self.extend_invoice_values(
            self.plain,
            {
                "property_payment_term_id": self.pay_terms_b,
                "invoice_journal_id": self.journal_b,
                "customer_purchase_reference": "PO-X",
                "invoice_observations": "Said by another module",
                "standing_discount": 7.0,
            },
        )
        expected = {
            "payment_term_id": self.pay_terms_b.id,
            "journal_id": self.journal_b.id,
            "client_order_ref": "PO-X",
        }
        order, changed = self.order(self.plain), self.order(self.customer_a)
        changed.partner_id = self.plain
        for quotation in (order, changed):
            self.assertRecordValues(quotation, [expected])
            self.assertIn("Said by another module", quotation.note)
            self.assertEqual(quotation.order_line.discount, 7.0)

    def test_the_code_selects_the_customer(self):
        self.customer_a.client_code = "Q7741"
        found = self.env["res.partner"].with_user(self.clerk).name_search("q7741")
        self.assertEqual(found[0][0], self.customer_a.id)
        shown = self.customer_a.with_context(formatted_display_name=True).display_name
        self.assertIn("Q7741", shown)

    def test_what_somebody_gives_stays(self):
        order = self.order(
            self.customer_a,
            payment_term_id=self.pay_terms_b.id,
            client_order_ref=False,
            note="<p>Only this</p>",
            order_line=[
                Command.create({"product_id": self.product_a.id, "discount": 3})
            ],
        )
        self.assertEqual(order.payment_term_id, self.pay_terms_b)
        self.assertFalse(order.client_order_ref)
        self.assertEqual(order.note, "<p>Only this</p>")
        self.assertEqual(order.order_line.discount, 3.0)
        self.assertEqual(order.journal_id, self.journal_a)
        order.partner_id = self.customer_b
        self.assertEqual(order.payment_term_id, self.pay_terms_b)
        self.assertFalse(order.client_order_ref)
        self.assertEqual(order.note, "<p>Only this</p>")
        self.assertEqual(order.order_line.discount, 3.0)
        self.assertEqual(order.journal_id, self.journal_b)

    def test_typed_in_the_form_stays(self):
        with self.order_form() as form:
            form.partner_id = self.customer_a
            form.client_order_ref = "TYPED"
            form.partner_id = self.customer_b
            self.assertEqual(form.client_order_ref, "TYPED")
            self.assertEqual(form.payment_term_id, self.pay_terms_b)
        self.assertEqual(form.record.client_order_ref, "TYPED")
        with self.order_form(form.record) as form:
            form.partner_id = self.customer_a
        self.assertEqual(form.record.client_order_ref, "TYPED")
        self.assertEqual(form.record.payment_term_id, self.pay_terms_a)

    def test_another_customer_before_saving(self):
        with self.order_form() as form:
            form.partner_id = self.customer_a
            with form.order_line.new() as line:
                line.product_id = self.product_a
            form.partner_id = self.customer_b
        self.assert_order_from_b(form.record)
        self.assertEqual(form.record.user_id, self.seller_b)

    def test_another_customer_after_saving(self):
        order = self.order(self.customer_a)
        order.partner_id = self.customer_b
        self.assert_order_from_b(order)
        with self.order_form(order) as form:
            form.partner_id = self.customer_a
        self.assertEqual(order.client_order_ref, "PO-A")
        self.assertEqual(order.order_line.discount, 10.0)

    def test_address_is_one_of_that_customer(self):
        other = self.env["res.partner"].create({"name": "Another dock"})
        order = self.order(self.customer_a, partner_shipping_id=other.id)
        self.assertEqual(order.partner_shipping_id, other)
        order.partner_id = self.customer_b
        self.assertEqual(order.partner_shipping_id, self.customer_b)

    def test_editing_the_ficha_leaves_quotations_alone(self):
        order = self.order(self.customer_a)
        self.customer_a.write(
            {
                "customer_purchase_reference": "NEW",
                "standing_discount": 50,
                "invoice_journal_id": self.journal_b.id,
                "invoice_observations": "Others",
            }
        )
        self.env.invalidate_all()
        self.assert_order_from_a(order)

    def test_confirmed_orders(self):
        order = self.order(self.customer_a, state="sale")
        self.assert_order_from_a(order)  # made confirmed, by an import
        order.order_line = [Command.create({"product_id": self.product_b.id})]
        self.assertEqual(order.order_line.mapped("discount"), [10.0, 10.0])

    def test_copy(self):
        order = self.order(self.customer_a, payment_term_id=self.pay_terms_b.id)
        copy = order.copy()
        self.assertEqual(copy.client_order_ref, "PO-A")
        copy.partner_id = self.customer_b
        self.assertEqual(copy.payment_term_id, self.pay_terms_b)
        self.assertEqual(copy.journal_id, self.journal_b)
        self.assertEqual(copy.order_line.discount, 25.0)

    def test_discount_is_for_what_is_bought(self):
        self.company.sale_discount_product_id = self.product_b
        order = self.order(
            self.customer_a,
            order_line=[
                Command.create({"product_id": self.product_a.id}),
                Command.create({"product_id": self.product_b.id}),
                Command.create({"display_type": "line_note", "name": "A note"}),
            ],
        )
        self.assertEqual(order.order_line.mapped("discount"), [10.0, 0.0, 0.0])

    def test_discount_after_new_prices_and_quantities(self):
        order = self.order(self.customer_a)
        order.order_line.product_uom_qty = 7
        self.assertEqual(order.order_line.discount, 10.0)
        order.action_update_prices()
        self.assertEqual(order.order_line.discount, 10.0)
        order.order_line.discount = 0.0
        order.order_line.product_uom_qty = 8
        self.assertEqual(order.order_line.discount, 0.0)

    def test_purchase_order_that_is_required(self):
        self.customer_b.purchase_reference_required = True
        order = self.order(self.customer_b, client_order_ref=False)
        self.assertTrue(order.ficha_reference_missing)
        order.client_order_ref = "  "
        self.assertTrue(order.ficha_reference_missing)
        order.client_order_ref = "4500"
        self.assertFalse(order.ficha_reference_missing)
        self.assertFalse(
            self.order(self.customer_a, client_order_ref=False).ficha_reference_missing
        )

    def test_a_batch_costs_no_queries_of_ours(self):
        def cost(count):
            partners = self.env["res.partner"].create(
                [
                    {"name": f"Batch {number}", "standing_discount": 5}
                    for number in range(count)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            orders = (
                self.env["sale.order"]
                .with_user(self.clerk)
                .create([{"partner_id": partner.id} for partner in partners])
            )
            self.env.flush_all()
            self.assertEqual(len(orders), count)
            return self.env.cr.sql_log_count - before

        cost(2)  # what is read once for all
        few, many = cost(3), cost(13)
        per_order = (many - few) / 10
        # Odoo: the number of each order, and its creation in the chatter
        self.assertLess(per_order, 6)
