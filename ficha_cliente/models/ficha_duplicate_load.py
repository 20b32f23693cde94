from odoo import api, models
from odoo.tools import SQL

from . import duplicate_features as features
from .duplicate_names import Words
from .duplicate_score import Base, score_pair

FEW_CONTACTS = 50_000


class FichaDuplicate(models.Model):
    """Reading contacts as ``duplicate_score`` compares them: a few queries for any
    number of them."""

    _inherit = "ficha.duplicate"

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
