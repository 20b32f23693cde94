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

import input_cases_kinds  # noqa: F401  (its cases)
import input_cases_more  # noqa: F401
from input_kit import (
    CASES,
    ENTITIES,
    HEAD,
    LIMIT,
    SEED,
    SPACE,
    again,
    book,
    case,
    damaged,
    form,
    read_or_refused,
    refused,
    strings,
)
from input_readers import more_readers, text_readers

MEMORY = 256 * 2**20

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
def thousands_of_parts():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as target:
        for number in range(30_000):
            target.writestr(str(number), b"")
    return refused(archive.getvalue(), "damaged", "not_excel", "archive")


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


@case
def texts_by_chance():
    return read_all(*text_readers(), 250)


@case
def texts_by_chance_of_what_reads_less():
    return read_all(*more_readers(), 100)


@case
def a_long_name_of_letters_and_ciphers():
    """A tag may be called so, and its names are looked for in each file."""
    from odoo.addons.ficha_cliente_import.tools import lookup

    def run():
        assert lookup.each_form("Viudo/a") == {"Viudo/a", "Viudo", "Viuda"}
        for text in ("a00" * 40_000, "a00" * 40_000 + "/a", "o" * 100_000 + "(a"):
            assert text in lookup.each_form(text)

    return run


def read_all(readers, allowed, number):
    """:return: a case: each of these readers reads so many texts"""
    texts = list(nasty_texts(number))

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
