from ast import literal_eval

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tests import TransactionCase, new_test_user, tagged

MANAGER = "base.group_user,ficha_cliente.group_ficha_manager"
PERSONAL = "ficha_cliente.group_ficha_personal"
WIDOWED = "[('marital_status', '=', 'widowed')]"


@tagged("post_install", "-at_install")
class TestTemplateConditions(TransactionCase):
    """Whom a template is for tells its author nothing, and breaks no customer file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(cls.env, "template_manager", MANAGER)
        cls.private = new_test_user(
            cls.env, "template_private", f"{MANAGER},{PERSONAL}"
        )
        (cls.manager | cls.private).lang = "en_US"
        cls.env["ficha.template"].search([]).active = False
        cls.customer = cls.env["res.partner"].create(
            {"name": "Template Gil", "marital_status": "widowed", "city": "Soria"}
        )

    def by(self, user, domain, **vals):
        """A template that this user makes."""
        city = self.env["ir.model.fields"]._get("res.partner", "city")
        vals = {
            "name": "Theirs",
            "kind": "person",
            "domain": domain,
            "line_ids": [Command.create({"field_id": city.id})],
            **vals,
        }
        return self.env["ficha.template"].with_user(user).create(vals)

    def template(self):
        """That of the customer, as measured now."""
        self.env["ficha.quality"]._refresh(self.customer.ids)
        self.env.invalidate_all()
        return self.customer.with_user(self.manager).ficha_template_id

    def test_nobody_asks_for_what_they_may_not_read(self):
        with self.assertRaises(AccessError):
            self.by(self.manager, WIDOWED)
        theirs = self.by(self.manager, "[]")
        with self.assertRaises(AccessError):
            theirs.domain = WIDOWED
        self.assertEqual(self.template(), theirs)
        theirs.active = False
        private = self.by(self.private, WIDOWED)
        self.assertEqual(self.template().sudo(), private.sudo())
        with self.assertRaises(AccessError):
            private.with_user(self.manager).kind = "company"

    def test_beside_the_condition_are_counted_those_it_is_for(self):
        Partner = self.env["res.partner"]
        firm = Partner.create({"name": "Template Moya, S.L.", "is_company": True})
        eva, store = Partner.create(
            [
                {"name": "Eva", "parent_id": firm.id},
                {"name": "Almacén", "parent_id": firm.id, "type": "delivery"},
            ]
        )
        us = self.manager.partner_id | self.env.company.partner_id
        everybody = self.customer | firm | eva | store | us
        for kind, mine in (
            ("person", self.customer),
            ("company", firm),
            ("contact", eva),
        ):
            theirs = self.by(self.manager, "[]", kind=kind)
            counted = Partner.with_user(self.manager).search(
                Domain("id", "in", everybody.ids)
                & Domain(literal_eval(theirs.condition_among))
            )
            self.assertEqual(counted.ids, mine.ids, kind)
            # what is kept, which leaves us out
            self.env["ficha.quality"]._refresh(everybody.ids)
            kept = self.env["ficha.quality"].sudo().search([])
            of_it = set(
                kept.filtered(lambda one, t=theirs: one.template_id == t).partner_id.ids
            )
            self.assertEqual(of_it, set(mine.ids), "as it is asked of")

    def test_what_cannot_be_searched_is_refused(self):
        for domain in ("[('followup_banner', '=', 1)]", "[('x', '=', 1)]", "x", "[1]"):
            with self.subTest(domain=domain), self.assertRaises(ValidationError):
                self.by(self.manager, domain)

    def test_one_that_can_no_longer_be_asked_is_nobody_s(self):
        good = self.by(self.manager, "[]", sequence=20)
        bad = self.by(self.private, "[('city', '=', 'Soria')]", sequence=5)
        self.assertEqual(self.template(), bad)
        for domain in ("[('gone', '=', 1)]", "[('followup_banner', '=', 1)]", "("):
            with self.subTest(domain=domain):
                self.env.cr.execute(
                    "UPDATE ficha_template SET domain = %s WHERE id = %s",
                    [domain, bad.id],
                )
                bad.invalidate_recordset()
                self.env.registry.clear_cache()
                self.assertEqual(self.template(), good)
                self.assertTrue(bad.domain_problem)
                self.customer.with_user(self.manager).get_ficha_question()

    def test_it_stops_when_its_author_leaves(self):
        bad = self.by(self.private, "[('city', '=', 'Soria')]")
        self.assertEqual(self.template(), bad)
        self.private.active = False
        self.assertFalse(self.template())
        self.assertIn("no longer a user", bad.with_user(self.manager).domain_problem)
        bad.with_user(self.manager).action_take_condition()
        self.assertEqual(self.template(), bad)

    def test_nobody_wants_data_that_they_may_not_see(self):
        married = self.env["ir.model.fields"]._get("res.partner", "marital_status")
        theirs = self.by(self.manager, "[]")
        with self.assertRaises(AccessError):
            theirs.line_ids.field_id = married
        with self.assertRaises(AccessError):
            theirs.line_ids = [Command.create({"field_id": married.id})]
        self.by(self.private, "[]", line_ids=[Command.create({"field_id": married.id})])
