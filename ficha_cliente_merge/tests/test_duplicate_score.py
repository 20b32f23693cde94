from odoo.tests import BaseCase, tagged

from odoo.addons.ficha_cliente_identity.tools.normalize import fold, name_tokens
from odoo.addons.ficha_cliente_merge.tools.duplicate_features import (
    from_values,
    may_be_pair,
)
from odoo.addons.ficha_cliente_merge.tools.duplicate_names import (
    Words,
    compare_names,
    find_typos,
)
from odoo.addons.ficha_cliente_merge.tools.duplicate_score import Base, score_pair
from odoo.addons.ficha_cliente_merge.tools.duplicate_values import (
    address_parts,
    compare_born,
    compare_tax,
)

# as common as they are in a base of 5,000 contacts
COMMON = {"garcia": 350, "maria": 700, "mario": 20, "lopez": 200, "jose": 400}
WORDS = Words(5_000, COMMON)
BASE = Base(WORDS)

LUCIA = {
    "name": "Lucía Quiroga Ferreiro",
    "vat": "33345678W",
    "phone": "982 11 22 33",
    "mobile": "612 40 71 35",
    "email": "lucia.quiroga@example.com",
    "street": "Calle del Progreso, 14, 3.º B",
    "zip": "27400",
    "city": "Monforte de Lemos",
    "birthdate_date": "1980-03-07",
    "country_code": "ES",
}
NOBODY = {
    name: None
    for name in ("vat", "phone", "mobile", "email", "street", "zip", "birthdate_date")
}
FIRM = {
    "name": "Talleres Ureña, S.L.",
    "is_company": True,
    "vat": "B36092302",
    "phone": "952 47 03 16",
    "email": "info@urena.example",
    "street": "Polígono Industrial El Sol, 7",
    "zip": "29003",
    "city": "Málaga",
    "country_code": "ES",
}


def verdict(one, other, base=BASE):
    return score_pair(from_values(one, "ES"), from_values(other, "ES"), base)


@tagged("post_install", "-at_install")
class TestDuplicateScore(BaseCase):
    def check(self, one, other, certainty, *codes):
        found = verdict(one, other)
        mirrored = verdict(other, one)
        self.assertEqual(found.certainty, certainty, found)
        self.assertEqual((found.score, found.certainty), (mirrored.score, certainty))
        for code in codes:
            self.assertIn(code, found.evidence)
        return found

    # -- the same person ---------------------------------------------------------------

    def test_written_otherwise(self):
        """Capitals, surnames first, the tax id with its country, the mobile in the
        telephone's place, another street abbreviation: the same person."""
        other = {
            "name": "QUIROGA FERREIRO, LUCIA",
            "vat": "ES-33345678w",
            "phone": "0034 612-407-135",
            "street": "C/ Progreso nº 14",
            "zip": "27400",
            "country_code": "ES",
        }
        found = self.check(
            LUCIA, other, "certain", "same_tax", "same_mobile", "same_name"
        )
        self.assertIn("same_address", found.evidence)

    def test_second_surname_missing(self):
        other = {**NOBODY, "name": "Lucia Quiroga", "mobile": LUCIA["mobile"]}
        self.check(LUCIA, other, "certain", "same_mobile", "name_missing")

    def test_slip_in_the_name(self):
        other = {**NOBODY, "name": "Lucía Quirgoa Ferreiro", "mobile": "612407135"}
        self.check(LUCIA, other, "certain", "similar_name")

    def test_abbreviations_and_short_forms(self):
        for one, other in (
            ("Mª Dolores García Rúa", "María D. García Rúa"),
            ("Francisco Novoa Rúa", "Paco Novoa"),
            ("Juan Manuel Novoa Rúa", "Juanma Novoa Rúa"),
            ("Isabel Novoa Rúa", "Isa Novoa Rúa"),
        ):
            with self.subTest(other=other):
                self.check(
                    {**LUCIA, "name": one},
                    {**NOBODY, "name": other, "email": LUCIA["email"]},
                    "certain",
                    "same_email",
                )

    def test_mistyped_tax_id_is_no_contradiction(self):
        other = {**LUCIA, "vat": "33345679W", "email": None}
        found = self.check(LUCIA, other, "certain", "near_tax")
        self.assertNotIn("other_tax", found.evidence)

    def test_date_of_birth_swapped(self):
        self.assertEqual(compare_born("1980-03-07", "1980-07-03"), "near")
        self.assertEqual(compare_born("1980-03-07", "1980-03-17"), "near")
        self.assertEqual(compare_born("1980-03-07", "1990-03-07"), "near")
        self.assertEqual(compare_born("1980-03-07", "1980-05-17"), "other")

    def test_the_name_alone_is_for_a_person_to_see(self):
        other = {**NOBODY, "name": LUCIA["name"]}
        self.check(LUCIA, other, "review", "same_name")

    def test_a_common_name_alone_is_nothing(self):
        common = {**NOBODY, "name": "María García López"}
        crowd = Base(
            Words(1_000_000, {"maria": 150_000, "garcia": 60_000, "lopez": 40_000})
        )
        self.assertFalse(verdict(common, dict(common), crowd).certainty)

    def test_identity_document_of_a_foreigner_who_became_spanish(self):
        """The NIE is not the DNI: both may be one person's, so a person has to look."""
        self.check(
            {**LUCIA, "vat": "X0714969Z"}, LUCIA, "review", "other_tax", "same_born"
        )

    # -- other people ------------------------------------------------------------------

    def test_twins(self):
        """Same surnames, house, telephone and day of birth; another name."""
        twin = {**LUCIA, "name": "Noa Quiroga Ferreiro", "vat": None, "email": None}
        found = verdict({**LUCIA, "vat": None}, twin)
        self.assertNotEqual(found.certainty, "certain")
        self.assertIn("other_name", found.evidence)

    def test_siblings_whose_names_differ_in_a_letter(self):
        """Mario is not a María mistyped: both are names that many have."""
        for one, other in (
            ("María García Rúa", "Mario García Rúa"),
            ("Antonia García Rúa", "Antonio García Rúa"),
        ):
            with self.subTest(one=one):
                found = verdict(
                    {**LUCIA, "name": one, "vat": None, "birthdate_date": None},
                    {**LUCIA, "name": other, "vat": None, "birthdate_date": None},
                )
                self.assertNotEqual(found.certainty, "certain")
                self.assertIn("other_name", found.evidence)

    def test_father_and_son_of_one_name(self):
        father = {**LUCIA, "name": "José Quiroga Novoa", "vat": "33345678W"}
        son = {
            **LUCIA,
            "name": "José Quiroga Novoa",
            "vat": None,
            "birthdate_date": "2004-05-11",
        }
        self.check(father, son, "review", "other_born")
        self.check(father, {**son, "vat": "71654320M"}, "", "other_born")

    def test_father_and_son_of_other_mothers(self):
        father = {**LUCIA, "name": "José Quiroga Novoa", "vat": None, "mobile": None}
        son = {**father, "name": "José Quiroga Fraga", "birthdate_date": None}
        found = verdict(father, son)
        self.assertNotEqual(found.certainty, "certain")

    def test_generations_are_said_in_the_name(self):
        found = verdict(
            {**LUCIA, "name": "José Quiroga Novoa"},
            {**LUCIA, "name": "José Quiroga Novoa (hijo)", "vat": None},
        )
        self.assertNotEqual(found.certainty, "certain")

    def test_couple(self):
        """They share the e-mail and the house, and nothing of the name."""
        partner = {
            **LUCIA,
            "name": "Breixo Amado Couto",
            "vat": None,
            "mobile": "699 11 22 33",
            "birthdate_date": "1979-12-01",
        }
        self.check(LUCIA, partner, "", "no_name", "other_born")

    def test_homonyms(self):
        other = {
            "name": LUCIA["name"],
            "vat": "71654320M",
            "mobile": "699 11 22 33",
            "birthdate_date": "1951-12-01",
            "country_code": "ES",
        }
        self.check(LUCIA, other, "", "other_born")

    def test_different_tax_ids_are_never_certain(self):
        self.check(LUCIA, {**LUCIA, "vat": "71654320M"}, "review", "other_tax")

    def test_a_switchboard_identifies_nobody(self):
        shares = {("phone", "+34612407135"): 40}
        other = {**NOBODY, "name": "Lucía Quiroga Ferreiro", "mobile": LUCIA["mobile"]}
        found = verdict(LUCIA, other, Base(WORDS, shares))
        self.assertEqual(found.certainty, "review")

    # -- companies ---------------------------------------------------------------------

    def test_company_without_its_legal_form(self):
        other = {**NOBODY, "name": "TALLERES UREÑA", "phone": FIRM["phone"]}
        self.check(
            FIRM, {**other, "is_company": True}, "certain", "same_phone", "same_name"
        )

    def test_companies_of_a_group(self):
        """Same telephone, mailbox and house; the other says more, and may be another
        company: never certain unless the tax id says so."""
        group = {**FIRM, "name": "Talleres Ureña Levante, S.L.", "vat": None}
        self.check(FIRM, group, "review", "name_missing")
        self.check(FIRM, {**group, "vat": "B30312102"}, "", "other_tax")
        self.check(FIRM, {**group, "vat": FIRM["vat"]}, "certain", "same_tax")

    def test_branches_with_a_number(self):
        one = {**FIRM, "name": "Residencial Sol 2001", "vat": None}
        other = {**FIRM, "name": "Residencial Sol 2002", "vat": None}
        self.assertNotEqual(verdict(one, other).certainty, "certain")

    def test_same_tax_id_under_another_name(self):
        """A tax id typed in the wrong file, or a company that changed its name."""
        other = {**NOBODY, "name": "Bodegas Lareo", "vat": FIRM["vat"]}
        self.check(FIRM, {**other, "is_company": True}, "review", "no_name")

    # -- the parts ---------------------------------------------------------------------

    def test_tax_ids(self):
        valid, other, wrong = "33345678W", "71654320M", "33345679W"
        self.assertEqual(compare_tax(("ES", valid), ("ES", valid)), "same")
        self.assertEqual(compare_tax(("ES", valid), ("ES", other)), "other")
        self.assertEqual(compare_tax(("ES", valid), ("ES", wrong)), "near")
        self.assertEqual(compare_tax(("ES", valid), ("ES", "12345678A")), "unsure")
        self.assertEqual(compare_tax(("ES", valid), ("PT", "501442600")), "unsure")
        self.assertEqual(compare_tax(("ES", valid), ("ES", "X0714969Z")), "kinds")
        self.assertEqual(compare_tax(("ES", valid), ("", "")), "")

    def test_addresses(self):
        self.assertEqual(address_parts(fold("C/ Mayor nº 012, 3º")), (("mayor",), "12"))
        self.assertEqual(
            address_parts(fold("Calle 12 de Octubre, 5")), (("12", "octubre"), "5")
        )
        self.assertEqual(address_parts(fold("Avda. de la Paz s/n")), (("paz",), ""))
        self.assertEqual(address_parts(""), ((), ""))

    def test_names_in_any_order(self):
        found = compare_names(
            name_tokens("de la Fuente Rúa, Ana"), name_tokens("Ana de la Fuente"), WORDS
        )
        self.assertTrue(found.missing)
        self.assertFalse(found.contradicts)

    def test_slips(self):
        frequency = {
            "quiroga": 30,
            "quirgoa": 1,
            "qiroga": 1,
            "maria": 700,
            "mario": 90,
        }
        slips = find_typos(Words(5_000, frequency))
        self.assertEqual(slips["quirgoa"], {"quiroga"})
        self.assertEqual(slips["qiroga"], {"quiroga"})
        self.assertNotIn("mario", slips)

    def test_who_may_be_a_pair(self):
        def contact(number, commercial=None, company_id=None):
            return {
                "id": number,
                "commercial": commercial or number,
                "parent": commercial,
                "company_id": company_id,
            }

        self.assertTrue(may_be_pair(contact(1), contact(2)))
        self.assertTrue(may_be_pair(contact(2, 1), contact(3, 1)))
        self.assertFalse(may_be_pair(contact(1), contact(2, 1)), "its own company")
        self.assertFalse(may_be_pair(contact(1), contact(1)))
        self.assertFalse(may_be_pair(contact(1, None, 1), contact(2, None, 2)))
        self.assertTrue(may_be_pair(contact(1, None, 1), contact(2)))

    def test_contacts_of_two_companies(self):
        one = {**LUCIA, "vat": None, "entity": 7}
        self.check(one, {**one, "entity": 8}, "review", "other_company")
        self.check(one, one, "certain")
