from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common_privacy import PrivacyCommon


@tagged("post_install", "-at_install")
class TestConsentRights(PrivacyCommon):
    """Who reads what customers said, and who only the answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.row = cls.say(cls.person, "objected", reason="No me escriban")
        cls.everybody = (
            cls.seller
            | cls.personal
            | cls.desk
            | cls.manager
            | cls.employee
            | cls.portal
        )

    def test_matrix(self):
        ledger = self.personal | self.desk
        may = {
            "ficha.consent": {"read": ledger, "create": ledger},
            "ficha.purpose": {
                "read": self.everybody - self.portal,
                "write": self.desk,
                "create": self.desk,
                "unlink": self.desk,
            },
            "ficha.notice": {
                "read": self.everybody - self.portal - self.employee,
                "write": self.desk,
                "create": self.desk,
                "unlink": self.desk,
            },
            "ficha.suppression": {
                "read": self.desk,
                "create": self.desk,
                "unlink": self.desk,
            },
            "ficha.exclusion.check": {
                "read": self.desk,
                "create": self.desk,
                "unlink": self.desk,
            },
        }
        for model, rights in may.items():
            for operation in ("read", "write", "create", "unlink"):
                for user in self.everybody:
                    self.assertEqual(
                        self.env[model].with_user(user).has_access(operation),
                        user in rights.get(operation, ()),
                        f"{model} {operation} {user.login}",
                    )

    def test_the_ledger_is_told_in_no_other_way(self):
        for user in (self.seller, self.manager, self.employee, self.portal):
            Consent = self.env["ficha.consent"].with_user(user)
            for ask in (
                lambda c=Consent: c.search([("reason", "ilike", "escriban")]),
                lambda c=Consent: c.formatted_read_group([], ["event"]),
                lambda c=Consent: c.browse(self.row.id).read(["reason"]),
                lambda c=Consent: c.search([("is_intact", "=", False)]),
            ):
                with self.assertRaises(AccessError):
                    ask()
        told = self.row.with_user(self.desk).read()[0]
        self.assertEqual(told["reason"], "No me escriban")
        for secret in ("row_hmac", "point_hmac", "subject_hmac"):
            self.assertNotIn(secret, told)

    def test_two_companies(self):
        other = self.env["res.company"].create({"name": "Otra"})
        outsider = new_test_user(
            self.env,
            "privacy_outsider",
            "base.group_user,ficha_cliente_privacy.group_ficha_privacy",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        Consent = self.env["ficha.consent"].with_user(outsider)
        self.assertFalse(Consent.search([("id", "=", self.row.id)]))
        # nor is what the other company informs of theirs to use
        notice = self.env["ficha.notice"].create(
            {
                "name": "De la otra",
                "first_layer": "x",
                "company_id": self.env.company.id,
            }
        )
        said = {"partner_ids": [(6, 0, self.person.ids)], "event": "informed"}
        Dialog = self.env["ficha.consent.record"]
        said["notice_id"] = notice.id
        with self.assertRaises(AccessError):
            Dialog.with_user(outsider).create(said).action_record()
        Dialog.with_user(self.desk).create(said).action_record()
        told = self.env["ficha.consent"].search([("notice_id", "=", notice.id)])
        self.assertEqual(told.user_id, self.desk)
        # a no holds for all our companies; a yes for the one it was given to
        answer = self.person.with_user(outsider)._ficha_may_contact("own_news", "email")
        self.assertEqual(answer[self.person.id].code, "objected")
        self.say(self.contact, "given", purpose_id=self.news.id)
        answer = self.contact.with_user(outsider)._ficha_may_contact(
            "own_news", "email"
        )
        self.assertEqual(answer[self.contact.id].code, "nobody_asked")
        self.assertEqual(self.may(self.contact).code, "given")
