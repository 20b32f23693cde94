from email.message import EmailMessage

from odoo.tests import tagged

from odoo.addons.mail.tests.common import MailCommon

from .common_form import FormMixin, encrypted_pdf, fill, scanned_pdf


@tagged("post_install", "-at_install")
class TestFormMail(FormMixin, MailCommon):
    """Filled forms that arrive by e-mail."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_forms()
        cls._set_up_form_alias()

    def _send(self, *files, sender="Ana Prueba <ana@prueba.example>"):
        """:return: the forms that the e-mail left"""
        before = self.Inbox.search([])
        message = EmailMessage()
        message["From"] = sender
        message["To"] = f"ficha@{self.mail_alias_domain.name}"
        message["Subject"] = "Aquí va mi ficha"
        message["Message-Id"] = f"<{len(before)}.{id(files)}@prueba.example>"
        message.set_content("Un saludo")
        for name, data in files:
            kind = ("application", "pdf" if name.endswith("pdf") else "octet-stream")
            message.add_attachment(
                data, maintype=kind[0], subtype=kind[1], filename=name
            )
        with self.mock_mail_gateway():
            self.env["mail.thread"].message_process(None, message.as_bytes())
        return self.Inbox.search([]) - before

    def test_a_form_waits_to_be_looked_at(self):
        pdf = fill(self.form(self.customer), street="Calle Nueva, 22")
        form = self._send(("ficha.pdf", pdf))
        self.assertEqual(len(form), 1)
        self.assertEqual(form.state, "review")
        self.assertEqual(form.partner_id, self.customer)
        self.assertIn("ana@prueba.example", form.email_from)
        self.assertEqual(self.customer.street, "Calle Vieja, 1")
        self.assertFalse(self.customer.proposal_ids, "nobody has looked at it yet")
        form.with_user(self.user).action_apply()
        self.assertEqual(self.customer.proposal_ids.proposed_value, "Calle Nueva, 22")

    def test_several_forms_in_one_mail(self):
        one, two = (fill(self.form(), name=name) for name in ("Ana Uno", "Luis Dos"))
        forms = self._send(
            ("uno.pdf", one), ("dos.PDF", two), ("foto.jpg", b"\xff\xd8")
        )
        self.assertEqual(set(forms.mapped("name")), {"Ana Uno", "Luis Dos"})

    def test_refused_with_a_reason(self):
        self.env["res.lang"]._activate_lang("en_US")
        # what the gateway says is said in the language of those who read the files
        readers = self.env.ref("ficha_cliente.group_ficha_user").all_user_ids
        readers.partner_id.lang = self.env.company.partner_id.lang = "en_US"
        encrypted = encrypted_pdf(fill(self.form(), name="Ana"))
        for files, reason in (
            ([("a.pdf", scanned_pdf())], "scanned"),
            ([("a.pdf", encrypted)], "password"),
            ([("a.pdf", b"hola")], "not a PDF"),
            ([("foto.jpg", b"\xff\xd8")], "no PDF attached"),
            ([], "no PDF attached"),
        ):
            form = self._send(*files)
            self.assertEqual(form.state, "refused")
            self.assertIn(reason, form.reason)
            self.assertEqual(form.name, "Aquí va mi ficha")
            self.assertFalse(form.file)

    def test_the_file_does_not_hang_where_everybody_sees_it(self):
        pdf = fill(
            self.form(user=self.privy, personal=True), name="Ana", occupation="Espía"
        )
        form = self._send(("ficha.pdf", pdf))
        self.assertTrue(form.personal_file)
        self.assertFalse(form.file)
        self.assertFalse(form.message_ids.attachment_ids)
        seen = self.env["ir.attachment"].with_user(self.user)
        self.assertFalse(
            seen.search([("res_model", "=", form._name), ("res_id", "=", form.id)])
        )
