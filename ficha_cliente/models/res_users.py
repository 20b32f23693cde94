from odoo import api, models


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
