from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..tools.conditions import LONGEST, condition_fields, read_condition
from .common_followup import FollowupCommon

MANAGER = "ficha_cliente.group_ficha_manager"
PERSONAL = "ficha_cliente.group_ficha_personal"
WIDOWED = "[('marital_status', '=', 'widowed')]"
SORIA = "[('city', '=', 'Soria')]"


@tagged("post_install", "-at_install")
class TestConditions(FollowupCommon):
    """Whoever writes a condition learns no more by it than by searching themselves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("conditions_manager", MANAGER)
        cls.private = cls._user("conditions_private", f"{MANAGER},{PERSONAL}")
        cls.customer.city = "Soria"
        cls.other_company = cls.env["res.company"].create({"name": "Otra Condición"})
        cls.elsewhere = cls.env["res.partner"].create(
            {
                "name": "Hidden in Soria",
                "is_company": True,
                "city": "Soria",
                "company_id": cls.other_company.id,
            }
        )

    def by(self, user, domain, **vals):
        """A rule that this user makes."""
        return (
            self.env["ficha.followup.rule"]
            .with_user(user)
            .create(
                {
                    "name": "Their rule",
                    "state_id": self.yellow.id,
                    "kind": "domain",
                    "reason": "Because",
                    "domain": domain,
                    **vals,
                }
            )
        )

    def coloured(self):
        self.colours()
        return self.env["res.partner"].search([("followup_state_id", "!=", False)])

    def test_nobody_asks_for_what_they_may_not_read(self):
        for domain in (
            WIDOWED,
            "[('child_ids.marital_status', '!=', False)]",
            "[('child_ids', 'any', [('occupation', '!=', False)])]",
            "['!', ('marital_status', '=', False)]",
            "[('family_member_ids', '!=', False)]",
            "[('family_member_ids.name', 'ilike', 'a')]",
            "[('invoice_ids.amount_total', '>', 3)]",
        ):
            with self.subTest(domain=domain):
                with self.assertRaises(AccessError):
                    self.by(self.manager, domain)
                rule = self.by(self.manager, "[]")
                with self.assertRaises(AccessError):
                    rule.domain = domain
        self.assertEqual(self.by(self.private, WIDOWED).domain_user_id, self.private)

    def test_what_is_read_inside_another_condition(self):
        Partner = self.env["res.partner"]
        for inside in ("any", "not any"):
            domain = read_condition(
                f"[('child_ids', '{inside}', [('child_ids', '{inside}', {WIDOWED})])]"
            )
            read = {field.name for _model, field in condition_fields(Partner, domain)}
            self.assertEqual(read, {"child_ids", "marital_status"})

    def test_what_cannot_be_asked_is_refused_with_a_sentence(self):
        for domain in (
            "[('no_such_field', '=', 1)]",
            "[('city.name', '=', 1)]",
            "[('city', 'no operator', 1)]",
            "[('id', 'any!', [('user_id.password', '!=', False)])]",
            "[('followup_banner', '=', 1)]",  # computed, and nothing searches it
            "[('create_date', '>', 'next summer')]",
            "['&']",
            "(",
            "{}",
            "7",
            "[('user_id', '=', uid)]",
            "[" * 3000 + "]" * 3000,
            "[" + "('city', '=', 'Soria')," * LONGEST + "]",
        ):
            with self.subTest(domain=domain[:40]), self.assertRaises(ValidationError):
                self.by(self.manager, domain)

    def test_a_text_is_a_condition_or_a_value_error(self):
        self.assertTrue(read_condition(False).is_true())
        self.assertTrue(read_condition("()").is_true())
        for text in ("x", "\0", "1 +", "[1]", "'" * 9, "{" * 200, "[('a', '=')]"):
            with self.subTest(text=text), self.assertRaises(ValueError):
                read_condition(text)

    def test_it_finds_whom_its_author_can_see(self):
        rule = self.by(self.manager, SORIA)
        self.assertEqual(self.coloured(), self.customer)
        # what comes with a module has no limits
        rule.sudo().write({"domain": "[('city', 'in', ['Soria'])]"})
        rule.sudo().domain_user_id = self.env.ref("base.user_root")
        self.assertEqual(self.coloured(), self.customer | self.elsewhere)

    def test_its_author_sees_all_their_companies_whoever_evaluates(self):
        self.manager.company_ids |= self.other_company
        self.by(self.manager, SORIA)
        self.assertEqual(self.coloured(), self.customer | self.elsewhere)

    def test_who_changes_it_is_its_author(self):
        rule = self.by(self.private, SORIA)
        rule.with_user(self.manager).reason = "Another reason"
        self.assertEqual(rule.domain_user_id, self.private)
        rule.with_user(self.manager).domain = SORIA
        self.assertEqual(rule.domain_user_id, self.private, "nothing was changed")
        rule.with_user(self.manager).domain = "[('city', '=', 'Teruel')]"
        self.assertEqual(rule.domain_user_id, self.manager)

    def test_nobody_writes_in_another_s_name(self):
        rule = self.by(self.manager, SORIA, domain_user_id=self.private.id)
        self.assertEqual(rule.domain_user_id, self.manager)
        rule.write({"domain_user_id": self.private.id})
        self.assertEqual(rule.domain_user_id, self.manager)
        copy = self.by(self.private, SORIA).with_user(self.manager).copy()
        self.assertEqual(copy.domain_user_id, self.manager)
        with self.assertRaises(AccessError):
            self.by(self.private, WIDOWED).with_user(self.manager).copy()

    def test_nor_by_what_a_client_fills_in(self):
        """What is not in the values comes from the context and from one's own defaults:
        both are the client's."""
        Rule = self.env["ficha.followup.rule"].with_user(self.manager)
        claimed = Rule.with_context(default_domain_user_id=self.private.id)
        vals = {
            "name": "Whose",
            "state_id": self.yellow.id,
            "kind": "domain",
            "reason": "Because",
        }
        rule = claimed.create({**vals, "domain": SORIA})
        self.assertEqual(rule.domain_user_id, self.manager)
        with self.assertRaises(AccessError):
            claimed.create({**vals, "domain": WIDOWED})
        field = self.env["ir.model.fields"]._get(Rule._name, "domain_user_id")
        self.env["ir.default"].with_user(self.manager).create(
            {
                "field_id": field.id,
                "user_id": self.manager.id,
                "json_value": str(self.private.id),
            }
        )
        self.assertEqual(Rule.create(vals).domain_user_id, self.manager)
        with self.assertRaises(AccessError):
            Rule.create({**vals, "domain": WIDOWED})

    def test_who_may_not_read_it_does_not_use_it(self):
        self.customer.marital_status = "widowed"
        rule = self.by(self.private, WIDOWED, active=False)
        theirs = rule.with_user(self.manager).with_context(active_test=False)
        for vals in ({"active": True}, {"state_id": self.red.id}, {"kind": "no_reply"}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                theirs.write(vals)
        for gesture in (
            "action_switch",
            "action_open_matching",
            "action_open_changing",
        ):
            with self.subTest(gesture=gesture), self.assertRaises(AccessError):
                getattr(theirs, gesture)()
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(self.manager).search(
                [("followup_matching_rule_id", "=", rule.id)]
            )
        theirs.read(["match_count", "domain_problem"])  # the list opens
        rule.action_switch()
        self.assertEqual(self.coloured(), self.customer)
        theirs.active = False  # anybody who manages rules may stop one
        self.assertFalse(self.customer.followup_state_id)

    def test_nor_what_it_reads_on_the_way(self):
        """The field is within another condition, or at the end of a path."""
        self.customer.marital_status = "widowed"
        person = self.env["res.partner"].create(
            {"name": "Viuda", "parent_id": self.customer.id}
        )
        person.marital_status = "widowed"
        for domain in (
            f"[('child_ids', 'any', {WIDOWED})]",
            f"[('child_ids', 'not any', {WIDOWED})]",
            f"[('child_ids', 'any', ['!', ('child_ids', 'any', {WIDOWED})])]",
            "[('child_ids.marital_status', '=', 'widowed')]",
            "[('id', 'any', [('id', 'any', [('occupation', '=', 'x')])])]",
        ):
            rule = self.by(self.private, "[]", active=False)
            self.env.cr.execute(
                "UPDATE ficha_followup_rule SET domain = %s WHERE id = %s",
                [domain, rule.id],
            )
            rule.invalidate_recordset()
            theirs = rule.with_user(self.manager).with_context(active_test=False)
            for ask in (
                lambda rule=theirs: rule.write({"active": True}),
                lambda rule=theirs: rule.action_open_matching(),
                lambda rule=theirs: rule.action_take_condition(),
                lambda rule=theirs: rule.copy(),
                lambda rule=rule: self.env["res.partner"]
                .with_user(self.manager)
                .search([("followup_matching_rule_id", "=", rule.id)]),
            ):
                with self.subTest(domain=domain), self.assertRaises(UserError):
                    ask()
        for domain in ("[('child_ids', 'any', 7)]", "[('child_ids', 'any', [7])]"):
            with self.subTest(domain=domain), self.assertRaises(ValidationError):
                self.by(self.manager, domain)

    def test_an_unsaved_condition_is_asked_in_the_name_of_who_writes_it(self):
        rule = self.by(self.private, SORIA)
        draft = rule.with_user(self.manager).new({"domain": WIDOWED}, origin=rule)
        self.assertEqual(draft.match_count, 0)
        self.assertIn("may not read", draft.domain_problem)

    def test_it_stops_when_its_author_leaves_and_says_so(self):
        rule = self.by(self.private, SORIA)
        self.assertEqual(self.coloured(), self.customer)
        self.private.active = False
        self.assertFalse(self.coloured())
        self.assertIn("is no longer a user", rule.with_user(self.user).domain_problem)
        rule.with_user(self.manager).action_take_condition()
        self.assertEqual(rule.domain_user_id, self.manager)
        self.assertFalse(rule.domain_problem)
        self.assertEqual(self.coloured(), self.customer)

    def test_it_stops_when_its_author_may_read_less(self):
        self.customer.marital_status = "widowed"
        rule = self.by(self.private, WIDOWED)
        self.assertEqual(self.coloured(), self.customer)
        self.private.group_ids -= self.env.ref(PERSONAL)
        self.assertFalse(self.coloured())
        self.assertIn("may not read", rule.domain_problem)
        with self.assertRaises(AccessError):
            rule.with_user(self.manager).action_take_condition()
        self.assertEqual(rule.domain_user_id, self.private)

    def test_it_stops_when_a_field_is_gone(self):
        bad, good = self.by(self.manager, SORIA), self.by(self.manager, SORIA)
        self.env.cr.execute(
            "UPDATE ficha_followup_rule SET domain = %s WHERE id = %s",
            ["[('gone', '=', 1)]", bad.id],
        )
        bad.invalidate_recordset()
        self.assertEqual(self.coloured(), self.customer)
        self.assertEqual(self.customer.followup_rule_id, good, "the others go on")
        self.assertIn("not there", bad.domain_problem)
        self.assertEqual(bad.match_count, 0)

    def test_rules_of_other_facts_are_narrowed_by_the_author_s_eyes(self):
        self.by(self.manager, SORIA, kind="no_contact", days=5)
        (self.customer | self.elsewhere).last_contact_date = "2026-01-01"
        self.assertEqual(self.coloured(), self.customer)
