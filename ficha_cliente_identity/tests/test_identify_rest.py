from odoo.tests import TransactionCase, tagged

from .common_identify import IdentifyCommon


@tagged("post_install", "-at_install")
class TestIdentifyRest(IdentifyCommon, TransactionCase):
    """Found by the end of a telephone, by the town beside the name, and when they are
    archived."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_identify()

    def _box(self, query, user=None):
        Partner = self.Identify.with_user(user) if user else self.Identify
        return Partner.identify_box(query)["results"]

    # -- the end of a telephone

    def test_the_last_figures_of_a_telephone(self):
        family = [self.mother.id, self.daughter.id]
        for text in ("5678", "345678", "...56 78", "… 45 67 8", "45-678"):
            with self.subTest(text=text):
                self.assertEqual(self._ids(text), family)
        (line, _other) = self.Identify.identify("45678")
        self.assertEqual(line["matched_value"], "+34612345678", "it is told which")
        self.assertFalse(line["exact"])
        self.assertFalse(self._ids("678"), "three are anybody's")
        self.assertFalse(self._ids("5679"))

    def test_a_code_and_a_beginning_before_an_end(self):
        other = self._partner("Otra", phone="+34 934 567 800", is_company=True)
        self._partner("Tercera", phone="+34 600 93 45 67")
        self.assertEqual(self._ids("934567")[0], other.id)
        self.assertEqual(len(self._ids("934567")), 2)
        other.client_code = "5678"
        self.assertEqual(self._ids("5678"), other.ids, "exactly a code")

    def test_a_telephone_of_before_and_of_a_contact_point(self):
        self.env["ficha.contact.point"].create(
            {"partner_id": self.firm.id, "kind": "phone", "value": "955 77 88 99"}
        )
        self.assertEqual(self._ids("8899"), self.firm.ids)

    # -- where they are

    def test_a_name_and_where_they_are(self):
        murcia = self.env.ref("base.state_es_mu")
        wanted = self._partner("José García Ruiz", city="Murcia", state_id=murcia.id)
        self._partner("José García Soler", city="Lugo")
        town = self._partner(
            "Bar García", city="L'Hospitalet de Llobregat", zip="08901"
        )
        village = self._partner(
            "Pilar García Gómez", city="Cehegín", state_id=murcia.id
        )
        far = self._partner("Marta García Gómez", city="A Coruña")
        for text, found in (
            ("garcía murcia", wanted | village),
            ("Murcia García", wanted | village),
            ("jose garcia murc", wanted),
            ("garcía cehegin", village),
            ("garcía hospitalet", town),
            ("garcía hospitalet llobregat", town),
            ("bar garcía 08901", town),
            ("garcía coruña", far),
            ("garcía gomez coruna", far),
        ):
            with self.subTest(text=text):
                self.assertEqual(self._ids(text), found.ids)
        self.assertFalse(self._ids("garcía cáceres"))
        (line,) = self._box("garcía cehegin")
        self.assertIn("Cehegín", line["town"], "it is told why")

    def test_who_is_called_so_comes_before_who_lives_there(self):
        called = self._partner("Pedro García Murcia", city="Lugo")
        lives = self._partner("José García Ruiz", city="Murcia")
        self.assertEqual(self._ids("garcía murcia"), [called.id, lives.id])

    # -- archived

    def test_archived_are_found_and_said_to_be(self):
        self.firm.action_archive()
        for text in ("talleres ureña", "976 123 456", "C00777", "B12345674", "3456"):
            with self.subTest(text=text):
                answer = self.Identify.identify_box(text)
                (line,) = answer["results"]
                self.assertEqual(line["id"], self.firm.id)
                self.assertTrue(line["archived"])
                self.assertTrue(line["restore"])
                self.assertFalse(answer["new"], "no second file of them")
        self.assertEqual(self._ids("C00777"), [], "who asks for invoices does not see")
        self.assertEqual(
            self.Identify.identify_caller("976 123 456"), {"partner_id": self.firm.id}
        )
        self.firm.action_unarchive()
        (line,) = self._box("C00777")
        self.assertFalse(line.get("archived"))
        self.assertFalse(line["restore"])

    def test_archived_after_who_is_not(self):
        self.mother.action_archive()
        lines = self._box("fernández")
        self.assertEqual(
            [line["id"] for line in lines], [self.daughter.id, self.mother.id]
        )
        lines = self._box("612345678")
        self.assertEqual([line["id"] for line in lines], self.daughter.ids)
        lines = self._box("quesadda")
        self.assertEqual([line["id"] for line in lines], self.mother.ids)

    def test_who_may_not_write_does_not_bring_back(self):
        reader = self._user("identify_reader", "base.group_user")
        self.firm.action_archive()
        (line,) = self._box("C00777", reader)
        self.assertTrue(line["archived"])
        self.assertFalse(line["restore"])
        hidden = self.env["res.company"].create({"name": "Another one"})
        self.firm.company_id = hidden
        self.assertFalse(self._box("C00777"), "nor is told of who may not be read")
