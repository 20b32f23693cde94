"""What our modules add to models that customers read is not for customers, and what is
not for somebody is not told in any other way (issue 11, section 1)."""

from rights_walk import our_fields, our_models

from odoo.exceptions import AccessError
from odoo.fields import NO_ACCESS
from odoo.tests import TransactionCase, new_test_user, tagged

# Fields of ours that a customer or a visitor may read, and the reason.
FOR_EVERYBODY = {
    # ("model", "field"): "reason"
    ("res.partner", "comercial"): "what they call themselves; as in l10n_es_partner, "
    "which finds names by it for everybody",
    ("res.users", "comercial"): "the same",
}
NO_MAIL = {"no_reset_password": True, "mail_create_nolog": True}


class RightsCase(TransactionCase):
    @classmethod
    def _user(cls, login, *groups, **values):
        context = dict(cls.env.context, **NO_MAIL)
        return new_test_user(
            cls.env, login, groups=",".join(groups), context=context, **values
        )


@tagged("post_install", "-at_install")
class TestFieldsOfCustomers(RightsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = cls._user(
            "rights_portal", "base.group_portal", email="rights@example.com"
        )
        cls.public = cls.env.ref("base.public_user")
        cls.customer = cls.portal.partner_id
        cls.customer.write(
            {
                "customer_observations": "Pays late",
                "followup_reason": "Owes us since spring",
                "contact_point_ids": [
                    (0, 0, {"kind": "mobile", "value": "+34 612 00 99 11"})
                ],
            }
        )
        cls.customer._set_client_code("RIGHTS7")
        cls.env.flush_all()
        cls.env.invalidate_all()

    def test_every_field_of_ours_asks_for_a_group(self):
        """On each model that customers or visitors may read."""
        open_to_all, seen = [], set()
        for name in sorted(self.env.registry):
            model = self.env[name]
            if model._abstract:
                continue
            readers = [
                user
                for user in (self.portal, self.public)
                if model.with_user(user).has_access("read")
            ]
            for field in our_fields(model) if readers else ():
                seen.add(name)
                if (name, field.name) in FOR_EVERYBODY:
                    continue
                if not field.groups or not self._internal(field.groups):
                    open_to_all.append(f"{name}.{field.name}")
        self.assertFalse(open_to_all, "customers can read these fields")
        self.assertLessEqual({"res.partner", "res.users", "res.company"}, seen)

    def _internal(self, groups):
        """Whether only people who work here are in these groups."""
        if groups == NO_ACCESS:
            return True
        named = self.env["res.groups"].union(*map(self.env.ref, groups.split(",")))
        inside = self.env.ref("base.group_user")
        return all(inside in group | group.all_implied_ids for group in named)

    def test_no_model_of_ours_is_read_by_customers(self):
        readable = [
            model._name
            for model in our_models(self.env)
            if any(
                model.with_user(user).has_access("read")
                for user in (self.portal, self.public)
            )
        ]
        self.assertFalse(readable)

    def test_a_customer_is_told_nothing_of_what_we_write_about_them(self):
        Partner = self.env["res.partner"].with_user(self.portal)
        names = [
            name
            for name, field in Partner.fields_get().items()
            if field.get("store") and not field.get("relation")
        ]
        told = Partner.browse(self.customer.id).read(names)
        self.assertTrue(told[0]["name"])
        self.assertNotIn("Pays late", str(told))
        self.assertNotIn("Owes us", str(told))
        own = [("id", "=", self.customer.id)]
        for ask in (
            lambda: Partner.search([*own, ("customer_observations", "ilike", "late")]),
            lambda: Partner.search([*own, ("followup_state_id", "!=", False)]),
            lambda: Partner.search([*own, ("age", ">", 18)]),
            lambda: Partner.search(own, order="followup_since, id"),
            lambda: Partner.search(own, order="entity_client_code, id"),
            lambda: Partner.formatted_read_group(own, ["followup_state_id"]),
            lambda: Partner.formatted_read_group(own, ["followup_icon"], ["__count"]),
            lambda: Partner.formatted_read_group(own, [], ["followup_amount:sum"]),
            lambda: self.env["res.users"]
            .with_user(self.portal)
            .search([("ficha_lifecycle", "!=", False)]),
            lambda: Partner.browse(self.customer.id).export_data(["client_code"]),
        ):
            with self.assertRaises(AccessError):
                ask()

    def test_a_customer_still_finds_and_names_themselves(self):
        """Odoo's own pages look contacts up by name, telephone and what is typed."""
        Partner = self.env["res.partner"].with_user(self.portal)
        for text in (self.customer.name, "612009911", "RIGHTS7", "RIGHTS"):
            found = Partner.search([("display_name", "ilike", text)])
            self.assertEqual(found, self.customer, text)
            self.assertIn(
                self.customer.id, [id_ for id_, _name in Partner.name_search(text)]
            )
        named = Partner.browse(self.customer.id).with_context(
            formatted_display_name=True
        )
        self.assertNotIn("RIGHTS7", named.display_name)
        self.assertTrue(self.env.company.with_user(self.portal).read(["name"]))
        Partner.default_get(list(Partner._fields))
        Partner.fields_get()

    def test_screens_show_no_more_than_their_user_reads(self):
        """What a screen shows to somebody depends on no field that is closed to them:
        Odoo says so in its log, and nobody reads that."""
        of_ours = self.env["ir.model.data"].search(
            [("module", "=like", "ficha_cliente%"), ("model", "=", "ir.ui.view")]
        )
        views = self.env["ir.ui.view"].browse(of_ours.mapped("res_id"))
        views = views.filtered(
            lambda view: view.model in ("res.partner", "account.move", "sale.order")
        )
        with self.assertNoLogs("odoo.addons.base.models.ir_ui_view", "WARNING"):
            views._check_xml()

    def test_who_works_here_reads_them(self):
        plain = self._user("rights_plain", "base.group_user")
        customer = self.customer.with_user(plain)
        self.assertEqual(customer.customer_observations, "Pays late")
        self.assertEqual(customer.followup_reason, "Owes us since spring")
        self.assertIn(
            customer, customer.search([("customer_observations", "ilike", "late")])
        )


@tagged("post_install", "-at_install")
class TestClosedFields(RightsCase):
    """A field that ``fields_get`` hides is not searched, sorted, grouped, added up or
    exported by either."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        plain = ("base.group_user", "base.group_allow_export")
        cls.plain = cls._user("closed_plain", *plain)
        cls.user = cls._user("closed_user", *plain, "ficha_cliente.group_ficha_user")
        cls.portal = cls._user("closed_portal", "base.group_portal")

    def _ways(self, model, field):
        """The ways in to a field: each has to be refused."""
        name = field.name
        by_month = f"{name}:month" if field.type in ("date", "datetime") else name
        yield "read", lambda: model.browse(self.env.user.partner_id.id).read([name])
        exports = model.env.user.has_group("base.group_allow_export")
        if exports and isinstance(model, self.env.registry["ficha.closed.mixin"]):
            # Odoo answers that there is nothing, when asked of no records
            yield "export", lambda: model.export_data([name])
        if field._description_searchable:
            yield "search", lambda: model.search_count([(name, "!=", False)])
            yield "not", lambda: model.search_count(["!", (name, "=", False)])
        if field._description_sortable:
            yield "order", lambda: model.search([], order=f"{name}, id", limit=1)
        if field._description_groupable:
            yield "group", lambda: model.formatted_read_group([], [by_month])
        if field.type in ("integer", "float", "monetary") and field.store:
            yield "sum", lambda: model.formatted_read_group([], [], [f"{name}:sum"])

    def test_closed_fields(self):
        told, asked = [], 0
        shared = (
            "res.partner",
            "res.users",
            "res.company",
            "account.move",
            "sale.order",
        )
        for name in (*filter(self.env.registry.get, shared), *self._closed_models()):
            for user in (self.plain, self.user, self.portal):
                model = self.env[name].with_user(user)
                if not model.has_access("read"):
                    continue
                for field in our_fields(model):
                    if model._has_field_access(field, "read"):
                        continue
                    for way, ask in self._ways(model, field):
                        asked += 1
                        try:
                            ask()
                        except AccessError:
                            continue
                        except Exception as error:  # noqa: BLE001 answered, not refused
                            told.append(
                                f"{user.login} {name}.{field.name} {way}: {error!r}"
                            )
                            continue
                        told.append(f"{user.login} {name}.{field.name} {way}")
        self.assertFalse(told)
        self.assertGreater(asked, 100)

    def _closed_models(self):
        return [
            model._name
            for model in our_models(self.env)
            if any(field.groups for field in our_fields(model))
        ]

    def test_through_a_path(self):
        for name in ("account.move", "crm.lead", "sale.order"):
            if name not in self.env:
                continue
            user = self._user(
                f"closed_{name}",
                "base.group_user",
                "sales_team.group_sale_salesman_all_leads",
            )
            model = self.env[name].with_user(user)
            if not model.has_access("read"):
                continue
            for field in ("occupation", "open_complaint_count", "family_member_ids"):
                if field in self.env["res.partner"]._fields:
                    with self.assertRaises(AccessError, msg=f"{name} {field}"):
                        model.search_count([(f"partner_id.{field}", "!=", False)])
