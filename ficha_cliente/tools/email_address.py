"""E-mail addresses that come from anybody."""

import re

from odoo.tools import email_normalize

from .plain_text import visible

# no address is longer, with a name before it
MAX_LENGTH = 320

# what may stand between two addresses of one line
BETWEEN = re.compile(
    r"\s:{3}\s|[;,|\n]+|\s(?:[yoe]|and|or|/)\s|(?<=\w)/(?=[^\s/@]{1,64}@)"
)
NAMED = re.compile(r"([^<>@]*)<\s*([^<>\s]+)\s*>(?:\s?\([^()@]*\))?")
NOTED = re.compile(r"([^\s@()<>]+@[^\s@()<>]+)\s?\(([^()@]*)\)")
CALLED = re.compile(r"([^\W\d_][^@:<>]{0,40}):\s?(\S+@\S+)")
ONE = re.compile(r"(?!.*\.\.)[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]+")
# no line has more characters, or more addresses
MAX_TEXT = 5_000
MAX_ADDRESSES = 200

# Python reads what stands in brackets by calling itself
MAX_BRACKETS = 20


def normal_email(text):
    """Odoo's ``email_normalize``, which a text of nothing but brackets brings down.

    :param str text: what somebody wrote; may be empty
    :return: the address as it is compared; False when it is none, or several
    """
    text = visible(text or "")
    if len(text) > MAX_LENGTH or text.count("(") > MAX_BRACKETS:
        return False
    return email_normalize(text)


def one_address(text):
    """The address that a text is, without the signs around it; None when it is none, or
    has anything else."""
    text = re.sub(r"^mailto:", "", visible(text or "").strip(), flags=re.IGNORECASE)
    text = text.strip(" <>,;\"'").rstrip(".")
    return text if len(text) <= MAX_LENGTH and ONE.fullmatch(text) else None


def addresses(text):
    """All addresses of a text, in the ways in which people and programs write several:
    ``a@b.es; c@d.es``, ``Ana Gil <a@b.es>``, ``a@b.es ::: c@d.es``, ``a@b.es (Ana)``.

    :return: {address: the name or the words beside it, or ""}, each address once; empty
        when something of it is no address
    """
    found, seen, held = {}, set(), ""
    text = "\n".join(" ".join(line.split()) for line in visible(text or "").split("\n"))
    if len(text) > MAX_TEXT:
        return {}
    for part in BETWEEN.split(text)[: 2 * MAX_ADDRESSES]:
        part = part.strip()
        if not part.strip("\"' ") or (part.startswith("* ") and "@" not in part):
            continue
        if "@" not in part and "<" not in part:
            held = f"{held}, {part}" if held else part  # "Gil, Ana <a@b.es>"
            continue
        pairs = _pairs(f"{held}, {part}" if held else part)
        held = ""
        if not all(address for address, _label in pairs):
            return {}
        for address, label in pairs:
            if address.lower() not in seen:
                seen.add(address.lower())
                found[address] = label
    return {} if held else found


def _pairs(part):
    """The addresses of a text with nothing that stands between two."""
    if match := NAMED.fullmatch(part):
        return [(one_address(match[2]), match[1].strip(" \"',"))]
    if match := NOTED.fullmatch(part):
        return [(one_address(match[1]), match[2].strip())]
    if not part.lower().startswith("mailto:") and (match := CALLED.fullmatch(part)):
        return [(one_address(match[2]), match[1].strip())]
    words = part.split()
    if len(words) > 1 and all("@" in word for word in words):
        return [(one_address(word), "") for word in words]
    return [(one_address(part), "")]
