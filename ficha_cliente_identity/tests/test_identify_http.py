from odoo.tests import HttpCase, new_test_user, tagged

from .common_identify import IdentifyCommon


@tagged("post_install", "-at_install")
class TestIdentifyHttp(IdentifyCommon, HttpCase):
    """The routes of a telephone exchange."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_identify()
        cls.key = cls._api_key(cls.user)
        cls.env["ficha.identity.key"]._flush_pending()

    @classmethod
    def _api_key(cls, user):
        keys = cls.env(user=user)["res.users.apikeys"].sudo()
        return keys._generate("rpc", "exchange", None)

    def _get(self, path, key=None, **params):
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        return self.opener.get(
            self.base_url() + path,
            params=params,
            headers=headers,
            allow_redirects=False,
            timeout=30,
        )

    def _found(self, key=None, **params):
        answer = self._get("/ficha/identify", key or self.key, **params)
        self.assertEqual(answer.status_code, 200, answer.text)
        return [line["id"] for line in answer.json()["results"]]

    def test_who_is_calling(self):
        answer = self._get("/ficha/identify", self.key, phone="+34976123456")
        self.assertEqual(
            answer.headers["Content-Type"].split(";")[0], "application/json"
        )
        (line,) = answer.json()["results"]
        self.assertEqual(
            (line["id"], line["client_code"], line["matched_on"], line["exact"]),
            (self.firm.id, "C00777", "phone", True),
        )
        self.assertTrue(line["url"].endswith(f"/odoo/fichas/{self.firm.id}"))
        family = [self.mother.id, self.daughter.id]
        self.assertEqual(self._found(phone="0034612345678"), family)
        self.assertEqual(self._found(phone="612345678", limit="1"), family[:1])
        self.assertEqual(self._found(phone="633000000"), [])
        self.assertEqual(self._found(q="quesada ana"), self.mother.ids)
        self.assertEqual(self._found(q="a"), [])

    def test_without_a_key(self):
        for key in (None, "wrong"):
            answer = self._get("/ficha/identify", key, phone="976123456")
            self.assertEqual(answer.status_code, 401)
            self.assertNotIn("Talleres", answer.text)

    def test_bad_questions_get_a_sentence(self):
        for params in (
            {},
            {"phone": ""},
            {"phone": "abc"},
            {"phone": "622OOO111"},
            {"phone": "123"},
            {"phone": "\0"},
            {"phone": "612345678\0"},
            {"phone": b"\xff\xfe\x80"},
            {"phone": "6" * 10_000},
            {"phone": "1" * 150},
            {"q": "x" * 10_000},
            {"q": "\0\1\2"},
            {"phone": "612345678", "limit": "many"},
        ):
            answer = self._get("/ficha/identify", self.key, **params)
            self.assertEqual(answer.status_code, 400, repr(params)[:60])
            self.assertGreater(len(answer.json()["error"].split()), 2)

    def test_a_portal_user_finds_only_themselves(self):
        portal = new_test_user(self.env, "identify_portal", groups="base.group_portal")
        portal.partner_id.phone = "644 00 00 01"
        self.env["ficha.identity.key"]._flush_pending()
        key = self._api_key(portal)
        self.assertEqual(self._found(key, phone="644000001"), portal.partner_id.ids)
        self.assertEqual(self._found(key, phone="612345678"), [])
        self.assertEqual(self._found(key, q="C00777"), [])

    def test_two_companies(self):
        company = self.env["res.company"].create({"name": "Other identify"})
        self.firm.company_id = company
        other = self._user("identify_other", "ficha_cliente.group_ficha_user", company)
        self.env.flush_all()
        self.assertEqual(self._found(phone="976123456"), [])
        key = self._api_key(other)
        self.assertEqual(self._found(key, phone="+34976123456"), self.firm.ids)

    def test_pop_opens_the_ficha(self):
        self.authenticate(self.user.login, self.user.login)
        for phone, target in (
            ("976123456", f"/odoo/fichas/{self.firm.id}"),
            ("+34 976/12-34-56", f"/odoo/fichas/{self.firm.id}"),
            ("612345678", "/odoo/ficha-pop?caller=tel%3A612345678"),
            ("+34633000000", "/odoo/ficha-pop?caller=tel%3A%2B34633000000"),
        ):
            answer = self._get(f"/ficha/pop/{phone}")
            self.assertEqual(answer.status_code, 303, answer.text[:200])
            self.assertTrue(
                answer.headers["Location"].endswith(target), answer.headers["Location"]
            )

    def test_pop_of_no_telephone(self):
        self.authenticate(self.user.login, self.user.login)
        for phone in ("abc", "622OOO111", "%00", "%FF%FE", "6" * 10_000, "1"):
            answer = self._get(f"/ficha/pop/{phone}")
            self.assertEqual(answer.status_code, 400, phone[:20])
            self.assertTrue(answer.text)

    def test_pop_is_for_who_uses_fichas(self):
        answer = self._get("/ficha/pop/976123456")
        self.assertIn("/web/login", answer.headers["Location"])
        portal = new_test_user(self.env, "identify_portal", groups="base.group_portal")
        self.authenticate(portal.login, portal.login)
        answer = self._get("/ficha/pop/976123456")
        self.assertEqual(answer.status_code, 403)
