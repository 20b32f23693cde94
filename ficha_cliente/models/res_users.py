from odoo import api, models
from odoo.exceptions import UserError
from odoo.http import request

from .ficha_handover import Portfolio

ARCHIVE = "/web/dataset/call_kw/res.users/action_archive"


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model_create_multi
    def create(self, vals_list):
        """Extends the core's: who works here is no customer; who signs up on the
        website is one who came to us."""
        own = self.with_context(ficha_own_people=True)
        users = super(ResUsers, own).create(vals_list).with_env(self.env)
        users.filtered("share").partner_id._ficha_signed_up()
        return users

    def action_archive(self):
        """Extends mail's: archiving deletes the activities of a user and leaves the
        rest of their work with somebody who is gone. When a person archives one who
        still holds work with customers, the dialog to hand it over says so first, and
        archives afterwards. Programs are not asked."""
        if request and request.httprequest.path == ARCHIVE:
            held = {}
            for user in self.filtered(lambda user: not user.share):
                counts = user._handover_held()
                if counts:
                    held[user] = counts
            if len(held) > 1:
                raise UserError(
                    self.env._(
                        "%s still hold work with customers. Archive them one by one: "
                        "each time you can hand it over to somebody else.",
                        ", ".join(user.name for user in held),
                    )
                )
            for user in held:
                (self - user).action_archive()
                action = self.env["ficha.handover"].action_start()
                action["context"] = {
                    "default_from_user_id": user.id,
                    "default_archive_user": True,
                }
                return action
        return super().action_archive()

    def _handover_held(self):
        """What this user holds with customers, in whatever company.

        :return: as ``ficha.handover._handover_count``
        """
        self.ensure_one()
        return self.env["ficha.handover"]._handover_count(Portfolio(self, None, None))

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
            partners = self.env["res.partner"].sudo()
            known = partners._ficha_by_email(email, account=True)
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
        # sudo: a visitor reads no users, and is told no more than Odoo tells
        users = self.sudo().with_context(active_test=False)
        return bool(users.search_count(self._get_login_domain(login or ""), limit=1))
