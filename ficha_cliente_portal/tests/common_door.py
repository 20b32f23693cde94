import re

from odoo import Command, http
from odoo.tests import HttpCase, new_test_user
from odoo.tools import SQL, mute_logger

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class DoorCase(HttpCase):
    """A customer with a ficha, a company with two people, and the door open."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env.company.country_id = cls.env.ref("base.es")
        cls.env.company.ficha_public_pages = True
        cls.person = cls.env["res.partner"].create(
            {
                "name": "Lucía Inventada",
                "email": "lucia@inventada.example",
                "phone": "+34 612 34 56 78",
                "street": "Calle Mayor, 1",
                "zip": "15001",
                "city": "A Coruña",
                "vat": "12345678Z",
                "lang": "en_US",
                "country_id": cls.env.ref("base.es").id,
            }
        )
        cls.company = cls.env["res.partner"].create(
            {
                "name": "Talleres Inventados, S.L.",
                "is_company": True,
                "vat": "B15704430",
                "phone": "+34 910 00 00 01",
                "country_id": cls.env.ref("base.es").id,
                "child_ids": [
                    Command.create(
                        {
                            "name": "Rosa Inventada",
                            "email": "rosa@inventada.example",
                            "lang": "en_US",
                        }
                    ),
                    Command.create(
                        {
                            "name": "Secreto Inventado",
                            "email": "secreto@inventada.example",
                        }
                    ),
                ],
            }
        )
        cls.rosa, cls.colleague = cls.company.child_ids.sorted("id")
        cls.seller = new_test_user(
            cls.env,
            "door_seller",
            "base.group_user,base.group_partner_manager,ficha_cliente.group_ficha_user",
            lang="en_US",
        )
        # what is written for the office is in its language
        office = cls.env.ref("ficha_cliente.group_ficha_user").all_user_ids
        office.partner_id.lang = "en_US"
        cls.Link = cls.env["ficha.link"]
        cls.news = cls.env.ref("ficha_cliente_privacy.purpose_own_news")
        cls.email = cls.env.ref("ficha_cliente.channel_email")
        cls.key = f"{cls.news.id}-{cls.email.id}"

    @classmethod
    def agree_to_news(cls, partner):
        """On paper they said yes to news by e-mail."""
        cls.env["ficha.consent"].create(
            {
                "partner_id": partner.id,
                "event": "given",
                "purpose_id": cls.news.id,
                "channel_id": cls.email.id,
                "method": "paper",
            }
        )

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)

    def token(self, scope="correct", partner=None, data=None, sent_to=None):
        """A new link, of which this is the token."""
        partner = partner or self.person
        url = self.Link._issue(scope, partner, sent_to or partner.email, data)
        return url.rpartition("/")[2]

    def get(self, path, **kwargs):
        return self.url_open(path, allow_redirects=False, **kwargs)

    def post(self, path, csrf=True, **values):
        if csrf:
            values["csrf_token"] = http.Request.csrf_token(self)
        answer = self.url_open(
            path, data=values, method="POST", headers=FORM, allow_redirects=False
        )
        self.env.invalidate_all()
        return answer

    def elsewhere(self, path, **values):
        """The same press in another browser."""
        self.opener.cookies.clear()
        self.authenticate(None, None)
        return self.post(path, **values)

    def visit(self, partner=None, proven=False):
        """Open the visit of a customer in this browser."""
        answer = self.post(f"/f/{self.token(partner=partner)}")
        self.assertEqual(answer.headers["Location"], "/f/ficha")
        if proven:
            self.Link.search([], limit=1).proven = True
        return self.get("/f/ficha").text

    def said(self, page):
        """The text of a page without the token of its forms, in whose digits anything
        may be found."""
        return re.sub(r'(csrf_token"\s+value=)"\w+"', r"\1", page.text)

    def seals(self, page):
        return {
            name: value
            for name, value in re.findall(r'name="(s_\w+)" value="(\w+)"', page)
        }

    def correct(self, page, path="/f/ficha", **typed):
        values = {f"f_{name}": value for name, value in typed.items()}
        return self.post(path, **self.seals(page), **values)

    def proposals(self, partner=None):
        return self.env["ficha.proposal"].search(
            [("partner_id", "=", (partner or self.person).id)]
        )

    def may(self, partner=None):
        partner = partner or self.person
        return partner._ficha_may_contact("own_news", "email")[partner.id]

    def run_requests(self):
        """What the scheduler does with the e-mails that were asked for."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("ficha_cliente_portal.ir_cron_door").method_direct_trigger()
        self.env.invalidate_all()

    def run_signups(self):
        """What the scheduler does with registrations."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("ficha_cliente_portal.ir_cron_signup").method_direct_trigger()
        self.env.invalidate_all()

    def mails(self):
        return self.env["mail.mail"].search([])

    def later(self, minutes=30):
        """So much time has gone by for whoever knocks; by a detour, so that no ten
        minutes meet the ones before them."""
        for days, more in ((1000, minutes), (-1000, 0)):
            self.env.cr.execute(
                SQL(
                    "UPDATE ficha_rate SET slot = slot"
                    " - make_interval(days => %s, mins => %s)",
                    days,
                    more,
                )
            )

    def link_in(self, mail):
        return re.search(r'href="[^"]*(/[fp]/[\w-]{43})"', mail.body_html)[1]

    def quietly(self):
        return mute_logger("odoo.http", "odoo.addons.base.models.ir_http")

    def everything(self):
        """What a visitor could change: rows of the tables of the door."""
        self.env.flush_all()
        counts = []
        for table in (
            *("ficha_link", "ficha_consent", "ficha_proposal", "ficha_rate"),
            *("mail_mail", "mail_message", "res_partner"),
        ):
            rows = self.env.execute_query(
                SQL(
                    "SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM %s t",
                    SQL.identifier(table),
                )
            )
            counts.append((table, rows))
        return counts
