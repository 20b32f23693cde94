import re
from unittest.mock import patch

from lxml import etree

from odoo.tests import Form, new_test_user, tagged
from odoo.tools.misc import file_path

from .common_followup_history import FollowupHistoryCommon

PREVIEW = "odoo.addons.ficha_cliente.models.ficha_followup_rule_preview"


@tagged("post_install", "-at_install")
class TestFollowupRulePreview(FollowupHistoryCommon):
    """How many a rule would touch, before it is switched on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env, "preview_manager", groups="ficha_cliente.group_ficha_manager"
        )
        cls.five = cls.customer.browse()
        for _number in range(5):
            cls.five |= cls.customer.copy({"city": "Soria"})
        cls.among = f"[('id', 'in', {cls.five.ids})]"

    def test_holds_for_and_would_change(self):
        """Five in Soria: one decided further up, one by hand, one has the colour from
        the rule already; two would change."""
        upper = self.rule(sequence=1, domain=f"[('id', '=', {self.five[0].id})]")
        self.five[1].followup_state_id = self.red
        rule = self.rule(sequence=5, domain=self.among)
        self.five[2]._set_followup(self.yellow, "Because", rule=rule)
        self.rule(sequence=9, state_id=self.green.id)  # further down: decides nothing
        rule.active = False
        self.five[2]._set_followup(self.yellow, "Because", rule=rule)
        self.assertEqual(rule.with_user(self.manager).match_count, 5)
        self.assertEqual(rule.with_user(self.manager).change_count, 2)
        shown = rule.with_user(self.manager).with_context(active_test=False)
        shown.invalidate_recordset()
        self.assertEqual((shown.match_count, shown.change_count), (5, 2))
        action = shown.action_open_changing()
        found = self.env["res.partner"].with_user(self.manager).search(action["domain"])
        self.assertEqual(found, self.five[3:])
        self.assertLessEqual(len(str(action["domain"])), 60)
        upper.active = False
        rule.invalidate_recordset()
        self.assertEqual(rule.change_count, 3)

    def test_rule_that_is_off_above_decides_nothing(self):
        rule = self.rule(sequence=5, domain=self.among, active=False)
        self.rule(sequence=1, domain=self.among, active=False)
        self.assertEqual(rule.change_count, 5)

    def test_counts_while_it_is_written(self):
        with Form(self.env["ficha.followup.rule"].with_user(self.manager)) as form:
            form.name = "Soria"
            form.state_id = self.yellow
            form.reason_text = "Soria"
            form.domain = self.among
            self.assertEqual((form.match_count, form.change_count), (5, 5))
            form.domain = f"[('id', 'in', {self.five[:2].ids})]"
            self.assertEqual((form.match_count, form.change_count), (2, 2))

    def test_switched_on_it_acts_at_once(self):
        rule = self.rule(domain=self.among, active=False).with_user(self.manager)
        self.assertFalse(self.five.followup_state_id)
        answer = rule.action_switch()
        self.assertTrue(rule.active)
        self.assertIn("up to date", answer["params"]["message"])
        self.assertEqual(self.five.mapped("followup_color"), ["yellow"] * 5)
        self.assertEqual(rule.change_count, 0)
        self.assertIn("Rule: A rule.", self.five[0].message_ids[0].body)
        rule.action_switch()
        self.assertFalse(self.five.followup_state_id)
        self.assertIn("No rule applies any more", self.five[0].message_ids[0].body)

    def test_switched_on_over_many_it_goes_to_the_scheduled_action(self):
        rule = self.rule(domain=self.among, active=False).with_user(self.manager)
        cron = self.env.ref("ficha_cliente.ir_cron_followup_colors")
        triggers = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        with patch(f"{PREVIEW}.AT_ONCE", 4):
            answer = rule.action_switch()
        self.assertIn("5 customer files", answer["params"]["message"])
        self.assertFalse(self.five.followup_state_id)
        self.assertEqual(
            self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)]),
            triggers + 1,
        )
        self.colours()
        self.assertEqual(self.five.mapped("followup_color"), ["yellow"] * 5)

    def test_rules_that_come_with_the_module(self):
        """Only what somebody wrote or entered makes hold is on at first, and every
        reason can be filled with the figures its kind names."""
        path = file_path(
            "ficha_cliente_history/data/ficha_followup_rule_history_data.xml"
        )
        records = etree.parse(path).findall(".//record")
        on = [r.get("id") for r in records if r.find("field[@name='active']") is None]
        self.assertEqual(
            on, ["followup_rule_complaint_open", "followup_rule_reply_owed"]
        )
        for record in records:
            rule = self.env.ref(f"ficha_cliente_history.{record.get('id')}")
            with self.subTest(rule.kind):
                self.assertTrue(rule.kind_help)
                words = rule._reason_values({})
                self.assertTrue(rule.reason % words)
                labels = {word: key for key, word in rule._figure_labels().items()}
                shown = re.findall(r"\[([^\]]+)\]", rule.figures_help)
                named = {labels[word] for word in shown}
                self.assertLessEqual(named, set(words))
                used = set(re.findall(r"%\((\w+)\)s", rule.reason))
                self.assertLessEqual(used, named)

    def test_everybody_in_batches_of_any_size(self):
        self.rule(domain=self.among)
        whole = self.env["res.partner"]._followup_changes(self.five)
        self.assertEqual(len(whole), 5)
        with patch(
            "odoo.addons.ficha_cliente.models.res_partner_followup_rules.BATCH", 2
        ):
            self.colours()
        self.assertEqual(self.five.mapped("followup_color"), ["yellow"] * 5)
