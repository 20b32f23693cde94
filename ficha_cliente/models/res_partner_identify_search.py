from odoo import api, models

from .res_partner_client_code_search import LIKE_OPERATORS


class ResPartner(models.Model):
    """The customer box of invoices, quotations and everything else: who is recognised
    comes first."""

    _inherit = "res.partner"

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
