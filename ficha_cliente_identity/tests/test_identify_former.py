from odoo.tests import TransactionCase, tagged

from .common_identify import IdentifyCommon


@tagged("post_install", "-at_install")
class TestIdentifyFormer(IdentifyCommon, TransactionCase):
    """A tax id or a name of before still finds its customer, and says so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_identify()
        cls.former(cls.firm, "tax", "ESA58818501")
        cls.former(cls.firm, "name", "Cerrajería Villanúa e Hijos")

    @classmethod
    def former(cls, partner, kind, value):
        return cls.env["ficha.former.value"].create(
            {"partner_id": partner.id, "kind": kind, "value": value}
        )

    def first(self, text):
        return next(iter(self.Identify.identify(text)), None)

    def test_tax_id(self):
        for text in ("ESA58818501", "a-58818501", "A 58.818.501"):
            line = self.first(text)
            self.assertEqual(line["id"], self.firm.id, text)
            self.assertTrue(line["former"])
            self.assertEqual((line["matched_on"], line["exact"]), ("tax", True))
        self.assertNotIn("former", self.first("B12345674"))

    def test_who_has_it_now_comes_first(self):
        heir = self._partner("Heredera, S.A.", is_company=True, vat="ESA58818501")
        lines = self.Identify.identify("A58818501")
        self.assertEqual([line["id"] for line in lines], [heir.id, self.firm.id])
        self.assertEqual([line.get("former") for line in lines], [None, True])

    def test_name(self):
        for text in ("villanua", "cerrajería villanúa", "hijos villa"):
            line = self.first(text)
            self.assertEqual(line["id"], self.firm.id, text)
            self.assertEqual(line["matched_on"], "name")
            self.assertEqual(line["matched_value"], "Cerrajería Villanúa e Hijos")
            self.assertEqual(line["name"], "Talleres Ureña, S.L.")
            self.assertTrue(line["former"])
        self.assertNotIn("former", self.first("talleres urena"))
        namesake = self._partner("Cerrajería Villanúa")
        self.assertEqual(self._ids("cerrajeria villanua"), [namesake.id, self.firm.id])

    def test_in_the_box(self):
        answer = self.Identify.identify_box("A58818501")
        self.assertEqual(answer["results"][0]["kind"], "Previous tax ID")
        answer = self.Identify.identify_box("villanua")
        self.assertEqual(answer["results"][0]["kind"], "Before")
        self.assertEqual(self.Identify.name_search("villanua")[0][0], self.firm.id)

    def test_what_is_said_today_is_not_of_before(self):
        self.former(self.firm, "name", "Talleres Ureña")
        self.former(self.firm, "tax", "B12345674")
        self.assertNotIn("former", self.first("talleres urena"))
        self.assertNotIn("former", self.first("B12345674"))
        keys = self.env["ficha.identity.key"].sudo()
        rows = keys.search([("partner_id", "=", self.firm.id), ("former", "=", True)])
        self.assertEqual(
            set(rows.mapped("value")),
            {"ESA58818501", "A58818501", "cerrajeria", "villanua", "hijos"},
        )

    def test_all_made_anew_is_the_same(self):
        Key = self.env["ficha.identity.key"]
        Key._flush_pending()
        self.assertFalse(Key._sync(self.firm.ids))
        self.env["ficha.former.value"].search([("kind", "=", "name")]).unlink()
        self.assertIsNone(self.first("villanua"))

    def test_another_is_not_taken_for_them(self):
        """Whose a value is today is asked by files and forms: not of who had it."""
        owners = self.env["ficha.identity.key"]._owners([("tax", "ESA58818501")])
        self.assertFalse(owners)

    def test_hidden_from_who_may_not_read_the_customer(self):
        other = self.env["res.company"].create({"name": "Another"})
        self.firm.company_id = other
        self.assertFalse(self._ids("A58818501"))
        self.assertFalse(self._ids("villanua"))

    def test_no_more_queries(self):
        def cost(text):
            self.Identify.identify(text)
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.Identify.identify(text)
            return self.cr.sql_log_count - before

        self.assertEqual(cost("A58818501"), cost("B12345674"))
        plain = cost("talleres urena")
        self.assertLessEqual(cost("cerrajeria villanua"), plain + 1)


@tagged("post_install", "-at_install")
class TestIdentifyTradeName(IdentifyCommon, TransactionCase):
    """The name on the door finds its customer, and says so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_identify()
        cls.firm.comercial = "El Pistón Dorado"

    def test_found_by_its_words(self):
        for text in ("piston dorado", "El Pistón", "dorad"):
            line = next(iter(self.Identify.identify(text)), {})
            self.assertEqual(line.get("id"), self.firm.id, text)
            self.assertEqual(line["name"], "Talleres Ureña, S.L.")
            self.assertEqual(line["matched_value"], "El Pistón Dorado")
            self.assertEqual(line["matched_on"], "name")
            self.assertTrue(line["trade_name"])
        for text in ("pistn dorado", "talleres dorrado"):  # mistyped
            line = self.Identify.identify_box(text)["results"][0]
            self.assertEqual((line["id"], line["kind"]), (self.firm.id, "Trade name"))
            self.assertEqual(line["matched_value"], "El Pistón Dorado")
        # a mistyped legal name speaks for itself
        line = self.Identify.identify("tallerez urena")[0]
        self.assertNotIn("trade_name", line)
        # words of both, and of the legal name alone
        line = self.Identify.identify("talleres piston")[0]
        self.assertTrue(line["trade_name"])
        self.assertNotIn("trade_name", self.Identify.identify("talleres urena")[0])

    def test_in_the_box_and_the_customer_box(self):
        line = self.Identify.identify_box("piston dorado")["results"][0]
        self.assertEqual((line["id"], line["kind"]), (self.firm.id, "Trade name"))
        self.assertEqual(self.Identify.name_search("piston dorado")[0][0], self.firm.id)

    def test_who_is_called_so_comes_first(self):
        legal = self._partner("Pistón Dorado, S.L.")
        self.assertEqual(self._ids("piston dorado"), [legal.id, self.firm.id])

    def test_it_follows_the_file_and_says_nothing_of_who_they_are(self):
        keys = self.env["ficha.identity.key"].sudo()
        self.assertFalse(keys._owners([("name", "piston")]))
        self.firm.comercial = "Hispano Motor"
        self.assertFalse(self._ids("piston"))
        self.assertEqual(self._ids("hispano"), self.firm.ids)
        self.assertFalse(keys._sync(self.firm.ids), "made anew it is the same")
        self.firm.comercial = False
        self.assertFalse(self._ids("hispano"))

    def test_not_of_who_may_not_be_read(self):
        self.firm.company_id = self.env["res.company"].create({"name": "Otra trade"})
        self.assertFalse(self._ids("piston dorado"))
