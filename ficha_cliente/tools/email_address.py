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
ONE = re.compile(r"(?!.*\.\.)[^@\s<>,;:\"()]+@[^@\s<>,;:\"()#]+\.[^@\s<>,;:\"()#.]+")
# an address within other words, whole: nothing stands at it that may be of it
WITHIN = re.compile(
    r"(?<![\w.@+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,20}(?![\w@-]|\.\w)"
)
# before an address, what parts it from the words or the address before
PARTED = re.compile(r"[:;,|/<>()\[\]\"'#]|[\s\W][-–]|\s[yoe]", re.IGNORECASE)
LOOSE = " \t\n,;:|/-–<>()[]\"'#"
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


def _is_parted(before):
    """Whether an address stands apart from the words before it."""
    words = before.rstrip(" \t")
    if not words or words.endswith("\n"):
        return True
    return any(PARTED.fullmatch(words[-length:]) for length in (1, 2))


def addresses_within(text):
    """The addresses of a text that is not nothing but addresses: those that stand in it
    whole, whatever stands between them, and what may be one and is none.

    :return: ({address: the words before it, or ""}, list of texts that are none)
    """
    text = visible(text or "")[:MAX_TEXT].replace("mailto:", " ")
    found, seen, bad, at = {}, set(), [], 0
    for match in list(WITHIN.finditer(text))[:MAX_ADDRESSES]:
        before, address = text[at : match.start()], match[0]
        at = match.end()
        is_parted = _is_parted(before)
        if not is_parted or "@" in before or ".." in address:
            # "ana perez@x.es": nobody knows whether the word is of it
            bad.append(f"{before}{'' if is_parted else address}".strip(LOOSE))
            if not is_parted or ".." in address:
                continue
            before = ""
        if address.lower() not in seen:
            seen.add(address.lower())
            label = " ".join(before.strip(LOOSE).split())
            found[address] = "" if label.startswith("=") else label
    rest = " ".join(text[at:].strip(LOOSE).split())
    if "@" in rest:
        bad.append(rest)
    elif found and not rest.startswith("mailto"):
        last = next(reversed(found))
        found[last] = found[last] or rest
    return found, [" ".join(part.split()) for part in bad if part]
