from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, new_test_user

from odoo.addons.ficha_cliente_map.models import res_partner_geocode


class TestPosition(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.spain = cls.env.ref("base.es")
        cls.sevilla = cls.env.ref("base.state_es_se")
        cls.seller = new_test_user(
            cls.env,
            "map_seller",
            "base.group_user,base.group_partner_manager,ficha_cliente.group_ficha_user",
        )
        cls.employee = new_test_user(cls.env, "map_employee", "base.group_user")
        cls.portal = new_test_user(cls.env, "map_portal", "base.group_portal")
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Cerámicas del Mapa, S.L.",
                "is_company": True,
                "street": "Calle Sierpes, 1",
                "zip": "41004",
                "city": "Sevilla",
                "state_id": cls.sevilla.id,
                "country_id": cls.spain.id,
            }
        )

    def where(self, partner=None):
        partner = partner or self.customer
        return round(partner.map_latitude, 1), round(partner.map_longitude, 1)

    def test_the_address_places_and_places_anew(self):
        self.assertEqual(self.customer.map_precision, "postcode")
        self.assertEqual(self.where(), (37.4, -6.0))
        self.assertEqual(self.customer.map_note, "By the postcode, in Sevilla.")
        self.customer.write(
            {
                "zip": False,
                "city": "Zaragoza",
                "state_id": self.env.ref("base.state_es_z").id,
            }
        )
        self.assertEqual(self.customer.map_precision, "town")
        self.assertEqual(self.where()[0], 41.7)
        self.customer.write({"city": False})
        self.assertEqual(self.customer.map_precision, "province")
        self.customer.write({"state_id": False, "street": False})
        self.assertFalse(self.customer.map_precision)
        self.assertIn("no address", self.customer.map_note)

    def test_a_pin_stays_and_says_that_the_address_moved(self):
        customer = self.customer.with_user(self.seller)
        self.assertEqual(customer.ficha_put_pin(37.3899, -5.9945), "Put by a person.")
        self.assertEqual(customer.map_precision, "person")
        customer.write({"street": "Calle Feria, 2"})
        self.assertEqual(customer.map_precision, "person")
        self.assertAlmostEqual(customer.map_latitude, 37.3899)
        self.assertIn("Calle Sierpes, 1", customer.map_note)
        self.assertIn("changed since", customer.map_note)
        customer.ficha_remove_pin()
        self.assertEqual(customer.map_precision, "postcode")

    def test_odoos_own_coordinates_go_before_the_address(self):
        self.customer.write({"partner_latitude": 37.38, "partner_longitude": -5.97})
        self.assertEqual(self.customer.map_precision, "geocoder")
        self.customer.ficha_put_pin(37.39, -5.99)
        self.assertEqual(self.customer.map_precision, "person")

    def test_a_pin_in_the_sea_or_on_no_globe(self):
        with self.assertRaisesRegex(ValidationError, "in the sea"):
            self.customer.ficha_put_pin(44.5, -5.0)
        with self.assertRaisesRegex(ValidationError, "no place on the globe"):
            self.customer.ficha_put_pin(137.0, -5.0)
        for value in (float("nan"), float("inf"), True, "37,4", None):
            with self.assertRaisesRegex(UserError, "two numbers"):
                self.customer.ficha_put_pin(value, -5.0)
        paris = self.env["res.partner"].create(
            {"name": "Chez Carte", "country_id": self.env.ref("base.fr").id}
        )
        paris.ficha_put_pin(48.85, 2.35)
        self.assertEqual(paris.map_precision, "person")

    def test_latitude_and_longitude_the_wrong_way_round(self):
        with self.assertRaisesRegex(ValidationError, "wrong way round.* 37.4 and -6.0"):
            self.customer.ficha_put_pin(-6.0, 37.4)

    def test_odoos_own_coordinates_in_the_sea(self):
        """Whatever wrote them: they do not count, and it is said."""
        for latitude, longitude in ((-5.97, 37.38), (38.0, -20.0), (200.0, 5.0)):
            self.customer.write(
                {"partner_latitude": latitude, "partner_longitude": longitude}
            )
            self.assertEqual(self.customer.map_precision, "postcode")
            self.assertEqual(self.where(), (37.4, -6.0))
        self.customer.write({"partner_latitude": -5.97, "partner_longitude": 37.38})
        self.assertIn("are not in Spain", self.customer.map_note)
        self.assertIn("By the postcode, in Sevilla.", self.customer.map_note)
        self.env["res.partner"]._map_locate_all()
        self.customer.invalidate_recordset()
        self.assertEqual(self.customer.map_precision, "postcode")
        # the country is another one, where that may be
        self.customer.country_id = self.env.ref("base.tz")
        self.assertEqual(self.customer.map_precision, "geocoder")

    def test_a_pin_says_that_the_province_or_the_country_is_another(self):
        self.customer.ficha_put_pin(37.3899, -5.9945)
        self.assertEqual(self.customer.map_note, "Put by a person.")
        self.customer.state_id = self.env.ref("base.state_es_ma")
        self.assertIn("changed since", self.customer.map_note)
        self.customer.state_id = self.sevilla
        self.assertEqual(self.customer.map_note, "Put by a person.")
        self.customer.country_id = self.env.ref("base.pt")
        self.assertIn("changed since", self.customer.map_note)
        # one that was put before they counted has not moved
        self.customer.flush_recordset()
        self.env.cr.execute(
            "UPDATE res_partner SET pin_address = %s WHERE id = %s",
            (self.customer._map_address(), self.customer.id),
        )
        self.customer.invalidate_recordset()
        self.assertEqual(self.customer.map_note, "Put by a person.")
        self.customer.city = "Dos Hermanas"
        self.assertIn("changed since", self.customer.map_note)

    def test_contacts_of_a_company_move_with_its_address(self):
        contact, delivery = self.env["res.partner"].create(
            [
                {"name": "Ana", "type": "contact", "parent_id": self.customer.id},
                {
                    "name": "Almacén",
                    "type": "delivery",
                    "parent_id": self.customer.id,
                    "zip": "28001",
                    "country_id": self.spain.id,
                },
            ]
        )
        self.assertEqual(self.where(contact), (37.4, -6.0))
        self.assertEqual(self.where(delivery)[0], 40.5)
        self.customer.write({"zip": "08001", "city": "Barcelona", "state_id": False})
        self.assertEqual(self.where(contact)[0], 41.4)
        self.assertEqual(self.where(delivery)[0], 40.5)
        # the person writes it from below
        contact.write({"zip": "41004", "city": "Sevilla"})
        self.assertEqual(self.where(contact), (37.4, -6.0))
        # and archived ones too
        self.customer.action_archive()
        self.customer.write({"zip": "28001", "city": "Madrid"})
        self.assertEqual(self.where()[0], 40.5)

    def test_what_does_not_fit_is_told(self):
        self.customer.write({"zip": "28001"})
        self.assertEqual(self.customer.map_precision, "town")
        self.assertIn("28001 is of another province", self.customer.map_note)
        self.customer.write({"zip": "4100X"})
        self.assertIn("“4100X” is no postcode of Spain", self.customer.map_note)

    def test_a_contact_without_country_is_not_guessed(self):
        contact = self.env["res.partner"].create({"name": "Nadie", "zip": "41001"})
        self.assertFalse(contact.map_precision)
        self.assertIn("Choose the country", contact.map_note)

    def test_other_countries_by_what_the_company_says(self):
        france = self.env.ref("base.fr")
        paris, lyon = self.env["res.partner"].create(
            [
                {
                    "name": "Un",
                    "zip": "75001",
                    "city": "Paris",
                    "country_id": france.id,
                },
                {"name": "Deux", "city": "LYÓN", "country_id": france.id},
            ]
        )
        self.assertIn("nobody has said where", paris.map_note)
        places = self.env["ficha.place"].create(
            [
                {
                    "country_id": france.id,
                    "zip": "75001",
                    "latitude": 48.86,
                    "longitude": 2.34,
                },
                {
                    "country_id": france.id,
                    "city": "Lyón",
                    "latitude": 45.76,
                    "longitude": 4.84,
                },
            ]
        )
        self.assertEqual(self.where(paris), (48.9, 2.3))
        self.assertEqual(
            (paris.map_precision, lyon.map_precision), ("postcode", "town")
        )
        later = self.env["res.partner"].create(
            {"name": "Trois", "city": "lyon", "country_id": france.id}
        )
        self.assertEqual(self.where(later), (45.8, 4.8))
        places[:1].unlink()
        self.assertFalse(paris.map_precision)
        with self.assertRaisesRegex(ValidationError, "postcode, or a town"):
            self.env["ficha.place"].create(
                {"country_id": france.id, "latitude": 45, "longitude": 4}
            )

    def test_a_town_is_no_pattern(self):
        places = self.env["ficha.place"].create(
            [
                {
                    "country_id": self.spain.id,
                    "city": city,
                    "latitude": 40,
                    "longitude": -4,
                }
                for city in ("%", "Sevill_")
            ]
        )
        self.assertNotIn(self.customer, places._contacts())
        places[:1].city = "SEVILLA"
        self.assertIn(self.customer, places._contacts())

    def test_who_may_put_pins_and_see_positions(self):
        customer = self.customer.with_user(self.employee)
        self.assertEqual(customer.map_precision, "postcode")
        with self.assertRaises(AccessError):
            customer.ficha_put_pin(37.39, -5.99)
        with self.assertRaises(AccessError):
            self.customer.with_user(self.portal).read(["map_latitude"])

    def test_many_addresses_ask_the_database_no_more_than_few(self):
        def values(count, name):
            return [
                {
                    "name": f"{name} {n}",
                    "zip": f"41{n % 20 + 1:03}",
                    "country_id": self.spain.id,
                }
                for n in range(count)
            ]

        def queries(partners):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            partners._map_located()
            return self.cr.sql_log_count - before

        few = self.env["res.partner"].create(values(2, "Pocos"))
        many = self.env["res.partner"].create(values(60, "Muchos"))
        self.assertLessEqual(queries(many), queries(few))

    def test_the_geocoder_is_asked_only_when_the_company_says_so(self):
        Partner, asked = type(self.env["res.partner"]), []

        def geo_localize(partners):
            asked.extend(partners.ids)
            partners.write({"partner_latitude": 37.38, "partner_longitude": -5.99})

        company = self.env["res.company"].create({"name": "Del mapa"})
        self.customer.company_id = company
        other = self.customer.copy({"street": "Calle Feria, 3"})
        streetless = self.customer.copy({"street": False})
        with (
            patch.object(Partner, "geo_localize", geo_localize, create=True),
            patch.object(res_partner_geocode, "PACE", 0),
        ):
            self.assertFalse(self.env["res.partner"]._map_geocode_batch())
            company.map_geocode = True
            self.env["res.partner"]._map_geocode_batch()
            self.assertLessEqual({self.customer.id, other.id}, set(asked))
            self.assertNotIn(streetless.id, asked)
            self.assertEqual(self.customer.map_precision, "geocoder")
            asked.clear()
            other.write({"partner_latitude": 0, "partner_longitude": 0})
            self.env["res.partner"]._map_geocode_batch()
            self.assertFalse(asked, "each address once")
            other.street = "Calle Feria, 5"
            self.env["res.partner"]._map_geocode_batch()
            self.assertEqual(asked, other.ids)

    def test_a_geocoder_that_does_not_answer_is_asked_later(self):
        def geo_localize(partners):
            raise UserError(partners.env._("no network"))

        self.customer.company_id = self.env["res.company"].create(
            {"name": "Del mapa", "map_geocode": True}
        )
        Partner = type(self.env["res.partner"])
        with patch.object(Partner, "geo_localize", geo_localize, create=True):
            self.assertEqual(self.env["res.partner"]._map_geocode_batch(), 0)
        self.assertFalse(self.customer.map_asked)

    def test_all_at_once_is_the_same_as_one_by_one(self):
        self.customer.flush_recordset()
        one = self.where()
        self.cr.execute(
            "UPDATE res_partner SET map_latitude = NULL, map_precision = NULL"
            " WHERE id = %s",
            [self.customer.id],
        )
        self.env["res.partner"]._map_locate_all()
        self.assertEqual(self.where(), one)
        self.assertEqual(self.customer.map_precision, "postcode")
