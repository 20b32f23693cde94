import base64
import hashlib

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_privacy import PrivacyCommon


@tagged("post_install", "-at_install")
class TestExclusion(PrivacyCommon):
    """The Robinson list by file: out, and the listed lines back."""

    def lookup(self, **values):
        return self.env["ficha.exclusion.lookup"].with_user(self.desk).create(values)

    def digest(self, value):
        return hashlib.sha256(value.encode()).hexdigest()

    def test_out_and_back(self):
        self.assertEqual(
            self.may(self.customer, "calls", "phone").code, "robinson_needed"
        )
        dialog = self.lookup()
        dialog.action_export()
        lines = base64.b64decode(dialog.file).decode().split()
        self.assertIn(self.digest("+34910000001"), lines)
        self.assertNotIn("910000001", "".join(lines))
        other = self.env["res.partner"].create(
            {"name": "Más tarde", "is_company": True, "phone": "+34 910 00 00 02"}
        )
        self.assertEqual(
            self.may(self.customer, "calls", "phone").code,
            "robinson_needed",
            "to ask is not to know",
        )
        dialog.answer = base64.b64encode(b"nobody\n")
        dialog.action_import()
        self.assertIn("on the list: 0", dialog.result)
        self.assertEqual(self.may(self.customer, "calls", "phone").code, "business")
        self.assertEqual(
            self.may(other, "calls", "phone").code,
            "robinson_needed",
            "it was in no file",
        )
        listed = self.digest("+34910000001").upper()
        dialog.answer = base64.b64encode(f"{listed}\r\n".encode())
        dialog.action_import()
        self.assertIn("on the list: 1", dialog.result)
        self.assertEqual(
            self.may(self.customer, "calls", "phone").code, "robinson_listed"
        )
        self.env.cr.execute("SELECT c::text FROM ficha_exclusion_check c")
        kept = str(self.env.cr.fetchall())
        self.assertNotIn("910000001", kept)
        self.assertNotIn(self.digest("+34910000001"), kept)

    def test_each_number_of_theirs(self):
        self.env["ficha.contact.point"].create(
            {
                "partner_id": self.customer.id,
                "kind": "mobile",
                "value": "+34 699 11 22 33",
            }
        )
        dialog = self.lookup(how="plain", answer=base64.b64encode(b"+34699112233"))
        dialog.action_export()
        dialog.action_import()
        self.assertEqual(
            self.may(self.customer, "calls", "phone").code, "robinson_listed"
        )

    def test_what_is_no_answer(self):
        with self.assertRaisesRegex(UserError, "answer"):
            self.lookup().action_import()
        with self.assertRaisesRegex(UserError, "UTF-8"):
            self.lookup(answer=base64.b64encode(b"\xff\xfe\x00")).action_import()

    def test_only_the_desk(self):
        with self.assertRaises(AccessError):
            self.env["ficha.exclusion.lookup"].with_user(self.seller).create({})
        dialog = self.lookup()
        with self.assertRaises(AccessError):
            dialog.with_user(self.manager).action_export()
