from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_client_code import ClientCodeCommon


@tagged("post_install", "-at_install")
class TestClientCodeBulk(ClientCodeCommon):
    def _without_codes(self, *partners):
        """Put the customers back to before the module."""
        self.env.flush_all()
        self.cr.execute(
            "UPDATE res_partner SET client_code = NULL WHERE id = ANY(%s)",
            [[partner.id for partner in partners]],
        )
        self.env.invalidate_all()

    def _adopt(self):
        action = self.env(user=self.manager)["ficha.code.adopt"].action_open()
        return (
            self.env["ficha.code.adopt"]
            .with_user(self.manager)
            .browse(action["res_id"])
        )

    # -- back-fill ---------------------------------------------------------------------

    def test_backfill_in_the_order_of_the_first_invoice(self):
        late, early = self._customer("Late"), self._customer("Early")
        same_day = self._customer("Same day")
        draft = self._customer("Draft only")
        self._posted(early, invoice_date="2023-01-05")
        self._posted(late, invoice_date="2023-02-05")
        self._posted(early, invoice_date="2023-03-05")
        self._posted(self.contact, invoice_date="2022-12-31")
        self._posted(same_day, invoice_date="2023-02-05")
        self._invoice(draft, invoice_date="2022-01-01")
        everybody = [late, early, same_day, self.customer]
        self._without_codes(*everybody)
        action = self.env(user=self.manager)[
            "res.partner"
        ].action_backfill_client_codes()
        self.assertIn("4", action["params"]["message"])
        expected = [self.customer, early, late, same_day]
        self.assertEqual(sorted(everybody, key=lambda p: p.client_code), expected)
        self.assertFalse(draft.client_code)
        again = self.env(user=self.manager)[
            "res.partner"
        ].action_backfill_client_codes()
        self.assertIn("already", again["params"]["message"])

    def test_backfill_uses_the_company_of_the_first_invoice(self):
        second = self.setup_other_company()
        self.biller.company_ids |= second["company"]
        self._series(second["company"], prefix="S", padding=3)
        self._posted(self.customer, company_data=second, invoice_date="2023-01-01")
        self._posted(self.customer, invoice_date="2023-01-02")
        self._without_codes(self.customer)
        self.Partner._backfill_client_codes()
        self.assertTrue(self.customer.client_code.startswith("S"))

    def test_a_manager_gives_codes_to_the_customers_of_their_companies(self):
        """Of those of another company not even how many they are is told."""
        second = self.setup_other_company()
        away = self._customer("Away", company_id=second["company"].id)
        self.biller.company_ids |= second["company"]
        self._posted(away, company_data=second, invoice_date="2023-01-01")
        self._posted(self.customer, invoice_date="2023-01-02")
        self._without_codes(away, self.customer)
        user = self.manager
        step = self.env(user=user)["ficha.start"]._start_codes()
        self.assertIn("<b>1 customer</b>", step["text"])
        told = self.env(user=user)["res.partner"].action_backfill_client_codes()
        self.assertEqual(told["params"]["message"], "1 customer was given its code.")
        self.assertTrue(self.customer.client_code)
        self.assertFalse(away.client_code)
        self.assertEqual(self.Partner._backfill_client_codes(), 1)
        self.assertTrue(away.client_code)

    def test_backfill_is_for_managers(self):
        with self.assertRaises(AccessError):
            self.Partner.with_user(self.clerk).action_backfill_client_codes()

    def test_backfill_queries_do_not_grow(self):
        def cost(count):
            partners = [self._customer(f"B{i}") for i in range(count)]
            for partner in partners:
                self._posted(partner)
            self._without_codes(*partners)
            start = self.cr.sql_log_count
            self.assertEqual(self.Partner._backfill_client_codes(), count)
            return self.cr.sql_log_count - start

        cost(1)
        self.assertEqual(cost(2), cost(8))

    # -- adoption ----------------------------------------------------------------------

    def test_adopt_says_what_qualifies_and_why_not(self):
        good = self._customer("Good", ref=" old-1 ")
        cases = {
            "spaces": [self._customer("Spaces", ref="OLD 2")],
            "contact": [self._customer("C", parent_id=good.id, ref="OLD3")],
            "coded": [self._customer("Coded", ref="OLD4", client_code="HAS")],
            "taken": [self._customer("Taken", ref="has")],
            "duplicate": [
                self._customer("D1", ref="DUP"),
                self._customer("D2", ref="dup"),
            ],
            "long": [self._customer("Long", ref="X" * 40)],
        }
        wizard = self._adopt()
        verdicts = {line.partner_id: line.verdict for line in wizard.line_ids}
        self.assertEqual(verdicts[good], "ok")
        for verdict, partners in cases.items():
            for partner in partners:
                self.assertEqual(verdicts[partner], verdict, partner.name)
        self.assertNotIn(self.customer, verdicts)
        wizard.action_adopt()
        self.assertEqual(good.client_code, "OLD-1")
        for partner in cases["duplicate"] + cases["spaces"] + cases["contact"]:
            self.assertFalse(partner.client_code)

    def test_unticked_and_suppliers_are_left_alone(self):
        keep = self._customer("Keep", ref="KEEP1")
        drop = self._customer("Drop", ref="DROP1")
        supplier = self._customer("Supplier", ref="SUP1", supplier_rank=3)
        wizard = self._adopt()
        lines = {line.partner_id: line for line in wizard.line_ids}
        self.assertTrue(lines[keep].adopt)
        self.assertFalse(lines[supplier].adopt)
        self.assertEqual(lines[supplier].verdict, "ok", "but may be ticked")
        lines[drop].adopt = False
        told = wizard.action_adopt()
        self.assertEqual(told["params"]["message"], "1 reference is a client code now.")
        self.assertEqual(keep.client_code, "KEEP1")
        self.assertFalse(drop.client_code or supplier.client_code)

    def test_a_line_cannot_be_forced(self):
        one = self._customer("One", ref="DUP")
        self._customer("Two", ref="DUP")
        wizard = self._adopt()
        wizard.line_ids.filtered(lambda line: line.partner_id == one).adopt = True
        wizard.action_adopt()
        self.assertFalse(one.client_code)

    def test_what_changed_since_the_list_is_left_alone(self):
        one = self._customer("One", ref="LIST1")
        wizard = self._adopt()
        other = self._customer("Other", client_code="LIST1")
        wizard.action_adopt()
        self.assertFalse(one.client_code)
        self.assertEqual(other.client_code, "LIST1")

    def test_the_series_goes_on_after_adopted_codes(self):
        number = self.sequence.number_next_actual + 40
        self._customer("Last", ref=f"C{number:05d}")
        self._customer("A year, not a number", ref="C20240001")
        self._adopt().action_adopt()
        self._posted(self.customer)
        self.assertEqual(self.customer.client_code, f"C{number + 1:05d}")

    def test_adoption_is_for_managers_and_offered_once_there_is_something(self):
        with self.assertRaises(AccessError):
            self.env(user=self.clerk)["ficha.code.adopt"].action_open()
        todos = self.env["ir.actions.todo"].search([])
        self._customer("Good", ref="OFFER-ME")
        self.env["ficha.code.adopt"]._offer_after_installation()
        new = self.env["ir.actions.todo"].search([]) - todos
        action = self.env.ref("ficha_cliente.action_ficha_code_adopt")
        self.assertEqual(new.action_id.id, action.id)

    def test_a_customer_who_is_about_to_be_written_gets_a_code(self):
        """What else was changed of them in the same transaction is not lost."""
        partner = self._customer("About to be written")
        self.env.flush_all()
        partner.comment = "Changed"
        partner._assign_client_code()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(partner.client_code)
        self.assertIn("Changed", partner.comment)

    # -- taken out, and installed again ------------------------------------------------

    def test_taken_out_a_code_stays_with_its_customer(self):
        codes = [f"C{self.sequence.number_next_actual + n:05d}" for n in range(4)]
        empty = self._customer("Empty", client_code=codes[0], active=False)
        other = self._customer("Other", client_code=codes[1], ref="THEIRS")
        other.comment = "<p>Rings first</p>"
        same = self._customer("Same", client_code=codes[2], ref=codes[2].lower())
        same._change_client_code(codes[3], "They asked for it")
        for _time in range(2):  # once more when it is installed and taken out again
            self.Partner._keep_client_codes()
            self.assertEqual(empty.ref, codes[0])
            self.assertFalse(empty.comment)
            self.assertEqual(other.ref, "THEIRS", "what was there stays")
            # in the language of the company
            self.assertRegex(
                str(other.comment), f"^<p>Rings first</p><p>[^<:]+: {codes[1]}</p>$"
            )
            self.assertEqual(same.ref, codes[2].lower())
            # the code of now, and the one from before that their reference says
            self.assertEqual(str(same.comment).count("<p>"), 2)
            self.assertIn(f": {codes[3]}</p>", same.comment)

    def test_installed_again_a_printed_code_is_nobody_elses(self):
        number = self.sequence.number_next_actual + 40
        self._customer("A year, not a number", ref="C20240001")
        self._customer("By reference", ref=f"c{number:05d}")
        noted = self._customer("In the notes", ref="THEIRS", active=False)
        noted.comment = f"<p>Client code: C{number + 5:05d}</p>"
        self.Partner._skip_printed_client_codes()
        self._posted(self.customer)
        self.assertEqual(self.customer.client_code, f"C{number + 6:05d}")

    def test_longer_codes_count_where_the_shorter_are_used_up(self):
        # a series of its own: how far one is set is not rolled back
        self._series(self.env.company, prefix="L", padding=2)
        self.Partner._skip_client_code_numbers(["L98", "L107", "L2024"])
        self._posted(self.customer)
        self.assertEqual(self.customer.client_code, "L108")
