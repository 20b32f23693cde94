from odoo.tests import new_test_user, tagged

from ..tools.by_hand import made_by_us, untouched
from .common_accounting import AccountingCommon


@tagged("post_install", "-at_install")
class TestByHand(AccountingCommon):
    """What we write in a user's name is theirs, whatever defaults they keep."""

    def keep(self, user, model, name, json_value):
        field = self.env["ir.model.fields"]._get(model, name)
        values = {"field_id": field.id, "json_value": json_value}
        Default = self.env["ir.default"]
        Default.with_user(user).create({**values, "user_id": user.id})

    def test_who_replaced_a_name_is_not_filled_in(self):
        groups = "ficha_cliente.group_ficha_user,base.group_partner_manager"
        clerk = new_test_user(self.env, "by_hand_clerk", f"base.group_user,{groups}")
        clerk.write({"company_ids": [(4, self.env.company.id)]})
        customer = self.env["res.partner"].create({"name": "Talleres Inventados"})
        self.init_invoice("out_invoice", customer, amounts=[100], post=True)
        boss = self.env.ref("base.user_root")
        self.keep(clerk, "ficha.former.value", "user_id", str(boss.id))
        self.keep(clerk, "ficha.former.value", "date", '"2001-01-01 00:00:00"')
        customer.with_user(clerk).name = "Garajes Renovados, S.A."
        former = customer.former_value_ids.filtered(lambda row: row.kind == "name")
        self.assertEqual(former.user_id, clerk)
        self.assertGreater(former.date.year, 2001)

    def test_the_defaults_of_the_company_are_those_of_who_asks(self):
        """Also where a program says no company: not those of the superuser's own."""
        company = self.env["res.company"].sudo().create({"name": "Empresa Apartada"})
        clerk = new_test_user(
            self.env,
            "by_hand_elsewhere",
            "base.group_user",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        name = "ficha.former.value"
        Default = self.env["ir.default"].sudo()
        Default.set(name, "value", "De la oficina", company_id=company.id)
        Default.set(name, "kind", "tax", user_id=clerk.id)
        model = self.env[name].with_context(allowed_company_ids=None)
        asked = made_by_us(model.with_user(clerk))
        defaults = asked.env["ir.default"]._get_model_defaults(name)
        self.assertEqual(defaults, {"value": "De la oficina"})

    def test_a_default_may_be_a_record(self):
        model = self.env["ficha.former.value"]
        values = untouched(model, ["user_id", "partner_id", "value"])
        self.assertEqual(
            values, {"user_id": self.env.uid, "partner_id": False, "value": False}
        )
