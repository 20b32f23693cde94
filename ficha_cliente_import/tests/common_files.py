"""Files of the kinds that people have, made here, and those of ``../shared``."""

import io
import logging
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter
import xlwt

from ..tools.read_file import read_workbook
from ..tools.workbook import SheetProblem

LIMIT = 20 * 2**20
_logger = logging.getLogger(__name__)

CASES = Path("shared", "data", "import_cases")


def case_path(name):
    """Where a file of the cases is that are kept beside the repository, if it is."""
    for parent in Path(__file__).resolve().parents:
        if (path := parent / CASES / name).is_file():
            return path
    return None


def case_file(name):
    """The bytes of a file of the cases; None, and said, without it."""
    path = case_path(name)
    if not path:
        _logger.warning("skipped: there is no %s beside the repository", CASES / name)
    return path and path.read_bytes()


def read(data, name="clientes.csv", **options):
    return read_workbook(data, name, LIMIT, options)


def problem(data, name="clientes.csv", **options):
    """Why a file is not read."""
    try:
        read(data, name, **options)
    except SheetProblem as refused:
        return refused.code
    return None


def texts(book):
    """The rows of the first chosen table, without its headings."""
    return [values for _number, values in book.tables[0].rows[1:]]


def notes(book, code):
    return [values for said, values in book.notes if said == code]


def xlsx(*sheets, mac=False, merged=()):
    """An Excel file: sheets are (name, rows); a cell may be (value, number format)."""
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output, {"strings_to_formulas": False, "date_1904": mac})
    formats = {}
    for name, rows in sheets:
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                value, code = value if isinstance(value, tuple) else (value, None)
                if isinstance(value, date | time) and not code:
                    code = "dd/mm/yyyy"
                if code and code not in formats:
                    formats[code] = book.add_format({"num_format": code})
                if value == "":
                    continue
                sheet.write(number, place, value, *([formats[code]] if code else []))
        for cells, text in merged:
            sheet.merge_range(cells, text)
    book.close()
    return output.getvalue()


def xls(*sheets):
    """A file of an old Excel, as :func:`xlsx`."""
    book = xlwt.Workbook(encoding="utf-8")
    styles = {}
    for name, rows in sheets:
        sheet = book.add_sheet(name)
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                value, code = value if isinstance(value, tuple) else (value, None)
                if isinstance(value, date | time) and not code:
                    code = "dd/mm/yyyy"
                if code and code not in styles:
                    styles[code] = xlwt.easyxf(num_format_str=code)
                if value != "":
                    sheet.write(number, place, value, *([styles[code]] if code else []))
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    '<office:automatic-styles><style:style style:name="hidden" '
    'style:family="table"><style:table-properties table:display="false"/>'
    "</style:style></office:automatic-styles>"
    "<office:body><office:spreadsheet>%s</office:spreadsheet></office:body>"
    "</office:document-content>"
)


def ods(*sheets, manifest="", style=""):
    """A file of LibreOffice: sheets are (name, rows); a cell may be (value, shown), or
    XML that begins with ``<``."""
    body = "".join(
        f'<table:table table:name="{escape(name)}" table:style-name="{style}">'
        + "".join(
            f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>"
            for row in rows
        )
        + "</table:table>"
        for name, rows in sheets
    )
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        kind = "application/vnd.oasis.opendocument.spreadsheet"
        archive.writestr(zipfile.ZipInfo("mimetype"), kind)
        archive.writestr("content.xml", ODS % body)
        archive.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
    return output.getvalue()


def _ods_cell(value):
    value, shown = value if isinstance(value, tuple) else (value, None)
    if isinstance(value, str) and value.startswith("<"):
        return value
    if value == "":
        return '<table:table-cell table:number-columns-repeated="1"/>'
    if isinstance(value, bool):
        word = "true" if value else "false"
        said = f'office:value-type="boolean" office:boolean-value="{word}"'
        shown = "VERDADERO" if value else "FALSO"
    elif isinstance(value, datetime | date):
        said = f'office:value-type="date" office:date-value="{value.isoformat()}"'
    elif isinstance(value, int | float):
        kind = "percentage" if shown and "%" in shown else "float"
        said = f'office:value-type="{kind}" office:value="{value}"'
    else:
        said = 'office:value-type="string"'
    lines = str(value if shown is None else shown).split("\n")
    paragraphs = "".join(
        "<text:p>" + escape(line).replace("  ", ' <text:s text:c="1"/>') + "</text:p>"
        for line in lines
    )
    return f"<table:table-cell {said}>{paragraphs}</table:table-cell>"


def text(rows, encoding="utf-8", delimiter=";", end="\r\n", mark=b""):
    """A text file, quoted where it has to be."""
    lines = []
    for row in rows:
        cells = []
        for value in row:
            value = str(value)
            if any(mark in value for mark in (delimiter, '"', "\n")):
                value = '"' + value.replace('"', '""') + '"'
            cells.append(value)
        lines.append(delimiter.join(cells))
    return mark + (end.join(lines) + end).encode(encoding)
