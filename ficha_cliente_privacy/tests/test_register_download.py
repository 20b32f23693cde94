import io
import zipfile

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestRegisterDownload(HttpCase):
    """The register of activities as a sheet, by its address."""

    def asked_by(self, login, *groups):
        new_test_user(self.env, login, ",".join(("base.group_user", *groups)))
        self.authenticate(login, login)
        return self.url_open("/ficha/register", allow_redirects=False)

    def test_the_privacy_desk_takes_it_out(self):
        answer = self.asked_by(
            "register_desk", "ficha_cliente_privacy.group_ficha_privacy"
        )
        self.assertEqual(answer.status_code, 200)
        with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
            texts = book.read("xl/sharedStrings.xml").decode()
        purpose = self.env.ref("ficha_cliente_privacy.purpose_own_news")
        lang = self.env["res.users"].search([("login", "=", "register_desk")]).lang
        self.assertIn(purpose.with_context(lang=lang).name, texts)

    @mute_logger("odoo.http")
    def test_who_only_sells_does_not(self):
        answer = self.asked_by("register_seller", "ficha_cliente.group_ficha_user")
        self.assertEqual(answer.status_code, 403)
        self.assertNotIn("spreadsheet", answer.headers["Content-Type"])
