"""What a column of a file of fichas is. No ORM.

The columns of a file of fichas: who it is, where, and how they like it.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

from odoo.tools.translate import LazyTranslate

INVOICING = "account.group_account_invoice,account.group_account_readonly"


# how a customer is reached
REACH = {"phone", "phones", "email", "emails"}


@dataclass(frozen=True, eq=False)
class Column:
    """One column, from which everything is made: the template, its explanation, what
    is read, and what is written.

    :param key: its name in code, unique in its sheet
    :param heading: what stands on top, a lazily translated text
    :param kind: how its cells are read and written (``RowParser`` in ``read_row``,
        ``_format_value`` of ``ficha.sheet``)
    :param help: what the sheet of explanations says, lazily translated
    :param field: the field it is about, of ``res.partner`` or of the line's model
    :param aliases: other headings that mean it, in any language, between ``|``
    :param groups: of whom may see it; the field's own groups count as well
    :param example: as a person would write it
    :param point: kind of ``ficha.contact.point``, for what is kept there
    :param line: (kind of line, position among the lines of that kind), for what is
        kept in a line of its own
    :param words: of a selection, what people write besides its labels: pairs of a key
        and words between ``|``; several keys where a word alone does not say which. Of
        a yes or no, the words for each
    :param only_read: it is understood in the files of others, and stands neither in the
        template nor in exports
    :param separator: what stands between the values of a cell, where the heading says
    """

    key: str
    heading: Any
    kind: str = "line"
    help: Any = ""
    field: str = ""
    aliases: str = ""
    groups: str = ""
    example: str = ""
    point: str = ""
    line: tuple = ()
    words: tuple = ()
    only_read: bool = False
    separator: str = ""

    @property
    def is_reach(self):
        """Whether it is a telephone or an address of the customer's own."""
        theirs = self.key.startswith("contact") or self.line
        return self.kind in REACH and not theirs


@dataclass(frozen=True, eq=False)
class LineKind:
    """Lines that hang from a ficha, which may have a sheet of their own."""

    key: str
    model: str
    field: str
    sheet: Any
    aliases: str
    columns: tuple
    # fields that say which line it is, and the least that makes one
    identity: tuple
    groups: str = ""


PROPERTY = "property:"


class Proposed(NamedTuple):
    """What a heading of a file is taken for.

    :ivar position: of the column in the file, from 0
    :ivar heading: as it stands in the file
    :ivar key: of a :class:`Column`, ``property:Label`` for an extra field, or None:
        it is not imported
    :ivar sure: ``known``, ``guessed`` (from its neighbours, or part of its words), or
        ``unknown``
    :ivar why: a lazily translated sentence, or ""
    """

    position: int
    heading: str
    key: str | None
    sure: str
    why: Any = ""


def every_column():
    """All columns of a sheet of customers, those of other modules left out (see
    ``_all_columns`` of ``ficha.sheet``, which has them)."""
    # here: those files need what stands above
    from . import columns_complementary as more  # noqa: PLC0415
    from . import columns_lines as lines  # noqa: PLC0415
    from . import columns_names as names  # noqa: PLC0415
    from . import columns_parts as parts  # noqa: PLC0415

    return (
        *IDENTITY,
        *names.NAMES,
        *CONTACT_POINTS,
        *parts.STREET_PARTS,
        *BASIC,
        *more.COMPLEMENTARY,
        *more.BILLING,
        *parts.ACCOUNT_PARTS,
        *parts.PHONE_PARTS,
        *lines.AROUND,
        *lines.PERSONAL_DATA,
    )


def choices(columns=None):
    """What a column of a file can be, for a list in which a person looks.

    :param columns: those there are; all when None
    :return: list of (key, label), the labels lazily translated
    """
    return [(column.key, column.heading) for column in columns or every_column()]


def propose(headings, samples=None, decided=None, columns=None, languages=None):
    """Say what each heading of a file of customers is, by its words, its neighbours
    and, where that does not say, by some values.

    :param list headings: texts of the row of headings, "" where there is none
    :param samples: for each heading some values of its column, or None
    :param dict decided: {position: key, None or "property:Label"} that a person chose,
        which is not asked again
    :param columns: the ``Column`` there are; all when None
    :param languages: codes of the languages of headings besides English and Spanish
    :return: list of :class:`Proposed`, one per heading that is not empty
    """
    from .headings import Headings  # noqa: PLC0415

    found = Headings(columns or every_column(), languages or ())
    return found.propose(headings, samples, decided)


_lt = LazyTranslate(__name__)

# There is no environment here: who writes the text translates it.
# pylint: disable=prefer-env-translation

IDENTITY = (
    Column(
        "key",
        _lt("File key"),
        "key",
        _lt(
            "Written by the export, so that the row finds its customer whatever else "
            "you change. Leave it as it is, and empty in new rows."
        ),
        aliases="clave|clave de la ficha",
    ),
    Column(
        "code",
        _lt("Client code"),
        "code",
        _lt(
            "The customer's code. A code that nobody has creates a new customer with "
            "it; if empty, the next free one is assigned when it is due."
        ),
        "client_code",
        "codigo|codigo cliente|codigo de cliente|cod cliente|cod|n cliente|"
        "numero de cliente|code|customer code|codcli|codcliente|client account"
        "|customer account|account reference|account ref|a c ref",
        example="C00142",
    ),
    Column(
        "name",
        _lt("Name"),
        "line",
        _lt("Name of the company, or name and surnames of the person."),
        "name",
        "nombre|razon social|nombre o razon social|nombre completo|cliente|"
        "nombre y apellidos|nombre fiscal|full name|company name|customer|display name"
        "|nombre apellidos|nombre para mostrar|titular|contact full name"
        "|nombre mostrado|nombre a mostrar|nombre y apellidos o razon social"
        "|nombre y apellidos razon social|nombre apellidos o razon social"
        "|nombre apellidos razon social|nombre o r social|r social|razon s|den social"
        "|denom social",
        example="Talleres Gómez, S.L.",
    ),
    Column(
        "is_company",
        _lt("Is a company"),
        "bool",
        _lt(
            "Yes for companies, no for persons. Empty, it is guessed from the tax ID "
            "and the legal form."
        ),
        "is_company",
        "es empresa|empresa si no|es una empresa|persona juridica|tipo de persona"
        "|es una compania|es compania"
        "|tipo persona|persona fisica juridica|fisica juridica",
        example="sí",
        words=(
            (
                "yes",
                "empresa|persona juridica|juridica|j|sociedad|compania|company|entidad",
            ),
            (
                "no",
                "persona|persona fisica|fisica|f|particular|autonomo|autonoma"
                "|individual|individuo|person|contacto",
            ),
        ),
    ),
    Column(
        "parent",
        _lt("Belongs to company"),
        "parent",
        _lt(
            "For the people and addresses of a company: its client code, tax ID or "
            "name. It may be in this same file."
        ),
        "parent_id",
        "empresa|empresa a la que pertenece|pertenece a|compania|company|"
        "parent company|related company|empresa relacionada|compania relacionada",
    ),
    Column(
        "type",
        _lt("Kind of contact"),
        "selection",
        _lt("For contacts of a company: a person, or an address and its purpose."),
        "type",
        "tipo de contacto|tipo de direccion|tipo|address type",
        words=(
            (
                ("contact",),
                "cliente|clientes|customer|client|cliente potencial|potencial|lead"
                "|cliente y proveedor|cliente proveedor|ambos|persona|contacto",
            ),
        ),
    ),
    Column(
        "vat",
        _lt("Tax ID"),
        "vat",
        _lt("NIF, NIE or CIF, with or without the letters of the country."),
        "vat",
        "nif|cif|dni|nie|nif cif|cif nif|nif dni|dni nif|vat|vat number|nif iva|"
        "doc identidad|documento identidad|numero de documento|no documento|"
        "identificador fiscal|id fiscal|tax number|numero iva|no iva|"
        "nif intracomunitario|nif comunitario|"
        "numero de identificacion fiscal|identificacion fiscal"
        "|numero de identificacion",
        example="B12345674",
    ),
)

CONTACT_POINTS = (
    Column(
        "phone",
        _lt("Phone"),
        "phone",
        _lt("First telephone."),
        "phone",
        "telefono|tel|tlf|tfno|telefono 1|telefono fijo|fijo|telf",
        example="968 123 456",
    ),
    Column(
        "mobile",
        _lt("Mobile"),
        "phone",
        _lt("Mobile telephone."),
        aliases="movil|telefono movil|celular|mobile phone|tel movil|tlf movil"
        "|whatsapp|sms",
        example="612 345 678",
        point="mobile",
    ),
    Column(
        "phones",
        _lt("Other phones"),
        "phones",
        _lt("Any other telephones, separated by semicolons (;)."),
        aliases="otros telefonos|telefono 2|otro telefono|telefono alternativo"
        "|segundo telefono|telefono secundario",
        point="phone",
    ),
    Column(
        "fax",
        _lt("Fax"),
        "phones",
        _lt("It stands among the other telephones, as a fax."),
        aliases="telefax|numero de fax|business fax|fax number|fax trabajo",
        only_read=True,
        point="phone",
    ),
    Column(
        "email",
        _lt("E-mail"),
        "email",
        _lt("First e-mail address."),
        "email",
        "correo electronico|email|e mail|correo|mail|direccion de correo|"
        "correo e|email 1|c electronico",
        example="taller@example.com",
    ),
    Column(
        "emails",
        _lt("Other e-mails"),
        "emails",
        _lt("Any other e-mail addresses, separated by semicolons (;)."),
        aliases="otros correos|otros emails|email 2|correo 2|otro correo"
        "|segundo correo|segundo email",
        point="email",
    ),
    Column(
        "website",
        _lt("Website"),
        "website",
        _lt("Address of their website."),
        "website",
        "pagina web|web|sitio web|url|website url|web site|homepage|pagina|pag web"
        "|url web|direccion web",
    ),
    Column(
        "street",
        _lt("Street"),
        "line",
        _lt("Street and number."),
        "street",
        "direccion|domicilio|calle|address|direccion 1|domicilio fiscal"
        "|direccion fiscal|direccion postal|street address|direccion completa"
        "|domicilio social|via|address line 1|direccion facturacion"
        "|direccion de facturacion|via publica|nombre via|nombre de la via|nombre calle"
        "|address1|street1|direccion y poblacion|domicilio y poblacion"
        "|direccion y localidad|domicilio y localidad|direccion poblacion"
        "|direccion y cp|direccion cp y poblacion|direccion cp poblacion"
        "|direccion linea 1|linea 1 direccion|calle y no|calle y n|calle y numero"
        "|direccion y numero|via y numero",
        example="Calle Mayor, 3",
    ),
    Column(
        "street2",
        _lt("Street (continued)"),
        "line",
        _lt("Floor, door, estate..."),
        "street2",
        "direccion 2|direccion linea 2|resto de la direccion|street2|street 2"
        "|linea 2 direccion|address 2|address line 2|piso|escalera piso puerta"
        "|complemento direccion",
    ),
    Column(
        "zip",
        _lt("Postcode"),
        "zip",
        _lt("The leading zero may be missing in Spanish ones."),
        "zip",
        "codigo postal|cp|c p|zip|zip code|postal code|post code"
        "|codpostal|zip postal code|postcode|distrito postal|codigo postal fiscal"
        "|codpost|cpostal|cod post|codpos|d p|cod p",
        example="08001",
    ),
    Column(
        "city",
        _lt("Town"),
        "line",
        _lt("Town or city."),
        "city",
        "poblacion|ciudad|localidad|municipio|city|town|pueblo"
        "|poblacion fiscal|ciudad poblacion|loc",
        example="Barcelona",
    ),
    Column(
        "zip_city",
        _lt("Postcode and town"),
        "zip_city",
        _lt("Both in one cell, in any order."),
        aliases="cp y poblacion|codigo postal y poblacion|cp poblacion|cp ciudad"
        "|cp y localidad|cp localidad|cp y ciudad|codigo postal poblacion|poblacion cp"
        "|poblacion y cp|codigo postal y localidad|codigo postal localidad|plz ort"
        "|localidad y cp|zip city|city zip|postcode and town|ciudad cp|localidad cp",
        only_read=True,
    ),
    Column(
        "state",
        _lt("Province"),
        "state",
        _lt("By its name or code, in the country of the row."),
        "state_id",
        "provincia|estado|state|region|province|provincia estado|state region"
        "|state province|county|provincia fiscal|estado region|province code"
        "|state code|codigo provincia|province state",
        example="Barcelona",
    ),
    Column(
        "country",
        _lt("Country"),
        "country",
        _lt("By its name or its two letters. Empty: the company's, for new ones."),
        "country_id",
        "pais|country code|country region|pais region|codigo pais|codpais|pais fiscal"
        "|codigo pais region",
        example="España",
    ),
)

BASIC = (
    Column(
        "function",
        _lt("Job position"),
        "line",
        _lt("What they do in their company."),
        "function",
        "cargo|puesto|puesto de trabajo|job|position|job title|cargo puesto",
    ),
    Column(
        "form_of_address",
        _lt("Form of address"),
        "many2one",
        _lt("What is written before the name."),
        "form_of_address_id",
        "tratamiento|titulo|title|salutation",
    ),
    Column(
        "birthdate",
        _lt("Date of birth"),
        "date",
        _lt("Day, month and year with four digits."),
        "birthdate_date",
        "fecha de nacimiento|nacimiento|f nacimiento|fecha nacimiento|birthdate|"
        "birthday|cumpleanos|fecha de cumpleanos|date of birth|dob",
        example="01/05/1980",
    ),
    Column(
        "gender",
        _lt("Gender"),
        "selection",
        _lt("As the person wishes to be addressed."),
        "gender",
        "sexo|genero",
        words=(
            (("male",), "hombre|varon|masculino|masc|man|h|v|homme|home|uomo"),
            (("female",), "mujer|femenino|fem|woman|f|hembra|femme|dona|donna"),
        ),
    ),
    Column(
        "nationality",
        _lt("Nationality"),
        "country",
        _lt("Country of which they are a citizen."),
        "nationality_id",
        "nacionalidad",
    ),
    Column(
        "tags",
        _lt("Tags"),
        "tags",
        _lt(
            "Any number, separated by semicolons (;). Those that do not exist are "
            "created."
        ),
        "category_id",
        "etiquetas|etiqueta|categoria|categorias|tag",
    ),
    Column(
        "industry",
        _lt("Industry"),
        "many2one",
        _lt("Branch of business."),
        "industry_id",
        "sector|actividad|ramo",
    ),
    Column(
        "lifecycle",
        _lt("Situation"),
        "selection",
        _lt("Where they are on the way to being a customer."),
        "ficha_lifecycle",
        "situacion|estado del cliente",
    ),
    Column(
        "source",
        _lt("Source"),
        "selection",
        _lt("How they came to be among your contacts."),
        "ficha_acquisition",
        "procedencia|origen|como nos conocio|canal de entrada",
    ),
    Column(
        "user",
        _lt("Salesperson"),
        "user",
        _lt("Name, login or e-mail of the user in charge."),
        "user_id",
        "comercial|vendedor|agente|responsable|sales person|agente comercial"
        "|account manager|sales rep|sales representative|salesman|sales person name",
    ),
    Column(
        "lang",
        _lt("Language"),
        "lang",
        _lt("Language of their documents; one that is installed."),
        "lang",
        "idioma",
    ),
    Column(
        "ref",
        _lt("Reference"),
        "line",
        _lt("Free text, kept as it is."),
        "ref",
        "referencia|ref|referencia interna",
    ),
)
