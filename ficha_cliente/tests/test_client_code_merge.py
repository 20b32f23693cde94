from itertools import permutations

from odoo.tests import tagged

from .common_client_code import ClientCodeCommon


@tagged("post_install", "-at_install")
class TestClientCodeMerge(ClientCodeCommon):
    def _merge(self, kept, *others):
        # a clerk may merge contacts of the same e-mail
        wizard = self.env(user=self.clerk)["base.partner.merge.automatic.wizard"]
        partners = kept.union(*others)
        wizard._merge(partners.ids, kept.with_user(self.clerk))
        self.env.invalidate_all()
        self.assertEqual(partners.exists(), kept)

    def _find(self, code):
        return [pair[0] for pair in self.Partner.name_search(code)][:1]

    def test_both_have_codes_in_both_orders(self):
        for order in permutations(range(2)):
            pair = [
                self._customer(f"P{i}", client_code=f"M{i}{order[0]}") for i in (0, 1)
            ]
            kept, gone = (pair[i] for i in order)
            self._posted(kept)
            self._posted(gone)
            code, old = kept.client_code, gone.client_code
            self._merge(kept, gone)
            self.assertEqual(kept.client_code, code)
            self.assertEqual(kept.client_code_alias_ids.mapped("code"), [old])
            self.assertEqual(self._find(old), kept.ids)
            self.assertEqual(self._find(code), kept.ids)

    def test_only_one_has_a_code_in_both_orders(self):
        kept, gone = self._customer("Kept", client_code="K1"), self._customer("Gone")
        self._merge(kept, gone)
        self.assertEqual(kept.client_code, "K1")
        kept, gone = self._customer("Kept"), self._customer("Gone", client_code="G1")
        self._posted(gone)
        self._merge(kept, gone)
        self.assertEqual(kept.client_code, "G1")
        self.assertFalse(kept.client_code_alias_ids)

    def test_three_and_none_kept(self):
        old = self._customer("Old", client_code="T1")
        new = self._customer("New", client_code="T2")
        kept = self._customer("Kept")
        self._merge(kept, new, old)
        self.assertEqual(kept.client_code, "T1", "the oldest customer's")
        self.assertEqual(kept.client_code_alias_ids.mapped("code"), ["T2"])

    def test_previous_codes_follow(self):
        gone = self._customer("Gone", client_code="A1")
        gone._change_client_code("A2", "Test")
        kept = self._customer("Kept", client_code="A3")
        self._merge(kept, gone)
        self.assertEqual(kept.client_code, "A3")
        self.assertEqual(set(kept.client_code_alias_ids.mapped("code")), {"A1", "A2"})

    def test_customer_merged_into_a_contact_of_a_company(self):
        gone = self._customer("Ana", client_code="P1")
        self._merge(self.contact, gone)
        self.assertFalse(self.contact.client_code)
        self.assertEqual(self.customer.client_code, "P1")
        again = self._customer("Ana", client_code="P2")
        self._merge(self.contact, again)
        self.assertEqual(self.customer.client_code, "P1")
        self.assertEqual(self.customer.client_code_alias_ids.code, "P2")

    def test_contact_of_a_company_merged_into_a_customer(self):
        kept = self._customer("Ana", client_code="P1")
        self._merge(kept, self.contact)
        self.assertEqual(kept.parent_id, self.customer, "the core gives it the company")
        self.assertFalse(kept.client_code)
        self.assertEqual(self.customer.client_code, "P1")

    def test_archived_and_other_company(self):
        gone = self._customer("Gone", client_code="Z1", active=False)
        kept = self._customer("Kept", client_code="Z2")
        self._merge(kept, gone)
        self.assertEqual(kept.client_code_alias_ids.code, "Z1")

    def test_companies_with_contacts(self):
        other = self._customer("Urena SA", is_company=True, client_code="U1")
        self.customer.client_code = "U0"
        person = self._customer("Pepe", parent_id=other.id)
        self._posted(person)
        self._merge(self.customer, other)
        self.assertEqual(person.entity_client_code, "U0")
        self.assertEqual(self._find("U1"), self.customer.ids)
