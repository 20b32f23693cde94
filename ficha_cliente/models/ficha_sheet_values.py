"""Reading one cell: what a person or a spreadsheet program wrote, as a value. No ORM.

Cells come as text, number, boolean, or as dates and hours in ISO text (see
:func:`keep`). Each ``read_*`` returns the value, or raises :class:`CellProblem`.
"""

import re
from datetime import date, datetime, time, timedelta

from .ficha_sheet_safe import unguard

EXCEL_ERROR = re.compile(r"#[¡¿]?[A-ZÁÉÍÓÚÑ/0]+[!?]?")
SHORTENED = re.compile(r"\d([.,]\d+)?[eE]\+\d+")
TRUE = {"si", "s", "yes", "y", "x", "1", "true", "verdadero", "cierto"}
FALSE = {"no", "n", "0", "false", "falso"}
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "enero january ene jan",
            "febrero february feb",
            "marzo march mar",
            "abril april abr apr",
            "mayo may",
            "junio june jun",
            "julio july jul",
            "agosto august ago aug",
            "septiembre setiembre september sep sept set",
            "octubre october oct",
            "noviembre november nov",
            "diciembre december dic dec",
        ),
        1,
    )
    for name in names.split()
}
# day 1 of Excel's calendar is 1 January 1900, which it counts with a 29 February 1900
EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_DAYS = range(61, 73051)  # up to 31 December 2099
SEPARATORS = re.compile(r"[;\n|]+")


class CellProblem(Exception):
    """A value that its column cannot have.

    :param str code: which sentence says so (``ficha_sheet_sentences``)
    :param values: what the sentence names
    """

    def __init__(self, code, **values):
        super().__init__(code)
        self.code = code
        self.values = values


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
    if isinstance(value, float):
        value = int(value) if value.is_integer() else repr(value)
    text = str(value).strip()
    if EXCEL_ERROR.fullmatch(text):
        raise CellProblem("excel_error")
    return unguard(text)


def read_line(value):
    return " ".join(read_text(value).split())


def read_digits(value):
    """Text that is mostly a number: telephones, postcodes, tax ids."""
    text = read_line(value)
    if SHORTENED.fullmatch(text):
        raise CellProblem("shortened")
    return text


def read_list(value, read=read_line):
    """The parts of a cell that holds several, between ; or in lines."""
    text = read_text(value)
    parts = (part.strip() for part in SEPARATORS.split(text))
    return list(dict.fromkeys(read(part) for part in parts if part))


def read_bool(value):
    if isinstance(value, bool):
        return value
    text = _plain(read_line(value))
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
    text = read_line(value).replace("%", "").replace("€", "").replace(" ", "")
    if "," in text:  # 1.234,56 and 1,234.56: the last mark is the decimal one
        if text.rfind(",") > text.rfind("."):
            text = text.replace(".", "").replace(",", ".")
        else:
            text = text.replace(",", "")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)", text):
        raise CellProblem("number")
    return float(text)


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
        text = read_line(value).lower().replace(" ", "").removesuffix("h")
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


def read_date(value):
    """A day: a real date, dd/mm/yyyy, yyyy-mm-dd, 1 de mayo de 1980, or the number
    that Excel keeps for it."""
    if isinstance(value, bool):
        raise CellProblem("date")
    if isinstance(value, int | float):
        if int(value) in EXCEL_DAYS and float(value).is_integer():
            return EXCEL_EPOCH + timedelta(days=int(value))
        raise CellProblem("date")
    text = _plain(read_line(value))
    numbers = re.split(r"[/.\s-]+|t\d\d:.*|\s+de\s+", text.replace(" de ", " "))
    numbers = [part for part in numbers if part]
    # an hour after the day says nothing here
    numbers = numbers[:3] if len(numbers) > 3 and ":" in text else numbers
    if len(numbers) != 3:
        raise CellProblem("date")
    first, middle, last = numbers
    year, month, day = (
        (first, middle, last) if len(first) == 4 else (last, middle, first)
    )
    if month in MONTHS:
        month = str(MONTHS[month])
    if not (year.isdigit() and month.isdigit() and day.isdigit()):
        raise CellProblem("date")
    if len(year) != 4:
        raise CellProblem("short_year")
    try:
        return date(int(year), int(month), int(day))
    except ValueError as error:
        raise CellProblem("date") from error


def read_vat(value, country_code=""):
    """A tax id; the zeros that Excel takes from the front of a Spanish one are put
    back."""
    text = re.sub(r"[\s.\-]", "", read_digits(value)).upper()
    spanish = country_code in ("", "ES")
    if spanish and re.fullmatch(r"\d{5,7}[A-Z]", text):
        text = text.zfill(9)
    return text


def read_zip(value, country_code=""):
    text = read_digits(value)
    if country_code in ("", "ES") and re.fullmatch(r"\d{4}", text):
        text = text.zfill(5)
    return text


def read_email(value):
    text = read_line(value).removeprefix("mailto:").strip(" <>,;")
    if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+", text):
        raise CellProblem("email")
    return text


def read_phone(value):
    text = read_digits(value)
    if sum(char.isdigit() for char in text) < 5:
        raise CellProblem("phone")
    return text


def _plain(text):
    return text.lower().translate(str.maketrans("áéíóúü", "aeiouu"))


def fold_text(text):
    """Text whose blanks and line ends do not count, for saying whether it changed."""
    return " ".join(str(text).split())
