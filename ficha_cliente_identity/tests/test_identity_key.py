from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged

KEYS = "odoo.addons.ficha_cliente_identity.models.ficha_identity_key_fill"


@tagged("post_install", "-at_install")
class TestIdentityKey(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.spain = cls.env.ref("base.es")
        cls.keys = cls.env["ficha.identity.key"]
        cls.firm = cls.env["res.partner"].create(
            {
                "name": "Talleres Ureña, S.L.",
                "is_company": True,
                "country_id": cls.spain.id,
                "vat": "ESB12345674",
                "phone": "976 123 456",
                "email": "Info@Talleres.example",
                "client_code": "T-77",
            }
        )
        cls.contact = cls.env["res.partner"].create(
            {
                "name": "Lucía Mora",
                "parent_id": cls.firm.id,
                "email": "lucia@talleres.example",
                "phone": "612 34 56 78",
            }
        )

    def values(self, partner, kind):
        found = self.keys.search(
            [("partner_id", "=", partner.id), ("kind", "=", kind)], order="value"
        )
        return found.mapped("value")

    def test_keys_of_a_company(self):
        self.assertEqual(self.values(self.firm, "name"), ["talleres", "urena"])
        self.assertEqual(self.values(self.firm, "tax"), ["B12345674", "ESB12345674"])
        self.assertEqual(self.values(self.firm, "phone"), ["+34976123456"])
        self.assertEqual(self.values(self.firm, "code"), ["T-77"])
        self.assertEqual(
            self.values(self.firm, "email"),
            ["info@talleres.example", "lucia@talleres.example"],
            "the addresses of its contacts find the company",
        )

    def test_keys_of_a_contact(self):
        """Code and tax id are the company's alone."""
        self.assertEqual(self.values(self.contact, "phone"), ["+34612345678"])
        self.assertFalse(self.values(self.contact, "tax"))
        self.assertFalse(self.values(self.contact, "code"))

    def test_write(self):
        self.firm.write({"name": "Talleres Nuevos SA", "phone": "976 000 111"})
        self.assertEqual(self.values(self.firm, "name"), ["nuevos", "talleres"])
        self.assertEqual(self.values(self.firm, "phone"), ["+34976000111"])
        self.firm.phone = False
        self.assertFalse(self.values(self.firm, "phone"))

    def test_country(self):
        """The country of the company is that of its contacts without one."""
        self.contact.write({"country_id": False, "phone": "912 345 678"})
        self.firm.country_id = self.env.ref("base.pt")
        self.contact.country_id = False
        self.assertEqual(self.values(self.contact, "phone"), ["+351912345678"])

    def test_contact_moves(self):
        other = self.env["res.partner"].create({"name": "Otra", "is_company": True})
        self.contact.parent_id = other
        self.assertEqual(self.values(self.firm, "email"), ["info@talleres.example"])
        self.assertEqual(self.values(other, "email"), ["lucia@talleres.example"])

    def test_contact_points(self):
        point = self.env["ficha.contact.point"].create(
            {"partner_id": self.firm.id, "kind": "mobile", "value": "699 111 222"}
        )
        self.assertIn("+34699111222", self.values(self.firm, "phone"))
        point.value = "699 111 333"
        self.assertIn("+34699111333", self.values(self.firm, "phone"))
        self.assertNotIn("+34699111222", self.values(self.firm, "phone"))
        point.unlink()
        self.assertEqual(self.values(self.firm, "phone"), ["+34976123456"])

    def test_accounts(self):
        bank = self.env["res.partner.bank"].create(
            {"partner_id": self.firm.id, "acc_number": "ES91 2100 0418 4502 0005 1332"}
        )
        self.assertEqual(self.values(self.firm, "iban"), ["ES9121000418450200051332"])
        bank.unlink()
        self.assertFalse(self.values(self.firm, "iban"))

    def test_previous_code(self):
        self.env["ficha.client.code.alias"].create(
            {"partner_id": self.firm.id, "code": "OLD-1"}
        )
        self.assertEqual(self.values(self.firm, "alias"), ["OLD-1"])

    def test_code_given_by_posting(self):
        """It is written by SQL, and is a key all the same."""
        partner = self.env["res.partner"].create({"name": "Nueva"})
        self.assertFalse(self.values(partner, "code"))
        partner._assign_client_code()
        self.assertEqual(self.values(partner, "code"), [partner.client_code])

    def test_archived_and_deleted(self):
        """Who is archived is still known; who is deleted is not."""
        self.contact.active = False
        self.assertEqual(self.values(self.contact, "phone"), ["+34612345678"])
        contact_id = self.contact.id
        self.contact.unlink()
        self.env.cr.execute(
            "SELECT count(*) FROM ficha_identity_key WHERE %s IN"
            " (partner_id, contact_id)",
            [contact_id],
        )
        self.assertEqual(self.env.cr.fetchone()[0], 0)

    def test_odoo_merge(self):
        """Odoo's own wizard: who stays has the keys of what it took over, once."""
        double = self.env["res.partner"].create(
            {"name": "Talleres Urena", "email": "otro@talleres.example"}
        )
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.firm | double).ids, self.firm
        )
        self.assertEqual(self.values(self.firm, "name"), ["talleres", "urena"])
        self.assertEqual(
            self.values(self.firm, "email"),
            ["info@talleres.example", "lucia@talleres.example"],
        )

    def test_owners(self):
        owners = self.keys._owners(
            [("email", "lucia@talleres.example"), ("phone", "+34600000000")]
        )
        self.assertEqual(
            owners,
            {("email", "lucia@talleres.example"): [self.contact.id, self.firm.id]},
            "the contact before its company",
        )

    def test_nobody_reads_keys(self):
        user = new_test_user(
            self.env, "ana-keys", groups="ficha_cliente.group_ficha_manager"
        )
        with self.assertRaises(AccessError):
            self.keys.with_user(user).search([])

    def test_queries_do_not_grow(self):
        """Ten contacts or a hundred, their keys cost the same queries."""
        self.keys._flush_pending()
        counts = []
        for number in (10, 100):
            partners = self.env["res.partner"].create(
                [{"name": f"Cliente {i} {number}"} for i in range(number)]
            )
            partners.flush_recordset()
            before = self.env.cr.sql_log_count
            self.keys._flush_pending()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_rebuild(self):
        """All keys made at once are those that were made one by one."""
        query = (
            "SELECT partner_id, contact_id, kind, value FROM ficha_identity_key"
            " ORDER BY 1, 2, 3, 4"
        )
        self.keys._flush_pending()
        self.env.cr.execute(query)
        before = self.env.cr.fetchall()
        number = self.keys._rebuild()
        self.env.cr.execute(query)
        self.assertEqual(self.env.cr.fetchall(), before)
        self.assertEqual(number, len(before))
        self.env.cr.execute(
            "SELECT count(*) FROM pg_indexes WHERE tablename = 'ficha_identity_key'"
        )
        self.assertEqual(self.env.cr.fetchone()[0], 5)

    def test_nightly_check(self):
        """What went wrong past the ORM is right the next morning."""
        self.keys._flush_pending()
        self.env.cr.execute(
            "UPDATE ficha_identity_key SET value = 'wrong' WHERE partner_id = %s",
            [self.firm.id],
        )
        self.env.cr.execute(
            "INSERT INTO ficha_identity_key (partner_id, kind, value)"
            " VALUES (%s, 'phone', '+34111111111')",
            [self.contact.id],
        )
        cron = self.env.ref("ficha_cliente_identity.ir_cron_identity_check")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(self.values(self.firm, "name"), ["talleres", "urena"])
        self.assertEqual(self.values(self.contact, "phone"), ["+34612345678"])

    def test_a_big_base_is_filled_in_the_background(self):
        """The installation only asks for it; screens say so until it is done."""
        self.keys._flush_pending()
        query = (
            "SELECT partner_id, kind, value FROM ficha_identity_key ORDER BY 1, 2, 3"
        )
        self.env.cr.execute(query)
        before = self.env.cr.fetchall()
        self.env.cr.execute("DELETE FROM ficha_identity_key")
        place = self.env["ficha.batch.place"]
        with patch(f"{KEYS}.SLICE", 0):
            self.keys._fill_when_empty()
        self.assertFalse(self.keys.search([], limit=1))
        self.assertTrue(place._get_first_fill_note())
        cron = self.env.ref("ficha_cliente_identity.ir_cron_identity_check")
        domain = [("cron_id", "=", cron.id)]
        self.assertTrue(self.env["ir.cron.trigger"].search(domain), "at once")
        with (
            self.enter_registry_test_mode(),
            patch("odoo.addons.base.models.ir_cron.MIN_TIME_PER_JOB", 0),
        ):
            cron.method_direct_trigger()
        with self.enter_registry_test_mode():  # a small base was done already
            cron.method_direct_trigger()
        self.env.cr.execute(query)
        self.assertEqual(self.env.cr.fetchall(), before)
        self.assertFalse(place._get_first_fill_note())


@tagged("post_install", "-at_install")
class TestIdentityWord(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.partner"].create(
            [{"name": "Zacarías Uriartegui"}, {"name": "Zoe Uriar"}]
        )
        cls.words = cls.env["ficha.identity.word"]

    def test_one_error(self):
        for typed in (
            "uriartegi",  # one missing
            "uriarttegui",  # one too many
            "uriartogui",  # one wrong
            "urirategui",  # two swapped
            "uriatregui",  # two swapped, in the middle
            "triartegui",  # the first one wrong
        ):
            with self.subTest(typed=typed):
                self.assertEqual(self.words._similar([typed]), {typed: ["uriartegui"]})

    def test_two_errors(self):
        self.assertEqual(self.words._similar(["uriatregi"]), {"uriatregi": []})

    def test_short_words(self):
        """A short word with another letter is another word."""
        self.assertEqual(self.words._similar(["uria"]), {})
        self.assertEqual(self.words._similar(["uriat"]), {"uriat": []})

    def test_recount(self):
        self.env["res.partner"].create(
            [{"name": f"Uriartegui {number}"} for number in range(5)]
        )
        self.words._recount()
        word = self.words.search([("word", "=", "uriartegui")])
        self.assertEqual(word.frequency, 6)
        self.env["res.partner"].search([("name", "ilike", "Uriartegui")]).unlink()
        self.words._recount()
        self.assertFalse(self.words.search([("word", "=", "uriartegui")]))
