from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_duplicate import DuplicateCommon


@tagged("post_install", "-at_install")
class TestDuplicate(DuplicateCommon):
    def test_scan_finds_the_pair(self):
        action = self.scan()
        self.assertEqual(action["res_model"], "ficha.duplicate")
        pair = self.pair()
        self.assertEqual((pair.state, pair.certainty), ("open", "certain"))
        self.assertGreaterEqual(pair.score, 90)
        self.assertEqual(
            pair.with_user(self.user).evidence,
            "same mobile; same name, one with words missing",
        )
        self.assertEqual(self.first.with_user(self.user).duplicate_count, 1)
        shown = self.env["ficha.duplicate"].search(
            self.first.with_user(self.user).action_view_duplicates()["domain"]
        )
        self.assertEqual(shown, pair)

    def test_no_data_is_told(self):
        self.first.birthdate_date = self.second.birthdate_date = "1980-03-07"
        self.scan()
        self.assertIn("same date of birth", self.pair().evidence)
        self.assertNotIn("1980", self.pair().evidence)
        self.assertNotIn("612", self.pair().evidence)

    def test_kept_separate_for_ever(self):
        self.scan()
        pair = self.pair().with_user(self.user)
        pair.action_same_household()
        self.assertEqual((pair.state, pair.separate_reason), ("separate", "household"))
        self.assertEqual(pair.decided_by_id, self.user)
        self.second.vat = self.first.vat
        self.scan()
        self.assertEqual(self.pair(), pair)
        self.assertEqual(pair.state, "separate")
        self.assertFalse(self.first.with_user(self.user)._find_duplicates())
        self.assertFalse(self.first.with_user(self.user).duplicate_count)

    def test_keeping_separate_is_undone(self):
        self.scan()
        pair = self.pair().with_user(self.user)
        pair.action_keep_separate()
        self.assertEqual(pair.separate_reason, "different")
        pair.action_reopen()
        self.assertEqual(pair.state, "open")
        self.assertFalse(pair.separate_reason or pair.decided_by_id)

    def test_pair_is_forgotten_when_nothing_is_left_of_it(self):
        self.scan()
        self.assertTrue(self.pair())
        self.second.write({"name": "Breixo Amado", "phone": "699112233"})
        self.scan()
        self.assertFalse(self.pair())

    def test_archived_contacts_are_no_pair(self):
        self.scan()
        self.second.active = False
        self.scan()
        self.assertFalse(self.pair())

    def test_a_contact_and_its_company(self):
        company = self.contact(
            "Talleres Ureña",
            is_company=True,
            phone="952470316",
            email="a@urena.example",
        )
        values = {"phone": "952470316", "email": "a@urena.example"}
        contact = self.contact("Talleres Ureña", parent_id=company.id, **values)
        address = self.contact(
            "Talleres Ureña", parent_id=company.id, type="delivery", **values
        )
        self.scan()
        for one, other in ((company, contact), (company, address), (contact, address)):
            self.assertFalse(self.pair(one, other))

    def test_two_contacts_of_a_company(self):
        company = self.contact("Talleres Ureña", is_company=True)
        one, other = (
            self.contact(
                "Ana Rúa Novoa", parent_id=company.id, email="ana@urena.example"
            )
            for _time in range(2)
        )
        self.scan()
        self.assertEqual(self.pair(one, other).certainty, "certain")

    def test_mistyped_names_are_found(self):
        """Nothing else in common than a name with a slip and the house."""
        house = {"street": "Rúa do Vilar, 27", "zip": "15705"}
        self.contact("Xacobe Freixomil", **house)
        one = self.contact("Xacobe Freixomil Souto", **house)
        other = self.contact(
            "Xacobe Freixomli", **{**house, "street": "R. do Vilar 27"}
        )
        self.scan()
        self.assertTrue(self.pair(one, other))

    # -- rights ------------------------------------------------------------------------

    def test_only_users_of_fichas_decide(self):
        self.scan()
        with self.assertRaises(AccessError):
            self.pair().with_user(self.plain).action_keep_separate()
        with self.assertRaises(AccessError):
            self.Duplicate.with_user(self.plain).action_scan()
        with self.assertRaises(AccessError):
            self.pair().with_user(self.user).write({"state": "merged"})

    def test_two_companies(self):
        """Who may not see one of the two does not see the pair."""
        other_company = self.env["res.company"].create({"name": "The other"})
        self.second.company_id = other_company
        self.scan()
        pair = self.pair()
        self.assertTrue(pair)
        seen = self.Duplicate.with_user(self.user).search([("id", "=", pair.id)])
        self.assertFalse(seen)
        with self.assertRaises(AccessError):
            pair.with_user(self.user).action_keep_separate()
        self.assertFalse(self.first.with_user(self.user)._find_duplicates())
        self.user.company_ids |= other_company
        both = self.Duplicate.with_user(self.user).with_context(
            allowed_company_ids=[self.env.company.id, other_company.id]
        )
        self.assertEqual(both.search([("id", "=", pair.id)]), pair)
        self.first.company_id = self.env.company
        self.scan()
        self.assertFalse(self.pair(), "each company has its own customers")

    # -- the import --------------------------------------------------------------------

    def test_match(self):
        Duplicate = self.Duplicate.with_user(self.user)
        rows = [
            {"name": "Lucía Quiroga Ferreiro", "mobile": "0034 612 407 135"},
            {"name": "Nobody Knows", "phone": "699112233"},
            {"vat": "ES33345678W", "name": "Lucía Quiroga", "country_code": "ES"},
            {},
        ]
        first, nobody, by_tax, empty = Duplicate._match(rows)
        self.assertEqual({m["id"] for m in first}, {self.first.id, self.second.id})
        self.assertEqual(first[0]["id"], self.first.id)
        self.assertEqual(first[0]["certainty"], "certain")
        self.assertFalse(nobody)
        self.assertEqual(by_tax[0]["id"], self.first.id)
        self.assertIn("same tax id", by_tax[0]["evidence"])
        self.assertFalse(empty)

    def test_match_of_many_rows_is_few_queries(self):
        rows = [
            {"name": f"Lucía Quiroga {i}", "mobile": "612407135"} for i in range(50)
        ]
        Duplicate = self.Duplicate.with_user(self.user)
        Duplicate._match(rows[:1])
        self.env.invalidate_all()
        with self.assertQueryCount(20):
            Duplicate._match(rows)
