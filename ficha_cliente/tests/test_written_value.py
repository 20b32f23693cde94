from odoo.models import MAGIC_COLUMNS
from odoo.service.model import call_kw
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common_junk import SENTENCES

WRONG = {
    "integer": ("x", [1], {}, 2**31, float("inf"), "1,5", "\0"),
    "float": ("x", [1.5], {}, float("nan"), float("inf"), 10**400),
    "monetary": ("x", {}, float("nan")),
    "date": ("tomorrow", "2026-02-30", 7, [1], "\0", "10000-01-01"),
    "datetime": ("x", "2026-02-30 10:00:00", 7, {}),
    "selection": ("no such answer", 7, [1], {}),
    "char": ("a\0b", "\ud800", "x" * 100_001),
    "text": ("a\0b", "\ud800"),
    "html": ("a\0b", "\ud800"),
    "many2one": ("x", "1", 2**40, 1.5, [1], True),
    "one2many": ("x", 7, [[9, 1]], [["x"]], [[0, 0, 7]], [None], [[1, "x", {}]]),
    "many2many": ("x", 7, [[9, 1]], [[]], [[6, 0, 7]], [[6, 0, ["x"]]], [2**40]),
}
GROUPS = "base.group_user,base.group_partner_manager,ficha_cliente.group_ficha_manager"


@tagged("post_install", "-at_install")
class TestWrittenValue(TransactionCase):
    """A program that writes a word where a number belongs is told so: which field, and
    what it was given."""

    def fields_of(self, Model):
        return [
            field
            for field in Model._fields.values()
            if field.store
            and not (field.readonly or field.name in MAGIC_COLUMNS)
            and field.type in WRONG
            and Model._has_field_access(field, "write")
        ]

    def refusal(self, Model, name, value):
        """What is said, or the error that was raised instead."""
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db", "odoo.models"):
                call_kw(Model, "web_save", [[], {name: value}, {}], {})
        except SENTENCES as problem:
            return str(problem)
        except Exception as error:  # the one place that looks for any
            return error
        return ""

    def test_every_field_of_ours_says_what_it_does_not_take(self):
        user = new_test_user(self.env, "written_manager", GROUPS)
        wrong, asked = [], 0
        for name in sorted(self.env.registry):
            Model = self.env[name].with_user(user)
            if not name.startswith("ficha.") or Model._abstract:
                continue
            if not Model.has_access("create"):
                continue
            for field in self.fields_of(Model):
                for value in WRONG[field.type]:
                    said = self.refusal(Model, field.name, value)
                    asked += 1
                    if not isinstance(said, str):
                        wrong.append(f"{name}.{field.name} := {value!r:.40}: {said!r}")
        self.assertGreater(asked, 50)
        self.assertFalse(wrong, "\n".join(wrong[:40]))

    def test_the_sentence_names_both(self):
        user = new_test_user(self.env, "written_manager", GROUPS)
        Channel = self.env["ficha.channel"].with_user(user)
        said = self.refusal(Channel, "sequence", "the first")
        self.assertEqual(said, "“the first” is not possible for “Sequence”.")

    def test_an_answer_of_a_list_that_a_method_gives(self):
        """Odoo takes any word for such a field: in a dialog to record what somebody
        said, one that only we write."""
        user = new_test_user(self.env, "written_manager", GROUPS)
        for name in sorted(self.env.registry):
            Model = self.env[name].with_user(user)
            if not name.startswith("ficha.") or not Model.has_access("create"):
                continue
            for field in self.fields_of(Model) if Model._transient else ():
                if field.type == "selection" and not isinstance(field.selection, list):
                    with self.subTest(f"{name}.{field.name}"):
                        said = self.refusal(Model, field.name, "no such answer")
                        self.assertIn("no such answer", said)

    def test_what_a_client_sends_is_taken(self):
        user = new_test_user(self.env, "written_manager", GROUPS)
        Channel = self.env["ficha.channel"].with_user(user)
        values = {"name": "Loudspeaker", "sequence": "7", "active": 1, "icon": False}
        rows = call_kw(Channel, "web_save", [[], values, {"sequence": {}}], {})
        self.assertEqual(rows[0]["sequence"], 7)
