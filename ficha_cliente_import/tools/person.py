"""Names over several columns, and who of a row is whom. No ORM."""

import re

from odoo.addons.ficha_cliente_identity.tools.normalize import (
    LEGAL_FORMS,
    LONGEST_FORM,
    fold,
    name_tokens,
)
from odoo.addons.ficha_cliente_merge.tools.duplicate_values import ROLES

# what a person is called before their surnames, to see that "Roca, Elena" is turned
GIVEN = set(
    """
    aaron abel adela adolfo adriana adrian agustin ainhoa alba albert alberto alejandra
    alejandro alex alfonso alfredo alicia almudena alvaro amaia amalia amparo ana andrea
    andres angel angela angeles angels antonia antonio ana araceli arturo asuncion
    aurora beatriz begona belen benito bernardo blanca borja carla carles carlos carme
    carmen carolina catalina cecilia celia cesar charo clara claudia concepcion
    cristian cristina cristobal dani daniel daniela david diana diego dolores domingo
    eduard eduardo elena elisa eloy elvira emilia emilio emma encarna encarnacion
    enric enrique ernesto esperanza esteban estefania ester esther eugenia eugenio eva
    fatima federico felipe felix fernanda fernando fermin fidel florencio francesc
    francisca francisco gabriel gabriela gemma gema gerardo german gines gloria gonzalo
    gregorio guadalupe guillermo gustavo hector helena hugo ignacio iker ines inma
    inmaculada irene isabel isidro ismael ivan jaime jaume javier jesus joan joaquin
    joaquina jon jordi jorge jose josefa josefina josep juan juana julia julian juliana
    julio laura leandro leire leonor lidia lluis lola lorena lorenzo lourdes lucas lucia
    luis luisa luz magdalena manuel manuela mar marc marcos margarita maria mariano
    marina mario marta martin mateo matias mercedes merce miguel mikel milagros miquel
    miriam moises monica montserrat montse nadia natalia nerea nicolas nieves noelia
    nuria olga oriol oscar pablo paloma pascual patricia pau paula paz pedro pepe pere
    pilar purificacion rafael ramon raquel raul rebeca remedios ricardo rita roberto
    rocio rodrigo roman rosa rosario ruben ruth salvador samuel sandra santiago sara
    saul sebastian sergio silvia silvestre sofia soledad sonia susana teodoro teresa
    tomas trinidad valentin valeria vanesa vicente vicenta victor victoria vicent
    virginia xavier yolanda zoe

    adam alan alice amelie anne anna antoine bruno camille catherine charles charlotte
    chris christine christopher claire daniel elizabeth emily eric francois frank
    george hans heinz helen henri ian ivo jack jacques james jan jane jean jennifer
    joao joe john jonathan joseph julie karl kate kevin klaus laurent linda louis
    lucy luca ludovic mark marie mary michael michel michelle mohamed ahmed fatima
    nathalie olivier patrick paul paulo peter philippe pierre pietro rachel richard
    robert sarah simon sophie stephen steven susan thomas tim tom uwe wolfgang youssef
    """.split()
)
# with these before the comma it is the name of a business
BUSINESS = set(
    "bar cafe cafeteria restaurante hotel hostal taller talleres construcciones "
    "reformas transportes panaderia carniceria fruteria peluqueria farmacia clinica "
    "autos automoviles muebles hermanos hnos hijos viuda comercial suministros "
    "instalaciones electricidad fontaneria pinturas maderas joyeria libreria "
    "supermercado supermercados inmobiliaria gestoria asesoria academia colegio "
    "comunidad cdad asociacion fundacion ayuntamiento floristeria ferreteria "
    "confecciones distribuciones productos servicios grupo casa bodega bodegas "
    "hermanas herederos despacho estudio centro club".split()
)
PARTICLES = set("de del la las los el y e i da do dos das san santa van von".split())
TOGETHER = {"y", "e", "i", "and", "und", "et"}
NAME_WORD = re.compile(r"[^\W\d_]+(?:[.'’´`-][^\W\d_]*)*")


def compose(parts):
    """A person's name from its parts.

    :param dict parts: {key of the column: text}
    """
    if parts.get("surname_first"):
        return turned(parts["surname_first"])
    given = " ".join(filter(None, (parts.get("given_name"), parts.get("second_name"))))
    family = " ".join(filter(None, (parts.get("surname"), parts.get("surname2"))))
    if "," in given and not family:
        return turned(given)
    # the whole name in the first column, and its surnames in the other once more
    if fold(given).endswith(" " + fold(family)):
        return given
    return " ".join(filter(None, (given, family)))


def turned(text):
    """``ROCA CANTERA, ELENA`` as it is said: ``ELENA ROCA CANTERA``. What has no comma,
    or a legal form after it, stays."""
    family, comma, given = text.partition(",")
    family, given = family.strip(), given.strip()
    if not comma or not family or not given or "," in given or is_legal(given):
        return text
    return f"{given} {family}"


def turned_if_person(text):
    """The same for a column of names of anybody: only where what stands after the comma
    is a given name, and nothing else is there."""
    family, comma, given = text.partition(",")
    words = given.split()
    names = [*family.split(), *words]
    told = [name for name in names if fold(name) not in PARTICLES]
    if not comma or not 1 <= len(words) <= 3 or len(told) > 7 or len(names) > 12:
        return text
    if not all(NAME_WORD.fullmatch(word) for word in names):
        return text
    if is_legal(family):
        return text  # "Acme, S.L., Ana" as Odoo calls who works there
    if BUSINESS & set(fold(family).split()) or TOGETHER & set(fold(given).split()):
        return text
    first = fold(words[0]).partition(" ")[0]
    return turned(text) if first in GIVEN or first in ("ma", "fco") else text


def is_legal(text):
    """Whether a text ends in a legal form of companies, or is one."""
    words = fold(text).split()
    return any(
        tuple(words[-length:]) in LEGAL_FORMS
        for length in range(1, min(LONGEST_FORM, len(words)) + 1)
    )


def is_shorter(new, known):
    """Whether a name says less than the one that is known: fewer of the same words, the
    same in another order, or only in capitals.

    :param str new: what a file says
    :param str known: what the ficha has
    """
    words, other = fold(new).split(), fold(known).split()
    if words == other:  # without its accents, or in capitals
        louder = new.isupper() and not known.isupper()
        return louder or (len(new.encode()) < len(known.encode()) and not louder)
    if set(words) <= set(other):
        return True
    if set(words) > set(other):
        return False
    # "Astilleros Uno SL" and "Astilleros Uno, S.L."
    same = set(name_tokens(new)) == set(name_tokens(known))
    return same and not (known.isupper() and not new.isupper())


def same_person(one, other):
    """Whether two names have the same words, or one has all those of the other."""
    first, second = set(name_tokens(one)), set(name_tokens(other))
    return bool(first and second) and (first <= second or second <= first)


def is_of_person(email, name):
    """Whether an address is named after somebody: ``luis@``, ``l.prueba@``."""
    mailbox = email.partition("@")[0].lower()
    if is_of_role(email):
        return False
    parts = [part for part in re.split(r"[._+\-\d]+", mailbox) if part]
    words = name_tokens(name)
    if any(len(part) > 2 and part in words for part in parts):
        return True
    # lprueba, luisprueba
    return any(
        mailbox.startswith(words[0][:1]) and word in mailbox
        for word in words[1:]
        if len(word) > 3
    )


def is_of_role(email):
    """Whether an address is of an office and not of a person: ``info@``."""
    mailbox = email.partition("@")[0].lower()
    return re.sub(r"[\W\d_]+", "", mailbox) in ROLES
