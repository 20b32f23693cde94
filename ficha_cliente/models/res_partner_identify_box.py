from odoo import api, models

from . import identify_query

GROUP = "ficha_cliente.group_ficha_user"


class ResPartner(models.Model):
    """What the box in the top bar shows, and a telephone exchange that rings."""

    _inherit = "res.partner"

    @api.model
    @api.readonly
    def identify_box(self, query, limit=8):
        """Answer the box in the top bar in one call.

        :param str query: what was typed so far
        :return: dict: ``results`` (:meth:`identify`, each with ``company``, ``phone``,
            ``state`` and ``icon`` of the follow-up, ``kind`` in words),
            ``can_invoice``, ``can_create``, ``new`` (context for a new ficha with what
            was typed)
        """
        hits = self._identify(query, limit)
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
        partners = self.browse([line["id"] for line in answer])
        for line, partner in zip(answer, partners, strict=True):
            # sudo: a contact shows its company's name and colour, as everywhere
            entity = partner.sudo().commercial_partner_id
            line.update(
                company=entity.name if entity.id != partner.id else False,
                phone=partner.phone or entity.phone or False,
                state=entity.followup_state_id.name or False,
                icon=entity.followup_icon or False,
                kind=kinds[line["matched_on"]],
            )
        return answer

    @api.model
    def _identify_defaults(self, query):
        """What was typed, as the beginning of a new ficha.

        :return: context of the form
        """
        asked = self._identify_read(query)
        if not asked:
            return {}
        if asked.phone:
            return {"default_phone": asked.phone}
        if asked.email:
            return {"default_email": asked.email}
        if asked.tax:
            return {"default_vat": asked.tax}
        return {"default_name": asked.text}

    @api.model
    @api.readonly
    def identify_caller(self, phone):
        """What to open when ``phone`` rings.

        :param str phone: number as the exchange sends it
        :return: dict ``{"partner_id"}`` for the one who has it (the company, when it
            and its own contacts share it), ``{"partner_ids"}`` for several, or
            ``{"context"}`` for a new ficha; None when it is no telephone number
        """
        number = identify_query.phone_number(phone, self._identify_countries())
        if not number:
            return None
        hits = [hit for hit in self._identify(phone, 80) if hit["exact"]]
        partners = self.browse([hit["partner_id"] for hit in hits])
        entity = partners.commercial_partner_id
        if len(partners) > 1 and len(entity) == 1 and entity in partners:
            partners = entity
        if len(partners) == 1:
            return {"partner_id": partners.id}
        if partners:
            return {"partner_ids": partners.ids}
        return {"context": {"default_phone": number}}
