from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common_followup_history import FollowupHistoryCommon


@tagged("post_install", "-at_install")
class TestFollowupRuleInteraction(FollowupHistoryCommon):
    """Rules about complaints and about dates of a person. Today is 2 March 2026."""

    def test_complaint_open_for_days(self):
        complaint = self.interaction()
        rule = self.rule(
            kind="complaint_open",
            days=10,
            reason="“%(document)s” open for %(days)s",
        )
        self.colours()
        self.assertEqual(
            self.customer.followup_reason, "“Bent labels” open for 10 days"
        )
        rule.days = 11
        self.assertHoldsNot(rule)
        rule.days = 10
        complaint.complaint_state = "solved"
        self.colours()
        self.assertFalse(self.customer.followup_state_id)

    def test_complaint_of_a_contact_belongs_to_the_company(self):
        self.interaction(self.contact)
        self.interaction(self.contact, subject="Older", date="2026-02-10 09:00:00")
        rule = self.rule(kind="complaint_open", reason="%(document)s, %(days)s")
        self.assertHolds(rule, "Older (and 1 more), 20 days")
        self.assertHoldsNot(rule, self.contact)

    def test_other_kinds_are_no_complaints(self):
        self.interaction(kind="call", complaint_state=False)
        self.assertHoldsNot(self.rule(kind="complaint_open"))

    def test_private_complaint_is_not_told(self):
        self.interaction(private=True)
        self.assertHoldsNot(self.rule(kind="complaint_open"))

    def test_complaint_to_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        complaint = self.interaction(company_id=other.id)
        rule = self.rule(kind="complaint_open", company_id=self.env.company.id)
        self.assertHoldsNot(rule)
        complaint.company_id = False
        self.assertHolds(rule)

    def test_birthday_near(self):
        person = self.customer.copy({"is_company": False})
        rule = self.rule(kind="birthday", days=7)
        for born, holds in (
            ("1980-03-09", True),
            ("1980-03-10", False),
            ("1980-03-02", True),
            ("1980-03-01", False),
            (False, False),
        ):
            person.birthdate_date = born
            (self.assertHolds if holds else self.assertHoldsNot)(rule, partner=person)

    def test_birthday_on_29_february(self):
        person = self.customer.copy({"is_company": False})
        person.birthdate_date = "1996-02-29"
        rule = self.rule(kind="birthday", days=363)
        self.assertHolds(rule, partner=person)  # 28 February 2027
        rule.days = 362
        self.assertHoldsNot(rule, partner=person)

    def test_birthday_of_a_contact_colours_the_company(self):
        self.contact.birthdate_date = "1990-03-04"
        rule = self.rule(kind="birthday", days=7)
        self.assertHolds(rule)
        self.assertHoldsNot(rule, self.contact)
        self.contact.active = False
        self.assertHoldsNot(rule)

    def test_birthday_is_never_told(self):
        """Whatever is written as the reason, it says neither whose nor when."""
        self.contact.birthdate_date = "1990-03-04"
        rule = self.rule(
            kind="birthday",
            days=7,
            reason="Date%(date)s%(document)s%(name)s%(years)s %(days)s",
        )
        self.colours()
        self.assertEqual(self.customer.followup_rule_id, rule)
        self.assertEqual(self.customer.followup_reason, "Date0 years 0 days")
        self.assertNotIn("Lola", self.customer.message_ids[0].body)
        supplied = self.env.ref("ficha_cliente_history.followup_rule_birthday")
        self.assertNotRegex(f"{supplied.name} {supplied.reason}".lower(), "birth")

    def test_list_of_birthdays_is_personal(self):
        self.contact.birthdate_date = "1990-03-04"
        manager = new_test_user(
            self.env, "rule_manager", groups="ficha_cliente.group_ficha_manager"
        )
        rule = self.rule(kind="birthday", days=7).with_user(manager)
        self.assertGreaterEqual(rule.match_count, 1)
        for field in ("followup_matching_rule_id", "followup_changing_rule_id"):
            with self.assertRaises(AccessError):
                self.env["res.partner"].with_user(manager).search(
                    [(field, "=", rule.id)]
                )
        with self.assertRaisesRegex(AccessError, "personal data"):
            rule.action_open_matching()
        manager.group_ids += self.env.ref("ficha_cliente.group_ficha_personal")
        found = manager.env["res.partner"].with_user(manager)
        self.assertIn(
            self.customer, found.search(rule.action_open_matching()["domain"])
        )
