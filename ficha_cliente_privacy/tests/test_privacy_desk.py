import io
import random
import zipfile
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL

from ..controllers.register import _sheet
from .common_privacy import PrivacyCommon

MANY = 5_000


@tagged("post_install", "-at_install")
class TestPrivacyDesk(PrivacyCommon):
    """What the privacy desk does and is told; and the gate for thousands at once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US"})
        (cls.desk | cls.seller).lang = "en_US"

    # -- the nightly check -------------------------------------------------------------

    def told(self):
        return self.env["mail.message"].search(
            [
                ("message_type", "=", "user_notification"),
                ("partner_ids", "in", self.desk.partner_id.ids),
            ]
        )

    def test_the_desk_is_told_each_changed_row_once(self):
        Consent = self.env["ficha.consent"]
        row = self.say(self.person, "objected")
        kept = self.say(self.contact, "objected")
        Consent._cron_check_seals()  # whatever was there before
        before = self.told()
        self.assertEqual(Consent._cron_check_seals(), 0)
        self.env.cr.execute(
            SQL("UPDATE ficha_consent SET event = 'given' WHERE id = %s", row.id)
        )
        self.env.invalidate_all()
        self.assertEqual(Consent._cron_check_seals(), 1)
        message = self.told() - before
        self.assertEqual(len(message), 1)
        self.assertIn(f"#{row.id}", message.body)
        self.assertNotIn("Lucía", message.body, "numbers, and nobody's name")
        self.assertTrue(row.touched_on)
        self.assertFalse(kept.touched_on)
        self.assertEqual(Consent._cron_check_seals(), 0, "each once")
        self.assertEqual(self.told() - before, message)
        self.env.cr.execute(
            SQL("UPDATE ficha_consent SET event = 'objected' WHERE id = %s", row.id)
        )
        self.env.invalidate_all()
        self.assertEqual(Consent._cron_check_seals(), 0)
        self.assertFalse(row.touched_on, "it is as recorded again")

    # -- a pause -----------------------------------------------------------------------

    def test_a_pause_says_until_when(self):
        for values in ({"event": "paused"}, {"event": "objected", "until": "2099-1-1"}):
            with self.assertRaises(ValidationError):
                self.say(self.person, **values)

    def test_a_pause_is_said_on_the_ficha_and_hides_from_the_day(self):
        until = fields.Date.context_today(self.person) + timedelta(days=40)
        self.say(self.person, "paused", until=until)
        self.assertEqual(self.may(self.person).code, "paused")
        self.assertEqual(self.may(self.person, "service").code, "service")
        lines = self.person.with_user(self.seller).ficha_contact_lines
        phone = next(line for line in lines if line["channel"] == "phone")
        self.assertIn("wants nothing until", phone["text"])
        said = [
            id_ for (id_,) in self.env.execute_query(self.person._ficha_said_no_sql())
        ]
        self.assertIn(self.person.id, said)
        self.say(self.person, "paused", until=until - timedelta(days=40))
        said = [
            id_ for (id_,) in self.env.execute_query(self.person._ficha_said_no_sql())
        ]
        self.assertNotIn(self.person.id, said)

    def test_days_and_hours_are_said_beside_the_telephone(self):
        day = self.env["ficha.weekday"].search([("number", "=", 0)])
        self.person.write(
            {
                "contact_weekday_ids": [(6, 0, day.ids)],
                "contact_hour_from": 9,
                "contact_hour_to": 14.5,
            }
        )
        lines = self.person.with_user(self.seller).ficha_contact_lines
        wishes = {line["channel"]: line["wish"] for line in lines}
        self.assertIn(day.with_context(lang="en_US").name, wishes["phone"])
        self.assertIn("09:00–14:30", wishes["phone"])
        self.assertFalse(wishes["email"])
        monday, tuesday = (
            fields.Date.to_date("2026-03-02"),
            fields.Date.to_date("2026-03-03"),
        )
        self.assertNotEqual(
            self.may(self.person, "calls", "phone", on=monday).code, "other_day"
        )
        self.assertEqual(
            self.may(self.person, "calls", "phone", on=tuesday).code, "other_day"
        )

    # -- suppressing -------------------------------------------------------------------

    def suppress(self, user=None, **values):
        Dialog = self.env["ficha.suppression.add"].with_user(user or self.desk)
        return Dialog.create(values).action_suppress()["params"]["message"]

    def test_suppress_an_address_of_nobody(self):
        suppressed = self.env["ficha.suppression"]._is_suppressed
        self.assertIn("1", self.suppress(kind="email", value="Nadie@Inventada.example"))
        self.assertTrue(suppressed("email", "nadie@inventada.example"))
        self.assertIn(
            "already", self.suppress(kind="email", value="nadie@inventada.example")
        )
        with self.assertRaises(UserError):
            self.suppress(kind="email", value="nobody")
        with self.assertRaises(UserError):
            self.suppress(kind="phone", value="")
        with self.assertRaises(UserError):
            self.suppress(kind="phone", value="12")

    def test_suppress_what_a_customer_has(self):
        self.env["ficha.contact.point"].create(
            {
                "partner_id": self.person.id,
                "kind": "mobile",
                "value": "+34 698 76 54 32",
            }
        )
        self.assertIn("3", self.suppress(partner_id=self.person.id))
        for channel, purpose in (("email", "own_news"), ("phone", "calls")):
            self.assertEqual(self.may(self.person, purpose, channel).code, "suppressed")
        self.assertEqual(self.may(self.person, "service").code, "service")
        with self.assertRaises(UserError):
            empty = self.env["res.partner"].create({"name": "Nadie"})
            self.suppress(partner_id=empty.id)

    def test_only_the_desk_suppresses(self):
        for user in (self.seller, self.personal, self.manager):
            with self.assertRaises(AccessError):
                self.suppress(user=user, partner_id=self.person.id)

    # -- the register ------------------------------------------------------------------

    def test_the_register_of_activities(self):
        purposes = self.env["ficha.purpose"].with_user(self.desk).search([])
        self.news.recipients = "La imprenta"
        report = self.env["ir.actions.report"].with_user(self.desk)
        html = (
            report.with_context(lang="en_US")
            ._render_qweb_html("ficha_cliente_privacy.register", purposes.ids)[0]
            .decode()
        )
        self.assertIn("La imprenta", html)
        self.assertIn(self.env.company.name, html)
        self.assertIn("Legitimate interest", html)
        self.assertIn("not written yet", html, "what is missing is seen")

    def test_the_register_as_a_sheet(self):
        self.news.with_context(lang="es_ES").recipients = "=cmd()|'/c calc'!A1"
        purposes = self.env["ficha.purpose"].with_user(self.desk)
        rows = purposes.with_context(lang="es_ES").search([])._register_rows()
        self.assertIn("=cmd()|'/c calc'!A1", rows[self.row_of(rows, self.news)])
        with zipfile.ZipFile(io.BytesIO(_sheet(rows))) as book:
            sheet = book.read("xl/worksheets/sheet1.xml").decode()
            texts = book.read("xl/sharedStrings.xml").decode()
        self.assertNotIn("<f>", sheet, "what somebody wrote is no formula")
        self.assertIn("=cmd()|", texts)
        self.assertEqual(len({len(row) for row in rows}), 1)

    def test_data_that_no_purpose_uses(self):
        """What is kept for nothing: which, and of how many; by who reads no personal
        data, and is told of nobody."""
        desk = self.env["ficha.purpose"].with_user(self.desk).with_context(lang="en_US")
        label = self.env["res.partner"]._fields["birthdate_date"].string
        field = self.env["ir.model.fields"]._get("res.partner", "birthdate_date")
        every = self.env["ficha.purpose"].with_context(active_test=False).search([])
        every.field_ids = [Command.unlink(field.id)]
        uses = self.env.ref("ficha_cliente_privacy.purpose_birthday")
        every.field_ids = [Command.clear()]
        with self.assertRaisesRegex(UserError, "which data it uses"):
            desk.action_view_unused_data()
        uses.field_ids = [Command.link(field.id)]
        news = self.news.with_user(self.desk)
        email = self.env["ir.model.fields"]._get("res.partner", "email")
        news.field_ids = [Command.link(email.id)]
        self.person.birthdate_date = "1980-05-03"
        self.assertNotIn(label, dict(desk._unused_data()))
        uses.active = False  # what it was for is over
        before = dict(desk._unused_data())[label]
        self.contact.birthdate_date = "1981-05-03"
        self.assertEqual(dict(desk._unused_data())[label], before + 1)
        action = desk.action_view_unused_data()
        rows = self.env[action["res_model"]].with_user(self.desk)
        rows = rows.search(action["domain"])
        self.assertIn((label, before + 1), [(row.name, row.count) for row in rows])
        # and the desk chooses it by its name
        news.field_ids = [Command.link(field.id)]
        self.assertNotIn(label, dict(desk._unused_data()))
        self.assertIn(label, news._register_text(news._fields["field_ids"]))
        with self.assertRaises(AccessError):
            self.env["ficha.purpose.unused"].with_user(self.seller).search([])

    def row_of(self, rows, purpose):
        name = purpose.with_context(lang="es_ES").name
        return next(place for place, row in enumerate(rows) if row[0] == name)

    # -- many --------------------------------------------------------------------------

    def test_five_thousand_with_seven_kinds_of_refusal(self):
        """A message to all of them leaves out each who is to be left out, and says why;
        at the cost of one."""
        self.env.cr.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = 'res_partner' AND column_name NOT IN"
            " ('id', 'email', 'email_normalized', 'phone', 'phone_sanitized')"
        )
        columns = [SQL.identifier(name) for (name,) in self.env.cr.fetchall()]
        self.env.cr.execute(
            SQL(
                """INSERT INTO res_partner (email, email_normalized, %(columns)s)
                   SELECT 'n' || i || '@muchos.example', 'n' || i || '@muchos.example',
                          %(columns)s
                     FROM res_partner, generate_series(1, %(many)s) AS i
                    WHERE id = %(model)s RETURNING id""",
                columns=SQL(", ").join(columns),
                many=MANY,
                model=self.person.id,
            )
        )
        ids = [id_ for (id_,) in self.env.cr.fetchall()]
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET commercial_partner_id = id WHERE id = ANY(%s)",
                ids,
            )
        )
        random.Random(14).shuffle(ids)
        kinds = ("objected", "withdrawn", "denied", "dnc", "dead", "suppressed", "none")
        parts = {kind: ids[n * 100 : n * 100 + 100] for n, kind in enumerate(kinds)}
        given = [id_ for id_ in ids if id_ not in set(parts["none"])]
        for event, some, days in (
            ("given", given, 9),
            *((event, parts[event], 2) for event in kinds[:3]),
        ):
            self.env.cr.execute(
                SQL(
                    """INSERT INTO ficha_consent (partner_id, purpose_id, channel_id,
                              event, happened_on, method, company_id)
                       SELECT one, %s, %s, %s, now() - %s * interval '1 day', 'paper',
                              %s
                         FROM unnest(%s::int[]) AS one""",
                    self.news.id,
                    self.email.id,
                    event,
                    days,
                    self.env.company.id,
                    some,
                )
            )
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET do_not_contact = TRUE WHERE id = ANY(%s)",
                parts["dnc"],
            )
        )
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET ficha_processing = 'deceased'"
                " WHERE id = ANY(%s)",
                parts["dead"],
            )
        )
        self.env.invalidate_all()
        partners = self.env["res.partner"].browse(ids)
        some = partners.browse(parts["suppressed"])
        self.env["ficha.suppression"]._suppress("email", some.mapped("email"), "erased")
        composer = self.env["mail.compose.message"].new(
            {
                "composition_mode": "mass_mail",
                "model": "res.partner",
                "ficha_purpose_id": self.news.id,
            }
        )
        composer._ficha_left_out_of(ids[:1])  # what is looked up once
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        composer._ficha_left_out_of(ids[:1])
        one = self.env.cr.sql_log_count - before
        left = composer._ficha_left_out_of(ids)
        self.assertLessEqual(self.env.cr.sql_log_count - before - one, one)
        self.assertEqual(set(left), {id_ for some in parts.values() for id_ in some})
        words = {kind: {left[id_] for id_ in some} for kind, some in parts.items()}
        self.assertEqual({len(said) for said in words.values()}, {1})
        self.assertEqual(len({*map(str, words.values())}), len(kinds))
