"""Which column a heading is by its own words, whatever stands beside it. No ORM."""

import re

from odoo.addons.ficha_cliente_identity.tools.normalize import fold

from .heading_essence import (
    ADDRESS,
    ADDRESS_NOUNS,
    ADDRESS_WORDS,
    BARE,
    BUSINESS,
    COMPANY,
    CUSTOMER,
    HEADS,
    MAIN,
    NEUTRAL,
    REPEATABLE,
    SPARE,
    WHICH,
    essence,
    readings,
)
from .presets import other_words, preset_words

# those of a template, whatever is installed
LANGUAGES = ("en_US", "es_ES")


class HeadingWords:
    """The words that columns are known by.

    :param columns: the ``Column`` there are
    :param languages: codes of languages, besides English and Spanish
    """

    def __init__(self, columns, languages=()):
        self.columns = {column.key: column for column in columns}
        self.exact, self.near = {}, {}
        codes = dict.fromkeys([*LANGUAGES, *languages])
        labels = {
            column: [fold(column.heading._translate(code)) for code in codes]
            for column in columns
        }
        # its own headings before what others are called as well
        for column, words in labels.items():
            for word in words:
                self.exact.setdefault(word, column.key)
        for column in columns:
            for alias in filter(None, column.aliases.split("|")):
                self.exact.setdefault(fold(alias), column.key)
        for key, words in other_words().items():
            for word in words if key in self.columns else ():
                self.exact.setdefault(word, key)
        if "name" in self.columns:
            for word in (*BARE, *BUSINESS, *CUSTOMER):
                self.exact.setdefault(word, "name")
        for word, key in self.exact.items():
            self.near.setdefault(essence(word), key)

    def look_up(self, heading):
        """What a heading is by its words alone.

        :return: (key or None, how sure, word by which it was found)
        """
        owner, _bar, last = str(heading).rpartition("/")
        if owner and fold(last) in SHOWN:  # "País/Nombre a mostrar", of Odoo's exports
            return self.look_up(owner)
        if owner and fold(last) in ("nombre", "name"):
            found = self.look_up(owner)
            if found[0] in RECORDS:
                return found
        if key := self._in_brackets(str(heading)):
            return key, "known", fold(heading)
        words = readings(heading)
        if PHONE_OR_MOBILE.fullmatch(words[0] if words else "") and "/" in str(heading):
            return "phone", "known", words[0]
        for word in words:
            if word in self.exact:
                return self.exact[word], "known", word
        for word in words:
            if key := self.near.get(essence(word)):
                return key, "known", word
        for word in words:
            if found := self._numbered(essence(word)):
                return (*found, word)
        if key := self._of_halves(heading):
            return key, "known", words[-1]
        for word in words:
            if key := self._of_address(essence(word))[0]:
                return key, "guessed", word
        return None, "unknown", words[0] if words else ""

    def _in_brackets(self, heading):
        """*Dirección (ciudad)*, *billing_address[zip]*, *Teléfono (móvil)*: what of it
        is said in brackets."""
        match = PART_OF.fullmatch(heading[:200].strip())
        if not match:
            return None
        whole, part = (
            self.exact.get(word) or self.near.get(essence(word)) or ""
            for word in map(fold, match.groups())
        )
        whole = whole or self._of_address(essence(fold(match[1])))[0]
        if whole == "street" and part in ADDRESS - {"street"}:
            return part
        return part if whole == "phone" and part in ("mobile", "fax") else None

    def _of_halves(self, heading):
        """*Town/City*, *Nombre y apellidos / Razón social*: both mean the same."""
        halves = [half for half in str(heading).split("/") if half.strip()]
        if len(halves) != 2:
            return None
        keys = set()
        for half in halves:
            words = [*readings(half), *map(essence, readings(half))]
            keys.add(next((self.exact[w] for w in words if w in self.exact), None))
        return keys.pop() if len(keys) == 1 else None

    def is_known(self, text):
        """Whether a text is the heading of something."""
        key, _sure, word = self.look_up(text)
        named = COMPANY | BUSINESS | BARE | CUSTOMER
        return bool(key or word in named) or word in preset_words()

    def _numbered(self, word):
        """*Teléfono 3*, *Correo de facturación*: one more of those."""
        parts = word.split()
        bare = " ".join(part for part in parts if not part.isdigit())
        key = self.near.get(bare) if bare != word else None
        if not key and "contacto" in parts:  # "2º contacto cargo", "Contacto - cargo"
            rest = [part for part in bare.split() if part != "contacto"]
            turned = self.near.get(" ".join([*rest, "contacto"])) or ""
            key = turned if turned.startswith("contact_") else None
            if key and bare == word:
                return key, "known"
        if key and key.startswith("contact_") and "1" not in parts:
            return self._of_further_person(key, parts)
        if key in REPEATABLE:
            first = "1" in parts
            return key if first else SPARE.get(key, key), "known"
        numbers = [part for part in parts if part.isdigit()]
        if key and numbers == ["1"]:
            return key, "known"
        if key == "street" and numbers == ["2"] and "street2" in self.columns:
            return "street2", "known"
        heads = [part for part in parts if part in HEADS]
        key = HEADS[heads[0]] if heads else None
        if "movil" in heads:
            key = "mobile"
        rest = {p for p in parts if p not in HEADS and not p.isdigit()}
        rest -= {"fax"} if key == "phone" else set()  # "Tel./Fax"
        if key in self.columns and rest <= NEUTRAL | WHICH and len(set(heads)) <= 2:
            several = rest & WHICH or bare != word
            return (SPARE[key], "guessed") if several else (key, "known")
        return None

    def _of_further_person(self, key, parts):
        """*Contacto 2*, *Teléfono contacto 2*, *2º contacto email*: of the second
        person. A *Teléfono 2 contacto* may be another number of the first one."""
        places = [at for at, part in enumerate(parts) if part.isdigit()]
        if len(places) != 1 or parts[places[0]] not in ("2", "3"):
            return None
        at = places[0]
        key = key.replace("contact_", f"contact{parts[at]}_")
        if key not in self.columns:
            return None
        after, before = parts[at + 1 : at + 2], parts[:at]
        if not after or before[-1:] and before[-1] in PERSONS:
            return key, "known"
        is_ordinal = not before and after[0] in PERSONS
        return key, "known" if is_ordinal else "guessed"

    def _of_address(self, word):
        """*Mailing City*, *Calle de domicilio*: what of an address, and of which.

        :return: (key or None, the words that say which address)
        """
        # in "código postal" it says nothing of which
        joined = re.sub(r"codigo postal|postal code", POSTCODE, word)
        parts = [part for part in joined.split() if part != "1"]
        for more in (set(), ADDRESS_NOUNS):
            rest = [p for p in parts if p not in ADDRESS_WORDS | more]
            text = " ".join(rest).replace(POSTCODE, "codigo postal")
            key = self.near.get(text) if len(rest) < len(parts) else None
            if not rest and more and parts and set(parts) & ADDRESS_NOUNS:
                key = "street" if len(parts) > 1 and "street" in self.columns else None
            if key in ADDRESS:
                which = set(parts) - set(rest) - MAIN - {"direccion", "address"}
                return key, frozenset(which)
        return None, frozenset()


POSTCODE = "codigopostal"
PART_OF = re.compile(r"([^()\[\]]+)[(\[]([^()\[\]]+)[)\]]")
# what Odoo's exports show of a record
SHOWN = {"nombre a mostrar", "nombre mostrado", "nombre para mostrar", "display name"}
# of these an export may say the name: "País/Nombre"
RECORDS = {"country", "state", "user", "industry", "lang", "currency", "nationality"}
# "Tfno/Móvil": either of them
PHONE_OR_MOBILE = re.compile(
    r"(t[elfno]{1,3}\w*|fijo) (mov\w*|cel\w*)"
    r"|(mov\w*|cel\w*) (t[elfno]{1,3}\w*|fijo)"
)
# after which a number says which person it is
PERSONS = {"contacto", "contact", "persona", "person", "interlocutor"}
