"""What the headings of a file of customers mean, by their words, by each other, and by
some values under them. No ORM."""

import re

from odoo.tools.translate import LazyTranslate

from odoo.addons.ficha_cliente_identity.tools.normalize import fold

from .columns import PROPERTY, Column, Proposed
from .columns_parts import ACCOUNT_FIGURES, PREFIX, PREFIX_WORDS
from .heading_essence import (
    ACCOUNT_PARTS,
    ADDRESS,
    ADDRESS_WORDS,
    BARE,
    BUSINESS,
    COMPANY,
    CUSTOMER,
    FULL,
    MAIN,
    MAX_HEADING,
    ONLY_NUMBER,
    OWN,
    PERSON_PARTS,
    REPEATABLE,
    SEPARATED,
    TITLES,
    essence,
    uncounted,
)
from .heading_look_up import HeadingWords
from .heading_values import (
    all_accounts,
    all_answers,
    all_codes,
    all_words,
    holds,
    payment_of,
    values_of,
)
from .presets import preset_of

_lt = LazyTranslate(__name__)

# There is no environment here: who writes the text translates it.
# pylint: disable=prefer-env-translation

NOT_KNOWN = _lt("This heading is not known.")


class Headings(HeadingWords):
    """What the headings of a file are, all together."""

    def propose(self, headings, samples=None, decided=None, alone=False):
        """See :func:`.columns.propose`.

        :param alone: each heading by its own words only, as in a sheet of lines
        """
        decided = {int(position): key for position, key in (decided or {}).items()}
        shown, headings = headings, uncounted(headings)
        preset = None if alone else preset_of(headings)
        found, words = {}, {}
        for position, heading in enumerate(headings):
            if position in decided:
                key = decided[position]
                found[position] = [key, "known", ""]
                continue
            key, sure, word = self.look_up(heading)
            if not word:
                continue
            words[position] = word
            why = "" if key else NOT_KNOWN
            if preset and (said := fold(heading)) in preset.columns:
                key, sure, why = preset.columns[said], "known", ""
                if key is None:
                    why = _lt("This column of %s is not imported.", preset.program)
                # what the program calls so is no longer told by its neighbours
                words[position] = ""
            found[position] = [key, sure, why]
        if not alone:
            self._by_address(found, words, headings, samples)
            self._by_way(found, words)
            self._by_number(found, words, samples)
            self._by_neighbours(found, words, samples)
            self._by_account(found, words)
            self._by_prefix(found, headings, samples)
            self._by_kind(found, samples)
            self._by_payment(found, words, samples)
        self._by_samples(found, words, samples)
        self._once(found, decided, headings, samples)
        return [
            Proposed(position, str(shown[position]), *found[position])
            for position in sorted(found)
        ]

    # -- neighbours --------------------------------------------------------------------

    def _by_neighbours(self, found, words, samples):
        """Settle what depends on the other headings: who is the customer, who the
        person, what a *Nombre* is beside a *Razón social*."""

        def places(*sets):
            return [
                pos
                for pos, word in words.items()
                if any(word in some or essence(word) in some for some in sets)
            ]

        def has(*keys):
            return any(key in keys for key, _sure, _why in found.values())

        def become(positions, key, sure, why=""):
            for position in positions:
                if key in self.columns:
                    found[position] = [key, sure, why]

        companies, legal = places(COMPANY), places(BUSINESS)
        companies = self._without_answers(found, companies, words, samples)
        bare, customers = places(BARE), places(CUSTOMER)
        self._by_contact(found, words, samples)
        self._by_plan(found, words, samples)
        parts = has(*PERSON_PARTS)
        customers = self._without_flags(found, customers, words, samples)
        if has("surname", "surname2") and not has("given_name") and bare:
            nearest = self._nearest(found, bare)
            become([nearest], "given_name", "known")
            bare = [pos for pos in bare if pos != nearest]
        if customers and (bare or legal or companies or parts or has("code")):
            codes = customers if all_codes(customers, samples) else []
            if codes and not has("code"):
                become(codes[:1], "code", "guessed", _lt("Its values are codes."))
                customers = [pos for pos in customers if pos not in codes[:1]]
        if not legal and self._is_surname(found, bare, samples):
            why = _lt("Beside a given name it is the surname.")
            become(bare[:1], "surname", "guessed", why)
            bare, parts = bare[1:], True
        become(customers, "name", "known")
        become(legal, "name", "known")
        legal = legal + customers
        if legal and bare:
            why = _lt("Beside the legal name it is the trade name.")
            become(bare, "trade_name", "guessed", why)
            bare = []
        person = parts or bare or places(FULL)
        if companies and (has(*OWN) or (has("code") and bare)):
            become(companies, "parent", "known")
        elif companies and legal:
            why = _lt("Beside the legal name it is the trade name.")
            become(companies, "trade_name", "guessed", why)
        elif companies and person:
            why = _lt("Beside the name of a person it is the company they work for.")
            become(companies, "employer", "guessed", why)
        elif companies:
            why = _lt("No column has the name of a person: it is the customer.")
            become(companies, "company", "guessed", why)
        if not has("name", "company", "employer", "parent", *PERSON_PARTS):
            why = _lt("No other column has a name.")
            become(self._likely_names(found, words)[:1], "name", "guessed", why)

    def _without_flags(self, found, customers, words, samples):
        """Of the columns called *Cliente*, those that have somebody: a yes or a no says
        whether they are one."""
        flags = self._flags(customers, words, samples)
        for position in flags:
            why = _lt("Its values are yes and no.")
            found[position] = [None, "guessed", why]
        return [pos for pos in customers if pos not in flags]

    def _without_answers(self, found, companies, words, samples):
        """Of the columns called *Empresa*, those that have one: a yes or a no says
        whether the customer is one."""
        flags = self._flags(companies, words, samples)
        for position in flags:
            known = any(key == "is_company" for key, _sure, _why in found.values())
            # a 1 in each row is the company of a program that keeps several
            values = set(values_of(samples, position))
            known = known or (len(values) == 1 and values.pop().isdigit())
            why = _lt("Its values are yes and no.")
            found[position] = [None if known else "is_company", "guessed", why]
        return [pos for pos in companies if pos not in flags]

    def _flags(self, positions, words, samples):
        """Those of the columns under which nothing but yes and no stands."""
        if len(words) < 2:
            return []
        return [pos for pos in positions if all_answers(values_of(samples, pos))]

    def _nearest(self, found, bare):
        """Of several *Nombre* the one that stands at the surnames."""
        at = [pos for pos, one in found.items() if one[0] == "surname"] or bare
        return min(bare, key=lambda pos: (abs(pos - at[0]), pos))

    def _is_surname(self, found, bare, samples):
        """Whether a *Nom* is the surname, as it stands beside a given name."""
        keys = {key for key, _sure, _why in found.values()}
        if not bare or "given_name" not in keys or keys & {"surname", "surname2"}:
            return False
        given = [pos for pos, one in found.items() if one[0] == "given_name"]
        return not holds(bare[0], given, samples)

    def _likely_names(self, found, words):
        """The columns that may be the name, where none is called so."""
        trade = [pos for pos, value in found.items() if value[0] == "trade_name"]
        contacts = [pos for pos, value in found.items() if value[0] == "contact_name"]
        titles = [
            pos
            for pos, word in words.items()
            if essence(word).removeprefix("nombre ") in TITLES
        ]
        return trade or contacts or titles

    def _by_plan(self, found, words, samples):
        """An account of a plan of accounts is a code and no bank's; an *Estado* beside
        a province is how they are."""
        keys = [key for key, _sure, _why in found.values()]
        accounts = [pos for pos, one in found.items() if one[0] == "iban"]
        if "code" not in keys and all_accounts(accounts[:1], samples):
            found[accounts[0]] = ["code", "guessed", _lt("Its values are codes.")]
        elif (
            words.get((accounts or [None])[0]) == "cuenta"
            and not set(keys) & {"name", "company", *PERSON_PARTS}
            and all_words(accounts[:1], samples)
        ):
            # what the account of a plan is called
            found[accounts[0]] = ["name", "guessed", _lt("No other column has a name.")]
        for position, (key, _sure, _why) in list(found.items()):
            if key == "state" and words.get(position) == "estado":
                if keys.count("state") > 1:
                    found[position] = [None, "unknown", NOT_KNOWN]

    def _by_address(self, found, words, headings, samples):
        """Of several addresses one is taken, and nothing of another stands in it: of a
        home and an office that of which the file has streets."""
        which = {}
        for position, (key, _sure, _why) in found.items():
            if key not in ADDRESS or position not in words:
                continue
            word = words[position]
            if not word:  # of a program each is what it says: only whose is looked at
                which[position] = _whose(essence(fold(headings[position])).split())
            elif word in self.exact or essence(word) in self.near:
                which[position] = frozenset()
            else:
                which[position] = _whose(self._of_address(essence(word))[1])
        if len(set(which.values())) < 2:
            return
        streets = [pos for pos in which if found[pos][0] == "street"] or list(which)
        main = min(
            streets,
            key=lambda pos: (
                bool(which[pos]),
                bool(samples) and not values_of(samples, pos),
                pos,
            ),
        )
        for position, words_of in which.items():
            if words_of and words_of != which[main]:
                why = _lt("It is of another address.")
                found[position] = [None, "guessed", why]

    def _by_way(self, found, words):
        """A *Vía* beside the name of the street is its kind."""
        streets = [pos for pos, one in found.items() if one[0] == "street"]
        ways = [pos for pos in streets if words.get(pos) in ("via", "t via")]
        if ways and len(streets) > len(ways) and "street_kind" in self.columns:
            for position in ways:
                why = _lt("Beside the name of a street it is its kind.")
                found[position] = ["street_kind", "guessed", why]

    def _by_number(self, found, words, samples):
        """A bare *Nº* beside a street is its number; and where it only counts the rows
        it is nobody's code."""
        streets = [pos for pos, one in found.items() if one[0] == "street"]
        in_parts = {"street_kind", "street_stairs", "street_door"}
        in_parts = in_parts & {one[0] for one in found.values()}
        for position, word in words.items():
            if word not in ONLY_NUMBER or found[position][0] != "code":
                continue
            values = values_of(samples, position)
            if position - 1 in streets or (in_parts and streets):
                why = _lt("Beside a street it is its number.")
                found[position] = ["street_number", "guessed", why]
                for other, one in found.items():
                    if other != position and one[0] == "street_number":
                        found[other] = ["street_portal", "guessed", one[2]]
            elif len(values) > 1 and values == [
                str(number) for number in range(1, len(values) + 1)
            ]:
                why = _lt("It only counts the rows.")
                found[position] = [None, "guessed", why]
            else:
                why = _lt("It may be the client code. Look at it.")
                found[position] = ["code", "guessed", why]

    def _by_account(self, found, words):
        """An account of which bank, office and check digits stand beside it."""
        if not any(key == "iban" for key, _sure, _why in found.values()):
            return
        parts = {}
        for key, some in ACCOUNT_PARTS.items():
            for position, word in words.items():
                if {word, essence(word)} & some and key in self.columns:
                    parts.setdefault(key, position)
        if len(parts) == len(ACCOUNT_FIGURES):
            for key, position in parts.items():
                found[position] = [key, "known", ""]

    def _by_prefix(self, found, headings, samples):
        """The figures of a country or a province, which stand before those of the
        telephone in a column of their own."""
        keys = {key for key, _sure, _why in found.values()}
        if not keys & {"phone", "mobile", "phones"} or "phone_prefix" in keys:
            return
        for position, heading in enumerate(headings):
            key = found.get(position, ("", "", ""))[0]
            values = values_of(samples, position)
            if fold(str(heading)) not in PREFIX_WORDS or key or not values:
                continue
            if all(PREFIX.fullmatch(str(value).strip()) for value in values):
                why = _lt("Figures that stand before those of a telephone.")
                found[position] = ["phone_prefix", "guessed", why]
                return

    def _by_kind(self, found, samples):
        """A *Tipo* with companies and persons under it says which each is."""
        column = self.columns.get("is_company")
        if not column or any(one[0] == "is_company" for one in found.values()):
            return
        known = {w for _answer, words in column.words for w in words.split("|")}
        for position, (key, _sure, _why) in found.items():
            values = {fold(value) for value in values_of(samples, position)}
            if key == "type" and values and values <= known and values - VAGUE:
                why = _lt("Its values are companies and persons.")
                found[position] = ["is_company", "guessed", why]
                return

    def _by_payment(self, found, words, samples):
        """Under *Forma de pago* people write how somebody pays, when, or both: what
        stands there says which. Where it does not, a person looks at it."""
        for position, (key, sure, _why) in list(found.items()):
            if key not in ("payment_method", "payment_term") or sure != "known":
                continue
            if not words.get(position):  # decided, or of a program
                continue
            says = payment_of(values_of(samples, position))
            if key == "payment_term" and says != "way":
                continue
            if says == "way" and key == "payment_method":
                continue
            keys = {one for one, _sure, _why in found.values()}
            if says == "term" and "payment_term" not in keys:
                why = _lt("Its values say when they pay.")
                found[position] = ["payment_term", "guessed", why]
            elif says == "way" and "payment_method" not in keys:
                why = _lt("Its values say how they pay.")
                found[position] = ["payment_method", "guessed", why]
            elif values_of(samples, position) and (says or "payment_term" not in keys):
                why = _lt("Its values may say how they pay, when, or both. Look at it.")
                found[position] = [key, "guessed", why]

    def _by_contact(self, found, words, samples):
        """*Contacto* is a person, unless telephones or addresses stand under it."""
        for position, (key, _sure, _why) in list(found.items()):
            if not (key and CONTACT_NAME.fullmatch(key) and words.get(position)):
                continue
            values = values_of(samples, position)
            more = "" if key == "contact_name" else "s"
            if values and all("@" in value for value in values):
                why = _lt("Its values are e-mails.")
                found[position] = [f"email{more}", "guessed", why]
            elif values and all(PHONE_LIKE.fullmatch(value) for value in values):
                why = _lt("Its values are phones.")
                found[position] = [f"phone{more}", "guessed", why]
        keys = {key for key, _sure, _why in found.values()}
        for position, (key, _sure, _why) in list(found.items()):
            match = FURTHER.fullmatch(key or "")
            if match and f"contact{match[1]}_name" not in keys:
                why = _lt("No column has the name of somebody to speak to.")
                own = FURTHER_ALONE.get(match[2])
                if own and "contact_name" in keys:
                    why = _lt("It may be another one of the same person. Look at it.")
                    own = f"contact_{match[2]}"
                found[position] = [own, "guessed", why]
        if keys & {"contact_name", "contact_surname"}:
            return
        # "Teléfono de contacto" of whom the row is about
        for position, (key, _sure, _why) in list(found.items()):
            if own := ALONE.get(key):
                why = _lt("No column has the name of somebody to speak to.")
                found[position] = [own, "guessed", why]

    def _by_samples(self, found, words, samples):
        """Say of an unknown heading what its values look like; only a person decides
        that they are it."""
        for position in words:
            key, sure, _why = found[position]
            values = values_of(samples, position)
            if key or sure != "unknown" or len(values) < 2:
                continue
            if all("@" in value for value in values):
                why = _lt("This heading is not known. Its values are e-mails.")
                found[position][2] = why

    def _once(self, found, decided, headings, samples):
        """Of what a customer has once, the first column is taken: the nearest to its
        own name, and what a person decided before any. The first of several telephones
        is the first one, whatever it is called."""
        for main, spare in (("phone", "phones"), ("email", "emails")):
            keys = {key: pos for pos, (key, *_rest) in reversed(found.items())}
            if main not in keys and found.get(keys.get(spare), ("", ""))[1] == (
                "guessed"
            ):
                found[keys[spare]][0] = main
        first = {}
        order = sorted(
            found,
            key=lambda pos: (
                pos not in decided,
                found[pos][1] != "known",
                # of a home and an office the address that the file fills in
                bool(samples) and not values_of(samples, pos),
                pos,
            ),
        )
        for position in order:
            key = found[position][0]
            column = self.columns.get(key)
            if key is None or key.startswith(PROPERTY):
                continue
            if column is None:  # of another sheet, or of a module that went
                found[position] = [None, "unknown", NOT_KNOWN]
            elif key not in first:
                first[key] = position
            elif position not in decided and not is_repeatable(column):
                why = _lt("“%s” is that already.", headings[first[key]])
                found[position] = [None, found[position][1], why]


# words that are answers to other questions too
VAGUE = {"persona", "contacto", "f", "j", "person", "individual"}
# home and office, however a program calls them
WHOSE_ADDRESS = (
    ("home", set("home casa particular residencia domicilio personal".split())),
    ("work", set("work business office trabajo oficina empresa".split())),
)


def _whose(words):
    """Whose address words say it is: as a set, empty when they do not."""
    found = set()
    for which, some in WHOSE_ADDRESS:
        if some.intersection(words):
            found.add(which)
    known = {word for _which, some in WHOSE_ADDRESS for word in some}
    return frozenset(found | (set(words) & ADDRESS_WORDS - known - MAIN))


ALONE = {
    "contact_phone": "phone",
    "contact_email": "email",
    "contact_function": "function",
}
CONTACT_NAME = re.compile(r"contact\d?_name")
FURTHER = re.compile(r"contact(\d)_(\w+)")
FURTHER_ALONE = {"phone": "phones", "email": "emails"}
PHONE_LIKE = re.compile(r"[+(]?\d[\d\s().+/-]{5,25}")


def is_repeatable(column):
    """Whether several columns of a row may be this one: each adds to it."""
    return column.key in REPEATABLE or column.kind == "text"


def separator_of(heading):
    """What stands between the values of a cell, where the heading says so: *Tags
    separados por -*."""
    match = SEPARATED.search(str(heading or "")[:MAX_HEADING])
    if not match:
        return ""
    return "," if match[1].lower().startswith("coma") else match[1]


def property_column(key):
    """The column of an extra field, from its key."""
    label = key.removeprefix(PROPERTY).strip()
    return Column(key, label, "property")


class ColumnsByKey(dict):
    """{key: column}, in which every extra field has one."""

    def __missing__(self, key):
        if not key.startswith(PROPERTY):
            raise KeyError(key)
        self[key] = property_column(key)
        return self[key]
