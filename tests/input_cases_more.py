"""The cases of ``input_cases`` about what calls itself: files that refer to themselves,
and texts, addresses and conditions as long as a request may be."""

import io
import json
import zipfile

from input_kit import HEAD, SPACE, again, book, case, form, read_or_refused, tried
from input_readers import more_readers, text_readers

# -- Excel -----------------------------------------------------------------------------

MAIN = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@case
def a_sheet_that_says_it_is_huge():
    size = '<dimension ref="A1:XFD1048576"/>'
    sheet = f"<worksheet {SPACE}>{size}<sheetData>{HEAD}</sheetData></worksheet>"
    return tried(book(**{"xl/worksheets/sheet1.xml": sheet}), name="clientes.xlsx")


@case
def formulas_that_all_cells_share():
    begun = '<c r="A{0}"><f t="shared" ref="A2:XFD1048576" si="{0}">A{0}+1</f></c>'
    cells = HEAD + "".join(
        f'<row r="{n}">{begun.format(n)}'
        + f'<c><f t="shared" si="{n}"/></c>' * 300
        # one row ends where the next begins
        + "</row>"
        for n in range(2, 90)
    )
    arrays = HEAD + "".join(
        f'<row r="{n}"><c r="A{n}"><f t="array" ref="A1:XFD1048576">A1</f></c></row>'
        for n in range(2, 20_000)
    )
    return tried(book(cells), book(arrays), name="clientes.xlsx")


@case
def sheets_without_end():
    sheets = "".join(
        f'<sheet name="H{n}" sheetId="{n}" r:id="rId1"/>' for n in range(60_000)
    )
    workbook = f'<workbook xmlns:r="{MAIN}"><sheets>{sheets}</sheets></workbook>'
    names = f"<definedNames>{'<definedName>A1</definedName>' * 90_000}</definedNames>"
    few = '<sheets><sheet name="Clientes" sheetId="1" r:id="rId1"/></sheets>'
    named = f'<workbook xmlns:r="{MAIN}">{few}{names}</workbook>'
    return tried(
        book(**{"xl/workbook.xml": workbook}),
        book(**{"xl/workbook.xml": named}),
        name="clientes.xlsx",
    )


@case
def parts_that_point_to_themselves():
    begun = '<Relationship Id="rId{}" Type="x/worksheet" Target="{}"/>'
    targets = (
        "workbook.xml",
        "_rels/workbook.xml.rels",
        "../xl/workbook.xml",
        "../" * 9_000 + "x.xml",
        "/xl/worksheets/../worksheets/sheet1.xml",
        "",
        "\\..\\x",
        "file:///etc/passwd",
    )
    files = [
        book(
            **{
                "xl/_rels/workbook.xml.rels": "<Relationships>"
                + begun.format(1, target)
                + "</Relationships>"
            }
        )
        for target in targets
    ]
    many = "".join(begun.format(n, "worksheets/sheet1.xml") for n in range(60_000))
    files.append(
        book(**{"xl/_rels/workbook.xml.rels": f"<Relationships>{many}</Relationships>"})
    )
    return tried(*files, name="clientes.xlsx")


@case
def texts_of_thousands_of_pieces():
    runs = f"<si>{'<r><t>a</t></r>' * 120_000}</si>"
    sheet = HEAD + '<row r="2"><c t="s"><v>0</v></c></row>' * 3
    return tried(book(sheet, strings=f"<sst {SPACE}>{runs}</sst>"), name="c.xlsx")


@case
def parts_of_one_name():
    made = io.BytesIO()
    whole = book()
    with (
        zipfile.ZipFile(io.BytesIO(whole)) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for _time in range(3):
            for name in source.namelist():
                target.writestr(name, source.read(name))
    return tried(made.getvalue(), whole + whole, b"PK\x05\x06" * 90_000, name="c.xlsx")


# -- text ------------------------------------------------------------------------------


@case
def one_line_as_long_as_a_file_may_be():
    long = b"a" * (19 * 2**20)
    return tried(
        long,
        b"Nombre;CP\n" + long,
        b'Nombre\n"' + long + b'"\n',
        "ñ".encode() * (9 * 2**20),
        b"Nombre\n" + b"\xed\xa0\x80;" * 500_000,
        "Nombre\n".encode("utf-16")
        + "\ud83d".encode("utf-16", "surrogatepass") * 9_000,
    )


@case
def a_card_of_a_hundred_thousand_properties():
    begun, end = b"BEGIN:VCARD\n", b"END:VCARD\n"
    files = (
        begun + b"N:Gil;Ana\n" + b"X-UNO:1\n" * 100_000 + end,
        begun + b"N:Gil;Ana\n" + b"TEL:600000001\n" * 100_000 + end,
        begun + b"N:Gil;Ana\n" + b"EMAIL:a@b.es\n" * 100_000 + end,
        begun + b"N:" + b"a\n " * 400_000 + end,
        begun + b"N:Gil;Ana\nitem1." * 90_000 + b"TEL:1\n" + end,
        begun + b"CATEGORIES:" + b"a," * 400_000 + b"\n" + end,
        begun + b"TEL" + b";TYPE=x" * 100_000 + b":1\n" + end,
        begun + begun * 9_000 + end * 9_000,
    )
    return tried(*files, name="contactos.vcf")


# -- PDF -------------------------------------------------------------------------------


def pdf(*objects, trailer=b"<</Root 1 0 R>>", after=b""):
    body = b"%PDF-1.5\n"
    for number, one in enumerate(objects, 1):
        body += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    at = len(body)
    return body + after + b"trailer %s\nstartxref\n%d\n%%%%EOF" % (trailer, at)


ROOT = (b"<</Pages 2 0 R/AcroForm 3 0 R>>", b"<</Kids[2 0 R]/Type/Pages/Parent 2 0 R>>")


@case
def tables_that_come_before_themselves():
    table = b"xref\n0 1\n0000000000 65535 f \n"
    files = []
    for before in (b"", b"/Prev 9", b"/Prev 0", b"/XRefStm 9", b"/Prev 99999999999"):
        one = pdf(*ROOT, b"<</Fields[]>>", trailer=b"<</Root 1 0 R>>", after=table)
        at = one.index(b"xref\n0 1")
        previous = before.replace(b"9", b"%d" % at) if before == b"/Prev 9" else before
        files.append(
            one.replace(b"<</Root 1 0 R>>\nst", b"<</Root 1 0 R%s>>\nst" % previous)
        )
    files.append(pdf(*ROOT, b"<</Fields[]>>", after=b"xref\n0 99999999\n"))
    files.append(pdf(*ROOT, b"<</Fields[]>>", after=table * 90_000))
    readers = [read_or_refused(data) for data in files]
    return lambda: [read() for read in readers]


@case
def streams_of_objects_in_themselves():
    import zlib

    def stream(head, data):
        packed = zlib.compress(data)
        return b"<<%s/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (
            head,
            len(packed),
            packed,
        )

    own = b"4 0 5 20 " + b"<</T(a)/Kids[4 0 R]/Parent 4 0 R>> <</Length 5 0 R>>"
    many = b" ".join(b"%d 0" % n for n in range(9, 60_009)) + b" null"
    files = (
        pdf(
            *ROOT,
            b"<</Fields[4 0 R]>>",
            stream(b"/Type/ObjStm/N 2/First 9/Extends 4 0 R", own),
        ),
        pdf(
            *ROOT, b"<</Fields[4 0 R]>>", stream(b"/Type/ObjStm/N 60000/First 9", many)
        ),
        pdf(
            *ROOT,
            b"<</Fields[4 0 R]>>",
            stream(b"/Type/ObjStm/N 99999999/First -1", own),
        ),
        pdf(*ROOT, b"<</Fields 3 0 R>>", b"<</Length 4 0 R>>\nstream\nx\nendstream"),
        pdf(*ROOT, b"<</Fields[%s]>>" % (b"4 0 R " * 300_000), b"<</T(a)/V(b)>>"),
        pdf(*ROOT, b"<</Fields[4 0 R]>>", b"<</T(a)/V(%s)>>" % (b"(" * 400_000)),
        pdf(*ROOT, b"<</Fields[4 0 R]>>", b"<</T(a)/V<%s>>>" % (b"f" * 3_000_000)),
        pdf(
            *ROOT,
            b"<</Fields[4 0 R]>>",
            b"<</T(a)/Kids[5 0 R]>>",
            b"<</T(b)/Kids[4 0 R]>>",
        ),
        pdf(*ROOT, b"<</Fields[4 0 R]>>", b"<<" * 90_000),
    )
    readers = [read_or_refused(data) for data in files]
    return lambda: [read() for read in readers]


@case
def a_form_of_letters_on_letters():
    marks = "á" * 30_000
    readers = [
        read_or_refused(form(name=marks)),
        read_or_refused(form(**{"x" * 9_000: "1"})),
    ]
    return lambda: [read() for read in readers]


# -- conditions, and what is looked for ------------------------------------------------


def conditions():
    leaf = "('name', '=', 'x')"
    yield "[" * 5_000 + "]" * 5_000
    yield "[" + "'!', " * 5_000 + leaf + "]"
    yield "[" + "'|', " * 5_000 + f"{leaf}, " * 5_001 + "]"
    yield "[('id', 'any', " * 5_000 + "[]" + ")]" * 5_000
    yield "[('name', '=', " + "(" * 5_000 + "1" + ")" * 5_000 + ")]"
    yield "[('id', 'in', [" + "1, " * 300_000 + "])]"
    yield "[('name', '=', 'x' + " + "'x' + " * 5_000 + "'x')]"
    yield "[('name', '=', -" + "-" * 5_000 + "1)]"
    yield "[('" + "parent_id." * 50_000 + "name', '=', 'x')]"
    yield "[('name', '=', '" + "\u0301" * 500_000 + "')]"
    yield "[('name', '=', 9**9**9)]"
    yield "[('name', '=', '\ud800')]"
    yield "{" * 50_000
    yield "lambda: " * 5_000


@case
def conditions_in_conditions():
    from odoo.addons.ficha_cliente.tools import conditions as read

    texts = list(conditions())

    def run():
        for text in texts:
            try:
                read.read_condition(text)
            except ValueError:
                pass
            again()

    return run


@case
def a_megabyte_is_looked_for():
    """What is written into the box of the top bar, and every reader of a text."""
    ways = [text_readers(), more_readers()]
    texts = [
        unit * (10**6 // len(unit))
        for unit in (
            "a",
            "6",
            " ",
            "a ",
            "ñ\u0301",
            "@",
            "a@b.",
            "-",
            "\u0301",
            "\udcff",
            "🦄",
        )
    ]

    def run():
        import time

        slow = []
        for readers, allowed in ways:
            for text in texts:
                for read in readers:
                    begun = time.process_time()
                    try:
                        read(text)
                    except (*allowed, UnicodeEncodeError):
                        pass
                    took = time.process_time() - begun
                    if took > 0.5:
                        slow.append((round(took, 2), str(read), text[:9]))
                    again()
        assert not slow, slow

    return run


@case
def templates_that_reach():
    from odoo.addons.ficha_cliente.tools.template_reach import reaching

    texts = (
        "{{" * 300_000,
        "{{ " + "(" * 90_000 + " }}",
        "{{ " + "a." * 90_000 + "b }}",
        "{{ " + "not " * 90_000 + "b }}",
        "{{ " + "-" * 90_000 + "b }}",
        "{{ a }}" * 60_000,
        '<p t-out="a">' * 60_000,
        "#{" * 300_000 + "}",
        "<t t-" * 90_000,
        "{{ a " + " " * 90_000 + "|" * 9_000,
    )

    def run():
        for text in texts:
            reaching(text)
            again()

    return run


@case
def lists_in_lists_of_a_call():
    """Values of a client, as deep as they can be read."""
    from odoo.addons.ficha_cliente.tools import written_value

    deep = []
    for _level in range(900):
        deep = [deep]
    wide = [[0, 0, {"a": 1}]] * 60_000
    lines = json.loads("[" * 400 + "]" * 400)

    def run():
        for value in (
            deep,
            wide,
            lines,
            {"a": deep},
            [(6, 0, deep)],
            [[1, deep, deep]],
        ):
            for read in (written_value.ids_in, written_value.lines_in):
                try:
                    read(value)
                except (written_value.NotThis, TypeError, ValueError, AttributeError):
                    pass

    return run
