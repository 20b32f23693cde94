from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common_followup import FollowupCommon


@tagged("post_install", "-at_install")
class TestFollowupRules(FollowupCommon):
    def test_condition_gives_the_colour_and_its_end_takes_it_away(self):
        rule = self.rule(domain="[('city', '=', 'Soria')]", reason="They are in Soria")
        self.customer.city = "Soria"
        self.colours()
        self.assertEqual(self.customer.followup_state_id, self.yellow)
        self.assertEqual(self.customer.followup_reason, "They are in Soria")
        self.assertEqual(self.customer.followup_rule_id, rule)
        self.assertEqual(self.customer.followup_mode, "automatic")
        self.assertIn("Rule: A rule.", self.customer.message_ids[0].body)
        self.customer.city = "Teruel"
        self.colours()
        self.assertFalse(self.customer.followup_state_id)
        self.assertFalse(self.customer.followup_rule_id)

    def test_the_reason_is_written_in_words(self):
        """Nobody has to write or read the technical names of the figures."""
        rule = self.rule(
            kind="invoice_overdue", reason="%(document)s, %(days)s, 100 %%"
        )
        self.assertEqual(rule.reason_text, "[document], [days], 100 %")
        rule.reason_text = "50 % of [Amount], [sic], %(days)s"
        self.assertEqual(rule.reason, "50 %% of %(amount)s, [sic], %%(days)s")
        rule.invalidate_recordset(["reason_text"])
        self.assertEqual(rule.reason_text, "50 % of [amount], [sic], %(days)s")
        self.assertIn("[document]", rule.figures_help)
        self.assertNotIn("%(", rule.figures_help)

    def test_the_reason_of_a_new_rule(self):
        rules = self.env["ficha.followup.rule"].create(
            {
                "name": "Words",
                "kind": "no_contact",
                "state_id": self.red.id,
                "reason_text": "Nothing for [days]",
            }
        )
        self.assertEqual(rules.reason, "Nothing for %(days)s")

    def test_first_rule_wins(self):
        self.rule(sequence=2, state_id=self.yellow.id)
        self.rule(sequence=1, state_id=self.red.id)
        self.customer._followup_evaluate()
        self.assertEqual(self.customer.followup_state_id, self.red)

    def test_red_by_rule_is_due_at_once(self):
        self.rule(state_id=self.red.id)
        self.customer._followup_evaluate()
        self.assertEqual(self.customer.next_contact_date, self.day("2026-03-02"))

    def test_by_hand_wins_until_its_date(self):
        self.rule()
        self.customer.write(
            {"followup_state_id": self.red.id, "followup_manual_until": "2026-03-03"}
        )
        self.colours()
        self.assertEqual(self.customer.followup_state_id, self.red)
        self.customer.followup_manual_until = "2026-03-02"
        self.colours()
        self.assertEqual(self.customer.followup_state_id, self.yellow)
        self.assertEqual(self.customer.followup_mode, "automatic")

    def test_by_hand_without_date_stays_until_given_back(self):
        self.rule()
        self.customer.followup_state_id = self.red
        self.colours()
        self.assertEqual(self.customer.followup_state_id, self.red)
        self.customer.with_user(self.user).action_followup_automatic()
        self.assertEqual(self.customer.followup_state_id, self.yellow)

    def test_a_postponed_contact_stays_when_the_colour_is_given_back(self):
        """Whoever tried a colour by hand and gives it back still waits for the day that
        was agreed, though the rule wants to be contacted at once."""
        self.rule(state_id=self.red.id)
        self.customer._followup_evaluate()
        customer = self.customer.with_user(self.user)
        customer.action_followup_postpone("2026-03-09")
        customer.action_followup_set_state(self.green.id)
        customer.action_followup_automatic()
        self.assertEqual(customer.followup_state_id, self.red)
        self.assertEqual(customer.next_contact_date, self.day("2026-03-09"))
        self.colours()
        self.assertEqual(customer.next_contact_date, self.day("2026-03-09"))

    def test_no_note_when_nothing_changes(self):
        self.rule()
        self.colours()
        notes = len(self.customer.message_ids)
        self.colours()
        self.assertEqual(len(self.customer.message_ids), notes)

    def test_nobody_in_contact(self):
        self.rule(kind="no_contact", days=30, reason="Last on %(date)s, %(days)s ago")
        self.customer.last_contact_date = "2026-02-01"
        self.colours()
        self.assertFalse(self.customer.followup_state_id)
        self.customer.last_contact_date = "2026-01-01"
        self.colours()
        self.assertEqual(self.customer.followup_color, "yellow")
        self.assertEqual(
            self.customer.followup_reason, "Last on 1 Jan 2026, 60 days ago"
        )

    def test_not_within_the_cadence(self):
        self.rule(kind="no_contact", sequence=1, reason="Late")
        self.rule(kind="domain", state_id=self.green.id, sequence=90)
        self.green.cadence_days = 5
        self.customer.last_contact_date = "2026-02-23"  # five working days ago
        self.customer._followup_evaluate()
        self.customer._followup_evaluate()
        self.assertEqual(self.customer.followup_state_id, self.green)
        self.customer.last_contact_date = "2026-02-20"
        self.customer._followup_evaluate()
        self.assertEqual(self.customer.followup_state_id, self.yellow)

    def test_waiting_then_still_no_word(self):
        self.rule(kind="no_reply", days=7, sequence=1, reason="%(days)s")
        self.rule(kind="no_reply", sequence=2, state_id=self.green.id)
        self.customer.awaiting_reply_since = "2026-02-24"
        self.colours()
        self.assertEqual(self.customer.followup_state_id, self.green)
        self.customer.awaiting_reply_since = "2026-02-23"
        self.colours()
        self.assertEqual(self.customer.followup_state_id, self.yellow)
        self.assertEqual(self.customer.followup_reason, "7 days")

    def test_suppliers_employees_archived_and_contacts_have_no_colour(self):
        self.rule()
        supplier = self.customer.copy({"supplier_rank": 1, "customer_rank": 0})
        archived = self.customer.copy({"active": False})
        self.colours()
        self.assertTrue(self.customer.followup_state_id)
        for partner in (supplier, archived, self.user.partner_id, self.contact):
            self.assertFalse(partner.followup_state_id, partner.name)

    def test_rule_of_a_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.rule(company_id=other.id)
        self.customer.company_id = self.env.company
        theirs = self.customer.copy({"company_id": other.id})
        self.colours()
        self.assertFalse(self.customer.followup_state_id)
        self.assertEqual(theirs.followup_state_id, self.yellow)

    def test_how_many_it_holds_for(self):
        rule = self.rule(domain=f"[('id', 'in', {self.customer.ids})]")
        self.assertEqual(rule.with_user(self.user).match_count, 1)
        action = rule.with_user(self.user).action_open_matching()
        found = self.env["res.partner"].search(action["domain"])
        self.assertEqual(found, self.customer)

    def test_rules_that_cannot_work_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "Reason shown"):
            self.rule(reason="%(days) overdue")
        with self.assertRaisesRegex(ValidationError, "Only customers"):
            self.rule(domain="[('no_such_field', '=', 1)]")
        with self.assertRaises(AccessError):
            self.env["ficha.followup.rule"].with_user(self.user).create({"name": "x"})

    def test_interrupted_run_goes_on(self):
        self.rule()
        partners = self.customer.copy() | self.customer.copy() | self.customer
        changes = self.env["res.partner"]._followup_changes(partners)
        self.env["res.partner"]._followup_apply(changes[:1])
        self.assertEqual(len(self.env["res.partner"]._followup_changes(partners)), 2)
        self.colours()
        self.assertEqual(partners.mapped("followup_color"), ["yellow"] * 3)
        self.assertFalse(self.env["res.partner"]._followup_changes(partners))
