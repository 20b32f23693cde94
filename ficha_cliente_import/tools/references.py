"""Rows that speak of another row: the company that a contact belongs to, the customer
that a line of family, studies or relations is of."""

from odoo.tools import SQL

from odoo.addons.ficha_cliente_identity.tools.normalize import (
    code_value,
    email_values,
    name_tokens,
    tax_values,
)

from .match import MAX_NAMES, MAX_SHARED, partner_of_key
from .names_alike import same_name, tokens

MAX_DEPTH = 5


class NewCompany:
    """A company that rows name and nobody has: one for all rows with its name. It
    stands where the row of a company would, and is made with its first person."""

    number = order = 0
    partner_id = parent_id = parent_row = parent = conflict = None
    problems = ()

    def __init__(self, name):
        self.name = name


class References:
    """Resolves what rows say of others, in the file first and then among the customers.

    Sets ``parent_row`` or ``parent_id`` of each row, or adds a problem to it, and
    ``depth``: rows of one depth need only those of lower ones.

    :param env: of the user
    :param rows: rows of customers of the whole file
    """

    def __init__(self, env, rows):
        self.env = env
        self.country = env.company.country_id.code or ""
        self.rows = {}
        self.names = {}
        self.made = {}
        for row in rows:
            for pair in self._pairs_of_row(row):
                self.rows.setdefault(pair, row)
            name = tuple(sorted(tokens(row.vals.get("name"))))
            if name:
                named = self.names.setdefault(name, [])
                if len(named) < MAX_SHARED:
                    named.append(row)

    def _pairs_of_row(self, row):
        pairs = [("key", row.key)] if row.key else []
        if not row.parent:  # people repeat the code and tax id of their company
            if row.code:
                pairs.append(("code", code_value(row.code)))
            pairs += [("tax", v) for v in self._tax(row.vals.get("vat"))]
        pairs += [("email", v) for v in email_values(row.vals.get("email") or "")]
        return pairs

    def _tax(self, text):
        return tax_values(text, self.country) if text else []

    # -- companies ---------------------------------------------------------------------

    def parents(self, rows):
        """Resolve the column *Belongs to company* of these rows."""
        rows = [row for row in rows if row.parent]
        texts = {row.parent for row in rows}
        owners = self._owners({text: self._parent_pairs(text) for text in texts})
        by_name = self._companies_named(
            {text for text in texts if not owners[text]}, rows
        )
        column = {c.key: c for c in self.env["ficha.sheet"]._all_columns()}["parent"]
        for row in rows:
            problem = self._parent(row, owners[row.parent], by_name)
            if problem:
                row.problems.append((column, row.parent, *problem))
        for row in rows:
            row.depth = self._depth(row)
            if row.depth > MAX_DEPTH:
                row.parent_row = None
                row.problems.append((column, row.parent, "parent_self", {}))

    def _parent_pairs(self, text):
        pairs = [("code", code_value(text)), ("alias", code_value(text))]
        return pairs + [("tax", value) for value in self._tax(text)]

    def _parent(self, row, owners, by_name):
        """Set the row's company.

        :return: the code and values of what is wrong, or None
        """
        for pair in self._parent_pairs(row.parent):
            if found := self.rows.get(pair):
                return self._set_parent_row(row, found)
        if len(owners) == 1:
            row.parent_id = owners[0]
            return None
        if len(owners) > 1:
            return self._several(owners)
        name = tuple(sorted(tokens(row.parent)))
        found = [other for other in self.names.get(name, ()) if other is not row]
        found = [other for other in found if not other.parent] or found
        if len({other.code or other.vals.get("vat") for other in found}) > 1:
            names = [other.vals["name"] for other in found[:MAX_NAMES]]
            return "parent_several", {"names": "; ".join(names)}
        if found:
            return self._set_parent_row(row, found[0])
        known = by_name.get(row.parent, ())
        if len(known) == 1:
            row.parent_id = known[0]
            return None
        if known:
            return self._several(known)
        if row.may_make_parent and name and any(map(str.isalpha, row.parent)):
            made = self.made.setdefault(name, NewCompany(row.parent))
            row.notes.append(("company_made", None, made.name))
            return self._set_parent_row(row, made)
        return "parent_unknown", {}

    def _set_parent_row(self, row, found):
        if found is row:
            return "parent_self", {}
        row.parent_row = found
        return None

    def _several(self, ids):
        partners = self.env["res.partner"].browse(ids[:MAX_NAMES])
        return "parent_several", {"names": "; ".join(partners.mapped("display_name"))}

    def _depth(self, row):
        depth = 1
        while row.parent_row and depth <= MAX_DEPTH:
            row, depth = row.parent_row, depth + 1
        return depth if row.parent or row.parent_id else depth - 1

    def _companies_named(self, texts, rows):
        """{name: ids} of customers without company whose name has those words, for
        names that are not in the file."""
        wanted = {text: tokens(text) for text in texts}
        # those that are in the file are taken from there
        return self.companies_named(
            {
                text: words
                for text, words in wanted.items()
                if words and tuple(sorted(words)) not in self.names
            }
        )

    def companies_named(self, wanted):
        """Customers without company of these names, in any order of their words.

        :param dict wanted: {name: its words}
        :return: {name: list of ids} of those that the user may read
        """
        names = list(wanted)
        pairs = [
            (place, word)
            for place, name in enumerate(names)
            for word in name_tokens(name)
        ]
        if not pairs:
            return {}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT wanted.place, key.partner_id
                  FROM unnest(%(places)s, %(words)s) AS wanted(place, word)
                  JOIN ficha_identity_key AS key
                    ON key.kind = 'name' AND key.value = wanted.word
                  JOIN res_partner AS partner
                    ON partner.id = key.partner_id
                 WHERE partner.active AND partner.parent_id IS NULL
              GROUP BY wanted.place, key.partner_id
                HAVING count(DISTINCT key.value)
                       = (%(numbers)s::int[])[wanted.place + 1]
                """,
                places=[place for place, _word in pairs],
                words=[word for _place, word in pairs],
                numbers=[len(name_tokens(name)) for name in names],
            )
        )
        partners = {p.id: p for p in self._readable([one for _place, one in rows])}
        found = {}
        for place, partner_id in rows:
            partner = partners.get(partner_id)
            name = names[place]
            if partner and same_name(wanted[name], tokens(partner.name)):
                found.setdefault(name, []).append(partner_id)
        return found

    # -- whose a line is ---------------------------------------------------------------

    def owners(self, rows):
        """Resolve whose each row of a sheet of lines is."""
        columns = {
            c.key.removeprefix("owner_"): c
            for c in self.env["ficha.sheet"]._owner_columns()
        }
        known = self._owners({id(row): self._owner_pairs(row) for row in rows})
        for row in rows:
            shown = next(iter(row.owner.values()), "")
            if not shown:
                row.problems.append((columns["code"], "", "owner_missing", {}))
                continue
            found = None
            for pair in self._owner_pairs(row):
                found = found or self.rows.get(pair)
            name = tuple(sorted(tokens(row.owner.get("name"))))
            named = self.names.get(name, ())
            if found or (name and not known[id(row)] and len(named) == 1):
                row.parent_row = found or named[0]
            elif len(known[id(row)]) == 1:
                row.parent_id = known[id(row)][0]
            elif known[id(row)]:
                row.problems.append(
                    (columns["name"], shown, *self._several(known[id(row)]))
                )
            else:
                row.problems.append((columns["code"], shown, "owner_unknown", {}))
            row.depth = MAX_DEPTH + 1

    def _owner_pairs(self, row):
        owner, pairs = row.owner, []
        if owner.get("key"):
            pairs.append(("key", owner["key"]))
        if owner.get("code"):
            code = code_value(owner["code"])
            pairs += [("code", code), ("alias", code)]
        pairs += [("tax", value) for value in self._tax(owner.get("vat"))]
        pairs += [("email", v) for v in email_values(owner.get("email") or "")]
        return pairs

    # -- customers ---------------------------------------------------------------------

    def _owners(self, asked):
        """Who has the first of these pairs that anybody readable has.

        :param dict asked: {anything: list of pairs}
        :return: {the same: list of ids}
        """
        pairs = {pair for many in asked.values() for pair in many if pair[0] != "key"}
        owners = self.env["ficha.identity.key"]._owners(pairs)
        ids = {one for found in owners.values() for one in found}
        readable = set(self._readable(list(ids)).ids)
        result = {}
        for what, many in asked.items():
            result[what] = []
            for kind, value in many:
                if kind == "key":
                    key = partner_of_key(self.env, value)
                    found = self._readable([key] if key else []).ids
                else:
                    found = [o for o in owners.get((kind, value), ()) if o in readable]
                if found:
                    result[what] = found
                    break
        return result

    def _readable(self, ids):
        partners = self.env["res.partner"].with_context(active_test=False)
        return partners.search([("id", "in", ids)])
