from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_merge import MergeCommon


@tagged("post_install", "-at_install")
class TestMergeBulk(MergeCommon):
    """Possible duplicates, one by one and many in one go."""

    def _pair(self, one, other, **values):
        first, second = sorted((one.id, other.id))
        return (
            self.env["ficha.duplicate"]
            .sudo()
            .create(
                {
                    "partner_a_id": first,
                    "partner_b_id": second,
                    "score": 95,
                    "certainty": "certain",
                    **values,
                }
            )
            .with_user(self.clerk)
        )

    def _people(self, number):
        return [self._customer(f"Person {place}") for place in range(number)]

    def test_one_pair_is_compared_first(self):
        one, other = self._people(2)
        action = self._pair(one, other).action_merge()
        self.assertEqual(action["res_model"], "ficha.merge.wizard")

    def test_nobody_merges_in_another_s_name(self):
        """Neither by a client's context nor by a default of one's own."""
        people = self._people(8)
        boss = self.env.ref("base.user_root")
        pairs = self._pair(people[0], people[1]) | self._pair(people[2], people[3])
        claimed = {"default_user_id": boss.id, "default_processed": 9}
        action = pairs.with_context(**claimed).action_merge()
        run = self.env["ficha.merge.bulk"].sudo().browse(action["res_id"])
        self.assertEqual((run.user_id, run.processed), (self.clerk, 2))
        field = self.env["ir.model.fields"]._get(run._name, "user_id")
        self.env["ir.default"].with_user(self.clerk).create(
            {
                "field_id": field.id,
                "user_id": self.clerk.id,
                "json_value": str(boss.id),
            }
        )
        pairs = self._pair(people[4], people[5]) | self._pair(people[6], people[7])
        action = pairs.action_merge()
        self.assertEqual(run.browse(action["res_id"]).user_id, self.clerk)

    def test_a_pair_follows_the_merge(self):
        one, other, third, fourth = self._people(4)
        own = self._pair(one, other)
        kept_apart = self._pair(other, third, state="separate")
        self._pair(one, third)
        follows = self._pair(other, fourth)
        every = one | other | third | fourth
        before = self._snapshot(every)
        merge = self._merge(one, other)
        Duplicate = self.env["ficha.duplicate"].sudo()
        self.assertEqual(own.state, "merged")
        pair = Duplicate.search([("partner_a_id", "=", one.id)]) - own
        self.assertEqual(pair.partner_b_id, third | fourth)
        states = {row.partner_b_id: row.state for row in pair}
        self.assertEqual(states, {third: "separate", fourth: "open"})
        self.assertEqual(pair, (kept_apart | follows).sudo())
        self._undo(merge)
        self.assertEqual(self._differences(before, self._snapshot(every)), "")

    def test_many_in_one_go(self):
        self.env["res.lang"]._activate_lang("en_US")
        self.clerk.lang = "en_US"  # reasons are told in the language of who merges
        people = self._people(6)
        pairs = self._pair(people[0], people[1]) | self._pair(people[1], people[2])
        pairs |= self._pair(people[3], people[4])
        review = self._pair(people[4], people[5], certainty="review")
        family = self._pair(self.customer, self.contact)
        action = (pairs | review | family).action_merge()
        run = self.env["ficha.merge.bulk"].browse(action["res_id"])
        run = run.with_user(self.clerk)
        self.assertEqual((run.state, run.total), ("done", 4))
        self.assertEqual((run.merged, run.refused), (3, 1))
        self.assertIn("own company", run.refusals)
        self.assertEqual(run.progress, 100)
        self.env.invalidate_all()
        self.assertTrue(people[0].active)
        self.assertFalse(people[1].active or people[2].active or people[4].active)
        self.assertEqual(pairs.mapped("state"), ["merged"] * 3)
        self.assertEqual(family.state, "open")
        self.assertEqual(
            self.env["ficha.merge"].with_user(self.clerk).search_count([]), 2
        )

    def test_a_run_that_was_interrupted_goes_on(self):
        people = self._people(120)
        pairs = self.env["ficha.duplicate"].with_user(self.clerk).browse()
        for place in range(0, 120, 2):
            pairs |= self._pair(people[place], people[place + 1])
        action = pairs.action_merge()
        run = self.env["ficha.merge.bulk"].browse(action["res_id"])
        self.assertEqual((run.state, run.merged), ("running", 0), "in the background")
        run.sudo()._step()  # and then the server stops
        self.assertEqual((run.state, run.merged), ("running", 50))
        self.assertAlmostEqual(run.progress, 100 * 50 / 60)
        with self.enter_registry_test_mode():
            self.env.ref(
                "ficha_cliente_merge.ir_cron_merge_bulk"
            ).method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((run.sudo().state, run.sudo().merged), ("done", 60))
        self.assertEqual(sum(person.active for person in people), 60)

    def test_stop(self):
        people = self._people(120)
        pairs = self.env["ficha.duplicate"].with_user(self.clerk).browse()
        for place in range(0, 120, 2):
            pairs |= self._pair(people[place], people[place + 1])
        run = self.env["ficha.merge.bulk"].browse(pairs.action_merge()["res_id"])
        run.sudo()._step()
        run.with_user(self.clerk).action_cancel()
        run.sudo()._step()
        self.assertEqual(run.sudo().merged, 50)

    def test_only_certain_ones(self):
        one, other, third = self._people(3)
        pairs = self._pair(one, other, certainty="review")
        pairs |= self._pair(one, third, certainty="review")
        with self._refused(UserError, "Only certain"):
            pairs.action_merge()
