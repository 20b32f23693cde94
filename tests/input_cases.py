"""What people and programs may send, each as a case that has a second and a quarter of
a gigabyte. Run by ``test_input_bounds`` in a process of its own, which the kernel kills
when a case takes longer: a regular expression lets no signal handler of Python in.

    python input_cases.py '{"paths": [...], "addons": [...], "skip": 0}'
"""

import io
import json
import random
import resource
import signal
import sys
import time
import traceback
import zipfile

SECONDS = 1.0
MEMORY = 256 * 2**20
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


# -- texts -----------------------------------------------------------------------------


@case
def telephone_of_blanks():
    from odoo.addons.ficha_cliente_identity.tools import normalize

    return lambda: normalize.phone_values("#" + " " * 60_000 + "x", "ES")


@case
def telephones_between_blanks():
    from odoo.addons.ficha_cliente_identity.tools import normalize

    return lambda: normalize.phone_values("6" + " " * 60_000 + "q", "ES")


@case
def address_without_an_at():
    from odoo.addons.ficha_cliente_identity.tools import normalize

    return lambda: normalize.email_values("a" * 60_000)


@case
def marks_of_no_letter():
    from odoo.addons.ficha_cliente_identity.tools import normalize

    text = "\u0315" * 60_000 + "\u0300" * 60_000

    def run():
        for read in (
            normalize.fold,
            normalize.name_tokens,
            normalize.tax_values,
            normalize.code_value,
            normalize.phone_values,
            normalize.email_value,
        ):
            read(text)

    return run


@case
def number_that_is_none():
    from odoo.addons.ficha_cliente_import.tools import read_cell

    def run():
        for end in ("x", "e", ".x"):
            try:
                read_cell.read_number("1" * 32_000 + end)
            except read_cell.CellProblem:
                continue
            raise AssertionError("it was read")

    return run


@case
def tax_id_of_digits():
    from odoo.addons.ficha_cliente.tools import tax_check

    def run():
        for country in ("ES", "FR", "DE", "PT", "IT", None):
            tax_check.is_wrong("1" * 60_000, country)

    return run


@case
def list_without_end():
    from odoo.addons.ficha_cliente_import.tools import read_cell

    def run():
        try:
            read_cell.read_list(";".join(map(str, range(6_000))))
        except read_cell.CellProblem:
            return
        raise AssertionError("it was read")

    return run


@case
def names_of_thousands_of_words():
    from odoo.addons.ficha_cliente_identity.tools.normalize import name_tokens
    from odoo.addons.ficha_cliente_import.tools.match import names_agree
    from odoo.addons.ficha_cliente_merge.tools.duplicate_names import (
        Words,
        compare_names,
    )

    one = " ".join(f"ab{number}c" for number in range(4_000))
    other = " ".join(f"ab{number}d" for number in range(4_000))

    def run():
        a, b = name_tokens(one), name_tokens(other)
        names_agree(a, b)
        compare_names(a, b, Words(10, {}))

    return run


# -- Excel -----------------------------------------------------------------------------


@case
def merged_ranges_without_end():
    from odoo.addons.ficha_cliente_import.tools.read_file import (
        SheetProblem,
        read_tables,
    )

    data = book(after="<mergeCells>" + "<mergeCell " * 120_000)

    def run():
        try:
            read_tables(data, "clientes.xlsx", LIMIT)
        except SheetProblem:
            pass

    return run


@case
def one_long_text_in_many_cells():
    row = "".join('<c t="s"><v>0</v></c>' for _cell in range(399))
    cells = HEAD + "".join(f'<row r="{n}">{row}</row>' for n in range(2, 4))
    return refused(book(cells, strings=strings("a" * 2**21)), "too_long")


@case
def allowed_texts_in_too_many_cells():
    row = "".join('<c t="s"><v>0</v></c>' for _cell in range(390))
    cells = HEAD + "".join(f'<row r="{n}">{row}</row>' for n in range(2, 60))
    return refused(book(cells, strings=strings("a" * 32_000)), "too_much_text")


ENTITIES = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'


@case
def entities_after_a_comment():
    text = f"<!--{'x' * 5000}-->{ENTITIES}{strings('&b;')}"
    return refused(book(strings=text), "damaged")


@case
def entities_in_another_encoding():
    text = f'<?xml version="1.0" encoding="UTF-16"?>{ENTITIES}{strings("&b;")}'
    return refused(book(strings=text.encode("utf-16")), "damaged")


@case
def eight_million_cells():
    row = "<row>" + "<c><v>1</v></c>" * 390 + "</row>"
    return refused(book(HEAD + row * 20_000), "bomb", "too_many_cells")


@case
def eight_million_cells_of_text():
    line = ";".join("1" * 390) + "\n"
    return refused(line.encode() * 20_000, "too_many_cells", name="clientes.csv")


@case
def cells_at_the_end_of_the_row():
    cells = HEAD + '<row><c r="XFD1"/><c r="XFC1"/></row>' * 20_000
    from odoo.addons.ficha_cliente_import.tools.read_file import read_tables

    data = book(cells)
    return lambda: read_tables(data, "clientes.xlsx", LIMIT)


@case
def rows_at_the_end_of_the_sheet():
    cells = HEAD + '<row r="999999999"><c><v>1</v></c></row>'
    return refused(book(cells), "damaged")


@case
def a_row_that_never_ends():
    return refused(book(HEAD + "<row>" + "<c/>" * 3_000_000), "damaged", "bomb")


@case
def a_tag_that_never_ends():
    return refused(book(HEAD + '<row r="' + "1" * 15_000_000), "damaged", "bomb")


@case
def elements_in_elements():
    return refused(book(HEAD + "<a>" * 400_000), "damaged")


@case
def thousands_of_styles():
    styles = f"<styleSheet {SPACE}><cellXfs>" + "<xf/>" * 300_000
    return refused(book(**{"xl/styles.xml": styles}), "damaged")


@case
def thousands_of_formats():
    mask = "0\\-" * 40
    codes = "".join(
        f'<numFmt numFmtId="{n}" formatCode="{mask}{n}[&lt;{n}]"/>'
        for n in range(200, 5_000)
    )
    looks = "".join(f'<xf numFmtId="{n}"/>' for n in range(200, 5_000))
    cells = "".join(f'<c s="{n}"><v>123456789</v></c>' for n in range(300))
    rows = f"<row>{cells}</row>" * 60
    parts = f"<numFmts>{codes}</numFmts><cellXfs>{looks}</cellXfs>"
    styles = f"<styleSheet {SPACE}>{parts}</styleSheet>"
    return tried(book(HEAD + rows, **{"xl/styles.xml": styles}), name="clientes.xlsx")


@case
def thousands_of_parts():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as target:
        for number in range(30_000):
            target.writestr(str(number), b"")
    return refused(archive.getvalue(), "damaged", "not_excel")


@case
def lines_without_end():
    return refused(b"Nombre\n" + b"\n" * LIMIT, "too_big", name="clientes.csv")


@case
def empty_lines():
    return refused(b"Nombre\n" + b"\n" * 8_000_000, "too_many_rows", name="c.csv")


@case
def a_quote_that_is_not_closed():
    data = b'Nombre;CP\n"Ana;1\n' + b"Eva;2\n" * 1_000_000
    return refused(data, "too_many_rows", name="clientes.csv")


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


@case
def quotes_that_begin_everywhere():
    head = b"Nombre;CP\n"
    lines = (
        b'"a\n',
        b'"a;b\nc\n',
        b'""\n',
        b'"""\n',
        b'"a""\n',
        b'a;"b\n',
        b'"a"b"\n',
        b'"a""";"\n',
    )
    few = [head + line * 12_000 for line in lines]
    return tried(*few, head + b'"' * 300_000, head + b'";' * 200_000)


@case
def lines_of_delimiters():
    return tried(*(mark * 4_000_000 for mark in (b";", b",\t|", b';"', b"a,")))


@case
def letters_of_no_encoding():
    chance = random.Random(SEED)
    noise = bytes(chance.choices(range(0x80, 0x100), k=64_000)) * 60
    mixed = ("ñ" * 20).encode() + b"\xf1;" * 500_000
    lines = b"Nombre;CP\nPe\xf1a;1\n" * 24_000
    return tried(noise, mixed, lines, lines + "Peña;2\n".encode())


@case
def headings_that_nobody_knows():
    chance = random.Random(SEED)
    words = ["".join(chance.choices("abcdefgh .-123", k=190)) for _word in range(9_000)]
    rows = [";".join(words[at : at + 300]) for at in range(0, 9_000, 300)]
    return tried("\n".join(rows).encode())


# -- LibreOffice -----------------------------------------------------------------------


def calc(rows, before=ENTITIES[:0], after=""):
    """A file of LibreOffice with this XML in its table."""
    body = (
        f'{before}<o:document-content xmlns:o="o" xmlns:table="t" xmlns:text="x">'
        f'<o:body><o:spreadsheet><table:table table:name="Clientes">{rows}'
        f"</table:table></o:spreadsheet></o:body></o:document-content>{after}"
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("content.xml", body)
    return made.getvalue()


NAMED = '<table:table-cell o:value-type="string"{}><text:p>Nombre</text:p></table:table-cell>'
CALC_HEAD = f"<table:table-row>{NAMED.format('')}</table:table-row>"


@case
def a_cell_repeated_without_end():
    cell = NAMED.format(' table:number-columns-repeated="9999999"')
    row = f"<table:table-row>{cell}</table:table-row>"
    return refused(calc(row), "damaged", "too_many_cells", name="clientes.ods")


@case
def a_row_repeated_without_end():
    cell = NAMED.format(' table:number-columns-repeated="300"')
    row = f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>'
    codes = ("too_many_rows", "too_many_cells", "too_much_text")
    return refused(calc(CALC_HEAD + row), *codes, name="clientes.ods")


@case
def empty_rows_repeated_in_libreoffice():
    row = '<table:table-row table:number-rows-repeated="9999999"/>'
    return refused(calc(CALC_HEAD + row * 9), "damaged", name="clientes.ods")


@case
def blanks_in_a_cell_of_libreoffice():
    blank = '<text:s text:c="9999999"/>'
    cell = NAMED.replace("Nombre", blank * 3).format("")
    row = f"<table:table-row>{cell}</table:table-row>"
    return refused(calc(CALC_HEAD + row), "too_long", name="clientes.ods")


@case
def entities_in_libreoffice():
    return refused(calc(CALC_HEAD, before=ENTITIES), "damaged", name="clientes.ods")


@case
def a_bomb_of_libreoffice():
    cells = "<table:table-row>" + "<table:table-cell/>" * 390 + "</table:table-row>"
    codes = ("bomb", "too_many_cells")
    return refused(calc(CALC_HEAD + cells * 20_000), *codes, name="clientes.ods")


@case
def calc_by_chance():
    chance = random.Random(SEED)
    whole = calc(CALC_HEAD * 8)
    files = [damaged(whole, chance) for _file in range(150)]
    for _file in range(150):
        files.append(calc(damaged((CALC_HEAD * 8).encode(), chance).decode("latin-1")))
    return tried(*files, name="clientes.ods")


# -- an old Excel ----------------------------------------------------------------------


def old_book(rows=40):
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("Clientes")
    for number in range(rows):
        for place, value in enumerate(("Nombre", "Ávila", 42, 1.5)):
            sheet.write(number, place, value)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


BEGUN = b"\x09\x08\x10\x00\x00\x06\x05\x00\xbb\x0d\xcc\x07" + b"\0" * 8


@case
def cells_at_the_end_of_an_old_row():
    import struct

    cells = b"".join(
        struct.pack("<HHHHHd", 0x203, 14, row, 60_000, 0, 1) for row in range(9_000)
    )
    return refused(BEGUN + cells, "damaged", name="clientes.xls")


@case
def records_without_end():
    codes = ("too_many_cells", "damaged")
    return refused(BEGUN + b"\x01\x00\x00\x00" * 4_000_000, *codes, name="c.xls")


@case
def an_old_book_with_a_password():
    return refused(BEGUN + b"\x2f\x00\x02\x00\x00\x00", "password", name="c.xls")


@case
def old_books_by_chance():
    chance = random.Random(SEED)
    whole = old_book()
    files = [damaged(whole, chance) for _file in range(120)]
    for _file in range(120):
        data = bytearray(whole)
        for _change in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        files.append(bytes(data))
    return tried(*files, name="clientes.xls")


# -- an address book, a web page -------------------------------------------------------

CARD = b"BEGIN:VCARD\nN:Gil;Ana\nTEL;CELL:600000001\nEND:VCARD\n"


@case
def cards_without_end():
    begun = b"BEGIN:VCARD\nN:Gil;Ana\n"
    files = (
        begun + b"TEL;A=" + b"," * 500_000 + b'"\n',
        begun + b"TEL" + b";A" * 500_000,
        begun + b"NOTE:" + b"a\n " * 500_000,
        begun + b"NOTE;QUOTED-PRINTABLE:" + b"a=\n" * 400_000,
        begun + b"TEL:1\n" * 400_000,
        b"BEGIN:VCARD\n" * 900_000,
        begun + b"PHOTO:" + b"AAAA\n" * 900_000,
        begun + b"ADR:" + b";" * 60_000 + b"\n",
        begun + b"NOTE:" + b"\\" * 60_000 + b"\n",
    )
    return tried(*files, name="contactos.vcf")


@case
def a_hundred_thousand_cards():
    return refused(CARD * 100_000, "too_many_rows", name="contactos.vcf")


@case
def cards_by_chance():
    chance = random.Random(SEED)
    files = [damaged(CARD * 6, chance) for _file in range(500)]
    return tried(*files, name="contactos.vcf")


@case
def web_pages_without_end():
    begun = b"<html><table><tr><td>Nombre</td></tr>"
    files = (
        begun + b"<td>" * 400_000,
        begun + b"<tr><td colspan=9999>a" * 60_000,
        begun + b"<div>" * 400_000,
        begun + b"<!--" * 400_000,
        begun + b"</" * 400_000,
        begun + b"<a b=" * 400_000,
        begun + b"<table>" * 400_000,
        begun + b"&" * 400_000,
    )
    return tried(*files, name="clientes.xls")


# -- PDF -------------------------------------------------------------------------------


@case
def the_word_stream_without_end():
    words = b"\nstream\n" * (8 * 2**20 // 8)
    return read_or_refused(form(name="Ana") + words + b"%%EOF", "too_big")


@case
def streams_that_begin_as_packed():
    words = (b"\nstream\n" + b"\x78\x9c" + b"\0" * 20) * 200_000
    return read_or_refused(form(name="Ana") + words + b"%%EOF", "too_big")


@case
def packed_three_times():
    import zlib

    packed = zlib.compress(b"\0" * (200 * 2**20), 1)
    for _time in range(2):
        packed = zlib.compress(packed, 9)
    words = b"9 0 obj <</Type/ObjStm/N 1/First 4/Filter[/FlateDecode/FlateDecode"
    words += b"/FlateDecode]>>\nstream\n" + packed + b"\nendstream\nendobj\n"
    return read_or_refused(form(name="Ana") + words + b"%%EOF", "too_big", "broken")


@case
def comments_in_a_pdf():
    words = b"trailer <</Root 1 0 R /a [" + b"%\n" * 4_000_000
    return read_or_refused(b"%PDF-1.4\n" + words + b"%%EOF", "broken")


@case
def lists_in_lists_of_a_pdf():
    words = b"trailer <</Root 1 0 R /a " + b"[" * 9_000_000
    return read_or_refused(b"%PDF-1.4\n" + words + b"\n%%EOF", "broken")


@case
def fields_that_are_their_own_kids():
    words = (
        b"%PDF-1.4\n1 0 obj <</Pages 2 0 R/AcroForm 3 0 R>> endobj\n"
        b"2 0 obj <<>> endobj\n3 0 obj <</Fields [4 0 R]>> endobj\n"
        b"4 0 obj <</T (a)/Kids [4 0 R 4 0 R 4 0 R]/V 5 0 R>> endobj\n"
        b"5 0 obj 5 0 R endobj\ntrailer <</Root 1 0 R>>\n%%EOF"
    )
    return read_or_refused(words, "broken", "foreign")


@case
def objects_without_end():
    words = b"".join(b"%d 0 obj\n" % number for number in range(900_000))
    return read_or_refused(b"%PDF-1.4\n" + words + b"%%EOF", "broken", "too_big")


# -- by chance -------------------------------------------------------------------------

UNITS = (
    *"# x @ . a 1 - ( ) + , ; | / \\ ' \" < > [ ] { } % & = _ : · ª º".split(),
    *(" ", "\t", "\n", "\r", "\0", "\u00a0", "\u200b", "\ufeff", "\u0315", "\u0300"),
    *(
        "\ufdfa",
        "ß",
        "İ",
        "ext ",
        " y ",
        "tel",
        "00",
        "ES",
        "l·l",
        "s.l.",
        "a@b.",
        "de ",
    ),
)


def nasty_texts(number):
    chance = random.Random(SEED)
    for _text in range(number):
        units = chance.choices(UNITS, k=chance.randint(1, 4))
        times = chance.choice((1, 7, 300, 8_000))
        text = "".join(units) * times
        yield (chance.choice(UNITS) + text + chance.choice(UNITS))[:32_000]


def text_readers():
    """Everything that reads a text of somebody's, and what it may raise."""
    from odoo.addons.ficha_cliente.tools import client_code, email_address, tax_check
    from odoo.addons.ficha_cliente_identity.tools import identify_query, normalize
    from odoo.addons.ficha_cliente_import.tools import match, read_cell, read_file
    from odoo.addons.ficha_cliente_merge.tools import duplicate_features

    def features(text):
        names = ("name", "vat", "phone", "email", "iban", "street", "zip", "city")
        duplicate_features.from_values(dict.fromkeys(names, text), "ES")

    def decoded(text):
        try:
            read_file.read_tables(text.encode("utf-8", "replace"), "a.csv", LIMIT)
        except read_file.SheetProblem:
            pass

    readers = [
        features,
        decoded,
        email_address.normal_email,
        normalize.fold,
        normalize.name_tokens,
        normalize.email_value,
        normalize.iban_value,
        normalize.code_value,
        lambda text: normalize.tax_values(text, "ES"),
        lambda text: normalize.phone_values(text, "ES", "FR"),
        lambda text: identify_query.read(text, ("C1",), ("ES",)),
        lambda text: identify_query.phone_number(text, ("ES",)),
        lambda text: client_code.read_typed(text, "C", "", 5),
        lambda text: match.looks_like_company(text, text),
        lambda text: tax_check.is_wrong(text, "ES"),
        lambda text: tax_check.is_of_person(text, "ES"),
        lambda text: tax_check.is_same(text, text, "ES"),
        read_file.guard,
        read_file.unguard,
    ]
    for name in vars(read_cell):
        if name.startswith("read_"):
            readers.append(getattr(read_cell, name))
    return readers, (read_cell.CellProblem,)


@case
def texts_by_chance():
    readers, allowed = text_readers()
    texts = list(nasty_texts(250))

    def run():
        slowest = (0, "")
        for text in texts:
            for read in readers:
                begun = time.process_time()
                try:
                    read(text)
                except allowed:
                    pass
                took = time.process_time() - begun
                slowest = max(slowest, (took, f"{read} {text[:20]!r}"))
            again()
        assert slowest[0] < 0.5, slowest

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


@case
def sheets_by_chance():
    from odoo.addons.ficha_cliente_import.tools.read_file import (
        SheetProblem,
        read_tables,
    )

    chance = random.Random(SEED)
    cells = HEAD + "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c><c r="B{n}" s="1"><v>43000.5</v>'
        f'</c><c r="C{n}" t="b"><v>1</v></c></row>'
        for n in range(2, 12)
    )
    sheet = f"<worksheet {SPACE}><sheetData>{cells}</sheetData></worksheet>".encode()
    whole = book(cells, strings=strings("Ana"))
    files = [damaged(whole, chance) for _file in range(60)]
    for _file in range(120):
        part = damaged(sheet, chance)
        files.append(book(strings=strings("Ana"), **{"xl/worksheets/sheet1.xml": part}))

    def run():
        for data in files:
            try:
                read_tables(data, "clientes.xlsx", LIMIT)
            except SheetProblem:
                pass
            again()

    return run


@case
def forms_by_chance():
    chance = random.Random(SEED)
    whole = form(name="Ana", city="Ávila (España)")
    files = [read_or_refused(damaged(whole, chance)) for _file in range(300)]
    read_or_refused(whole)()

    def run():
        for read in files:
            read()
            again()

    return run


# -- running them ----------------------------------------------------------------------


def again():
    """A second from now."""
    signal.setitimer(signal.ITIMER_PROF, SECONDS)


def say(**line):
    print(json.dumps(line), flush=True)


def size():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[0]) * resource.getpagesize()


def main(asked):
    sys.path[:0] = asked["paths"]
    import odoo.addons

    odoo.addons.__path__ = asked["addons"]
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    for name, prepare in list(CASES.items())[asked["skip"] :]:
        say(begun=name)
        try:
            run = prepare()
        except Exception:
            say(failed=traceback.format_exc())
            continue
        _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (size() + MEMORY, hard))
        begun = time.process_time()
        again()
        try:
            run()
        except MemoryError:
            failed = f"more than {MEMORY >> 20} MB"
        except BaseException:
            failed = traceback.format_exc()
        else:
            failed = None
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
        say(seconds=round(time.process_time() - begun, 3), failed=failed)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
