from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.query import query_exists

from .res_partner_identify_lookup import MOST_BEGUN

# Names with the rarest word among which those of a place are looked for, where nobody
# else was found; where somebody was, MOST_BEGUN, and only of a word that is no more
# frequent.
MOST_OF_A_PLACE = 20_000

# Accents of the places of Spain and of its neighbours: there need be no extension of
# PostgreSQL that takes them off.
ACCENTED = "àáâãäåçèéêëìíîïñòóôõöùúûüýÿ"
PLAIN = "aaaaaaceeeeiiiinooooouuuuyy"


class ResPartner(models.Model):
    """Who is this, by what people remember besides: the end of a telephone, the town
    beside the name; and whoever is archived."""

    _inherit = "res.partner"

    # there are few of them: who asks whether there is any does not read all contacts
    _ficha_archived_idx = models.Index("(id) WHERE active IS NOT TRUE")

    # -- archived ----------------------------------------------------------------------

    @api.model
    def _identify_archived_domain(self):
        """Archived contacts that are told of in the box: a module that archives what is
        to be found no more narrows it, with ``super()``.

        :return: ``Domain``
        """
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s IS NOT TRUE",
                SQL.identifier(alias, "active", to_flush=model._fields["active"]),
            )
        )

    @api.model
    def _identify_everybody(self, query, limit):
        """As :meth:`_identify`, and then whoever is archived, unless somebody has
        exactly what was asked for: who was a customer is not begun a second time."""
        limit = self._identify_limit(limit)
        hits = self._identify(query, limit)
        if len(hits) < limit and not (hits and hits[0]["exact"]):
            every = self.with_context(active_test=False)
            hits += every._identify(query, limit, self._identify_archived_domain())
            # better than somebody else's name with a letter wrong
            hits.sort(key=lambda hit: (not hit["exact"], hit["typo"]))
        return hits[:limit]

    # -- the end of a telephone --------------------------------------------------------

    @api.model
    def _identify_ends(self, asked, allowed, limit):
        """Whose telephone ends in what was typed: "...34 16".

        :return: list of hits, as of :meth:`_identify`
        """
        if not asked.end:
            return []
        rows = self.env.execute_query(
            SQL(
                """
                SELECT key.partner_id, key.kind, key.value, key.former IS TRUE
                  FROM ficha_identity_key AS key
                 WHERE key.kind = 'phone' AND reverse(key.value) LIKE %s AND %s
                 ORDER BY key.partner_id, key.value
                 LIMIT %s
                """,
                self._identify_like(asked.end[::-1]),
                self._identify_key_rights(allowed, {"phone"}),
                2 * limit,
            )
        )
        return self._identify_hits(rows, exact=False)

    # -- a name and where they are -----------------------------------------------------

    @api.model
    def _identify_in_place(self, words, allowed, limit, known):
        """Contacts by words of their name and of where they are: "garcía murcia", where
        the first or the last words are of the town, the province or the postcode.

        :param words: folded words
        :param allowed: Query of what the user may read
        :param known: ids that were found already
        :return: list of hits, as of :meth:`_identify`
        """
        about = dict(zip(words, self._identify_words(words), strict=True))
        shares = range(1, len(words) if not known else min(2, len(words)))
        found, seen = [], list(known)
        for count in shares:
            for name, place in (
                (words[:-count], words[-count:]),
                (words[count:], words[:count]),
            ):
                named = [about[word] for word in name]
                ids = self._identify_of_place(named, place, allowed, limit, seen)
                seen += ids
                found += [
                    {
                        "partner_id": partner_id,
                        "kind": "name",
                        "value": False,
                        "exact": False,
                        "typo": False,
                        "former": False,
                        "place": True,
                    }
                    for partner_id in ids
                ]
            if len(found) >= limit:
                break
        return found[:limit]

    @api.model
    def _identify_of_place(self, words, place, allowed, limit, seen):
        """:param words: what is known of the words of the name
        :param place: folded words, as far as they were typed
        :return: list of ids
        """
        if not all(word.starting for word in words):
            return []
        rarest, *others = sorted(words, key=lambda word: word.starting)
        if seen and rarest.starting > MOST_BEGUN:
            return []
        # OFFSET 0: the rights are looked at last, for the few who are left
        rows = self.env.execute_query(
            SQL(
                """
                SELECT found.id
                  FROM (SELECT partner.id
                          FROM (SELECT DISTINCT partner_id
                                  FROM (SELECT partner_id FROM ficha_identity_key
                                         WHERE kind = 'name' AND %(rarest)s
                                         LIMIT %(most)s) AS begun) AS rarest
                          JOIN res_partner AS partner ON partner.id = rarest.partner_id
                          LEFT JOIN res_country_state AS province
                            ON province.id = partner.state_id
                         CROSS JOIN LATERAL (
                            SELECT ' ' || regexp_replace(translate(lower(concat_ws(
                                ' ', partner.city, province.name, partner.zip
                            )), %(accented)s, %(plain)s), '[^a-z0-9]+', ' ', 'g')
                              AS words
                         ) AS place
                         WHERE %(every)s
                           AND %(there)s
                           AND partner.id != ALL(%(seen)s)
                        OFFSET 0) AS found
                 WHERE %(may)s
                 ORDER BY found.id
                 LIMIT %(limit)s
                """,
                rarest=self._begun(rarest),
                most=MOST_OF_A_PLACE,
                accented=ACCENTED,
                plain=PLAIN,
                every=SQL(" AND ").join(
                    [SQL("TRUE")]
                    + [
                        self._identify_has_word([self._begun(word)], True)
                        for word in others
                    ]
                ),
                there=SQL(" AND ").join(
                    SQL("place.words LIKE %s", f"% {self._identify_like(word)}")
                    for word in place
                ),
                seen=seen,
                may=query_exists(allowed, SQL("found.id")),
                limit=limit,
            )
        )
        return [partner_id for (partner_id,) in rows]
