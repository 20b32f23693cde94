import base64
import io
import zlib

from odoo.tests import tagged
from odoo.tools.pdf import PdfFileReader, PdfFileWriter

from .common_form import (
    FormCommon,
    encrypted_pdf,
    fill,
    foreign_pdf,
    scanned_pdf,
    values_of,
)


@tagged("post_install", "-at_install")
class TestFormRefused(FormCommon):
    """Files that are none of our forms, with the reason in a sentence."""

    def _refused(self, pdf, sentence):
        form, refused = self.drop(pdf)
        self.assertFalse(form, "nothing is left behind")
        self.assertEqual(len(refused), 1)
        self.assertIn("formulario.pdf: ", refused[0])
        self.assertIn(sentence, refused[0])

    def test_reasons(self):
        blank = self.form()
        self._refused(b"", "empty")
        self._refused(b"PK\x03\x04 I am a spreadsheet", "not a PDF")
        self._refused(scanned_pdf(), "scanned")
        self._refused(foreign_pdf(), "not one of our forms")
        self._refused(encrypted_pdf(fill(blank, name="Ana")), "password")
        self._refused(b"%PDF-1.4" + b" " * (11 * 1024 * 1024), "too big")
        self._refused(blank, "Nothing was filled in")

    def test_truncated(self):
        pdf = fill(self.form(), name="Ana")
        for size in (20, len(pdf) // 3, len(pdf) // 2):
            self._refused(pdf[:size], "PDF")

    def test_what_inflates_without_end(self):
        bomb = zlib.compress(b"\0" * (80 * 1024 * 1024), 9)
        pdf = fill(self.form(), name="Ana")
        self._refused(
            pdf + b"\n9 0 obj <</Filter/FlateDecode>>\nstream\n" + bomb, "too big"
        )

    def test_a_form_saved_by_another_program(self):
        """Texts between brackets, in hexadecimal and in UTF-16; objects packed into
        streams; what was saved last counts."""
        pdf = fill(
            self.form(self.customer), name="Peña (e Hijos) \\ Cía.", city="Ávila"
        )
        form, refused = self.drop(pdf)
        self.assertFalse(refused)
        self.assertEqual(self.lines(form)["name"].text, "Peña (e Hijos) \\ Cía.")
        meta = values_of(pdf)["ficha_form"].encode()
        root = b"<</Pages 9 0 R/AcroForm <</Fields 3 0 R>>>> "
        head = b"1 0 3 %d " % len(root)
        packed = zlib.compress(head + root + b"[4 0 R 5 0 R]")
        made = b"""%%PDF-1.7
4 0 obj <</T(ficha_form)/V(%s)>> endobj
5 0 obj <</T<6E616D65>/V(Older)>> endobj
9 0 obj <</Type/Pages/Kids[]/Count 0>> endobj
6 0 obj <</Type/ObjStm/N 2/First %d/Filter/FlateDecode/Length %d>>
stream
%s
endstream endobj
7 0 obj <</Type/XRef/Root 1 0 R/W[1 2 1]/Size 10/Length 0>>
stream

endstream endobj
startxref
0
%%%%EOF
5 0 obj <</T<6E616D65>/V <FEFF0041006E0061>%% a remark
>> endobj
%%%%EOF
""" % (meta, len(head), len(packed), packed)
        form, refused = self.drop(made)
        self.assertFalse(refused)
        self.assertEqual(self.lines(form)["name"].text, "Ana")

    def test_forged_signature_finds_nobody(self):
        other = self.Partner.create({"name": "La Víctima, S.L."})
        mine = values_of(self.form(self.customer))["ficha_form"]
        parts = mine.split("|")
        self.assertEqual(parts[4], str(self.customer.id))
        parts[4] = str(other.id)
        pdf = self._with_meta(fill(self.form(), name="Ana"), "|".join(parts))
        self._refused(pdf, "altered")
        parts[1] = "another-database"
        pdf = self._with_meta(fill(self.form(), name="Ana"), "|".join(parts))
        self._refused(pdf, "a different database")

    def _with_meta(self, pdf, meta):
        self.assertNotEqual(values_of(pdf)["ficha_form"], meta)
        forged = fill(pdf, ficha_form=meta)
        self.assertEqual(values_of(forged)["ficha_form"], meta)
        return forged

    def test_scripts_and_embedded_files_are_ignored(self):
        writer = PdfFileWriter(clone_from=PdfFileReader(io.BytesIO(self.form())))
        writer.add_js("app.alert('hola');")
        writer.add_attachment("virus.exe", b"MZ")
        stream = io.BytesIO()
        writer.write(stream)
        form, refused = self.drop(fill(stream.getvalue(), name="Ana Prueba"))
        self.assertFalse(refused)
        self.assertEqual(self.lines(form)["name"].text, "Ana Prueba")
        self.assertFalse(
            self.env["ir.attachment"].sudo().search([("name", "=", "virus.exe")])
        )

    def test_one_bad_file_among_good_ones(self):
        good = base64.b64encode(fill(self.form(), name="Ana")).decode()
        answer = self.Inbox.with_user(self.user).read_files(
            [("uno.pdf", good), ("dos.pdf", "@@"), ("tres.pdf", good)]
        )
        self.assertEqual(len(answer["refused"]), 1)
        self.assertIn("dos.pdf", answer["refused"][0])
        self.assertTrue(answer["action"])
