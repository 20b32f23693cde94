import base64
import io

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from odoo.tests import TransactionCase
from odoo.tools.pdf import PdfFileReader, PdfFileWriter

from odoo.addons.ficha_cliente.tests.common_content import ficha_test_user

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)


def fill(pdf, **values):
    """What a customer does: fill in the form and save it."""
    writer = PdfFileWriter(clone_from=PdfFileReader(io.BytesIO(pdf)))
    for page in writer.pages:
        writer.update_page_form_field_values(page, values, auto_regenerate=False)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def values_of(pdf):
    """The fields of a PDF and what they hold, as another program sees them."""
    fields = PdfFileReader(io.BytesIO(pdf)).get_fields() or {}
    return {name: field.get("/V") for name, field in fields.items()}


def scanned_pdf():
    stream = io.BytesIO()
    canvas = Canvas(stream)
    image = ImageReader(io.BytesIO(base64.b64decode(PIXEL)))
    canvas.drawImage(image, 0, 0, 500, 700)
    canvas.save()
    return stream.getvalue()


def foreign_pdf():
    stream = io.BytesIO()
    canvas = Canvas(stream)
    canvas.acroForm.textfield(name="name", value="Somebody", x=50, y=700)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def encrypted_pdf(pdf):
    writer = PdfFileWriter(clone_from=PdfFileReader(io.BytesIO(pdf)))
    writer.encrypt("secreto", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


class FormMixin:
    """People who print forms and read them back."""

    @classmethod
    def _set_up_form_alias(cls):
        """The address that forms are sent to, for tests with ``MailCommon``."""
        cls.alias = cls.env.ref("ficha_cliente_paper.mail_alias_ficha_form")
        cls.alias.write(
            {"alias_name": "ficha", "alias_domain_id": cls.mail_alias_domain.id}
        )

    @classmethod
    def _set_up_forms(cls):
        cls.Inbox = cls.env["ficha.form.inbox"]
        cls.Partner = cls.env["res.partner"]
        cls.spain = cls.env.ref("base.es")
        cls.env.company.country_id = cls.spain
        cls.user = ficha_test_user(cls.env, "form_user", "group_ficha_user")
        cls.privy = ficha_test_user(
            cls.env, "form_privy", "group_ficha_user", "group_ficha_personal"
        )
        cls.outsider = ficha_test_user(cls.env, "form_outsider")
        cls.customer = cls.Partner.create(
            {
                "name": "Peñascal Ibáñez, S.L.",
                "is_company": True,
                "country_id": cls.spain.id,
                "client_code": "F-0001",
                "street": "Calle Vieja, 1",
                "email": "hola@penascal.example",
                "phone": "+34 981 22 33 44",
                "customer_observations": "Regatea siempre",
            }
        )

    def form(self, partner=None, user=None, kind="customer", personal=False):
        partner = self.Partner if partner is None else partner
        user = user or self.user
        return partner.with_user(user)._get_ficha_form_pdf(kind, personal)

    def drop(self, pdf, user=None):
        """What the user sees after dropping a file: the form, refusals."""
        user = user or self.user
        before = self.Inbox.sudo().search([])
        answer = self.Inbox.with_user(user).read_files(
            [("formulario.pdf", base64.b64encode(pdf).decode())]
        )
        found = self.Inbox.sudo().search([]) - before
        # another request: nothing is left in the cache
        self.env.flush_all()
        self.env.invalidate_all()
        return found.with_user(user), answer["refused"]

    def lines(self, form):
        return {line.name: line for line in form.line_ids}


class FormCommon(FormMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_forms()
