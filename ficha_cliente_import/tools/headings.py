"""What the headings of a file of customers mean, by their words, by each other, and by
some values under them. No ORM."""

import re
from functools import lru_cache

from odoo.tools.translate import LazyTranslate

from odoo.addons.ficha_cliente_identity.tools.normalize import fold

from .columns import PROPERTY, Column, Proposed
from .presets import preset_of, preset_words

_lt = LazyTranslate(__name__)

# There is no environment here: who writes the text translates it.
# pylint: disable=prefer-env-translation

# those of a template, whatever is installed
LANGUAGES = ("en_US", "es_ES")

# N.I.F., C.P.: letters with points are one word
DOTTED = re.compile(r"(?<!\w)(?:\w\.\s?)+\w?(?!\w)")
BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
SEPARATED = re.compile(
    r"(?:separad[oa]s?\s+(?:por|con)|separated\s+by)\s+[\"'“«(]?\s*([^\w\s]|comas?\b)",
    re.IGNORECASE,
)

SHORT = {
    "cod": "codigo",
    "codig": "codigo",
    "cdgo": "codigo",
    "cte": "cliente",
    "cli": "cliente",
    "num": "numero",
    "nro": "numero",
    "no": "numero",
    "n": "numero",
    "tel": "telefono",
    "telf": "telefono",
    "tlf": "telefono",
    "tlfno": "telefono",
    "tlfn": "telefono",
    "tfno": "telefono",
    "tfn": "telefono",
    "tf": "telefono",
    "tef": "telefono",
    "phone": "telefono",
    "telephone": "telefono",
    "mov": "movil",
    "celular": "movil",
    "mobile": "movil",
    "cell": "movil",
    "dir": "direccion",
    "direc": "direccion",
    "dom": "domicilio",
    "pob": "poblacion",
    "poblac": "poblacion",
    "prov": "provincia",
    "cta": "cuenta",
    "dto": "descuento",
    "dcto": "descuento",
    "desc": "descuento",
    "f": "fecha",
    "fec": "fecha",
    "fch": "fecha",
    "nac": "nacimiento",
    "nacim": "nacimiento",
    "apdos": "apellidos",
    "apell": "apellidos",
    "ape": "apellidos",
    "nom": "nombre",
    "nomb": "nombre",
    "obs": "observaciones",
    "observ": "observaciones",
    "mail": "correo",
    "email": "correo",
    "emails": "correo",
    "post": "postal",
    "emp": "empresa",
    "rep": "representante",
    "pers": "persona",
    "cont": "contacto",
    "fra": "factura",
}
FILLERS = set(
    "de del la el los las su un una y o e i the of a al da do principal actual".split()
)
# said of whom the whole file is: "NIF del cliente", "Customer email"
WHOSE = {"cliente", "customer", "client", "partner"}
TAX_WORDS = {"nif", "cif", "dni", "nie", "vat", "pasaporte", "rut", "rfc"} | {
    "tax",
    "id",
}

# "Correo de facturación", "Business Phone": one word says what it is, the others which
HEADS = {"telefono": "phone", "movil": "mobile", "correo": "email"}
NEUTRAL = set(
    "value numero number direccion address electronico primary personal contacto"
    " contact email telefono".split()
)
WHICH = set(
    "trabajo oficina casa particular empresa work home business office other otro"
    " secundario secondary fiscal alternativo alternativa facturacion administracion"
    " compra pedido contabilidad billing adicional additional company general"
    " fijo tienda almacen taller despacho factura".split()
)

# of these several in one row are several values, not the same one twice
REPEATABLE = {"phone", "mobile", "phones", "email", "emails", "iban", "tags"}
SPARE = {"phone": "phones", "mobile": "phones", "email": "emails"}

COMPANY = (
    "empresa|nombre empresa|nombre de la empresa|nombre de empresa|compania|company"
    "|company name|organization|organization name|organisation|organizacion"
    "|nombre de la organizacion|account|account name|nombre de la cuenta"
    "|associated company|person organization|negocio|entidad|firma|billing company"
    "|organization 1 name|empresa cliente|related company|sociedad"
)
BUSINESS = (
    "razon social|nombre fiscal|denominacion|denominacion social|razon|legal name"
    "|business name|nombre juridico|nombre o razon social|nom fiscal|raison sociale"
    "|nombre de la sociedad|razon social o nombre|nombre razon social"
)
BARE = "nombre|name|nom|nombre cliente|nombre del cliente|customer name|client name"
CUSTOMER = "cliente|customer|client"
PERSON_PARTS = {"given_name", "second_name", "surname", "surname2", "surname_first"}
# headings that only our own template has
OWN = {"key", "is_company", "type"}

NOT_KNOWN = _lt("This heading is not known.")


def readings(heading):
    """The ways to read a heading, the nearest to what it says first: folded, ``N.I.F.``
    as one word, and without what stands in brackets or says how values are parted."""
    text = str(heading or "")[:200]
    joined = DOTTED.sub(lambda match: re.sub(r"[.\s]", "", match[0]) + " ", text)
    bare = SEPARATED.sub(" ", BRACKETS.sub(" ", joined))
    found = [fold(text), fold(joined), fold(bare)]
    return [reading for reading in dict.fromkeys(found) if reading]


@lru_cache(maxsize=5_000)
def essence(reading):
    """The words of a folded heading that count, each in one way: abbreviations written
    out, plurals as singulars, without articles."""
    words = []
    text = re.sub(r"\be mail", "email", reading)
    for word in text.split():
        word = SHORT.get(word, word)
        if word in FILLERS:
            continue
        if len(word) > 4 and word.endswith("es") and word[-3] in "lnrdz":
            word = word[:-2]  # móviles, direcciones
        elif len(word) > 3 and word.endswith("s") and word[-2:] != "ss":
            word = word[:-1]
        words.append(SHORT.get(word, word))
    if len(words) > 1:
        words = [word for word in words if word not in WHOSE] or words
    if words and set(words) <= TAX_WORDS and set(words) != {"id"}:
        words = ["nif"]
    return " ".join(words)


def _words(text):
    words = {fold(word) for word in text.split("|")}
    return words | {essence(word) for word in words}


COMPANY, BUSINESS, BARE, CUSTOMER = map(_words, (COMPANY, BUSINESS, BARE, CUSTOMER))


class Headings:
    """The words that columns are known by.

    :param columns: the ``Column`` there are
    :param languages: codes of languages, besides English and Spanish
    """

    def __init__(self, columns, languages=()):
        self.columns = {column.key: column for column in columns}
        self.exact, self.near = {}, {}
        codes = dict.fromkeys([*LANGUAGES, *languages])
        labels = {
            column: [fold(column.heading._translate(code)) for code in codes]
            for column in columns
        }
        # its own headings before what others are called as well
        for column, words in labels.items():
            for word in words:
                self.exact.setdefault(word, column.key)
        for column in columns:
            for alias in filter(None, column.aliases.split("|")):
                self.exact.setdefault(fold(alias), column.key)
        for word, key in self.exact.items():
            self.near.setdefault(essence(word), key)

    # -- one heading -------------------------------------------------------------------

    def look_up(self, heading):
        """What a heading is by its words alone.

        :return: (key or None, how sure, word by which it was found)
        """
        words = readings(heading)
        for word in words:
            if word in self.exact:
                return self.exact[word], "known", word
        for word in words:
            if key := self.near.get(essence(word)):
                return key, "known", word
        for word in words:
            if found := self._numbered(essence(word)):
                return (*found, word)
        return None, "unknown", words[0] if words else ""

    def is_known(self, text):
        """Whether a text is the heading of something."""
        key, _sure, word = self.look_up(text)
        named = COMPANY | BUSINESS | BARE | CUSTOMER
        return bool(key or word in named) or word in preset_words()

    def _numbered(self, word):
        """*Teléfono 3*, *Correo de facturación*: one more of those."""
        parts = word.split()
        bare = " ".join(part for part in parts if not part.isdigit())
        key = self.near.get(bare) if bare != word else None
        if key in REPEATABLE:
            first = "1" in parts
            return key if first else SPARE.get(key, key), "known"
        heads = [part for part in parts if part in HEADS]
        key = HEADS[heads[0]] if heads else None
        if "movil" in heads:
            key = "mobile"
        rest = {p for p in parts if p not in HEADS and not p.isdigit()}
        if key in self.columns and rest <= NEUTRAL | WHICH and len(set(heads)) <= 2:
            several = rest & WHICH or bare != word
            return (SPARE[key], "guessed") if several else (key, "known")
        return None

    # -- all of them -------------------------------------------------------------------

    def propose(self, headings, samples=None, decided=None, alone=False):
        """See :func:`.columns.propose`.

        :param alone: each heading by its own words only, as in a sheet of lines
        """
        decided = {int(position): key for position, key in (decided or {}).items()}
        preset = None if alone else preset_of(headings)
        found, words = {}, {}
        for position, heading in enumerate(headings):
            if position in decided:
                key = decided[position]
                found[position] = [key, "known", ""]
                continue
            key, sure, word = self.look_up(heading)
            if not word:
                continue
            words[position] = word
            why = "" if key else NOT_KNOWN
            if preset and (said := fold(heading)) in preset.columns:
                key, sure, why = preset.columns[said], "known", ""
                if key is None:
                    why = _lt("This column of %s is not imported.", preset.program)
                # what the program calls so is no longer told by its neighbours
                words[position] = ""
            found[position] = [key, sure, why]
        if not alone:
            self._by_neighbours(found, words, samples)
        self._by_samples(found, words, samples)
        self._once(found, decided, headings, samples)
        return [
            Proposed(position, str(headings[position]), *found[position])
            for position in sorted(found)
        ]

    # -- neighbours --------------------------------------------------------------------

    def _by_neighbours(self, found, words, samples):
        """Settle what depends on the other headings: who is the customer, who the
        person, what a *Nombre* is beside a *Razón social*."""

        def places(*sets):
            return [
                pos
                for pos, word in words.items()
                if any(word in some or essence(word) in some for some in sets)
            ]

        def has(*keys):
            return any(key in keys for key, _sure, _why in found.values())

        def become(positions, key, sure, why=""):
            for position in positions:
                if key in self.columns:
                    found[position] = [key, sure, why]

        companies, legal = places(COMPANY), places(BUSINESS)
        bare, customers = places(BARE), places(CUSTOMER)
        self._by_contact(found, words, samples)
        parts = has(*PERSON_PARTS)
        if has("surname", "surname2") and not has("given_name") and bare:
            become(bare[:1], "given_name", "known")
            bare = bare[1:]
        if customers and (bare or legal or companies or parts or has("code")):
            codes = customers if _all_codes(customers, samples) else []
            if codes and not has("code"):
                become(codes[:1], "code", "guessed", _lt("Its values are codes."))
                customers = [pos for pos in customers if pos not in codes[:1]]
        become(customers, "name", "known")
        become(legal, "name", "known")
        legal = legal + customers
        if legal and bare:
            why = _lt("Beside the legal name it is the trade name.")
            become(bare, "trade_name", "guessed", why)
            bare = []
        person = parts or bare
        if companies and (has(*OWN) or (has("code") and bare)):
            become(companies, "parent", "known")
        elif companies and legal:
            why = _lt("Beside the legal name it is the trade name.")
            become(companies, "trade_name", "guessed", why)
        elif companies and person:
            why = _lt("Beside the name of a person it is the company they work for.")
            become(companies, "employer", "guessed", why)
        elif companies:
            why = _lt("No column has the name of a person: it is the customer.")
            become(companies, "company", "guessed", why)
        if not has("name", "company", "employer", "parent", *PERSON_PARTS):
            trade = [pos for pos, value in found.items() if value[0] == "trade_name"]
            contacts = [pos for pos, v in found.items() if v[0] == "contact_name"]
            why = _lt("No other column has a name.")
            become((trade or contacts)[:1], "name", "guessed", why)

    def _by_contact(self, found, words, samples):
        """*Contacto* is a person, unless telephones or addresses stand under it."""
        for position, (key, _sure, _why) in list(found.items()):
            if key != "contact_name" or not words.get(position):
                continue
            values = _values(samples, position)
            if values and all("@" in value for value in values):
                found[position] = ["email", "guessed", _lt("Its values are e-mails.")]
            elif values and all(PHONE_LIKE.fullmatch(value) for value in values):
                found[position] = ["phone", "guessed", _lt("Its values are phones.")]

    def _by_samples(self, found, words, samples):
        """Say of an unknown heading what its values look like; only a person decides
        that they are it."""
        for position in words:
            key, sure, _why = found[position]
            values = _values(samples, position)
            if key or sure != "unknown" or len(values) < 2:
                continue
            if all("@" in value for value in values):
                why = _lt("This heading is not known. Its values are e-mails.")
                found[position][2] = why

    def _once(self, found, decided, headings, samples):
        """Of what a customer has once, the first column is taken: the nearest to its
        own name, and what a person decided before any. The first of several telephones
        is the first one, whatever it is called."""
        for main, spare in (("phone", "phones"), ("email", "emails")):
            keys = {key: pos for pos, (key, *_rest) in reversed(found.items())}
            if main not in keys and found.get(keys.get(spare), ("", ""))[1] == (
                "guessed"
            ):
                found[keys[spare]][0] = main
        first = {}
        order = sorted(
            found,
            key=lambda pos: (
                pos not in decided,
                found[pos][1] != "known",
                # of a home and an office the address that the file fills in
                bool(samples) and not _values(samples, pos),
                pos,
            ),
        )
        for position in order:
            key = found[position][0]
            column = self.columns.get(key)
            if key is None or key.startswith(PROPERTY):
                continue
            if column is None:  # of another sheet, or of a module that went
                found[position] = [None, "unknown", NOT_KNOWN]
            elif key not in first:
                first[key] = position
            elif position not in decided and not is_repeatable(column):
                why = _lt("“%s” is that already.", headings[first[key]])
                found[position] = [None, found[position][1], why]


PHONE_LIKE = re.compile(r"[+(]?\d[\d\s().+/-]{5,25}")
CODE_LIKE = re.compile(r"(?=.*\d)[A-Za-z]{0,4}[-./]?\d{1,10}")


def is_repeatable(column):
    """Whether several columns of a row may be this one: each adds to it."""
    return column.key in REPEATABLE or column.kind == "text"


def _values(samples, position):
    """The values of a column that are no blanks, as texts."""
    if not samples or position >= len(samples):
        return []
    texts = [str(value).strip() for value in samples[position] or ()]
    return [text for text in texts if text]


def _all_codes(positions, samples):
    return all(
        (values := _values(samples, position))
        and all(CODE_LIKE.fullmatch(value) for value in values)
        for position in positions
    )


def separator_of(heading):
    """What stands between the values of a cell, where the heading says so: *Tags
    separados por -*."""
    match = SEPARATED.search(str(heading or ""))
    if not match:
        return ""
    return "," if match[1].lower().startswith("coma") else match[1]


def property_column(key):
    """The column of an extra field, from its key."""
    label = key.removeprefix(PROPERTY).strip()
    return Column(key, label, "property")


class ColumnsByKey(dict):
    """{key: column}, in which every extra field has one."""

    def __missing__(self, key):
        if not key.startswith(PROPERTY):
            raise KeyError(key)
        self[key] = property_column(key)
        return self[key]
