import contextlib
import os
import random

import psycopg2

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..tools.arguments import NotThis, a_text
from . import common_junk

# 10,000 by hand, with FICHA_JUNK_CALLS: see CONTRIBUTING.md
CALLS = int(os.environ.get("FICHA_JUNK_CALLS") or 600)
SEED = int(os.environ.get("FICHA_JUNK_SEED") or 11)
QUIET = (
    "odoo.sql_db",
    "odoo.models",
    "odoo.addons",
    "odoo.http",
    "odoo.orm",
    "odoo.domains",
)


SAMPLES = {
    "char": "Junk",
    "text": "Junk",
    "integer": 1,
    "float": 1.0,
    "date": "2026-01-05",
    "datetime": "2026-01-05 10:00:00",
    "binary": b"Tm9tYnJlCkFuYQo=",
}


@tagged("post_install", "-at_install")
class TestPublicMethods(TransactionCase):
    """Whatever a client sends, it gets an answer or a sentence, and soon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "base.group_user,ficha_cliente.group_ficha_{}"
        cls.users = [
            new_test_user(cls.env, "junk_user", groups.format("user")),
            new_test_user(cls.env, "junk_manager", groups.format("manager")),
            new_test_user(cls.env, "junk_employee", "base.group_user"),
        ]
        other = cls.env["res.company"].create({"name": "Otra Basura"})
        customer = cls.env["res.partner"].create(
            [
                {
                    "name": "Basura Uno",
                    "is_company": True,
                    "email": "uno@basura.example",
                },
                {"name": "Basura Dos"},
                {"name": "Basura Ajena", "company_id": other.id},
            ]
        )
        cls.records = {
            "res.partner": customer.ids,
            "res.users": cls.env["res.users"].search([]).ids,
        }
        names = {
            name for name, _method, _function in common_junk.public_methods(cls.env)
        }
        for name in sorted(names):
            Model = cls.env[name]
            if name in cls.records or Model._abstract:
                continue
            makers = cls.users[:2] if Model._transient else [cls.env.user]
            cls.records[name] = []
            for user in makers:
                # what cannot be made so says so
                with (
                    contextlib.suppress(UserError, psycopg2.Error, ValueError),
                    mute_logger("odoo.sql_db"),
                    cls.env.cr.savepoint(),
                ):
                    # a dialog as a client leaves it that fills nothing in
                    vals = {} if Model._transient else cls.sample(Model)
                    cls.records[name] += Model.with_user(user).create(vals).ids
            found = Model.with_context(active_test=False).search([], limit=5)
            cls.records[name] += found.ids

    @classmethod
    def sample(cls, Model):
        """Values for what must have one, of the first customer."""
        vals = {}
        for name, field in Model._fields.items():
            if name == "partner_id":
                vals[name] = cls.records["res.partner"][0]
            elif field.required and not (field.compute or field.related):
                if field.type == "many2one":
                    vals[name] = cls.env[field.comodel_name].search([], limit=1).id
                elif field.type == "many2many":
                    found = cls.env[field.comodel_name].search([], limit=1)
                    vals[name] = [Command.set(found.ids)]
                elif field.type == "selection":
                    vals[name] = field.get_values(cls.env)[0]
                elif field.type in SAMPLES:
                    vals[name] = SAMPLES[field.type]
        return {n: v for n, v in vals.items() if n not in Model.default_get([n])}

    def junk(self, kind):
        return common_junk.Junk(random.Random(f"{SEED} {kind}"), self.records)

    def test_methods(self):
        junk, raw = self.junk("methods"), common_junk.Raw()
        methods = common_junk.public_methods(self.env)
        self.assertGreater(len(methods), 30)
        with mute_logger(*QUIET):
            for number in range(CALLS):
                model, name, method = methods[number % len(methods)]
                user = junk.random.choice(self.users)
                Model = self.env[model].with_user(user)
                common_junk.call(Model, name, method, junk, raw)
        self.assertFalse(raw.found, raw.report())

    def test_searches(self):
        junk, raw = self.junk("searches"), common_junk.Raw()
        fields = common_junk.searchable_fields(self.env)
        self.assertGreater(len(fields), 5)
        with mute_logger(*QUIET):
            for number in range(CALLS // 2):
                model, name = fields[number % len(fields)]
                user = junk.random.choice(self.users)
                common_junk.search(self.env[model].with_user(user), name, junk, raw)
        self.assertFalse(raw.found, raw.report())

    def test_true_is_no_number(self):
        """Nor the id of a record; the database compares none of them with it."""
        raw = common_junk.Raw()
        with mute_logger(*QUIET):
            for model, name in common_junk.searchable_fields(self.env):
                Model = self.env[model].with_user(self.users[1])
                for operator in ("in", "not in", "=", "child_of", "any"):
                    for value in (True, [True], [1, True]):
                        what = f"{model} {name} {operator} {value!r}"
                        with raw.watching(Model.env, what, ours_only=True):
                            Model.search([(name, operator, value)], limit=1)
        self.assertFalse(raw.found, raw.report())

    def test_what_only_reads_writes_nothing(self):
        """Odoo asks these of a replica, where there is one: it cannot be written to."""
        junk, raw = self.junk("replica"), common_junk.Raw()
        methods = [
            method
            for method in common_junk.public_methods(self.env)
            if getattr(method[2], "_readonly", False)
        ]
        self.assertGreater(len(methods), 1)
        self.env.flush_all()
        with mute_logger(*QUIET):
            for number in range(CALLS // 6):
                model, name, method = methods[number % len(methods)]
                user = junk.random.choice(self.users)
                Model = self.env[model].with_user(user)
                common_junk.call(Model, name, method, junk, raw, replica=True)
        self.assertFalse(raw.found, raw.report())

    def test_values(self):
        """What is written into a line of the file, whatever its type: a program sends
        a telephone as a number."""
        junk, raw = self.junk("values"), common_junk.Raw()
        fields = common_junk.written_fields(self.env)
        self.assertGreater(len(fields), 50)
        with mute_logger(*QUIET):
            for _number in range(CALLS // 4):
                model, name = junk.random.choice(fields)
                user = junk.random.choice(self.users)
                common_junk.write(self.env[model].with_user(user), name, junk, raw)
        self.assertFalse(raw.found, raw.report())

    def test_all_are_looked_for_by_their_name(self):
        """Whatever they are called by: the box of a field that points to them asks so,
        and so does a search of what has such a field."""
        raw = {}
        with mute_logger(*QUIET):
            for name in sorted(self.env.registry):
                Model = self.env[name].with_user(self.users[1])
                if not name.startswith("ficha.") or Model._abstract:
                    continue
                for text in ("Basura", "7", "2026", "%", "ñ" * 300):
                    try:
                        with self.env.cr.savepoint():
                            Model.name_search(text, limit=5)
                            Model.search([("display_name", "ilike", text)], limit=5)
                    except UserError:
                        continue
                    except (ValueError, TypeError, psycopg2.Error) as error:
                        raw[name] = f"{type(error).__name__}: {error}"
        self.assertFalse(raw)

    def test_whatever_a_form_says_it_would_be(self):
        """A form asks at each step what follows, also of what is not filled in yet."""
        junk, raw = self.junk("forms"), common_junk.Raw()
        models = [
            name
            for name in sorted(self.env.registry)
            if name.startswith("ficha.") and not self.env[name]._abstract
        ]
        self.assertGreater(len(models), 20)
        with mute_logger(*QUIET):
            for number in range(CALLS // 2):
                user = junk.random.choice(self.users)
                Model = self.env[models[number % len(models)]].with_user(user)
                common_junk.form(Model, junk, raw)
        self.assertFalse(raw.found, raw.report())

    def test_half_a_letter_is_no_text(self):
        for text in ("\ud800", "Lu\udcffgo", "a\0"):
            with self.assertRaises(NotThis):
                a_text(text)
        self.assertEqual(a_text("Xoán 🙂"), "Xoán 🙂")

    def test_a_telephone_may_come_as_a_number(self):
        customer = self.env["res.partner"].browse(self.records["res.partner"][1])
        customer = customer.with_user(self.users[0])
        customer.write({"phone": 600123123})
        self.assertEqual(customer.phone.replace(" ", "")[-9:], "600123123")
        other = self.env["res.partner"].create({"name": "Basura N", "phone": 600123124})
        self.assertEqual(other.phone.replace(" ", "")[-9:], "600123124")

    def test_reading_what_has_no_records_is_answered(self):
        """A client may ask for record 1 of any model, also of one that others are made
        from."""
        for name, model in self.env.registry.items():
            if name.startswith("ficha.") and model._abstract:
                rows = self.env[name].with_user(self.users[0]).browse(1)
                with self.subTest(name), contextlib.suppress(UserError):
                    rows.read()
