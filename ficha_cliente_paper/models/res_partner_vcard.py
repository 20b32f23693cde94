try:
    from vobject.vcard import Address
except ImportError:  # core then makes no vCards, and says so
    Address = None

from odoo import models
from odoo.exceptions import UserError

from ..tools.person_name import given_and_family

TELEPHONES = {"mobile": "CELL", "phone": "VOICE", "whatsapp": "CELL"}

# How vCards call the addresses of a customer.
ADDRESSES = {"invoice": "POSTAL", "delivery": "PARCEL", "other": "WORK"}

# A telephone shows no more of them.
MAX_ADDRESSES = 20


class ResPartner(models.Model):
    """The contact as a vCard, with what the ficha adds to Odoo's own."""

    _inherit = "res.partner"

    def _build_vcard(self):
        """Extended (core: ``web/models/res_partner.py``): client code, further ways to
        reach, all addresses with both lines of the street, given and family names
        apart, and no photo where there is none (core writes the SVG of the avatar as if
        it were a JPEG). No personal data."""
        vcard = super()._build_vcard()
        if not vcard:
            return vcard
        if not self.image_512:
            del vcard.contents["photo"]
        self._set_vcard_name(vcard)
        self._set_vcard_addresses(vcard)
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

    def _set_vcard_name(self, vcard):
        """The parts of the name, by which address books sort. Those of the community's
        ``partner_firstname`` where it is installed; a company has one."""
        name = vcard.contents.get("n")[0].value
        if self.is_company:
            # telephones show and sort it as a company
            vcard.add("x-abshowas").value = "COMPANY"
            return
        if "firstname" in self._fields and (self.firstname or self.lastname):
            given, family = self.firstname or "", self.lastname or ""
        else:
            country = self.country_id or self.commercial_partner_id.country_id
            country = country or self.env.company.country_id
            given, family = given_and_family(self.name or "", country.code)
        name.given, name.family = given, family
        if self.form_of_address_id:
            name.prefix = self.form_of_address_id.display_name

    def _set_vcard_addresses(self, vcard):
        """Their own address and, of a customer, those for invoices, deliveries and
        others."""
        del vcard.contents["adr"]
        self._add_vcard_address(vcard, self, "WORK")
        others = self.child_ids.filtered(lambda child: child.type in ADDRESSES)
        types = dict(self._fields["type"]._description_selection(self.env))
        for place, child in enumerate(others[:MAX_ADDRESSES], start=1):
            group = f"item{place}"
            if self._add_vcard_address(vcard, child, ADDRESSES[child.type], group):
                # which one it is, in words
                label = vcard.add("x-ablabel", group)
                label.value = child.name or types[child.type]

    @staticmethod
    def _add_vcard_address(vcard, partner, kind, group=None):
        """:return: whether the contact has an address"""
        if not (partner.street or partner.street2 or partner.city or partner.zip):
            return False
        address = vcard.add("adr", group)
        address.value = Address(
            street=partner.street or "",
            extended=partner.street2 or "",
            city=partner.city or "",
            region=partner.state_id.name or "",
            code=partner.zip or "",
            country=partner.country_id.name or "",
        )
        address.type_param = kind
        return True

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
