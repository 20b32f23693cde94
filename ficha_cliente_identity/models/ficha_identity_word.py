from rapidfuzz.distance import OSA

from odoo import api, fields, models
from odoo.tools import SQL

# A shorter word is not corrected: one letter off, it is another name.
MIN_LENGTH = 6


def is_similar(word, known):
    """Whether a word of names is one typing error away from what was typed, as
    :meth:`FichaIdentityWord._similar` finds it."""
    if len(word) < MIN_LENGTH - 1 or len(known) < MIN_LENGTH:
        return False
    return OSA.distance(word, known, score_cutoff=1) <= 1


class FichaIdentityWord(models.Model):
    """A word that occurs in names, and in how many of them.

    Few words make up many names, so mistyped words are looked for here and not among
    the contacts. New words are added as they come; once a night they are counted.
    """

    _name = "ficha.identity.word"
    _description = "Word of Names"
    _log_access = False
    _rec_name = "word"
    _order = "frequency desc, word"

    word = fields.Char(required=True, help="The word, without accents or capitals.")
    reversed = fields.Char(
        required=True,
        help="The value reversed, so that its end can be searched as a beginning.",
    )
    frequency = fields.Integer(
        required=True, help="How many contacts had it in their name last night."
    )

    # Not unique: two transactions may learn the same word and neither waits for the
    # other. A word that is there twice is put right at night.
    _word_idx = models.Index("(word text_pattern_ops)")
    _reversed_idx = models.Index("(reversed text_pattern_ops)")

    @api.model
    def _add_missing(self, words):
        """Add the words that are not there yet.

        :param set words: folded words
        """
        if not words:
            return
        self.env.execute_query(
            SQL(
                """
                INSERT INTO ficha_identity_word (word, reversed, frequency)
                SELECT new.word, reverse(new.word), 1
                  FROM unnest(%s::text[]) AS new (word)
                 WHERE NOT EXISTS (SELECT FROM ficha_identity_word AS known
                                    WHERE known.word = new.word)
             RETURNING id
                """,
                sorted(words),
            )
        )

    @api.model
    def _similar(self, words):
        """The words that are one typing error away: a letter wrong, too many, missing,
        or two neighbours swapped.

        With one error, either the first or the second half of a word is as it should
        be, so that two beginnings are all that is looked up; the swap in the middle is
        asked for by itself.

        :param words: iterable of folded words
        :return: dict ``{word: [similar words, the most frequent first]}``, without the
            words themselves; only words of ``MIN_LENGTH`` letters or more are similar
            to anything
        """
        asked = [word for word in set(words) if len(word) >= MIN_LENGTH - 1]
        found = {word: [] for word in asked}
        if not asked:
            return found
        self.env["ficha.identity.key"]._flush_pending()
        rows = self._similar_rows(asked)
        for word, known in dict.fromkeys(rows):
            if OSA.distance(word, known, score_cutoff=1) <= 1:
                found[word].append(known)
        return found

    @api.model
    def _similar_rows(self, asked):
        # by bounds: a pattern that comes from a row is looked up in no index
        return self.env.execute_query(
            SQL(
                """
                SELECT a.asked, known.word
                  FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[],
                              %s::text[], %s::text[])
                       AS a(asked, begins, before, ends, behind, swapped)
                 CROSS JOIN LATERAL (
                       SELECT word, frequency FROM ficha_identity_word
                        WHERE word ~>=~ a.begins AND word ~<~ a.before
                        UNION ALL
                       SELECT word, frequency FROM ficha_identity_word
                        WHERE reversed ~>=~ a.ends AND reversed ~<~ a.behind
                        UNION ALL
                       SELECT word, frequency FROM ficha_identity_word
                        WHERE word = a.swapped
                     ) AS known
                 WHERE known.word != a.asked
                   AND length(known.word)
                       BETWEEN greatest(length(a.asked) - 1, %s) AND length(a.asked) + 1
                 ORDER BY known.frequency DESC, known.word
                """,
                *(
                    list(column)
                    for column in zip(*map(self._similar_bounds, asked), strict=True)
                ),
                MIN_LENGTH,
            )
        )

    @api.model
    def _similar_bounds(self, word):
        """How words may be looked up that are one typing error away from ``word``: the
        word, what they begin with and what comes next, the same of their end, and the
        word with two letters swapped."""
        middle = len(word) // 2
        halves = word[:middle], word[middle:][::-1]
        bounds = [(half, half[:-1] + chr(ord(half[-1]) + 1)) for half in halves]
        return (word, *bounds[0], *bounds[1], self._swapped(word))

    @api.model
    def _swapped(self, word):
        """The word with the two letters at its middle swapped."""
        middle = len(word) // 2
        return word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]

    @api.model
    def _recount(self):
        """Count again in how many names each word occurs, and forget those that occur
        in none. Counts that moved by less than a tenth are left as they are.

        :return: number of words that changed
        """
        self.env["ficha.identity.key"]._flush_pending()
        rows = self.env.execute_query(
            SQL(
                """
                WITH counted AS (
                    SELECT value AS word, count(*) AS times
                      FROM ficha_identity_key
                     WHERE kind = 'name'
                     GROUP BY value
                ), gone AS (
                    DELETE FROM ficha_identity_word AS known
                     WHERE NOT EXISTS (SELECT FROM counted
                                        WHERE counted.word = known.word)
                        OR EXISTS (SELECT FROM ficha_identity_word AS first
                                    WHERE first.word = known.word
                                      AND first.id < known.id)
                 RETURNING known.id
                ), moved AS (
                    UPDATE ficha_identity_word AS known
                       SET frequency = counted.times
                      FROM counted
                     WHERE counted.word = known.word
                       AND abs(counted.times - known.frequency)
                           > known.frequency * 0.1
                 RETURNING known.id
                ), new AS (
                    INSERT INTO ficha_identity_word (word, reversed, frequency)
                    SELECT word, reverse(word), times
                      FROM counted
                     WHERE NOT EXISTS (SELECT FROM ficha_identity_word AS known
                                        WHERE known.word = counted.word)
                 RETURNING id
                )
                SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM moved)
                     + (SELECT count(*) FROM new)
                """
            )
        )
        self.invalidate_model()
        return rows[0][0]
