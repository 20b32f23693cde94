import secrets
from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.ficha_cliente.models.ficha_contact_point import PHONE_KINDS
from odoo.addons.ficha_cliente_privacy.tools.point_key import key_of

from ..tools.tokens import digest_of, is_same, new_token
from .ficha_link import TRIES

CODE = "ficha_portal.code"
CODE_LASTS = timedelta(minutes=10)


class FichaLink(models.Model):
    """Codes of six digits: to another address or telephone of the customer, to show
    that it is they; to a new telephone, to show that it is theirs."""

    _inherit = "ficha.link"

    # -- what sends short messages -----------------------------------------------------

    @api.model
    def _texts_reach(self, number):
        """Hook: whether a short message can be sent to a telephone. Here nothing sends
        any.

        :param str number: as the file has it
        :return: bool
        """
        return False

    @api.model
    def _text(self, number, body):
        """Hook: leave a short message to be sent; no request waits for a gateway.

        :param str number: one that :meth:`_texts_reach`
        :param str body: what it says
        """

    # -- to another point that we know -------------------------------------------------

    def _code_point(self):
        """Another address of the customer than the one that this link went to, or a
        telephone, for a code.

        :return: ``(kind, value)``, or None
        """
        partner = self.partner_id
        further = partner.contact_point_ids
        emails = further.filtered(lambda p: p.kind == "email")
        for address in (partner.email_normalized, *emails.mapped("normalized_value")):
            if address and not self._is_for(address):
                return "email", address
        phones = further.filtered(lambda p: p.kind in PHONE_KINDS)
        for number in (partner.phone_sanitized, *phones.mapped("normalized_value")):
            if number and not self._is_for(number, "phone"):
                if self._texts_reach(number):
                    return "phone", number
        return None

    def _send_code(self):
        """Send a code of six digits to another point that we know: whoever reads both
        is the customer."""
        self.ensure_one()
        found = self._code_point()
        if not found:
            return
        rate = self.env["ficha.rate"]
        limit = "text" if found[0] == "phone" else "mail"
        seldom = [rate._hit(limit, f"code {self.id}")]
        if limit == "text":  # another link of theirs is no other telephone
            key = self.partner_id._ficha_point_key(*found)
            seldom.append(rate._hit(limit, key))
        if all(seldom):
            self._send_code_to(*found)

    def _send_code_to(self, kind, value):
        code = f"{secrets.randbelow(10**6):06d}"
        self.write(
            {
                "code_hmac": self._code_key(code),
                "code_until": fields.Datetime.now() + CODE_LASTS,
            }
        )
        warning = self.env._(
            "It works for ten minutes. If it was not you who asked for it, tell "
            "nobody, and please let us know."
        )
        if kind == "phone":
            said = self.env._(
                "%(company)s: your code is %(code)s.",
                company=self.env.company.sudo().name,  # who writes
                code=code,
            )
            self._text(value, f"{said} {warning}")
            return
        self._send(
            value,
            self.partner_id.lang,
            self.env._("Your code"),
            [
                self.env._("Write this code on the page with your data: %s.", code),
                warning,
            ],
        )

    def _code_key(self, code):
        # a key and no hash: of six digits there are a million
        key = self.env["res.partner"].sudo()._ficha_hmac_key(CODE)
        return key_of(key, f"link {self.id}", code)

    def _is_code(self, said):
        code = "".join(filter(str.isdigit, said or ""))
        return bool(
            code
            and self.code_hmac
            and self.code_until > fields.Datetime.now()
            and is_same(self.code_hmac, self._code_key(code))
        )

    # -- to a new telephone ------------------------------------------------------------

    @api.model
    def _ask_phone(self, partner, number, data):
        """Send a code to a telephone that somebody says is theirs.

        :param partner: whose page it was said on
        :param dict data: what is done when the code comes back
        :return: whether a code is on its way
        """
        if not self._texts_reach(number):
            return False
        if self._is_sent("confirm_phone", partner, data):
            return True  # pressed twice
        rate = self.env["ficha.rate"]
        key = partner._ficha_point_key("phone", number)
        seldom = [rate._hit("text", key), rate._hit("text", f"of {partner.id}")]
        if not all(seldom):
            return False
        # the last one counts; that of their company is another telephone
        self._phones_waiting(partner).filtered(
            lambda link: link.data["contact"] == data["contact"]
        )._revoked()
        # nobody has the token: it is the code that counts
        token = digest_of(new_token())
        link = self._keep(token, "confirm_phone", partner, number, data)
        link._send_code_to("phone", number)
        return True

    @api.model
    def _phones_waiting(self, partner):
        """The telephones of a customer that wait for their code.

        :return: ``ficha.link``, in sudo
        """
        # sudo: of the page of the customer who is in
        return self.sudo().search(
            [
                ("partner_id", "=", partner.id),
                ("scope", "=", "confirm_phone"),
                ("used_count", "=", 0),
                ("revoked_on", "=", False),
                ("expires_on", ">", fields.Datetime.now()),
            ]
        )

    def _take_code(self, said):
        """Use up the one of these that a code is of; five wrong ones end each.

        :param str said: what they typed
        :return: ``ficha.link``, one or none
        """
        for link in self:
            if link._is_code(said) and link._use():
                return link
        for link in self:
            link.tries += 1
            if link.tries >= TRIES:
                link._revoked()
        return self.browse()
