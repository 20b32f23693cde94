from dataclasses import dataclass, field

from odoo import api, models
from odoo.tools import SQL

# Contacts that are compared to find the closest names among them.
CANDIDATES = 100
# Names with the rarest word, begun or mistyped, among which the others are looked for.
MOST_BEGUN, MOST_MISTYPED = 3_000, 2_000


@dataclass
class Word:
    """A typed word, and what in names it may stand for.

    ``frequency``: names that have the word itself; ``starting``: names that have a word
    beginning with it; ``similar``: words at one typing error.
    """

    text: str
    frequency: int = 0
    starting: int = 0
    similar: list[str] = field(default_factory=list)

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
        for stage, most in (
            (self._stage_itself, None),
            (self._stage_begun, MOST_BEGUN),
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
                self._identify_may_read(allowed, SQL("key.partner_id")),
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
