from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import Form, TransactionCase, tagged

from .common_content import RefusedMixin, ficha_test_user

FIELDS = {
    "education_level": "7",
    "occupation": "Engineer",
    "marital_status": "married",
    "education_ids": [Command.create({"title": "Law", "year": 1999})],
    "family_member_ids": [Command.create({"kinship": "child", "name": "Leo"})],
}
FORM = "ficha_cliente.res_partner_view_form_ficha"


@tagged("post_install", "-at_install")
class TestContentPersonal(RefusedMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "base.group_allow_export", "group_ficha_manager"
        cls.manager = ficha_test_user(cls.env, "boss", *groups)
        cls.personal = ficha_test_user(
            cls.env, "trusted", *groups, "group_ficha_personal"
        )
        cls.person = (
            cls.env["res.partner"]
            .with_user(cls.personal)
            .create({"name": "Ana", **FIELDS})
        )
        cls.seen_by_manager = cls.person.with_user(cls.manager)

    def test_who_has_the_group_does_everything(self):
        self.assertEqual(self.person.education_ids.title, "Law")
        self.assertEqual(self.person.family_member_ids.member_name, "Leo")
        [row] = self.person.export_data(
            ["education_level", "education_ids/title", "family_member_ids/kinship"]
        )["datas"]
        self.assertEqual(row[1:], ["Law", "Son or daughter"])
        self.assertIn("Master's", row[0])
        groups = self.env["res.partner"].with_user(self.personal)
        groups = groups.formatted_read_group(
            [("id", "=", self.person.id)], ["education_level"], ["__count"]
        )
        self.assertEqual(groups[0]["education_level"], "7")

    def test_a_manager_without_the_group_is_refused_every_way_in(self):
        self.env.invalidate_all()
        Partner = self.env["res.partner"].with_user(self.manager)
        for name, value in FIELDS.items():
            leaf = name if not name.endswith("_ids") else f"{name}.id"
            ways = {
                "read": lambda name=name: self.seen_by_manager.read([name]),
                "attribute": lambda name=name: self.seen_by_manager[name],
                "write": lambda name=name, value=value: self.seen_by_manager.write(
                    {name: value}
                ),
                "create": lambda name=name, value=value: Partner.create(
                    {"name": "Eva", name: value}
                ),
                "export": lambda name=name: self.seen_by_manager.export_data([name]),
                "search": lambda name=name: Partner.search([(name, "!=", False)]),
                "path": lambda leaf=leaf: Partner.search([(leaf, "!=", False)]),
                "order": lambda name=name: Partner.search([], order=name),
                "grouping": lambda name=name: Partner.formatted_read_group(
                    [], [name], ["__count"]
                ),
                "rpc read": lambda name=name: call_kw(
                    Partner, "web_read", [self.person.ids, {name: {}}], {}
                ),
                "rpc search": lambda name=name: call_kw(
                    Partner, "search_count", [[(name, "!=", False)]], {}
                ),
            }
            for way, attempt in ways.items():
                if way == "order" and name.endswith("_ids"):
                    continue  # nothing can be ordered by a list
                with self.subTest(field=name, way=way), self.assertRaises(AccessError):
                    attempt()
            with self.subTest(field=name):
                self.assertNotIn(name, Partner.fields_get())

    def test_a_manager_without_the_group_is_refused_the_models(self):
        for records in (self.person.education_ids, self.person.family_member_ids):
            records = records.with_user(self.manager)
            for attempt in (
                lambda records=records: records.read([]),
                lambda records=records: records.search([]),
                lambda records=records: records.export_data(["partner_id"]),
                lambda records=records: records.formatted_read_group(
                    [], ["partner_id"], ["__count"]
                ),
                lambda records=records: records.write({"partner_id": False}),
                lambda records=records: records.unlink(),
            ):
                with (
                    self.subTest(model=records._name),
                    self.assertRaises(AccessError),
                ):
                    attempt()

    def test_export_through_another_record_is_refused(self):
        child = (
            self.env["res.partner"]
            .with_user(self.manager)
            .create({"name": "Son", "parent_id": self.person.id})
        )
        with self.assertRaises(AccessError):
            child.export_data(["parent_id/occupation"])

    def test_the_page_opens_without_the_group_and_without_the_data(self):
        Partner = self.env["res.partner"]
        view = self.env.ref(FORM)
        arch = Partner.with_user(self.manager).get_view(view.id)["arch"]
        for name in FIELDS:
            self.assertNotIn(name, arch)
        arch = Partner.with_user(self.personal).get_view(view.id)["arch"]
        for name in FIELDS:
            self.assertIn(name, arch)
        with Form(self.seen_by_manager, FORM) as form:
            form.name = "Ana María"
        self.assertEqual(self.person.occupation, "Engineer")

    def test_anybody_may_duplicate_a_contact_and_nothing_personal_goes_along(self):
        twin = self.seen_by_manager.copy()
        self.assertEqual(twin.name, "Ana (copy)")
        twin = twin.with_user(self.personal)
        for name in FIELDS:
            self.assertFalse(twin[name], name)

    def test_levels_are_those_of_isced_2011(self):
        selection = self.env["res.partner"]._fields["education_level"].selection
        self.assertEqual([key for key, _label in selection], list("012345678"))
        self.assertEqual(dict(selection)["5"], "Short-cycle tertiary education")

    @freeze_time("2026-03-10")
    def test_bad_academic_and_family_data_are_refused_with_a_sentence(self):
        for name, vals, sentence in (
            ("education_ids", {"title": "Law", "year": 99}, "99 is not possible"),
            ("education_ids", {"title": "Law", "year": -5}, "-5 is not possible"),
            ("education_ids", {"title": "Law", "year": 2037}, "1900 and 2036"),
            ("family_member_ids", {"kinship": "child"}, "say who it is"),
            (
                "family_member_ids",
                {"related_partner_id": self.person.id},
                "cannot be their own relative",
            ),
            (
                "family_member_ids",
                {"name": "Leo", "birthdate_date": date(2026, 3, 11)},
                "Date of birth of Leo: .* is in the future",
            ),
        ):
            with (
                self.subTest(vals=vals),
                self.assertRefused(sentence),
            ):
                self.person.write({name: [Command.create(vals)]})
        self.person.education_ids.year = 2036
        self.person.education_ids.year = 0
