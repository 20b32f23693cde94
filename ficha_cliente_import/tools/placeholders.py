"""What people write in a cell to say that there is nothing. No ORM."""

import re

from odoo.addons.ficha_cliente_identity.tools.normalize import fold

from .months import without_year

WORDS = set(
    """no tiene|no tienen|no tengo|n a|na|n d|nd|n c|nc|s n|s d|sd|s i|ninguno|ninguna
    |desconocido|desconocida|desconozco|pendiente|pdte|pte|pend|pendiente de recibir
    |no consta|no disponible|no aplica|no procede|no hay|no facilita|no facilitado
    |no sabe|no se sabe|no informado|no definido|no especificado|sin especificar
    |nada|vacio|null|none|nan|nil|unknown|not available|not applicable|no email
    |no mail|no phone|por determinar|por definir|por confirmar|a determinar|tbd|tbc
    |xx|xxx|xxxx|xxxxx|xxxxxx|xxxxxxxxx|x|no definida|en tramite|solicitado|falta
    |no dispone|no lo tiene|no lo da|no quiere|indefinido|undefined|empty""".replace(
        "\n", ""
    ).split("|")
)
WORDS = {word.strip() for word in WORDS}
# "sin email", "sin datos", "no tiene correo"
WITHOUT = re.compile(
    r"(?:sin|no tiene|no hay|no|without) (?:e ?mail|correo|mail|telefono|tlf|movil|nif"
    r"|cif|dni|datos|dato|fecha|cuenta|iban|direccion|web|definir|asignar|informar"
    r"|provincia|codigo|cp|determinar|especificar|indicar|rellenar|descuento|dto"
    r"|comercial|agente|vendedor|forma de pago|contacto|movil)(?: \w+)?"
)
# "no llamar", "pte. de confirmar", where a telephone should be
NOTHING_TO_DIAL = re.compile(r"(?:no|sin|pte|pdte|pend|pendiente|falta|ni) ")
SAYS = re.compile(r"[1-9@]")
NO_SIGN = re.compile(r"[\W_]*")
ZEROS = re.compile(r"[\W_]*0[0\W_]*")
ZERO_DATE = re.compile(r"0{1,4}[-/. ]0{1,2}[-/. ]0{1,4}(?:[ T]0?0:00(?::00)?)?")
# a birthday without its year, as address books write it
NO_YEAR = re.compile(r"--(\d\d)-?(\d\d)")

# of these a zero says that there is none
ZERO_IS_NONE = {
    "phone",
    "phones",
    "email",
    "emails",
    "zip",
    "vat",
    "date",
    "line",
    "website",
    "state",
    "country",
    "ibans",
    "tags",
    "many2one",
    "name_part",
    "parent",
    "user",
    "lang",
}
# "Nil" and "Nada" are people
NAMES = {"name", "company", "trade_name", "contact_name", "parent", "employer"} | {
    "given_name",
    "second_name",
    "surname",
    "surname2",
    "surname_first",
}
NOBODY = {"n a", "n d", "s n", "desconocido", "desconocida", "ninguno", "ninguna"} | {
    "sin nombre",
    "no tiene",
    "no consta",
    "null",
    "none",
    "unknown",
    "sin empresa",
}

# an account of which only the end is told
MASKED = re.compile(r"[*•]{2}|x{3}", re.IGNORECASE)

# as databases write that there is nothing
NULLS = {"\\N", "NULL", "(null)", "<null>", "[NULL]", "(NULL)", "<NULL>"}
# of these a sign may be all that is said: a tick, a currency
SIGNS = {"bool": set("✓✔☑☒✅✗✘☐❌"), "many2one": set("€$£¥")}
# texts of a person's own, in which "pendiente" may be what they mean
FREE = {"text"}
# a "no" is an answer there, and a "-" is none
ANSWERS = {"bool"}


def placeholder(kind, text, key=""):
    """Whether what stands in a cell says that there is nothing.

    :param str kind: of its ``Column``
    :param str text: as it stands there
    :param str key: of the column
    :return: "" when it is a value; else ``empty``, or ``no_year`` for a birthday of
        which only day and month are known
    """
    if kind not in ("date", "ibans") and SAYS.search(
        text
    ):  # what most cells are, told at once
        return ""
    text = text.strip()
    if text in NULLS:
        return "empty"
    if kind == "ibans" and (MASKED.search(text) or not any(map(str.isdigit, text))):
        return "empty"  # "al contado", "****1332"
    if NO_SIGN.fullmatch(text):
        return "" if kind in SIGNS and SIGNS[kind].intersection(text) else "empty"
    if kind in FREE:
        return ""
    if kind == "date":
        if NO_YEAR.fullmatch(text) or (key == "birthdate" and without_year(text)):
            return "no_year"
        if ZERO_DATE.fullmatch(text):
            return "empty"
    if kind in ZERO_IS_NONE and ZEROS.fullmatch(text):
        return "empty"
    word = fold(text)
    if kind in ("phone", "phones") and NOTHING_TO_DIAL.match(word):
        return "empty"
    if key in NAMES:
        return "empty" if word in NOBODY else ""
    if kind in ANSWERS and word in ("x", "no"):
        return ""
    if key in ("street", "street2") and word in ("s n", "x", "pendiente"):
        return "" if word == "s n" else "empty"
    if word in WORDS or WITHOUT.fullmatch(word):
        return "empty"
    return "empty" if word == "no" and kind not in ANSWERS | {"line"} else ""
