from odoo import api, models
from odoo.exceptions import UserError


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model
    def _signup_create_user(self, values):
        """Extends auth_signup's: who signs up with the e-mail of somebody we know gets
        that file and not a second one, once they have shown that the e-mail is theirs:
        the link that lets them in is sent there.

        :raise UserError: says so to who signs up
        """
        if (
            "partner_id" not in values
            and self._get_signup_invitation_scope() == "b2c"
            and not self._ficha_has_login(values.get("login"))
        ):
            email = values.get("email") or values.get("login")
            # sudo: visitors do not read contacts, nor learn here which there are
            known = self.env["res.partner"].sudo()._ficha_by_email(email)
            if known:
                known._ficha_invite_to_portal(email)
                raise UserError(
                    self.env._(
                        "We have sent an e-mail to %s: follow the link in it to finish "
                        "your registration.",
                        email,
                    )
                )
        return super()._signup_create_user(values)

    @api.model
    def _ficha_has_login(self, login):
        """Whether somebody has this login already: Odoo says so itself."""
        users = self.sudo().with_context(active_test=False)
        return bool(users.search_count(self._get_login_domain(login or ""), limit=1))
