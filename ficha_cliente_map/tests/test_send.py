from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from odoo.exceptions import AccessError, UserError

from odoo.addons.ficha_cliente_map.tools import navigator
from odoo.addons.ficha_cliente_map.tools.navigator import BETWEEN, way_urls

from .common_round import RoundCommon


class TestSend(RoundCommon):
    """The round on the seller's telephone, with links that its own navigator opens."""

    def setUp(self):
        super().setUp()
        self.round.action_propose()
        self.first, self.last = self.round.stop_ids.sorted("sequence")

    def send(self, user=None):
        action = self.round.with_user(user or self.seller).action_send()
        return (
            self.env[action["res_model"]]
            .with_user(user or self.seller)
            .browse(action["res_id"])
        )

    def test_the_stops_in_their_order_each_with_its_link(self):
        self.last.partner_id.sudo().ficha_put_pin(37.45, -5.9)
        send = self.send()
        names = [stop.partner_id.display_name for stop in (self.first, self.last)]
        self.assertLess(send.text.index(names[0]), send.text.index(names[1]))
        self.assertIn("41001", send.text, "the address")
        for stop in (self.first, self.last):
            point = stop.partner_id._map_point()
            self.assertIn(f"{point[0]:.6f}%2C{point[1]:.6f}", send.text)
        way = parse_qs(urlsplit(send.way_url).query)
        depot = self.depot._map_point()
        self.assertEqual(way["origin"], way["destination"])
        self.assertEqual(way["origin"], [f"{depot[0]:.6f},{depot[1]:.6f}"])
        self.assertEqual(len(way["waypoints"][0].split("|")), 2)
        chat = parse_qs(urlsplit(send.chat_url).query)["text"]
        self.assertEqual(chat, [send.text])
        self.assertTrue(send.qr)

    def test_the_navigator_is_told_the_street_where_the_place_is_not_exact(self):
        """The middle of a postcode is nobody's door."""
        customer = self.first.partner_id.sudo()
        customer.write({"street": " Calle Sierpes 5 | bajo ", "street2": "2.º B"})
        self.assertEqual(customer.map_precision, "postcode")
        told = customer._map_destination()
        self.assertIn("Calle Sierpes 5", told)
        self.assertIn(customer.zip, told)
        self.assertNotIn("|", told, "which separates stops")
        way = parse_qs(urlsplit(self.send().way_url).query)
        self.assertIn(told, way["waypoints"][0].split("|"))
        card = self.env["res.partner"].with_user(self.seller)
        self.assertEqual(card.ficha_map_card(customer.id)["destination"], told)
        self.assertEqual(self.first.destination, told)
        # a pin is the door
        customer.ficha_put_pin(37.392, -5.995)
        self.assertEqual(customer._map_destination(), "37.392000,-5.995000")
        self.first.invalidate_recordset()
        self.assertEqual(self.first.destination, "37.392000,-5.995000")
        self.assertEqual(self.env["res.partner"].new()._map_destination(), "")

    def test_only_what_is_left(self):
        self.first.visit_done()
        send = self.send()
        self.assertNotIn(self.first.partner_id.display_name, send.text)
        self.assertIn(self.last.partner_id.display_name, send.text)
        here = self.first.partner_id._map_point()
        way = parse_qs(urlsplit(send.way_url).query)
        self.assertEqual(way["origin"], [f"{here[0]:.6f},{here[1]:.6f}"])
        self.last.visit_absent()
        with self.assertRaisesRegex(UserError, "nobody to visit"):
            self.round.action_send()

    def test_who_is_on_no_map_is_in_the_text_alone(self):
        self.last.partner_id.sudo().write(
            {"zip": False, "city": False, "country_id": False, "state_id": False}
        )
        send = self.send()
        self.assertIn(self.last.partner_id.display_name, send.text)
        way = parse_qs(urlsplit(send.way_url).query)
        self.assertEqual(len(way["waypoints"][0].split("|")), 1)

    def test_of_a_long_way_it_says_that_the_code_is_a_part(self):
        self.last.partner_id.sudo().ficha_put_pin(37.45, -5.9)
        self.assertFalse(self.send().way_note, "the whole way")
        with patch.object(navigator, "BETWEEN", 1):
            send = self.send()
            self.assertEqual(
                send.way_note, "Part 1 of 2; the others are in the message."
            )
            self.assertIn(way_urls(self.round._way_left())[1], send.text)

    def test_by_e_mail_to_the_seller_and_nobody_else(self):
        before = self.env["mail.message"].search([], order="id desc", limit=1)
        self.send().action_mail()
        [message] = self.env["mail.message"].search(
            [("id", ">", before.id), ("model", "=", "ficha.round")]
        )
        self.assertEqual(message.notified_partner_ids, self.seller.partner_id)
        self.assertIn(self.first.partner_id.name, message.body)
        self.assertIn("<a", message.body, "its links can be pressed")

    def test_of_others_only_their_manager(self):
        with self.assertRaises(AccessError):
            self.send(self.other)
        Send = self.env["ficha.round.send"].with_user(self.other)
        with self.assertRaises(AccessError):
            Send.create({"round_id": self.round.id})
        theirs = Send.sudo().create({"round_id": self.round.id}).sudo(False)
        with self.assertRaises(AccessError):
            theirs.read(["text"])
        with self.assertRaises(AccessError):
            theirs.action_mail()
        self.assertTrue(self.send(self.manager).text)
        with self.assertRaises(AccessError):
            self.send(self.employee)

    def test_a_way_of_many_stops_is_cut_where_it_goes_on(self):
        places = [f"{40 + n / 100:.6f},-3.000000" for n in range(BETWEEN + 5)]
        first, second = (parse_qs(urlsplit(url).query) for url in way_urls(places))
        self.assertEqual(first["destination"], second["origin"])
        self.assertEqual(len(first["waypoints"][0].split("|")), BETWEEN)
        self.assertEqual(second["destination"], [places[-1]])
        self.assertEqual(way_urls(places[:1]), [])
        [short] = way_urls(places[:2])
        self.assertNotIn("waypoints", short)
