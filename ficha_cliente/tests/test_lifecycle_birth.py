from ast import literal_eval
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestLifecycleBirth(TransactionCase):
    """A ficha has a situation, a source and, where one can be known, a salesperson from
    its first moment, however it comes to be."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.followup_fallback_user_id = False
        cls.env["ficha.territory"].search([]).active = False
        cls.spain = cls.env.ref("base.es")
        cls.zaragoza = cls.env.ref("base.state_es_z")
        cls.huesca = cls.env.ref("base.state_es_hu")
        cls.seller, cls.clerk, cls.other = (
            new_test_user(
                cls.env,
                f"birth_{login}",
                groups="base.group_user,base.group_partner_manager,"
                "ficha_cliente.group_ficha_user",
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )
            for login in ("seller", "clerk", "other")
        )
        cls.public = cls.env.ref("base.public_user")
        # who sells and who heads the team is what the apps say; here it is said by hand
        partner_class = cls.env.registry["res.partner"]
        cls.startClassPatcher(
            patch.object(
                partner_class,
                "_ficha_sells",
                lambda _self, user: user.login == "birth_seller",
            )
        )
        cls.head = cls.env["res.users"]
        cls.startClassPatcher(
            patch.object(
                partner_class,
                "_ficha_team_head",
                lambda self: self.env["res.users"].browse(cls.head.ids),
            )
        )

    def make(self, user=None, **vals):
        Partner = self.env["res.partner"]
        if user:
            Partner = Partner.with_user(user)
        return Partner.create({"name": "Nueva", "is_company": True, **vals})

    def told(self, partner):
        partner = partner.sudo()
        return (partner.ficha_lifecycle, partner.ficha_acquisition, partner.user_id)

    def territory(self, user, **vals):
        return self.env["ficha.territory"].create(
            {"name": "Zona", "user_id": user.id, **vals}
        )

    # -- situation and source ----------------------------------------------------------

    def test_typed_in_by_who_sells_and_by_who_does_not(self):
        nobody = self.env["res.users"]
        self.assertEqual(
            self.told(self.make(self.seller)), ("suspect", "hand", self.seller)
        )
        self.assertEqual(self.told(self.make(self.clerk)), ("suspect", "hand", nobody))
        person = self.make(self.seller, is_company=False)
        self.assertEqual(self.told(person), ("suspect", "hand", self.seller))
        # the form sends what nobody filled in
        sent = self.make(
            self.seller, ficha_lifecycle=False, ficha_acquisition=False, user_id=False
        )
        self.assertEqual(self.told(sent), ("suspect", "hand", self.seller))

    def test_what_is_said_stays(self):
        partner = self.make(
            self.seller,
            ficha_lifecycle="prospect",
            ficha_acquisition="fair",
            user_id=self.other.id,
        )
        self.assertEqual(self.told(partner), ("prospect", "fair", self.other))
        self.assertEqual(self.make(ficha_acquisition="call").ficha_lifecycle, "lead")
        self.assertEqual(self.make(ficha_acquisition="fair").ficha_lifecycle, "suspect")

    def test_who_came_to_us_has_shown_interest(self):
        visitor = self.env["res.partner"].with_user(self.public).sudo()
        partner = visitor.create({"name": "Visitante"})
        self.assertEqual(self.told(partner), ("lead", "web", self.env["res.users"]))
        portal = new_test_user(self.env, "birth_portal", groups="base.group_portal")
        sent = self.env["res.partner"].with_user(portal).sudo().create({"name": "Otra"})
        self.assertEqual(self.told(sent)[:2], ("lead", "portal"))

    def test_sign_up(self):
        users = self.env["res.users"].with_user(self.public).sudo()
        user = users.with_context(no_reset_password=True).create(
            {
                "name": "Se registra",
                "login": "se.registra@ejemplo.example",
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )
        self.assertEqual(self.told(user.partner_id)[:2], ("lead", "web"))

    def test_a_file(self):
        Partner = self.env["res.partner"].with_user(self.seller)
        result = Partner.with_context(import_file=True).load(
            ["name", "ficha_lifecycle", "user_id"],
            [["De un fichero", "", ""], ["Otra", "customer", ""]],
        )
        self.assertFalse(result["messages"])
        first, second = Partner.browse(result["ids"])
        self.assertEqual(self.told(first), ("suspect", "import", self.seller))
        self.assertEqual(self.told(second), ("customer", "import", self.seller))

    def test_who_is_no_ficha_has_no_situation(self):
        firm = self.make()
        contact = self.make(is_company=False, parent_id=firm.id)
        self.assertFalse(contact.ficha_lifecycle)
        self.assertFalse(contact.ficha_acquisition)
        branch = self.make(parent_id=firm.id)
        self.assertEqual(branch.ficha_lifecycle, "suspect", "its own entity")
        supplier = self.make(supplier_rank=1)
        self.assertFalse(supplier.ficha_lifecycle)
        both = self.make(supplier_rank=1, customer_rank=1)
        self.assertEqual(both.ficha_lifecycle, "suspect")
        mode = {"res_partner_search_mode": "supplier"}
        bought = self.env["res.partner"].with_context(**mode).create({"name": "Prov."})
        self.assertFalse(bought.ficha_lifecycle)
        self.assertFalse(self.clerk.partner_id.ficha_lifecycle, "works here")
        company = self.env["res.company"].create({"name": "Nuestra"})
        self.assertFalse(company.partner_id.ficha_lifecycle)
        self.assertNotIn("ficha_own_people", company.env.context)

    def test_copy_begins_anew(self):
        partner = self.make(ficha_lifecycle="customer", ficha_acquisition="fair")
        self.assertEqual(
            self.told(partner.with_user(self.seller).copy())[:2], ("suspect", "hand")
        )

    # -- salesperson -------------------------------------------------------------------

    def test_territory(self):
        self.territory(self.other, sequence=1, zips="50, 22700-22799")
        self.territory(self.clerk, sequence=2, state_ids=self.huesca.ids)
        for vals, user in (
            ({"zip": "50002"}, self.other),
            ({"zip": "22750"}, self.other),
            ({"zip": "22800"}, self.env["res.users"]),
            ({"zip": "22001", "state_id": self.huesca.id}, self.clerk),
            ({"zip": "22710", "state_id": self.huesca.id}, self.other),
            ({"state_id": self.zaragoza.id}, self.env["res.users"]),
        ):
            with self.subTest(**vals):
                self.assertEqual(self.make(**vals).user_id, user)
        # who makes it and sells is nearer than the territory; not in a file
        self.assertEqual(self.make(self.seller, zip="50002").user_id, self.seller)
        Partner = self.env["res.partner"].with_user(self.seller)
        Partner = Partner.with_context(import_file=True)
        imported = Partner.create(
            [{"name": "50", "zip": "50002"}, {"name": "08", "zip": "08001"}]
        )
        self.assertEqual(imported[0].user_id, self.other)
        self.assertEqual(imported[1].user_id, self.seller)

    def test_territory_of_another_company_or_of_who_left(self):
        other = self.env["res.company"].create({"name": "Otra empresa"})
        self.territory(self.other, company_id=other.id)
        self.assertFalse(self.make().user_id)
        theirs = self.make(company_id=other.id)
        self.assertEqual(theirs.user_id, self.other)
        rest = self.territory(self.clerk, company_id=False)
        self.assertEqual(self.make().user_id, self.clerk, "the rest of the world")
        self.clerk.active = False
        self.assertFalse(self.make().user_id)
        self.clerk.active = True
        rest.active = False
        self.assertFalse(self.make().user_id)

    def test_place_known_later(self):
        self.territory(self.other, zips="50")
        late = self.make()
        customer = self.make(ficha_lifecycle="customer")
        sold = self.make(self.seller)
        (late | customer | sold).zip = "50001"
        self.assertEqual(late.user_id, self.other)
        self.assertFalse(customer.user_id, "who buys is not given away by an address")
        self.assertEqual(sold.user_id, self.seller)

    def test_postcodes_that_are_none(self):
        for zips in ("50;;08", "50, 22700 - 22799", ""):
            self.territory(self.other, zips=zips)
        for zips in ("50*", "from 50 to 51!"):
            with self.assertRaisesRegex(ValidationError, "postcode"):
                self.territory(self.other, zips=zips)

    def test_team(self):
        type(self).head = self.other
        try:
            self.assertEqual(self.make(self.clerk).user_id, self.other)
            self.assertEqual(self.make(self.seller).user_id, self.seller)
            self.assertFalse(self.make().user_id, "made by the system")
            old = self.make()
            self.territory(self.clerk, zips="08")
            there = self.make(ficha_lifecycle="lead")
            self.env.cr.execute(
                "UPDATE res_partner SET zip = '08001' WHERE id = %s", [there.id]
            )
            there.invalidate_recordset()
            (old | there).action_ficha_give_salesperson()
            self.assertEqual((old | there).mapped("user_id"), self.other | self.clerk)
            self.assertEqual(there.user_id, self.clerk)
        finally:
            type(self).head = self.env["res.users"]

    def test_head_who_left_or_is_a_customer(self):
        """Nobody is given to who is not here to attend them."""
        gone = new_test_user(self.env, "birth_gone", groups="base.group_user")
        gone.active = False
        customer = new_test_user(self.env, "birth_portal", groups="base.group_portal")
        try:
            for head in (gone, customer):
                type(self).head = head
                made = self.make(self.clerk)
                self.assertFalse(made.user_id, head.login)
                made.action_ficha_give_salesperson()
                self.assertFalse(made.user_id, head.login)
        finally:
            type(self).head = self.env["res.users"]

    def test_as_many_queries_for_many(self):
        self.territory(self.other, zips="50")

        def cost(number):
            self.env.flush_all()
            before = self.cr.sql_log_count
            self.env["res.partner"]._ficha_fill_salespeople(
                [{"zip": "50001"} for _number in range(number)], "web"
            )
            return self.cr.sql_log_count - before

        cost(1)
        self.assertEqual(cost(50), cost(2))

    # -- among the potential customers -------------------------------------------------

    def test_potential_customers(self):
        new, buys = self.make(self.seller), self.make(ficha_lifecycle="customer")
        contact = self.make(is_company=False, parent_id=new.id)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ficha_cliente.action_ficha_potential"
        )
        Partner = self.env["res.partner"].with_user(self.seller)
        found = Partner.search(
            [("id", "in", (new | buys | contact).ids), *literal_eval(action["domain"])]
        )
        self.assertEqual(found, new)

    def test_columns_to_drag_into(self):
        Partner = self.env["res.partner"].with_user(self.seller)
        domain = [("id", "in", self.make().ids)]

        def columns(**context):
            groups = Partner.with_context(
                read_group_expand=True, **context
            ).web_read_group(domain, ["ficha_lifecycle"], ["__count"])
            return [group["ficha_lifecycle"] for group in groups["groups"]]

        self.assertEqual(columns(), ["suspect"])
        self.assertEqual(columns(ficha_potential=True), ["suspect", "lead", "prospect"])

    def test_next_step(self):
        partner = self.make(self.seller)
        self.assertFalse(partner.ficha_next_step)
        partner.next_contact_date = "2026-12-24"
        self.assertIn("24", partner.ficha_next_step)
        partner.activity_schedule(
            "mail.mail_activity_data_call",
            date_deadline="2026-12-10",
            summary="Ask for the drawings",
            user_id=self.seller.id,
        )
        partner.invalidate_recordset()
        self.assertIn("Ask for the drawings", partner.ficha_next_step)
        self.assertIn("10", partner.ficha_next_step)
