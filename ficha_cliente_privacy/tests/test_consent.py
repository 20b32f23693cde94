from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import config

from .common_privacy import PrivacyCommon


@tagged("post_install", "-at_install")
class TestConsent(PrivacyCommon):
    """The ledger: added, never changed, and each row with what proves it."""

    def test_who_recorded_it_is_said_so_that_one_understands_it(self):
        """By a page it is they themselves, whoever's session it was: the list said
        “Public user”."""
        self.env["res.lang"]._activate_lang("en_US")
        desk = self.desk.with_context(lang="en_US")
        public = self.env.ref("base.public_user")
        for user, method, words in (
            (public, "link", "by themselves (link in a message)"),
            (self.portal, "portal", "by themselves (customer portal)"),
            (self.seller, "one_click", "by themselves (button of the mail program)"),
            (self.seller, "told", self.seller.name),
            (self.env.ref("base.user_root"), "system", "by the system"),
        ):
            row = (
                self.env["ficha.consent"]
                .with_user(user)
                .sudo()
                .create(
                    {
                        "partner_id": self.person.id,
                        "event": "objected",
                        "method": method,
                    }
                )
            )
            row = row.with_user(self.desk).with_env(
                self.env(user=desk, context={"lang": "en_US"})
            )
            self.assertEqual(row.recorded_by, words)
            self.assertEqual(row.user_id.id, user.id, "the evidence stays")

    def test_one_that_is_being_written_is_nobody_s_yet(self):
        """A client asks what a new one would be."""
        consents = self.env["ficha.consent"]
        names = {name: {} for name in ("recorded_by", "display_name", "is_intact")}
        self.assertFalse(consents.onchange({}, [], names)["value"]["recorded_by"])

    def test_nobody_changes_or_deletes_a_row(self):
        row = self.say(self.person, "objected")
        for who in (row, row.with_user(self.desk), row.sudo()):
            for change in (
                lambda who=who: who.write({"reason": "another"}),
                lambda who=who: who.write({"partner_id": self.customer.id}),
                who.unlink,
            ):
                with self.assertRaises(UserError):
                    change()
        loaded = row.load([".id", "reason"], [[str(row.id), "another"]])
        self.assertFalse(loaded["ids"])
        self.assertEqual(self.may(self.person).code, "objected")

    def test_the_row_survives_the_contact(self):
        row = self.say(self.person, "objected")
        key = row.sudo().subject_hmac
        self.person.unlink()
        row.invalidate_recordset()
        self.assertTrue(row.exists())
        self.assertFalse(row.partner_id)
        self.assertTrue(key)
        self.assertEqual(row.sudo().subject_hmac, key)
        self.assertTrue(row.is_intact)

    def test_the_system_knows_when_and_who(self):
        row = self.say(
            self.person,
            "objected",
            days=3,
            user=self.desk,
            registered_on="2020-01-01 00:00:00",
            user_id=self.seller.id,
        )
        self.assertEqual(row.user_id, self.desk)
        self.assertEqual(row.registered_on.date(), fields.Date.today())
        self.assertLess(row.happened_on, row.registered_on)
        with self.assertRaises(ValidationError):
            self.say(self.person, "objected", days=-2)

    def test_days_that_nobody_means(self):
        """Of such a day nothing could be reckoned, and no screen could say it."""
        for values in (
            {"days": 365 * 200},
            {"event": "paused", "until": "9999-12-31"},
        ):
            event = values.pop("event", "objected")
            with self.assertRaises(ValidationError):
                self.say(self.person, event, **values)
        notice = {
            "name": "Far",
            "place": "web_form",
            "lang": self.env.user.lang,
            "first_layer": "<p>We write to you.</p>",
        }
        for name in ("valid_from", "valid_to"):
            for day in ("0001-01-01", "9999-12-31"):
                with self.assertRaises(ValidationError):
                    self.env["ficha.notice"].create({**notice, name: day})

    def test_nobody_writes_the_keys(self):
        row = self.say(
            self.person,
            "given",
            user=self.desk,
            purpose_id=self.news.id,
            channel_id=self.email.id,
            point_hmac="0" * 64,
            row_hmac="0" * 64,
        )
        self.assertTrue(row.is_intact)
        self.assertTrue(self.may(self.person).ok, "for the address that they have")
        other = self.env["res.company"].create({"name": "Otra"})
        theirs = self.env["res.partner"].create(
            {"name": "Ajena", "company_id": other.id}
        )
        for user in (self.desk, self.seller):
            with self.assertRaises(AccessError):
                self.say(theirs, "objected", user=user)

    def test_a_row_changed_in_the_database_is_named(self):
        kept = self.say(self.person, "given", purpose_id=self.news.id)
        changed = self.say(self.contact, "objected")
        self.assertTrue(kept.is_intact and changed.is_intact)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ficha_consent SET event = 'given', purpose_id = %s WHERE id = %s",
            [self.news.id, changed.id],
        )
        self.env.invalidate_all()
        self.assertTrue(kept.is_intact)
        self.assertFalse(changed.is_intact)
        ours = [("id", "in", (kept | changed).ids)]
        Consent = self.env["ficha.consent"]
        self.assertEqual(Consent.search([*ours, ("is_intact", "=", False)]), changed)
        self.assertEqual(Consent.search([*ours, ("is_intact", "=", True)]), kept)

    def test_a_consent_is_for_the_address_of_then(self):
        row = self.say(
            self.person, "given", purpose_id=self.news.id, channel_id=self.email.id
        )
        self.assertEqual(row.point_masked, "l••@inventada.example")
        self.assertNotIn("lucia", str(row.sudo().read()))
        self.assertTrue(self.may(self.person).ok)
        self.person.email = "otra@inventada.example"
        self.assertEqual(self.may(self.person).code, "stale")
        # the old one is kept as a further address: it still is theirs
        self.person.contact_point_ids = [
            Command.create({"kind": "email", "value": "LUCIA@inventada.example"})
        ]
        self.assertTrue(self.may(self.person).ok)

    def test_a_consent_says_for_what(self):
        with self.assertRaisesRegex(ValidationError, "one purpose"):
            self.say(self.person, "given")
        self.assertTrue(self.say(self.person, "objected"))

    def test_special_categories_need_the_paper(self):
        purpose = self.env["ficha.purpose"].create(
            {"name": "Salud", "code": "health", "special": True}
        )
        with self.assertRaisesRegex(ValidationError, "signed"):
            self.say(self.person, "given", purpose_id=purpose.id)
        row = self.say(
            self.person,
            "given",
            purpose_id=purpose.id,
            evidence=b"Rmlybw==",
            evidence_name="papel.txt",
        )
        self.assertTrue(row.evidence)

    def test_nothing_is_imported_without_where_it_comes_from(self):
        values = {"purpose_id": self.news.id, "method": "import"}
        with self.assertRaisesRegex(ValidationError, "where it comes from"):
            self.say(self.person, "given", **values)
        with self.assertRaisesRegex(ValidationError, "where it comes from"):
            self.env["ficha.consent"].create(
                {
                    "partner_id": self.person.id,
                    "event": "given",
                    "reason": "x",
                    **values,
                }
            )
        self.assertTrue(self.say(self.person, "given", reason="Feria 2025", **values))

    def test_who_said_no_is_not_asked_again_so_soon(self):
        self.say(self.person, "withdrawn", days=40, purpose_id=self.news.id)
        values = {"purpose_id": self.news.id, "asked": True}
        with self.assertRaisesRegex(UserError, "12 months"):
            self.say(self.person, "given", **values)
        # another purpose, somebody else, and who comes to us with it
        self.say(self.person, "given", **values | {"purpose_id": self.calls.id})
        self.say(self.contact, "given", **values)
        self.say(self.person, "given", **values | {"asked": False})
        self.say(self.customer, "withdrawn", days=400, purpose_id=self.news.id)
        self.say(self.customer, "given", **values)

    def test_a_mistake_is_another_row(self):
        row = self.say(self.person, "given", purpose_id=self.news.id)
        row.with_user(self.desk).action_mistake()
        self.assertEqual(self.may(self.person).code, "nobody_asked")
        self.assertTrue(row.exists())
        with self.assertRaises(UserError):
            row.action_mistake()
        for wrong in (
            {"event": "corrected"},
            {"event": "objected", "corrects_id": row.id},
            {"event": "carried"},
        ):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                self.env["ficha.consent"].create(
                    {"partner_id": self.person.id, **wrong}
                )
        with self.assertRaisesRegex(ValidationError, "somebody else"):
            self.say(self.contact, "corrected", corrects_id=row.id)

    def test_nobody_records_what_only_the_customer_does(self):
        """By a link, by the button of the mail program: that is evidence, which our
        own pages write. Odoo takes any word for a list that a method gives."""
        Record = self.env["ficha.consent.record"].with_user(self.seller)
        for method in ("link", "one_click", "web_form"):
            with self.assertRaisesRegex(UserError, method):
                Record.create({"partner_ids": self.customer.ids, "method": method})

    def test_both_are_recorded_with_the_same_gestures(self):
        notice = self.env["ficha.notice"].create(
            {"name": "Mostrador", "first_layer": "<p>Quiénes somos</p>"}
        )
        Record = self.env["ficha.consent.record"].with_user(self.seller)
        for event, code in (("given", "given"), ("withdrawn", "withdrawn")):
            dialog = Record.create(
                {
                    "partner_ids": [Command.set((self.person | self.contact).ids)],
                    "event": event,
                    "purpose_id": self.news.id,
                    "notice_id": notice.id,
                }
            )
            told = dialog.action_record()["params"]
            self.assertIn("2 customers", told["message"])
            self.assertEqual(told["next"]["type"], "ir.actions.act_window_close")
            for who in (self.person, self.contact):
                answer = self.may(who)
                self.assertEqual((answer.code, answer.method), (code, "presence"))
        row = self.env["ficha.consent"].search([("partner_id", "=", self.person.id)])
        self.assertEqual(set(row.mapped("shown_sha256")), {notice.sha256})
        self.assertEqual(row.user_id, self.seller)
        with self.assertRaisesRegex(UserError, "text"):
            Record.create(
                {"partner_ids": [Command.set(self.person.ids)], "event": "informed"}
            ).action_record()


@tagged("post_install", "-at_install")
class TestNotice(PrivacyCommon):
    def test_a_text_that_was_shown_stays(self):
        Notice = self.env["ficha.notice"].with_user(self.desk)
        notice = Notice.create({"name": "Ficha", "first_layer": "<p>Uno</p>"})
        self.assertEqual(notice.version, 1)
        notice.first_layer = "<p>Dos</p>"
        self.say(self.person, "given", purpose_id=self.news.id, notice_id=notice.id)
        for change in ({"first_layer": "<p>Tres</p>"}, {"checkbox_label": "Sí"}):
            with self.assertRaisesRegex(UserError, "new version"):
                notice.write(change)
        notice.valid_to = fields.Date.today()
        with self.assertRaisesRegex(UserError, "so it is kept"):
            notice.unlink()
        action = notice.action_new_version()
        new = Notice.browse(action["res_id"])
        self.assertEqual((new.version, new.sha256), (2, notice.sha256))
        new.first_layer = "<p>Tres</p>"
        self.assertNotEqual(new.sha256, notice.sha256)
        self.assertEqual(notice.first_layer, "<p>Dos</p>")

    def test_purposes_that_the_law_does_not_know(self):
        values = {"name": "Nueva", "code": "new_one"}
        for wrong, words in (
            ({"basis": "interest"}, "balancing"),
            ({"soft_opt_in": True}, "similar"),
            ({"special": True, "basis": "legal"}, "consent"),
            ({"code": "New One"}, "lower case"),
            ({"expires_months": -1}, "negative"),
        ):
            with self.assertRaisesRegex(ValidationError, words), self.cr.savepoint():
                self.env["ficha.purpose"].create({**values, **wrong})
        self.assertTrue(self.env["ficha.purpose"].create(values))


@tagged("post_install", "-at_install")
class TestSuppression(PrivacyCommon):
    def test_kept_without_plaintext(self):
        Suppression = self.env["ficha.suppression"]
        self.assertEqual(
            Suppression._suppress(
                "phone", ["612 34 56 78", "+34612345678"], "objected"
            ),
            1,
            "one number however it is written",
        )
        self.assertEqual(Suppression._suppress("phone", ["612345678"], "erased"), 0)
        self.env.cr.execute("SELECT s::text FROM ficha_suppression s")
        self.assertNotIn("612345678", str(self.env.cr.fetchall()))
        self.assertTrue(Suppression._is_suppressed("phone", "0034 612-345-678"))
        self.assertFalse(Suppression._is_suppressed("phone", "612345679"))
        self.assertFalse(Suppression._is_suppressed("email", ""))
        self.assertEqual(self.may(self.person, "calls", "phone").code, "suppressed")
        with self.assertRaises(UserError):
            Suppression.search([], limit=1).write({"scope": "call"})

    def test_who_leaves_by_odoo_s_own_pages(self):
        """The gate knows it at once, and when they come back."""
        before = self.may(self.person)
        lists = self.env["mail.blacklist"]
        lists._add("Lucia@inventada.example")
        self.assertEqual(self.may(self.person).code, "suppressed")
        self.assertNotEqual(self.may(self.person, "calls", "phone").code, "suppressed")
        lists._remove("lucia@inventada.example")
        self.assertEqual(self.may(self.person), before)
        lists._add("lucia@inventada.example")
        self.assertEqual(self.may(self.person).code, "suppressed", "again")
        phones = self.env["phone.blacklist"]
        row = phones.create({"number": "+34612345678"})
        self.assertEqual(self.may(self.person, "calls", "phone").code, "suppressed")
        row.unlink()
        self.assertNotEqual(self.may(self.person, "calls", "phone").code, "suppressed")
        self.env["ficha.suppression"]._suppress(
            "email", ["rosa@inventada.example"], "objected", "electronic"
        )
        lists._add("rosa@inventada.example")
        lists._remove("rosa@inventada.example")
        self.assertEqual(self.may(self.contact).code, "suppressed", "they had objected")

    def test_black_lists_of_odoo_are_mirrored(self):
        self.env["mail.blacklist"].create({"email": "lucia@inventada.example"})
        self.env["phone.blacklist"].create({"number": "+34910000001"})
        self.env["ficha.suppression"].search([]).unlink()
        self.env["ficha.suppression"]._mirror_blacklists()
        self.assertEqual(self.may(self.person).code, "suppressed")
        self.assertEqual(self.may(self.customer, "calls", "phone").code, "suppressed")
        self.assertEqual(self.may(self.contact).code, "nobody_asked")

    def test_the_desk_adds_one(self):
        Suppression = self.env["ficha.suppression"]
        self.assertEqual(
            Suppression.with_user(self.desk).action_suppress(
                "email", "Lucia@Inventada.example"
            ),
            1,
        )
        self.assertEqual(self.may(self.person).code, "suppressed")
        with self.assertRaises(UserError):
            Suppression.with_user(self.desk).action_suppress("colour", "red")
        with self.assertRaises(UserError):
            Suppression.with_user(self.seller).action_suppress("email", "a@b.example")

    def test_another_pepper_is_another_key(self):
        Suppression = self.env["ficha.suppression"]
        Suppression._suppress("email", ["lucia@inventada.example"], "objected")
        self.assertEqual(self.may(self.person).code, "suppressed")
        before = self.env["res.partner"]._ficha_point_key("email", "a@b.example")
        original = config.get
        self.patch(
            type(config),
            "get",
            lambda self, key, default=None: "a long text"
            if key == "ficha_privacy_pepper"
            else original(key, default),
        )
        after = self.env["res.partner"]._ficha_point_key("email", "a@b.example")
        self.assertNotEqual(before, after)
        self.assertEqual(self.may(self.person).code, "nobody_asked")

    def test_settings_have_bounds(self):
        company = self.env.company
        with self.assertRaises(ValidationError):
            company.ficha_robinson_days = -1
        with self.assertRaises(ValidationError):
            company.ficha_consent_rest_months = 100000
        settings = self.env["res.config.settings"].create({})
        self.assertTrue(settings.ficha_pepper_missing)
