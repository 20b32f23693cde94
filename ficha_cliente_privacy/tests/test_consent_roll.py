from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL

from .common_privacy import PrivacyCommon


@tagged("post_install", "-at_install")
class TestConsentRoll(PrivacyCommon):
    """What somebody deletes in the database is missed in the night."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US"})
        (cls.desk | cls.manager).lang = "en_US"
        cls.Consent = cls.env["ficha.consent"]
        cls.rows = cls.say(cls.person, "objected") | cls.say(cls.contact, "objected")
        cls.Consent._cron_check_seals()  # whatever was there before

    def told(self, user=None):
        return self.env["mail.message"].search(
            [
                ("message_type", "=", "user_notification"),
                ("partner_ids", "in", (user or self.desk).partner_id.ids),
            ]
        )

    def delete(self, table, column, row):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "DELETE FROM %s WHERE %s = %s",
                SQL.identifier(table),
                SQL.identifier(column),
                row,
            )
        )
        self.env.invalidate_all()

    def test_a_row_that_is_gone_is_named_once(self):
        gone, kept = self.rows.ids
        before = self.told()
        self.assertEqual(self.Consent._cron_check_seals(), 0)
        self.delete("ficha_consent", "id", gone)
        self.assertEqual(self.Consent._cron_check_seals(), 1)
        message = self.told() - before
        self.assertEqual(len(message), 1)
        self.assertIn(f"#{gone}.", message.body)
        self.assertNotIn(f"#{kept}", message.body)
        self.assertNotIn("Lucía", message.body)
        self.assertEqual(self.Consent._cron_check_seals(), 0, "each once")
        self.assertEqual(self.told() - before, message)

    def test_one_of_this_very_day_is_missed_too(self):
        row = self.say(self.person, "withdrawn")
        self.delete("ficha_consent", "id", row.id)
        self.assertEqual(self.Consent._cron_check_seals(), 1)

    def test_the_roll_is_not_shortened_unseen(self):
        before = self.told()
        self.delete("ficha_consent", "id", self.rows[0].id)
        self.delete("ficha_consent_roll", "consent_no", self.rows[0].id)
        self.say(self.person, "objected")  # as many as before
        self.assertEqual(self.Consent._cron_check_seals(), 1)
        self.assertIn("list of their numbers", (self.told() - before).body)
        self.assertEqual(self.Consent._cron_check_seals(), 0)

    def test_a_count_that_somebody_wrote_is_told(self):
        parameters = self.env["ir.config_parameter"]
        for said in ("0:0:x", "nonsense", "9:9", "1:999999:" + "0" * 64, False):
            before = self.told()
            parameters.set_param("ficha_privacy.roll", said)
            self.assertEqual(self.Consent._cron_check_seals(), 1, said)
            self.assertIn("count of the consents", (self.told() - before).subject)
            self.assertEqual(self.Consent._cron_check_seals(), 0, "counted anew")
        self.assertTrue(
            parameters.get_param("ficha_privacy.roll").startswith(
                f"{max(self.rows.ids)}:"
            )
        )

    def test_a_ledger_older_than_its_roll_is_put_on_it(self):
        roll = self.env["ficha.consent.roll"]
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM ficha_consent_roll")
        roll.init()
        self.env.invalidate_all()
        self.assertLessEqual({*self.rows.ids}, {*roll.search([]).mapped("consent_no")})
        self.delete("ficha_consent_roll", "consent_no", self.rows[0].id)
        roll.init()
        self.env.invalidate_all()
        self.assertFalse(
            roll.search([("consent_no", "=", self.rows[0].id)]), "and only once"
        )

    def test_who_is_told_where_nobody_is_at_the_desk(self):
        group = self.env.ref("ficha_cliente_privacy.group_ficha_privacy")
        group.user_ids = [Command.clear()]
        before = self.told(self.manager)
        self.delete("ficha_consent", "id", self.rows[0].id)
        self.assertEqual(self.Consent._cron_check_seals(), 1)
        self.assertEqual(len(self.told(self.manager) - before), 1)

    def test_nobody_writes_the_roll(self):
        roll = self.env["ficha.consent.roll"]
        line = roll.search([("consent_no", "=", self.rows[0].id)])
        self.assertTrue(line.with_user(self.desk).read(["consent_no"]))
        for user in (self.desk, self.manager, self.personal, self.seller):
            theirs = line.with_user(user)
            with self.assertRaises(AccessError):
                theirs.unlink()
            with self.assertRaises(AccessError):
                theirs.write({"missing_on": False})
            with self.assertRaises(AccessError):
                theirs.create({"consent_no": 1})
