from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common_door import DoorCase


@tagged("post_install", "-at_install")
class TestMyFicha(DoorCase):
    """The same pages for customers with a login; and nobody else's data by them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env, "door_portal", "base.group_portal", email="p@inventada.example"
        )
        cls.me = cls.user.partner_id
        cls.me.write({"name": "Iria Inventada", "lang": "en_US", "phone": "981173055"})

    def setUp(self):
        super().setUp()
        self.authenticate("door_portal", "door_portal")

    def test_their_data_and_corrections(self):
        page = self.get("/my/ficha")
        self.assertEqual(page.status_code, 200)
        self.assertIn("Iria Inventada", page.text)
        self.assertIn("no-store", page.headers["Cache-Control"])
        answer = self.correct(page.text, "/my/ficha", own_city="Lugo")
        self.assertEqual(answer.headers["Location"], "/my/ficha?done=sent")
        self.assertRecordValues(
            self.proposals(self.me),
            [
                {
                    "field_name": "city",
                    "proposed_value": "Lugo",
                    "source": "portal",
                    "user_id": self.user.id,
                }
            ],
        )
        self.assertFalse(self.me.city)

    def test_preferences(self):
        self.post("/my/ficha/preferences", stop="all")
        self.assertEqual(self.may(self.me).code, "objected")
        self.assertEqual(self.may(self.me).method, "portal")

    def test_an_account_is_proposed_and_never_seen_whole(self):
        self.me.bank_ids = [(0, 0, {"acc_number": "ES91 2100 0418 4502 0005 1332"})]
        page = self.get("/my/ficha").text
        self.assertIn("ES91 ···· 1332", page)
        self.assertNotIn("0418", page)
        wrong = self.correct(page, "/my/ficha", own_ficha_iban="ES91 2100")
        self.assertEqual(wrong.status_code, 422)
        self.assertFalse(self.proposals(self.me))
        self.correct(page, "/my/ficha", own_ficha_iban="")
        self.assertFalse(self.proposals(self.me), "an empty box means nothing")
        self.correct(page, "/my/ficha", own_ficha_iban="es79-21000813610123456789")
        proposal = self.proposals(self.me)
        self.assertEqual(proposal.field_name, "ficha_iban")
        self.assertIn("call them", proposal.source_ref)
        self.assertEqual(len(self.me.bank_ids), 1, "never at once")
        with self.assertRaises(AccessError):
            proposal.with_user(self.seller).action_accept()
        biller = new_test_user(
            self.env,
            "door_biller",
            "ficha_cliente.group_ficha_user,account.group_account_invoice",
        )
        proposal.with_user(biller).action_accept()
        accounts = self.me.bank_ids.sorted("sequence")
        numbers = accounts.mapped("sanitized_acc_number")
        self.assertEqual(
            numbers, ["ES7921000813610123456789", "ES9121000418450200051332"]
        )
        self.assertFalse(any(self.me.bank_ids.mapped("allow_out_payment")))
        proposal.with_user(biller).action_undo()
        self.assertTrue(self.me.ficha_iban.endswith("1332"))

    def test_an_account_takes_a_login(self):
        self.person.bank_ids = [(0, 0, {"acc_number": "ES9121000418450200051332"})]
        self.authenticate(None, None)
        page = self.visit(proven=True)
        self.assertNotIn("ficha_iban", page)
        self.assertNotIn("1332", page)
        answer = self.correct(page, own_ficha_iban="ES7921000813610123456789")
        self.assertEqual(answer.status_code, 400)
        self.assertFalse(self.proposals())

    def test_they_take_back_what_they_sent_and_take_their_data_along(self):
        self.me.bank_ids = [(0, 0, {"acc_number": "ES91 2100 0418 4502 0005 1332"})]
        theirs = self.env["ficha.proposal"]._propose(
            self.person, {"city": "Lugo"}, "portal"
        )
        page = self.get("/my/ficha").text
        self.correct(page, "/my/ficha", own_city="Lugo")
        self.assertIn("waiting", self.post("/my/ficha/download").text)
        self.later()
        whole = self.post("/my/ficha/download").text
        self.assertIn("Iria Inventada", whole)
        self.assertIn("ES91 ···· 1332", whole)
        self.assertNotIn("0418", whole)
        with self.quietly():
            answer = self.post("/my/ficha/withdraw", request=theirs.id)
        self.assertEqual(answer.status_code, 400)
        self.assertTrue(theirs.exists())
        answer = self.post("/my/ficha/withdraw", request=self.proposals(self.me).id)
        self.assertEqual(answer.headers["Location"], "/my/ficha?done=withdrawn")
        self.assertFalse(self.proposals(self.me))
        self.assertEqual(self.me.message_ids[0].author_id, self.me)

    def test_nobody_else_s(self):
        """Each parameter that could name somebody, on each route."""
        page = self.get("/my/ficha").text
        for name in ("id", "partner_id", "partner", "res_id", "contact_id", "user_id"):
            for value in (self.person.id, self.rosa.id, self.company.id):
                shown = self.get(f"/my/ficha?{name}={value}").text
                for word in ("Lucía", "Rosa", "Talleres", "12345678Z"):
                    self.assertNotIn(word, shown)
                answer = self.post(
                    "/my/ficha", **self.seals(page), f_own_city="Lugo", **{name: value}
                )
                self.assertIn(answer.status_code, (400, 429))
                self.post("/my/ficha/preferences", stop="none", **{name: value})
        for name, theirs in zip(
            ("id", "partner_id", "request"),
            (self.person | self.rosa | self.company).ids,
            strict=True,
        ):
            self.later()
            whole = self.post("/my/ficha/download", **{name: theirs}).text
            self.assertIn("Iria Inventada", whole)
            for word in ("Lucía", "Rosa", "Talleres", "12345678Z"):
                self.assertNotIn(word, whole)
        self.assertFalse(
            self.env["ficha.proposal"].search(
                [("partner_id", "in", (self.person | self.rosa | self.company).ids)]
            )
        )
        self.assertFalse(
            self.env["ficha.consent"].search([("partner_id", "=", self.person.id)])
        )

    def test_closed_and_ours(self):
        self.env.company.ficha_public_pages = False
        self.assertEqual(self.get("/my/ficha").status_code, 404)
        self.assertNotIn("/my/ficha", self.url_open("/my").text)
        self.env.company.ficha_public_pages = True
        self.assertIn("/my/ficha", self.url_open("/my").text)
        self.authenticate("door_seller", "door_seller")
        self.assertEqual(self.get("/my/ficha").status_code, 404)
        self.authenticate(None, None)
        self.assertIn(self.get("/my/ficha").status_code, (302, 303))

    def test_account_proposes_too(self):
        """Odoo's own page changes nothing in silence either."""
        self.me.with_user(self.user).sudo().with_context(ficha_portal_edit=True).write(
            {"phone": "698765432"}
        )
        self.assertEqual(self.me.phone, "981173055")
        self.assertIn("698765432", self.proposals(self.me).proposed_value)

    def test_a_forgotten_password_tells_nobody_who_has_an_account(self):
        self.env["ir.config_parameter"].set_param("auth_signup.reset_password", "True")
        self.authenticate(None, None)

        def ask(login):
            page = self.post("/web/reset_password", login=login)
            return page.status_code, "alert-danger" in page.text

        self.assertEqual(ask("door_portal"), (200, False))
        self.assertEqual(ask("nobody@inventada.example"), (200, False))
        mute = new_test_user(self.env, "door_mute", "base.group_portal")
        mute.email = False
        self.assertEqual(ask("door_mute"), (200, False), "no address to write to")
        self.env.company.ficha_public_pages = False
        self.assertEqual(ask("nobody@inventada.example"), (200, True), "as ever")

    def test_an_address_in_the_bar_leads_nobody_to_a_login(self):
        self.env["ir.config_parameter"].set_param("auth_signup.reset_password", "True")
        self.env["res.users.log"].with_user(self.user).sudo().create({})
        self.env.flush_all()
        self.authenticate(None, None)
        users = self.env.registry["res.users"]
        with patch.object(users, "_get_signup_invitation_scope", lambda _self: "b2c"):
            for path in ("/web/reset_password", "/web/signup"):
                for email in ("p@inventada.example", "nobody@inventada.example"):
                    # followed to its end: without a website the language comes first
                    page = self.url_open(f"{path}?signup_email={email}")
                    self.assertEqual(page.status_code, 200, (path, email))
                    self.assertIn(path, page.url)
                    self.assertNotIn("door_portal", page.url + page.text)
                self.env.company.ficha_public_pages = False
                page = self.url_open(f"{path}?signup_email=p@inventada.example")
                self.assertIn("login=door_portal", page.url, "as ever")
                self.env.company.ficha_public_pages = True
