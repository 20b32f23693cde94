from contextlib import ExitStack
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common_accounting import AccountingCommon
from .common_junk import SENTENCES

GROUPS = (
    "base.group_user,base.group_partner_manager,ficha_cliente.group_ficha_manager,"
    "base.group_allow_export"
)
SECRET = "Zarzamora Secreta"


@tagged("post_install", "-at_install")
class TestPointed(TransactionCase):
    """Nobody is told of a customer of another company by sending its number: neither
    when it is written, nor when it is only said what would be."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        other = cls.env["res.company"].create({"name": "Otra Puntera"})
        cls.user = new_test_user(cls.env, "pointed_manager", GROUPS)
        cls.away = cls.env["res.partner"].create(
            {
                "name": SECRET,
                "is_company": True,
                "company_id": other.id,
                "street": SECRET,
                "phone": "+34 611 00 97 77",
                "customer_observations": SECRET,
            }
        )
        cls.away._set_client_code("ZARZA")
        cls.words = (SECRET, "ZARZA", "611")
        cls.near = cls.env["res.partner"].create({"name": "Cliente Cercano"})

    def call(self, model, method, args, **context):
        """What a client is told, a refusal too."""
        Model = self.env[model].with_user(self.user).with_context(**context)
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                return str(call_kw(Model, method, args, {}))
        except SENTENCES as refusal:
            return str(refusal)

    def test_what_hangs_from_a_record_does_not_name_it(self):
        """A message, an activity and an attachment say what their record is called."""
        number = self.env["ir.model"]._get_id("res.partner")
        names = ("mail.message", "mail.activity", "ir.attachment", "rating.rating")
        for name in filter(self.env.registry.get, names):
            model_field = self.env[name]._fields["res_id"].model_field
            named = {model_field: "res.partner"}
            if f"{model_field}_id" in self.env[name]._fields:
                named[f"{model_field}_id"] = number
            told = {"record_name", "res_name", "display_name"}
            told = {one: {} for one in told & set(self.env[name]._fields)}
            for key, model in named.items():
                with self.subTest(f"{name} {key}"):
                    values = {key: model, "res_id": self.away.id}
                    context = {f"default_{k}": v for k, v in values.items()}
                    said = self.call(name, "onchange", [[], values, [], told])
                    said += self.call(name, "onchange", [[], {}, [], told], **context)
                    said += self.call(
                        name, "onchange", [[], values, list(values), told]
                    )
                    self.assertFalse([word for word in self.words if word in said])
                    near = {**values, "res_id": self.near.id}
                    said = self.call(name, "onchange", [[], near, list(near), told])
                    self.assertNotIn("is not for you", said)

    def test_nor_by_a_number_that_is_said_otherwise(self):
        """As a text, by two models at once, or by the model alone."""
        told = {"res_name": {}, "res_id": {}}
        partners = self.env["ir.model"]._get_id("res.partner")
        text = {"res_model": "res.partner", "res_id": str(self.away.id)}
        two = {"res_model": "res.country", "res_model_id": partners}
        two["res_id"] = self.away.id
        for model, values in (
            ("ir.attachment", text),
            ("mail.activity", text | {"res_model_id": partners}),
            ("mail.activity", two),
        ):
            args = [[], values, list(values), told]
            said = self.call(model, "onchange", args)
            self.assertFalse([word for word in self.words if word in said], values)
        # one of theirs whose number is that of the customer, in another model
        mine = self.env["ir.attachment"].create(
            {"name": "mine", "res_model": "res.country", "res_id": self.away.id}
        )
        for values in (
            {"res_model": "res.partner"},
            {"res_model": "res.partner", "res_id": self.away.id},
        ):
            args = [mine.ids, values, ["res_model"], told]
            said = self.call("ir.attachment", "onchange", args)
            self.assertFalse([word for word in self.words if word in said], values)

    def test_an_opportunity_does_not_say_where_to_reach_them(self):
        if "crm.lead" not in self.env:
            self.skipTest("without CRM")
        self.user.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        told = {"partner_id": {"fields": {"display_name": {}}}}
        told |= {name: {} for name in ("phone", "email_from", "partner_name", "street")}
        for args, context in (
            ([[], {"partner_id": self.away.id}, ["partner_id"], told], {}),
            ([[], {"partner_id": self.away.id}, [], told], {}),
            ([[], {}, [], told], {"default_partner_id": self.away.id}),
        ):
            said = self.call("crm.lead", "onchange", args, **context)
            self.assertFalse([word for word in self.words if word in said], args)
        self.near.email = "cerca@prueba.example"
        args = [[], {"partner_id": self.near.id}, ["partner_id"], told]
        self.assertIn("cerca@", self.call("crm.lead", "onchange", args))

    def pointing(self):
        """Models of ours and fields of theirs that point to a contact."""
        for model in sorted(self.env.registry):
            Model = self.env[model].with_user(self.user)
            if Model._abstract or not (
                model.startswith("ficha.") or model == "res.partner"
            ):
                continue
            for name, field in Model._fields.items():
                if (
                    field.type == "many2one"
                    and field.comodel_name == "res.partner"
                    and Model._has_field_access(field, "read")
                ):
                    yield model, name

    def spec(self, model):
        """All that a form may show, the names beside what it points to as well."""
        Model = self.env[model].with_user(self.user)
        return {
            name: {"fields": {"display_name": {}}} if field.relational else {}
            for name, field in Model._fields.items()
            if Model._has_field_access(field, "read") and field.type != "binary"
        }

    def test_what_would_be_is_not_told(self):
        fields = list(self.pointing())
        self.assertGreater(len(fields), 10)
        for model, name in fields:
            spec = self.spec(model)
            for args in (
                ([], {name: self.away.id}, [name], spec),
                ([], {name: self.away.id}, [], spec),
                ([], {name: {"id": self.away.id}}, [name], spec),
            ):
                with self.subTest(f"{model}.{name}"):
                    said = self.call(model, "onchange", args)
                    self.assertFalse([w for w in self.words if w in said])
            with self.subTest(f"{model}.{name} as a default"):
                context = {f"default_{name}": self.away.id}
                said = self.call(model, "onchange", ([], {}, [], spec), **context)
                self.assertFalse([w for w in self.words if w in said])

    def test_what_is_written_is_not_told(self):
        for model, name in self.pointing():
            spec = self.spec(model)
            for value, context in (
                ({name: self.away.id}, {}),
                ({}, {f"default_{name}": self.away.id}),
            ):
                with self.subTest(f"{model}.{name}"):
                    said = self.call(model, "web_save", ([], value, spec), **context)
                    self.assertFalse([w for w in self.words if w in said])

    def test_neither_by_a_line(self):
        lines = [Command.create({"partner_id": self.away.id, "value": "x@x.example"})]
        value = {"contact_point_ids": lines, "child_ids": [Command.link(self.away.id)]}
        for key in value:
            spec = {key: {"fields": {"display_name": {}}}}
            asked = ([self.near.id], {key: value[key]}, [key], spec)
            said = self.call("res.partner", "onchange", asked)
            self.assertNotIn(SECRET, said)

    def test_neither_beside_one_that_is_not_there(self):
        gone = self.near.copy()
        gone.unlink()
        Partner = self.env["res.partner"].with_user(self.user)
        for value in (
            [Command.set([gone.id, self.away.id])],
            [Command.link(self.away.id), Command.link(gone.id)],
            [{"name": "Su gente", "successor_id": self.away.id}],
        ):
            with self.subTest(value=value):
                self.assertEqual(
                    Partner._ficha_unread({"child_ids": value}), {"child_ids"}
                )
        near = [Command.set([gone.id, self.near.id])]
        self.assertFalse(Partner._ficha_unread({"child_ids": near}))

    def test_nobody_becomes_a_contact_of_it(self):
        near = self.near.with_user(self.user)
        with self.assertRaises(AccessError):
            near.parent_id = self.away.id
        with self.assertRaises(AccessError):
            near.create({"name": "Su gente", "parent_id": self.away.id})

    def branch(self):
        """Everybody's to see, of the one of the other company, which a colleague who
        sees both wrote down."""
        values = {"name": "Delegación", "type": "other", "parent_id": self.away.id}
        branch = self.env["res.partner"].create(values)
        branch.company_id = False
        return branch.with_user(self.user)

    def test_a_copy_points_where_its_original_does(self):
        """As in Odoo without us."""
        branch = self.branch()
        self.assertTrue(branch.has_access("read"))
        copy = branch.copy()
        self.assertEqual(copy.sudo().parent_id, self.away)
        self.assertFalse(copy.env.context.get("ficha_kept"))

    def test_a_copy_is_no_way_to_another(self):
        branch, near = self.branch(), self.near.with_user(self.user)
        self.assertEqual(near.copy({"parent_id": self.near.id}).parent_id, self.near)
        kept = {"ficha_kept": {"res.partner": [self.away.id]}}
        for call in (
            lambda: near.copy({"parent_id": self.away.id}),
            lambda: near.with_context(**kept).copy({"parent_id": self.away.id}),
            lambda: near.with_context(**kept).write({"parent_id": self.away.id}),
            lambda: branch.copy({"successor_id": self.away.id}),
            lambda: near.copy({"child_ids": [Command.link(self.away.id)]}),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_what_it_costs(self):
        """Nothing where nothing is pointed to, a query for all records together where
        something is, and nothing on what is not a contact of ours to protect."""
        country = self.env["res.country"].search([], limit=1)

        def queries(model, *vals_list):
            Model = self.env[model].with_user(self.user)
            counts = []
            for check in (None, lambda *_args: None, None, lambda *_args: None):
                with ExitStack() as stack:
                    if check:
                        base = self.env.registry["base"]
                        patched = patch.object(base, "_ficha_check_written", check)
                        stack.enter_context(patched)
                    Model.env.invalidate_all()
                    before = self.cr.sql_log_count
                    Model.create([dict(vals) for vals in vals_list])
                    Model.env.flush_all()
                    counts.append(self.cr.sql_log_count - before)
            return counts[2] - counts[3]

        plain = {"name": "Cliente Contado", "country_id": country.id}
        self.assertEqual(queries("res.partner", plain), 0)
        self.assertEqual(queries("res.partner.category", {"name": "Contada"}), 0)
        one = {**plain, "parent_id": self.near.id}
        self.assertLessEqual(queries("res.partner", one), 1)
        self.assertLessEqual(queries("res.partner", *[one] * 20), 1)

    def test_what_it_costs_where_odoo_writes_all_day(self):
        """Messages, activities, files and opportunities: not a query more than without
        us where nothing of ours is pointed to."""
        near = self.near.with_user(self.user)
        kind = self.env.ref("mail.mail_activity_data_todo")

        def post():
            near.message_post(body="Hola", message_type="comment")

        def schedule():
            near.activity_schedule(activity_type_id=kind.id, summary="Llamar")

        def attach():
            env["ir.attachment"].create({"name": "a.txt", "raw": b"hola"})

        def attach_to():
            env["ir.attachment"].create(
                {
                    "name": "a.txt",
                    "raw": b"hola",
                    "res_model": "res.partner",
                    "res_id": near.id,
                }
            )

        def lead():
            env["crm.lead"].create({"name": "Mesa", "partner_id": near.id})

        def lead_form():
            args = [[], {"name": "Mesa"}, ["name"], {"name": {}, "partner_id": {}}]
            call_kw(env["crm.lead"], "onchange", args, {})

        env = near.env
        done = [post, schedule, attach, attach_to]
        if "crm.lead" in env:
            self.user.group_ids += self.env.ref(
                "sales_team.group_sale_salesman_all_leads"
            )
            done += [lead, lead_form]
        base = self.env.registry["base"]
        for act in done:
            counts = []
            for asked in (True, False, True, False):
                with ExitStack() as stack:
                    if not asked:
                        for name in ("_ficha_is_asked", "_ficha_is_written"):
                            never = patch.object(base, name, lambda _self: False)
                            stack.enter_context(never)
                    env.invalidate_all()
                    before = self.cr.sql_log_count
                    act()
                    env.flush_all()
                    counts.append(self.cr.sql_log_count - before)
            with self.subTest(act.__name__):
                self.assertLessEqual(counts[2], counts[3])

    def test_what_was_there_stays(self):
        """A colleague who sees both wrote it."""
        self.near.successor_id = self.away
        near = self.near.with_user(self.user)
        near.write({"successor_id": self.away.id, "name": "Cliente Cercano, S.L."})
        self.assertEqual(self.near.name, "Cliente Cercano, S.L.")


@tagged("post_install", "-at_install")
class TestPointedInvoice(AccountingCommon):
    def test_an_address_that_odoo_found_stops_nobody(self):
        """Of a customer whom both companies share the delivery address may be the other
        one's: the form goes on, and is refused only who chooses it."""
        company = self.env.company
        other = self.env["res.company"].sudo().create({"name": "Otra Puntera"})
        Partner = self.env["res.partner"].sudo()
        near = Partner.create({"name": "Cliente de Dos", "is_company": True})
        dock = Partner.create({"name": "Muelle", "type": "delivery"})
        dock.write({"parent_id": near.id, "company_id": other.id})
        clerk = new_test_user(
            self.env,
            "pointed_clerk",
            "base.group_user,account.group_account_invoice",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        context = {
            "default_move_type": "out_invoice",
            "allowed_company_ids": [company.id],
        }
        Move = self.env(user=clerk, context=context)["account.move"]
        dock = dock.with_env(Move.env)
        self.assertFalse(dock.has_access("read"))
        values = {"partner_id": near.id, "partner_shipping_id": dock.id}
        self.assertIn("value", Move.onchange(values, ["partner_id"], {"ref": {}}))
        with self.assertRaises(AccessError):
            Move.onchange(dict(values), ["partner_shipping_id"], {"ref": {}})
