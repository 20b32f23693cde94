"""Addresses that change otherwise than on the page, and where customers then are: by
an import, by an accepted proposal. Neither module knows the map."""

from odoo.tests import tagged

from odoo.addons.ficha_cliente_import.tests.common_import import ImportCase

HEADINGS = ["Nombre", "NIF", "Dirección", "CP", "Población", "País"]


@tagged("post_install", "-at_install")
class TestPositionsMoved(ImportCase):
    def where(self, partner):
        return round(partner.map_latitude, 1), partner.map_precision

    def rows(self, street, postcode, town):
        row = ["Azulejos del Mapa", "B15704430", street, postcode, town, "España"]
        return [HEADINGS, row]

    def test_by_an_import(self):
        self.load(self.rows("Calle Feria 2", "41003", "Sevilla"))
        partner = self.partner("Azulejos del Mapa")
        self.assertEqual(self.where(partner), (37.4, "postcode"))
        # a spreadsheet took the zero
        self.load(self.rows("Carrer Gran 1", 8001, "Barcelona"))
        self.assertEqual(partner.zip, "08001")
        self.assertEqual(self.where(partner), (41.4, "postcode"))
        partner.ficha_put_pin(41.39, 2.17)
        self.load(self.rows("Calle Mayor 1", "28001", "Madrid"))
        self.assertEqual(partner.city, "Madrid")
        self.assertEqual(self.where(partner), (41.4, "person"), "the pin stays")
        self.assertIn("changed since", partner.map_note)

    def test_by_an_accepted_proposal(self):
        partner = self.env["res.partner"].create(
            {
                "name": "Azulejos del Mapa",
                "is_company": True,
                "zip": "41003",
                "city": "Sevilla",
                "country_id": self.env.ref("base.es").id,
            }
        )
        proposals = self.env["ficha.proposal"]._propose(
            partner, {"zip": "28001", "city": "Madrid"}, "other"
        )
        self.assertEqual(self.where(partner)[0], 37.4, "only proposed")
        proposals.with_user(self.user).action_accept()
        self.assertEqual(self.where(partner), (40.5, "postcode"))
