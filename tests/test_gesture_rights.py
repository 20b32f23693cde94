"""No button for what its user may not do: of each button of our views, as each role,
the models that its method opens or fills are ones that the role may read or make."""

import inspect
import re

from lxml import etree

from odoo import Command
from odoo.tests import TransactionCase, new_test_user, tagged

PREFIX = "ficha_cliente"
USER = "base.group_user,ficha_cliente.group_ficha_user"
BILLER = "account.group_account_invoice"
ROLES = {
    "plain": "base.group_user",
    "user": USER,
    "reader": f"{USER},account.group_account_readonly",
    "biller": f"{USER},{BILLER}",
    "seller": f"{USER},sales_team.group_sale_salesman",
    "seller and biller": f"{USER},sales_team.group_sale_salesman,{BILLER}",
    "manager": "base.group_user,ficha_cliente.group_ficha_manager",
}
CREATES = re.compile(r'self\.env\["([\w.]+)"\](?:\.with_\w+\([^()]*\))*\.create\(')
OPENS = re.compile(r'"res_model": "([\w.]+)"')
OUR_ACTION = re.compile(r'_for_xml_id\(\s*"([\w.]+)"')
# what a method does with an answer for who may not, or only sometimes
EXCEPT = {
    # (model, method): why its button may be shown all the same
    ("sale.order", "action_cancel"): "Odoo's own button, which shows it to who may only"
    " read the order and refuses them, too",
}


@tagged("post_install", "-at_install")
class TestGestureRights(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        context = dict(cls.env.context, no_reset_password=True, mail_create_nolog=True)
        cls.users = {
            role: new_test_user(
                cls.env,
                f"gesture_{role.replace(' ', '_')}",
                groups=groups,
                context=context,
                company_ids=[Command.set(cls.env.company.ids)],
            )
            for role, groups in ROLES.items()
        }

    def _needs(self, model, method):
        """What a method of ours does with other models: ``{(model, operation)}``."""
        function = getattr(self.env.registry[model], method, None)
        source = inspect.getsource(function) if function else ""
        if not getattr(function, "__module__", "").startswith(f"odoo.addons.{PREFIX}"):
            return set()
        needs = {(name, "create") for name in CREATES.findall(source)}
        for name in OPENS.findall(source):
            needs.add((name, "read"))
            new = '"create": False' not in source and '"res_id"' not in source
            if new and '(False, "form")' in source:
                needs.add((name, "create"))
        for xmlid in OUR_ACTION.findall(source):
            if name := self.env.ref(xmlid).res_model:
                needs.add((name, "read"))
        return {one for one in needs if one[0] in self.env.registry}

    def _shown(self, view, user):
        """The buttons of a view of ours that a user has: ``{(model, kind, name)}``."""
        Model = self.env[view.model].with_user(user)
        arch = etree.fromstring(Model.get_view(view.id, view.type)["arch"])
        found = set()
        for node in arch.iter("button"):
            model = view.model
            for above in node.iterancestors("field"):
                # in the list of another model
                field = Model._fields.get(above.get("name"))
                if field is not None and field.comodel_name:
                    model = field.comodel_name
                    break
            if node.get("type") in ("object", "action"):
                found.add((model, node.get("type"), node.get("name")))
        return found

    def _views(self):
        ids = (
            self.env["ir.model.data"]
            .search(
                [("model", "=", "ir.ui.view"), ("module", "=like", f"{PREFIX}%")],
            )
            .mapped("res_id")
        )
        views = self.env["ir.ui.view"].browse(ids).exists()
        # what extends a view of Odoo's is seen in that one
        while True:
            above = views.filtered("inherit_id")
            if not above:
                break
            views = views - above | above.inherit_id
        return views.filtered(
            lambda one: one.type in ("form", "list", "kanban")
            and one.model in self.env.registry
            and "<button" in one.get_combined_arch()
        )

    def test_no_button_for_what_they_may_not_do(self):
        wrong, seen, views = set(), 0, self._views()
        for role, user in self.users.items():
            for view in views:
                if not self.env[view.model].with_user(user).has_access("read"):
                    continue
                for model, kind, name in self._shown(view, user):
                    seen += 1
                    if kind == "object":
                        needs = self._needs(model, name)
                    else:
                        if not name.isdigit():
                            continue  # of the core, by its name
                        action = self.env["ir.actions.actions"].browse(int(name))
                        if not (action.xml_id or "").startswith(PREFIX):
                            continue
                        window = self.env[action.type].browse(action.id)
                        opened = "res_model" in window and window.res_model
                        needs = {(opened, "read")} if opened else set()
                    if (model, name) in EXCEPT:
                        continue
                    wrong |= {
                        f"{role}: {name} of {model} ({view.xml_id}) needs to"
                        f" {operation} {needed}"
                        for needed, operation in needs
                        if not self.env[needed].with_user(user).has_access(operation)
                    }
        self.assertGreater(seen, 500, "it looked at nothing")
        self.assertFalse(wrong, "\n" + "\n".join(sorted(wrong)))

    def test_it_would_find_one(self):
        """Who may make no campaign, and a button that opens a new one."""
        needs = self._needs("ficha.segment", "action_new_campaign")
        self.assertIn(("ficha.campaign", "create"), needs)
        user = self.env["ficha.campaign"].with_user(self.users["user"])
        self.assertFalse(user.has_access("create"))
