import random
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from ..models import res_partner_heat
from ..tools.zone import is_inside, read_zone, write_zone
from .common_map import MapCommon

# around the three of Seville, and not Madrid
SEVILLE = "37.2,-6.2 37.6,-6.2 37.6,-5.8 37.2,-5.8"


class TestZone(MapCommon):
    """Zones, territories, heat, and what is found on the map."""

    def partners(self, user=None):
        return self.env["res.partner"].with_user(user or self.seller)

    def test_a_zone_selects_who_is_in_it(self):
        found = self.partners().search([*self.domain, ("map_zone", "=", SEVILLE)])
        self.assertEqual(found, self.roja + self.vecina + self.plain)
        # within its box, and not within its corners
        self.roja.ficha_put_pin(37.55, -5.85)
        corner = "37.0,-6.5 38.0,-6.5 37.0,-5.5"
        found = self.partners().search([*self.domain, ("map_zone", "=", corner)])
        self.assertEqual(found, self.vecina + self.plain)
        answer = self.partners().ficha_map([*self.domain, ["map_zone", "=", SEVILLE]])
        self.assertEqual(answer["inside"], 3)
        self.assertNotIn(self.nowhere, found)

    def test_what_is_no_zone_is_told(self):
        for text in ("", "37,-6 38,-6", "a,b c,d e,f", "137,-6 38,-6 38,-5", "1 2 3"):
            with self.assertRaisesRegex(UserError, "no zone"):
                self.partners().search([("map_zone", "=", text)])
        with self.assertRaises(UserError):
            self.partners().search([("map_zone", ">", SEVILLE)])

    def test_a_zone_whose_line_crosses_itself(self):
        """The list, the salesperson of a new customer and what is drawn count alike:
        what the line goes around twice is in it."""
        chance = random.Random(7)
        star = [
            (37.6, -6.0),
            (37.2, -5.87),
            (37.45, -6.2),
            (37.45, -5.8),
            (37.2, -6.13),
        ]
        eight = [(37.2, -6.2), (37.6, -5.8), (37.6, -6.2), (37.2, -5.8)]
        wild = [
            (37.2 + chance.random() * 0.4, -6.2 + chance.random() * 0.4)
            for _corner in range(150)
        ]
        points = [
            (
                round(37.2 + chance.random() * 0.4, 4),
                round(-6.2 + chance.random() / 2.5, 4),
            )
            for _point in range(40)
        ]
        points.append((37.4, -6.0))  # the middle of all three
        rows = self.env["res.partner"].create(
            [{"name": f"{point}", "category_id": self.tag.ids} for point in points]
        )
        for partner, (latitude, longitude) in zip(rows, points, strict=True):
            partner.write(
                {"partner_latitude": latitude, "partner_longitude": longitude}
            )
        for corners in (star, eight, wild):
            corners = read_zone(write_zone(corners))
            found = self.partners().search(
                [("id", "in", rows.ids), ("map_zone", "=", write_zone(corners))]
            )
            inside = [
                partner.id
                for partner, point in zip(rows, points, strict=True)
                if is_inside(point, corners)
            ]
            self.assertEqual(set(found.ids), set(inside))
            self.assertLess(len(inside), len(rows))
        self.assertTrue(is_inside((37.4, -6.0), star))

    def test_a_zone_over_the_edge_of_the_map(self):
        """Fiji, where the longitude goes from 180 to -180: a map that was moved on
        counts further."""
        west, east, madrid = self.env["res.partner"].create(
            [{"name": name} for name in ("Suva", "Taveuni", "Otra de Madrid")]
        )
        west.write({"partner_latitude": -18.1, "partner_longitude": 178.4})
        east.write({"partner_latitude": -16.9, "partner_longitude": -179.9})
        madrid.write({"partner_latitude": 40.4, "partner_longitude": -3.7})
        every = [("id", "in", (west + east + madrid).ids)]
        for zone in (
            "-19,177 -15,177 -15,182 -19,182",
            "-19,-183 -15,-183 -15,-178 -19,-178",
        ):
            found = self.partners().search([*every, ("map_zone", "=", zone)])
            self.assertEqual(found, west + east)
            for point in ((-18.1, 178.4), (-16.9, -179.9)):
                self.assertTrue(is_inside(point, read_zone(zone)))
        zone = "40,356 41,356 41,357 40,357"
        found = self.partners().search([*every, ("map_zone", "=", zone)])
        self.assertEqual(found, madrid, "once around")
        with self.assertRaisesRegex(UserError, "no zone"):
            self.partners().search([("map_zone", "=", "1,900 2,900 2,901")])

    def test_a_zone_of_thousands_of_corners_is_told(self):
        corners = " ".join(
            f"{37 + n / 9999:.5f},{-6 - n % 7 / 9:.5f}" for n in range(3000)
        )
        with self.assertRaisesRegex(UserError, "from 3 to 200 corners"):
            self.partners().search([("map_zone", "=", corners)])

    def test_a_territory_says_what_it_asks_for_and_gives_its_salesperson(self):
        self.red.cadence_days, self.green.cadence_days = 21, 42
        territory = (
            self.env["ficha.territory"]
            .with_user(self.manager)
            .create(
                {
                    "name": "Sevilla",
                    "outline": SEVILLE,
                    "user_id": self.seller.id,
                    "visit_minutes": 60,
                }
            )
        )
        self.vecina.user_id = self.seller
        inside = self.env["res.partner"].search(territory.action_customers()["domain"])
        self.assertEqual(inside, self.env["res.partner"].search(territory._customers()))
        self.assertLessEqual(self.roja + self.vecina + self.plain, inside)
        self.assertNotIn(self.far, inside)
        self.assertEqual(territory.customer_count, len(inside))
        others = self.env["res.partner"].search(territory.action_others()["domain"])
        self.assertEqual(others, self.env["res.partner"].search(territory._others()))
        self.assertEqual(inside - others, self.vecina)
        # one visit a month of the red, one in two of the green; others may be there too
        both = territory.visits
        self.vecina.followup_state_id = False
        territory.invalidate_recordset()
        self.assertAlmostEqual(both - territory.visits, 0.5)
        self.assertAlmostEqual(territory.hours, territory.visits)
        # what if: a second one for the same salesperson, before it is kept
        view = "ficha_cliente_map.ficha_territory_view_form"
        with Form(self.env["ficha.territory"].with_user(self.manager), view) as form:
            form.name = "La misma"
            form.outline = SEVILLE
            form.user_id = self.seller
            form.visit_minutes = 60
            self.assertAlmostEqual(form.seller_hours, 2 * form.hours)
        self.plain.user_id = self.other
        told = territory.with_user(self.manager).action_assign()["params"]
        self.assertEqual((self.roja + self.plain).user_id, self.seller)
        self.assertFalse(self.far.user_id)
        territory.invalidate_recordset()
        self.assertFalse(territory.other_count)
        # and back: each has who they had, but for whom somebody chose since
        self.assertIn(self.seller.name, told["message"])
        self.roja.user_id = self.manager
        gesture = self.env["ficha.gesture"].browse(told["undo"]["args"][0])
        with self.assertRaises(UserError):
            gesture.with_user(self.seller).action_undo()
        gesture.with_user(self.manager).action_undo()
        self.assertEqual(self.plain.user_id, self.other)
        self.assertEqual(self.roja.user_id, self.manager)
        self.assertEqual(self.vecina.user_id, self.seller)

    def test_territories_are_seen_by_sellers_and_made_by_managers(self):
        values = {"name": "Sevilla", "outline": SEVILLE, "user_id": self.seller.id}
        with self.assertRaises(AccessError):
            self.env["ficha.territory"].with_user(self.seller).create(values)
        with self.assertRaises(UserError):
            self.env["ficha.territory"].create({**values, "outline": "here"})
        self.env["ficha.territory"].create(values)
        other = self.env["res.company"].create({"name": "Otra del Mapa"})
        self.env["ficha.territory"].create(
            {**values, "name": "Ajena", "company_id": other.id}
        )
        shown = self.partners().ficha_map_territories()
        mine = [row for row in shown if row["name"] in ("Sevilla", "Ajena")]
        self.assertEqual([row["name"] for row in mine], ["Sevilla"])
        self.assertEqual(mine[0]["seller"], self.seller.name)
        self.assertEqual(len(mine[0]["corners"]), 4)
        self.assertFalse(self.partners().ficha_map_settings()["draws"])
        self.assertTrue(self.partners(self.manager).ficha_map_settings()["draws"])
        province = self.env["ficha.territory"].create(
            {
                "name": "Provincia",
                "user_id": self.seller.id,
                "state_ids": self.env.ref("base.state_es_se").ids,
            }
        )
        [drawn] = [
            row
            for row in self.partners().ficha_map_territories()
            if row["id"] == province.id
        ]
        self.assertEqual((drawn["corners"], drawn["provinces"]), ([], ["41"]))
        with self.assertRaises(AccessError):
            province.with_user(self.seller).action_assign()

    def test_a_new_customer_gets_the_salesperson_of_the_zone(self):
        self.env["ficha.territory"].search([]).active = False
        self.env["ficha.territory"].create(
            {"name": "Sevilla", "outline": SEVILLE, "user_id": self.seller.id}
        )
        spain = self.env.ref("base.es").id
        inside, pinned, outside, nowhere = self.env["res.partner"].create(
            [
                {"name": "Dentro", "zip": "41001", "country_id": spain},
                {"name": "Clavada", "pin_latitude": 37.4, "pin_longitude": -6},
                {"name": "Fuera", "zip": "28001", "country_id": spain},
                {"name": "Sin sitio"},
            ]
        )
        self.assertEqual((inside + pinned).user_id, self.seller)
        self.assertNotIn(self.seller, (outside + nowhere).user_id)

    def test_heat_of_sales_and_of_missed_purchases(self):
        company = self.env.company
        for partner, money in ((self.roja, 100), (self.far, 400)):
            self.env["ficha.purchase.summary"].sudo().create(
                {
                    "partner_id": partner.id,
                    "company_id": company.id,
                    "revenue_12m": money,
                }
            )
        heat = self.partners().ficha_map_heat(self.domain)
        shares = sorted(cell[2] for cell in heat["cells"])
        self.assertEqual(shares, [0.5, 1], "the square root: little is seen too")
        self.assertEqual(heat["total"], 500)
        # the total is of two of the four in view, whom the list shows
        self.assertEqual((heat["customers"], heat["inside"]), (2, 4))
        self.env["ficha.interaction"]._log(
            self.vecina,
            "information_request",
            "Pidieron cajas",
            direction="in",
            outcome="none",
            missed_amount=70,
            missed_reason="Caro",
        )
        heat = self.partners().ficha_map_heat(self.domain, what="missed")
        self.assertEqual(heat["total"], 70)
        self.assertEqual([cell[3] for cell in heat["cells"]], [1])
        # of very many, who bought is read once instead of looked up: the same heat
        for what in ("sales", "missed"):
            few = self.partners().ficha_map_heat(self.domain, what=what)
            with patch.object(res_partner_heat, "MONEY", 0):
                many = self.partners().ficha_map_heat(self.domain, what=what)
            self.assertEqual(sorted(many.pop("cells")), sorted(few.pop("cells")))
            self.assertEqual(many, few)
        self.assertFalse(self.partners().ficha_map_heat([("id", "=", 0)])["cells"])
        with self.assertRaises(UserError):
            self.partners().ficha_map_heat(self.domain, what="password")
        with self.assertRaises(AccessError):
            self.partners(self.employee).ficha_map_heat(self.domain)

    def test_a_town_or_postcode_is_found(self):
        names = [place["name"] for place in self.partners().ficha_map_find("carmona")]
        self.assertIn("Carmona (Sevilla)", names)
        [seville, *_more] = self.partners().ficha_map_find("41001")
        self.assertAlmostEqual(seville["latitude"], 37.4, delta=0.1)
        self.assertEqual(self.partners().ficha_map_find("xyzzy"), [])
        self.assertEqual(self.partners().ficha_map_find("  "), [])
        self.env["ficha.place"].create(
            {
                "country_id": self.env.ref("base.fr").id,
                "city": "Xyzzy",
                "latitude": 45,
                "longitude": 4,
            }
        )
        self.assertEqual(len(self.partners().ficha_map_find("xyzzy")), 1)
        with self.assertRaises(AccessError):
            self.partners(self.portal).ficha_map_find("carmona")

    def test_a_company_found_on_the_map_is_added_where_it_is(self):
        self.seller.group_ids += self.env.ref("base.group_partner_manager")
        context = self.partners().ficha_map_new(37.4713, -5.6461)
        self.assertEqual(context["default_city"], "Carmona")
        view = "ficha_cliente.res_partner_view_form_ficha"
        with Form(self.partners().with_context(**context), view) as form:
            form.name = "Hallada en el mapa"
        new = form.record
        self.assertEqual(new.map_precision, "person")
        self.assertAlmostEqual(new.map_latitude, 37.4713)
        self.assertEqual(new.state_id, self.env.ref("base.state_es_se"))
        self.assertTrue(new.is_company)
        # far from Spain: only the pin
        self.assertNotIn("default_city", self.partners().ficha_map_new(48.85, 2.35))
        with self.assertRaises(UserError):
            self.partners().ficha_map_new(0, 0)

    def test_follow_ups_begin_at_the_card_of_the_file(self):
        action = self.roja.with_user(self.seller).action_log_interaction()
        self.assertEqual(action["res_model"], "ficha.interaction")
        self.assertEqual(action["context"]["default_partner_id"], self.roja.id)
