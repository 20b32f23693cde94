"""Reading one cell: what a person or a spreadsheet program wrote, as a value. No ORM.

Cells come as text, number, boolean, or as dates and hours in ISO text (see
:func:`keep`). Each ``read_*`` returns the value, or raises :class:`CellProblem`.
"""

import re
from datetime import date, datetime, time, timedelta

from stdnum.es import dni, nif

from odoo.addons.ficha_cliente.tools.email_address import (
    addresses,
    addresses_within,
    one_address,
)
from odoo.addons.ficha_cliente.tools.places import postcode
from odoo.addons.ficha_cliente.tools.plain_text import visible
from odoo.addons.ficha_cliente.tools.tax_check import TAX_WORD

from .months import DAY_FIRST, MONTHS, WEEKDAY, plain
from .number_format import MOST
from .read_file import unguard

# of Excel in English, Spanish, Catalan, Portuguese, French, German, Italian, and of
# LibreOffice; "#VIP" is none
EXCEL_ERROR = re.compile(
    r"#[¡¿]?(?:REF|RIF|BEZUG|N/A|N/D|N/DISP|NV|VALUE|VALORE?|VALEUR|WERT|NAME|NOMBRE"
    r"|NOME?|DIV/0|N[UÚ]M|NUMBER|ZAHL|NULL|NULO|NUL|SPILL|DESBORDAMIENTO|CALC|CÁLCULO"
    r"|FIELD|CAMPO|BLOCKED|CONNECT|UNKNOWN|GETTING_DATA)"
    r" ?[!?]?|Err:\d{3}|#+"
)
# 6.12E+08, 6.12E8; "5E0" and "3E15" are codes
SHORTENED = re.compile(r"(\d)(?:[.,](\d+)[eE]\+?|[eE]\+)(\d{1,3})")
TRUE = {"si", "s", "yes", "y", "x", "1", "true", "verdadero", "cierto", "v"}
FALSE = {"no", "n", "0", "false", "falso", "f"}
# as a box that is ticked, and as Access writes it
TRUE |= {"✓", "✔", "☑", "☒", "✅", "-1", "sim", "oui", "bai"}
FALSE |= {"✗", "✘", "☐", "❌", "nao", "non", "ez"}
# what people write around a share: "5 % dto.", "5 por ciento"
PERCENT_WORDS = re.compile(
    r"(?:%|por ciento|por cien|por 100|percent|pct\.?|p\.?c\.?)?\s*"
    r"(?:dto\.?|dcto\.?|desc\.?|descuento|discount|off)?\s*"
)

# day 1 of Excel's calendar is 1 January 1900, which it counts with a 29 February 1900
EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_DAYS = range(61, 73051)  # up to 31 December 2099
# as programs write a day without anything between: 19800501
YEAR_FIRST = re.compile(r"(?:19|20)\d\d[01]\d[0-3]\d")
# a day where none can be, as it is kept, and as Excel writes it into a text file
KEPT_DAY = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?)?")
MADE_DAY = re.compile(
    r"\d{1,2}/\d{1,2}/(\d{4}|\d\d)( \d{1,2}:\d\d(:\d\d)?)?"
    r"|(\d{1,2}-)?(ene|feb|mar|abr|may|jun|jul|ago|sep|oct|nov|dic|jan|apr|aug|dec)"
    r"(-\d{1,4})?",
    re.IGNORECASE,
)
SEPARATORS = re.compile(r"\s:{3}\s|[;\n|]+")

BRACKETS = re.compile(r"\([^()]*\)")
# letters and figures, with what stands between them
SIMPLE_TAX = re.compile(
    r"(?:ES[\s.-]{0,2})?[A-Z]{0,4}[\s.\-/]{0,2}[\d.\s/-]{5,20}[A-Z]?"
)
# two tax ids in one cell
TAX_BETWEEN = re.compile(r"\s*[;,|\n]\s*|\s+/\s+|\s+[yo]\s+", re.IGNORECASE)

# a number, a day, an address: none is longer; of a list, none has more
MAX_LINE = 500
MAX_LIST = 100


class CellProblem(Exception):
    """A value that its column cannot have.

    :param str code: which sentence says so (a key of ``CELL``)
    :param values: what the sentence names
    """

    def __init__(self, code, **values):
        super().__init__(code)
        self.code = code
        self.values = values


class LeftOut(CellProblem):
    """A value that somebody decided to leave out, or that will be made."""


def keep(value):
    """A cell as it is kept in JSON until it is imported."""
    if isinstance(value, datetime):
        is_day = not (value.hour or value.minute or value.second)
        return (value.date() if is_day else value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return value


def is_empty(value):
    return (
        value is None or value == "" or (isinstance(value, str) and not value.strip())
    )


def read_text(value):
    """Any cell as text: a whole number without decimals, blanks as one space."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float) and abs(value) >= MOST:
        raise CellProblem("shortened")
    if isinstance(value, float):
        value = int(value) if value.is_integer() else repr(value)
    text = visible(str(value)).strip()
    if EXCEL_ERROR.fullmatch(text):
        raise CellProblem("excel_error")
    return unguard(text)


def read_line(value):
    """Text in one line: a name, a street, a reference; never a day."""
    text = " ".join(read_text(value).split())
    if KEPT_DAY.fullmatch(text):
        raise CellProblem("made_date", day=text)
    return text


def read_short(value):
    """A line of what is never long."""
    text = " ".join(read_text(value).split())
    if text.startswith("'") and text[1:2] in tuple("+(0123456789"):
        text = text[1:]  # by which Excel keeps it as a text
    if len(text) > MAX_LINE:
        raise CellProblem("too_long", limit=MAX_LINE)
    return text


def read_digits(value):
    """Text that is mostly a number: telephones, postcodes, tax ids."""
    text = read_short(value)
    if match := SHORTENED.fullmatch(text):
        # 6.12345678E8 has all its figures still
        if len(match[2] or "") != int(match[3]):
            raise CellProblem("shortened")
        text = match[1] + (match[2] or "")
    if re.fullmatch(r"\d{3,}\.0", text):
        text = text[:-2]  # a program made a number with decimals of it
    if KEPT_DAY.fullmatch(text) or MADE_DAY.fullmatch(text):
        raise CellProblem("made_date", day=text)
    return text


def read_list(value, read=read_line):
    """The parts of a cell that holds several, between ; or in lines."""
    text = read_text(value)
    parts = (part.strip() for part in SEPARATORS.split(text))
    found = list(dict.fromkeys(read(part) for part in parts if part))
    if len(found) > MAX_LIST:
        raise CellProblem("too_many", limit=MAX_LIST)
    return found


def read_bool(value):
    if isinstance(value, bool):
        return value
    text = plain(read_short(value)).strip(" .!")
    if text in TRUE:
        return True
    if text in FALSE:
        return False
    raise CellProblem("bool")


def read_number(value):
    if isinstance(value, bool):
        raise CellProblem("number")
    if isinstance(value, int | float):
        return float(value)
    text = read_short(value).replace("%", "").replace("€", "").replace(" ", "")
    if "," in text:  # 1.234,56 and 1,234.56: the last mark is the decimal one
        if text.rfind(",") > text.rfind("."):
            text = text.replace(".", "").replace(",", ".")
        else:
            text = text.replace(",", "")
    if not re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)", text):
        raise CellProblem("number")
    return float(text)


def read_share(value):
    """A percentage, with or without its sign and words: ``5,5``, ``5 % dto.``"""
    if isinstance(value, str):
        match = re.fullmatch(r"\s*([-+]?[\d.,]+)\s*(.*)", value.lower(), re.DOTALL)
        if match and PERCENT_WORDS.fullmatch(match[2]):
            value = match[1]
    return read_number(value)


def read_integer(value):
    number = read_number(value)
    if not number.is_integer():
        raise CellProblem("integer")
    return int(number)


def read_hour(value):
    """A time of day as the hours since midnight: 9:30, 9.30 h, 9,5, Excel's 0.3958."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        hour = value * 24 if 0 < value < 1 else float(value)
    else:
        text = read_short(value).lower().replace(" ", "").removesuffix("h")
        # "9.30" is how half past nine is written in Spain; "9,5" is nine and a half
        match = re.fullmatch(r"(\d{1,2})[:h.](\d{2})(:\d{2})?", text)
        if match:
            if int(match[2]) > 59:
                raise CellProblem("hour")
            hour = int(match[1]) + int(match[2]) / 60
        else:
            try:
                hour = read_number(text)
            except CellProblem as error:
                raise CellProblem("hour") from error
    if not 0 <= hour <= 24:
        raise CellProblem("hour")
    return round(hour, 4)


def read_date(value, last_year=None):
    """A day: a real date, dd/mm/yyyy, yyyy-mm-dd, yyyymmdd, 1 de mayo de 1980, May 1,
    1980, or the number that Excel keeps for it.

    :param int last_year: the last one that it can be of, where that is known: a year of
        two figures that would be later is of the century before. Others are refused.
    """
    if isinstance(value, bool):
        raise CellProblem("date")
    if isinstance(value, int | float):
        if 1900 <= value <= 2100:
            raise CellProblem("date")  # a year, and no day of 1905
        if int(value) in EXCEL_DAYS and float(value).is_integer():
            return EXCEL_EPOCH + timedelta(days=int(value))
    text = plain(read_short(value))
    text = re.sub(r"(?<=\d)(?:[º°ª]|(?:st|nd|rd|th|er)\b)", "", text)
    text = WEEKDAY.sub("", re.sub(r"\s*\([^()]*\)$", "", text))  # "(44 años)"
    if YEAR_FIRST.fullmatch(text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    elif match := DAY_FIRST.fullmatch(text):
        text = "-".join(match.groups())
    elif isinstance(value, int | float):
        raise CellProblem("date")
    text = re.sub(r"\s+(?:de|del|de l')\s+|\s+d'", " ", text)
    numbers = re.split(r"[/.,\s-]+|t\d\d:.*", text)
    numbers = [part for part in numbers if part]
    # an hour after the day says nothing here
    numbers = numbers[:3] if len(numbers) > 3 and ":" in text else numbers
    if len(numbers) != 3:
        raise CellProblem("date")
    first, middle, last = numbers
    year, month, day = (
        (first, middle, last)
        if len(first) == 4 and first.isdigit()  # "mayo 1, 1980"
        else (last, middle, first)
    )
    if day in MONTHS:  # May 5, 1980
        month, day = day, month
    if month in MONTHS:
        month = str(MONTHS[month])
    if not (year.isdigit() and month.isdigit() and day.isdigit()):
        raise CellProblem("date")
    if len(year) == 2 and last_year and int(year) > last_year % 100:
        year = f"{last_year // 100 - 1}{year}"
    if len(year) != 4:
        raise CellProblem("short_year")
    try:
        return date(int(year), int(month), int(day))
    except ValueError as error:
        raise CellProblem("date") from error


def read_vat(value, country_code=""):
    """A tax id without what people write around it; the zeros that Excel takes from the
    front of a Spanish one are put back."""
    text = TAX_WORD.sub("", read_digits(value).upper())
    aside = BRACKETS.findall(text)
    if aside and len(BRACKETS.sub("", text).strip()) > 6:
        if any(sum(map(str.isdigit, one)) > 4 for one in aside):
            raise CellProblem("two_vats")
        text = BRACKETS.sub("", text)  # "(intracomunitario)"
    parts = [part for part in TAX_BETWEEN.split(text) if part]
    if len(parts) > 1 and all(sum(c.isdigit() for c in part) >= 5 for part in parts):
        raise CellProblem("two_vats")
    parts = text.split("/")
    if len(parts) > 1 and all(sum(c.isdigit() for c in part) >= 7 for part in parts):
        raise CellProblem("two_vats")
    if not SIMPLE_TAX.fullmatch(text) and (alone := _among_words(text)):
        return alone
    text = re.sub(r"[\s.\-‐‑–/_]", "", text)
    spanish = country_code in ("", "ES")
    if spanish and re.fullmatch(r"\d{5,7}[A-Z]", text):
        text = text.zfill(9)
    if re.fullmatch(r"0+\d{8}[A-Z]", text) and dni.is_valid(text[-9:]):
        text = text[-9:]  # the zeros that programs fill it up with
    return text


def _among_words(text):
    """The one Spanish tax id of a text in which it stands with other words: "B12345674
    SL"; "" where it is not known."""
    words = re.split(r"[\s,;:()]+", text.replace(".", ""))
    found = {word.replace("-", "") for word in words}
    found = {word for word in found if len(word) == 9 and nif.is_valid(word)}
    return found.pop() if len(found) == 1 else ""


def read_zip(value, country_code=""):
    text = ZIP_WORD.sub("", read_digits(value)).strip(" -.,;:")
    if country_code in ("", "ES", "-") and re.fullmatch(r"\d{2}[., ]\d{3}", text):
        text = re.sub(r"\D", "", text)  # as a number of thousands
    return postcode(text, country_code)


ZIP_WORD = re.compile(r"^c\.? ?p\.?[ :.-]*(?=\d)", re.IGNORECASE)
# "30001 Murcia", "30001 - Murcia (Murcia)", "Murcia 30001"
ZIP_FIRST = re.compile(r"\(?((?:[A-Z]{1,2}-)?\d[\d-]{1,7}\d)\)?[\s,.;-]*(\D.*)", re.I)
ZIP_LAST = re.compile(
    r"(.*\D)[\s,.;(-]+((?:[A-Z]{1,2}-)?\d[\d-]{2,8})\)?(?:\s*\([^()\d]*\))?", re.I
)


def read_zip_city(value, country_code=""):
    """A postcode and a town.

    :return: (postcode or "", town or "")
    """
    text = read_short(value)
    if country_code in ("", "ES", "-"):  # "30.001 Murcia"
        text = re.sub(r"(?<![\d.])(\d{2})\.(\d{3})(?![\d.])", r"\1\2", text)
    if match := ZIP_FIRST.fullmatch(text):
        number, town = match[1], match[2]
    elif match := ZIP_LAST.fullmatch(text):
        town, number = match[1], match[2]
    elif re.search(r"\d", text) and re.search(r"[^\W\d_]", text):
        raise CellProblem("zip_city")
    else:
        number, town = ("", text) if re.search(r"[^\W\d_]", text) else (text, "")
    if country_code == "NL" and (letters := re.match(r"([A-Z]{2})\s+(.+)", town)):
        number, town = f"{number} {letters[1]}", letters[2]
    town = re.sub(r"\s*\([^()]*\)$", "", town).strip(" ,.;-(")
    return number and postcode(number, country_code), town


def read_email(value):
    found = one_address(read_short(value))
    if not found:
        raise CellProblem("email")
    return found


def read_addresses(value):
    """All addresses of a cell, in the ways in which people and programs write several.

    :return: {address: the name or the words beside it, or ""}
    :raise CellProblem: something of it is no address
    """
    found = addresses(read_text(value))
    if not found:
        raise CellProblem("email")
    if len(found) > MAX_LIST:
        raise CellProblem("too_many", limit=MAX_LIST)
    return found


def read_good_addresses(value):
    """The addresses of a cell that are some, and of the others how they stand there.

    :return: as of ``addresses_within``
    """
    text = read_text(value)
    found, bad = addresses(text), []
    if not found:
        found, bad = addresses_within(text)
    if len(found) + len(bad) > MAX_LIST:
        raise CellProblem("too_many", limit=MAX_LIST)
    return found, bad


def read_phone(value):
    text = read_digits(value)
    if sum(char.isdigit() for char in text) < 5:
        raise CellProblem("phone")
    return text


def fold_text(text):
    """Text whose blanks and line ends do not count, for saying whether it changed."""
    return " ".join(str(text).split())
