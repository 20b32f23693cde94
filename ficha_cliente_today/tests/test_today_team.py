from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common_today import TodayCommon

TODAY = "2026-03-02"


@tagged("post_install", "-at_install")
class TestTodayTeam(TodayCommon):
    """Whose day one sees: nobody is told that there is nothing when the team waits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.secretary = cls._user("today_secretary")
        cls.env["res.partner"].search(
            [
                "|",
                ("followup_state_id", "!=", False),
                ("next_contact_date", "!=", False),
            ]
        ).write({"followup_state_id": False, "next_contact_date": False})

    def test_who_has_no_customers_sees_the_teams(self):
        theirs = self.client("Theirs", self.red, TODAY, user_id=self.seller.id)
        page = self.today(self.secretary, "auto")
        self.assertEqual(page["scope"], "all")
        self.assertIn(str(page["waiting_count"]), page["none_mine"])
        self.assertGreaterEqual(page["waiting_count"], 1)
        _section, line = self.line(theirs, self.secretary, "auto")
        self.assertEqual(line["who"], self.seller.name)
        self.assertTrue(line["take"])
        answer = theirs.with_user(self.secretary).action_followup_take()
        self.assertEqual(theirs.followup_user_id, self.secretary)
        page = self.today(self.secretary, "auto")
        self.assertEqual((page["scope"], page["none_mine"]), ("mine", ""))
        _section, line = self.line(theirs, self.secretary, "auto")
        self.assertFalse(line["take"])
        self.env["ficha.gesture"].with_user(self.secretary).browse(
            answer["undo"]["args"][0]
        ).action_undo()
        self.assertFalse(theirs.followup_user_id)

    def test_who_has_customers_sees_their_own(self):
        self.client("Theirs", self.red, TODAY, user_id=self.seller.id)
        self.client("Mine", next_contact=False)
        page = self.today(scope="auto")
        self.assertEqual((page["scope"], page["none_mine"]), ("mine", ""))

    def test_the_total_of_the_team(self):
        Today = self.env["ficha.today"]
        before = Today.with_user(self.secretary).get_team()
        self.client("Mine", self.red, TODAY)
        self.client("Theirs", self.red, TODAY, user_id=self.seller.id)
        self.assertEqual(Today.with_user(self.secretary).get_team(), before + 2)
        self.assertEqual(
            Today.with_user(self.user).get_team(),
            self.today(self.user, "all")["waiting_count"],
        )

    def test_a_company_keeps_it_to_managers(self):
        self.client("Theirs", self.red, TODAY, user_id=self.seller.id)
        self.env.company.ficha_today_everybody = False
        Today = self.env["ficha.today"].with_user(self.secretary)
        self.assertEqual(self.today(self.secretary, "auto")["scope"], "mine")
        self.assertFalse(self.today(self.secretary)["people"])
        self.assertIs(Today.get_team(), False)
        with self.assertRaisesRegex(AccessError, "Manager"):
            self.today(self.secretary, "all")
        self.assertTrue(self.today(self.manager, "all")["people"])
        # one of the companies that are switched on is enough to keep it
        other = self.env["res.company"].create({"name": "Open house"})
        self.secretary.company_ids += other
        both = (other + self.env.company).ids
        with self.assertRaisesRegex(AccessError, "Manager"):
            self.today(self.secretary, "all", allowed_company_ids=both)
        page = self.today(self.secretary, "all", allowed_company_ids=other.ids)
        self.assertEqual(page["scope"], "all")

    def test_not_for_outsiders(self):
        outsider = new_test_user(self.env, "team_outsider", groups="base.group_user")
        with self.assertRaisesRegex(AccessError, "Customer files / User"):
            self.env["ficha.today"].with_user(outsider).get_team()

    def test_lists_begin_with_the_most_urgent(self):
        late = self.client("Zeta late", next_contact="2026-02-20")
        soon = self.client("Alfa soon", next_contact="2026-03-20")
        never = self.client("Alfa never")
        for xmlid in ("list_ficha", "kanban_ficha"):
            arch = self.env["res.partner"].get_view(
                self.env.ref(f"ficha_cliente.res_partner_view_{xmlid}").id
            )["arch"]
            order = arch.partition('default_order="')[2].partition('"')[0]
            found = self.env["res.partner"].search(
                [("id", "in", (late + soon + never).ids)], order=order
            )
            self.assertEqual(found, late + soon + never)
