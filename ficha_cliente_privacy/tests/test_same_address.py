from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_privacy import PrivacyCommon


@tagged("post_install", "-at_install")
class TestSameAddress(PrivacyCommon):
    """What is written to is an address: who wants no e-mails gets none that come to
    theirs for somebody else either, and whoever records it is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.seller.lang = "en_US"
        # what is written for the office is in its language
        office = cls.env.ref("ficha_cliente.group_ficha_user").all_user_ids
        office.partner_id.lang = "en_US"
        cls.twin = cls.env["res.partner"].create(
            {
                "name": "Pablo Inventado",
                "email": cls.person.email.upper(),
                "phone": cls.person.phone,
            }
        )
        for one in cls.person | cls.twin:
            cls.say(one, "given", 9, purpose_id=cls.news.id)

    def press(self, channel):
        return self.person.with_user(self.seller).action_ficha_asked_not(channel)

    def test_a_no_told_to_a_seller_is_of_the_address(self):
        told = self.press("email")
        self.assertIn("“Pablo Inventado”", told["message"])
        self.assertEqual(self.may(self.twin).code, "objected")
        row = self.env["ficha.consent"].search(
            [("partner_id", "=", self.twin.id)], limit=1
        )
        self.assertIn("same address", row.reason)
        # it was a slip: of both
        undo = told["undo"]
        seller = self.person.with_user(self.seller)
        getattr(seller, undo["method"])(*undo["args"])
        self.assertTrue(self.may(self.person).ok)
        self.assertTrue(self.may(self.twin).ok)

    def test_who_has_another_address_now_is_written_to_there(self):
        self.press("email")
        self.twin.email = "pablo@inventada.example"
        self.say(self.twin, "given", purpose_id=self.news.id)
        self.assertTrue(self.may(self.twin).ok)
        self.assertEqual(self.may(self.person).code, "objected")

    def test_a_company_with_the_address_of_one_of_its_people(self):
        """Its other people have theirs, and said nothing."""
        self.customer.email = self.person.email
        self.say(self.contact, "given", 9, purpose_id=self.news.id)
        self.press("email")
        self.assertEqual(self.may(self.customer).code, "objected")
        self.assertTrue(self.may(self.contact).ok)
        self.contact.email = self.person.email
        self.assertFalse(self.may(self.contact).ok)

    def test_a_telephone_is_asked_for_somebody(self):
        told = self.press("phone")
        self.assertIn("“Pablo Inventado”", told["message"])
        self.assertIn("may still be called", told["message"])
        self.assertEqual(self.may(self.person, "calls", "phone").code, "objected")
        self.assertNotEqual(self.may(self.twin, "calls", "phone").code, "objected")

    def test_of_whom_one_does_not_see_no_name_is_told(self):
        """A right holds for them all the same."""
        other = self.env["res.company"].create({"name": "Otra Casa"})
        self.twin.company_id = other
        self.assertNotIn("Pablo", self.press("email")["message"])
        self.assertEqual(self.may(self.twin).code, "objected")

    def test_recorded_by_the_dialog(self):
        """All channels, and all marketing: of the others, what comes by e-mail."""
        dialog = (
            self.env["ficha.consent.record"]
            .with_user(self.seller)
            .create({"partner_ids": self.person.ids, "event": "objected"})
        )
        self.assertIn("Pablo Inventado", dialog.shared_text)
        dialog.action_record()
        self.assertEqual(self.may(self.twin).code, "objected")
        self.assertNotEqual(self.may(self.twin, "calls", "phone").code, "objected")
        yes = dialog.copy({"event": "given", "purpose_id": self.news.id})
        self.assertFalse(yes.shared_text)
        yes.action_record()
        self.assertFalse(self.may(self.twin).ok, "a yes is of who says it")

    def test_both_at_once_and_nobody_twice(self):
        dialog = (
            self.env["ficha.consent.record"]
            .with_user(self.seller)
            .create(
                {
                    "partner_ids": (self.person | self.twin).ids,
                    "event": "objected",
                    "channel_id": self.email.id,
                }
            )
        )
        dialog.action_record()
        rows = self.env["ficha.consent"].search(
            [
                ("partner_id", "in", (self.person | self.twin).ids),
                ("event", "=", "objected"),
            ]
        )
        self.assertEqual(len(rows), 2, "one of each")

    def test_only_who_recorded_it_takes_it_back_of_both(self):
        told = self.press("email")
        with self.assertRaises(UserError):
            self.person.with_user(self.manager).action_ficha_asked_not_undo(
                *told["undo"]["args"]
            )
        self.assertEqual(self.may(self.twin).code, "objected")

    def test_who_has_another_address_can_stop_what_comes_there(self):
        """A no for the address of before is no reason not to write down a new one."""
        self.press("email")
        self.twin.email = "pablo@inventada.example"
        self.assertTrue(self.may(self.twin).ok)
        self.twin.with_user(self.seller).action_ficha_asked_not("email")
        self.assertEqual(self.may(self.twin).code, "objected")
        other = self.env["res.partner"].create(
            {"name": "Otra Inventada", "email": self.person.email}
        )
        self.press("email")
        self.twin.email = self.person.email
        self.assertFalse(self.may(self.twin).ok)
        self.assertFalse(self.may(other).ok)

    def test_who_is_archived_comes_back_with_the_no(self):
        self.twin.active = False
        self.press("email")
        self.twin.active = True
        self.assertEqual(self.may(self.twin).code, "objected")
