from itertools import combinations

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import duplicate_features as features
from ..tools.duplicate_names import Words
from ..tools.duplicate_score import Base, evidence_text, score_pair

# Values that more contacts have are nobody's: a switchboard, a gestoría's mailbox.
MOST_SHARED = 20

# A word that more contacts bear leads nowhere by itself.
MOST_BEARERS = 2_000

# names whose words' bearers are in memory together
NAMES_AT_ONCE = 250

# One that so many times fewer bear does.
RARE = 10

# A day of birth or a house where more are found tells nothing apart.
MOST_NEIGHBOURS = 200

FEW_CONTACTS = 50_000


class FichaDuplicate(models.Model):
    """Who may be the same as somebody who is about to be created, imported or was
    changed: candidates are looked up, then compared."""

    _inherit = "ficha.duplicate"

    @api.model
    def _match(self, vals_list, limit=5):
        """Contacts that may be the same as these.

        :param vals_list: list of dicts: ``name``, ``vat``, ``phone``, ``mobile``,
            ``email``, ``iban``, ``street``, ``zip``, ``city``, ``birthdate_date``,
            ``is_company``, ``country_code``, all optional; ``id`` of one that is saved
            already, which then is not its own double, and ``entity`` (id of the company
            whose contact it is)
        :param limit: how many at most for each
        :return: for each dict a list of dicts ``id``, ``score``, ``certainty``,
            ``evidence`` (words) and ``codes``, best first; only contacts that the user
            may read, and no pairs kept separate
        """
        country = self.env.company.country_id.code or ""
        wanted = {}
        for place, values in enumerate(vals_list):
            contact = features.from_values(values, country)
            entity = contact["entity"]
            contact.update(
                id=values.get("id") or False,
                commercial=entity or values.get("id") or None,
                parent=entity,
                company_id=values.get("company_id") or False,
            )
            # keys that are negative are nobody's id
            wanted[-1 - place] = contact
        self.env["ficha.identity.key"]._flush_pending()
        found = self._compare_with_all(wanted)
        allowed = self._readable({other for _key, other, _verdict in found})
        separate = self._kept_separate(
            [(wanted[key]["id"], other) for key, other, _ in found if wanted[key]["id"]]
        )
        matches = [[] for _values in vals_list]
        for key, other, verdict in found:
            pair = frozenset((wanted[key]["id"], other))
            if verdict.certainty and other in allowed and pair not in separate:
                matches[-1 - key].append(
                    {
                        "id": other,
                        "score": verdict.score,
                        "certainty": verdict.certainty,
                        "evidence": evidence_text(self.env, verdict.evidence),
                        "codes": verdict.evidence,
                    }
                )
        for match in matches:
            match.sort(key=lambda found: (-found["score"], found["id"]))
        return [match[:limit] for match in matches]

    @api.model
    def _readable(self, partner_ids):
        """Of these ids, those of contacts that the user may read."""
        if self.env.su:
            return partner_ids
        partners = self.env["res.partner"].with_context(active_test=False)
        return set(partners.search([("id", "in", list(partner_ids))]).ids)

    @api.model
    def _kept_separate(self, pairs):
        """Of these pairs of ids, those that somebody decided about, as frozensets."""
        if not pairs:
            return set()
        ids = [partner_id for pair in pairs for partner_id in pair]
        # sudo: a decision holds for everybody
        decided = self.sudo().search(
            Domain("state", "!=", "open")
            & Domain("partner_a_id", "in", ids)
            & Domain("partner_b_id", "in", ids)
        )
        return {
            frozenset((pair.partner_a_id.id, pair.partner_b_id.id)) for pair in decided
        }

    @api.model
    def _compare_with_all(self, wanted):
        """Compare contacts with all those that have something in common with them.

        :param wanted: dict key -> features; keys are ids, or negative for nobody's
        :return: list of (key, id, Verdict)
        """
        words = self._words_of(wanted.values())
        candidates = self._candidates(wanted, words)
        ids = {other for _key, other in candidates}
        contacts = self._load(ids)
        # the same ids may be on both sides: what is wanted counts as it was given
        contacts = {**contacts, **wanted} if ids else wanted
        self._words_of(contacts.values(), words)
        return self._score(candidates, contacts, words)

    # -- candidates --------------------------------------------------------------------

    @api.model
    def _candidates(self, wanted, words):
        """Who has something in common with these.

        :return: set of (key of ``wanted``, id)
        """
        found = set()
        for lookup in (
            self._candidates_by_value,
            self._candidates_by_name,
            self._candidates_by_place,
        ):
            found.update(lookup(wanted, words))
        return {
            (key, other)
            for key, other in found
            if other not in (key, wanted[key].get("id"))
        }

    @api.model
    def _candidates_by_value(self, wanted, _words):
        asked = [
            (key, kind, value)
            for key, contact in wanted.items()
            for kind, value in features.exact_values(contact)
        ]
        return (
            self.env.execute_query(
                SQL(
                    """
                SELECT v.key, k.partner_id
                  FROM unnest(%s::int[], %s::varchar[], %s::varchar[])
                       AS v(key, kind, value)
                 CROSS JOIN LATERAL (
                       SELECT partner_id
                         FROM ficha_identity_key
                        WHERE kind = v.kind AND value = v.value
                          AND contact_id IS NULL AND former IS NOT TRUE
                        LIMIT %s) AS k
                """,
                    *(list(column) for column in zip(*asked, strict=True)),
                    MOST_SHARED + 1,
                )
            )
            if asked
            else []
        )

    @api.model
    def _candidates_by_name(self, wanted, words, similar=None, most=MOST_BEARERS):
        """Two words of the name in common: neither of them too common, or one of them
        rare. A word and those it may have been meant to be count as one.

        :param similar: dict word -> words (default: those one typing error away)
        :param most: how many bear a word that is not too common, at most
        """
        if similar is None:
            similar = self._similar_words(wanted.values(), words)
        found, keys = set(), list(wanted)
        size = NAMES_AT_ONCE * max(1, MOST_BEARERS // most)
        for start in range(0, len(keys), size):
            some = {key: wanted[key] for key in keys[start : start + size]}
            found |= self._candidates_among(some, words, similar, most)
        return found

    @api.model
    def _candidates_among(self, wanted, words, similar, most):
        """The same, of so many names that the bearers of their words are in memory
        together: each word is read once, however many of the names have it."""
        leading, common, rare = {}, {}, {}
        for key, contact in wanted.items():
            for place, own in enumerate(contact["words"]):
                for word in {own, *similar.get(own, ())}:
                    times = words.frequency.get(word, 1)
                    kind = leading if times <= most else common
                    kind.setdefault(key, {}).setdefault(place, []).append(word)
                    if times * RARE <= most:
                        rare.setdefault(key, {}).setdefault(place, []).append(word)
        bearers = self._bearers(leading)
        found = set()
        for key, places in leading.items():
            each = [
                set().union(*(bearers.get(word, ()) for word in many))
                for many in places.values()
            ]
            for one, other in combinations(each, 2):
                found.update((key, partner_id) for partner_id in one & other)
        # one that is too common is looked up for the bearers of a rare one
        looked_up = [
            (
                key,
                word,
                set().union(
                    *(
                        bearers.get(other, ())
                        for at, many in rare.get(key, {}).items()
                        if at != place
                        for other in many
                    )
                ),
            )
            for key, places in common.items()
            for place, many in places.items()
            for word in many
        ]
        has = self._who_has(
            {word for _key, word, _ids in looked_up},
            set().union(*(ids for _key, _word, ids in looked_up)),
        )
        for key, word, ids in looked_up:
            found.update((key, id_) for id_ in ids if (id_, word) in has)
        return found

    @api.model
    def _bearers(self, leading):
        """{word: ids of those who bear it} of words by key and place."""
        every = {
            word
            for places in leading.values()
            for many in places.values()
            for word in many
        }
        rows = every and self.env.execute_query(
            SQL(
                """
                SELECT value, array_agg(partner_id)
                  FROM ficha_identity_key
                 WHERE kind = 'name' AND value = ANY(%s)
                 GROUP BY value
                """,
                sorted(every),
            )
        )
        return {word: set(ids) for word, ids in rows}

    @api.model
    def _who_has(self, names, partner_ids):
        """Of these contacts and words, the pairs of one who bears the other."""
        if not names or not partner_ids:
            return set()
        return set(
            self.env.execute_query(
                SQL(
                    """
                    SELECT partner_id, value
                      FROM ficha_identity_key
                     WHERE kind = 'name' AND value = ANY(%s) AND partner_id = ANY(%s)
                    """,
                    sorted(names),
                    sorted(partner_ids),
                )
            )
        )

    @api.model
    def _similar_words(self, contacts, words):
        """Words one typing error from those of these names; ``words`` learns them."""
        own = {word for contact in contacts for word in contact["words"]}
        if not own:
            return {}
        similar = self.env["ficha.identity.word"]._similar(own)
        self._words_of([{"words": near} for near in similar.values()], words)
        return {
            word: [other for other in near if words.may_be_typo(word, other)]
            for word, near in similar.items()
        }

    @api.model
    def _candidates_by_place(self, wanted, _words):
        """Born the same day, or living in the same house, with a word of the name in
        common."""
        asked = [
            (
                key,
                contact["words"],
                contact["born"] or None,
                contact["zip"] or None,
                contact["house"] or None,
            )
            for key, contact in wanted.items()
            if contact["words"]
            and (contact["born"] or (contact["zip"] and contact["house"]))
        ]
        if not asked:
            return []
        # words have no blanks in them
        rows = [
            (key, " ".join(names), born, zip_, (zip_ or "").lstrip("0"), house)
            for key, names, born, zip_, house in asked
        ]
        return self.env.execute_query(
            SQL(
                """
                SELECT v.key, n.id
                  FROM unnest(%s::int[], %s::text[], %s::date[], %s::varchar[],
                              %s::varchar[], %s::text[])
                       AS v(key, names, born, zip, bare, house)
                 CROSS JOIN LATERAL (
                    (SELECT id FROM res_partner
                      WHERE birthdate_date = v.born LIMIT %s)
                    UNION
                    (SELECT id FROM res_partner
                      WHERE zip IN (v.zip, v.bare)
                        AND substring(street FROM '\\d+') = v.house
                      LIMIT %s)
                  ) AS n
                 WHERE EXISTS (SELECT FROM ficha_identity_key k
                                WHERE k.partner_id = n.id AND k.kind = 'name'
                                  AND k.value = ANY(string_to_array(v.names, ' ')))
                """,
                *(list(column) for column in zip(*rows, strict=True)),
                MOST_NEIGHBOURS,
                MOST_NEIGHBOURS,
            )
        )

    # --------------------------------------------------------------------------
    # Reading contacts as ``duplicate_score`` compares them: a few queries for any
    # number of them.
    # --------------------------------------------------------------------------

    @api.model
    def _load(self, partner_ids):
        """Features of contacts that may be in a pair.

        :param partner_ids: ids, of which those that are archived, addresses or nameless
            are left out
        :return: dict id -> features, with ``id``, ``commercial``, ``parent`` and
            ``company_id`` besides
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT p.id, p.commercial_partner_id, p.parent_id, p.company_id,
                       p.is_company, p.street, p.zip, p.city, p.birthdate_date,
                       c.code,
                       ARRAY(SELECT ARRAY[k.kind, k.value]
                               FROM ficha_identity_key k
                              WHERE k.partner_id = p.id
                                AND k.contact_id IS NULL
                                AND k.former IS NOT TRUE
                                AND k.kind = ANY(%s))
                  FROM res_partner p
                  LEFT JOIN res_country c ON c.id = p.country_id
                 WHERE p.id = ANY(%s) AND %s
                """,
                ["name", *features.EXACT_KINDS],
                list(partner_ids),
                self._comparable(SQL("p")),
            )
        )
        loaded = {}
        for row in rows:
            partner_id, commercial, parent, company_id, is_company = row[:5]
            contact = features.from_keys(
                row[10],
                is_company=is_company,
                street=row[5],
                zip=row[6],
                city=row[7],
                birthdate_date=row[8],
                country_code=row[9],
                entity=commercial if commercial != partner_id else None,
            )
            contact.update(
                id=partner_id,
                commercial=commercial,
                parent=parent,
                company_id=company_id,
            )
            loaded[partner_id] = contact
        return loaded

    @api.model
    def _comparable(self, partner):
        """Condition on a table alias of ``res_partner``: it may be in a pair."""
        return SQL(
            "%(p)s.active AND (%(p)s.type IS NULL OR %(p)s.type = 'contact')", p=partner
        )

    @api.model
    def _words_of(self, contacts, known=None):
        """How common the words of these contacts' names are.

        :param contacts: iterable of features
        :param known: :class:`Words` of before, which is completed
        :rtype: Words
        """
        words = known or Words(self._count_contacts(), {})
        missing = {
            word
            for contact in contacts
            for word in contact["words"]
            if word not in words.frequency
        }
        if missing:
            found = dict(
                self.env.execute_query(
                    SQL(
                        "SELECT word, frequency FROM ficha_identity_word"
                        " WHERE word = ANY(%s)",
                        list(missing),
                    )
                )
            )
            words.frequency.update({word: found.get(word, 1) for word in missing})
        return words

    @api.model
    def _count_contacts(self):
        """About how many contacts there are."""
        [(estimate,)] = self.env.execute_query(
            SQL("SELECT reltuples FROM pg_class WHERE oid = 'res_partner'::regclass")
        )
        if estimate > FEW_CONTACTS:
            return int(estimate)
        # what the planner believes of a small table may be old
        return self.env.execute_query(SQL("SELECT count(*) FROM res_partner"))[0][0]

    @api.model
    def _shares(self, pairs):
        """How many contacts have the values that these pairs share.

        :param pairs: list of (features, features)
        :return: dict (kind, value) -> number
        """
        values = {value for a, b in pairs for value in features.shared_values(a, b)}
        if not values:
            return {}
        kinds, texts = zip(*values, strict=True)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT v.kind, v.value,
                       (SELECT count(*)
                          FROM (SELECT FROM ficha_identity_key k
                                 WHERE k.kind = v.kind
                                   AND k.value = v.value
                                   AND k.contact_id IS NULL
                                   AND k.former IS NOT TRUE
                                 LIMIT 100) AS few)
                  FROM unnest(%s::varchar[], %s::varchar[]) AS v(kind, value)
                """,
                list(kinds),
                list(texts),
            )
        )
        return {(kind, value): count for kind, value, count in rows}

    @api.model
    def _score(self, candidates, contacts, words):
        """Compare pairs of contacts.

        :param candidates: iterable of pairs of keys of ``contacts``
        :param dict contacts: key -> features
        :param Words words: see :meth:`_words_of`
        :return: list of (key, key, Verdict), of all pairs that can be pairs
        """
        pairs = [
            (one, other)
            for one, other in candidates
            if one in contacts
            and other in contacts
            and features.may_be_pair(contacts[one], contacts[other])
        ]
        shares = self._shares([(contacts[a], contacts[b]) for a, b in pairs])
        base = Base(words, shares)
        return [
            (one, other, score_pair(contacts[one], contacts[other], base))
            for one, other in pairs
        ]
