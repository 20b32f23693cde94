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
