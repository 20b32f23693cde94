"""Records by the name that stands in a cell."""

from .ficha_sheet_values import CellProblem
from .identity_normalize import fold

# beside its name, what a record may be called by
NAMES = {
    "res.country": ("code",),
    "res.country.state": ("code",),
    "res.lang": ("code", "iso_code", "url_code"),
    "res.users": ("login", "email"),
    "account.incoterms": ("code",),
    "res.currency": ("full_name", "symbol"),
}
TOLD = 15  # names told when one is not known


class Lookup:
    """Finds records of small tables by any of their names, in every language that is
    installed, without case and accents. Each table is read once.

    :param env: environment of the user, in the company that the file is for
    """

    def __init__(self, env):
        self.env = env
        installed = [code for code, _name in env["res.lang"].get_installed()]
        # English is what everything is called at first
        self.languages = dict.fromkeys([env.lang or "en_US", "en_US", *installed])
        self.tables = {}
        self.labels = {}

    def find(self, model, text, domain=()):
        """The id of the record called ``text``.

        :raise CellProblem: there is none, or there are several
        """
        known = self._table(model, domain).get(fold(text), ())
        if len(known) == 1:
            return next(iter(known))
        if known:
            raise CellProblem("several")
        raise CellProblem("unknown", known=self.told(model, domain))

    def told(self, model, domain=()):
        """Some names of the table, for a sentence."""
        names = self.names(model, domain)
        return "; ".join(names[:TOLD]) + ("..." if len(names) > TOLD else "")

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
                    for text in {record.display_name, *(record[n] for n in names)}:
                        self._add(table, model, text, record.id)
        return self.tables[key]

    def _add(self, table, model, text, record_id):
        if not text:
            return
        table.setdefault(fold(text), set()).add(record_id)
        if model == "res.country.state":
            # "A Coruña (La Coruña)", "Araba/Álava", "Barcelona (ES)"
            for part in text.replace("(", "/").replace(")", "").split("/"):
                if len(fold(part)) > 2:
                    table.setdefault(fold(part), set()).add(record_id)

    def add(self, model, text, record_id, domain=()):
        """Remember a record that was made meanwhile."""
        self._add(self._table(model, domain), model, text, record_id)

    def knows(self, model, text, domain=()):
        return fold(text) in self._table(model, domain)

    def selection(self, field, text):
        """The key of a selection by its label in any language, or by itself.

        :raise CellProblem: it is none of them
        """
        name = str(field)
        if name not in self.labels:
            self.labels[name] = {
                fold(word): key
                for language in self.languages
                for key, label in field._description_selection(
                    self.env(context=dict(self.env.context, lang=language))
                )
                for word in (label, key)
            }
        key = self.labels[name].get(fold(text))
        if key is None:
            labels = [label for _key, label in field._description_selection(self.env)]
            raise CellProblem("unknown", known="; ".join(labels))
        return key
