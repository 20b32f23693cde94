"""Whose rows are: each row of a file is found among the customers, or is a new one."""

from itertools import chain

from odoo import fields
from odoo.tools import SQL, hmac

from odoo.addons.ficha_cliente_identity.tools.normalize import (
    code_value,
    email_value,
    email_values,
    fold,
    phone_values,
    tax_values,
)

from .names_alike import is_mended, is_part, names_agree, same_name, tokens

KEY_SCOPE = "ficha_cliente_import.sheet"
KEY_LENGTH = 8

# An e-mail or telephone of more than these ("no@tiene.es") is known only together with
# exactly the name: comparing each with each would take the square of the file.
MAX_SHARED = 50
MAX_NAMES = 5  # told in a sentence


def file_key(env, partner_id):
    """What the export writes so that a row finds its customer. It carries a mark of
    this database, so that a file of another one finds nobody."""
    # sudo: the mark is made with a secret of the database
    mark = hmac(env(su=True), KEY_SCOPE, partner_id)[:KEY_LENGTH]
    return f"{partner_id}-{mark}"


def partner_of_key(env, key):
    """The id in a key, or None when it is not one of this database."""
    number, _dash, _mark = key.strip().partition("-")
    if number.isdigit() and len(number) < 10 and file_key(env, int(number)) == key:
        return int(number)
    return None


class Said:
    """What the rows of a file that came before said of a customer.

    :ivar vals: {field: value}
    :ivar rest: what was added besides: contact points, lines, accounts, people
    :ivar proposed: (field, value) that would be proposals
    """

    def __init__(self, country="", countries=None):
        self.usual, self.countries = country, countries
        self.vals, self.rest, self.proposed = {}, set(), set()

    @property
    def country(self):
        """Code of the country by which a tax id and a telephone are read: theirs, as
        far as it was said."""
        theirs = self.vals.get("country_id")
        if not theirs or self.countries is None:
            return self.usual
        return self.countries.browse(theirs).code or self.usual

    def add(self, row):
        self.vals.update(row.vals)
        self.rest.update(self.rest_of(row))

    def plain(self, name, value):
        """A value as it is compared."""
        if isinstance(value, list):
            return name, tuple(sorted(value))
        if name == "phone" and value:
            return name, tuple(phone_values(value, self.country, self.usual)) or value
        if name == "email" and value:
            return name, email_value(value) or value
        if name == "vat" and value:
            return name, tuple(tax_values(value, self.country)) or value
        return name, " ".join(value.split()) if isinstance(value, str) else value

    def rest_of(self, row):
        """What hangs from the customer of a row, as it is compared."""
        found = {
            ("point", *self.plain("email" if kind == "email" else "phone", value))
            for kind, value in row.points
        }
        for name in ("phone", "email"):
            if row.vals.get(name):
                found.add(("point", *self.plain(name, row.vals[name])))
        found |= {("iban", iban) for iban in row.ibans}
        found |= {("tag", fold(tag)) for tag in row.tags}
        found |= {
            ("line", key, str(sorted(line.items(), key=str)))
            for key, _position, line in row.lines
        }
        for person in filter(None, (row.person, *row.people)):
            found.add(("person", " ".join(sorted(tokens(person["name"])))))
        return found


class Matcher:
    """Finds whose each row is, for many rows with a few queries.

    After :meth:`match` each row has ``partner_id`` (known), ``same_as`` (an earlier row
    of the same file that is new), neither (new), or ``conflict``: a sentence's code and
    values.

    :param env: of the user: whom they may not read is not found
    :param int run_id: of the import whose rows they are: of two of its rows that have
        one name and nothing else in common, one is not the other mended
    """

    def __init__(self, env, run_id=None):
        self.env = env
        self.run_id = run_id
        self.company_code = env.company.country_id.code or ""
        self.people = {}
        self.people_named = {}
        self.index = {}  # of the rows of this file
        self.crowds = {}
        self.by_words = {}
        self.by_name = {}
        self.by_place = {}
        self.said = {}

    def match(self, rows):
        for row in rows:
            self._prepare(row)
        pairs = {pair for row in rows for pair in row.strong | row.weak}
        owners = self.env["ficha.identity.key"]._owners(pairs)
        shared = {
            pair: set(found)
            for pair, found in owners.items()
            if len(found) > MAX_SHARED
        }
        named = self._named({r.vals["name"] for r in rows if r.vals.get("name")})
        ids = {partner_id for found in owners.values() for partner_id in found}
        ids.update(partner_id for found in named.values() for partner_id in found)
        ids.update(row.keyed for row in rows if row.keyed)
        ids.update(row.parent_id for row in rows if row.parent_id)
        self._load_partners(ids)
        unread = self._unread_of({i for found in named.values() for i in found})
        for row in rows:
            self._match_row(row, owners, shared, named, unread)
            self._remember(row)
            self._register(row)

    def restore(self, row, partner_id):
        """Remember a row that was matched already, in a process that has ended."""
        self._prepare(row)
        row.partner_id = partner_id
        if not partner_id:
            row.same_as = self._earlier(row)
        self._remember(row)
        row.said.add(row)
        self._register(row)

    def _remember(self, row):
        """Give a row what earlier rows said of its customer, and the earlier customer
        of the file that has its name."""
        row.said = self.said.setdefault(
            row.partner_id or id(row.same_as or row),
            Said(self.company_code, self.env["res.country"]),
        )
        row.look_alike = self.by_words.get(_words_key(row)) if row.tokens else None

    # -- what is asked -----------------------------------------------------------------

    def _prepare(self, row):
        vals = row.vals
        country = self.company_code
        if vals.get("country_id"):
            country = self.env["res.country"].browse(vals["country_id"]).code or ""
        row.tokens = tokens(vals.get("name"))
        row.codes = {code_value(row.code)} if row.code else set()
        row.tax = set(tax_values(vals.get("vat"), country))
        row.strong = {(kind, c) for c in row.codes for kind in ("code", "alias")}
        row.strong |= {("tax", value) for value in row.tax}
        emails = email_values(vals.get("email") or "")
        phones = phone_values(vals.get("phone") or "", country, self.company_code)
        for kind, value in row.points:
            if kind == "email":
                emails.append(email_value(value))
            else:
                phones += phone_values(value, country, self.company_code)
        row.weak = {("email", value) for value in emails if value}
        row.weak |= {("phone", value) for value in phones if value}
        row.known_by = {p for p in row.weak if not is_part(p, row.unread)}
        row.reached = {vals.get("email"), vals.get("phone")} - {None, False, ""}
        row.reached |= {value for _kind, value in row.points}
        if row.by_name:  # they are of somebody there
            row.weak = set()
        row.keyed = partner_of_key(self.env, row.key) if row.key else None
        row.conflict = row.partner_id = row.same_as = None

    def _named(self, names):
        """{name: ids} of contacts with exactly that name."""
        if not names:
            return {}
        rows = self.env.execute_query(
            SQL(
                "SELECT name, array_agg(id) FROM res_partner"
                " WHERE name = ANY(%s) AND active GROUP BY name",
                list(names),
            )
        )
        return dict(rows)

    def _load_partners(self, ids):
        """Read what is compared of these contacts: those that the user may read."""
        unknown = set(ids) - self.people.keys()
        Partner = self.env["res.partner"]
        trade = Partner._has_field_access(Partner._fields["comercial"], "read")
        partners = Partner.with_context(active_test=False).search_fetch(
            [("id", "in", list(unknown))],
            [
                "name",
                "parent_id",
                "commercial_partner_id",
                "client_code",
                "vat",
                "email",
                "zip",
                "city",
                "birthdate_date",
                "country_id",
                *["comercial"] * trade,
            ],
        )
        for partner in partners:
            self.people[partner.id] = {
                "tokens": tokens(partner.name),
                "name": partner.name or "",
                "trade": tokens(partner.comercial) if trade else [],
                "parent": partner.parent_id.id,
                "entity": partner.commercial_partner_id.id,
                "code": partner.client_code or "",
                "tax": set(tax_values(partner.vat, partner.country_id.code)),
                "email": email_value(partner.email or ""),
                "zip": partner.zip or "",
                "city": partner.city or "",
                "birthdate_date": partner.birthdate_date or None,
            }
            words = frozenset(self.people[partner.id]["tokens"])
            self.people_named.setdefault(words, set()).add(partner.id)

    # -- the answer --------------------------------------------------------------------

    def _match_row(self, row, owners, shared, named, unread):
        alike = self.people_named.get(frozenset(row.tokens), set())

        def of(pairs):
            ids = set()
            for pair in pairs:
                if pair in shared and row.tokens and pair in row.weak:
                    ids |= alike & shared[pair]
                else:
                    ids.update(owners.get(pair, ())[:MAX_SHARED])
            return {one for one in ids if one in self.people}

        if row.key:
            if row.keyed not in self.people:
                row.conflict = ("key", {})
            else:
                self._take(row, {row.keyed})
            return
        found = of(row.strong) - self._parents(row)
        found = self._of_code(row, found, of)
        coded = found and of({pair for pair in row.strong if pair[0] != "tax"})
        how = ("code" if found & coded else "tax") if found else ""
        if not found:
            found = {id_ for id_ in of(row.weak) if self._fits(row, self.people[id_])}
            if len(found) > 1:
                found = self._nearest(row, found)
            mails = {pair for pair in row.weak if pair[0] == "email"}
            how = "email" if found & of(mails) else "phone"
        if not found:
            found = self._same_named(row, named)
            if row.weak or row.unread:
                found = self._mended(row, found, named, unread)
                if row.conflict:
                    return
        if found:
            self._take(row, found)
            self._say_how(row, how)
        else:
            row.same_as = self._earlier(row)

    def _say_how(self, row, how):
        """Note what a row was found by whose name says something else; keep the legal
        name where the row has the trade name; and refuse the row when it has only the
        tax id of somebody else in the file."""
        if not row.partner_id or not row.tokens:
            return
        known = self.people[row.partner_id]
        if set(row.tokens) <= set(known["tokens"]):
            return
        agrees = names_agree(row.tokens, known["tokens"])
        if not agrees and names_agree(row.tokens, known["trade"]):
            row.fill_only.add("name")
        elif not agrees and how == "tax":
            for other in chain.from_iterable(self.index.get(p, ()) for p in row.strong):
                if self._same_tax_only(row, other) and not (
                    self._same_row(row, other, weak=False)
                ):
                    row.conflict = ("same_tax", {"row": other.number})
                    row.partner_id = None
                    return
        if not row.has_parent:
            row.notes.append((f"found_by_{how}", None, known["name"]))

    def _of_code(self, row, found, of):
        """Of those with the code or the tax id the one with the code, whoever else has
        the tax id too; unless that one has another."""
        if len(found) > 1 and row.codes:
            coded = found & of({pair for pair in row.strong if pair[0] != "tax"})
            if len(coded) == 1:
                known = self.people[next(iter(coded))]["tax"]
                if not known or known & row.tax:
                    return coded
        return found

    def _parents(self, row):
        """A contact often repeats the code or tax id of its company."""
        if not row.parent_id:
            return set()
        parent = self.people.get(row.parent_id)
        return {row.parent_id, parent["entity"]} if parent else {row.parent_id}

    def _take(self, row, found):
        if len(found) > 1:
            names = sorted(self.people[one]["name"] or str(one) for one in found)
            more = "..." if len(names) > MAX_NAMES else ""
            row.conflict = ("two", {"names": "; ".join(names[:MAX_NAMES]) + more})
            return
        (partner_id,) = found
        known = self.people[partner_id]
        shares = row.parent_id and known["entity"] != partner_id
        if row.code and known["code"] and not shares and row.code != known["code"]:
            aliases = self.env["ficha.identity.key"]._owners([("alias", row.code)])
            if partner_id not in aliases.get(("alias", row.code), ()):
                row.conflict = (
                    "code",
                    {"name": known["name"], "known": known["code"], "code": row.code},
                )
                return
        row.partner_id = partner_id

    def _fits(self, row, known):
        """Whether somebody who has the row's e-mail or phone may be the row's."""
        if row.tokens and not names_agree(row.tokens, known["tokens"]):
            if not names_agree(row.tokens, known["trade"]):
                return False
        if row.has_parent and known["parent"] not in (row.parent_id, False):
            return False
        return not self._contradicts(row, known)

    def _contradicts(self, row, known):
        """Father and son share a name and a telephone, and no tax id."""
        if row.tax and known["tax"] and not row.has_parent:
            if not row.tax & known["tax"]:
                return True
        if row.code and known["code"] and row.code != known["code"]:
            return not row.has_parent
        birth = row.vals.get("birthdate_date")
        other = known["birthdate_date"]
        return bool(birth and other and fields.Date.to_date(birth) != other)

    def _nearest(self, row, found):
        """Of several, the one with exactly the name or with the address as its own."""
        exact = {i for i in found if same_name(row.tokens, self.people[i]["tokens"])}
        found = exact or found
        mails = {value for kind, value in row.weak if kind == "email"}
        own = {one for one in found if self.people[one]["email"] in mails}
        return own if len(own) == 1 else found

    def _same_named(self, row, named):
        """Who has exactly the row's name: among the contacts of its company, or, for a
        row that has nothing else to be known by, in the same place."""
        known = named.get(row.vals.get("name"), ())
        found = {one for one in known if one in self.people}
        if row.has_parent:
            if not row.parent_id:
                return set()
            found = {o for o in found if self.people[o]["parent"] == row.parent_id}
        elif row.strong or row.weak:
            return set()
        else:
            found = {o for o in found if not self.people[o]["parent"]}
        return {
            one
            for one in found
            if not self._contradicts(row, self.people[one])
            and (row.has_parent or self._same_place(row.vals, self.people[one]))
        }

    def _mended(self, row, found, named, unread):
        """Of those with exactly the row's name, who came in without a telephone or an
        address that could not be read, and is the row's now that it is mended.

        :param set found: who has the name and is the row's as far as that says
        :param dict unread: of :meth:`_unread_of`
        :return: ids; with ``conflict`` when a person has to say
        """
        if row.strong or row.has_parent:
            return found
        known = {
            one
            for one in named.get(row.vals.get("name"), ())
            if one in unread
            and one in self.people
            and not self.people[one]["parent"]
            and not self._contradicts(row, self.people[one])
            and self._same_place(row.vals, self.people[one])
        }
        said = row.unread or row.reached
        mine = {one for one in known if is_mended(unread[one][0], said)}
        if mine and row.weak:
            row.notes.append(("found_by_mended", None, row.vals["name"]))
        if mine or not known:
            return mine or found
        if row.unread:
            # of two of one name whose cells say different things, each is somebody
            return found - known
        earlier = [one for one in known if unread[one][1] != self.run_id]
        if earlier and not found:
            texts = unread[min(earlier)][2]
            names = {"name": row.vals["name"], "texts": "; ".join(texts)}
            row.conflict = ("unread" if texts else "unread_elsewhere", names)
        return found

    def _unread_of(self, ids):
        """{id: (texts, id of the import, those of the texts that the user may read)} of
        those of these contacts who came in without the telephone or the address of
        their row, and still have none by which anybody could be known."""
        if not ids:
            return {}
        # sudo: what could not be read of an earlier file, to be compared
        problems = self.env["ficha.import.problem"].sudo()
        columns = self.env["ficha.sheet"]._all_columns()
        keys = [column.key for column in columns if column.is_reach]
        found = {}
        problems = problems.search(
            [
                ("line_id.partner_id", "in", list(ids)),
                ("line_id.done", "=", True),
                ("column_key", "in", keys),
                ("value", "!=", False),
            ]
        )
        if not problems:
            return {}
        # what the file of somebody else said is not told
        mine = set(
            self.env["ficha.import.problem"].search([("id", "in", problems.ids)]).ids
        )
        for problem in problems:
            line = problem.line_id
            texts, _run, told = found.setdefault(
                line.partner_id.id, ([], line.import_id.id, [])
            )
            texts.append(problem.value)
            if problem.id in mine:
                told.append(problem.value)
        # sudo: as above
        keys = self.env["ficha.identity.key"].sudo()
        keys._flush_pending()
        known = keys.search(
            [
                ("partner_id", "in", list(found)),
                ("kind", "in", ("tax", "phone", "email")),
                ("former", "=", False),
            ]
        )
        there = {
            key.partner_id.id
            for key in known
            if not is_part((key.kind, key.value), found[key.partner_id.id][0])
        }
        return {one: said for one, said in found.items() if one not in there}

    def _same_place(self, vals, known):
        return all(
            not vals.get(name) or not known[name] or vals[name] == known[name]
            for name in ("zip", "city")
        )

    # -- rows of the same file ---------------------------------------------------------

    def _register(self, row):
        if row.conflict or row.problems:
            return
        for pair in row.strong | row.weak:
            rows = self.index.setdefault(pair, [])
            if len(rows) < MAX_SHARED:
                rows.append(row)
            else:
                crowd = (pair, frozenset(row.tokens))
                self.crowds.setdefault(crowd, []).append(row)
        self.by_words.setdefault(_words_key(row), row)
        name = _name_key(row)
        self.by_name.setdefault(name, []).append(row)
        place = (*name, row.vals.get("zip"), row.vals.get("city"))
        self.by_place.setdefault(place, row)

    def _earlier(self, row):
        """The earlier row of the file that is the same customer."""
        strong = {pair for pair in row.strong if pair[0] != "alias"}
        for pairs in (strong, row.weak):
            for pair in sorted(pairs):
                crowd = self.crowds.get((pair, frozenset(row.tokens)), ())
                for other in chain(self.index.get(pair, ()), crowd[:MAX_SHARED]):
                    if self._same_row(row, other, weak=pairs is row.weak):
                        return self._first(row, other)
                    if pairs is strong and self._same_tax_only(row, other):
                        row.conflict = ("same_tax", {"row": other.number})
                        return None
        if row.tokens and not row.has_parent and row.weak and not row.strong:
            for other in self.by_name.get(_name_key(row), [])[:MAX_SHARED]:
                place = {n: other.vals.get(n) or "" for n in ("zip", "city")}
                if (
                    not (other.strong or other.known_by)
                    and is_mended(other.unread, row.reached)
                    and self._same_place(row.vals, place)
                ):
                    return self._first(row, other)
        if row.tokens and (row.has_parent or not (row.strong or row.weak)):
            # the whole name, as with those of the base (_same_named): an S.A. is no
            # S.L., and a check foretells what an import in batches does
            name = _name_key(row)
            place = (*name, row.vals.get("zip"), row.vals.get("city"))
            exact = self.by_place.get(place)
            for other in [exact] * bool(exact) + self.by_name.get(name, [])[
                :MAX_SHARED
            ]:
                place = {n: other.vals.get(n) or "" for n in ("zip", "city")}
                if self._same_place(row.vals, place) and not (
                    # of two of one name each is somebody when their cells differ
                    row.unread
                    and other.unread
                    and not row.has_parent
                    and not (other.strong or other.known_by)
                    and not is_mended(other.unread, row.unread)
                ):
                    return self._first(row, other)
        return None

    def _same_row(self, row, other, weak):
        if row.has_parent != other.has_parent or (
            row.has_parent
            and (row.parent_id, row.parent_row) != (other.parent_id, other.parent_row)
        ):
            # the tax id of a company stands in the rows of its people too
            return False
        if not weak:
            # several people of a company repeat its tax id
            if row.has_parent:
                return names_agree(row.tokens, other.tokens)
            # a tax id that two of them have is wrong in one
            if row.codes and other.codes:
                return bool(row.codes & other.codes)
            return not (row.tokens and other.tokens) or (
                bool(row.codes & other.codes) or names_agree(row.tokens, other.tokens)
            )
        if row.tokens and not names_agree(row.tokens, other.tokens):
            return False
        births = {r.vals.get("birthdate_date") for r in (row, other)} - {None}
        if len(births) > 1 or (row.codes and other.codes and row.codes != other.codes):
            return False
        return not (row.tax and other.tax and not row.tax & other.tax)

    def _same_tax_only(self, row, other):
        """Whether two customers of the file have one tax id, which is wrong in one."""
        return bool(row.tax & other.tax and not row.has_parent and not other.has_parent)

    def _first(self, row, other):
        other = other.same_as or other
        if other.partner_id:  # known already: no need to wait for the other row
            row.partner_id = other.partner_id
            return None
        return other


def _words_key(row):
    return (tuple(sorted(row.tokens)), row.parent_id, id(row.parent_row))


def _name_key(row):
    # however its capitals and points are written: "UNO SL" is "Uno, S.L."
    name = fold(row.vals.get("name") or "").replace(" ", "")
    return (name, row.parent_id, id(row.parent_row))
