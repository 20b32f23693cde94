from datetime import date

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, TransactionCase, tagged

from .common_content import RefusedMixin, ficha_test_user

TODAY = "2026-03-10"


@tagged("post_install", "-at_install")
class TestContentBasic(RefusedMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = ficha_test_user(cls.env, "ficha_user", "group_ficha_user")
        cls.reader = ficha_test_user(cls.env, "reader")
        cls.Partner = cls.env["res.partner"].with_user(cls.user)
        cls.spain = cls.env.ref("base.es")
        cls.france = cls.env.ref("base.fr")

    def _person(self, name, **vals):
        return self.Partner.create({"name": name, "country_id": self.spain.id, **vals})

    # -- age ---------------------------------------------------------------

    @freeze_time(TODAY)
    def test_age_changes_on_the_birthday(self):
        today = date(2026, 3, 10)
        eve = self._person("Eve", birthdate_date=today - relativedelta(years=30))
        not_yet = self._person(
            "Not yet", birthdate_date=today - relativedelta(years=30, days=-1)
        )
        self.assertEqual(eve.age, 30)
        self.assertEqual(not_yet.age, 29)
        self.assertEqual(self._person("Unknown").age, 0)

    @freeze_time("2027-02-28")
    def test_age_of_who_was_born_on_a_leap_day(self):
        leap = self._person("Leap", birthdate_date=date(2000, 2, 29))
        # as the community counts: in a common year the birthday is on the 28th
        self.assertEqual(leap.age, 27)
        self.assertIn(leap, self.Partner.search([("age", "=", 27)]))
        self.assertNotIn(leap, self.Partner.search([("age", "<", 27)]))

    @freeze_time(TODAY)
    def test_search_on_age_agrees_with_the_age_for_every_operator(self):
        today = date(2026, 3, 10)
        people = self.Partner.browse()
        for years in (0, 17, 18, 19, 65):
            for days in (0, 1, -1):
                birth = today - relativedelta(years=years) + relativedelta(days=days)
                if birth <= today:
                    people |= self._person(f"P{years}{days}", birthdate_date=birth)
        unknown = self._person("Unknown")
        everybody = people | unknown
        cases = [
            (">", 18, lambda age: age > 18),
            (">=", 18, lambda age: age >= 18),
            ("<", 18, lambda age: age < 18),
            ("<=", 18, lambda age: age <= 18),
            (">", 17.5, lambda age: age > 17.5),
            (">=", 17.5, lambda age: age >= 17.5),
            ("<", 17.5, lambda age: age < 17.5),
            ("<=", 17.5, lambda age: age <= 17.5),
            ("=", 18, lambda age: age == 18),
            ("=", 0, lambda age: age == 0),
            ("=", 18.5, lambda age: False),
            ("in", [17, 65], lambda age: age in (17, 65)),
            (">", 5000, lambda age: False),
            ("<", 5000, lambda age: True),
            ("<", -3, lambda age: False),
            (">=", -3, lambda age: True),
        ]
        for operator, value, expected in cases:
            with self.subTest(operator=operator, value=value):
                found = self.Partner.search(
                    [("id", "in", everybody.ids), ("age", operator, value)]
                )
                self.assertEqual(
                    found, people.filtered(lambda p, expected=expected: expected(p.age))
                )
        within = [("id", "in", everybody.ids)]
        self.assertEqual(self.Partner.search([*within, ("age", "=", False)]), unknown)
        self.assertEqual(self.Partner.search([*within, ("age", "!=", False)]), people)
        self.assertEqual(
            self.Partner.search([*within, ("age", "!=", 18)]),
            everybody.filtered(lambda p: p == unknown or p.age != 18),
        )
        self.assertEqual(
            self.Partner.search([*within, ("age", ">=", 18), ("age", "<=", 19)]),
            people.filtered(lambda p: p.age in (18, 19)),
        )

    def test_birthdays_of_a_month(self):
        march = self._person("March", birthdate_date=date(1980, 3, 31))
        april = self._person("April", birthdate_date=date(1980, 4, 1))
        found = self.Partner.search([("birthday_month", "=", 3)])
        self.assertIn(march, found)
        self.assertNotIn(april, found)

    @freeze_time(TODAY)
    def test_impossible_birth_dates_are_refused_with_a_sentence(self):
        with self.assertRefused("Date of birth of Marta: .* is in the future"):
            self._person("Marta", birthdate_date=date(2026, 3, 11))
        with self.assertRefused("too long ago.*four digits"):
            self._person("Marta", birthdate_date=date(85, 3, 2))
        self.assertTrue(self._person("Newborn", birthdate_date=date(2026, 3, 10)))

    def test_definitions_shared_with_the_community(self):
        """The same names, types and keys as the community's modules: otherwise the
        two could not be installed on one database."""
        found = self.env["res.partner"].fields_get(
            ["birthdate_date", "age", "gender", "nationality_id"]
        )
        self.assertEqual(found["birthdate_date"]["type"], "date")
        self.assertEqual(found["age"]["type"], "integer")
        self.assertFalse(found["age"]["store"])
        self.assertEqual(
            [key for key, _label in found["gender"]["selection"]],
            ["male", "female", "other"],
        )
        self.assertEqual(found["nationality_id"]["relation"], "res.country")

    # -- contact points ----------------------------------------------------

    def test_further_phone_is_normalised_with_the_country_of_the_contact(self):
        person = self._person(
            "Ana",
            contact_point_ids=[
                Command.create({"kind": "mobile", "value": "612 34 56 78"}),
                Command.create({"kind": "email", "value": "Ana.Gil@Example.com"}),
                Command.create({"kind": "instagram", "value": "@AnaGil"}),
            ],
        )
        mobile, email, instagram = person.contact_point_ids
        self.assertEqual(mobile.normalized_value, "+34612345678")
        self.assertEqual(mobile.link, "tel:+34612345678")
        self.assertEqual(email.normalized_value, "ana.gil@example.com")
        self.assertEqual(email.link, "mailto:ana.gil@example.com")
        self.assertEqual(instagram.link, "https://www.instagram.com/AnaGil")
        person.country_id = self.france
        self.assertEqual(mobile.normalized_value, "+33612345678")

    def test_number_of_a_contact_without_country_is_of_its_company(self):
        company = self._person("Talleres", is_company=True, country_id=self.france.id)
        contact = self.Partner.create(
            {
                "name": "Luc",
                "parent_id": company.id,
                "country_id": False,
                "contact_point_ids": [
                    Command.create({"kind": "phone", "value": "612345678"})
                ],
            }
        )
        contact.country_id = False
        self.assertEqual(contact.contact_point_ids.normalized_value, "+33612345678")

    def test_form_writes_a_number_as_odoo_writes_the_first_one(self):
        with Form(self.Partner, "ficha_cliente.res_partner_view_form_ficha") as form:
            form.name = "Ana"
            form.country_id = self.spain
            with form.contact_point_ids.new() as point:
                point.kind = "whatsapp"
                point.value = "612345678"
        point = form.record.contact_point_ids
        self.assertEqual(point.value, "+34 612 34 56 78")
        self.assertEqual(point.link, "https://wa.me/34612345678")

    def test_search_boxes_find_by_a_further_phone_or_address(self):
        ana = self._person(
            "Ana Gil",
            phone="+34 944 11 22 33",
            contact_point_ids=[
                Command.create({"kind": "mobile", "value": "612 34 56 78"}),
                Command.create({"kind": "email", "value": "ana.home@example.com"}),
            ],
        )
        other = self._person("Other", phone="+34 944 99 88 77")
        # as a person without any right on customer files would
        Partner = self.env["res.partner"].with_user(self.reader)
        for text in (
            "612345678",
            "612 34 56 78",
            "+34 612 34 56 78",
            "0034612345678",
            "34567",
            "ana.home@example.com",
            "ANA.HOME",
            "944112233",
            "944 11 22 33",
        ):
            with self.subTest(text=text):
                found = [id_ for id_, _name in Partner.name_search(text)]
                self.assertIn(ana.id, found)
                self.assertNotIn(other.id, found)
                found = Partner.search([("display_name", "not ilike", text)])
                self.assertNotIn(ana, found)
                self.assertIn(other, found)
        for text in ("612345679", "ana.away@example.com", "12"):
            with self.subTest(text=text):
                found = [id_ for id_, _name in Partner.name_search(text)]
                self.assertNotIn(ana.id, found)
        found = Partner.search([("phone_mobile_search", "ilike", "612 34 56")])
        self.assertIn(ana, found)
        self.assertNotIn(other, found)

    def test_a_portal_user_who_searches_is_not_refused(self):
        """Odoo's own pages for customers look contacts up by name."""
        portal = ficha_test_user(self.env, "portal")
        portal.write(
            {"group_ids": [Command.set(self.env.ref("base.group_portal").ids)]}
        )
        portal.partner_id.contact_point_ids = [
            Command.create({"kind": "mobile", "value": "+34 612 34 56 78"})
        ]
        Partner = self.env["res.partner"].with_user(portal)
        found = Partner.search([("display_name", "ilike", "612345678")])
        self.assertEqual(found, portal.partner_id)
        # so does the community's l10n_es_partner, which finds names by this field too
        names = [*Partner._rec_names_search, "comercial"]
        self.patch(self.env.registry["res.partner"], "_rec_names_search", names)
        portal.partner_id.comercial = "Bar Pepe"
        found = Partner.search([("display_name", "ilike", "Bar Pepe")])
        self.assertEqual(found, portal.partner_id)

    def test_bad_contact_points_are_refused_with_a_sentence(self):
        for kind, value, sentence in (
            ("mobile", "   ", "value is empty"),
            ("phone", "call me", "is not a telephone number"),
            ("email", "ana.example.com", "is not an e-mail address"),
            ("phone", "#" + " " * 12_000 + "1", "at most 500 characters"),
            ("email", "(" * 9_000 + "@", "at most 500 characters"),
        ):
            with (
                self.subTest(kind=kind, value=value),
                self.assertRefused(sentence),
            ):
                self._person(
                    "Ana",
                    contact_point_ids=[Command.create({"kind": kind, "value": value})],
                )

    def test_who_may_not_edit_files_may_not_add_a_phone(self):
        ana = self._person("Ana")
        with self.assertRaises(AccessError):
            self.env["ficha.contact.point"].with_user(self.reader).create(
                {"partner_id": ana.id, "kind": "phone", "value": "612345678"}
            )

    def test_contact_of_another_company_keeps_its_phones_apart(self):
        foreign = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = (
            self.env["res.partner"]
            .sudo()
            .create(
                {
                    "name": "Stranger",
                    "company_id": foreign.id,
                    "contact_point_ids": [
                        Command.create({"kind": "phone", "value": "+34612345678"})
                    ],
                }
            )
        )
        points = self.env["ficha.contact.point"].with_user(self.user)
        self.assertFalse(points.search([("partner_id", "=", stranger.id)]))

    def test_merge_moves_what_hangs_from_a_contact(self):
        kept, gone = self._person("Kept"), self._person("Gone")
        # not the same number: that one would be there once
        for partner, number in ((kept, "612345678"), (gone, "612345679")):
            partner.contact_point_ids = [
                Command.create({"kind": "mobile", "value": number})
            ]
        points = (kept | gone).contact_point_ids
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((kept | gone).ids, kept)
        self.assertFalse(gone.exists())
        self.assertEqual(points.exists(), points)
        self.assertEqual(points.partner_id, kept)
