from odoo.tests import BaseCase, tagged

from ..tools.places import country_code, place_names, postcode, spanish_province

# as the INE writes its provinces, with the code that Odoo has for each
INE = """Albacete AB|Alicante/Alacant A|Almería AL|Araba/Álava VI|Asturias O|Ávila AV
|Badajoz BA|Balears, Illes PM|Barcelona B|Bizkaia BI|Burgos BU|Cáceres CC|Cádiz CA
|Cantabria S|Castellón/Castelló CS|Ceuta CE|Ciudad Real CR|Córdoba CO|Coruña, A C
|Cuenca CU|Gipuzkoa SS|Girona GI|Granada GR|Guadalajara GU|Huelva H|Huesca HU|Jaén J
|León LE|Lugo LU|Lleida L|Madrid M|Málaga MA|Melilla ME|Murcia MU|Navarra NA|Ourense OR
|Palencia P|Palmas, Las GC|Pontevedra PO|Rioja, La LO|Salamanca SA
|Santa Cruz de Tenerife TF|Segovia SG|Sevilla SE|Soria SO|Tarragona T|Teruel TE
|Toledo TO|Valencia/València V|Valladolid VA|Zamora ZA|Zaragoza Z"""


@tagged("post_install", "-at_install")
class TestPlaces(BaseCase):
    """Provinces and countries as people, the INE and programs write them."""

    def test_provinces_of_the_ine(self):
        for line in INE.replace("\n", "").split("|"):
            name, _blank, code = line.rpartition(" ")
            with self.subTest(name=name):
                self.assertEqual(spanish_province(name), code)
                self.assertEqual(spanish_province(name.upper()), code)
                for half in name.split("/"):
                    self.assertEqual(spanish_province(half), code)

    def test_provinces_as_people_write_them(self):
        for text, code in (
            ("Rioja (La)", "LO"),
            ("la rioja", "LO"),
            ("Tenerife (Santa Cruz de)", "TF"),
            ("Sta. Cruz de Tenerife", "TF"),
            ("S.C. Tenerife", "TF"),
            ("Bizkaia (Vizcaya)", "BI"),
            ("Vizcaya", "BI"),
            ("Alava", "VI"),
            ("Gerona", "GI"),
            ("Mallorca", "PM"),
            ("Islas Baleares", "PM"),
            ("Gran Canaria", "GC"),
            ("Oviedo", "O"),
            ("Principado de Asturias", "O"),
            ("Comunidad de Madrid", "M"),
            ("Provincia de Sevilla", "SE"),
            ("Región de Murcia", "MU"),
            ("B", "B"),
            ("28", "M"),
            ("08", "B"),
            (8, "B"),
            ("28 - Madrid", "M"),
            ("ES-M", "M"),
            ("ES-IB", "PM"),
        ):
            with self.subTest(text=text):
                self.assertEqual(spanish_province(text), code)

    def test_what_is_no_province(self):
        for text in ("", None, "53", "00", "28001", "Texas", "Sevilla / Huelva", "esp"):
            with self.subTest(text=text):
                self.assertIsNone(spanish_province(text))

    def test_countries(self):
        for text, code in (
            ("Holanda", "NL"),
            ("Países Bajos", "NL"),
            ("Países Bajos (Holanda)", "NL"),
            ("EE.UU.", "US"),
            ("EEUU", "US"),
            ("U.S.A.", "US"),
            ("Inglaterra", "GB"),
            ("Reino Unido", "GB"),
            ("UK", "GB"),
            ("España", "ES"),
            ("ESPAÑA", "ES"),
            ("Spain", "ES"),
            ("ESP", "ES"),
            ("deu", "DE"),
            ("724", "ES"),
            ("pt", "PT"),
            ("República Checa", "CZ"),
            ("Méjico", "MX"),
            ("Suisse", "CH"),
        ):
            with self.subTest(text=text):
                self.assertEqual(country_code(text), code)
        for text in ("", None, "Marte", "XX", "EU", "Francia / Italia"):
            with self.subTest(text=text):
                self.assertIsNone(country_code(text))

    def test_names_of_a_place(self):
        self.assertIn("coruna", place_names("Coruña, A"))
        self.assertIn("alava", place_names("Araba/Álava"))
        self.assertEqual(place_names("x" * 10_000)[0], "x" * 100)

    def test_zeros_that_a_spreadsheet_takes_from_postcodes(self):
        for country, text, whole in (
            ("ES", "8001", "08001"),
            (None, "8001", "08001"),
            ("FR", "1000", "01000"),
            ("US", "2134", "02134"),
            ("PR", "901", "00901"),
            ("MX", "6000", "06000"),
            ("IT", "118", "00118"),
            ("FI", "100", "00100"),
            ("NO", "150", "0150"),
            ("JP", "600001", "0600001"),
            ("CO", "50001", "050001"),
            ("BR", "1310100", "01310100"),
            ("AM", "1", "0001"),
        ):
            self.assertEqual(postcode(text, country), whole, country)
        for country, text in (
            ("ES", "801"),  # no zero is missing: it is no postcode
            ("ES", "28001"),
            ("FR", "75001"),
            ("PT", "1000"),
            ("CH", "800"),
            ("GB", "1000"),
            ("US", "02134-1234"),
            ("AD", "AD500"),
        ):
            self.assertEqual(postcode(text, country), text, country)
