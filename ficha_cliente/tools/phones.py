"""Telephone numbers as people write them: pure functions, no database.

``phone_value`` reads a text that is one number; ``phone_numbers`` one that holds
several, with words between them. What they are given comes from anybody: each looks at
the first ``MAX_TEXT`` characters, and no pattern here tries the same characters again
and again.
"""

import re
import unicodedata
from functools import lru_cache

import phonenumbers

from .plain_text import visible

# Longer than any list of numbers; what comes after is not looked at.
MAX_TEXT = 500

# Nobody writes more of them in one line.
MAX_NUMBERS = 20

# A label says which number it is, in few words.
MAX_LABEL = 80

# With fewer digits a "telephone" is an extension or a mistake.
MIN_DIGITS = 5
MAX_DIGITS = 20

# With words or numbers beside them, fewer digits than this are an hour or a floor.
MIN_BESIDE = 7

# No number with its country is shorter, where nothing says that it has one.
MIN_INTERNATIONAL = 10

# what may stand in a telephone number, and what may follow it; blanks are single here
SHAPE = re.compile(r"\+?[\d\s().,\-/·–]+")
MAX_SHAPE = 60
EXTENSION = re.compile(
    r"(?:(?<![^\W\d_])(?:ext|extensi[oó]n|x|int|interno)\.?|#) ?:? ?\d{1,10} ?$"
)
CALLED = r"tel[eé]fonos?|tel[eé]fs?|tels?|tlfnos?|tlfs?|tfnos?|tfs?|phones?|telephones?"
MOBILE = r"m[oó]vil(?:es)?|m[oó]v|cel|celular(?:es)?|mobiles?|cell"
PREFIX = re.compile(rf"^(?:{CALLED}|{MOBILE}|fax)\b[.:\s]*")

# A run of what numbers are made of; words stand between the runs.
RUN = re.compile(r"[\d+(][\d+().\s/\-·–]*")
# What says nothing of a number but that it is one.
SAYS_NOTHING = re.compile(
    rf"(?<![^\W\d_])(?:{CALLED}|{MOBILE}|n[uú]ms?|n[uú]mero|n[º°]|t|m)(?![^\W_])\.?"
    # "nº" before the number, and not what is not to be done: "no llamar"
    r"|(?<![^\W\d_])no(?=[\W_]*\Z)",
    re.IGNORECASE,
)
GLUED = re.compile(rf"(?:{CALLED}|{MOBILE}|fax|t|m|f)\Z", re.IGNORECASE)
# A number of a line or a floor behind a telephone.
BEHIND = re.compile(r"[ (]{1,3}\d{1,2}\Z")
# What stands between two numbers and belongs to neither.
BETWEEN = re.compile(r"[/;,|&\n]|(?<= )(?:[yoóeu]|and|or|-)(?= )")
# "968 12 34 16 y 17": another ending of the number before
ENDING = re.compile(r"(?<=\d\d) y (?=\d{1,3} ?(?:\Z|[\n;,(]))")
EDGES = " .:,;-–/()[]·|&+=*\n"

# Mexico dialled mobiles with these until 2019; they are part of no number today.
MEXICO = re.compile(r"(?:52)?(?:04[45]|01|1)(\d{10})")
# A mobile of Buenos Aires as it is dialled there: no other area has eight digits.
ARGENTINA = re.compile(r"(?:54)?0?15(\d{8})")


# -- one number ------------------------------------------------------------------------


def phone_value(text, *country_codes):
    """Return a telephone number in E.164 (``+34612345678``), else its digits.

    Letters are never read as digits (``phonenumbers`` would read a vanity number), and
    an extension is left out. Digits that are no number of the countries given and are
    one of another, written without its "+", are that.

    :param str text: as somebody typed it
    :param country_codes: of the contact, of its company: the first that makes it a
        possible number is taken. None, "" and False are passed over.
    :return: None when these are fewer digits than a telephone has, or no telephone
    """
    text = PREFIX.sub("", _line(text).lower())
    text = EXTENSION.sub("", text).strip(" .,;:-/")
    return _read(text, _codes(country_codes))


def _line(text):
    """The beginning of a text in one line, in Unicode's compatibility form."""
    if not text:
        return ""
    text = " ".join(visible(str(text)[: 2 * MAX_TEXT]).split())[:MAX_TEXT]
    return " ".join(unicodedata.normalize("NFKC", text).split())[:MAX_TEXT]


def _codes(country_codes):
    return tuple(dict.fromkeys(code.upper() for code in country_codes if code))


def _read(text, countries):
    """A text of nothing but a number; see :func:`phone_value`."""
    if text.startswith("("):
        start, _bracket, rest = text[1:].partition(")")
        if start.strip().startswith(("+", "00")):
            text = f"{start.strip()} {rest}"
    if len(text) > MAX_SHAPE or not SHAPE.fullmatch(text):
        return None
    abroad = text.startswith(("+", "00"))
    if abroad:
        # "+44 (0) 20 ...": the zero is for who calls from there
        text = text.replace("(0)", "")
    digits = re.sub(r"\D", "", text)
    if not MIN_DIGITS <= len(digits) <= MAX_DIGITS:
        return None
    if abroad and not text.startswith("+"):
        digits = digits[2:]
    value = _e164(f"+{digits}" if abroad else digits, countries)
    if value and not abroad and not _is_written_so(text, digits, value, countries):
        value = None
    return value or digits


def _is_written_so(text, digits, value, countries):
    """Whether digits without "+" may be read as ``value``, where that is a country and
    its number: nobody who writes ``600-123-456-789`` or ``968 234 567 89`` means
    Malaysia or Oman, but a number at home with figures too many."""
    prefix = str(phonenumbers.parse(value).country_code)
    if not digits.startswith(prefix) or value[1:].removeprefix(prefix) == digits:
        return True  # as at home
    if value[1:] == digits and not _begins_so(text, value):
        return False
    # the zero that is dialled at home, right behind the country's figures
    zero = digits[len(prefix)] == "0" and value[1:] != digits
    if zero and not re.match(rf"\(?{prefix}\)?[\s.()\-]+0", text):
        return False
    return not _in_groups(text, countries)


def _in_groups(text, countries):
    """Whether a number of one of the countries stands in groups of its own before the
    last figures."""
    groups = re.findall(r"\d+", text)
    begins = ("".join(groups[:last]) for last in range(1, len(groups)))
    return any(_is_of(begin, countries) for begin in begins)


def has_more_figures(text, *country_codes):
    """Whether a text without a country's figures in front begins with a number of one
    of these countries and goes on: what is read of it may not be what is meant.

    :param str text: as somebody typed it; one with words says what they are
    """
    text = _line(text)
    if not SHAPE.fullmatch(text) or text.lstrip("(").startswith(("+", "00")):
        return False
    digits = re.sub(r"\D", "", text)
    codes = _codes(country_codes)
    if _is_of(digits, codes):
        return False  # nor does one of Italy that is whole
    begins = (digits[:last] for last in range(8, min(len(digits), MAX_DIGITS)))
    return any(_is_of(begin, codes) for begin in begins)


def _is_of(digits, countries):
    """Whether these are the figures of a number of one of the countries."""
    for country in countries:
        number = _parse(digits, country)
        if number and str(number.national_number) == digits:
            if phonenumbers.is_valid_number_for_region(number, country):
                return True
    return False


def _begins_so(text, value):
    """Whether digits that were read as a country and its number are written so: in
    ``3 968123416`` the 3 is no half of Italy's 39."""
    prefix = phonenumbers.parse(value).country_code
    return "/" not in text and text.lstrip("(").startswith(str(prefix))


@lru_cache(maxsize=50_000)
def _e164(text, countries):
    for country in countries or (None,):
        number = _parse(text, country)
        if number and phonenumbers.is_possible_number(number):
            return _format(number)
    if not text.startswith("+") and len(text) >= MIN_INTERNATIONAL:
        number = _parse(f"+{text}", None)
        if number and phonenumbers.is_valid_number(number):
            return _format(number)
    return None


def _parse(text, country):
    try:
        return phonenumbers.parse(_as_dialled_today(text, country), country)
    except phonenumbers.NumberParseException:
        return None


def _as_dialled_today(text, country):
    """Without the prefixes that ``phonenumbers`` does not know any more."""
    if text.startswith("+52") or country == "MX":
        if found := MEXICO.fullmatch(text.lstrip("+")):
            return f"+52{found[1]}"
    elif text.startswith("+54") or country == "AR":
        if found := ARGENTINA.fullmatch(text.lstrip("+")):
            return f"+54911{found[1]}"
    return text


def _format(number, how=phonenumbers.PhoneNumberFormat.E164):
    return phonenumbers.format_number(number, how)


def _is_valid(value):
    """Whether what ``_read`` gave is a number that somebody can have."""
    if not value or not value.startswith("+"):
        return False
    number = _parse(value, None)
    return bool(number) and phonenumbers.is_valid_number(number)


def is_dialled_so(text, *country_codes):
    """Whether a text that is one number is dialled as it is written: with "+" or 00, or
    as it is dialled in the first of the countries.

    :return: True as well when it cannot be told
    """
    value = phone_value(text, *country_codes)
    if not value or not value.startswith("+"):
        return True
    digits = re.sub(r"[^\d+]", "", EXTENSION.sub("", _line(text).lower()))
    for country in _codes(country_codes)[:1] or (None,):
        try:
            return _format(phonenumbers.parse(digits, country)) == value
        except phonenumbers.NumberParseException:
            return False
    return True


def international(value):
    """A number in E.164 as people write it, ``+34 612 34 56 78``."""
    number = _parse(value, None) if value.startswith("+") else None
    if not number:
        return value
    return _format(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


# -- several numbers, with words -------------------------------------------------------


def phone_numbers(text, *country_codes):
    """Return every telephone of a text and the words that say which it is.

    ``600 123 456 (Luis)`` -> ``[("+34600123456", "Luis")]``;
    ``Tel. 968 12 34 16/17 Fax 968 12 34 18`` -> the three, the last with ``Fax``.

    :param str text: as somebody typed it, in one line or several
    :param country_codes: as for :func:`phone_value`
    :return: list of ``(number, label)`` in their order: the number in E.164, or its
        digits where no country makes it one; the label empty where there are no words
    """
    if not text:
        return []
    countries = _codes(country_codes)
    lines = str(text)[: 2 * MAX_TEXT].replace("\r", "\n").split("\n")
    text = "\n".join(filter(None, map(_line, lines)))[:MAX_TEXT]
    text = ENDING.sub("/", text)
    places = _places(text, countries)
    if not places:
        return []
    labels = _labels(text, places)
    found = {}
    for (_start, _end, values), label in zip(places, labels, strict=True):
        for value in values:
            known = found.setdefault(value, label)
            if label and not known:
                found[value] = label
    return list(found.items())[:MAX_NUMBERS]


def phone_values(text, *country_codes):
    """Return every telephone of a text that may hold several: ``976 123 456 / 612 345
    678``, ``612345678 y 699999999``.
    """
    whole = phone_value(text, *country_codes)
    if whole and whole.startswith("+") and "/" not in str(text):
        return [whole]
    found = [value for value, _label in phone_numbers(text, *country_codes)]
    return found or ([whole] if whole else [])


def _places(text, countries):
    """Where the numbers of a text are: ``(start, end, values)``, those with a country
    alone when there are any."""
    runs = []
    for match in RUN.finditer(text):
        run = match.group().rstrip(" .-/·–(+\n")
        start, end = match.start(), match.start() + len(run)
        if _is_glued(text, start, end):  # "612 345 678 (2ª línea)": behind a number
            run = BEHIND.sub("", run)
            if end == start + len(run) or _is_glued(text, start, start + len(run)):
                continue
            end = start + len(run)
        if any(map(str.isdigit, run)):
            if "\n" in run:
                at = start
                for line in run.split("\n"):
                    runs.append((at, at + len(line), line))
                    at += len(line) + 1
            else:
                runs += _halves(run, start, countries) or [(start, end, run)]
    places = []
    for start, end, run in runs:
        before, after, values = _read_within(run, countries)
        if values:
            places.append((start + before, end - after, values))
    alone = len(places) == 1 and not _label(text[: places[0][0]] + text[places[0][1] :])
    return [
        place
        for place in places
        if alone or place[2][0].startswith("+") or len(place[2][0]) >= MIN_BESIDE
    ]


def _halves(run, start, countries):
    """The numbers between the bars of a run, when each is one by itself, so that words
    belong to one of them: ``600 123 456 / 968 123 456``, and not ``968 12 34 16/17``.

    :return: (start, end, text) of each, or []
    """
    parts = list(re.finditer(r"[^/\s][^/]*", run)) if "/" in run else []
    found = []
    for part in parts:
        text = part.group().rstrip()
        if not _is_valid(_read(text, countries)):
            return []
        found.append((start + part.start(), start + part.start() + len(text), text))
    return found if len(found) > 1 else []


def _is_glued(text, start, end):
    """Whether letters stand at a run without a blank: a reference, a size, a tax id."""
    before = re.search(r"[^\W\d_]{1,12}\Z", text[max(0, start - 12) : start])
    if before and not GLUED.match(before.group()):
        return True
    after = text[end : end + 2]
    if re.match(r"[xX]\d", after):  # an extension
        return False
    return after[:1].isalpha() and not after[1:2].isalpha()


def _read_within(run, countries):
    """The numbers of a run, which may begin or end with an hour, a floor, an extension.

    :return: how many characters before and after are no part of them, and the values
    """
    values = _read_run(run, countries)
    if values and values[0].startswith("+"):
        return 0, 0, values
    groups = list(re.finditer(r"[^ /]+", run))
    for dropped in (1, 2):
        if len(groups) <= dropped:
            break
        for out, kept in (
            (groups[:dropped], groups[dropped:]),
            (groups[-dropped:], groups[:-dropped]),
        ):
            if any(sum(map(str.isdigit, group.group())) > 4 for group in out):
                continue
            start, end = kept[0].start(), kept[-1].end()
            found = _read_run(run[start:end], countries)
            if found and all(map(_is_valid, found)):
                return start, len(run) - end, found
    return 0, 0, values


def _read_run(run, countries):
    """The numbers of a run of digits and signs.

    :return: list of values
    """
    run = run.strip(" .-/·–")
    if run.count("(") > run.count(")"):
        run = run.replace("(", " ")
    elif run.count(")") > run.count("("):
        run = run.replace(")", " ")
    run = run.strip(" .-/·–")
    parts = [part for part in re.split(r"/|(?<=[ \d])(?=\+)", run) if part.strip()]
    if len(parts) > 1:
        found = _read_parts(parts, countries)
        if found:
            return found
    whole = _read(run, countries)
    if whole and whole.startswith("+"):
        return [whole]
    parts = re.split(r" - ", run)
    if len(parts) == 1 and run.count("-") == 1:
        # in "600-123-456-789" no mark parts two numbers
        parts = run.rsplit("-", 1)
    if len(parts) > 1 and (found := _read_parts(parts, countries)):
        return found
    if found := _read_groups(run.split(), countries):
        return found
    return [whole] if whole and "/" not in run else []


def _read_parts(parts, countries):
    """Parts that are numbers each, or the other endings of the number before them
    (``968 12 34 16/17``); an empty list when they are neither."""
    found, last = [], ""
    for part in parts[:MAX_NUMBERS]:
        value = _read(part.strip(" .-·–"), countries)
        if not _is_valid(value):
            ending = re.sub(r"\D", "", part)
            if not last or not 1 <= len(ending) <= 4:
                return []
            value = last[: -len(ending)] + ending
            if not _is_valid(value):
                return []
        found.append(value)
        last = value
    return found


def _read_groups(groups, countries):
    """Numbers with nothing but blanks between them, each as short as can be; an empty
    list when something is left over."""
    found, held = [], []
    for group in groups[: MAX_SHAPE // 2]:
        held.append(group)
        value = _read(" ".join(held), countries)
        if _is_valid(value):
            found.append(value)
            held = []
    return found if len(found) > 1 and not held else []


def _labels(text, places):
    """The words that belong to each place.

    Words in brackets, and words before a sign that parts two numbers, belong to the
    number before them; those with a colon, and those after such a sign, to the one
    that follows. Others go as the text begins: with a word, or with a number.
    """
    labels = [[] for _place in places]
    first = text[: places[0][0]]
    words_first = bool(_label(first)) or bool(SAYS_NOTHING.search(first))
    labels[0].append(_label(first))
    for place, (_start, end, _values) in enumerate(places):
        following = places[place + 1][0] if place + 1 < len(places) else None
        words = text[end:following]
        if following is None:
            labels[place].append(_label(words))
            continue
        own, other = _share(words, words_first)
        labels[place].append(_label(own))
        labels[place + 1].append(_label(other))
    return [" ".join(filter(None, parts))[:MAX_LABEL] for parts in labels]


def _share(words, words_first):
    """Words between two numbers: those of the one before, those of the one after."""
    bracket = re.match(r"[ \d]*\([^()]*\)", words)
    if bracket:
        return bracket.group(), words[bracket.end() :]
    signs = list(BETWEEN.finditer(words))
    if signs:
        sign = signs[0]
        before, after = words[: sign.start()], words[sign.end() :]
        if words_first and not _label(after):
            return "", before
        return before, after
    if words_first or words.rstrip().endswith(":"):
        return "", words
    return words, ""


def _label(words):
    """Words without what says nothing, and without the signs around them."""
    words = BETWEEN.sub(" ", f" {SAYS_NOTHING.sub(' ', words)} ")
    return " ".join(words.split()).strip(EDGES)[:MAX_LABEL]


# -- what is kept of a text in a field of one number -----------------------------------

# Nothing to look at: one number as it is dialled, at most with its country.
SIMPLE = re.compile(r"\+(?!5[24])[\d ().\-]{6,22}|[\d ().\-]{1,14}")
MAX_SIMPLE_DIGITS = 10
FAX = re.compile(r"\bfax\b", re.IGNORECASE)


def first_and_further(text, *country_codes):
    """Share the numbers of a text among a field that takes one and lines beside it.

    The first number that is no fax stays in the field, written as it was, or with its
    country where nobody could dial it so. The others are for lines of their own, and so
    is the first when words say which it is.

    :param str text: as somebody typed it
    :param country_codes: as for :func:`phone_value`
    :return: the text of the field, and a list of ``(number, label)``
    """
    text = visible(text)
    if not text or is_simple(text):
        return text, []
    numbers = phone_numbers(text, *country_codes)
    if not numbers:
        return text, []
    value, label = numbers[0]
    if len(numbers) == 1 and phone_value(text, *country_codes) == value:
        if is_dialled_so(text, *country_codes):
            return text, []
        return international(value), numbers if label else []
    first = next((pair for pair in numbers if not FAX.search(pair[1])), numbers[0])
    further = [pair for pair in numbers if pair != first or pair[1]]
    return international(first[0]), further


def is_simple(text):
    """Whether a text is one number that needs no reading, as most are.

    :param text: str; anything else is left to whoever keeps it
    """
    if not isinstance(text, str):
        return True
    if not SIMPLE.fullmatch(text):
        return False
    return text.startswith("+") or sum(map(str.isdigit, text)) <= MAX_SIMPLE_DIGITS
