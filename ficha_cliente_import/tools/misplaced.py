"""What stands in the column of something else: an address under *Teléfono*, a telephone
behind a name. No ORM."""

import re

from odoo.addons.ficha_cliente.tools.email_address import one_address

MAX_NAME = 200
# with its country, or nine figures as in Spain, with blanks, points or dashes
PHONE = r"(?:\+|00)\d[\d .-]{8,15}\d|[6789](?:[ .-]?\d){8}"
PHONE_INSIDE = re.compile(rf"(?<![\w+.-])(?:{PHONE})(?![\w-])")
EMAIL_INSIDE = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,60}(?:\.[\w-]{1,60}){1,4}"
)
ONLY_PHONE = re.compile(rf"(?:{PHONE})")
# what is left between the parts
MARKS = " \t\n,;:/|-–—·"
WORD_BEFORE = re.compile(
    # from the first of such marks on, and not from each
    r"(?<![\s,;:/|(-])[\s,;:/|(-]+(?:tel|tlf|tfno|telf|m[oó]v|m[oó]vil|tel[eé]fono|e-?mail|correo|mail)"
    r"[.:]*\s*$",
    re.IGNORECASE,
)


def point_of(kind, cell):
    """What a cell is that cannot be of its kind: ``email`` for an address among
    telephones, ``phone`` for a telephone among addresses; else "".

    :param str kind: of its column
    """
    if not isinstance(cell, str) or len(cell) > MAX_NAME:
        return ""
    if kind in ("phone", "phones"):
        text = cell.strip()
        is_one = "@" in text and " " not in text and one_address(text)
        return "email" if is_one else ""
    if kind in ("email", "emails") and "@" not in cell:
        return "phone" if ONLY_PHONE.fullmatch(cell.strip()) else ""
    return ""


def parted_name(text):
    """A name without the telephones and addresses that stand behind it.

    :return: (name, telephones, addresses); the text itself where there are none
    """
    if len(text) > MAX_NAME or not re.search(r"\d{2}|@", text):
        return text, [], []
    emails = EMAIL_INSIDE.findall(text)
    rest = EMAIL_INSIDE.sub("\n", text)
    phones = PHONE_INSIDE.findall(rest)
    if not (emails or phones):
        return text, [], []
    parts = []
    for part in PHONE_INSIDE.sub("\n", rest).split("\n"):
        part = WORD_BEFORE.sub("", part).strip(MARKS).lstrip(".")
        if any(part.count(a) != part.count(b) for a, b in ("()", "[]", "<>")):
            part = part.strip(MARKS + "()[]<>")
        if part:
            parts.append(part)
    # more than a name is left: somebody wrote a sentence
    if len(parts) != 1 or re.search(r"\d{5}", parts[0]):
        return text, [], []
    name = parts[0]
    return name, [" ".join(one.split()) for one in phones], emails
