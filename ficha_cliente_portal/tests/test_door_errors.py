from unittest.mock import patch

from odoo.exceptions import AccessError, MissingError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..controllers.door import HEADERS
from .common_door import DoorCase

SECRET = "Secreto Inventado already has this tax id"


@tagged("post_install", "-at_install")
class TestDoorErrors(DoorCase):
    """Whatever one of our models refuses, a customer gets a page of ours with a
    sentence for them, and nothing of it is kept."""

    def refusing(self, method, problem):
        """The model refuses after it has written something."""

        def refuse(partner, *_args, **_kwargs):
            partner.sudo().comment = "half written"
            partner.flush_recordset()
            raise problem

        return patch.object(self.env.registry["res.partner"], method, refuse)

    def assert_ours(self, answer, status):
        self.assertEqual(answer.status_code, status)
        for header, value in HEADERS.items():
            self.assertEqual(answer.headers[header], value)
        self.assertIn("o_ficha_door", answer.text)
        self.assertNotIn(SECRET, answer.text)
        self.assertNotIn("Traceback", answer.text)

    def test_what_a_model_refuses(self):
        """Its words are for our own people, and name somebody else."""
        page = self.visit(proven=True)
        for problem in (UserError(SECRET), ValidationError(SECRET)):
            with self.refusing("_ficha_door_correct", problem):
                answer = self.correct(page, own_city="Lugo")
            self.assert_ours(answer, 400)
            self.assertIn("nothing has changed", answer.text)
            self.assertFalse(self.person.comment)
            self.assertFalse(self.proposals())

    def test_each_button(self):
        self.visit(proven=True)
        for path, method, typed in (
            ("/f/preferences", "_ficha_preference_off", {"stop": "all"}),
            ("/f/wishes", "_ficha_wish", {}),
            ("/f/withdraw", "_ficha_door_withdraw", {"request": "x"}),
            ("/f/address", "_ficha_door_place_add", {"f_new_street": "Rúa"}),
            ("/f/download", "_ficha_door_copy", {}),
        ):
            with self.subTest(path), self.refusing(method, UserError(SECRET)):
                self.assert_ours(self.post(path, **typed), 400)
            self.assertFalse(self.person.comment)

    def test_what_is_not_theirs_looks_like_what_is_not_there(self):
        self.visit(proven=True)
        gone = self.get("/f/" + "A" * 43)
        for problem in (AccessError(SECRET), MissingError(SECRET)):
            with self.refusing("_ficha_wish", problem):
                answer = self.post("/f/wishes")
            self.assert_ours(answer, 404)
            self.assertEqual(answer.text, gone.text)

    @mute_logger("odoo.http")
    def test_a_page_that_was_open_for_too_long(self):
        """Odoo's page for it has no sentence for a customer, and names no referrer
        policy: the address, with the token in it, would be told on."""
        self.visit(proven=True)
        for path in ("/f/" + self.token(), "/f/ficha", "/f", "/f/ask", "/f/prove"):
            with self.subTest(path):
                answer = self.post(path, csrf=False)
                self.assert_ours(answer, 400)
                self.assertIn("open for too long", answer.text)
        self.assertFalse(self.proposals())
