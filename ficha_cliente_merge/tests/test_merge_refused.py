from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common_merge import MergeCommon


@tagged("post_install", "-at_install")
class TestMergeRefused(MergeCommon):
    """What is not merged, and why."""

    def setUp(self):
        super().setUp()
        self.kept = self._customer("Kept")
        self.gone = self._customer("Gone")

    def _refuses(self, regex, kept=None, *others, user=None, **choices):
        with self._refused(UserError, regex):
            self._merge(
                kept or self.kept, *(others or [self.gone]), user=user, **choices
            )

    def test_secured_entries(self):
        move = self._posted(self.gone)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move SET inalterable_hash = 'x' WHERE id = %s", [move.id]
        )
        self.env.invalidate_all()
        self._refuses("secured")
        self.assertTrue(self.gone.active)
        self._merge(self.gone, self.kept)  # the other way round nothing changes in them
        self.assertEqual(move.partner_id, self.gone)

    def test_two_users(self):
        for number, partner in enumerate((self.kept, self.gone)):
            self.env["res.users"].create(
                {
                    "login": f"merge{number}",
                    "partner_id": partner.id,
                    "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
                }
            )
        self._refuses("users", user=self.env.user)

    def test_one_portal_user_follows(self):
        user = self.env["res.users"].create(
            {
                "login": "merge_portal",
                "partner_id": self.gone.id,
                "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
            }
        )
        merge = self._merge(self.kept, self.gone)
        self.assertEqual(user.partner_id, self.kept)
        self._undo(merge)
        self.assertEqual(user.partner_id, self.gone)

    def test_a_colleague_is_for_administrators(self):
        colleague = new_test_user(self.env, "merge_colleague").partner_id
        with self._refused(AccessError, "administrator|user"):
            self._merge(self.kept, colleague)

    def test_a_contact_and_its_company(self):
        self._refuses("own company", self.customer, self.contact)
        child = self._customer("Below", parent_id=self.contact.id)
        self._refuses("own company", self.customer, child)
        self._refuses("own company", child, self.customer)

    def test_own_company(self):
        own = self.company_data["company"].partner_id
        self._refuses("your own companies", own, self.gone, user=self.env.user)

    def test_two_companies(self):
        one, two = self.company_data["company"], self.setup_other_company()["company"]
        self.kept.company_id, self.gone.company_id = one, two
        self._refuses("different companies", user=self.env.user)
        self.gone.company_id = False
        self._refuses("shared by all")
        merge = self._merge(self.gone, self.kept)
        self.assertFalse(self.gone.company_id)
        self.assertEqual(merge.state, "done")

    def test_invoices_of_the_contact_of_another_company(self):
        self._posted(self.contact)
        company = self._customer("Other SL", is_company=True)
        self._refuses("Merge these two customers first", company, self.contact)

    def test_no_rights(self):
        reader = new_test_user(self.env, "merge_reader", groups="base.group_user")
        with self.assertRaises(AccessError):
            self._merge(self.kept, self.gone, user=reader)

    def test_protected_choice(self):
        self.gone.occupation = "Blacksmith"
        with self.assertRaises(AccessError):
            self._merge(self.kept, self.gone, occupation=self.gone.id)
        self._merge(self.kept, self.gone)
        self.assertEqual(self.kept.occupation, "Blacksmith", "nothing is lost")

    def test_archived(self):
        self.gone.active = False
        self._merge(self.kept, self.gone)
        self._refuses("already merged")
        self.kept.active = False
        self._refuses("archived", self.kept, self._customer("Third"))

    def test_nothing_to_merge(self):
        self._refuses("at least two", self.kept, self.kept)
