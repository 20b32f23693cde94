from odoo.tests import tagged

from .common_client_code import ClientCodeCommon


@tagged("post_install", "-at_install")
class TestClientCodeCompany(ClientCodeCommon):
    """What each company decides: the moment, its own series; and its branches."""

    def test_draft_moment(self):
        self.company_data["company"].ficha_client_code_moment = "draft"
        move = self._invoice(self.customer)
        self.assertTrue(self.customer.client_code)
        other = self._customer("Other")
        move.partner_id = other
        self.assertTrue(other.client_code)
        bought = self._customer("Supplier")
        self._invoice(
            bought,
            move_type="in_invoice",
            journal_id=self.company_data["default_journal_purchase"].id,
        )
        self.assertFalse(bought.client_code)

    def test_customer_moment(self):
        self.env.company.ficha_client_code_moment = "customer"
        contacts = self.Partner.with_context(res_partner_search_mode="customer")
        self.assertTrue(contacts.create({"name": "From a customer list"}).client_code)
        contact = self.Partner.create({"name": "Just somebody"})
        self.assertFalse(contact.client_code)
        contact.customer_rank = 1
        self.assertTrue(contact.client_code)

    def test_two_companies_share_codes_and_a_company_may_have_its_series(self):
        second = self.setup_other_company()
        self.biller.company_ids |= second["company"]
        shared = self._posted(self.customer).partner_id
        code = shared.client_code
        self._posted(self.customer, company_data=second)
        self.assertEqual(self.customer.client_code, code, "one code in the database")
        self._series(second["company"], prefix="S", padding=3)
        there, here = self._customer("There"), self._customer("Here")
        self._posted(there, company_data=second)
        self._posted(here)
        self.assertEqual(there.client_code, "S001")
        self.assertRegex(here.client_code, r"^C\d+$")

    def test_branch_uses_its_company_s_settings_and_series(self):
        company = self.company_data["company"]
        self._series(company, prefix="M", padding=3)
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": company.id}
        )
        company.ficha_client_code_check_digit = True
        self.assertTrue(branch.ficha_client_code_check_digit)
        self.customer._assign_client_code(branch)
        self.assertRegex(self.customer.client_code, r"^M001-\d$")
