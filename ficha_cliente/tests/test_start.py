from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from .common_content import ficha_test_user
from .common_start import StartMixin


@tagged("post_install", "-at_install")
class TestStart(StartMixin, TransactionCase):
    """*First steps*: told by what the base holds, which is empty at the beginning."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._empty_base()
        cls.manager = ficha_test_user(cls.env, "start_boss", "group_ficha_manager")
        cls.seller = ficha_test_user(cls.env, "start_seller", "group_ficha_user")
        cls.Start = cls.env["ficha.start"].with_user(cls.manager)

    def _steps(self):
        return {step["key"]: step for step in self.Start.get_start()["steps"]}

    def _without_code(self):
        return self.env["res.partner"]._without_client_code(self.env.company)

    def _app(self, user):
        menus = self.env["ir.ui.menu"].with_user(user).load_web_menus(False)
        return menus[self.env.ref("ficha_cliente.menu_ficha_root").id]["actionPath"]

    def _customers(self, *values):
        return self.env["res.partner"].create(
            [{"name": f"Start {n}", **vals} for n, vals in enumerate(values)]
        )

    def test_an_empty_base_opens_on_it(self):
        first = "primeros-pasos"
        self.assertEqual(self._app(self.manager), first)
        self.assertNotEqual(self._app(self.seller), first, "no manager")
        # begun, it stays until it is put away
        self.Start.begin()
        self._customers({"is_company": True})
        self.assertEqual(self._app(self.manager), first)
        self.Start.put_away()
        self.assertNotEqual(self._app(self.manager), first)

    def test_a_base_with_customers_does_not(self):
        self._customers({"is_company": True})
        self.Start.begin()
        self.assertNotEqual(self._app(self.manager), "primeros-pasos")

    def test_put_away_before_anything(self):
        self.Start.put_away()
        self.assertNotEqual(self._app(self.manager), "primeros-pasos")
        self.Start.begin()
        self.assertNotEqual(self._app(self.manager), "primeros-pasos")

    def test_bring(self):
        step = self._steps()["bring"]
        self.assertFalse(step["done"])
        self.assertIn("<b>0 customers</b>", step["text"])
        company = self._customers({"is_company": True})
        # neither a contact of a company nor our own people are customers
        self._customers({"parent_id": company.id})
        step = self._steps()["bring"]
        self.assertTrue(step["done"])
        self.assertIn("<b>1 customer</b>", step["text"])
        company.active = False
        self.assertFalse(self._steps()["bring"]["done"])

    def test_codes(self):
        self._customers({"client_code": "START1"})
        waiting = len(self._without_code())
        step = self._steps()["codes"]
        self.assertEqual(step["done"], not waiting)
        action = self.Start.give_codes()
        self.assertEqual(action["tag"], "display_notification")
        self.assertFalse(self._without_code())
        self.assertTrue(self._steps()["codes"]["done"])

    def test_share_by_state(self):
        lugo, coruna = self.env.ref("base.state_es_lu"), self.env.ref("base.state_es_c")
        one, two, three, nowhere, taken = self._customers(
            {"state_id": lugo.id},
            {"state_id": lugo.id},
            {"state_id": coruna.id},
            {},
            {"state_id": lugo.id},
        )
        (one | two | three | nowhere).user_id = False
        taken.user_id = self.manager
        step = self._steps()["share"]
        self.assertFalse(step["done"])
        self.assertIn("<b>4 customers</b>", step["text"])
        found = self.Start.get_groups("state")
        groups = {group["key"]: group["count"] for group in found["groups"]}
        self.assertEqual(groups, {str(lugo.id): 2, str(coruna.id): 1, "0": 1})
        self.assertEqual(found["groups"][-1]["key"], "0", "those without come last")
        self.assertIn(self.seller.id, [person["id"] for person in found["team"]])
        messages = self.env["mail.message"].search_count([])
        chosen = {str(lugo.id): self.seller.id, "0": ""}
        answer = self.Start.share_told("state", chosen)
        self.assertIn("2", answer["message"])
        sent = self.env["mail.message"].search_count([]) - messages
        self.assertFalse(sent, "no message for each customer")
        self.assertEqual((one | two).user_id, self.seller)
        self.assertFalse((three | nowhere).user_id)
        self.assertEqual(taken.user_id, self.manager, "who has somebody keeps them")
        self.Start.share_told("me", {"0": self.manager.id})
        self.assertEqual((three | nowhere).user_id, self.manager)
        self.assertTrue(self._steps()["share"]["done"])

    def test_sharing_is_undone(self):
        mine, moved, followed = self._customers({}, {}, {})
        (mine | moved | followed).user_id = False
        partner = self.seller.partner_id
        followed.message_subscribe(partner.ids)
        waiting = self.Start.get_groups("me")["groups"][0]["count"]
        answer = self.Start.share_told("me", {"0": self.seller.id})
        self.assertIn(str(waiting), answer["message"])
        self.assertEqual((mine | moved | followed).user_id, self.seller)
        self.assertIn(partner, mine.message_partner_ids)
        moved.user_id = self.manager
        undo = answer["undo"]
        gesture = self.env[undo["model"]].browse(undo["args"][0])
        with self.assertRaises(UserError):
            gesture.with_user(self.seller).action_undo()
        told = gesture.with_user(self.manager).action_undo()["message"]
        self.assertIn("Undone", told)
        self.assertIn("somebody else attends them now: 1", told)
        self.assertFalse((mine | followed).user_id)
        self.assertEqual(moved.user_id, self.manager, "somebody chose since")
        self.assertNotIn(partner, mine.message_partner_ids)
        self.assertIn(partner, followed.message_partner_ids, "as before")
        self.assertFalse(self._steps()["share"]["done"])
        with self.assertRaises(UserError):
            gesture.with_user(self.manager).action_undo()

    def test_share_by_tag(self):
        """Whoever has two tags is in one group, the larger."""
        big, small = self.env["res.partner.category"].create(
            [{"name": "Start big"}, {"name": "Start small"}]
        )
        both, other, none = self._customers(
            {"category_id": [(6, 0, (big | small).ids)]},
            {"category_id": [(6, 0, big.ids)]},
            {},
        )
        (both | other | none).user_id = False
        groups = self.Start.get_groups("tag")["groups"]
        self.assertEqual(
            {group["key"]: group["count"] for group in groups},
            {str(big.id): 2, "0": 1},
        )

    def test_who_may_not(self):
        stranger = ficha_test_user(self.env, "start_stranger")
        self._customers({"is_company": True})[0].user_id = False
        for user in (self.seller, stranger):
            start = self.env["ficha.start"].with_user(user)
            for call in (
                start.get_start,
                start.put_away,
                start.give_codes,
                lambda start=start: start.get_groups("me"),
                lambda start=start: start.share_told("me", {"0": start.env.uid}),
                lambda start=start: start.share_told("me", {"0": start.env.uid}),
            ):
                with self.assertRaises(AccessError):
                    call()
        with self.assertRaises(UserError):
            self.Start.share_told("me", {"0": stranger.id})
        for by, chosen in (("other", {}), ("me", []), ("me", {"0": "x"})):
            with self.assertRaises(UserError):
                self.Start.share_told(by, chosen)

    def test_queries_do_not_grow(self):
        self._customers({}).user_id = False
        self.Start.get_groups("state")
        self.Start.get_start()
        self.env.invalidate_all()
        start = self.env.cr.sql_log_count
        self.Start.get_start()
        self.Start.get_groups("state")
        few = self.env.cr.sql_log_count - start
        self._customers(*({} for _place in range(30))).user_id = False
        self.env.flush_all()
        self.env.invalidate_all()
        start = self.env.cr.sql_log_count
        self.Start.get_start()
        self.Start.get_groups("state")
        self.assertLessEqual(self.env.cr.sql_log_count - start, few + 2)
