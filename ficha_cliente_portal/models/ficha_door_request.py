from odoo import api, fields, models

from odoo.addons.ficha_cliente.tools.batches import run_batches
from odoo.addons.ficha_cliente.tools.by_hand import made_by_us
from odoo.addons.ficha_cliente.tools.email_address import normal_email

from ..tools.alone import done_alone
from ..tools.typed import Refused, line
from .res_partner_door import on_site
from .res_partner_review import AGAIN


class FichaDoorRequest(models.Model):
    """Somebody asked for an e-mail: to sign up, for a forgotten password, for another
    link to their data.

    The request writes one row whoever it is, and looks nobody up; a scheduled job looks
    and writes, or does not. So neither the answer nor its time tells who has an
    account.
    """

    _name = "ficha.door.request"
    _description = "E-mail Asked for at a Door"
    _order = "id"
    _rec_name = "kind"

    kind = fields.Selection(
        [
            ("signup", "Sign up"),
            ("reset", "Forgotten password"),
            ("link", "Another link to their data"),
        ],
        required=True,
        readonly=True,
        help="What they asked for.",
    )
    login = fields.Char(readonly=True, groups=fields.NO_ACCESS)
    name = fields.Char(readonly=True, groups=fields.NO_ACCESS)
    link_id = fields.Many2one(
        "ficha.link",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
        groups=fields.NO_ACCESS,
        help="The code on paper with which it was asked for.",
    )
    lang = fields.Char("Language", readonly=True, help="Language of the page.")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="The company they asked.",
    )
    # a number: Odoo's website is not always there
    site = fields.Integer(
        "Number of the website",
        readonly=True,
        help="The website on which they asked, where each may have its own accounts.",
    )

    @api.model
    def _receive(self, kind, login, name=None, link=None, visitor="", **more):
        """Keep what somebody asked for; too often is kept out, and told to nobody.

        :param str kind: key of the field
        :param str login: the address or name they typed
        :param str visitor: whom they are counted as
        :param more: fields that another module added, for a kind of its own
        """
        try:
            login = line(login or "")
        except Refused:
            login = ""
        Rate = self.env["ficha.rate"]
        ours = link and link.id
        seldom = [Rate._hit("ask", f"{kind} {login.lower()} {ours or ''}")]
        if visitor:
            seldom.append(Rate._hit("ask_visitor", visitor))
        if not all(seldom) or not (login or ours):
            return
        site = self.env["res.users"]._ficha_site()
        # sudo: a visitor asks, and reads nothing
        made_by_us(self).create(
            {
                "kind": kind,
                "login": login,
                "name": name,
                "link_id": ours,
                "lang": self.env.lang,
                "company_id": (link.company_id if link else self.env.company).id,
                "site": site.id if site else 0,
                **more,
            }
        )
        # sudo: a visitor wakes what we do
        self.env.ref("ficha_cliente_portal.ir_cron_door").sudo()._trigger()

    @api.model
    def _cron_requests(self):
        """Write to those who asked and are known; to sign up, to everybody."""

        def answer_the_next(_share):
            # each by itself: what was sent is not sent again when a later one fails
            asked = self.search([], limit=1)
            if asked:
                asked._answer()
                asked.unlink()
            return len(asked)

        run_batches(self.env, answer_the_next, lambda: self.search_count([]))

    def _answer(self):
        """Do what this one asked for; what cannot be done is in the server's log."""
        ours = self.with_company(self.company_id).with_context(lang=self.lang)
        if self.site and "website" in self.env:
            if not self.env["website"].browse(self.site).exists():
                return  # nobody waits there
            ours = ours.with_context(**on_site(self.site))
        done_alone(self, getattr(ours, f"_answer_{self.kind}"))

    def _answer_reset(self):
        users = self.env["res.users"].with_context(ficha_door_request=True)
        users.reset_password(self.login)

    def _answer_signup(self):
        """Who has a login is written how to get in; who is known, how to get one; who
        is not, that it is to be confirmed."""
        users, partners = self.env["res.users"], self.env["res.partner"]
        if users._ficha_has_login(self.login):
            return self._answer_reset()
        if known := partners._ficha_by_email(self.login, account=True):
            return known._ficha_invite_to_portal(self.login)
        Link = self.env["ficha.link"]
        data = {"name": self.name, "email": self.login, "site": self.site}
        url = Link._issue("confirm_account", partners, self.login, data)
        Link._send(
            self.login,
            self.lang,
            self.env._("Confirm that it was you"),
            [
                self.env._(
                    "Somebody, we suppose you, signed up with this address. Press here "
                    "if it was you, and choose a password; otherwise there is nothing "
                    "to do."
                )
            ],
            url,
            self.env._("It was me"),
        )

    def _answer_link(self):
        """The link goes to the address that we know, and to no other."""
        partner = self.link_id.partner_id or self.env["res.partner"]._ficha_by_email(
            normal_email(self.login)
        )
        if (
            partner.email_normalized
            and partner.id not in partner._ficha_review_asked(AGAIN)
            and partner._ficha_may_contact("service", "email")[partner.id].ok
        ):
            partner._ficha_send_review()
