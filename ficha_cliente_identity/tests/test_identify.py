from datetime import date
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from .common_identify import IdentifyCommon


@tagged("post_install", "-at_install")
class TestIdentify(IdentifyCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_identify()

    def test_what_is_told(self):
        (line,) = self.Identify.identify("C00777")
        self.assertEqual(
            line,
            {
                "id": self.firm.id,
                "name": "Talleres Ureña, S.L.",
                "client_code": "C00777",
                "matched_on": "code",
                "matched_value": "C00777",
                "exact": True,
                "followup_color": False,
                "last_purchase_date": False,
            },
        )

    def test_the_last_purchase_is_of_who_keeps_histories(self):
        partner_class = self.env.registry["res.partner"]
        for dates, expected in (
            ({}, False),
            ({self.firm.id: date(2024, 5, 6)}, date(2024, 5, 6)),
        ):
            with patch.object(
                partner_class, "_get_last_purchase_dates", lambda _self, d=dates: d
            ):
                (line,) = self.Identify.identify("C00777")
            self.assertEqual(line["last_purchase_date"], expected)

    def test_code(self):
        for text in ("c00777", "777", " c 00777", "c777"):
            self.assertEqual(self._ids(text), self.firm.ids, text)
        begun = self.Identify.identify("C007")[0]
        self.assertEqual((begun["id"], begun["exact"]), (self.firm.id, False))
        self.assertNotIn(self.firm.id, self._ids("C0%7"))
        self.firm._change_client_code("NEW1", "Test")
        line = self.Identify.identify("C00777")[0]
        self.assertEqual(
            (line["id"], line["matched_on"], line["client_code"], line["exact"]),
            (self.firm.id, "alias", "NEW1", True),
        )

    def test_tax_id(self):
        for text in ("ESB12345674", "b-12345674", "B 12.345.674", "es b12345674"):
            line = self.Identify.identify(text)[0]
            self.assertEqual(
                (line["id"], line["matched_on"], line["exact"]),
                (self.firm.id, "tax", True),
                text,
            )
        self.assertEqual(self._ids("B12345675"), [])

    def test_tax_id_of_a_company_read_out_without_its_letter(self):
        line = self.Identify.identify("12.345.674")[0]
        self.assertEqual((line["id"], line["matched_on"]), (self.firm.id, "tax"))
        self.assertFalse(line["exact"])
        self.assertEqual(self._ids("12345675"), [])

    def test_account(self):
        for text in ("ES9121000418450200051332", "es91 2100 0418 4502 0005 1332"):
            line = self.Identify.identify(text)[0]
            self.assertEqual(
                (line["id"], line["matched_on"]), (self.mother.id, "iban"), text
            )

    def test_telephone_of_a_family_however_it_is_written(self):
        family = [self.mother.id, self.daughter.id]
        for text in (
            "+34 612-34-56-78",
            "0034612345678",
            "612 345 678 ext. 3",
            "612345678",
            "34612345678",
            "(+34) 612.345.678",
            "tel:+34612345678",
        ):
            lines = self.Identify.identify(text)
            self.assertEqual([line["id"] for line in lines], family, text)
            self.assertTrue(all(line["exact"] for line in lines), text)
            self.assertEqual(lines[0]["matched_value"], "+34612345678")

    def test_what_was_pasted(self):
        """Marks that nobody sees, and words beside a number, are seen through: in the
        question, and in what was kept."""
        family = [self.mother.id, self.daughter.id]
        for text in (
            "\u202a+34 612 34 56 78\u202c",
            "612\u2011345\u2011678",
            "612\u200b345\u00a0678\ufeff",
            "612345678 (Luis)",
            "casa: 612345678",
        ):
            lines = self.Identify.identify(text)
            self.assertEqual([line["id"] for line in lines], family, text)
            self.assertTrue(all(line["exact"] for line in lines), text)
        pasted = self._partner(
            "Pegatina\u00a0Zubeldia\u200b", phone="\u202a+34 655 11 22 33\u202c"
        )
        self.assertEqual(self._ids("655112233"), pasted.ids)
        self.assertEqual(self._ids("Pegatina\u202f Zubel\u200bdia"), pasted.ids)

    def test_every_number_of_a_line(self):
        """Each finds, also without its "+"."""
        several = self._partner("Several", phone="976 11 22 33/34 (Eva), 655112244")
        for text in ("976112233", "976112234", "655112244"):
            self.assertEqual(self._ids(text), several.ids, text)
        abroad = self._partner("Abroad", phone="351912345690")
        for text in ("351912345690", "+351 912 345 690", "00351912345690"):
            self.assertEqual(self._ids(text), abroad.ids, text)

    def test_letters_are_no_digits(self):
        self._partner("Wrong", phone="622 666 111")
        self._partner("Zeros", phone="622 000 111")
        self.assertEqual(self._ids("622OOO111"), [])

    def test_first_digits_of_a_telephone(self):
        for text in ("61234", "612 34 5", "+34 6123", "00346 123"):
            lines = self.Identify.identify(text)
            self.assertEqual(
                {line["id"] for line in lines}, {self.mother.id, self.daughter.id}, text
            )
            self.assertFalse(any(line["exact"] for line in lines))
        self.assertEqual(self._ids("6123"), [], "too few to say anything")

    def test_further_telephone(self):
        self.env["ficha.contact.point"].create(
            {"partner_id": self.firm.id, "kind": "whatsapp", "value": "655 00 11 22"}
        )
        self.assertEqual(self._ids("655001122"), self.firm.ids)

    def test_address_finds_the_contact_and_then_its_company(self):
        lines = self.Identify.identify("Lucia.Mora@talleres.example")
        self.assertEqual(
            [line["id"] for line in lines], [self.contact.id, self.firm.id]
        )
        self.assertEqual({line["client_code"] for line in lines}, {"C00777"})
        for begun in ("lucia.mora@", "lucia.mo"):
            self.assertEqual(self._ids(begun)[0], self.contact.id, begun)

    def test_contact_carries_the_code_of_its_company(self):
        (line,) = self.Identify.identify("izquierdo lucia")
        self.assertEqual(
            (line["id"], line["name"], line["client_code"], line["matched_on"]),
            (self.contact.id, "Lucía Mora Izquierdo", "C00777", "name"),
        )

    def test_words_of_a_name(self):
        for text in (
            "Ana Fernández",
            "QUESADA ana",
            "fernandez quesada ana",
            "Dña. Ana Fdez.",
            "quesa fern an",
        ):
            self.assertEqual(self._ids(text)[:1], self.mother.ids, text)
        self.assertEqual(self._ids("ana roldan"), [], "all words have to be there")
        self.assertEqual(self._ids("talleres urena sl"), self.firm.ids)

    def test_a_contact_by_the_name_of_its_company(self):
        """What is said on the telephone: "this is Antonio, of the Osuna bakery"."""
        bakery = self._partner("Panadería Osuna, S.L.", is_company=True)
        antonio = self._partner("Antonio Gil Ferrándiz", parent_id=bakery.id)
        self._partner("Rosa Gil Ferrándiz", parent_id=bakery.id)
        self._partner("Antonio de otra casa", parent_id=self.firm.id)
        francisco = self._partner("Francisco Luna", parent_id=bakery.id)
        for query, found in (
            ("panaderia osuna antonio", antonio),
            ("Antonio Panadería Osuna", antonio),
            ("antonio gil osuna", antonio),
            ("osuna anton", antonio),
            ("paco osuna", francisco),
        ):
            self.assertEqual(self._ids(query), found.ids, query)
        self.assertFalse(self._ids("osuna antonio martinez"))
        self.assertEqual(self._ids("panaderia osuna")[0], bakery.id)
        (line,) = self.Identify.identify_box("panaderia osuna antonio")["results"]
        self.assertEqual(line["company"], "Panadería Osuna, S.L.")

    def test_a_contact_of_a_company_that_one_may_not_read(self):
        bakery = self._partner("Panadería Osuna, S.L.", is_company=True)
        antonio = self._partner("Antonio Gil Ferrándiz", parent_id=bakery.id)
        self.assertEqual(self._ids("osuna antonio"), antonio.ids)
        other = self.env["res.company"].create({"name": "Another one"})
        bakery.company_id = other
        antonio.company_id = False
        self.assertFalse(self._ids("osuna antonio"))

    def test_what_is_short_for_a_name_may_be_the_beginning_of_another(self):
        antonio = self._partner("Antonio Zubeldia")
        antonia = self._partner("Antonia Zubeldia")
        lara = self._partner("Zubeldia Lara")
        self.assertEqual(self._ids("zubeldia anto"), [antonio.id, antonia.id])
        self.assertEqual(self._ids("zubeldia la")[:1], lara.ids)

    def test_short_forms_of_names_both_ways(self):
        francisco = self._partner("Francisco Zubeldia")
        paco = self._partner("Paco Zubeldia")
        chema = self._partner("José María Zubeldia")
        lola = self._partner("Dolores Zubeldia")
        self.assertEqual(self._ids("paco zubeldia"), [paco.id, francisco.id])
        self.assertEqual(self._ids("zubeldia francisco")[:2], [francisco.id, paco.id])
        self.assertEqual(self._ids("Lola Zubeldia"), lola.ids)
        self.assertEqual(self._ids("chema zubeldia"), chema.ids)
        self.assertEqual(self._ids("pepe zubeldia"), chema.ids)
        mar = self._partner("María del Mar Otxoa")
        self.assertEqual(self._ids("mar otxoa"), mar.ids)
        self.assertEqual(self._ids("mar zubeldia"), chema.ids, "begun")
        self.assertEqual(self._ids("quique zubeldia"), [], "nobody is called so")

    def test_the_catalan_double_l(self):
        group = self._partner("Col·lectiu Paral\u0140lel, S.C.C.L.", is_company=True)
        for text in ("collectiu", "COL·LECTIU", "col.lectiu parallel", "parallel"):
            self.assertEqual(self._ids(text), group.ids, text)

    def test_typing_error_in_long_words_only(self):
        for text in (
            "quezada",
            "qesada",
            "quesadda",
            "uqesada ana",
            "fernandez quesda",
        ):
            self.assertIn(self.mother.id, self._ids(text), text)
        short = self._partner("Uxoa")
        self.assertEqual(self._ids("uxoa"), short.ids)
        self.assertEqual(self._ids("uxua"), [])

    def test_words_as_typed_before_begun_before_mistyped(self):
        begun = self._partner("Zubeldiana Primero")
        mistyped = self._partner("Zubeldea Primero")
        exact = self._partner("Zubeldia Segundo Tercero Cuarto")
        close = self._partner("Zubeldia")
        self.assertEqual(
            self._ids("zubeldia"), [close.id, exact.id, begun.id, mistyped.id]
        )

    def test_values_before_names(self):
        named = self._partner("C00777 Sociedad")
        self.assertEqual(self._ids("C00777"), [self.firm.id, named.id])

    def test_archived(self):
        self.mother.active = False
        self.assertEqual(self._ids("612345678"), self.daughter.ids)
        self.assertNotIn(self.mother.id, self._ids("ana quesada"))
        everybody = self.Identify.with_context(active_test=False)
        found = [line["id"] for line in everybody.identify("612345678")]
        self.assertEqual(found, [self.mother.id, self.daughter.id])

    def test_limit(self):
        self.assertEqual(len(self._ids("612345678", limit=1)), 1)
        for wrong in (0, -3, None, "many", True, 10**12):
            self.assertEqual(len(self._ids("612345678", limit=wrong)), 2, wrong)

    def test_what_cannot_be_asked(self):
        for query in (
            None,
            False,
            12345,
            ["C00777"],
            {"a": 1},
            b"C00777",
            "",
            "   ",
            "a",
            "@@@",
            "%%",
            "\0",
            "C00777\0",
            "\ud800\udfff",
            "\x01\x02\x03\x04",
            "a" * 10_000,
            "612345678" * 2_000,
            "x " * 5_000,
            " ".join("abcdefghijklmnop") * 3,
            "(((((((((((((((((",
            "'; DROP TABLE res_partner; --",
            "ñ" * 150,
            "1" * 190,
        ):
            self.assertEqual(self.Identify.identify(query), [], repr(query)[:40])

    def test_as_many_queries_for_many_as_for_one(self):
        def asked(query):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            count = len(self.Identify.identify(query, limit=50))
            return count, self.env.cr.sql_log_count - before

        one = self._partner("Querysolo", phone="633 111 111")
        self.assertEqual(self._ids("633111111"), one.ids)
        for number in range(30):
            self._partner(f"Querymany {number}", phone="633 222 222")
        self.env.flush_all()
        self.env["ficha.identity.key"]._flush_pending()
        self.assertEqual(asked("633111111")[0], 1)
        count, queries = asked("633222222")
        self.assertEqual(count, 30)
        self.assertEqual(queries, asked("633111111")[1])
