"""Headings of more programs and languages, those that are counted, and what stands in
front of a telephone in a column of its own."""

from odoo.tests import tagged

from odoo.addons.ficha_cliente.tools.phones import has_more_figures

from ..tools.heading_essence import uncounted
from .common_cases import MeaningCase


@tagged("post_install", "-at_install")
class TestImportPrograms(MeaningCase):
    # -- programs and languages --------------------------------------------------------

    def test_moovago_in_french(self):
        self.load_text(
            "Nom de la société;Adresse;Code postal;Ville;Pays;Téléphone;Commentaire;"
            "Contact nom;Contact prénom;Contact téléphone\n"
            "Chêne Prog SARL;3 rue du Soleil;75001;Paris;France;01 42 68 53 01;"
            "appeler tôt;Durand Prog;Zoé;06 12 34 56 01\n"
        )
        chene, zoe = self.named("Chêne Prog SARL"), self.named("Zoé Durand Prog")
        self.assertEqual(zoe.parent_id, chene)
        self.assertEqual((chene.phone, zoe.phone), ("01 42 68 53 01", "06 12 34 56 01"))
        self.assertIn("appeler", str(chene.customer_observations))

    def test_a_company_with_its_contact_in_portuguese(self):
        self.load_text(
            "Nome da empresa;Contribuinte;Código Postal;Localidade;Pessoa de contacto\n"
            "Carvalho Prog Lda;PT501442600;4050-123 Porto;;Rui Prog\n"
        )
        company = self.named("Carvalho Prog Lda")
        self.assertEqual((company.zip, company.city), ("4050-123", "Porto"))
        self.assertEqual(company.vat, "PT501442600")
        self.assertEqual(self.named("Rui Prog").parent_id, company)

    def test_of_brazil(self):
        self.load_text(
            "Razão Social;CNPJ;Endereço;Bairro;CEP;Cidade;UF;Fone\n"
            "Ipê Prog Ltda;11.222.333/0001-81;Rua das Flores 3;Centro;01310-100;"
            "São Paulo;SP;(11) 3251-0004\n"
        )
        company = self.named("Ipê Prog Ltda")
        self.assertEqual(company.vat, "11222333000181")
        self.assertEqual((company.street2, company.state_id.code), ("Centro", "SP"))
        self.assertEqual(company.country_id.code, "BR")

    def test_xero_names_the_company_a_contact(self):
        """It was the person of the customer whose given name stands beside it."""
        self.load_text(
            "*ContactName,AccountNumber,EmailAddress,FirstName,LastName,POAddressLine1,"
            "POCity,POPostalCode,POCountry,SACity,TaxNumber\n"
            "Roble Prog SL,C-17,r@prog.example,Ana,Prog Gil,C/ Sol 3,Murcia,30001,"
            "Spain,Lorca,B12345674\n"
        )
        roble = self.named("Roble Prog SL")
        self.assertEqual((roble.client_code, roble.zip), ("C-17", "30001"))
        self.assertEqual(self.named("Ana Prog Gil").parent_id, roble)

    def test_the_owner_of_a_crm_is_the_salesperson(self):
        rows = (
            "Record ID,First Name,Last Name,Email,Contact owner\n"
            f"1,Ana,Prog Uno,a@prog.example,{self.user.login}\n"
            "2,Eva,Prog Dos,e@prog.example,Nadie de Prog\n"
        )
        run = self.load_text(rows)
        self.assertEqual(self.named("Ana Prog Uno").user_id, self.user)
        self.assertFalse(self.named("Eva Prog Dos").user_id)
        self.assertEqual(run.value_ids.mapped("text"), ["Nadie de Prog"])

    # -- headings that are counted -----------------------------------------------------

    def test_headings_that_are_counted(self):
        self.load_text(
            "1. Nombre;2. Teléfono;3. Correo;4. Población\n"
            "Ana Prog;968123461;ana@prog.example;Murcia\n"
        )
        ana = self.named("Ana Prog")
        self.assertEqual(ana.email, "ana@prog.example")
        self.assertEqual((ana.phone, ana.city), ("968123461", "Murcia"))

    def test_only_where_all_are_counted(self):
        for headings in (
            ["1 Apellido", "2 Apellido", "Nombre"],
            ["1. Nombre", "3. Teléfono", "4. Correo"],
            ["Nombre", "1. Teléfono", "2. Teléfono"],
        ):
            self.assertEqual(uncounted(headings), headings)
        found = uncounted(["0) Código", "1) Nombre", "2) Teléfono 2"])
        self.assertEqual(found, ["Código", "Nombre", "Teléfono 2"])

    # -- telephones --------------------------------------------------------------------

    def test_the_figures_of_a_country_in_a_column_of_their_own(self):
        run = self.load_text(
            "Nombre;Prefijo;Teléfono\nRui Prog;+351;912345613\nAna Prog;34;968123461\n"
            "Leo Prog;351;912345614\nLuz Prog;;612345961\nEva Prog;968;12 34 62\n"
            "Sol Prog;91;1234563\nPaz Prog;968;968123464\nMar Prog;+34;+33142685300\n"
            "Gil Prog;91;912345617\nRey Prog;93;612345618\n"
        )
        self.assertFalse(run.error_count)
        for name, phone, country in (
            ("Rui", "+351 912345613", "PT"),
            ("Ana", "+34 968123461", "ES"),
            ("Leo", "+351 912345614", "PT"),
            ("Luz", "612345961", "ES"),
            ("Eva", "968 12 34 62", "ES"),
            ("Sol", "91 1234563", "ES"),
            ("Paz", "968123464", "ES"),
            ("Mar", "+33142685300", "FR"),
            ("Gil", "912345617", "ES"),  # and not of India
            ("Rey", "612345618", "ES"),
        ):
            one = self.named(f"{name} Prog")
            self.assertEqual((one.phone, one.country_id.code), (phone, country), name)

    def test_a_prefix_of_a_name_is_none_of_a_telephone(self):
        run = self.load_text("Prefijo;Nombre;Teléfono\nSra.;Ana Prog;968123461\n")
        self.assertEqual(self.named("Ana Prog").phone, "968123461")
        self.assertEqual(run.column_ids[0].sure, "unknown")

    def test_a_whole_number_of_elsewhere_has_no_figures_too_many(self):
        self.assertFalse(has_more_figures("333 1234567", "IT", "ES"))
        self.assertTrue(has_more_figures("600-123-456-789", "ES"))
