from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_door import DoorCase


@tagged("post_install", "-at_install")
class TestDoorPlace(DoorCase):
    """Delivery addresses on the customer's page, and what else we reach them by."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.store = cls.env["res.partner"].create(
            {
                "name": "Almacén",
                "type": "delivery",
                "parent_id": cls.company.id,
                "street": "Muelle, 2",
                "zip": "36201",
                "city": "Vigo",
                "email": "encargado@inventada.example",
            }
        )
        cls.company.main_contact_id = cls.rosa

    def add(self, path="/f/address", **typed):
        return self.post(
            path, **{f"f_new_{name}": text for name, text in typed.items()}
        )

    def places(self, partner):
        return self.env["res.partner"].search(
            [("parent_id", "=", partner.id), ("type", "=", "delivery")], order="id"
        )

    def test_a_further_address_says_when_it_was_confirmed(self):
        """By a link that went there, not by one that went elsewhere."""
        point, other = self.env["ficha.contact.point"].create(
            [
                {"partner_id": self.person.id, "kind": "email", "value": value}
                for value in ("casa@inventada.example", "trabajo@inventada.example")
            ]
        )
        self.visit()
        self.assertFalse((point | other).filtered("verified_on"))
        self.post(f"/f/{self.token(sent_to='casa@inventada.example')}")
        self.env.invalidate_all()
        self.assertTrue(point.verified_on)
        self.assertFalse(other.verified_on)
        self.Link.search([], limit=1).proven = True
        page = self.get("/f/ficha").text
        self.assertEqual(page.count("you confirmed it on"), 1)
        point.value = "CASA@inventada.example"
        self.assertTrue(point.verified_on, "the same one, written otherwise")
        point.value = "nueva@inventada.example"
        self.assertFalse(point.verified_on)

    def test_staff_see_what_nobody_has_checked(self):
        """Where they read it: on the card of the ficha and where they choose it."""
        place = self.store.with_user(self.seller).with_context(
            formatted_display_name=True
        )
        self.assertNotIn("not checked yet", place.display_name)
        self.store.ficha_added_on = "2026-05-03"
        place.invalidate_recordset(["display_name"])
        self.assertIn("not checked yet", place.display_name)
        plain = self.store.with_user(self.seller)
        self.assertNotIn("not checked yet", plain.display_name, "nor kept, nor printed")
        partners = self.env["res.partner"].with_user(self.seller)
        view = self.env.ref("ficha_cliente.res_partner_view_form_ficha")
        arch = partners.get_view(view.id)["arch"]
        self.assertIn("Not checked", arch)

    def test_who_speaks_for_the_company_corrects_where_things_are_sent(self):
        page = self.visit(partner=self.rosa, proven=True)
        self.assertIn("Muelle, 2", page)
        self.assertNotIn("encargado@", page, "who works there is a colleague")
        name = f"at{self.store.id}_street"
        answer = self.correct(page, **{name: "Muelle, 8"})
        self.assertEqual(answer.headers["Location"], "/f/ficha?done=sent")
        self.assertEqual(self.proposals(self.store).proposed_value, "Muelle, 8")
        self.assertEqual(self.store.street, "Muelle, 2", "nothing is replaced")
        self.assertIn("waiting", self.get("/f/ficha").text, "and they are told")

    def test_who_does_not_speak_for_it_sees_none(self):
        page = self.visit(partner=self.colleague, proven=True)
        self.assertNotIn("Muelle", page)
        self.assertNotIn("/f/address", page)
        name = f"at{self.store.id}_street"
        self.assertEqual(self.correct(page, **{name: "x"}).status_code, 400)
        self.assertEqual(self.add(street="Rúa, 1", city="Lugo").status_code, 400)
        self.assertEqual(self.places(self.company), self.store)

    def test_masked_visits_see_none_and_add_none(self):
        page = self.visit(partner=self.rosa)
        self.assertNotIn(f"at{self.store.id}_", page)
        self.assertEqual(self.add(street="Rúa, 1", city="Lugo").status_code, 404)
        self.assertEqual(self.places(self.company), self.store)

    def test_that_of_others_is_refused(self):
        page = self.visit(proven=True)
        answer = self.correct(page, **{f"at{self.store.id}_street": "x"})
        self.assertEqual(answer.status_code, 400)
        self.assertFalse(self.proposals(self.store))

    def test_a_new_one_counts_at_once_and_says_that_nobody_checked_it(self):
        self.visit(proven=True)
        typed = {"street": "Rúa Nova, 7", "zip": "15703", "city": "Santiago"}
        answer = self.add(**typed)
        self.assertEqual(answer.headers["Location"], "/f/ficha?done=place")
        place = self.places(self.person)
        self.assertRecordValues(place, [typed])
        self.assertTrue(place.ficha_added_on)
        self.assertIn("Rúa Nova, 7", self.person.message_ids[0].body)
        self.assertIn("Rúa Nova, 7", self.get("/f/ficha?done=place").text)
        self.add(**typed)
        self.assertEqual(self.places(self.person), place, "saying it twice adds one")
        place.with_user(self.seller).action_ficha_place_checked()
        self.assertFalse(place.ficha_added_on)

    def test_a_wrong_tax_number_of_ours_keeps_no_address_out(self):
        self.person.with_context(no_vat_validation=True).vat = "34987123B"
        self.visit(proven=True)
        answer = self.add(street="Rúa Nova, 9", city="Santiago")
        self.assertEqual(answer.headers["Location"], "/f/ficha?done=place")
        self.assertEqual(self.places(self.person).street, "Rúa Nova, 9")

    def test_of_several_streets_the_page_says_which_was_asked_for(self):
        page = self.visit(partner=self.rosa, proven=True)
        self.correct(page, **{f"at{self.store.id}_street": "Muelle, 8"})
        self.assertIn("Where deliveries go · Street", self.get("/f/ficha").text)

    def test_where_invoices_go_is_no_delivery_address_yet(self):
        where = {"street": "Rúa Nova, 7", "zip": "15703", "city": "Santiago"}
        self.env["res.partner"].create(
            {"type": "invoice", "parent_id": self.person.id, **where}
        )
        self.visit(proven=True)
        self.add(**where)
        self.assertRecordValues(self.places(self.person), [where])

    def test_that_of_another_company_of_the_house_is_not_shown(self):
        other = self.env["res.company"].create({"name": "Otra de la casa"})
        self.store.company_id = other
        page = self.visit(partner=self.rosa, proven=True)
        self.assertNotIn("Muelle, 2", page)
        name = f"at{self.store.id}_street"
        self.assertEqual(self.correct(page, **{name: "x"}).status_code, 400)

    def test_where_things_are_sent_is_not_where_they_are(self):
        self.person.write({"street": False, "zip": False, "city": False})
        self.person.country_id = self.person.state_id = False
        self.visit(proven=True)
        self.add(street="Rúa Nova, 7", zip="15703", city="Santiago")
        self.assertTrue(self.places(self.person))
        self.assertFalse(self.person.street)

    def test_an_address_without_street_is_none(self):
        self.visit(proven=True)
        answer = self.add(street=" ", zip="15703", city="Santiago")
        self.assertEqual(answer.status_code, 422)
        self.assertIn('value="15703"', answer.text, "what was typed is kept")
        self.assertIn("Write something here", answer.text)
        self.assertFalse(self.places(self.person))

    def test_nothing_else_is_written(self):
        self.visit(proven=True)
        for name in ("type", "parent_id", "email", "name", "company_id", "comment"):
            self.later()
            answer = self.add(street="Rúa Nova, 7", city="Santiago", **{name: "7"})
            self.assertEqual(answer.status_code, 400, name)
        answer = self.post(
            "/f/address", f_new_street="a", f_new_city="b", partner_id=self.rosa.id
        )
        self.assertEqual(answer.status_code, 400)
        self.assertFalse(self.places(self.person))

    def test_there_is_an_end_to_it(self):
        self.visit(proven=True)
        codes = []
        for number in range(11):
            self.later(70)
            codes.append(self.add(street=f"Rúa, {number}", city="Lugo").status_code)
            self.Link.search([], limit=1)
        self.env.cr.execute("DELETE FROM ficha_rate")
        self.assertEqual(len(self.places(self.person)), codes.count(303))
        self.assertLessEqual(codes.count(303), 10)

    def test_it_was_not_they(self):
        self.visit(proven=True)
        self.add(street="Calle del Ladrón, 1", city="Lugo")
        place = self.places(self.person)
        told = self.mails().filtered(lambda m: "/f/" in (m.body_html or ""))[:1]
        self.assertEqual(told.email_to, "lucia@inventada.example")
        self.assertNotIn("Ladrón", told.body_html)
        self.elsewhere(self.link_in(told))
        self.assertFalse(place.active)
        self.assertIn("delivery address", self.person.message_ids[0].body)

    def test_what_staff_see_of_it_is_inert(self):
        self.visit(proven=True)
        self.add(street="<script>alert(1)</script>", city="{{7*7}}")
        body = self.person.message_ids[0].body
        self.assertNotIn("<script", body)
        self.assertIn("{{7*7}}", body)

    def test_how_else_we_reach_them(self):
        self.person.contact_point_ids = [
            (
                0,
                0,
                {
                    "kind": "email",
                    "value": "otra@inventada.example",
                    "label": "contesta la hija",
                },
            )
        ]
        self.assertNotIn("otra@inventada", self.visit())
        self.authenticate(None, None)
        page = self.visit(proven=True)
        self.assertIn("otra@inventada.example", page)
        self.assertNotIn("contesta la hija", page, "a note of ours")
        self.authenticate(None, None)
        self.assertNotIn("otra@inventada", self.visit(self.rosa, proven=True))


@tagged("post_install", "-at_install")
class TestAtOnce(DoorCase):
    """What is on no invoice counts at once, where the company lets it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.ficha_door_policy = "apply_safe"
        cls.company.main_contact_id = cls.rosa

    def test_what_is_on_no_invoice(self):
        page = self.visit(self.rosa, proven=True)
        self.correct(
            page, own_function="Directora", company_name="Talleres Nuevos, S.L."
        )
        self.assertEqual(self.rosa.function, "Directora")
        done = self.proposals(self.rosa)
        self.assertEqual((done.state, done.at_once), ("accepted", True))
        self.assertEqual(self.company.name, "Talleres Inventados, S.L.")
        self.assertEqual(self.proposals(self.company).state, "open")
        self.assertIn("accepted", self.get("/f/ficha").text)
        self.assertNotIn("before they count", self.get("/f/ficha?done=sent").text)
        told = self.mails().filtered(lambda m: m.email_to == self.rosa.email)[:1]
        self.assertNotIn("We will check", told.body_html)

    def test_who_has_not_shown_who_they_are_proposes(self):
        page = self.visit(self.rosa)
        self.correct(page, own_function="Directora")
        self.assertFalse(self.rosa.function)
        self.assertEqual(self.proposals(self.rosa).state, "open")

    def test_what_the_file_does_not_take_waits(self):
        page = self.visit(self.rosa, proven=True)
        proposals = self.env.registry["ficha.proposal"]
        with patch.object(proposals, "action_accept", side_effect=UserError("no")):
            answer = self.correct(page, own_function="Directora")
        self.assertEqual(answer.headers["Location"], "/f/ficha?done=sent")
        self.assertFalse(self.rosa.function)
        self.assertEqual(self.proposals(self.rosa).state, "open")

    def test_a_telephone_that_nobody_confirmed_waits(self):
        self.correct(self.visit(proven=True), own_phone="+34 981 22 33 44")
        self.assertEqual(self.person.phone, "+34 612 34 56 78")
        self.assertEqual(self.proposals().state, "open")

    def test_an_address_that_was_confirmed_and_was_not_theirs(self):
        page = self.visit(proven=True)
        self.correct(page, own_email="ladron@otra.example")
        told = {mail.email_to: self.link_in(mail) for mail in self.mails()}
        self.assertEqual(self.person.email, "lucia@inventada.example")
        self.elsewhere(told["ladron@otra.example"])
        self.assertEqual(self.person.email, "ladron@otra.example")
        self.elsewhere(told["lucia@inventada.example"])
        self.assertEqual(self.person.email, "lucia@inventada.example")
        self.assertFalse(self.proposals())

    def test_the_address_to_which_a_new_password_goes_waits(self):
        users = self.env["res.users"].with_context(no_reset_password=True)
        users.create(
            {
                "login": "lucia_inventada",
                "partner_id": self.person.id,
                "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
            }
        )
        before = self.person.email
        self.correct(self.visit(proven=True), own_email="ladron@otra.example")
        told = {mail.email_to: self.link_in(mail) for mail in self.mails()}
        self.elsewhere(told["ladron@otra.example"])
        self.assertEqual(self.person.email, before)
        self.assertEqual(self.proposals().state, "open")

    def test_off_until_the_company_says_so(self):
        self.env.company.ficha_door_policy = "review"
        self.correct(self.visit(self.rosa, proven=True), own_function="Directora")
        self.assertFalse(self.rosa.function)
