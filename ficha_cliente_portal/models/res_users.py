from odoo import models

from odoo.addons.ficha_cliente.tools.arguments import a_text, asks


class ResUsers(models.Model):
    _inherit = "res.users"

    @asks(login=a_text)
    def reset_password(self, login):
        """Extends auth_signup's: where the pages for customers are open, nobody learns
        on the page for forgotten passwords who has an account. Whoever has one gets the
        e-mail, the page says the same to everybody."""
        # sudo: a setting of the company
        if self.env.company.sudo().ficha_public_pages:
            users = self.search(self._get_login_domain(login)) or self.search(
                self._get_email_domain(login)
            )
            # one without an address gets nothing, and core would say so by its name
            if len(users) != 1 or not users.email:
                return None
        return super().reset_password(login)
