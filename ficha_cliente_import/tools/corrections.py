"""What somebody meant who mistyped an e-mail address: only proposed, a person decides.
No ORM."""

import re

from odoo.addons.ficha_cliente.tools.email_address import MAX_TEXT, addresses
from odoo.addons.ficha_cliente.tools.plain_text import visible

# with nothing behind it, or with its point missing, it is these
PROVIDERS = {
    "gmail": "gmail.com",
    "googlemail": "googlemail.com",
    "hotmail": "hotmail.com",
    "outlook": "outlook.com",
    "yahoo": "yahoo.es",
    "icloud": "icloud.com",
    "telefonica": "telefonica.net",
}
GLUED = {f"{name}{end}": f"{name}.{end}" for name in PROVIDERS for end in ("com", "es")}
# no address ends so
NO_END = {"con": "com", "cmo": "com", "ocm": "com", "comm": "com", "xom": "com"} | {
    "vom": "com",
    "cpm": "com",
    "coom": "com",
    "ess": "es",
}
WRONG_END = re.compile(rf"\.({'|'.join(NO_END)})$", re.IGNORECASE)
# of texts in which no two blanks stand together
AT = re.compile(r" ?[(\[{] ?(?:at|arroba|a) ?[)\]}] ?| (?:at|arroba) ", re.I)
DOT = re.compile(r" ?[(\[{] ?(?:dot|punto) ?[)\]}] ?| (?:dot|punto) ", re.I)
COMMA = re.compile(r"(@[\w.-]{1,80})[,;](?=[a-z]{2,10}(?:$|[\s;,>]))", re.IGNORECASE)
AROUND_POINT = re.compile(r"(@[\w.-]{1,80}?) ?\. (?=[a-z]{2,10}\b)", re.IGNORECASE)
ALONE = re.compile(r"@([a-z]+)(?=$|[\s;])", re.IGNORECASE)
WITHOUT = re.compile(
    rf"^([\w.+-]{{1,60}}?)[.#]({'|'.join(PROVIDERS)})\.(com|es)$", re.I
)


def has_wrong_end(address):
    """Whether an address ends as none does: ``ana@gmail.con``."""
    return bool(WRONG_END.search(address))


def suggested_email(text):
    """The address, or the addresses between ``;``, that a text seems to mean which is
    none; "" when nobody can say.

    :param str text: as it stands in the cell
    """
    text = " ".join(visible(text or "").split())[:MAX_TEXT]
    if not text:
        return ""
    meant = DOT.sub(".", AT.sub("@", text))
    meant = re.sub(r" ?@+ ?", "@", meant)
    meant = re.sub(r"(?<=@)\.+|\.{2,}(?=[^@]*$)", lambda m: "." * (m[0] == ".."), meant)
    meant = COMMA.sub(r"\1.", meant)
    meant = AROUND_POINT.sub(r"\1.", meant)
    meant = re.sub(r"@(?=$|[\s;,])", "", meant) if meant.count("@") > 1 else meant
    meant = ALONE.sub(_provider, meant)
    meant = WITHOUT.sub(r"\1@\2.\3", meant)
    found = [WRONG_END.sub(_end, address) for address in addresses(meant)]
    proposed = "; ".join(dict.fromkeys(found))
    return proposed if proposed != text else ""


def _provider(match):
    name = match[1].lower()
    return f"@{PROVIDERS.get(name) or GLUED.get(name) or match[1]}"


def _end(match):
    return f".{NO_END[match[1].lower()]}"
