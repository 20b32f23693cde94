"""Which words stand above a column, and which rows and sheets have them. No ORM.

Only as much as it takes to find the row of the headings, what separates the columns,
and which sheet is of customers; what each heading means is said by ``columns``.
"""

import re
from functools import lru_cache

from odoo.addons.ficha_cliente_identity.tools.normalize import fold

from . import columns, columns_complementary, columns_lines
from .columns import Column, LineKind

LANGUAGES = ("en_US", "es_ES")
MAX_HEADING = 200

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
# these are above columns of things, of documents and of money
THINGS = set(
    "articulo articulos producto productos precio precios pvp stock existencias coste "
    "unidades cantidad ean almacen ubicacion albaran factura importe familia subfamilia "
    "marca modelo base cuota asiento debe haber sku price quantity cost product item "
    "warehouse invoice amount barcode medida peso".split()
)

# in the name of a sheet
CUSTOMER_NAMES = set(
    "cliente clientes customer customers client clients ficha fichas contacto contactos "
    "contact contacts cartera crm clientela leads prospectos potenciales clienti "
    "bezeroak".split()
)
OTHER_NAMES = set(
    "proveedor proveedores acreedor acreedores supplier suppliers vendor vendors "
    "producto productos articulo articulos product products item items material "
    "materiales tornillos tornilleria almacen stock inventario tarifa tarifas precio "
    "precios factura facturas facturacion invoice invoices pedido pedidos order orders "
    "albaran albaranes presupuesto presupuestos venta ventas compra compras gasto gastos "
    "cobro cobros pago pagos caja banco bancos empleado empleados personal nominas "
    "nomina trabajadores plantilla resumen portada indice instrucciones leyenda "
    "explicacion grafico graficos tabla dinamica pivot summary cover index competencia "
    "transportistas servicios".split()
)


@lru_cache(maxsize=1)
def known_words():
    """The headings of all columns, folded, in English, Spanish and by their aliases."""
    found = set()
    for module in (columns, columns_complementary, columns_lines):
        for content in vars(module).values():
            for one in content if isinstance(content, tuple) else (content,):
                if isinstance(one, Column):
                    found |= _words(one.heading, one.aliases)
                elif isinstance(one, LineKind):
                    for column in one.columns:
                        found |= _words(column.heading, column.aliases)
    found.discard("")
    return frozenset(found)


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


def heading_points(values, words):
    """How much the cells of a row look like headings.

    :param words: headings that are known, folded
    :return: (points, how many are known as they stand)
    """
    points = known = 0
    seen = set()
    for value in values:
        if value == "":
            continue
        if not isinstance(value, str):
            points -= 0.5
            continue
        word = fold(value) if len(value) <= MAX_HEADING else ""
        if not word or word in seen:
            continue
        seen.add(word)
        if word in words:
            points += 1
            known += 1
        elif "@" in value or re.search(r"\d{4}", value):
            points -= 1
        elif len(word) <= 40 and HINTS.intersection(word.split()):
            points += 0.6
    return points, known


def is_of_customers(headings):
    """Whether the headings of a sheet are of somebody who can be reached: True, False,
    or None when they do not say."""
    words = [set(fold(text).split()) for text in headings if isinstance(text, str)]
    if any(REACH & word for word in words):
        # invoices and orders have names and addresses too
        things = sum(bool(THINGS & word) for word in words)
        reach = sum(bool(REACH & word) for word in words)
        return True if reach >= things else None
    return False if any(THINGS & word for word in words) else None
