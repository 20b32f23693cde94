from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_client_code import ClientCodeCommon


@tagged("post_install", "-at_install")
class TestClientCodeGuard(ClientCodeCommon):
    def _change(self, partner, code, reason="Old program", user=None):
        wizard = self.env(user=user or self.manager)["ficha.code.change"].create(
            {"partner_id": partner.id, "new_code": code, "reason": reason}
        )
        return wizard.action_confirm()

    def test_the_database_guards_codes(self):
        self.customer.client_code = "ABC"
        other = self._customer("Other")
        self.env.flush_all()
        with (
            self.assertRaises(UniqueViolation),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.cr.execute(
                "UPDATE res_partner SET client_code = 'ABC' WHERE id = %s", [other.id]
            )
        self.Partner._check_client_code_index()
        self.cr.execute("DROP INDEX res_partner_client_code_uniq")
        self.cr.execute(
            "UPDATE res_partner SET client_code = 'ABC' WHERE id = %s", [other.id]
        )
        with self._refused(UserError, r"ABC \(x2\)"):
            self.Partner._check_client_code_index()

    def test_doubles_are_refused_with_a_sentence(self):
        self.customer.client_code = " ab-1 "
        self.assertEqual(self.customer.client_code, "AB-1")
        with self._refused(ValidationError, "AB-1 already belongs to “Talleres"):
            self._customer("Other", client_code="ab -1")
        with self._refused(ValidationError, "more than one customer"):
            self.Partner.create(
                [{"name": str(i), "client_code": "SAME"} for i in range(2)]
            )
        with self._refused(ValidationError, "too long"):
            self._customer("Other", client_code="X" * 40)
        self.customer.active = False
        with self._refused(ValidationError, "already belongs"):
            self._customer("Other", client_code="AB-1")

    def test_owner_the_user_may_not_see_is_not_named(self):
        second = self.setup_other_company()["company"]
        self._customer("Secret Ltd", company_id=second.id, client_code="HID")
        clerk = self.Partner.with_user(self.clerk)
        with self.assertRaises(ValidationError) as caught:
            clerk.create({"name": "Mine", "client_code": "HID"})
        self.assertNotIn("Secret", str(caught.exception))

    def test_contacts_have_no_code_of_their_own(self):
        with self._refused(ValidationError, "shares its code"):
            self.contact.client_code = "X1"
        with self._refused(ValidationError, "shares its code"):
            self._customer("B", parent_id=self.customer.id, client_code="X1")

    def test_code_on_posted_invoices_stays(self):
        self.customer.client_code = "FIRST"
        self.customer.with_user(self.clerk).client_code = "SECOND"
        self._invoice(self.contact)
        self.customer.client_code = "THIRD"
        self._posted(self.contact)
        for user in (self.clerk, self.manager):
            partner = self.customer.with_user(user)
            with self._refused(UserError, "THIRD .*stays"):
                partner.client_code = "FOURTH"
            with self.assertRaises(UserError):
                partner.with_context(ficha_code_change=True).client_code = False
        partner.write({"client_code": "third", "comment": "no change, no objection"})
        self.assertEqual(self.customer.client_code, "THIRD")

    def test_import_cannot_change_it_either(self):
        self._posted(self.customer)
        code = self.customer.client_code
        fields = [".id", "name", "client_code"]
        partners = self.Partner.with_user(self.clerk)
        bad = partners.load(fields, [[str(self.customer.id), "T", "OTHER"]])
        self.assertIn("stays", bad["messages"][0]["message"])
        good = partners.load(fields, [[str(self.customer.id), "Renamed", code.lower()]])
        self.assertFalse(good["messages"])
        self.assertEqual(self.customer.name, "Renamed")
        new = partners.load(["name", "client_code"], [["Imported", " imp 7"]])
        self.assertEqual(self.Partner.browse(new["ids"]).client_code, "IMP7")

    def test_manager_changes_it_with_a_reason(self):
        self._posted(self.customer)
        old = self.customer.client_code
        self._change(self.contact, "ure-1")
        self.assertEqual(self.customer.client_code, "URE-1")
        alias = self.customer.client_code_alias_ids
        self.assertEqual((alias.code, alias.reason), (old, "Old program"))
        self.assertEqual(alias.user_id, self.manager)
        notes = "".join(self.customer.message_ids.mapped("body"))
        self.assertIn("Old program", notes)
        self.assertEqual(self.Partner.name_search(old)[0][0], self.customer.id)

    def test_only_a_manager_and_only_with_a_reason(self):
        self._posted(self.customer)
        with self.assertRaises(AccessError):
            self._change(self.customer, "N1", user=self.clerk)
        with self._refused(UserError, "Reason"):
            self._change(self.customer, "N1", reason="  ")
        other = self._customer("Other", client_code="OTHER")
        with self._refused(ValidationError, "already belongs to “Other”"):
            self._change(self.customer, other.client_code)

    def test_old_code_is_never_given_again(self):
        self._posted(self.customer)
        old = self.customer.client_code
        self._change(self.customer, "NEW")
        with self._refused(ValidationError, "not given again"):
            self._customer("Other", client_code=old)
        self.sequence.number_next_actual = int(old[1:])
        other = self._customer("Other")
        self._posted(other)
        self.assertNotEqual(other.client_code, old)
        gone = self._customer("Gone", client_code="GONE")
        self._change(gone, "GONE2")
        gone.unlink()
        with self._refused(ValidationError, "not given again"):
            self._customer("Other", client_code="GONE")

    def test_going_back_to_ones_own_old_code(self):
        self._posted(self.customer)
        old = self.customer.client_code
        self._change(self.customer, "NEW")
        self._change(self.customer, old, reason="A mistake")
        self.assertEqual(self.customer.client_code, old)
        self.assertEqual(self.customer.client_code_alias_ids.mapped("code"), ["NEW"])

    def test_aliases_are_not_written_by_hand(self):
        self._posted(self.customer)
        self._change(self.customer, "NEW")
        alias = self.customer.client_code_alias_ids.with_user(self.manager)
        for attempt in (
            lambda: alias.write({"code": "Z"}),
            alias.unlink,
            lambda: alias.create({"code": "Z", "partner_id": self.customer.id}),
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_a_customer_who_gets_a_company_hands_the_code_over(self):
        person, second = self._customer("Person"), self._customer("Second")
        self._posted(person)
        self._posted(second)
        code, later = person.client_code, second.client_code
        person.with_user(self.clerk).parent_id = self.customer
        self.assertFalse(person.client_code)
        self.assertEqual(self.customer.client_code, code)
        self.assertEqual(person.entity_client_code, code)
        second.parent_id = self.customer
        self.assertEqual(self.customer.client_code, code)
        self.assertEqual(self.customer.client_code_alias_ids.code, later)
        self.assertEqual(self.Partner.name_search(later)[0][0], self.customer.id)

    def test_aliases_follow_to_the_company(self):
        person = self._customer("Person", client_code="P1")
        self._change(person, "P2")
        person.parent_id = self.customer
        self.assertEqual(self.customer.client_code, "P2")
        self.assertEqual(self.customer.client_code_alias_ids.code, "P1")

    def test_contact_that_leaves_gets_its_own_code(self):
        self._posted(self.customer)
        self.contact.parent_id = False
        self.assertFalse(self.contact.client_code)
        self._posted(self.contact)
        self.assertTrue(self.contact.client_code)
        self.assertNotEqual(self.contact.client_code, self.customer.client_code)
