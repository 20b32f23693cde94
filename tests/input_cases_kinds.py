"""The cases of ``input_cases`` about the kinds of files that an import reads."""

import io
import random
import zipfile

from input_kit import (
    ENTITIES,
    HEAD,
    SEED,
    SPACE,
    book,
    case,
    damaged,
    refused,
    tried,
)

# -- text ------------------------------------------------------------------------------


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
    few = [head + line * 100_000 for line in lines]
    return tried(*few, head + b'"' * 300_000, head + b'";' * 200_000)


@case
def lines_of_delimiters():
    return tried(*(mark * 4_000_000 for mark in (b";", b",\t|", b';"', b"a,")))


@case
def letters_of_no_encoding():
    chance = random.Random(SEED)
    noise = bytes(chance.choices(range(0x80, 0x100), k=64_000)) * 20
    mixed = ("ñ" * 20).encode() + b"\xf1;" * 500_000
    lines = b"Nombre;CP\nPe\xf1a;1\n" * 24_000
    return tried(noise, mixed, lines, lines + "Peña;2\n".encode())


@case
def headings_that_nobody_knows():
    chance = random.Random(SEED)
    words = ["".join(chance.choices("abcdefgh .-123", k=190)) for _word in range(9_000)]
    rows = [";".join(words[at : at + 300]) for at in range(0, 9_000, 300)]
    return tried("\n".join(rows).encode())


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


NAMED = (
    '<table:table-cell o:value-type="string"{}><text:p>Nombre</text:p>'
    "</table:table-cell>"
)
CALC_HEAD = f"<table:table-row>{NAMED.format('')}</table:table-row>"


@case
def a_cell_repeated_without_end():
    cell = NAMED.format(' table:number-columns-repeated="9999999"')
    row = f"<table:table-row>{cell}</table:table-row>"
    return refused(calc(row), "damaged", "too_many_cells", name="clientes.ods")


@case
def a_row_repeated_without_end():
    cell = NAMED.format(' table:number-columns-repeated="300"')
    row = f'<table:table-row table:number-rows-repeated="1000000">{cell}'
    row += "</table:table-row>"
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
        begun + b"TEL;A=" + b"," * 150_000 + b'"\n',
        begun + b"TEL" + b";A" * 150_000,
        begun + b"NOTE:" + b"a\n " * 150_000,
        begun + b"NOTE;QUOTED-PRINTABLE:" + b"a=\n" * 120_000,
        begun + b"TEL:1\n" * 120_000,
        b"BEGIN:VCARD\n" * 250_000,
        begun + b"PHOTO:" + b"AAAA\n" * 250_000,
        begun + b"ADR:" + b";" * 60_000 + b"\n",
        begun + b"NOTE:" + b"\\" * 60_000 + b"\n",
    )
    return tried(*files, name="contactos.vcf")


@case
def words_around_a_tax_id():
    """Each further word took twice as long."""

    def run():
        from odoo.addons.ficha_cliente_import.tools.read_cell import read_vat

        for word in ("VAT. ", "N.I.F./NO:", "NIF / Nº ", "CIF NUM. "):
            read_vat((word * 100)[:490])

    return run


@case
def a_heading_of_blanks():
    def run():
        from odoo.addons.ficha_cliente_import.tools.headings import separator_of
        from odoo.addons.ficha_cliente_import.tools.placeholders import placeholder

        assert not separator_of("Tags separados por" + " " * 32_000 + "x")
        assert not placeholder("phone", "0" * 32_000 + "x", "phone")

    return run


@case
def sixty_thousand_cards():
    return refused(CARD * 60_000, "too_many_rows", name="contactos.vcf")


@case
def cards_by_chance():
    chance = random.Random(SEED)
    files = [damaged(CARD * 6, chance) for _file in range(200)]
    return tried(*files, name="contactos.vcf")


@case
def web_pages_without_end():
    begun = b"<html><table><tr><td>Nombre</td></tr>"
    files = (
        begun + b"<td>" * 120_000,
        begun + b"<tr><td colspan=9999>a" * 60_000,
        begun + b"<div>" * 120_000,
        begun + b"<!--" * 120_000,
        begun + b"</" * 120_000,
        begun + b"<a b=" * 120_000,
        begun + b"<table>" * 120_000,
        begun + b"&" * 120_000,
    )
    return tried(*files, name="clientes.xls")
