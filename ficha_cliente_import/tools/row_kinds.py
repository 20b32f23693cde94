"""What those rows of a sheet are that are no customers: totals, titles, notes, accounts
of others, those who left. No ORM."""

import re
from datetime import date

from odoo.addons.ficha_cliente_identity.tools.normalize import fold

from .blocks import filled_cells
from .heading_essence import NO, YES
from .heading_words import MAX_HEADING

NUMBER = re.compile(r"[-+\d.,\s%€$]+")
# a whole number as a program with decimals writes it, and its empty cells
DECIMAL = re.compile(r"\d+[.,]00?")
NO_NUMBER = {"", "nan", "NaN", "None"}
TOTAL = re.compile(
    r"(sub)?total(es)?( (general(es)?|acumulado|parcial|listado|final|de|en))*( \d+)*"
    r"( (clientes?|registros?|contactos?|filas?|eur|euros))?( \d+)*"
    r"|(sub)?total(es)?( \d+)+( (clientes?|registros?|contactos?|filas?|eur|euros))?"
    r"|(sub)?total(es)?( de)? (clientes?|registros?|contactos?|filas?)( .*)?"
    r"|sumas?( total(es)?| y sigue)?|suma y sigue|grand total|recuento|count|promedio"
    r"|medias?|promedios|maximos?|minimos?"
    r"|(n|no|num|numero) (total )?(de )?"
    r"(clientes|registros|filas|lineas|contactos)( .*)?"
    r"|\d+ (clientes?|registros?|filas?|contactos?|records?|customers?|rows?)( .*)?"
)
# unless it is a company: "Total Comercial Levante, S.L."
TOTAL_OF_GROUP = re.compile(
    r"(sub)?total(es)?( de( la)?)? (zona|ruta|provincia|comercial|vendedor|agente)"
    r"( .*)?"
)
# "Zona: 01 MURCIA", "Ruta 3": whose customers stand below
GROUPS = "zona|ruta|provincia|comercial|vendedor|agente|representante|delegaci[oó]n"
GROUP = re.compile(rf"({GROUPS})(\s*:.*|\s+n?[ºo.]?\s*\d+)", re.IGNORECASE)
# "ZONA NORTE", "CLIENTES VIP", "PARTICULARES", "B": what stands alone above some rows
SECTION = re.compile(
    r"(zona|ruta|area|sector|delegacion|region) (norte|sur|este|oeste|centro|noroeste"
    r"|noreste|nordeste|sureste|sudeste|suroeste|sudoeste|levante|costa|interior"
    r"|capital|nacional|exportacion|[a-z])"
    r"|(clientes?|empresas|particulares|autonomos|mayoristas|minoristas|distribuidores"
    r"|potenciales|activos|inactivos|bajas|morosos|varios|otros)"
    r"( (vip|mayoristas?|minoristas?|particulares|empresas|activos?|inactivos?"
    r"|antiguos?|nuevos?|potenciales|especiales|morosos?|extranjeros?|nacionales"
    r"|de (la )?(zona|ruta) .*|(19|20)\d\d))*"
)
# of these titles, those that end what stands below "PROVEEDORES": a letter does not
OF_CUSTOMERS = set(
    "cliente clientes particulares potenciales mayoristas minoristas distribuidores "
    "morosos".split()
)
# what a form says below its headings
INSTRUCTION = re.compile(
    r"(campo )?(obligatori[oa]s?|opcional(es)?|requerid[oa]s?|required|optional"
    r"|mandatory)( .*)?|(n?varchar|char|integer|int|string|date|datetime|texto)( \d+)?"
)
TOTAL_OF = re.compile(r"(sub)?total(es)? .*")
FOOTNOTE = re.compile(
    r"(notas?|fuente|fecha|pagina|pag|page|listado|informe|impreso|generado|documento|"
    r"elaborado|actualizado|exportado|datos|leyenda|printed|generated|source|report|"
    r"note|end of|fin de|ultima actualizacion|creado|created|copyright) ?.*"
)
# the account of whom a row is about, in a plan of accounts; those of customers
ACCOUNT_HEADINGS = {"cuenta", "subcuenta", "cuenta contable", "codigo cuenta"} | {
    "cod cuenta",
    "codigo subcuenta",
    "cta contable",
    "n cuenta contable",
}
# where a whole plan of accounts stands under *Código*: of customers, suppliers, banks
CODE_HEADINGS = {"cod", "codigo", "code"}
PLAN = re.compile(r"(?:4[013-7]|5[57])\d{5,10}")
BANK_HEADINGS = {"entidad", "oficina", "sucursal", "dc", "d c", "iban", "bic"}
ACCOUNT = re.compile(r"[1-9]\d{2}[\d.]{1,12}")
OF_CUSTOMER = ("43", "44")
# a column may say who of the list is a customer
SIDE_HEADINGS = {
    "cardtype",
    "tipo",
    "cliente",
    "clase",
    "rol",
    "relacion",
    "type",
    "tercero",
}
CUSTOMER_SIDE = {"cliente", "clientes", "customer", "client", "c", "cli"} | {
    "cliente proveedor",
    "cliente y proveedor",
    "ambos",
    "cliente potencial",
    "potencial",
    "lead",
}
# *Cliente* with yes and no under it
# who is a customer no more
LEFT = {"baja", "de baja", "debaja", "dado de baja", "fecha baja", "fecha de baja"} | {
    "inactivo",
    "bloqueado",
    "blocked",
    "archivado",
    "archived",
    "fechabaja",
}
BLOCKED = {"todo", "todos", "all"}  # as Business Central blocks a customer
STAYS = {"activo", "active", "en activo", "activado", "enabled", "habilitado", "alta"}
CUSTOMER_FLAG = {"cliente", "customer"}
FLAG = CUSTOMER_FLAG | {"es", "is", "a", "un"}
NO_CUSTOMER = {"proveedor", "proveedores", "supplier", "vendor", "p", "prov"} | {
    "acreedor",
    "acreedores",
    "empleado",
    "trabajador",
    "employee",
}


def take_decimals(rows):
    """Take the ``.0`` or ``,00`` from columns that have nothing else: some programs
    make a number with decimals of each code, postcode and telephone."""
    for place in range(max((len(values) for _number, values in rows), default=0)):
        cells = [values for _number, values in rows if place < len(values)]
        filled = [values for values in cells if values[place] not in NO_NUMBER]
        if filled and all(DECIMAL.fullmatch(str(values[place])) for values in filled):
            for values in filled:
                values[place] = re.split("[.,]", str(values[place]))[0]


def account_of(values, place):
    text = str(values[place]).strip() if place < len(values) else ""
    text = text[:-2] if text.endswith(".0") else text
    return text.replace(".", "") if ACCOUNT.fullmatch(text) else ""


def is_other_account(values, place):
    account = account_of(values, place)
    return "account_row" if account and not account.startswith(OF_CUSTOMER) else None


def word_of(values, place):
    value = values[place] if place < len(values) else ""
    return fold(value[:MAX_HEADING]) if isinstance(value, str) else ""


def is_instruction(values):
    """Whether a row says how the columns are filled in."""
    texts = [fold(v[:MAX_HEADING]) for v in values if isinstance(v, str) and v != ""]
    if len(texts) < filled_cells(values) or any(
        re.search(r"\d{3}|@", t) for t in texts
    ):
        return False
    said = [text for text in texts if INSTRUCTION.fullmatch(text)]
    if len(said) == 1:
        return texts[0] == said[0] and len(texts) > 1 and said[0][:3] in ("obl", "req")
    return len(said) > 1


def answer_of(values, place):
    if place >= len(values):
        return ""
    text = str(values[place]).strip()
    return fold(text) or (text if text in YES | NO else "")


def is_sum(value):
    """Whether a cell may be a sum: a number that is no telephone."""
    if isinstance(value, bool | date):
        return False
    if isinstance(value, str):
        digits = sum(char.isdigit() for char in value)
        return bool(NUMBER.fullmatch(value)) and digits < 9
    return isinstance(value, int | float) and abs(value) < 10**8


def is_lone_sum(values):
    """A row at the end with sums and nothing else."""
    filled = [value for value in values if value != ""]
    return values[0] == "" and all(
        is_sum(value) and not isinstance(value, str) for value in filled
    )
