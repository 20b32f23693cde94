from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ficha_cliente.models.res_partner_client_code_search import (
    LIKE_OPERATORS,
)
from odoo.addons.ficha_cliente.tools.query import query_is_empty

from ..tools import identify_query, normalize
from .ficha_identity_word import is_similar

DEFAULT_LIMIT = 8
MAX_LIMIT = 200

GROUP = "ficha_cliente.group_ficha_user"


class ResPartner(models.Model):
    """Who is this? Answered from the identity keys, for who may read the answer.

    Keys and words of names are looked up in ``res_partner_identify_lookup``, which puts
    the reader's record rules into the query, so that nobody learns from an answer, nor
    from its length, what they may not read.
    """

    _inherit = "res.partner"

    @api.model
    @api.readonly
    def identify(self, query, limit=DEFAULT_LIMIT):
        """Recognise a contact by whatever is known of it.

        :param str query: a client code (prefix, leading zeros and check digit may be
            missing), a previous one, a tax id, a bank account, a telephone written in
            any way or its last figures, an e-mail address, or words of a name in any
            order, begun or with a typing error, with the town beside them
        :param int limit: how many at most
        :return: list of dicts, best first: ``id``, ``name``, ``client_code`` (of the
            company, for its contacts), ``matched_on`` (kind of identity key),
            ``matched_value``, ``exact`` (the whole value was asked for; words of a
            name never are), ``followup_color``, ``last_purchase_date``; and, only where
            ``matched_value`` is that, True as ``former`` (a tax id or a name of before)
            or as ``trade_name``; and True as ``place`` (found by where they are) and as
            ``archived``. Empty for what cannot be asked. Archived contacts only with
            ``active_test=False`` in the context. The number of queries does not depend
            on that of answers.
        :raise AccessError: for who may not read contacts at all
        """
        return self._identify_answer(self._identify(query, limit))

    @api.model
    def _identify(self, query, limit=DEFAULT_LIMIT, domain=None):
        """Find who ``query`` may mean, among those the user may read.

        :param domain: further restriction, as of a search
        :return: list of hits, best first: dicts ``partner_id``, ``kind``, ``value``,
            ``exact``, ``typo`` (found with a typing error in a word), ``former`` (a
            value they had before)
        """
        limit = self._identify_limit(limit)
        asked = self._identify_read(query)
        allowed = asked and self._search(Domain(domain or Domain.TRUE))
        if not asked or query_is_empty(allowed):
            return []
        self.env["ficha.identity.key"]._flush_pending()
        hits = {}
        for hit in self._identify_exact(asked, allowed, limit):
            hits.setdefault(hit["partner_id"], hit)
        if not hits:
            for hit in self._identify_starts(asked, allowed, limit):
                hits.setdefault(hit["partner_id"], hit)
        for words in asked.names:
            if len(hits) < limit:
                for hit in self._identify_names(words, allowed, limit, list(hits)):
                    hits.setdefault(hit["partner_id"], hit)
        if not any(hit["exact"] for hit in hits.values()):
            hits = self._identify_besides(asked, allowed, limit, hits)
        return list(hits.values())[:limit]

    @api.model
    def _identify_besides(self, asked, allowed, limit, hits):
        """Add those found by what was typed besides the name, and by the end of a
        telephone: better than somebody else's name with a letter wrong.

        :param hits: ``{id: hit}``; likewise what is returned
        """
        found = {id_: hit for id_, hit in hits.items() if not hit["typo"]}
        if not found:
            for words in asked.names:
                for hit in self._identify_in_company(words, allowed, limit):
                    found.setdefault(hit["partner_id"], hit)
        for words in asked.names:
            if len(words) > 1 and len(found) < limit:
                for hit in self._identify_in_place(words, allowed, limit, list(found)):
                    found.setdefault(hit["partner_id"], hit)
        if len(found) < limit:
            for hit in self._identify_ends(asked, allowed, limit):
                found.setdefault(hit["partner_id"], hit)
        return found | {id_: hit for id_, hit in hits.items() if id_ not in found}

    @api.model
    def _identify_limit(self, limit):
        """``limit`` as a number that makes sense, whatever an integration sends."""
        if isinstance(limit, bool) or not isinstance(limit, int) or limit < 1:
            return DEFAULT_LIMIT
        return min(limit, MAX_LIMIT)

    @api.model
    def _identify_read(self, query):
        """Read the question as the companies of the user write things.

        :return: :class:`identify_query.Query` or None
        """
        text = identify_query.clean(query)
        if text is None:
            return None
        codes, _mistyped = self._read_client_code(text)
        return identify_query.read(text, codes, self._identify_countries())

    @api.model
    def _identify_countries(self):
        """Codes of the countries whose numbers the user writes without prefix."""
        companies = self.env.company.ids + self.env.companies.ids
        self.env["res.partner"].flush_model(["country_id"])
        # by SQL: the ORM works a company's whole address out to give its country
        rows = self.env.execute_query(
            SQL(
                """
                SELECT country.code
                  FROM res_company AS company
                  JOIN res_partner AS partner ON partner.id = company.partner_id
                  JOIN res_country AS country ON country.id = partner.country_id
                 WHERE company.id = ANY(%(ids)s)
                 ORDER BY array_position(%(ids)s, company.id)
                """,
                ids=companies,
            )
        )
        return tuple(dict.fromkeys(code for (code,) in rows if code))

    @api.model
    def _identify_answer(self, hits):
        """Describe hits: see :meth:`identify`."""
        partners = self.browse([hit["partner_id"] for hit in hits])
        # these columns and no others: a contact has very many.
        # sudo: whom they may read, as their hits say; see _identify_other_names
        partners.sudo().fetch(
            ["name", "complete_name", "commercial_partner_id", "comercial", "active"]
        )
        # sudo: a contact shows its company's code and colour
        entities = partners.commercial_partner_id.sudo()
        entities.fetch(["client_code", "followup_color"])
        last_purchases = partners._get_last_purchase_dates()
        called = self._identify_other_names(hits, partners)
        answer = []
        for hit, partner in zip(hits, partners, strict=True):
            entity = partner.commercial_partner_id.sudo()
            name = partner.name or partner.complete_name
            answer.append(
                {
                    "id": partner.id,
                    "name": name,
                    "client_code": entity.client_code or False,
                    "matched_on": hit["kind"],
                    "matched_value": hit["value"] or name,
                    "exact": hit["exact"],
                    "followup_color": entity.followup_color or False,
                    "last_purchase_date": last_purchases.get(entity.id, False),
                }
            )
            if former := hit["former"] and hit["value"]:
                answer[-1].update(matched_value=former, former=True)
            elif partner.id in called:
                answer[-1].update(called[partner.id])
            if hit.get("place"):
                answer[-1]["place"] = True
            if not partner.sudo().active:  # sudo: as above
                answer[-1]["archived"] = True
        return answer

    @api.model
    def _identify_other_names(self, hits, partners):
        """The trade name, or the previous name, by which each was found whose name of
        today has not the words: one query, and only when there is such a one.

        :param partners: contacts of the hits, in their order
        :return: ``{contact id: what is told besides}``
        """
        other = {}
        for hit, partner in zip(hits, partners, strict=True):
            words, typo = hit.get("words") or (), hit["typo"]
            has = self._identify_words_in(partner.name, words, typo)
            if missing := [w for w in words if w not in has]:
                other[partner.id] = missing, typo
        if not other:
            return {}
        found = {}
        if self._has_field_access(self._fields["comercial"], "read"):
            for partner in self.browse(other):
                if self._identify_words_in(partner.comercial, *other[partner.id]):
                    found[partner.id] = {
                        "matched_value": partner.comercial,
                        "trade_name": True,
                    }
        # sudo: of contacts that the reader may read, as their hits say
        formers = (
            self.env["ficha.former.value"]
            .sudo()
            .search_fetch(
                [
                    ("partner_id", "in", list(other.keys() - found.keys())),
                    ("kind", "=", "name"),
                ],
                ["partner_id", "value"],
            )
        )
        for former in formers:  # the latest first
            if self._identify_words_in(former.value, *other[former.partner_id.id]):
                told = {"matched_value": former.value, "former": True}
                found.setdefault(former.partner_id.id, told)
        return found

    @api.model
    def _identify_words_in(self, name, words, typo=False):
        """Those of ``words`` that begin a word of the name; or, with ``typo``, are one
        typing error away from one."""
        names = words and normalize.name_tokens(name or "")
        return [
            word
            for word in words
            if any(n.startswith(word) or (typo and is_similar(word, n)) for n in names)
        ]

    # --------------------------------------------------------------------------
    # The customer box of invoices, quotations and everything else: who is
    # recognised comes first.
    # --------------------------------------------------------------------------

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Extends the core's name_search: first who :meth:`identify` finds.

        When somebody has exactly that code, tax id, account, telephone or address, or
        as many as wanted were found, the core does not look through all names. Names
        with a typing error come after what the core finds.
        """
        if operator not in LIKE_OPERATORS or not isinstance(name, str) or not name:
            return super().name_search(name, domain, operator, limit)
        hits = self._identify(name, limit or 100, domain)
        found = [hit["partner_id"] for hit in hits if not hit["typo"]]
        similar = [hit["partner_id"] for hit in hits if hit["typo"]]
        if (found and hits[0]["exact"]) or (limit and len(found) >= limit):
            return self._identify_pairs(found)
        others = super().name_search(name, domain, operator, limit)
        ids = {partner_id for partner_id, _name in others}
        result = self._identify_pairs(found)
        result += [pair for pair in others if pair[0] not in set(found)]
        result += self._identify_pairs([i for i in similar if i not in ids])
        return result[:limit] if limit else result

    @api.model
    def _identify_pairs(self, partner_ids):
        # sudo: the display name of a contact shows its company's, as in the core
        partners = self.browse(partner_ids).sudo()
        return [(partner.id, partner.display_name) for partner in partners]

    # --------------------------------------------------------------------------
    # What the box in the top bar shows, and a telephone exchange that rings.
    # --------------------------------------------------------------------------

    @api.model
    @api.readonly
    def identify_box(self, query, limit=8):
        """Answer the box in the top bar in one call.

        :param str query: what was typed so far
        :return: dict: ``results`` (:meth:`identify`, and then who is archived, each
            with ``company``, ``phone``, ``state`` and ``icon`` of the follow-up,
            ``kind`` in words, ``town`` where they were found by it, ``restore`` where
            the user may bring them back), ``can_invoice``, ``can_create``, ``new``
            (context for a new ficha with what was typed)
        """
        hits = self._identify_everybody(query, limit)
        return {
            "results": self._identify_describe(self._identify_answer(hits)),
            "can_invoice": self.env["account.move"].has_access("create"),
            "can_create": self.has_access("create"),
            "new": {} if hits else self._identify_defaults(query),
        }

    @api.model
    def _identify_describe(self, answer):
        """Add to each answer what a line of the box shows beside it."""
        kinds = dict(
            self.env["ficha.identity.key"]
            ._fields["kind"]
            ._description_selection(self.env)
        )
        kinds["name"] = self.env._("Name")
        before = {"name": self.env._("Before"), "tax": self.env._("Previous tax ID")}
        trade = self.env._("Trade name")
        partners = self.browse([line["id"] for line in answer])
        gone = self.browse([line["id"] for line in answer if line.get("archived")])
        # whom the user may write on, may be brought back
        restorable = gone and gone._filtered_access("write")
        for line, partner in zip(answer, partners, strict=True):
            # sudo: a contact shows its company's name and colour, as everywhere
            entity = partner.sudo().commercial_partner_id
            names = before if line.get("former") else kinds
            line.update(
                company=entity.name if entity.id != partner.id else False,
                phone=partner.phone or entity.phone or False,
                state=entity.followup_state_id.name or False,
                icon=entity.followup_icon or False,
                kind=trade if line.get("trade_name") else names[line["matched_on"]],
                town=line.get("place") and self._identify_town(partner),
                restore=partner in restorable,
            )
        return answer

    @api.model
    def _identify_town(self, partner):
        return ", ".join(filter(None, [partner.city, partner.state_id.name]))

    @api.model
    def _identify_defaults(self, query):
        """What was typed, as the beginning of a new ficha.

        :return: context of the form
        """
        asked = self._identify_read(query)
        if not asked:
            return {}
        name = identify_query.words_beside(asked, self._identify_countries())
        beside = {"default_name": name} if name else {}
        if asked.phone:
            return {"default_phone": asked.phone, **beside}
        if asked.email:
            return {"default_email": asked.email, **beside}
        if asked.tax:
            return {"default_vat": asked.tax}
        return {"default_name": asked.text}

    @api.model
    @api.readonly
    def identify_caller(self, phone):
        """What to open when ``phone`` rings.

        :param str phone: number as the exchange sends it
        :return: dict ``{"partner_id"}`` for the one who has it (the company, when it
            and its own contacts share it; one who is archived where nobody else has
            it), ``{"partner_ids"}`` for several, or
            ``{"context"}`` for a new ficha; None when it is no telephone number
        """
        number = identify_query.phone_number(phone, self._identify_countries())
        if not number:
            return None
        hits = [hit for hit in self._identify_everybody(phone, 80) if hit["exact"]]
        partners = self.browse([hit["partner_id"] for hit in hits])
        entity = partners.commercial_partner_id
        if len(partners) > 1 and len(entity) == 1 and entity in partners:
            partners = entity
        if len(partners) == 1:
            return {"partner_id": partners.id}
        if partners:
            return {"partner_ids": partners.ids}
        return {"context": {"default_phone": number}}
