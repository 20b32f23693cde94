import json
from io import BytesIO

from openpyxl import load_workbook

from odoo import Command, http
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestMapTour(HttpCase):
    def test_filter_on_the_map(self):
        """By the group of the search, by the legend, the card of one, who is near; then
        each of its tools: heat, territories, a sheet of what is shown, a zone that is
        drawn and kept."""
        self.env["res.lang"]._activate_lang("en_US")
        new_test_user(
            self.env,
            "ficha_tour_map",
            groups="ficha_cliente.group_ficha_manager,base.group_allow_export",
            lang="en_US",
            tour_enabled=False,
        )
        states = {
            color: self.env["ficha.followup.state"].search(
                [("color", "=", color)], limit=1
            )
            for color in ("red",)
        }
        company = self.env["res.company"].create({"name": "Empresa del Mapa"})
        user = self.env["res.users"].search([("login", "=", "ficha_tour_map")])
        user.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company.id}
        )
        spain = self.env.ref("base.es")
        partners = self.env["res.partner"].create(
            [
                {
                    "name": name,
                    "is_company": True,
                    "company_id": company.id,
                    "zip": postcode,
                    "country_id": spain.id,
                    "followup_state_id": state and states[state].id,
                }
                for name, postcode, state in (
                    ("Roja del Mapa", "41001", "red"),
                    ("Vecina del Mapa", "41510", False),
                    ("Lejana del Mapa", "28001", False),
                )
            ]
        )
        self.env["ficha.purchase.summary"].create(
            {
                "partner_id": partners[0].id,
                "company_id": company.id,
                "revenue_12m": 4321,
            }
        )
        self.env["ficha.territory"].create(
            {
                "name": "Sur del Mapa",
                "user_id": user.id,
                "company_id": company.id,
                "outline": "37.2,-6.2 37.6,-6.2 37.6,-5.8 37.2,-5.8",
            }
        )
        domain = f"[('id', 'in', {partners.ids})]"
        action = self.env.ref("ficha_cliente.action_ficha").copy(
            {
                "domain": domain,
                "context": "{'group_by': ['zip']}",
                "path": False,
                "view_mode": "list,form",
                "view_ids": [
                    Command.create({"view_mode": "list"}),
                    Command.create({"view_mode": "ficha_map"}),
                ],
            }
        )
        self.start_tour(
            f"/odoo/action-{action.id}", "ficha_map_tour", login="ficha_tour_map"
        )
        kept = self.env["ficha.territory"].search([("name", "=", "Dibujada")])
        inside = self.env["res.partner"].search(kept._customers()) & partners
        self.assertEqual(inside, partners[:2], "those of Seville, and not of Madrid")


@tagged("post_install", "-at_install")
class TestMapGroupsTour(HttpCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_tags_give_the_colours_on_a_telephone(self):
        self.env["res.lang"]._activate_lang("en_US")
        new_test_user(
            self.env,
            "ficha_tour_groups",
            groups="base.group_user,ficha_cliente.group_ficha_user",
            lang="en_US",
            tour_enabled=False,
        )
        hotel, bar = self.env["res.partner.category"].create(
            [{"name": "Hotel del Mapa"}, {"name": "Bar del Mapa"}]
        )
        partners = self.env["res.partner"].create(
            [
                {
                    "name": name,
                    "is_company": True,
                    "zip": postcode,
                    "country_id": self.env.ref("base.es").id,
                    "category_id": tags.ids,
                }
                for name, postcode, tags in (
                    ("Uno del Mapa", "41001", hotel),
                    ("Dos del Mapa", "41510", hotel + bar),
                    ("Tres del Mapa", "41500", bar),
                )
            ]
        )
        action = self.env.ref("ficha_cliente_map.action_ficha_map").copy(
            {
                "domain": f"[('id', 'in', {partners.ids})]",
                "context": "{'group_by': ['category_id']}",
                "path": False,
            }
        )
        self.start_tour(
            f"/odoo/action-{action.id}",
            "ficha_map_groups_tour",
            login="ficha_tour_groups",
        )

    def test_a_field_of_the_company_gives_the_colours(self):
        self.env["res.lang"]._activate_lang("en_US")
        new_test_user(
            self.env,
            "ficha_tour_own",
            groups="base.group_user,ficha_cliente.group_ficha_user",
            lang="en_US",
            tour_enabled=False,
        )
        self.env["properties.base.definition"]._get_definition_for_property_field(
            "res.partner", "properties"
        ).properties_definition = [
            {
                "name": "local",
                "type": "selection",
                "string": "Tipo de local",
                "selection": [["hotel", "Hotel"], ["bar", "Bar"]],
            }
        ]
        partners = self.env["res.partner"].create(
            [
                {
                    "name": name,
                    "is_company": True,
                    "zip": postcode,
                    "country_id": self.env.ref("base.es").id,
                    "properties": kind and {"local": kind},
                }
                for name, postcode, kind in (
                    ("Uno del Mapa", "41001", "hotel"),
                    ("Dos del Mapa", "41510", "bar"),
                    ("Tres del Mapa", "41500", False),
                )
            ]
        )
        action = self.env.ref("ficha_cliente_map.action_ficha_map").copy(
            {
                "domain": f"[('id', 'in', {partners.ids})]",
                "context": "{'group_by': ['properties.local']}",
                "path": False,
            }
        )
        self.start_tour(
            f"/odoo/action-{action.id}",
            "ficha_map_properties_tour",
            login="ficha_tour_own",
        )


@tagged("post_install", "-at_install")
class TestMapSheet(HttpCase):
    """The sheet of what a map shows, as the map asks for it: Odoo's own export."""

    def sheet(self, login, domain):
        self.authenticate(login, login)
        response = self.url_open(
            "/web/export/xlsx",
            data={
                "data": json.dumps(
                    {
                        "model": "res.partner",
                        "fields": [
                            {"name": name, "label": name, "type": "char"}
                            for name in ("display_name", "zip", "map_precision")
                        ],
                        "ids": False,
                        "domain": domain,
                        "groupby": [],
                        "import_compat": False,
                    }
                ),
                "csrf_token": http.Request.csrf_token(self),
            },
        )
        if response.status_code != 200:
            return None
        rows = load_workbook(BytesIO(response.content)).active.values
        return {row[0] for row in rows} - {"display_name"}

    def test_the_sheet_has_who_is_shown_and_one_may_see(self):
        other = self.env["res.company"].create({"name": "Otra de la hoja"})
        groups = "base.group_user,ficha_cliente.group_ficha_user"
        new_test_user(self.env, "map_sheet", groups=f"{groups},base.group_allow_export")
        new_test_user(self.env, "map_no_sheet", groups=groups)
        spain = self.env.ref("base.es").id
        partners = self.env["res.partner"].create(
            [
                {
                    "name": name,
                    "is_company": True,
                    "zip": postcode,
                    "country_id": spain,
                    "company_id": company.id,
                }
                for name, postcode, company in (
                    ("Hoja de aquí", "41001", self.env["res.company"]),
                    ("Hoja de fuera de la vista", "28001", self.env["res.company"]),
                    ("Hoja de otra empresa", "41001", other),
                )
            ]
        )
        # as map_controller.js puts it together: the search, and what is in view
        shown = [
            ["id", "in", partners.ids],
            ["map_latitude", ">=", 37],
            ["map_latitude", "<=", 38],
            ["map_precision", "!=", False],
        ]
        self.assertEqual(self.sheet("map_sheet", shown), {"Hoja de aquí"})
        with mute_logger("odoo.http"):
            self.assertIsNone(self.sheet("map_no_sheet", shown), "may not export")
