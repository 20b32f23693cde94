"""Whether a name that somebody typed in haste is a person's. No database.

Most customers of most companies are companies, so that is what a new file begins as. A
name that begins as people are called, and has nothing that a company's has, is a
person's; of what cannot be told nothing is said.
"""

import re
import unicodedata

from odoo.tools import remove_accents

MAX_WORDS = 8
MAX_TEXT = 200

TITLES = frozenset("d dn don dna dona sr sra srta dr dra".split())

# Given names that are common where Spanish is spoken, and some of their neighbours.
GIVEN = frozenset(
    """
    aaron abel adela adolfo adrian adriana agustin agustina aida ainhoa aitana aitor
    alba albert alberto alejandra alejandro alex alfonso alfredo alicia almudena alvaro
    amalia amanda amaya amelia amparo ana anabel andrea andres angel angela angeles
    angelica anselmo antonia antonio araceli ariadna arnau arturo asuncion aurelio
    aurora barbara bartolome beatriz begona belen benito bernardo blanca borja bruno
    camila candela carla carles carlos carlota carmen carolina catalina cayetano cecilia
    celia cesar clara claudia concepcion consuelo cristian cristina cristobal daniel
    daniela david diana diego dolores domingo eduardo elena elias elisa elvira emilia
    emilio encarnacion enrique ernesto esperanza esteban estefania ester esther eugenia
    eugenio eva fabian fatima federico felipe felix fermin fernando francesc francisca
    francisco gabriel gabriela gema gemma genoveva gerardo german gloria gonzalo
    gregorio guadalupe guillermo gustavo hector hugo ignacio ines inmaculada irene
    isaac isabel isidro ismael ivan jaime javier jesus joan joaquin joaquina jordi jorge
    jose josefa josefina josep juan juana julia julian juliana julio laia laura leandro
    leonor leticia lidia lorena lorenzo lourdes lucas lucia luis luisa magdalena manuel
    manuela marc marcelo marcos margarita maria mariana mariano maribel marina mario
    marisol marta martin mateo matilde mauricio mercedes miguel milagros miriam monica
    montserrat narciso natalia nerea nicolas nieves noelia nuria olga oriol oscar pablo
    paloma patricia paula pedro pilar purificacion rafael raimundo ramiro ramon raquel
    raul rebeca remedios ricardo roberto rocio rodrigo rogelio rosa rosalia rosario
    ruben salvador samuel sandra santiago sara sebastian sergio silvia simon
    sofia soledad
    sonia susana tamara teresa tomas trinidad valentina valeria vanesa veronica vicente
    victor victoria virginia xavier yolanda ma fco joao paulo pierre jean marie john
    """.split()
)

# What only names of companies have, beside their legal form.
COMPANY = re.compile(
    r"\b(?:hijos?|hnos?|hermanos?|cia|compania|asociados?|socios|e hijas|sucesores"
    r"|herederos|viuda|sociedad|comunidad|cooperativa|fundacion|asociacion|club|grupo"
    r"|group|talleres?|bar|cafe|cafeteria|hotel|hostal|restaurante|meson|panaderia"
    r"|pasteleria|carniceria|pescaderia|fruteria|farmacia|optica|clinica|dental"
    r"|peluqueria|estetica|modas?|tienda|bazar|ferreteria|libreria|papeleria|floristeria"
    r"|muebles|electricidad|fontaneria|construcciones|reformas|obras|transportes"
    r"|autocares|viajes|seguros|inmobiliaria|gestoria|asesoria|abogados|arquitectos"
    r"|ingenieria|consultores|consultoria|servicios|suministros|distribuciones"
    r"|comercial|almacenes|industrias|fabrica|bodegas?|aceites|quesos|embutidos"
    r"|conservas|granja|ganaderia|colegio|escuela|academia|instituto|universidad|ceip"
    r"|ies|ayuntamiento|diputacion|parroquia|residencia|auto|autos|motor|motos"
    r"|informatica|digital|tech|solutions|studio|estudio|design|store|shop|import"
    r"|export|catering|gym|fitness|sport|deportes)\b"
)
LEGAL_FORM = re.compile(
    r"\b(?:s ?l ?u?|s ?a ?u?|s ?l ?l|s ?l ?p|s ?c|s ?c ?p|c ?b|s ?coop|s ?a ?s|s ?r ?l"
    r"|lda|ltda|ltd|limited|gmbh|inc|llc|plc|e ?i ?r ?l|a ?i ?e|u ?t ?e)$"
)


def is_person(name):
    """Whether a name is certainly a person's: ``Ana Gil``, ``D. Luis Mora``,
    ``Roca Cantera, Elena``.

    :param str name: as it is written
    :return: False also when nobody can tell
    """
    text = (name or "")[:MAX_TEXT]
    before, comma, after = text.partition(",")
    folded = _fold(text)
    words = folded.split()
    if not 2 <= len(words) <= MAX_WORDS or any(map(str.isdigit, folded)):
        return False
    if COMPANY.search(folded) or LEGAL_FORM.search(folded) or "&" in text:
        return False
    if comma:
        given = _fold(after).split()
        return bool(_fold(before)) and bool(given) and given[0] in GIVEN
    return words[0] in TITLES or words[0] in GIVEN


def _fold(text):
    """Small letters without accents, words with one blank between."""
    text = unicodedata.normalize("NFKD", text.lower())
    found = [
        char if char.isalnum() else ("" if unicodedata.combining(char) else " ")
        for char in text
    ]
    return " ".join("".join(found).split())


def name_words(name):
    """Words of a name, by which two writings of it are known to be one.

    :return: set
    """
    return {word for word in remove_accents(name or "").casefold().split() if word[2:]}
