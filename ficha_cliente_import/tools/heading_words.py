"""Which words stand above a column, and which rows and sheets have them. No ORM.

Only as much as it takes to find the row of the headings, what separates the columns,
and which sheet is of customers; what each heading means is said by ``columns``.
"""

import re
from functools import lru_cache

from odoo.addons.ficha_cliente_identity.tools.normalize import fold

from . import columns_lines
from .columns import every_column
from .heading_essence import MAX_HEADING
from .heading_look_up import LANGUAGES
from .headings import Headings

MAX_LOOKED_AT = 100  # cells of a row
MAX_KNOWN = 80  # of those that are known none is longer
MAX_SEEN = 3_000

# in a heading, whatever stands beside it: "Phone 1 - Value", "Tel. del contacto"
HINTS = set(
    "nombre nombres apellido apellidos telefono telefonos tel tlf tfno telf movil "
    "moviles fax email emails mail correo correos direccion direcciones domicilio "
    "calle poblacion ciudad localidad municipio provincia pais codigo cod postal cp "
    "nif cif dni nie vat empresa razon social fiscal contacto cliente clientes fecha "
    "nacimiento notas nota observaciones comentarios iban cuenta ccc web descuento dto "
    "tarifa cargo puesto comercial agente name first last middle given family surname "
    "phone phones mobile telephone address street city town state region province zip "
    "postcode country company organization organisation birthday birthdate notes "
    "title job website labels tags owner customer cognoms nom telefon adreca "
    "poblacio codi nome telefone morada endereco izena abizenak".split()
)
# one of these says that there is somebody who can be reached
REACH = set(
    "telefono telefonos tel tlf tfno telf movil moviles fax email emails mail correo "
    "correos direccion domicilio calle poblacion ciudad localidad municipio provincia "
    "postal cp nif cif dni nie vat apellidos apellido phone phones mobile telephone "
    "address street city zip postcode surname last telefon adreca contacto".split()
)
# these are above the names of whom the sheet is of
NAMED = set(
    "nombre nombres apellidos razon cliente clientes empresa name customer company "
    "denominacion titulo nom cognoms izena nome contacto sociedad".split()
)
# these are above columns of things, of documents and of money
THINGS = set(
    "articulo articulos producto productos precio precios pvp stock existencias coste "
    "unidades cantidad ean almacen ubicacion albaran factura importe familia "
    "subfamilia marca modelo base cuota asiento debe haber sku price quantity cost "
    "product item warehouse invoice amount barcode medida peso".split()
)

# a list of these has their names under such a heading
OTHERS = set(
    "proveedor proveedores acreedor acreedores supplier suppliers vendor vendors "
    "fournisseur fournisseurs proveidor proveidors provedor provedores fornecedor "
    "lieferant fornitore hornitzailea empleado empleados trabajador trabajadores "
    "employee employees".split()
)
OF_OTHERS = set("nombre razon social del de name codigo cod no num n the".split())

OF_TITLES = set("lista listado relacion nuestros otros y e list of".split())

# in the name of a sheet
CUSTOMER_NAMES = set(
    "cliente clientes customer customers client clients ficha fichas contacto "
    "contactos contact contacts cartera crm clientela leads prospectos potenciales "
    "clienti bezeroak".split()
)
OTHER_NAMES = set(
    "proveedor proveedores acreedor acreedores supplier suppliers vendor vendors "
    "producto productos articulo articulos product products item items material "
    "materiales tornillos tornilleria almacen stock inventario tarifa tarifas precio "
    "precios factura facturas facturacion invoice invoices pedido pedidos order orders "
    "albaran albaranes presupuesto presupuestos venta ventas compra compras gasto "
    "gastos cobro cobros pago pagos caja banco bancos empleado empleados personal "
    "nominas nomina trabajadores plantilla resumen portada indice instrucciones "
    "leyenda explicacion grafico graficos dinamica pivot summary cover index "
    "competencia transportistas servicios".split()
)


class Known:
    """The headings that mean something, for one file.

    :param headings: each a ``Headings``, of customers or of a kind of line
    """

    def __init__(self, *headings):
        self.headings = headings
        self.seen = {}

    def __contains__(self, text):
        if text not in self.seen:
            if len(self.seen) >= MAX_SEEN or len(text) > MAX_KNOWN:
                return False
            self.seen[text] = any(char.isalpha() for char in text) and any(
                headings.is_known(text) for headings in self.headings
            )
        return self.seen[text]

    def key_of(self, text):
        """What a text is the heading of, by its words: the key of a column, or None."""
        if text not in self:
            return None
        found = (headings.look_up(text)[0] for headings in self.headings)
        return next(filter(None, found), None)


@lru_cache(maxsize=1)
def house_headings():
    """:return: the ``Headings`` of all columns, in English and Spanish"""
    lines = (Headings(kind.columns) for kind in columns_lines.LINES.values())
    return Headings(every_column()), *lines


@lru_cache(maxsize=1)
def line_sheets():
    """The names, folded, of the sheets of lines."""
    found = set()
    for kind in columns_lines.LINES.values():
        found |= _words(kind.sheet, kind.aliases)
    return frozenset(found)


def _words(text, aliases):
    # not through the environment, which knows installed languages only
    words = {fold(text._translate(code)) for code in LANGUAGES}
    return words | {fold(alias) for alias in aliases.split("|") if alias}


def heading_points(values, known):
    """How much the cells of a row look like headings.

    :param known: the headings that mean something, see :class:`Known`
    :return: (points, how many are known as they stand)
    """
    points = count = 0
    seen = set()
    for value in values[:MAX_LOOKED_AT]:
        if value == "":
            continue
        if not isinstance(value, str):
            points -= 0.5
            continue
        text = value.strip() if len(value) <= MAX_HEADING else ""
        if not text or text in seen:
            continue
        seen.add(text)
        if "@" in text or re.search(r"\d{4}", text):
            points -= 1
        elif text in known:
            points += 1
            count += 1
        elif len(text) <= 40 and HINTS.intersection(fold(text).split()):
            points += 0.6
    return points, count


def is_of_others(title):
    """Whether a title says that those below it are no customers: *PROVEEDORES*,
    *Listado de proveedores*."""
    if not isinstance(title, str) or len(title) > MAX_HEADING:
        return False
    words = set(fold(title).split())
    return bool(words & OTHERS) and words <= OTHERS | OF_OTHERS | OF_TITLES


def is_of_customers(headings):
    """Whether the headings of a sheet are of somebody who can be reached: True, False,
    or None when they do not say."""
    words = [set(fold(text).split()) for text in headings if isinstance(text, str)]
    if any(word & OTHERS and word <= OTHERS | OF_OTHERS for word in words):
        # suppliers, unless who supplies is told of somebody who has a name
        if not any(NAMED & word and not word & OTHERS for word in words):
            return False
    if any(REACH & word for word in words):
        # invoices and orders have names and addresses too
        things = sum(bool(THINGS & word) for word in words)
        reach = sum(bool(REACH & word) for word in words)
        return True if reach >= things else None
    return False if any(THINGS & word for word in words) else None
