"""Records by the name that stands in a cell."""

import re

from odoo.addons.ficha_cliente.tools.places import (
    country_code,
    place_names,
    spanish_province,
)
from odoo.addons.ficha_cliente_identity.tools.normalize import fold

from .forms_of_address import form_of_address
from .languages import language_names
from .read_cell import CellProblem, LeftOut

MAKE = "make"  # what was decided about a value
OPTION = "ficha.import.option"  # an answer of a fixed list
TEXT = "ficha.import.value"  # a text that is corrected

# beside its name, what a record may be called by
NAMES = {
    "res.country": ("code",),
    "res.country.state": ("code",),
    "res.lang": ("code", "iso_code", "url_code"),
    "res.users": ("login", "email"),
    "account.incoterms": ("code",),
    "res.currency": ("full_name", "symbol", "currency_unit_label"),
}
MAX_KNOWN_NAMES = 15  # names told when one is not known

# a word for him and for her: "Viudo/a", "Asesor/a", "Soltero(a)"; from where the word
# begins, or each letter of a long one would be looked at from each other
BOTH = re.compile(r"\b(\w{2,}?)(o?)(?:/-?|\()(a)\b\)?", re.IGNORECASE)

# "Padre o madre"
EITHER = re.compile(r" (?:o|or|u) ")


def each_form(text):
    """A text, and what it says of him and of her where it says both.

    :return: set, as ``{"Viudo/a", "Viudo", "Viuda"}``
    """
    found = {text}
    if BOTH.search(text):
        found.add(BOTH.sub(r"\1\2", text))
        found.add(BOTH.sub(r"\1\3", text))
    return found


class Lookup:
    """Finds records of small tables by any of their names, in every language that is
    installed, without case and accents. Each table is read once.

    :param env: environment of the user, in the company that the file is for
    :ivar decided: {(model, folded text): (what, id)}, see :meth:`decision`
    :ivar met: of the same, what was met: its text, column, and the places of its rows
    """

    def __init__(self, env):
        self.env = env
        installed = [code for code, _name in env["res.lang"].get_installed()]
        # English is what everything is called at first
        self.languages = dict.fromkeys([env.lang or "en_US", "en_US", *installed])
        self.tables = {}
        self.whole = {}
        self.labels = {}
        self.told = {}
        self.decided, self.met = {}, {}
        self.place = self.column = None
        self.places = {}

    def find(self, model, text, domain=()):
        """The id of the record called ``text``.

        :raise CellProblem: there is none, or there are several
        """
        known = self._table(model, domain).get(fold(text), ())
        if len(known) > 1:
            # "Secretaria" is that before it is the her of "Secretario/a"
            known = known & self.whole.get((model, fold(text)), set()) or known
        if len(known) == 1:
            return next(iter(known))
        action, res_id = self.decision(model, text)
        if action == "use" and res_id:
            return res_id
        if action in (MAKE, "ignore"):
            raise LeftOut(action)
        if known:
            raise CellProblem("several")
        raise CellProblem("unknown", known=self.known_names(model, domain))

    def decision(self, model, text, field=""):
        """What somebody decided about a value that names nothing there is, or several
        things, which is remembered to be asked about.

        :param str field: whose answer it is, where each has its own
        :return: ``use`` with an id, ``make``, ``ignore`` or ``ask``; and the id
        """
        word = f"{field} {fold(text)}".strip()
        entry = self.met.setdefault(
            (model, word), {"text": text, "column": self.column, "places": set()}
        )
        entry["column"] = entry["column"] or self.column
        entry["places"].add(self.place)
        return self.decided.get((model, word), ("ask", False))

    def correction(self, text, proposed):
        """What somebody decided about a text that cannot be read, which is remembered
        to be asked about.

        :param str proposed: what it seems to mean, or ""
        :return: ``write`` with the right text, ``ignore`` or ``ask``; and the text
        """
        key = (TEXT, text.lower())
        entry = self.met.setdefault(
            key,
            {"text": text, "column": self.column, "places": set(), "instead": proposed},
        )
        entry["places"].add(self.place)
        return self.decided.get(key, ("ask", proposed))

    def country(self, code):
        """The country with these two letters, or none."""
        found = self._table("res.country", ()).get(code.lower(), ())
        codes = (
            self.env["res.country"]
            .browse(found)
            .filtered(lambda country: country.code == code)
        )
        return codes[:1]

    def find_country(self, text):
        """The id of a country, however people and programs write it.

        :raise CellProblem: as of :meth:`find`
        """
        key = ("country", text)
        if key not in self.places:
            found = self._table("res.country", ()).get(fold(text), ())
            if len(found) != 1 and (code := country_code(text)):
                found = self.country(code).ids
            self.places[key] = next(iter(found)) if len(found) == 1 else None
        return self.places[key] or self.find("res.country", text)

    def find_state(self, text, country):
        """The id of a state or province of a country, the same way.

        :raise CellProblem: as of :meth:`find`
        """
        domain = (("country_id", "=", country.id),)
        key = (country.id, text)
        if key not in self.places:
            self.places[key] = self._state(text, country, domain)
        return self.places[key] or self.find("res.country.state", text, domain)

    def is_state_abroad(self, text):
        """Whether a country besides Spain has a state or province of this name."""
        table = self._table("res.country.state", (("country_id.code", "!=", "ES"),))
        return any(name in table for name in place_names(text) if len(name) > 2)

    def _state(self, text, country, domain):
        table = self._table("res.country.state", domain)
        names = place_names(text)
        if country.code == "ES" and (code := spanish_province(text)):
            names = [code.lower(), *names]
        for name in names:
            if len(found := table.get(name, ())) == 1:
                return next(iter(found))
        return None

    def find_form_of_address(self, text, domain=()):
        """The id of a form of address, however people write it.

        :raise CellProblem: as of :meth:`find`
        """
        model = "ficha.form.of.address"
        key = (model, text)
        if key not in self.places:
            self.places[key] = None
            name = not self.knows(model, text, domain) and form_of_address(text)
            if name:
                xmlid = f"ficha_cliente.form_of_address_{name}"
                record = self.env.ref(xmlid, raise_if_not_found=False)
                if record and record.active:
                    self.places[key] = record.id
        return self.places[key] or self.find(model, text, domain)

    def known_names(self, model, domain=()):
        """Some names of the table, for a sentence."""
        key = (model, repr(domain))
        if key not in self.told:
            names = self.names(model, domain)
            more = "..." if len(names) > MAX_KNOWN_NAMES else ""
            self.told[key] = "; ".join(names[:MAX_KNOWN_NAMES]) + more
        return self.told[key]

    def names(self, model, domain=()):
        """The names as the user sees them."""
        return self.env[model].search(list(domain)).mapped(self.shown(model))

    def shown(self, model):
        """The field by which the exports tell a record of this model."""
        if model in ("res.users", "res.country", "res.country.state", "res.lang"):
            return "name"
        return "display_name"

    def _table(self, model, domain):
        key = (model, repr(domain))
        if key not in self.tables:
            table = self.tables[key] = {}
            names = [self.env[model]._rec_name or "name", *NAMES.get(model, ())]
            for language in self.languages:
                records = self.env[model].with_context(lang=language)
                for record in records.search(list(domain)):
                    texts = {record.display_name, *(record[n] for n in names)}
                    if model == "res.lang":
                        texts |= language_names(record.code, record.name)
                    for text in texts:
                        self._add(table, model, text, record.id)
        return self.tables[key]

    def _add(self, table, model, text, record_id):
        if not text:
            return
        self.whole.setdefault((model, fold(text)), set()).add(record_id)
        for form in each_form(text):
            table.setdefault(fold(form), set()).add(record_id)
        if model == "res.country.state":
            # "A Coruña (La Coruña)", "Araba/Álava", "Barcelona (ES)"
            for name in place_names(text):
                if len(name) > 2:
                    table.setdefault(name, set()).add(record_id)

    def add(self, model, text, record_id, domain=()):
        """Remember a record that was made meanwhile."""
        self._add(self._table(model, domain), model, text, record_id)

    def knows(self, model, text, domain=()):
        return fold(text) in self._table(model, domain)

    def selection(self, field, text, words=()):
        """The key of a selection by its label in any language, by itself, or by another
        word that people use for it.

        :param words: see ``Column``
        :raise CellProblem: it is none of them, or may be several
        """
        name = str(field)
        if name not in self.labels:
            self.labels[name] = self._labels_of(field, words)
        # "F.P." and "E.S.O." are words
        known = self.labels[name]
        keys = known.get(fold(text)) or known.get(fold(text.replace(".", "")), ())
        if len(keys) == 1:
            return keys[0]
        action, res_id = self.decision(OPTION, text, name)
        if action == "use" and res_id:
            return self.env[OPTION].browse(res_id).value
        if action == "ignore":
            raise LeftOut(action)
        labels = dict(field._description_selection(self.env))
        names = "; ".join(labels[key] for key in keys or labels)
        raise CellProblem("either" if keys else "unknown", known=names)

    def _labels_of(self, field, words):
        """{folded word: keys that it may mean} of a selection."""
        labels = [
            (key, label)
            for language in self.languages
            for key, label in field._description_selection(
                self.env(context=dict(self.env.context, lang=language))
            )
        ]
        found = {fold(word): keys for keys, many in words for word in many.split("|")}
        found |= {fold(word): (key,) for key, label in labels for word in (key, label)}
        parts = {}
        for key, label in labels:
            for part in {*each_form(label), *EITHER.split(label)}:
                parts.setdefault(fold(part), set()).add(key)
        return {word: tuple(sorted(keys)) for word, keys in parts.items()} | found
