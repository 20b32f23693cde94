from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common_issued import IssuedCommon


@tagged("post_install", "-at_install")
class TestValueOrigin(IssuedCommon):
    """Who or which document a value came from."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.origins = cls.env["ficha.value.origin"].sudo()
        # what is there already was there before anybody noted origins
        cls.origins.search([("partner_id", "=", cls.customer.id)]).unlink()

    def _origin(self, partner, name):
        return self.origins.search(
            [("partner_id", "=", partner.id), ("field_name", "=", name)]
        )

    def test_what_a_person_writes_is_theirs(self):
        self.customer.with_user(self.ficha_user).write({"phone": "910000000"})
        origin = self._origin(self.customer, "phone")
        self.assertEqual(origin.source, "person")
        self.assertEqual(origin.user_id, self.ficha_user)
        self.assertEqual(origin.field_label, "Phone")
        self.assertFalse(self._origin(self.customer, "street"), "it was there before")

    def test_a_new_ficha_notes_what_was_filled_in(self):
        partner = (
            self.env["res.partner"]
            .with_user(self.ficha_user)
            .create({"name": "Casa Lis", "phone": False, "city": "Salamanca"})
        )
        self.assertTrue(self._origin(partner, "name"))
        self.assertTrue(self._origin(partner, "city"))
        self.assertFalse(self._origin(partner, "phone"))

    def test_what_the_system_writes_has_no_author(self):
        self.customer.with_user(self.ficha_user).sudo().write({"phone": "910000000"})
        self.assertFalse(self._origin(self.customer, "phone"))

    def test_the_customer_in_the_portal(self):
        portal = new_test_user(
            self.env, "origin_portal", "base.group_portal", partner_id=self.customer.id
        )
        self.customer.with_user(portal).sudo().write({"city": "Toledo"})
        self.assertEqual(self._origin(self.customer, "city").source, "portal")

    def test_no_document_is_no_word(self):
        """A value without a document has none, and not one called "false"."""
        for nothing in (False, None, ""):
            self.origins._note(self.customer, ["phone"], "person", nothing)
            origin = self._origin(self.customer, "phone")
            self.assertIs(origin.source_ref, False)

    def test_odoos_own_import(self):
        partners = self.env["res.partner"].with_user(self.ficha_user)
        found = partners.with_context(import_file=True).load(
            ["name", "city"], [["Casa Lis", "Salamanca"]]
        )
        partner = partners.browse(found["ids"])
        self.assertEqual(self._origin(partner, "city").source, "import")

    def test_an_accepted_proposal_says_where_it_came_from(self):
        invoice = self._invoice()
        proposal = self.env["ficha.proposal"]._propose(
            self.customer, {"street": "Gran Vía 9"}, "portal", source_ref=invoice
        )
        proposal.with_user(self.ficha_user).action_accept()
        origin = self._origin(self.customer, "street")
        self.assertEqual(origin.source, "portal")
        self.assertEqual(origin.source_ref, invoice.display_name)
        self.assertEqual(origin.date, proposal.date, "the day it was said")
        self.assertEqual(origin.action_open_source()["res_id"], invoice.id)
        proposal.with_user(self.ficha_user).action_undo()
        self.assertFalse(self._origin(self.customer, "street"))

    def test_a_document_is_named_to_who_may_read_it(self):
        """Others who see the customer are told of what kind it is, and searching names
        tells them no more."""
        invoice = self._invoice()
        proposal = self.env["ficha.proposal"]._propose(
            self.customer, {"street": "Gran Vía 9"}, "invoice", source_ref=invoice
        )
        self.origins._note(self.customer, ["street"], "invoice", record=invoice)
        origin = self._origin(self.customer, "street")
        groups = "ficha_cliente.group_ficha_user,account.group_account_invoice"
        both = new_test_user(self.env, "origin_both", groups)
        other = self._create_company(name="Other company")
        elsewhere = new_test_user(
            self.env,
            "origin_elsewhere",
            groups,
            company_id=other.id,
            company_ids=other.ids,
        )
        for row in (proposal, origin):
            for user, told in (
                (self.ficha_user, "Invoice"),
                (both, invoice.display_name),
                (elsewhere, "Invoice"),
            ):
                seen = row.with_user(user).with_company(user.company_id)
                with self.subTest(row=row, user=user.login):
                    self.assertEqual(seen.source_ref, told)
                    self.assertEqual(seen.read(["source_ref"])[0]["source_ref"], told)
                    named = [("source_ref", "ilike", invoice.name)]
                    found = seen.search([("id", "=", row.id), *named])
                    self.assertEqual(found, seen if user == both else seen.browse())
                    for ask in (
                        lambda rows=seen: rows.read(["source_name"]),
                        lambda rows=seen: rows.search([("source_name", "!=", False)]),
                        lambda rows=seen: rows.search([], order="source_name"),
                    ):
                        with self.assertRaises(AccessError):
                            ask()
        self.origins._note(self.customer, ["phone"], "import", "clientes.xlsx, 7")
        text = self._origin(self.customer, "phone").with_user(self.ficha_user)
        self.assertEqual(text.source_ref, "clientes.xlsx, 7")
        self.assertEqual(text.search([("source_ref", "=", text.source_ref)]), text)

    def test_what_an_invoice_taught(self):
        invoice = self._invoice(invoice_payment_term_id=self.term_30.id)
        origin = self._origin(self.customer, "property_payment_term_id")
        self.assertEqual(origin.source, "invoice")
        self.assertEqual(origin.source_id, invoice.id)
        self.assertEqual(origin.company_id, self.company)
        self.assertEqual(origin.user_id, self.biller)

    def test_the_latest_counts(self):
        user = self.customer.with_user(self.ficha_user)
        user.write({"phone": "910000000"})
        self.env.cr.flush()
        self.origins._note(self.customer, ["phone"], "import", "clientes.xlsx")
        origin = self._origin(self.customer, "phone")
        self.assertEqual(
            (origin.source, origin.source_ref), ("import", "clientes.xlsx")
        )
        user.write({"phone": "920000000"})
        self.assertEqual(self._origin(self.customer, "phone").source, "person")

    def test_one_statement_for_many(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Cliente {number}"} for number in range(50)]
        )
        self.env.cr.flush()
        with self.assertQueryCount(1):
            for partner in partners:
                self.origins._note(partner, ["name", "phone", "nothing"], "import")
        rows = self.origins.search([("partner_id", "in", partners.ids)])
        self.assertEqual(len(rows), 100)

    def test_contacts_that_are_gone(self):
        partner = self.env["res.partner"].create({"name": "Nobody"})
        self.origins._note(partner | self.customer, ["name"], "import")
        partner.unlink()
        self.assertEqual(self._origin(self.customer, "name").source, "import")

    def test_each_company_has_its_own(self):
        other = self._create_company(name="Other company")
        field = ["property_payment_term_id"]
        for company in self.company | other:
            partner = self.customer.with_company(company)
            self.origins._note(partner, field, "import", company.name)
        self.assertEqual(len(self._origin(self.customer, field[0])), 2)
        seen = self._origin(self.customer, field[0]).with_user(self.ficha_user)
        self.assertEqual(seen.search([("id", "in", seen.ids)]).company_id, self.company)

    def test_personal_data(self):
        self.origins._note(self.customer, ["occupation", "phone"], "form")
        rows = self.origins.with_user(self.ficha_user).search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertEqual(rows.mapped("field_name"), ["phone"])
        self.ficha_user.group_ids += self.env.ref("ficha_cliente.group_ficha_personal")
        self.assertEqual(len(rows.search([("partner_id", "=", self.customer.id)])), 2)

    def test_nobody_alters_origins(self):
        self.origins._note(self.customer, ["phone"], "form")
        row = self._origin(self.customer, "phone").with_user(self.ficha_user)
        for change in (lambda: row.write({"source": "person"}), row.unlink):
            with self.assertRaises(AccessError):
                change()
        with self.assertRaises(AccessError):
            self._origin(self.customer, "phone").with_user(self.biller).read(["source"])


@tagged("post_install", "-at_install")
class TestValueOriginMerge(IssuedCommon):
    """Odoo's own merge, with origins on both sides."""

    def setUp(self):
        super().setUp()
        self.kept, self.gone = (
            self.env["res.partner"]
            .sudo()
            .create(
                [
                    {"name": "Casa Lis", "phone": "910000000"},
                    {"name": "Casa Liz", "phone": "920000000", "city": "Salamanca"},
                ]
            )
        )
        self.origins = self.env["ficha.value.origin"].sudo()

    def _merge_all(self, kept, *others):
        env = self.env(user=self.ficha_user)
        wizard = env["base.partner.merge.automatic.wizard"]
        wizard._merge(kept.union(*others).ids, kept.with_env(env))
        self.env.invalidate_all()

    def _merge(self):
        self._merge_all(self.kept, self.gone)

    def _said(self):
        rows = self.origins.search([("partner_id", "=", self.kept.id)])
        return {row.field_name: row.source_ref for row in rows}

    def test_the_origin_follows_the_value(self):
        self.origins._note(self.kept, ["phone", "name"], "import", "kept")
        self.origins._note(self.kept, ["city"], "import", "emptied since")
        self.origins._note(self.gone, ["phone", "name", "city"], "import", "gone")
        self._merge()
        self.assertEqual(self.kept.city, "Salamanca")
        self.assertEqual(
            self._said(), {"phone": "kept", "name": "kept", "city": "gone"}
        )

    def test_a_value_of_unknown_origin_takes_none_from_another(self):
        self.origins._note(self.gone, ["phone"], "import", "gone")
        self._merge()
        self.assertEqual(self.kept.phone, "910000000")
        self.assertFalse(self._said())

    def test_three_with_values_of_each_company(self):
        third = self.env["res.partner"].sudo().create({"name": "Casa Lys"})
        term = self.env.ref("account.account_payment_term_30days")
        third.property_payment_term_id = term
        for partner in (self.kept, self.gone, third):
            self.origins._note(
                partner, ["property_payment_term_id"], "import", partner.name
            )
        self._merge_all(self.kept, self.gone, third)
        self.assertEqual(self.kept.property_payment_term_id, term)
        self.assertEqual(self._said(), {"property_payment_term_id": "Casa Lys"})
