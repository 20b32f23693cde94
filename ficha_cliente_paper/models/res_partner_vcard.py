from odoo import models
from odoo.exceptions import UserError

TELEPHONES = {"mobile": "CELL", "phone": "VOICE", "whatsapp": "CELL"}


class ResPartner(models.Model):
    """The contact as a vCard, with what the ficha adds to Odoo's own."""

    _inherit = "res.partner"

    def _build_vcard(self):
        """Extended (core: ``web/models/res_partner.py``): client code, further ways to
        reach, and no photo where there is none (core writes the SVG of the avatar as
        if it were a JPEG). No personal data."""
        vcard = super()._build_vcard()
        if not vcard:
            return vcard
        if not self.image_512:
            del vcard.contents["photo"]
        # the same contact keeps the same identity in every address book
        # sudo: the identity of the database is a system parameter
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        vcard.add("uid").value = f"{uuid}-{self.id}"
        if code := self.entity_client_code:
            vcard.add("x-client-code").value = code
            # telephones show notes, and no fields they do not know
            vcard.add("note").value = self.env._("Client code: %s", code)
        for point in self.contact_point_ids:
            self._add_vcard_point(vcard, point)
        return vcard

    @staticmethod
    def _add_vcard_point(vcard, point):
        if point.kind in TELEPHONES:
            line = vcard.add("tel")
            line.value = point.value
            line.type_param = TELEPHONES[point.kind]
        elif point.kind == "email":
            line = vcard.add("email")
            line.value = point.value
            line.type_param = "INTERNET"
        elif point.link:
            vcard.add("url").value = point.link

    def _get_vcards_file(self):
        """All these contacts in one file, as address books take it.

        :raise AccessError: the user may not read one of them
        :raise UserError: the library that writes vCards is not installed
        :return: bytes
        """
        self.check_access("read")
        cards = [partner._get_vcard_file() for partner in self]
        if not all(cards):
            raise UserError(
                self.env._("The Python library vobject is not installed on the server.")
            )
        return b"".join(cards)

    def action_ficha_vcard(self):
        """Download these contacts as a vCard.

        :return: URL action
        """
        ids = ",".join(map(str, self.ids))
        return {
            "type": "ir.actions.act_url",
            "url": f"/ficha/vcard?ids={ids}",
            "target": "download",
        }
