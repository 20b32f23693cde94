from dataclasses import dataclass, field

from odoo import api, models
from odoo.tools import SQL

# Contacts that are compared to find the closest names among them.
CANDIDATES = 200


@dataclass
class Word:
    """A typed word, and what in names it may stand for.

    ``frequency``: names that have the word itself; ``starting``: names that have a word
    beginning with it; ``similar``: words at one typing error, in ``resembling`` names.
    """

    text: str
    frequency: int = 0
    starting: int = 0
    similar: list[str] = field(default_factory=list)
    resembling: int = 0

    def grade(self, names):
        """How well it is among the words ``names``: 0 itself, 1 begun, 2 mistyped."""
        if self.text in names:
            return 0
        return 1 if any(name.startswith(self.text) for name in names) else 2


class ResPartner(models.Model):
    """Who is called so: all words, in any order, begun or with a typing error.

    The rarest of the typed words is looked up in the identity keys, and the others
    among the keys of those it gives: a frequent surname is not read through for the
    sake of a rare one.
    """

    _inherit = "res.partner"

    @api.model
    def _identify_names(self, words, allowed, limit, known=()):
        """Find names with all of ``words``: as they are, then begun, then mistyped.

        :param words: folded words
        :param allowed: Query of what the user may read
        :param known: ids that were found already
        :return: list of hits, as of :meth:`_identify`
        """
        words = self._identify_words(words)
        found, seen = [], set(known)
        for stage in (self._stage_itself, self._stage_begun, self._stage_mistyped):
            conditions = stage(words)
            if not conditions:
                continue
            rows = self._identify_by_words(conditions, allowed, seen)
            mistyped = stage == self._stage_mistyped
            for partner_id in self._identify_closest(rows, words):
                seen.add(partner_id)
                found.append(
                    {
                        "partner_id": partner_id,
                        "kind": "name",
                        "value": False,
                        "exact": False,
                        "typo": mistyped,
                    }
                )
            if len(found) >= limit:
                break
        return found[:limit]

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
    #    Each gives pairs (number of names, condition on a column of values), or
    #    nothing when it cannot find more than the stages before it.

    @api.model
    def _stage_itself(self, words):
        if not all(word.frequency for word in words):
            return []
        return [
            (word.frequency, lambda key, w=word: SQL("%s = %s", key, w.text))
            for word in words
        ]

    @api.model
    def _stage_begun(self, words):
        if not all(word.starting for word in words) or all(
            word.starting == word.frequency for word in words
        ):
            return []
        return [(word.starting, self._begun(word)) for word in words]

    @api.model
    def _begun(self, word):
        pattern = self._identify_like(word.text)
        return lambda key: SQL("%s LIKE %s", key, pattern)

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
        texts = [text for word in words for text in word.similar]
        rows = self.env.execute_query(
            SQL(
                "SELECT word, frequency FROM ficha_identity_word WHERE word = ANY(%s)",
                texts,
            )
        )
        times = dict(rows)
        for word in words:
            word.resembling = sum(times.get(text, 0) for text in word.similar)
        return [
            (word.starting + word.resembling, self._mistyped(word)) for word in words
        ]

    @api.model
    def _mistyped(self, word):
        begun = self._begun(word)
        if not word.similar:
            return begun
        if not word.starting:
            return lambda key: SQL("%s = ANY(%s)", key, word.similar)
        return lambda key: SQL("(%s OR %s = ANY(%s))", begun(key), key, word.similar)

    # -- the look-up -------------------------------------------------------------------

    @api.model
    def _identify_by_words(self, conditions, allowed, seen):
        """Some of the contacts whose names meet all ``conditions``.

        :param conditions: pairs of a stage
        :param seen: ids to be left out
        :return: list of ids
        """
        (_times, first), *others = sorted(conditions, key=lambda pair: pair[0])
        joined = [
            SQL(
                """
                EXISTS (SELECT FROM ficha_identity_key AS other
                         WHERE other.partner_id = key.partner_id
                           AND other.kind = 'name' AND %s)
                """,
                condition(SQL("other.value")),
            )
            for _times, condition in others
        ]
        if seen:
            joined.append(SQL("key.partner_id != ALL(%s)", list(seen)))
        rows = self.env.execute_query(
            SQL(
                """
                SELECT key.partner_id
                  FROM ficha_identity_key AS key
                 WHERE key.kind = 'name' AND %s AND %s
                 LIMIT %s
                """,
                first(SQL("key.value")),
                SQL(" AND ").join(
                    [
                        *joined,
                        self._identify_may_read(allowed, SQL("key.partner_id")),
                    ]
                ),
                CANDIDATES,
            )
        )
        return list(dict.fromkeys(partner_id for (partner_id,) in rows))

    @api.model
    def _identify_closest(self, partner_ids, words):
        """Order contacts by how close their names are to ``words``: words as they were
        typed before begun and mistyped ones, then names with few others, then who has
        a client code.
        """
        if len(partner_ids) < 2:
            return partner_ids
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id, array_agg(value) FILTER (WHERE kind = 'name'),
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
            grades = sorted((word.grade(names) for word in words), reverse=True)
            return (grades, len(names), not has_code, partner_id)

        return [row[0] for row in sorted(rows, key=distance)]
