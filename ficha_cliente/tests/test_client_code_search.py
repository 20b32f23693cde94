from odoo.exceptions import UserError
from odoo.tests import tagged

from ..tools import client_code as code_format
from .common_client_code import ClientCodeCommon


@tagged("post_install", "-at_install")
class TestClientCodeSearch(ClientCodeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        cls.customer.client_code = "C00777"
        # names that a search by text would put first
        cls.decoys = cls.env["res.partner"].create(
            [
                {"name": "A c00777 by name", "customer_rank": 50},
                {"name": "A by ref", "ref": "C00777", "customer_rank": 50},
                {"name": "A c777", "customer_rank": 50},
            ]
        )

    def _names(self, text, **kwargs):
        partners = self.Partner.with_user(self.biller).with_context(
            res_partner_search_mode="customer"
        )
        return [pair[0] for pair in partners.name_search(text, **kwargs)]

    def test_code_comes_first_however_it_is_typed(self):
        digit = code_format.check_digit("C00777")
        for text in ("C00777", "c00777", " c777 ", "777", "C 00777", f"c777-{digit}"):
            self.assertEqual(self._names(text)[0], self.customer.id, text)
        self.assertIn(self.decoys[0].id, self._names("c00777"), "names still count")

    def test_limit_and_domain_hold(self):
        self.assertEqual(self._names("C00777", limit=1), self.customer.ids)
        self.assertNotIn(
            self.customer.id, self._names("C00777", domain=[("is_company", "=", False)])
        )
        self.customer.active = False
        self.assertNotIn(self.customer.id, self._names("C00777"))

    def test_exact_operator_returns_nobody_else(self):
        self.assertEqual(self._names("C00777", operator="="), self.customer.ids)

    def test_import_of_invoices_finds_the_customer_by_code(self):
        result = (
            self.env(user=self.biller)["account.move"]
            .with_company(self.company)
            .with_context(default_move_type="out_invoice")
            .load(["partner_id"], [["c00777"]])
        )
        self.assertFalse(result["messages"])
        move = self.env["account.move"].browse(result["ids"])
        self.assertEqual(move.partner_id, self.customer)

    def test_beginning_of_a_code_is_enough_while_typing(self):
        self.assertIn(self.customer.id, self._names("C007"))
        self.assertNotIn(self.customer.id, self._names("C008"))
        self.assertNotIn(self.customer.id, self._names("C0%7"))

    def test_list_search_box_finds_present_and_previous_codes(self):
        self.customer._change_client_code("NEWCODE", "Test")
        for text in ("newcode", "c777"):
            found = self.Partner.search([("display_name", "ilike", text)])
            self.assertIn(self.customer, found, text)
        self.assertEqual(self._names("C00777")[0], self.customer.id)
        found = self.Partner.search([("display_name", "in", ["C00777", "Nobody"])])
        self.assertIn(self.customer, found)

    def test_present_code_goes_before_a_previous_one(self):
        self.customer._change_client_code("C00778", "Test")
        other = self._customer("Other", client_code="777")
        self.assertEqual(self._names("777")[:2], [other.id, self.customer.id])

    def test_the_list_under_the_box_shows_the_code(self):
        rows = self.Partner.with_user(self.biller).web_name_search(
            "C00777", {"display_name": {}}
        )
        self.assertIn("C00777", rows[0]["__formatted_display_name"])
        self.assertNotIn("C00777", rows[0]["display_name"])

    def test_record_rules_hold(self):
        second = self.setup_other_company()["company"]
        hidden = self._customer("Hidden", company_id=second.id, client_code="C00900")
        self.assertNotIn(hidden.id, self._names("C00900"))

    def test_check_digit_is_part_of_new_codes(self):
        self.company.ficha_client_code_check_digit = True
        customer = self._customer("Checked")
        self._posted(customer)
        body, digit = customer.client_code.rsplit("-", 1)
        self.assertEqual(digit, code_format.check_digit(body))
        for text in (customer.client_code, body, body.lower().replace("c", "c ")):
            self.assertEqual(self._names(text)[0], customer.id, text)

    def test_mistyped_code_is_told_and_finds_nobody(self):
        self.company.ficha_client_code_check_digit = True
        right = code_format.check_digit("C00777")
        wrong = f"C00777-{(int(right) + 1) % 10}"
        self.assertEqual(self._names(wrong), [])
        with self._refused(UserError, "wrong check digit"):
            self._names(wrong, operator="=")
        with self._refused(UserError, "wrong check digit"):
            self.Partner.name_create(wrong)
        self.assertEqual(self._names(f"C00777-{right}")[0], self.customer.id)
        legacy = self._customer("Legacy", client_code=wrong)
        self.assertEqual(self._names(wrong), legacy.ids, "a code somebody has is right")

    def test_without_check_digits_nothing_is_judged(self):
        self.env["res.company"].search([]).ficha_client_code_check_digit = False
        wrong = f"C00777-{(int(code_format.check_digit('C00777')) + 1) % 10}"
        self.assertEqual(self._names(wrong, operator="="), [])
        self.assertTrue(self.Partner.name_create(wrong)[0])

    def test_check_digit_finds_wrong_digits_and_letters(self):
        body = "C00142"
        for position, wrong in ((0, "D"), (3, "2"), (4, "5"), (5, "3")):
            mistyped = body[:position] + wrong + body[position + 1 :]
            self.assertNotEqual(
                code_format.check_digit(mistyped),
                code_format.check_digit(body),
                mistyped,
            )
        self.assertEqual(code_format.with_check_digit(body), "C00142-5")

    def test_changed_format_is_known_at_once(self):
        self.assertNotIn(self.customer.id, self._names("K777"))
        self.sequence.write({"prefix": "K", "padding": 4})
        self.customer.client_code = "K0777"
        self.assertEqual(self._names("k777")[0], self.customer.id)
