"""Countries and provinces as people, the INE and programs write them. No database.

The names of countries come from CLDR through Babel, which Odoo requires; what is here
is what people say besides: *Holanda*, *EE.UU.*, *Inglaterra*. A Spanish province may be
in either of its languages or in both, with its article anywhere, by its capital, its
islands, its number of the INE or its ISO code.
"""

import re
import unicodedata
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

# the languages in which customers' countries are written here
LANGUAGES = "es en ca gl eu fr pt de it".split()

# what is called otherwise than in CLDR
COUNTRIES = {
    "NL": "holanda|the netherlands|nederland|p bajos|pp bb|ppbb",
    "US": "ee uu|eeuu|ee uu a|usa|u s a|us|e e u u|estados unidos de america"
    "|united states of america|norteamerica|estados unidos de norteamerica|eua",
    "GB": "r unido"
    "|inglaterra|england|escocia|scotland|gales|wales|gran bretana|great britain"
    "|irlanda del norte|northern ireland|uk|u k|r u|reino unido de gran bretana",
    "ES": "034|34|esp|spain|espanya|espainia|e|reino de espana|espana peninsular",
    "CZ": "republica checa|czech republic|rep checa",
    "DE": "republica federal de alemania|alemania federal|bundesrepublik deutschland|d"
    "|r f alemania|rfa"
    "|deutschland",
    "IE": "republica de irlanda|eire|irlanda",
    "KR": "corea|corea del sur|corea sur|south korea|republica de corea|rep de corea",
    "KP": "corea del norte|north korea",
    "RU": "federacion rusa|russian federation|federacion de rusia",
    "AE": "emiratos|emiratos arabes|u a e|uae|e a u|eau|dubai|abu dhabi",
    "CI": "costa de marfil|ivory coast",
    "MM": "birmania|burma",
    "DO": "rep dominicana|republica dominicana|dominicana",
    "CN": "republica popular china|p r china|pr china|r p china|rp china"
    "|china continental|china popular",
    "HK": "hong kong",
    "TW": "taiwan",
    "VA": "vaticano|ciudad del vaticano|santa sede",
    "MK": "macedonia",
    "SZ": "suazilandia|swazilandia",
    "CV": "cabo verde|cape verde",
    "BY": "bielorrusia|belarus",
    "MD": "moldavia",
    "FR": "f|francia metropolitana",
    "PT": "portugal continental|p",
    "IT": "i|italia",
    "MX": "mejico|estados unidos mexicanos",
    "VE": "republica bolivariana de venezuela|venezuela",
    "BO": "estado plurinacional de bolivia|bolivia",
    "TR": "turquia|turkiye",
    "SY": "siria",
    "IR": "iran",
    "LA": "laos",
    "VN": "viet nam|vietnam",
    "PS": "palestina",
    "CD": "congo kinshasa|republica democratica del congo|r d congo",
    "CG": "congo brazzaville|congo",
    "GR": "el|hellas",
    "MA": "reino de marruecos|maroc",
    "AT": "a|austria|osterreich",
    "BE": "b|belgica",
    "AD": "principado de andorra|principat d andorra|andorra la vella",
    "MC": "principado de monaco",
    "IM": "isla de man",
    "XK": "kosovo",
}

# Odoo's code of each Spanish province, its number of the INE, its code of ISO 3166-2
# where that is another, and its names
PROVINCES = """
VI 01 .  alava|araba|araba alava|vitoria|vitoria gasteiz|gasteiz
AB 02 .  albacete
A  03 .  alicante|alacant
AL 04 .  almeria
AV 05 .  avila
BA 06 .  badajoz
PM 07 IB baleares|balears|illes balears|islas baleares|mallorca|menorca|ibiza|eivissa|formentera|palma|palma de mallorca|balearic islands|balear islands|ib
B  08 .  barcelona|barna|bcn
BU 09 .  burgos
CC 10 .  caceres
CA 11 .  cadiz
CS 12 .  castellon|castello|castellon de la plana|castello de la plana
CR 13 .  ciudad real|c real|cd real|cdad real
CO 14 .  cordoba
C  15 .  coruna|a coruna|la coruna
CU 16 .  cuenca
GI 17 .  girona|gerona|ge
GR 18 .  granada
GU 19 .  guadalajara
SS 20 .  gipuzkoa|guipuzcoa|guipuzkoa|donostia|san sebastian|donostia san sebastian
H  21 .  huelva
HU 22 .  huesca|uesca|osca
J  23 .  jaen
LE 24 .  leon
L  25 .  lleida|lerida
LO 26 RI rioja|la rioja|logrono
LU 27 .  lugo
M  28 MD madrid
MA 29 .  malaga
MU 30 MC murcia
NA 31 NC navarra|nafarroa|pamplona|iruna|iruna pamplona|navarra nafarroa
OR 32 .  ourense|orense|ou
O  33 AS asturias|p de asturias|pdo de asturias|asturies|oviedo|uvieu
P  34 .  palencia
GC 35 .  las palmas|palmas|gran canaria|las palmas de gran canaria|las palmas de g c|las palmas g c|las palmas gc|lanzarote|fuerteventura
PO 36 .  pontevedra
SA 37 .  salamanca
TF 38 .  tenerife|santa cruz de tenerife|sta cruz de tenerife|s c tenerife|sc tenerife|s c de tenerife|sta cruz tenerife|santa cruz tenerife|s cruz de tenerife|s cruz tenerife|sta cruz tfe|tfe|la palma|la gomera|gomera|el hierro|hierro
S  39 CB cantabria|santander
SG 40 .  segovia
SE 41 .  sevilla
SO 42 .  soria
T  43 .  tarragona
TE 44 .  teruel
TO 45 .  toledo
V  46 .  valencia
VA 47 .  valladolid
BI 48 .  bizkaia|vizcaya|biscay|vizkaya|bilbao|bilbo
ZA 49 .  zamora
Z  50 .  zaragoza
CE 51 .  ceuta
ME 52 ML melilla
"""  # noqa: E501

# what CLDR has two letters for and is no country
NO_COUNTRY = {"EU", "EZ", "QO", "UN", "XA", "XB", "XX", "ZZ"}

ARTICLES = set("el la los las l les els lo a o as os the le il".split())
# what a province is called besides its name
OFFICES = re.compile(
    r"^(?:provincia|prov|comunidad|com autonoma|com|principado|region|ciudad autonoma"
    r"|cdad autonoma|cdad|ciudad|isla"
    r"|c a|comunidad autonoma|comunidad foral|comunitat|province|provinciade"
    r"|community|district|departamento|dpto|department|estado|state|distrito)"
    r"(?: de la| de las| de los| del| de| d| of)? (?=.)"
)
OFFICE_BEHIND = re.compile(
    r"(.+) (?:provincia|comunidad(?: autonoma| foral)?|principado|region"
    r"|ciudad autonoma|islas) (?:de la|del|de)"
)
# How many figures the postcodes of a country have of which a spreadsheet takes the
# zeros in front, by how many of these there may be: no more are put back.
FIGURES = {
    1: {
        4: "AU CY DK GE NO NZ PH ZA",
        5: "DE ES FR GT KR LA MM MX MY PE SK TR UA",
        6: "CN CO EC KZ RO SG",
        8: "BR",
    },
    2: {4: "ZA DK NO", 5: "FI IT KE LK LT PR US VA", 7: "JP"},
    3: {4: "AM ZA"},
}
WITH_ZEROS = {
    code: (figures, zeros)
    for zeros, by_figures in FIGURES.items()
    for figures, codes in by_figures.items()
    for code in codes.split()
}
NUMBER = re.compile(r"(\d{1,2})(?:\D.*)?")
MAX_TEXT = 100


@lru_cache(maxsize=20_000)
def fold_place(text):
    """A name in lower case, without accents, its words separated by single spaces."""
    text = unicodedata.normalize("NFKD", str(text or "")[:MAX_TEXT]).lower()
    text = "".join(char for char in text if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^\w]|_", " ", text).split())


@lru_cache(maxsize=20_000)
def place_names(text):
    """The ways in which a place may be looked for: as it is written, each half of
    ``a/b`` and ``a (b)``, and each without its article, wherever that stands.

    :return: list of folded names, the nearest to what is written first
    """
    text = str(text or "")[:MAX_TEXT]
    halves = [half for half in re.split(r"[/()\[\]]|\s-\s", text) if fold_place(half)]
    found = []
    for part in (text, *halves):
        whole = fold_place(part)
        words = whole.split()
        bare = [word for word in words if word not in ARTICLES] or words
        if match := OFFICE_BEHIND.fullmatch(whole):  # "Madrid, Comunidad de"
            found.append(match[1])
        for name in (whole, " ".join(bare)):
            found += [name, OFFICES.sub("", name)]
            rest = [w for w in OFFICES.sub("", name).split() if w not in ARTICLES]
            found.append(" ".join(rest))
    # an article alone is no place
    found = [name for name in found if name and (name == found[0] or len(name) > 2)]
    return list(dict.fromkeys(found))


@lru_cache(maxsize=1)
def _provinces():
    known = {}
    for line in PROVINCES.strip().splitlines():
        code, number, iso, names = line.split(maxsplit=3)
        for word in (code, number, str(int(number)), iso, *names.split("|")):
            if word != ".":
                known.setdefault(fold_place(word), code)
        for name in names.split("|"):
            bare = [word for word in name.split() if word not in ARTICLES]
            known.setdefault(" ".join(bare), code)
            if len(bare) > 1:  # "Balears, Illes"
                known.setdefault(" ".join(sorted(bare)), code)
    return known


@lru_cache(maxsize=20_000)
def spanish_province(text):
    """The code that Odoo has for a Spanish province, from what somebody wrote.

    :return: as ``C`` for *A Coruña*, *Coruña (La)*, *15*, *ES-C*; None when it is none
    """
    known = _provinces()
    text = str(text or "").strip()
    if match := re.fullmatch(r"(?:ES|es)[-\s_.]([A-Za-z]{1,2})", text):
        code = match[1].lower()
        if code in known:
            return known[code]
    if match := NUMBER.fullmatch(text):  # "28", "28 - Madrid"; no postcode
        rest = fold_place(text[len(match[1]) :])
        by_number = known.get(match[1])
        if not rest:
            return by_number
        return by_number if spanish_province(rest) == by_number else None
    found = {}
    for name in place_names(text):
        code = known.get(name) or known.get(" ".join(sorted(name.split())))
        if code:
            found.setdefault(code, name)
            if name == fold_place(text):
                break
    # two halves that are two provinces are neither
    return next(iter(found)) if len(found) == 1 else None


@lru_cache(maxsize=1)
def _countries():
    known = {}
    for code, words in COUNTRIES.items():
        for word in words.split("|"):
            known[fold_place(word)] = code
    for language in LANGUAGES:
        try:
            territories = Locale(language).territories
        except UnknownLocaleError:
            continue
        for code, name in territories.items():
            if len(code) == 2 and code.isalpha():
                known.setdefault(fold_place(name), code)
    for alias, codes in get_global("territory_aliases").items():
        if len(codes) == 1 and len(codes[0]) == 2 and len(alias) in (2, 3):
            known.setdefault(alias.lower(), codes[0])
    return {word: code for word, code in known.items() if code not in NO_COUNTRY}


@lru_cache(maxsize=1)
def _codes():
    return frozenset(_countries().values())


@lru_cache(maxsize=20_000)
def country_code(text):
    """The two letters of ISO 3166 of a country, from what somebody wrote.

    :return: as ``NL`` for *Holanda*, *Países Bajos*, *NLD*, *the Netherlands*; None
        when nobody knows it by that
    """
    known = _countries()
    found = {}
    for name in place_names(text):
        code = known.get(name)
        if not code and len(name) == 2 and name.upper() in _codes():
            code = name.upper()
        if code:
            if name == fold_place(text):
                return code
            found.setdefault(code, name)
    return next(iter(found)) if len(found) == 1 else None


def postcode(text, country=None):
    """A postcode with the zero in front that a spreadsheet takes from it.

    :param str text: as somebody wrote it
    :param str country: code of its country; Spain where it is not known
    """
    figures, zeros = WITH_ZEROS.get(country or "ES", (0, 0))
    if (country or "ES") == "ES":  # as on letters from abroad: E-30001
        text = re.sub(r"^ES?[- ]?(?=\d{5}$)", "", text, flags=re.IGNORECASE)
    if re.fullmatch(r"\d+", text) and figures - zeros <= len(text) < figures:
        return text.zfill(figures)
    return text
