from dataclasses import dataclass, field

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.query import (
    query_column,
    query_exists,
    query_subselect,
)

from ..tools.short_forms import other_forms, written_out

# Contacts that are compared to find the closest names among them.
CANDIDATES = 100

# Names with the rarest word, begun or mistyped, among which the others are looked for.
MOST_BEGUN, MOST_MISTYPED = 3_000, 2_000


@dataclass
class Word:
    """A typed word, and what in names it may stand for.

    ``frequency``: names that have the word itself; ``starting``: names that have a word
    beginning with it; ``similar``: words at one typing error; ``forms``: what else who
    is called so may be called, as *Francisco* for *Paco*.
    """

    text: str
    frequency: int = 0
    starting: int = 0
    similar: list[str] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)

    def grade(self, names):
        """How well it is among the words ``names``: 0 itself, 1 begun or another form,
        2 mistyped."""
        if self.text in names:
            return 0
        if any(name.startswith(self.text) or name in self.forms for name in names):
            return 1
        return 2


class ResPartner(models.Model):
    """Who has a value: look-ups in the identity keys, with the reader's rights."""

    _inherit = "res.partner"

    @api.model
    def _identify_key_rights(self, allowed, kinds):
        """The condition that the owner of ``key`` may be read, and so may the contact
        through which it is the owner's: an address is not to be read off its company.

        :param kinds: kinds of keys that are looked up; only addresses have a contact
        """
        owner = query_exists(allowed, SQL("key.partner_id"))
        if "email" not in kinds:
            return SQL("%s AND key.contact_id IS NULL", owner)
        readable = self._search([])
        contact = query_exists(readable, SQL("key.contact_id"))
        return SQL("%s AND (key.contact_id IS NULL OR %s)", owner, contact)

    @api.model
    def _identify_exact(self, asked, allowed, limit):
        """Who has exactly one of the values that the question may be.

        The order is that of the readings; who has the value comes before who had it,
        and a contact's own before that of its company through it.

        :param asked: Query of ``identify_query``
        :return: list of hits, as of :meth:`_identify`
        """
        if not asked.exact:
            return []
        kinds, values = zip(*asked.exact, strict=True)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT key.partner_id, key.kind, key.value, key.former IS TRUE
                  FROM unnest(%s::text[], %s::text[])
                       WITH ORDINALITY AS asked (kind, value, rank)
                  JOIN ficha_identity_key AS key
                    ON key.kind = asked.kind AND key.value = asked.value
                 WHERE %s AND %s
                 ORDER BY asked.rank, key.former IS TRUE, key.contact_id IS NOT NULL,
                          key.partner_id
                 LIMIT %s
                """,
                list(kinds),
                list(values),
                self._identify_key_rights(allowed, kinds),
                self._identify_account_rights(asked),
                2 * limit,
            )
        )
        return self._identify_hits(rows, exact=True)

    @api.model
    def _identify_account_rights(self, asked):
        """The condition that ``key`` is no bank account that the user may not read."""
        values = [value for kind, value in asked.exact if kind == "iban"]
        if not values or self.env.su:
            return SQL("TRUE")
        Bank = self.env["res.partner.bank"]
        if not Bank.has_access("read"):
            return SQL("key.kind != 'iban'")
        accounts = Bank._search([("sanitized_acc_number", "in", values)])
        return SQL(
            "(key.kind != 'iban' OR key.partner_id IN %s)",
            query_subselect(accounts, query_column(accounts, "partner_id")),
        )

    @api.model
    def _identify_starts(self, asked, allowed, limit):
        """Who has a value that begins with what was typed so far.

        :return: list of hits, as of :meth:`_identify`
        """
        if not asked.starts:
            return []
        # one after the other, until there are enough
        branches = [
            SQL(
                """
                SELECT partner_id, contact_id, kind, value, former IS TRUE AS former,
                       %s AS rank
                  FROM ficha_identity_key WHERE kind = %s AND value LIKE %s
                """,
                rank,
                kind,
                self._identify_like(start),
            )
            for rank, (kind, start) in enumerate(asked.starts)
        ]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT key.partner_id, key.kind, key.value, key.former, key.rank,
                       key.contact_id IS NOT NULL
                  FROM (%s) AS key
                 WHERE %s
                 LIMIT %s
                """,
                SQL(" UNION ALL ").join(branches),
                self._identify_key_rights(allowed, {k for k, _value in asked.starts}),
                2 * limit,
            )
        )
        # a contact before its company through it
        rows.sort(key=lambda row: (row[4], row[2], row[3], row[5]))
        rows = [row[:4] for row in rows]
        return self._identify_hits(rows, exact=False)

    @api.model
    def _identify_like(self, start):
        """The pattern of what begins with ``start``, whatever characters it has."""
        for special in "\\%_":
            start = start.replace(special, f"\\{special}")
        return f"{start}%"

    @api.model
    def _identify_hits(self, rows, exact):
        return [
            {
                "partner_id": partner_id,
                "kind": kind,
                "value": value,
                "exact": exact,
                "typo": False,
                "former": former,
            }
            for partner_id, kind, value, former in rows
        ]

    # --------------------------------------------------------------------------
    # Who is called so: all words, in any order, begun or with a typing error.
    #
    # The rarest of the typed words is looked up in the identity keys, and the
    # others among the keys of those it gives: a frequent surname is not read
    # through for the sake of a rare one.
    # --------------------------------------------------------------------------

    @api.model
    def _identify_names(self, words, allowed, limit, known=(), as_typed=True):
        """Find names with all of ``words``: as they are, then begun, then in another
        form (*Paco*, *Francisco*), then mistyped.

        :param words: folded words
        :param allowed: Query of what the user may read
        :param known: ids that were found already
        :param as_typed: whether a short form of two names (*Chema*) may be written out;
            once, since it may stand in its own long form (*Mar*: *María Mar*)
        :return: list of hits, as of :meth:`_identify`
        """
        asked = words
        longer = written_out(words) if as_typed else None
        words = self._identify_words(words)
        found, seen = [], set(known)
        for stage, most in (
            (self._stage_itself, None),
            (self._stage_begun, MOST_BEGUN),
            (self._stage_called, MOST_BEGUN),
            (self._stage_mistyped, MOST_MISTYPED),
        ):
            conditions = stage(words)
            if not conditions:
                continue
            mistyped = most == MOST_MISTYPED
            rows = self._identify_by_words(conditions, allowed, seen, most)
            for partner_id in self._identify_closest(rows, words):
                seen.add(partner_id)
                found.append(
                    {
                        "partner_id": partner_id,
                        "kind": "name",
                        "value": False,
                        "exact": False,
                        "typo": mistyped,
                        "former": False,
                        "words": asked,
                    }
                )
            if len(found) >= limit:
                break
        if longer and len(found) < limit:
            found += self._identify_names(longer, allowed, limit, seen, False)
        return found[:limit]

    @api.model
    def _identify_in_company(self, words, allowed, limit):
        """Contacts found by words of their own name and of their company's: "panadería
        osuna antonio".

        :param words: folded words, each begun or in another form (*Paco*)
        :param allowed: Query of what the user may read
        :return: list of hits, as of :meth:`_identify`
        """
        if len(words) < 2:
            return []
        known = self._identify_words(words)
        conditions = self._stage_called(known) or [
            (word.starting, [self._begun(word)]) for word in known if word.starting
        ]
        if len(conditions) < len(words):
            return []
        (_times, rarest), *_others = sorted(conditions, key=lambda pair: pair[0])

        def has(owner, either):
            return SQL(
                """EXISTS (SELECT FROM ficha_identity_key AS word
                            WHERE word.partner_id IN (%s) AND word.kind = 'name'
                              AND (%s))""",
                owner,
                SQL(" OR ").join(either),
            )

        both = SQL("person.id, person.commercial_partner_id")
        # OFFSET 0: the rights are looked at last, for the few who are left
        rows = self.env.execute_query(
            SQL(
                """
                SELECT found.id
                  FROM (SELECT DISTINCT person.id, person.commercial_partner_id
                          FROM (SELECT partner_id FROM ficha_identity_key
                                 WHERE kind = 'name' AND (%(rarest)s)
                                 LIMIT %(most)s) AS key
                          JOIN res_partner AS owner ON owner.id = key.partner_id
                          JOIN res_partner AS person
                            ON person.commercial_partner_id
                               = owner.commercial_partner_id
                           AND person.id != person.commercial_partner_id
                           AND owner.id IN (%(both)s)
                         WHERE %(every)s AND %(own)s AND %(company)s
                        OFFSET 0) AS found
                 WHERE %(may)s AND %(may_company)s
                 ORDER BY found.id
                 LIMIT %(limit)s
                """,
                rarest=SQL(" OR ").join(rarest),
                most=MOST_BEGUN,
                both=both,
                every=SQL(" AND ").join(has(both, e) for _n, e in conditions),
                # one word at least of each of the two
                own=has(SQL("person.id"), [c for _n, e in conditions for c in e]),
                company=has(
                    SQL("person.commercial_partner_id"),
                    [c for _n, e in conditions for c in e],
                ),
                may=query_exists(allowed, SQL("found.id")),
                may_company=query_exists(
                    self._search([]), SQL("found.commercial_partner_id")
                ),
                limit=limit,
            )
        )
        return [
            {
                "partner_id": partner_id,
                "kind": "name",
                "value": False,
                "exact": False,
                "typo": False,
                "former": False,
            }
            for (partner_id,) in rows
        ]

    @api.model
    def _identify_words(self, texts):
        """What is known of each of the words ``texts``, in one query."""
        branches = [
            SQL(
                """
                (SELECT COALESCE(max(frequency) FILTER (WHERE word = %(word)s), 0),
                        COALESCE(sum(frequency), 0)
                   FROM ficha_identity_word WHERE word LIKE %(start)s)
                """,
                word=text,
                start=self._identify_like(text),
            )
            for text in texts
        ]
        rows = self.env.execute_query(SQL(" UNION ALL ").join(branches))
        return [Word(text, *row) for text, row in zip(texts, rows, strict=True)]

    # -- what a stage looks for --------------------------------------------------------
    #    Each gives pairs (number of names, conditions on ``value`` of which one has to
    #    hold) for the words, or nothing when it cannot find more than those before it.

    @api.model
    def _stage_itself(self, words):
        if not all(word.frequency for word in words):
            return []
        return [(word.frequency, [SQL("value = %s", word.text)]) for word in words]

    @api.model
    def _stage_begun(self, words):
        if not all(word.starting for word in words) or all(
            word.starting == word.frequency for word in words
        ):
            return []
        return [(word.starting, [self._begun(word)]) for word in words]

    @api.model
    def _begun(self, word):
        return SQL("value LIKE %s", self._identify_like(word.text))

    @api.model
    def _stage_called(self, words):
        for word in words:
            word.forms = other_forms(word.text)
        if not any(word.forms for word in words) or not all(
            word.forms or word.starting for word in words
        ):
            return []
        times = self._identify_times([text for word in words for text in word.forms])
        conditions = []
        for word in words:
            called = [text for text in word.forms if text in times]
            either = [SQL("value = ANY(%s)", called)] if called else []
            either += [self._begun(word)] if word.starting else []
            if not either:
                return []
            conditions.append(
                (word.starting + sum(times[text] for text in called), either)
            )
        return conditions

    @api.model
    def _identify_times(self, texts):
        """How many names have each of the words that any has: ``{word: number}``."""
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT word, frequency FROM ficha_identity_word
                        WHERE word = ANY(%s)""",
                    texts,
                )
            )
        )

    @api.model
    def _stage_mistyped(self, words):
        texts = [word.text for word in words if word.text.isalpha()]
        if not all(word.starting or word.text in texts for word in words):
            return []
        similar = self.env["ficha.identity.word"]._similar(texts)
        for word in words:
            word.similar = similar.get(word.text, [])
        if not any(word.similar for word in words) or not all(
            word.similar or word.starting for word in words
        ):
            return []
        times = self._identify_times([text for word in words for text in word.similar])
        conditions = []
        for word in words:
            resembling = sum(times.get(text, 0) for text in word.similar)
            either = [SQL("value = ANY(%s)", word.similar)] if word.similar else []
            either += [self._begun(word)] if word.starting else []
            conditions.append((word.starting + resembling, either))
        return conditions

    # -- the look-up -------------------------------------------------------------------

    @api.model
    def _identify_has_word(self, either, one_by_one):
        """The condition that the name of ``rarest.partner_id`` has a word.

        :param one_by_one: look it up for each, and do not join
        """
        found = SQL(
            "SELECT FROM ficha_identity_key AS other"
            " WHERE other.partner_id = rarest.partner_id AND kind = 'name' AND (%s)",
            SQL(" OR ").join(either),
        )
        if one_by_one:
            return SQL("EXISTS (SELECT FROM (%s LIMIT 1) AS word)", found)
        return SQL("EXISTS (%s)", found)

    @api.model
    def _identify_by_words(self, conditions, allowed, seen, most):
        """Some of the contacts whose names meet all ``conditions``.

        :param conditions: pairs of a stage
        :param seen: ids to be left out
        :param most: names with the rarest word among which the others are looked for.
            None for whole words: those stand in the index in the order of the contacts,
            and PostgreSQL knows how many there are, so it joins them as it likes.
        :return: list of ids
        """
        (_times, first), *others = sorted(conditions, key=lambda pair: pair[0])
        rarest = [
            SQL(
                "SELECT partner_id FROM ficha_identity_key WHERE kind = 'name' AND %s",
                condition,
            )
            for condition in first
        ]
        joined = [
            self._identify_has_word(either, most is not None)
            for _times, either in others
        ]
        if seen:
            joined.append(SQL("rarest.partner_id != ALL(%s)", list(seen)))
        # OFFSET 0: the rights are looked at last, for the few who are left
        rows = self.env.execute_query(
            SQL(
                """
                SELECT key.partner_id
                  FROM (SELECT rarest.partner_id FROM (%s %s) AS rarest
                         WHERE %s OFFSET 0) AS key
                 WHERE %s
                 LIMIT %s
                """,
                SQL(" UNION ALL ").join(rarest),
                SQL("LIMIT %s", most) if most else SQL(),
                SQL(" AND ").join(joined) if joined else SQL("TRUE"),
                query_exists(allowed, SQL("key.partner_id")),
                CANDIDATES,
            )
        )
        return list(dict.fromkeys(partner_id for (partner_id,) in rows))

    @api.model
    def _identify_closest(self, partner_ids, words):
        """Order contacts by how close their names are to ``words``: words as they were
        typed before begun and mistyped ones (and who was called so before with them),
        then names with few others, then who has a client code.
        """
        if len(partner_ids) < 2:
            return partner_ids
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id, array_agg(value) FILTER (WHERE kind = 'name'
                                                   AND former IS NOT TRUE),
                       bool_or(kind = 'code')
                  FROM ficha_identity_key
                 WHERE partner_id = ANY(%s) AND kind IN ('name', 'code')
                 GROUP BY partner_id
                """,
                partner_ids,
            )
        )

        def distance(row):
            partner_id, names, has_code = row
            names = names or []
            grades = sorted((word.grade(names) for word in words), reverse=True)
            return (grades, len(names), not has_code, partner_id)

        return [row[0] for row in sorted(rows, key=distance)]
