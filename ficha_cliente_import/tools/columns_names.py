"""The columns of files of others about names, companies and the people in them. What a
heading of these means depends on its neighbours, see ``headings``."""

from odoo.tools.translate import LazyTranslate

from .columns import Column

_lt = LazyTranslate(__name__)

# There is no environment here: who writes the text translates it.
# pylint: disable=prefer-env-translation


def _part(key, heading, aliases):
    return Column(
        key,
        heading,
        "name_part",
        _lt("Part of a name; the parts are put together."),
        aliases=aliases,
        only_read=True,
    )


NAME_PARTS = (
    _part(
        "given_name",
        _lt("Given name"),
        "nombre de pila|first name|firstname|forename|nombres|prenom|given names"
        "|nom de pila|primer nombre|billing first name|nombre facturacion|first",
    ),
    _part(
        "second_name",
        _lt("Second given name"),
        "middle name|middlename|additional name|segundo nombre|second name",
    ),
    _part(
        "surname",
        _lt("Surnames"),
        "apellidos|apellido|apellido 1|apellido1|primer apellido|1er apellido"
        "|apellido i|1 apellido|last name|lastname|surname|family name|cognoms"
        "|first surname|apellido primero|nom de famille|billing last name|1o apellido"
        "|last|apellidos o razon social|apellidos razon social|apellido o razon social"
        "|apellidos y razon social|primer apellido o razon social"
        "|primer apellido razon social|apellido razon social",
    ),
    _part(
        "surname2",
        _lt("Second surname"),
        "apellido 2|apellido2|segundo apellido|2o apellido|2 apellido|apellido ii"
        "|second last name|apellido segundo|mother s maiden name|2do apellido",
    ),
    _part(
        "surname_first",
        _lt("Surnames and given name"),
        "apellidos y nombre|apellidos nombre|apellido nombre|apellido y nombre"
        "|last name first name|cognoms i nom|apellidos y nombre o razon social"
        "|apellidos nombre o razon social|apellidos nombre razon social",
    ),
)


def _further(number, aliases, **headings):
    """The columns of one more person of a customer, who becomes a contact of theirs.
    *Contacto 2*, *Email contacto 2* are found by those of the first, see
    ``headings``."""
    kinds = {"phone": "phone", "email": "email"}
    return [
        Column(
            f"contact{number}_{part}",
            heading,
            kinds.get(part, "line"),
            _lt("One more person of the customer, who becomes its contact."),
            aliases=aliases if part == "name" else "",
            only_read=True,
        )
        for part, heading in headings.items()
    ]


NAMES = (
    Column(
        "trade_name",
        _lt("Trade name"),
        "line",
        _lt("The name on the door, where the legal name is another one."),
        "comercial",
        "nombre comercial|nom comercial|n comercial|trade name|commercial name|dba"
        "|nombre del establecimiento|rotulo|marca comercial|nombre comercial o rotulo",
        example="Bar Pepe",
    ),
    *NAME_PARTS,
    Column(
        "company",
        _lt("Customer, a company"),
        "line",
        _lt("Name of the company that is the customer."),
        "name",
        only_read=True,
    ),
    Column(
        "employer",
        _lt("Company of the person"),
        "parent",
        _lt(
            "The company that the person of the row works for. It is made when nobody "
            "has that name."
        ),
        "parent_id",
        only_read=True,
    ),
    Column(
        "contact_name",
        _lt("Contact person"),
        "line",
        _lt(
            "Somebody of the customer, who becomes its contact and the one to speak to."
        ),
        aliases="persona de contacto|contacto|nombre de contacto|nombre del contacto"
        "|nombre contacto|contact|contact person|contact name|persona contacto"
        "|contacto principal|main contact|primary contact|att|a la atencion de"
        "|atencion de|attn|interlocutor|persona de contacto principal"
        "|nombre y apellidos del contacto|nombre persona de contacto|hablar con"
        "|contacto nombre|nombre del gerente|contact first name|persona",
        only_read=True,
    ),
    Column(
        "contact_surname",
        _lt("Contact person: surnames"),
        "line",
        _lt("The surnames of the contact person, where they stand apart."),
        aliases="apellidos contacto|apellidos del contacto|apellido contacto"
        "|contacto apellidos|contact last name|contact surname|apellido del contacto",
        only_read=True,
    ),
    Column(
        "contact_function",
        _lt("Contact person: position"),
        "line",
        _lt("What the contact person does there."),
        aliases="cargo del contacto|cargo contacto|puesto del contacto|contact title"
        "|cargo de la persona de contacto|contact position",
        only_read=True,
    ),
    Column(
        "contact_phone",
        _lt("Contact person: phone"),
        "phone",
        _lt("The telephone of the contact person."),
        aliases="telefono del contacto|telefono contacto|telefono de contacto directo"
        "|movil del contacto|movil contacto|contact phone"
        "|telefono de la persona de contacto|contacto telefono|contacto movil",
        only_read=True,
    ),
    Column(
        "contact_email",
        _lt("Contact person: e-mail"),
        "email",
        _lt("The e-mail address of the contact person."),
        aliases="correo del contacto|correo contacto|email del contacto|email contacto"
        "|contact email|correo de la persona de contacto"
        "|email de la persona de contacto|contacto email|contacto correo"
        "|contacto correo electronico",
        only_read=True,
    ),
    *_further(
        2,
        "segundo contacto|otro contacto|otra persona de contacto|contacto secundario"
        "|segunda persona de contacto|second contact|secondary contact"
        "|contacto alternativo|otra persona",
        name=_lt("Second contact person"),
        surname=_lt("Second contact person: surnames"),
        function=_lt("Second contact person: position"),
        phone=_lt("Second contact person: phone"),
        email=_lt("Second contact person: e-mail"),
    ),
    *_further(
        3,
        "tercer contacto|tercera persona de contacto|third contact",
        name=_lt("Third contact person"),
        surname=_lt("Third contact person: surnames"),
        function=_lt("Third contact person: position"),
        phone=_lt("Third contact person: phone"),
        email=_lt("Third contact person: e-mail"),
    ),
)
