"""Whoever does not see a customer sees nothing that hangs from the customer: each model
of ours has record rules by company and by what its customers are visible to (issue 11,
section 1)."""

import re

from rights_walk import our_models

from odoo.tests import TransactionCase, tagged

# What tells of no customer and of no company, and why.
NO_RULE = {
    # ("model", "field"): "reason"
}


@tagged("post_install", "-at_install")
class TestRulesOfAllModels(TransactionCase):
    def _rules(self, model):
        """The domains of the rules that hold for everybody who reads a model."""
        rules = self.env["ir.rule"].search(
            [
                ("model_id.model", "=", model._name),
                ("groups", "=", False),
                ("perm_read", "=", True),
            ]
        )
        return " ".join(rule.domain_force or "" for rule in rules)

    def _owners(self, model):
        """Names of the fields that say whose a record is."""
        for field in model._fields.values():
            if (
                field.type in ("many2one", "many2many")
                and field.store
                and not field.related
                and field.comodel_name in ("res.partner", "res.company")
            ):
                yield field

    def test_each_model_has_its_rules(self):
        missing, walked = [], 0
        for model in our_models(self.env):
            rules = self._rules(model)
            for field in self._owners(model):
                if (model._name, field.name) in NO_RULE:
                    continue
                walked += 1
                # who a contact of a customer is follows from the customer
                if field.name in ("contact_id", "commercial_partner_id"):
                    continue
                if not re.search(rf"\b{field.name}\b", rules):
                    missing.append(f"{model._name}.{field.name}")
        self.assertFalse(missing, "no record rule speaks of these fields")
        self.assertGreater(walked, 25)

    def test_each_part_follows_its_whole(self):
        """A line is for who sees what it is a line of, where that has rules."""
        missing = []
        for model in our_models(self.env):
            if self._rules(model):
                continue
            for field in model._fields.values():
                if (
                    field.type == "many2one"
                    and field.store
                    and field.ondelete == "cascade"
                    and field.comodel_name.startswith("ficha.")
                    and self._rules(self.env[field.comodel_name])
                    and self._read_by_people(model)
                ):
                    missing.append(f"{model._name}.{field.name}")
        self.assertFalse(missing, "no record rule of the part")

    def test_dialogs_are_ones_own(self):
        """Odoo lets whoever may use a dialog read everybody's, with the customers that
        they were working on."""
        missing = [
            name
            for name, model in self.env.registry.items()
            if name.startswith("ficha.")
            and model._transient
            and "create_uid" not in self._rules(self.env[name])
        ]
        self.assertFalse(missing, "no record rule by who opened the dialog")

    def _read_by_people(self, model):
        groups = self.env["ir.model.access"].search(
            [("model_id.model", "=", model._name), ("perm_read", "=", True)]
        )
        return bool(groups.group_id - self.env.ref("base.group_system"))
