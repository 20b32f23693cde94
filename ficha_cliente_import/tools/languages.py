"""What a language is called by people: *Español*, *castellano*, *Spanish*. No ORM."""

import re

from babel import Locale, UnknownLocaleError

from odoo.addons.ficha_cliente.tools.places import LANGUAGES

BESIDES = {
    "es": {"castellano", "español", "espanol", "cast", "esp"},
    "en": {"ingles", "eng"},
    "ca": {"catala", "catalan", "valenciano", "valencià", "cat"},
    "eu": {"vasco", "euskara", "euskera", "eus"},
    "gl": {"gallego", "galego", "gal"},
    "fr": {"fra"},
    "de": {"ger", "deu"},
}


def language_names(code, name):
    """The words for a language.

    :param str code: as ``es_ES``
    :param str name: as Odoo has it: *Spanish / Español*, *English (US)*
    :return: set of texts
    """
    bare = re.sub(r"\([^()]*\)", "", name)
    found = {part.strip() for part in bare.split("/")} - {""}
    short = code.partition("_")[0].partition("@")[0]
    found |= {short, *BESIDES.get(short, ())}
    for language in LANGUAGES:
        try:
            found.add(Locale(language).languages.get(short) or "")
        except UnknownLocaleError:
            continue
    return found - {""}
