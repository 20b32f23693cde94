import csv
from pathlib import Path
from statistics import median

from odoo.tests import BaseCase

from ..tools.distance import distance_km, is_place, near_km
from ..tools.locate import Address, locate
from ..tools.outlines import km_outside
from ..tools.spain import provinces, read_postcode, towns_called
from ..tools.spain_names import everyday_names

TOWNS = Path(__file__).parent / "towns_geonames.csv"


def at(country="ES", state="", postcode="", city=""):
    return locate(Address(country, state, postcode, city))


class TestSpain(BaseCase):
    def test_median_error_by_postcode_is_below_5_km(self):
        """500 towns whose coordinates GeoNames knows, by their postcode alone."""
        with open(TOWNS, newline="") as source:
            rows = list(csv.reader(source))
        errors = []
        for _name, _province, postcode, latitude, longitude in rows:
            found = at(postcode=postcode)
            self.assertEqual(found.precision, "postcode")
            errors.append(distance_km(found[:2], (float(latitude), float(longitude))))
        self.assertEqual(len(errors), 500)
        self.assertLess(median(errors), 5)

    def test_postcode_then_town_then_province(self):
        sevilla = at(state="SE", postcode="41001", city="Sevilla")
        self.assertEqual((sevilla.precision, sevilla.place), ("postcode", "Sevilla"))
        self.assertLess(distance_km(sevilla[:2], (37.389, -5.984)), 8)
        town = at(state="SE", city="Ecija")
        self.assertEqual((town.precision, town.place), ("town", "Écija"))
        province = at(state="SE")
        self.assertEqual((province.precision, province.note), ("province", ""))

    def test_town_in_any_spelling(self):
        for city in ("la coruña", "A CORUÑA", "Coruña (A)", "coruna"):
            self.assertEqual(at(state="C", city=city).place, "A Coruña", city)
        self.assertEqual(len(towns_called("Donostia", "20")), 1)

    def test_towns_by_the_names_that_people_write(self):
        for city, official in (
            ("Lérida", "Lleida"),
            ("GERONA", "Girona"),
            ("palma de mallorca", "Palma"),
            ("Vitoria", "Vitoria-Gasteiz"),
            ("Castellón de la Plana", "Castelló de la Plana"),
            ("Las Palmas de G.C.", "Las Palmas de Gran Canaria"),
            ("Sta. Cruz de Tenerife", "Santa Cruz de Tenerife"),
            ("Orense", "Ourense"),
            ("Ibiza", "Eivissa"),
        ):
            found = at(city=city)
            self.assertEqual((found.precision, found.place), ("town", official), city)
        # who is called so goes first
        self.assertEqual(at(city="Pozuelo").place, "Pozuelo")
        for city in ("Santiago", "Jerez"):
            self.assertFalse(at(city=city).precision, "nothing is guessed")

    def test_each_of_those_names_means_one_town(self):
        for name, official in everyday_names():
            self.assertEqual(len(towns_called(official)), 1, official)
            self.assertEqual(towns_called(name), towns_called(official), name)

    def test_no_province_is_in_the_sea(self):
        for name, latitude, longitude in provinces().values():
            self.assertFalse(km_outside((latitude, longitude)), name)

    def test_a_postcode_however_it_is_written(self):
        for text in ("28001", " 28001 ", "E-28001", "ES 28001", "28 001", "28.001"):
            self.assertEqual(read_postcode(text), "28001", text)
        for text in ("2801", "28001-2", "٢٨٠٠١", "280 01", "99001", "", None):
            self.assertIsNone(read_postcode(text), text)

    def test_an_unknown_town_is_told(self):
        self.assertEqual(at(city="Nosedonde").note, "unknown")
        self.assertEqual(at(country=None, city="Nosedonde").note, "country")
        self.assertEqual(at(state="XX").note, "empty")
        self.assertEqual(at(state="SE", city="Nosedonde").precision, "province")

    def test_postcode_of_several_towns_is_told_by_the_town(self):
        one = at(postcode="01118", city="Campezo")
        whole = at(postcode="01118")
        self.assertEqual(one.precision, whole.precision, "postcode")

    def test_wrong_postcode(self):
        self.assertEqual(
            at(postcode="99999", city="Écija", state="SE").note, "postcode"
        )
        self.assertEqual(
            at(postcode="99999", city="Écija", state="SE").precision, "town"
        )
        other = at(postcode="28001", city="Écija", state="SE")
        self.assertEqual((other.precision, other.note), ("town", "state"))
        self.assertEqual(at(postcode="41001", city="Écija").note, "town")
        self.assertFalse(read_postcode("4100"))
        self.assertFalse(read_postcode("53001"), "there are 52 provinces")
        self.assertEqual(read_postcode(" ES-41001 "), "41001")

    def test_a_postcode_without_its_zero(self):
        """A spreadsheet takes it. Where town or province say something else it is no
        postcode: a figure is missing elsewhere."""
        whole = at(postcode="08001", city="Barcelona")
        for values in ({"city": "Barcelona"}, {"state": "B"}, {}):
            found = at(postcode="8001", **values)
            self.assertEqual((found.precision, found.note), ("postcode", "zero"))
            self.assertEqual(found[:2], whole[:2])
        lost = at(postcode="4100", city="Sevilla")
        self.assertEqual((lost.precision, lost.note), ("town", "postcode"))
        self.assertEqual(at(postcode="4100", state="SE").precision, "province")
        # Zürich
        self.assertEqual(at(country="CH", postcode="8001").note, "abroad")
        self.assertEqual(at(country="", postcode="8001").note, "country")
        self.assertEqual(at(country="", postcode="8001", city="Zürich").note, "country")
        self.assertEqual(
            at(country="", postcode="8001", city="Barcelona").precision, "postcode"
        )

    def test_a_town_of_another_province(self):
        self.assertEqual(at(postcode="41001", city="Barcelona").note, "elsewhere")
        # a village that no table knows
        self.assertFalse(at(postcode="41001", city="Villarriba de Abajo").note)
        # the province says that it is a village of that name
        self.assertFalse(at(postcode="41016", state="SE", city="Torreblanca").note)

    def test_a_post_box(self):
        found = at(postcode="28080", city="Madrid")
        self.assertEqual((found.precision, found.note), ("town", "box"))
        self.assertEqual(at(postcode="28080").precision, "province")

    def test_no_address_abroad_and_no_country(self):
        self.assertEqual(at().note, "empty")
        self.assertEqual(at(country="").note, "empty")
        self.assertEqual(
            at(country="FR", postcode="41001", city="Sevilla").note, "abroad"
        )
        # a postcode of five figures is not yet Spain
        self.assertEqual(at(country="", postcode="41001").note, "country")
        self.assertEqual(
            at(country="", postcode="41001", city="Sevilla").precision, "postcode"
        )

    def test_a_name_of_several_towns_is_not_guessed(self):
        self.assertGreater(len(towns_called("Mieres") + towns_called("Cabanes")), 2)
        found = at(city="Cabanes")
        self.assertFalse(found.precision)
        self.assertEqual(found.note, "which")

    def test_sea_and_land(self):
        self.assertEqual(km_outside((40.416, -3.703)), 0)
        self.assertEqual(km_outside((28.1, -15.45)), 0, "Gran Canaria")
        self.assertGreater(km_outside((44.5, -5)), 50, "the bay of Biscay")
        self.assertGreater(km_outside((48.85, 2.35)), 500, "Paris")

    def test_distance(self):
        madrid, barcelona = (40.4168, -3.7038), (41.3874, 2.1686)
        self.assertAlmostEqual(distance_km(madrid, barcelona), 505, delta=3)
        self.assertAlmostEqual(near_km(madrid, barcelona), 505, delta=5)
        # whatever a client asks from
        for latitude in (-1e6, -1000, -91, 91, 100, 270, 1e6):
            self.assertGreaterEqual(distance_km((latitude, 1e6), madrid), 0)
        self.assertFalse(is_place(0, 0))
        self.assertFalse(is_place(91, 0))
        self.assertTrue(is_place(0, 10))
