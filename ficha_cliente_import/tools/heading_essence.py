"""The words of a heading: each in one way, however somebody shortens it, and those
that mean the same. No ORM."""

import re
from functools import lru_cache

from odoo.addons.ficha_cliente_identity.tools.normalize import fold

from .columns_parts import ACCOUNT_WORDS
from .presets import other_neighbours

#: A longer one is read no further.
MAX_HEADING = 200

# N.I.F., C.P.: letters with points are one word; *y*, *o* and *e* after them another
DOTTED = re.compile(r"(?<!\w)(?:\w\.\s?)+[^\WyoeYOE]?(?!\w)")
BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
# "teléfono/s", "nombre(s)"
ENDING = re.compile(r"(?<=\w\w)(?:/e?s|\(e?s\))(?!\w)", re.IGNORECASE)
SEPARATED = re.compile(
    r"(?:separad[oa]s?\s+(?:por|con)|separated\s+by)\s+"
    r"(?:[\"'“«(]\s*)?([^\w\s]|comas?\b)",
    re.IGNORECASE,
)

COUNTED = re.compile(r"^\s{0,5}[A-Za-z][.)] {1,3}(?=[^\W\d_]{3})")
# "1. Nombre", "2) Teléfono", "3 - Correo"
NUMBERED = re.compile(r"\s{0,5}(\d{1,3})\s?(?:[.)ºª]|\s-)[-.)]?\s{0,3}(?=[^\W\d_]{2})")
# "FirstName", "codigoPostal", "CPCliente"
HUMPS = re.compile(r"(?<=[a-záéíóúñ])(?=[A-ZÁÉÍÓÚÑ])|(?<=[A-Z]{2})(?=[A-Z][a-záéíóúñ])")
# "TELEFONO01"
GLUED = re.compile(r"\b([a-z]{3,})0*([1-9]\d?)\b")

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
    "telef": "telefono",
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
    "mob": "movil",
    "celular": "movil",
    "mobile": "movil",
    "cell": "movil",
    "dir": "direccion",
    "direc": "direccion",
    "direcc": "direccion",
    "dom": "domicilio",
    "domic": "domicilio",
    "pob": "poblacion",
    "poblac": "poblacion",
    "pobl": "poblacion",
    "localid": "localidad",
    "munic": "municipio",
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
    "observac": "observaciones",
    "mail": "correo",
    "elec": "electronico",
    "elect": "electronico",
    "electr": "electronico",
    "cond": "condicion",
    "email": "correo",
    "emails": "correo",
    "post": "postal",
    "emp": "empresa",
    "rep": "representante",
    "pers": "persona",
    "cont": "contacto",
    "gerente": "contacto",
    "encargado": "contacto",
    "encargada": "contacto",
    "apoderado": "contacto",
    "fra": "factura",
}
FILLERS = set(
    "de del la el los las su un una y o e i the of a al da do principal actual".split()
)
# of the questions of a form: "¿Cuál es tu teléfono?", "¿En qué población vives?"
QUESTION = re.compile(r"^(?:en )?(?:que|cual(?:es)?)(?: es| son)? |^what is ")
FILLERS |= set(
    "tu tus introduce introduzca escribe escriba indica indique your my enter please "
    "vives vive".split()
)
# said of whom the whole file is: "NIF del cliente", "Customer email"
WHOSE = {"cliente", "customer", "client", "partner", "titular"}
WHOSE |= {"deudor", "deudora", "librado", "pagador", "debtor"}  # of a bank's list
TAX_WORDS = {"nif", "cif", "dni", "nie", "vat", "pasaporte", "rut", "rfc"} | {
    "tax",
    "id",
}

# "Correo de facturación", "Business Phone": one word says what it is, the others which
HEADS = {"telefono": "phone", "movil": "mobile", "correo": "email"}
NEUTRAL = set(
    "default value valor numero number direccion address electronico primary personal"
    " primario primaria main"
    " contacto"
    " contact email telefono alt".split()
)
WHICH = set(
    "trabajo oficina casa particular empresa work home business office other otro"
    " secundario secondary fiscal alternativo alternativa facturacion administracion"
    " compra pedido contabilidad billing adicional additional company general"
    " fijo tienda almacen taller despacho factura".split()
)
# "Mailing City", "Dirección 1 - Calle": whose address it is; with the first of these it
# is the one of the customer itself
MAIN = set("fiscal facturacion billing social primary principal mailing postal".split())
MAIN |= {"default", "predeterminada", "predeterminado"}
ADDRESS_WORDS = WHICH | MAIN | {"envio", "entrega", "shipping", "delivery", "contacto"}
ADDRESS_WORDS |= {"default", "correspondencia", "contact", "residencia", "sede"}
ADDRESS_NOUNS = {"direccion", "domicilio", "address"}
ADDRESS = {"street", "street2", "zip", "city", "state", "country"}

# of these several in one row are several values, not the same one twice
REPEATABLE = {"phone", "mobile", "phones", "email", "emails", "iban", "tags", "fax"}
# a *NIF* of persons and a *CIF* of companies: each row has one of them
REPEATABLE |= {"vat"}
# of somebody to speak to
REPEATABLE |= {"contact_phone", "contact_email"}
SPARE = {"phone": "phones", "mobile": "phones", "email": "emails"}

COMPANY = (
    "empresa|nombre empresa|nombre de compania|nombre de la compania"
    "|nombre de la empresa|nombre de empresa|compania|company"
    "|company name|organization|organization name|organisation|organizacion"
    "|nombre de la organizacion|account|account name|nombre de la cuenta"
    "|associated company|person organization|negocio|entidad|firma|billing company"
    "|organization 1 name|empresa cliente|related company|sociedad"
    "|company organization|employer|empleador"
)
BUSINESS = (
    "razon social|nombre fiscal|denominacion|denominacion social|razon|legal name"
    "|business name|nombre juridico|nombre o razon social|nom fiscal|raison sociale"
    "|nombre de la sociedad|razon social o nombre|nombre razon social"
)
BARE = "nombre|name|nom|nombre cliente|nombre del cliente|customer name|client name"
CUSTOMER = "cliente|customer|client"
FULL = (
    "nombre completo|nombre y apellidos|full name|display name|nom i cognoms"
    "|nom complet"
    "|nombre mostrado|nombre a mostrar|nombre para mostrar|titular"
    "|nome completo|izen abizenak|nombre apellidos|name and surname|nome e apelidos"
    "|nome e cognome|nom prenom|vollstandiger name|contact full name|nom et prenom"
)
PERSON_PARTS = {"given_name", "second_name", "surname", "surname2", "surname_first"}
# headings that only our own template has
OWN = {"key", "is_company", "type"}


def readings(heading):
    """The ways to read a heading, the nearest to what it says first: folded, ``N.I.F.``
    as one word, and without what stands in brackets or says how values are parted."""
    text = ENDING.sub("", str(heading or "")[:MAX_HEADING])
    joined = DOTTED.sub(lambda match: re.sub(r"[.\s]", "", match[0]) + " ", text)
    bare = SEPARATED.sub(" ", BRACKETS.sub(" ", joined))
    apart = HUMPS.sub(" ", bare)
    # "B. Apellidos", of a form
    counted = COUNTED.sub("", text)
    found = [fold(text), fold(joined), fold(bare), fold(apart), fold(counted)]
    return [reading for reading in dict.fromkeys(found) if reading]


@lru_cache(maxsize=5_000)
def essence(reading):
    """The words of a folded heading that count, each in one way: abbreviations written
    out, plurals as singulars, without articles."""
    words = []
    text = re.sub(r"\be mail", "email", QUESTION.sub("", reading))
    text = re.sub(r"\b([1-9])(?:o|a|er|do|da|ra)\b", r"\1", text)  # "2º contacto"
    text = re.sub(r"^c postal\b", "codigo postal", GLUED.sub(r"\1 \2", text))
    for word in text.split():
        word = SHORT.get(word, word)
        if word in FILLERS:
            continue
        if len(word) > 4 and word.endswith("es") and word[-3] in "lnrdz":
            word = word[:-2]  # móviles, direcciones
        elif len(word) > 3 and word.endswith("s") and word[-2:] != "ss":
            word = word[:-1]
        words.append(SHORT.get(word, word))
    if len(words) > 1 and not {"titular", "cuenta"} <= set(words):
        words = [word for word in words if word not in WHOSE] or words
    tax = set(words) - {"numero", "empresa"}  # "Nº DNI", "CIF empresa"
    if tax and tax <= TAX_WORDS and tax != {"id"}:
        words = ["nif"]
    return " ".join(words)


def _words(text, name=""):
    words = {fold(word) for word in text.split("|")}
    words |= set(other_neighbours().get(name, ()))
    return words | {essence(word) for word in words}


COMPANY, BUSINESS = _words(COMPANY, "company"), _words(BUSINESS, "business")
BARE, CUSTOMER = _words(BARE, "bare"), _words(CUSTOMER, "customer")
FULL = _words(FULL)
# whom a row is about, where nothing else says it
TITLES = set(
    "titulo descripcion description title paciente socio socia abonado alumno alumna "
    "propietario propietaria huesped inquilino suscriptor asociado member "
    "patient".split()
)
# what a column of yes or no has
YES = {"si", "s", "yes", "y", "x", "1", "true", "verdadero", "1 0"}
NO = {"no", "n", "0", "false", "falso", "0 0"}
# boxes, of which no letter is left
YES |= {"✓", "✔", "☑", "☒", "✅"}
NO |= {"✗", "✘", "☐", "❌"}
# a number of nobody knows what
ONLY_NUMBER = {"n", "no", "num", "numero", "nro", "number", "numbers"}
ACCOUNT_PARTS = {key: _words(text) for key, text in ACCOUNT_WORDS.items()}


def uncounted(headings):
    """Headings without the numbers that count them, where all of them are counted."""
    found, last = [], None
    for heading in headings:
        text = str(heading)
        match = NUMBERED.match(text[:MAX_HEADING])
        if text and (not match or (last is not None and int(match[1]) != last + 1)):
            return headings
        if match:
            last = int(match[1])
            text = text[match.end() :]
        found.append(text)
    return found if sum(map(bool, found)) > 2 else headings
