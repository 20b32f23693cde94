from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError

from .common_round import MONDAY, RoundCommon


class TestRoundResult(RoundCommon):
    """What became of rounds, and who was not visited."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.round.action_propose()
        cls.first, cls.last = cls.round.stop_ids.sorted("sequence")

    def results(self, user=None):
        self.env.flush_all()
        return (
            self.env["ficha.round.result"]
            .with_user(user or self.seller)
            .search([("round_id", "=", self.round.id)], order="id")
        )

    def test_done_of_planned_kilometres_and_minutes_against_value(self):
        self.assertFalse(self.results(), "a proposal is no plan yet")
        self.round.action_accept()
        self.env["ficha.purchase.summary"].sudo().create(
            {
                "partner_id": self.first.partner_id.id,
                "company_id": self.company.id,
                "revenue_12m": 900,
            }
        )
        now = fields.Datetime.now().replace(microsecond=0)
        self.first._check_in(now - timedelta(minutes=50))
        self.first._visit_done(now)
        self.last.visit_absent()
        done, absent = (
            self.results().filtered(lambda r, stop=stop: r.id == stop.id)
            for stop in (self.first, self.last)
        )
        self.assertEqual((done.planned, done.done, done.absent), (1, 1, 0))
        self.assertEqual((absent.planned, absent.done, absent.absent), (1, 0, 1))
        self.assertEqual(done.minutes, 50)
        self.assertEqual(done.spent, 50 + self.first.drive)
        self.assertEqual(absent.minutes, 0)
        self.assertEqual(done.revenue_12m, 900)
        self.assertGreater(done.km, 0)

    def test_a_small_day_by_hand(self):
        """From the depot a tenth of a degree north to the first, another tenth to the
        second: 14.5 km by road each, 22 minutes."""
        self.depot.ficha_put_pin(37.5, -5.0)
        self.first.partner_id.ficha_put_pin(37.6, -5.0)
        self.last.partner_id.ficha_put_pin(37.7, -5.0)
        self.round.stop_ids = [
            (1, self.first.id, {"sequence": 1}),
            (1, self.last.id, {"sequence": 2}),
        ]
        self.round.action_accept()
        moment = fields.Datetime.now().replace(microsecond=0)
        self.first._check_in(moment - timedelta(minutes=20))
        self.first._visit_done(moment)
        self.last.visit_absent()
        self.env.flush_all()
        [(planned, done, absent, km, drive, minutes, spent)] = (
            self.env["ficha.round.result"]
            .with_user(self.seller)
            ._read_group(
                [("round_id", "=", self.round.id)],
                [],
                [
                    f"{name}:sum"
                    for name in (
                        *("planned", "done", "absent"),
                        *("km", "drive", "minutes", "spent"),
                    )
                ],
            )
        )
        self.assertEqual((planned, done, absent), (2, 1, 1))
        self.assertAlmostEqual(km, 2 * 14.5, 1)
        self.assertEqual((drive, minutes, spent), (44, 20, 64))
        self.assertEqual((self.round.visit_count, self.round.done_count), (2, 1))

    def test_without_check_in_a_visit_takes_what_the_round_says(self):
        self.round.action_accept()
        self.first.visit_done()
        done = self.results().filtered("done")
        self.assertEqual(done.minutes, 30)
        # not there yet: no way was driven
        planned = self.results() - done
        self.assertEqual((planned.km, planned.spent), (0, 0))

    def test_of_others_only_their_manager_sees_it(self):
        self.round.action_accept()
        self.assertEqual(len(self.results()), 2)
        self.assertFalse(self.results(self.other))
        self.assertEqual(len(self.results(self.manager)), 2)
        for user in (self.employee, self.portal):
            with self.assertRaises(AccessError):
                self.results(user)

    def test_who_was_not_visited_within_the_cadence(self):
        self.red.cadence_days, self.green.cadence_days = 10, 10
        today = fields.Datetime.now()
        log = self.env["ficha.interaction"]._log
        log(self.roja, "visit", "Hace mucho", date=today - timedelta(days=30))
        log(self.vecina, "visit", "Hace poco", date=today - timedelta(days=3))
        log(self.far, "call", "No es visita", date=today - timedelta(days=1))
        self.far.followup_state_id = self.green
        late = (
            self.env["res.partner"]
            .with_user(self.seller)
            .search([*self.domain, ("map_visit_late", "=", True)])
        )
        self.assertEqual(late, self.roja + self.far)
        self.assertTrue(self.roja.with_user(self.seller).map_visit_late)
        self.assertFalse(self.vecina.with_user(self.seller).map_visit_late)
        self.assertEqual(self.vecina.map_last_visit, (today - timedelta(days=3)).date())
        self.assertFalse(self.far.map_last_visit)
        # without colour there is no cadence
        self.assertNotIn(self.plain, late)
        rest = self.env["res.partner"].search(
            [*self.domain, ("map_visit_late", "=", False)]
        )
        self.assertIn(self.vecina, rest)

    def test_what_was_bought_is_for_who_may_read_it(self):
        """Also by those who go there, and by no condition or sum."""
        self.round.action_accept()
        mine, theirs = self.first.partner_id, self.last.partner_id
        self.env["ficha.purchase.summary"].sudo().create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": self.company.id,
                    "revenue_12m": 900,
                }
                for partner in (mine, theirs)
            ]
        )
        self.env["ir.rule"].create(
            {
                "name": "own customers",
                "model_id": self.env.ref(
                    "ficha_cliente_history.model_ficha_purchase_summary"
                ).id,
                "domain_force": f"[('partner_id', '=', {mine.id})]",
            }
        )

        def told(results):
            self.env.invalidate_all()
            return {row.partner_id: row.revenue_12m for row in results}

        own = self.results()
        self.assertEqual(told(own), {mine: 900, theirs: 0})
        self.assertEqual(told(own.sudo())[theirs], 0, "nor on the way of others")
        self.assertEqual(own.search([("revenue_12m", ">", 0)]).partner_id, mine)
        [(total,)] = own._read_group([], [], ["revenue_12m:sum"])
        self.assertEqual(total, 900)
        self.assertEqual(told(self.results(self.env.user)), {mine: 900, theirs: 900})
        # without the right to read any of it
        Summary = self.registry["ficha.purchase.summary"]
        with patch.object(Summary, "has_access", lambda *_args: False):
            self.assertEqual(told(self.results()), {mine: 0, theirs: 0})

    def test_the_round_can_be_printed(self):
        self.round.stop_ids[:1].partner_id.phone = "954 00 00 01"
        html = (
            self.env["ir.actions.report"]
            .with_user(self.seller)
            ._render_qweb_html("ficha_cliente_map.report_ficha_round", self.round.ids)[
                0
            ]
            .decode()
        )
        for stop in self.round.stop_ids:
            self.assertIn(stop.partner_id.display_name, html)
        self.assertIn("954 00 00 01", html)
        self.assertEqual(self.round.date, MONDAY)
