from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestMergeWizard(TransactionCase):
    """Odoo's own merge: what it leaves behind of what somebody said."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "base.group_user,ficha_cliente.group_ficha_user"
        cls.clerk = new_test_user(cls.env, "merge_clerk", groups)
        cls.seller = new_test_user(cls.env, "merge_seller", groups)
        cls.kept, cls.gone, cls.other = cls.env["res.partner"].create(
            [{"name": "Casa Lis"}, {"name": "Casa Liz"}, {"name": "Casa Lys"}]
        )
        (cls.kept | cls.gone | cls.other).user_id = False

    def merge(self, *gone):
        wizard = self.env["base.partner.merge.automatic.wizard"]
        ids = self.kept.union(*gone).ids
        wizard.with_user(self.clerk)._merge(ids, self.kept.with_user(self.clerk))
        self.env.invalidate_all()

    def test_a_salesperson_is_not_lost(self):
        """Odoo proposes one, and takes over only what nothing computes."""
        self.gone.user_id = self.seller
        self.merge(self.gone, self.other)
        self.assertEqual(self.kept.user_id, self.seller)

    def test_what_the_kept_one_says_stays(self):
        self.kept.user_id = self.clerk
        self.gone.user_id = self.other.user_id = self.seller
        self.merge(self.gone, self.other)
        self.assertEqual(self.kept.user_id, self.clerk)
