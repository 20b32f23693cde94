"""What Excel shows of a number, by the format of its cell. No ORM.

A person who types 42 into a column formatted ``00000`` sees 00042, and means it. So a
number becomes text where its format says something that the number does not: zeros in
front, a prefix, a mask, a percent sign. Separators of thousands, decimals and the sign
of a currency say nothing, and the number stays one.

A day stays a day, with what is shown of it beside it.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

MAX_FORMAT = 255
MAX_PLACES = 40  # for figures: an account number has 20
# Excel keeps fifteen digits of a number; what has more has lost the last ones
MOST = 10**15

# formats that a file names by number only, and Excel shows as the country does
BUILTIN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "dd/mm/yyyy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "dd/mm/yyyy h:mm",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    49: "@",
    # of Eastern Asia
    **dict.fromkeys((*range(27, 32), 36, *range(50, 55), 57, 58), "yyyy/m/d"),
    **dict.fromkeys((*range(32, 36), 55, 56), "h:mm:ss"),
}
CURRENCIES = {"eur", "euro", "euros", "usd", "gbp", "chf", "pta", "ptas", "pts", "rs"}
MONTHS = "ene feb mar abr may jun jul ago sep oct nov dic".split()
LONG_MONTHS = (
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre"
).split()
DAYS = "lunes martes miércoles jueves viernes sábado domingo".split()
TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?'
    r"|\\(?P<escaped>.)"
    r"|\[(?P<bracket>[^\]]*)\]?"
    r"|_.|\*."  # room as wide as a character, and what fills the cell
    r"|(?P<general>general|estándar|standard)"
    r"|(?P<noon>am/pm|a/p)"
    r"|(?P<power>e[+-])"
    r"|(?P<digit>[0#?])"
    r"|(?P<date>[dy]+|h+|s+|m+|e+|g+|b+)"
    r"|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
PLACES = ("digit", "@")
CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)")
COMPARE = {
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
    "<>": lambda a, b: a != b,
    "=": lambda a, b: a == b,
}


class Day(datetime):
    """A day, or a moment of it, that a cell holds.

    :ivar shown: what the cell shows of it
    """

    shown = ""

    @classmethod
    def of(cls, moment, shown):
        day = cls(*moment.timetuple()[:6], getattr(moment, "microsecond", 0))
        day.shown = shown
        return day

    # so that copies are plain
    def __reduce_ex__(self, protocol):
        return datetime(*self.timetuple()[:6], self.microsecond).__reduce_ex__(protocol)


@dataclass
class _Section:
    """One of the parts, between semicolons, of a format.

    :ivar parts: (kind, text): ``literal``, ``digit``, ``.``, ``,``, ``%``, ``@``,
        ``date``, ``noon``, ``elapsed``, ``general``, ``/``, ``power``, ``currency``
    :ivar kinds: those of the parts
    :ivar says: whether it says something that the number does not
    :ivar zeros: how many figures, when it is zeros and nothing else
    :ivar mask: how its places are filled, see :func:`_mask`
    """

    parts: list = field(default_factory=list)
    condition: tuple = ()
    kinds: frozenset = frozenset()
    says: bool = False
    zeros: int = 0
    mask: tuple = ()

    def has(self, *kinds):
        return not self.kinds.isdisjoint(kinds)


@dataclass
class NumberFormat:
    """A format that was understood."""

    sections: list
    is_plain: bool = False  # General: nothing to be said

    def __post_init__(self):
        numbers = [s for s in self.sections[:3] if not s.has("@")]
        self.numbers = numbers or self.sections

    # -- what it does ------------------------------------------------------------------

    def number(self, value, epoch):
        """What a cell with the number ``value`` says.

        :param epoch: day 0 of the workbook
        :return: the number, text where the format says more than that, or a
            :class:`Day`, or an hour
        :raise ValueError, OverflowError: it is a day that does not exist
        """
        if self.is_plain:
            return tidy(value)
        section = self._section(value)
        if section.has("date", "elapsed"):
            return _moment(section, value, epoch)
        if not section.parts:
            return ""  # hidden
        if section.has("%"):
            return percent(value)
        value = tidy(value)
        if isinstance(value, str) or section.has("general", "/", "power"):
            return value
        if section.has("@"):
            return self.text(str(value)) if section.says else value
        if not section.has("digit"):
            return "".join(text for _kind, text in section.parts).strip()
        if section.zeros and value >= 0:
            return f"{int(value + 0.5):0{section.zeros}d}"
        return _masked(section, value) if section.says else value

    def text(self, value):
        """What a cell with the text ``value`` shows: it may have a prefix."""
        if self.is_plain:
            return value
        for section in self.sections:
            if section.has("@") and len(section.parts) < 10:
                shown = (value if kind == "@" else text for kind, text in section.parts)
                return "".join(shown)
        return value

    def _section(self, value):
        numbers = self.numbers
        if len(numbers) == 1:
            return numbers[0]
        for section in numbers:
            if section.condition and COMPARE[section.condition[0]](
                value, section.condition[1]
            ):
                return section
        if any(section.condition for section in numbers):
            return next((s for s in numbers if not s.condition), numbers[-1])
        if value < 0 and len(numbers) > 1:
            return numbers[1]
        if value == 0 and len(numbers) > 2:
            return numbers[2]
        return numbers[0]


def tidy(value):
    """A number as Excel keeps it: with fifteen digits, whole ones without decimals.
    Text that says so when it has more, for its last ones are lost."""
    if abs(value) >= MOST:
        return f"{value:.14E}"
    if isinstance(value, float):
        value = float(f"{value:.15g}")
        return int(value) if value.is_integer() else value
    return value


@lru_cache(maxsize=1000)
def number_format(code):
    """:return: :class:`NumberFormat` of the code of a format"""
    code = code if code and len(code) <= MAX_FORMAT else "General"
    sections = [_Section()]
    for match in TOKEN.finditer(code):
        kind, text = match.lastgroup, match[match.lastgroup or 0]
        section = sections[-1]
        if kind in ("quoted", "escaped"):
            section.parts.append(("literal", text))
        elif kind == "bracket":
            _bracket(section, text)
        elif kind == "other":
            if text == ";":
                sections.append(_Section())
            else:
                kind = text if text in ".,%@/" else "literal"
                section.parts.append((kind, text))
        elif kind:
            section.parts.append((kind, text.lower()))
    for section in sections:
        _settle(section)
    first = sections[0]
    plain = len(sections) == 1 and (
        [kind for kind, _text in first.parts] == ["general"] or code == "@"
    )
    return NumberFormat(sections[:4], plain)


def _bracket(section, text):
    if match := CONDITION.fullmatch(text):
        section.condition = match[1], float(match[2])
    elif text.startswith("$"):
        section.parts.append(("currency", text[1:].split("-")[0]))
    elif re.fullmatch("h+|m+|s+", text, re.IGNORECASE):
        section.parts.append(("elapsed", text.lower()))


def _settle(section):
    """Letters that are of a day in one format are text in another. And what can be
    said of it whatever the number."""
    kinds = {kind for kind, _text in section.parts}
    if kinds & {"digit", "general", "@"} and "elapsed" not in kinds:
        # "mm:ss.0" has a digit too
        seconds = any(kind == "date" and text[0] == "s" for kind, text in section.parts)
        if not seconds:
            section.parts = [
                ("literal" if kind in ("date", "noon") else kind, text)
                for kind, text in section.parts
            ]
    dates = [at for at, (kind, _text) in enumerate(section.parts) if kind == "date"]
    for place, at in enumerate(dates):
        text = section.parts[at][1]
        before = [section.parts[i][1][0] for i in dates[:place]][-1:]
        after = [section.parts[i][1][0] for i in dates[place + 1 :]][:1]
        elapsed = any(kind == "elapsed" for kind, _text in section.parts[:at])
        if text[0] == "m" and len(text) < 3 and ("h" in before or "s" in after):
            section.parts[at] = ("date", "n" * len(text))  # minutes
        elif text[0] == "m" and elapsed:
            section.parts[at] = ("date", "n" * len(text))
    section.kinds = frozenset(kind for kind, _text in section.parts)
    section.says = _says(section)
    section.mask = _mask(section) if section.says else ()
    zeros = "".join(text for _kind, text in section.parts)
    if len(zeros) > 1 and section.kinds == {"digit"} and set(zeros) == {"0"}:
        section.zeros = len(zeros)


def _says(section):
    """Whether the format says something that the number does not."""
    zeros = places = 0
    for kind, text in section.parts:
        if kind in (".", "/"):
            break
        if kind == "digit":
            places += 1
            zeros += text == "0"
    if places > MAX_PLACES:
        return False
    if zeros > 1:
        return True
    first = next((i for i, p in enumerate(section.parts) if p[0] in PLACES), None)
    last = max((i for i, p in enumerate(section.parts) if p[0] in PLACES), default=0)
    for at, (kind, text) in enumerate(section.parts):
        if kind != "literal" or not text.strip():
            continue
        if first is not None and first < at < last and text not in "()-+. '":
            return True
        if text.strip(" .").lower() in CURRENCIES:
            continue
        if any(char.isalnum() for char in text):
            return True
        if text == "-" and first is not None and first < at < last:
            return True
        if text == "+" and at < (first or 0):
            return True
    return False


def percent(value):
    """A share as a person reads it: 0.125 is ``12,5 %``."""
    number = Decimal(f"{value:.12g}") * 100
    return f"{format(number.normalize(), 'f').replace('.', ',')} %"


def _masked(section, value):
    """The digits of a number in the places that a format has for them."""
    whole_parts, tail_parts, decimals = section.mask
    number = abs(Decimal(repr(value))).quantize(
        Decimal(1).scaleb(-decimals), ROUND_HALF_UP
    )
    whole, _dot, rest = format(number, "f").partition(".")
    digits, shown = list(whole.lstrip("0")), []
    for kind, text, is_needed in whole_parts:
        if kind == "first":  # the place that takes all that are left
            shown += reversed(digits) if digits else ("0" if text == "0" else "")
        elif kind == "digit":
            if digits:
                shown.append(digits.pop())
            elif text == "0":
                shown.append("0")
        elif is_needed or digits:
            shown.append(text[::-1])
    tail, rest = [], list(rest)
    for kind, text in tail_parts:
        tail.append(rest.pop(0) if kind == "digit" else text)
    sign = "-" if value < 0 else ""
    return (sign + "".join(shown)[::-1] + "".join(tail)).strip()


def _mask(section):
    """The parts of a section, for :func:`_masked`: those before the decimals, from the
    last to the first, as (kind, text, whether it is shown without digits before it);
    those after; and how many decimals there are."""
    parts = section.parts
    point = next((at for at, (kind, _t) in enumerate(parts) if kind == "."), len(parts))
    places = [at for at in range(point) if parts[at][0] == "digit"]
    zeros = [at for at in places if parts[at][1] == "0"]
    found = []
    for at in range(point - 1, -1, -1):
        kind, text = parts[at]
        if kind == "digit":
            found.append(("first" if at == places[0] else kind, text, False))
        elif kind in ("literal", "currency"):
            outside = not places or at < places[0] or at > places[-1]
            is_needed = outside or bool(zeros and zeros[0] < at)
            found.append((kind, text, is_needed))
    tail = [
        (k, "," if k == "." else text)
        for k, text in parts[point:]
        if k in ("digit", "literal", "currency", ".")
    ]
    return found, tail, sum(kind == "digit" for kind, _text in tail)


# -- days ------------------------------------------------------------------------------


def _moment(section, value, epoch):
    if section.has("elapsed"):
        span = timedelta(days=value)
        minutes = round(span.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02d}"
    letters = {text[0] for kind, text in section.parts if kind == "date"}
    if 0 <= value < 1 and not letters & set("hns"):
        return "00/01/1900"  # no day at all: what Excel shows of nothing
    moment = from_serial(value, epoch)
    if not letters & set("dmye") or 0 <= value < 1:
        return time(moment.hour, moment.minute, moment.second)
    return Day.of(moment, show_moment(section, moment))


def from_serial(value, epoch):
    """The moment that Excel keeps as a number, to the second."""
    if value < 0:
        raise ValueError("before the calendar")
    # 1900 had no 29 February; day 60 of Excel is that day
    if epoch.year == 1899 and value < 60:
        value += 1
    seconds = round(value * 86400)
    if abs(value * 86400 - seconds) > 0.5:
        raise ValueError("no moment")
    return epoch + timedelta(seconds=seconds)


def show_moment(section, moment):
    """What a cell shows of a moment, as in Spain."""
    is_noon = section.has("noon")
    hour = (moment.hour % 12 or 12) if is_noon else moment.hour
    shown = []
    for kind, text in section.parts:
        if kind == "date":
            letter, size = text[0], len(text)
            if letter == "d":
                name = DAYS[moment.weekday()]
                shown.append(
                    f"{moment.day:0{min(size, 2)}d}"
                    if size < 3
                    else (name[:3] if size == 3 else name)
                )
            elif letter == "m":
                at = moment.month - 1
                names = {3: MONTHS[at], 5: MONTHS[at][0].upper()}
                shown.append(
                    f"{moment.month:0{size}d}"
                    if size < 3
                    else names.get(size, LONG_MONTHS[at])
                )
            elif letter in "ye":
                shown.append(
                    f"{moment.year % 100:02d}" if size < 3 else str(moment.year)
                )
            elif letter in "hns":
                number = {"h": hour, "n": moment.minute, "s": moment.second}[letter]
                shown.append(f"{number:0{min(size, 2)}d}")
        elif kind == "noon":
            shown.append("AM" if moment.hour < 12 else "PM")
        elif kind in ("literal", "/", ",", "."):
            shown.append(text)
    return "".join(shown).strip()
