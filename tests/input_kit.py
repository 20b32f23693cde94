"""What the cases of ``input_cases`` are made of: files, and how they are tried."""

import io
import signal
import zipfile

SECONDS = 1.0
SEED = 20260311
LIMIT = 20 * 2**20  # of files, as the settings have it
CASES = {}


def case(function):
    CASES[function.__name__] = function
    return function


# -- what is sent ----------------------------------------------------------------------

WORKBOOK = (
    '<workbook xmlns:r="r"><sheets><sheet name="Clientes" sheetId="1" r:id="rId1"/>'
    "</sheets></workbook>"
)
RELATIONS = (
    "<Relationships>"
    '<Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>'
    '<Relationship Id="rId2" Type="x/sharedStrings" Target="sharedStrings.xml"/>'
    "</Relationships>"
)
HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>Nombre</t></is></c></row>'


def book(cells=HEAD, after="", strings="<sst/>", **parts):
    """An Excel file of one sheet, made by hand; the real one gives the rest."""
    import xlsxwriter

    real = io.BytesIO()
    workbook = xlsxwriter.Workbook(real)
    workbook.add_worksheet("Clientes").write_row(0, 0, ["Nombre", "CP"])
    workbook.close()
    sheet = f"<worksheet {SPACE}><sheetData>{cells}</sheetData>{after}</worksheet>"
    changed = {"xl/worksheets/sheet1.xml": sheet, "xl/sharedStrings.xml": strings}
    changed.update(parts)
    made = io.BytesIO()
    with (
        zipfile.ZipFile(real) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target,
    ):
        for name in {**dict.fromkeys(source.namelist()), **changed}:
            target.writestr(name, changed.get(name) or source.read(name))
    return made.getvalue()


SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def strings(*texts):
    body = "".join(f"<si><t>{text}</t></si>" for text in texts)
    return f"<sst {SPACE}>{body}</sst>"


def refused(data, *codes, name="clientes.xlsx"):
    """Reading is refused for one of these reasons."""
    from odoo.addons.ficha_cliente_import.tools.read_file import (
        SheetProblem,
        read_tables,
    )

    def run():
        try:
            read_tables(data, name, LIMIT)
        except SheetProblem as problem:
            assert problem.code in codes, problem.code
        else:
            raise AssertionError("it was read")

    return run


ENTITIES = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'


def tried(*data, name="clientes.csv"):
    """Each of these is read, or refused, in its second."""
    from odoo.addons.ficha_cliente_import.tools.read_file import (
        SheetProblem,
        read_workbook,
    )

    def run():
        for one in data:
            try:
                read_workbook(one, name, LIMIT)
            except SheetProblem:
                pass
            again()

    return run


def damaged(data, chance):
    """A file with some of it changed, moved, taken out or put in again."""
    data = bytearray(data)
    for _change in range(chance.randint(1, 6)):
        at, size = chance.randrange(len(data)), chance.randint(1, 40)
        kind = chance.randrange(4)
        if kind == 0:
            data[at] = chance.randrange(256)
        elif kind == 1:
            del data[at : at + size]
        elif kind == 2:
            data[at:at] = data[at : at + size] * chance.choice((1, 50))
        else:
            data = data[: max(at, 30)]
        if len(data) < 40:
            break
    return bytes(data)


def again():
    """A second from now."""
    signal.setitimer(signal.ITIMER_PROF, SECONDS)


# -- forms ---------------------------------------------------------------------------


def form(**values):
    """A PDF with the fields of a form."""
    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    canvas = Canvas(stream)
    for place, (name, value) in enumerate({"ficha_form": "x|y", **values}.items()):
        canvas.acroForm.textfield(name=name, value=value, x=50, y=700 - 20 * place)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def read_or_refused(data, *reasons):
    from odoo.addons.ficha_cliente_paper.tools.form_read import (
        FormRefusedError,
        read_form,
    )

    def run():
        try:
            read_form(data)
        except FormRefusedError as refusal:
            assert not reasons or refusal.reason in reasons, refusal.reason
        else:
            assert not reasons, "it was read"

    return run
