from odoo import models

from . import client_code_format as code_format
from .res_partner_client_code import CODE_CHANGE


class ResPartner(models.Model):
    """Codes that change hands: a contact gets a company, a merge, a change by a
    manager.
    """

    _inherit = "res.partner"

    def _hand_over_client_code(self, reason):
        """Pass the codes of contacts on to the entity they belong to now.

        Their invoices move to that entity too (the core rewrites the entries). The
        entity takes the code when it has none; otherwise the code becomes one of its
        previous codes. Nothing is done for partners that are entities themselves.

        :param str reason: kept with the previous code.
        """
        # sudo: the code follows the contact, whoever attaches it
        for partner in self.sudo():
            entity = partner.commercial_partner_id
            if entity == partner:
                continue
            partner.client_code_alias_ids.partner_id = entity
            if partner.client_code:
                code = partner.client_code
                partner._set_client_code(False)
                entity._receive_client_code(code, reason)

    def _receive_client_code(self, code, reason):
        """Make ``code`` find this entity: as its code, or as a previous one."""
        self.ensure_one()
        if self.client_code:
            self._add_client_code_alias(code, reason)
        else:
            self._set_client_code(code)

    def _set_client_code(self, code):
        """Write a code in one of the module's own flows, and at once in the database.

        The unique index is checked row by row, so a code has to leave one partner
        before it reaches the next.
        """
        self.ensure_one()
        # sudo: the flows decide who may (a merge, a contact that gets a company, a
        # manager)
        self.sudo().with_context(ficha_code_change=CODE_CHANGE).write(
            {"client_code": code}
        )
        self.flush_recordset(["client_code"])

    def _add_client_code_alias(self, code, reason):
        """Keep ``code`` as a previous code of this entity."""
        self.ensure_one()
        # sudo: nobody has rights on the aliases, see the model
        self.env["ficha.client.code.alias"].sudo().create(
            {"code": code, "partner_id": self.id, "reason": reason}
        )

    def _change_client_code(self, code, reason):
        """Replace the entity's code; the old one stays as an alias. Checks no rights.

        :param str code: the new code; one of the entity's own previous codes is fine.
        :param str reason: kept with the old code.
        :raise ValidationError: the code is taken by somebody else.
        """
        self.ensure_one()
        code = code_format.normalize(code)
        old = self.client_code
        if code == old:
            return
        # sudo: nobody has rights on the aliases, see the model
        self.sudo().client_code_alias_ids.filtered(lambda a: a.code == code).unlink()
        self._set_client_code(code)
        if old:
            self._add_client_code_alias(old, reason)
