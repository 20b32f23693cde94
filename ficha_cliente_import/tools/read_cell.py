"""Reading one cell: what a person or a spreadsheet program wrote, as a value. No ORM.

Cells come as text, number, boolean, or as dates and hours in ISO text (see
:func:`keep`). Each ``read_*`` returns the value, or raises :class:`CellProblem`.

What is said when a file, or a cell of it, cannot be read. No ORM.
"""

import re
from datetime import date, datetime, time, timedelta

from stdnum.es import dni

from odoo.tools.translate import LazyTranslate

from odoo.addons.ficha_cliente.tools.email_address import (
    addresses,
    addresses_within,
    one_address,
)
from odoo.addons.ficha_cliente.tools.places import postcode
from odoo.addons.ficha_cliente.tools.plain_text import visible

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
SHORTENED = re.compile(r"(\d)(?:[.,](\d+))?[eE]\+?(\d{1,3})")
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

# "NIF: B76543032", "C.I.F. B-76.543.057"
TAX_WORD = re.compile(
    r"^(?:(?:N\.?I\.?F|C\.?I\.?F|D\.?N\.?I|N\.?I\.?E|VAT|R\.?U\.?T|R\.?F\.?C)\b"
    r"(?:\.?[\s/]*(?:IVA|N[ºO°]|NUM|N[UÚ]MERO|NUMBER|ID))?[\s:.\-/]*)+(?=\S)",
    re.IGNORECASE,
)
BRACKETS = re.compile(r"\([^()]*\)")
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
        text = match[1] + match[2]
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
        (first, middle, last) if len(first) == 4 else (last, middle, first)
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
    text = re.sub(r"[\s.\-‐‑–/_]", "", text)
    spanish = country_code in ("", "ES")
    if spanish and re.fullmatch(r"\d{5,7}[A-Z]", text):
        text = text.zfill(9)
    if re.fullmatch(r"0+\d{8}[A-Z]", text) and dni.is_valid(text[-9:]):
        text = text[-9:]  # the zeros that programs fill it up with
    return text


def read_zip(value, country_code=""):
    text = ZIP_WORD.sub("", read_digits(value))
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


_lt = LazyTranslate(__name__)

# There is no environment here: who writes the text translates it.
# pylint: disable=prefer-env-translation

FILE = {
    "extension": _lt(
        "“%(name)s” is neither an Excel file (.xlsx, .xls) nor one of LibreOffice "
        "(.ods), a text file (.csv) or an address book (.vcf). Open it with the "
        "program that made it, choose Save as and one of these."
    ),
    "too_big": _lt(
        "The file has %(size)s MB and the limit is %(limit)s MB. Divide it into "
        "several files, or remove pictures and sheets that are not needed. The limit "
        "is in the settings."
    ),
    "old_excel": _lt(
        "This is no workbook that can be read: it is of another program, of a very old "
        "Excel, or protected with a password. Open it with the program that made it "
        "and save it as .xlsx, without a password."
    ),
    "not_excel": _lt(
        "“%(name)s” is named like a spreadsheet, but its content is something else. "
        "Open it with the program that made it and save it as .xlsx."
    ),
    "password": _lt(
        "“%(name)s” is protected with a password. Open it with the password, save it "
        "without one and drop that file."
    ),
    "pdf": _lt(
        "“%(name)s” is a PDF, which can be looked at and not read as a list. Ask the "
        "program that made it, or who sent it, for the list as Excel (.xlsx) or as "
        "text (.csv)."
    ),
    "archive": _lt(
        "“%(name)s” is a compressed folder. Open it, take out the file of the "
        "customers and drop that one."
    ),
    "numbers": _lt(
        "“%(name)s” is of Numbers. Open it there, choose File, Export to, Excel, and "
        "drop that file."
    ),
    "binary_excel": _lt(
        "“%(name)s” is a binary workbook (.xlsb). Open it in Excel and save it as "
        ".xlsx."
    ),
    "document": _lt(
        "“%(name)s” is a document and no list. If there is a table in it, copy it into "
        "Excel and save that as .xlsx."
    ),
    "picture": _lt(
        "“%(name)s” is a picture, from which no list can be read. Ask for the list as "
        "Excel (.xlsx) or as text (.csv)."
    ),
    "database": _lt(
        "“%(name)s” is a database. Open it with its program and export the customers "
        "as Excel (.xlsx) or as text (.csv)."
    ),
    "not_card": _lt(
        "“%(name)s” is named like an address book, but there is no card in it. Export "
        "the contacts of the telephone again."
    ),
    "no_customers": _lt(
        "No sheet of this file looks like a list of customers: %(sheets)s. Name the "
        "sheet of the customers “Customers”, or drop another file."
    ),
    "not_text": _lt(
        "“%(name)s” is named like a text file, but its content is something else. If "
        "it is an Excel file, its name must end in .xlsx."
    ),
    "damaged": _lt(
        "“%(name)s” is damaged: it cannot be read to the end. Open it in Excel and "
        "save it again."
    ),
    "bomb": _lt(
        "The file would unpack to %(size)s MB, far more than any list of customers. "
        "It was not read."
    ),
    "no_rows": _lt(
        "There is no row in this file. The first row has the headings and each of the "
        "following ones a customer."
    ),
    "too_many_rows": _lt(
        "The file has more than %(limit)s rows. Divide it into several files."
    ),
    "too_many_columns": _lt(
        "The file has more than %(limit)s columns. Remove those that are not needed."
    ),
    "too_many_cells": _lt(
        "The file has more than %(limit)s cells. Remove columns and sheets that are "
        "not needed, or divide it into several files."
    ),
    "too_long": _lt(
        "A cell of row %(row)s has more than %(limit)s characters, which is the most "
        "that Excel allows. Shorten it. In a text file, a quotation mark may be "
        "missing there."
    ),
    "too_much_text": _lt(
        "The texts in the cells of this file have more than %(limit)s million "
        "characters. Remove long texts, or divide it into several files."
    ),
    "duplicated": _lt(
        "The heading “%(heading)s” is there more than once (columns %(columns)s). Keep "
        "one of them."
    ),
    "same_column": _lt(
        "The headings “%(first)s” and “%(second)s” mean the same. Keep one of them."
    ),
    "merged": _lt(
        "The cells %(cells)s are merged, so it is not known which row they belong to. "
        "Separate them in Excel (Merge and center) and write the value in each row."
    ),
}

CELL = {
    "zip_city": _lt("Write the postcode before or after the town."),
    "excel_error": _lt("Excel shows an error here instead of a value."),
    "shortened": _lt(
        "Excel has shortened this number and its last digits are lost. Give the column "
        "the format Text and write it again."
    ),
    "made_date": _lt(
        "Excel made a date of what was typed here: %(day)s. Give the column the format "
        "Text and write it again."
    ),
    "too_long": _lt("This is too long: at most %(limit)s characters."),
    "too_many": _lt("There are too many here: at most %(limit)s in one cell."),
    "bool": _lt("Write yes or no."),
    "number": _lt("This is not a number."),
    "integer": _lt("This is not a whole number."),
    "percent": _lt("Write a number between 0 and 100."),
    "said_otherwise": _lt(
        "An earlier row of the same customer says otherwise, and this one is the one "
        "that stays."
    ),
    "address_whole": _lt(
        "A postcode seems to stand in the street. If so, write postcode and town in "
        "columns of their own."
    ),
    "whose": _lt(
        "There is somebody to speak to, and no customer. The row above is of "
        "“%(name)s”: if they work there, write it in this row too."
    ),
    "small_share": _lt(
        "This is less than one percent. If it means a share, as 0.05 for five percent, "
        "write 5."
    ),
    "hours": _lt("It ends before it begins."),
    "period": _lt("The last day is before the first."),
    "hour": _lt("This is not a time of day. Write it like 9:30."),
    "date": _lt("This is not a date. Write it as day/month/year, like 31/12/1980."),
    "left_error": _lt(
        "Excel shows an error here instead of a value. The cell was left empty."
    ),
    "left_date": _lt(
        "This is no whole date of birth, so that it was left empty. Write it as "
        "day/month/year, like 31/12/1980."
    ),
    "short_year": _lt("Write the year with four digits, like 31/12/1980."),
    "future": _lt("This day is in the future."),
    "too_old": _lt("This day is too long ago. Write the year with four digits."),
    "year": _lt("This year is not possible. Write it with four digits."),
    "email_like": _lt("This is not an e-mail address. Is it %(instead)s?"),
    "email": _lt("This is not an e-mail address. Write one like name@example.com."),
    "phone": _lt("This is not a telephone number."),
    "two_vats": _lt("There are two tax IDs here. Write the one of this customer."),
    "digits": _lt("This has too few digits for a telephone, or too many."),
    "vat": _lt("This tax ID cannot be right: its check digits do not fit."),
    "same_tax": _lt(
        "Row %(row)s has the same tax ID and is somebody else. Correct it in the row "
        "where it is wrong."
    ),
    "iban": _lt("This is not an IBAN: its check digits do not fit."),
    "unknown": _lt("There is none with this name. The existing ones are: %(known)s."),
    "either": _lt("It may be one of these: %(known)s. Write which."),
    "several": _lt("There are several with this name. Write its code, if it has one."),
    "no_code": _lt("Client codes have at most %(length)s characters."),
    "needs": _lt("A line also needs this: %(column)s."),
    "no_name": _lt("A new customer needs a name."),
    "parent_unknown": _lt(
        "No company with this code, tax ID or name is in the file or among your "
        "customers."
    ),
    "parent_several": _lt(
        "Several companies have this name: “%(names)s”. Write the client code or the "
        "tax ID."
    ),
    "parent_row": _lt("Row %(row)s, which it belongs to, cannot be imported as it is."),
    "parent_self": _lt("A company cannot belong to itself."),
    "owner_unknown": _lt(
        "No customer with this code, tax ID or e-mail is in the file or among yours."
    ),
    "owner_missing": _lt(
        "Say whose line this is: client code, tax ID, e-mail, or the name of a "
        "customer of this file."
    ),
}

# what is good to know of a row that comes in: %(what)s are headings with their cells
NOTE = {
    "empty": _lt("Left empty: %(what)s."),
    "no_year": _lt("Left empty, as the year is missing: %(what)s."),
    "made_date": _lt(
        "Left empty, for Excel made a date of what was typed: %(what)s. Give the "
        "column the format Text and write it again."
    ),
    "part_alone": _lt("Left out, as what it belongs to is empty: %(what)s."),
    "unknown_place": _lt("Left out, as no place is called so: %(what)s."),
    "no_country": _lt(
        "The country was left open: %(what)s is not of the usual one, and does not say "
        "which."
    ),
    "left_error": _lt("Left empty, as Excel shows an error there: %(what)s."),
    "left_date": _lt("Left empty, as it is no whole day of a birth: %(what)s."),
    "left_email": _lt("Left out, as it is no e-mail address: %(what)s."),
    "no_website": _lt("Left out, as it is no address of a website: %(what)s."),
    "asked_email": _lt(
        "Left out until it is decided, as it is no e-mail address: %(what)s."
    ),
    "found_by_code": _lt("Found by its client code, as %(what)s."),
    "found_by_tax": _lt("Found by its tax ID, as %(what)s."),
    "found_by_email": _lt("Found by its e-mail, as %(what)s."),
    "found_by_phone": _lt("Found by its telephone, as %(what)s."),
    "country_found": _lt("Country taken from the rest of the row: %(what)s."),
    "second_vat": _lt("Left out, as the row has another one: %(what)s."),
    "wrong_vat": _lt("Its check digits do not fit, look at it again: %(what)s."),
    "short_phone": _lt(
        "It has too few digits, or too many, look at it again: %(what)s."
    ),
    "small_share": _lt("Less than one percent, look at it again: %(what)s."),
    "address_parted": _lt("Postcode and town taken out of the street: %(what)s."),
    "address_whole": _lt(
        "A postcode seems to stand in the street, and was left there: %(what)s."
    ),
    "said_otherwise": _lt("An earlier row of this customer says otherwise: %(what)s."),
    "whose": _lt("No customer in this row, the one above is “%(what)s”."),
    "company_made": _lt("Their company is made too: %(what)s."),
}

# whose a row is, is not clear
CONFLICT = {
    "two": _lt(
        "The row matches more than one customer: “%(names)s”. Write the client code of "
        "the right one, or merge them first."
    ),
    "code": _lt(
        "By its tax ID, e-mail or phone the row is %(name)s, whose client code is "
        "%(known)s and not %(code)s."
    ),
    "same_tax": CELL["same_tax"],
    "key": _lt(
        "The file key does not belong to this database, or its customer is no longer "
        "here. Empty the cell to let the row find its customer by the rest."
    ),
}
