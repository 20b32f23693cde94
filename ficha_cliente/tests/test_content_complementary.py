from datetime import date

from odoo.fields import Command
from odoo.tests import Form, TransactionCase, tagged

from .common_content import RefusedMixin, ficha_test_user


@tagged("post_install", "-at_install")
class TestContentComplementary(RefusedMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = ficha_test_user(cls.env, "ficha_user", "group_ficha_user")
        cls.Partner = cls.env["res.partner"].with_user(cls.user)
        cls.company = cls.Partner.create({"name": "Talleres Ureña", "is_company": True})
        cls.lawyer = cls.Partner.create(
            {"name": "Rosa Sanz", "phone": "+34 911 11 11 11"}
        )
        cls.role = cls.env.ref("ficha_cliente.role_lawyer")
        cls.Relation = cls.env["ficha.relation"].with_user(cls.user)

    def _relation(self, **vals):
        return self.Relation.create(
            {"partner_id": self.company.id, "role_id": self.role.id, **vals}
        )

    def test_relation_is_seen_from_both_ends(self):
        relation = self._relation(related_partner_id=self.lawyer.id)
        self.assertEqual(self.company.relation_ids, relation)
        self.assertEqual(self.lawyer.inverse_relation_ids, relation)
        self.assertEqual(relation.contact_name, "Rosa Sanz")
        self.assertEqual(relation.contact_phone, "+34 911 11 11 11")
        self.assertEqual(relation.inverse_role_name, "Lawyer of")
        # a role without a name for the other end shows its own
        self.role.sudo().inverse_name = False
        self.assertEqual(relation.inverse_role_name, "Lawyer")

    def test_linked_contact_is_shown_as_it_is_now(self):
        relation = self._relation(related_partner_id=self.lawyer.id)
        self.lawyer.write({"name": "Rosa Sanz Gil", "phone": "+34 922 22 22 22"})
        self.assertEqual(relation.contact_name, "Rosa Sanz Gil")
        self.assertEqual(relation.contact_phone, "+34 922 22 22 22")
        relation.contact_phone = "+34 933 33 33 33"
        self.assertEqual(relation.contact_phone, "+34 933 33 33 33")
        self.assertEqual(self.lawyer.phone, "+34 922 22 22 22")

    def test_person_who_is_no_contact_is_typed_in_the_page(self):
        with (
            Form(self.company, "ficha_cliente.res_partner_view_form_ficha") as form,
            form.relation_ids.new() as line,
        ):
            line.role_id = self.role
            line.contact_name = "Luis Peña"
            line.contact_email = "luis@example.com"
        relation = self.company.relation_ids
        self.assertEqual(relation.name, "Luis Peña")
        self.assertEqual(relation.email, "luis@example.com")
        self.assertEqual(relation.display_name, "Lawyer: Luis Peña")
        self.assertIn(
            relation, self.Relation.search([("contact_name", "ilike", "peña")])
        )

    def test_bad_relations_are_refused_with_a_sentence(self):
        for vals, sentence in (
            ({}, "say who it is"),
            ({"name": "  "}, "say who it is"),
            (
                {"related_partner_id": self.company.id},
                "cannot be related to themselves",
            ),
            (
                {
                    "name": "Luis",
                    "date_from": date(2026, 3, 2),
                    "date_to": date(2026, 3, 1),
                },
                "before its start.*Write an end on or after the start",
            ),
        ):
            with (
                self.subTest(vals=vals),
                self.assertRefused(sentence),
            ):
                self._relation(**vals)
        one_day = self._relation(
            name="Luis", date_from=date(2026, 3, 2), date_to=date(2026, 3, 2)
        )
        with self.assertRefused("before its start"):
            one_day.date_from = date(2026, 3, 3)
        with self.assertRefused("say who it is"):
            one_day.contact_name = False

    def test_merging_the_two_ends_leaves_no_relation_with_oneself(self):
        self._relation(related_partner_id=self.lawyer.id)
        kept = self._relation(name="Luis")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.company | self.lawyer).ids, self.company)
        self.assertEqual(self.company.relation_ids, kept)
        self.assertFalse(self.company.inverse_relation_ids)

    def test_hours_of_contact(self):
        self.company.write({"contact_hour_from": 9.5, "contact_hour_to": 14})
        self.company.write({"contact_hour_from": 16, "contact_hour_to": 0})
        self.company.write({"contact_hour_from": 0, "contact_hour_to": 24})
        for vals, sentence in (
            ({"contact_hour_from": -1}, "Contact from: .* is not a time of day"),
            ({"contact_hour_to": 24.5}, "Contact until: 24:30 is not a time of day"),
            (
                {"contact_hour_from": 14, "contact_hour_to": 9.5},
                "until 09:30 is not after from 14:00",
            ),
        ):
            with (
                self.subTest(vals=vals),
                self.assertRefused(sentence),
            ):
                self.company.write(vals)

    def test_preferences_are_searched_and_grouped(self):
        visit = self.env.ref("ficha_cliente.channel_visit")
        tuesday = self.env.ref("ficha_cliente.weekday_tuesday")
        self.company.write(
            {
                "preferred_channel_id": visit.id,
                "contact_weekday_ids": [Command.set(tuesday.ids)],
                "buying_initiative": "visit",
            }
        )
        domain = [("id", "in", (self.company | self.lawyer).ids)]
        self.assertEqual(
            self.Partner.search([*domain, ("contact_weekday_ids", "=", tuesday.id)]),
            self.company,
        )
        groups = self.Partner.formatted_read_group(
            domain, ["buying_initiative"], ["__count"]
        )
        self.assertEqual(
            {group["buying_initiative"]: group["__count"] for group in groups},
            {"visit": 1, False: 1},
        )

    def test_lists_are_set_up_by_managers_only(self):
        manager = ficha_test_user(self.env, "boss", "group_ficha_manager")
        for model in (
            "ficha.relation.role",
            "ficha.channel",
            "ficha.form.of.address",
        ):
            with self.subTest(model=model):
                records = self.env[model]
                self.assertFalse(records.with_user(self.user).has_access("create"))
                self.assertTrue(records.with_user(self.user).has_access("read"))
                self.assertTrue(records.with_user(manager).create({"name": "Mine"}))
