from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_interaction import InteractionCommon


@tagged("post_install", "-at_install")
class TestInteractionRights(InteractionCommon):
    def test_rights(self):
        noted = self.interaction()
        with self.assertRaises(AccessError):
            noted.with_user(self.outsider).read(["subject"])
        with self.assertRaises(AccessError):
            self.interaction(self.outsider)
        with self.assertRaises(AccessError):
            noted.with_user(self.user).unlink()

    def test_private_ones(self):
        secret = self.interaction(self.personal, subject="Separated", private=True)
        self.interaction(subject="Prices")
        mine = self.Interaction.with_user(self.user)
        theirs = self.Interaction.with_user(self.personal)
        domain = [("partner_id", "=", self.customer.id)]
        self.assertEqual(mine.search(domain).mapped("subject"), ["Prices"])
        self.assertEqual(theirs.search_count(domain), 2)
        self.assertFalse(mine.search(domain + [("subject", "ilike", "Separ")]))
        groups = mine.formatted_read_group(domain, ["subject"], ["__count"])
        self.assertEqual([group["subject"] for group in groups], ["Prices"])
        self.user.group_ids += self.env.ref("base.group_allow_export")
        with self.assertRaises(AccessError):
            secret.with_user(self.user).export_data(["subject"])
        with self.assertRaises(AccessError):
            secret.with_user(self.user).write({"private": False})
        self.env.invalidate_all()
        self.assertEqual(self.customer.with_user(self.user).interaction_count, 1)
        self.assertEqual(self.customer.with_user(self.personal).interaction_count, 2)

    def test_two_companies(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.user.company_ids += other
        here = self.interaction()
        there = self.interaction(company_id=other.id)
        Interaction = self.Interaction.with_user(self.user)
        domain = [("id", "in", (here + there).ids)]
        one = Interaction.with_context(allowed_company_ids=self.env.company.ids)
        self.assertEqual(one.search(domain), here)
        both = Interaction.with_context(
            allowed_company_ids=(self.env.company + other).ids
        )
        self.assertEqual(both.search_count(domain), 2)
        theirs = self.env["res.partner"].create(
            {"name": "Theirs", "company_id": other.id}
        )
        self.assertEqual(
            self.interaction(self.env.user, partner_id=theirs.id).company_id, other
        )
