from odoo import fields, models

from odoo.addons.ficha_cliente.tools.email_address import normal_email


class FichaDoorRequest(models.Model):
    """Somebody wants a mailing list: the address is asked, whoever wrote it."""

    _inherit = "ficha.door.request"

    kind = fields.Selection(
        selection_add=[("list", "A mailing list")], ondelete={"list": "cascade"}
    )
    lists = fields.Json(
        readonly=True, groups=fields.NO_ACCESS, help="Which mailing lists they want."
    )

    def _answer_list(self):
        """Write to the address, unless it has them already: nobody but who reads it
        learns which."""
        email = normal_email(self.login)
        lists = self.env["mailing.list"].browse(self.lists or []).exists()
        lists = lists.filtered("is_public")
        lists -= (
            lists._ficha_subscriptions(email)
            .filtered(lambda row: not row.opt_out)
            .list_id
        )
        if not email or not lists:
            return
        Link, nobody = self.env["ficha.link"], self.env["res.partner"]
        data = {"lists": lists.ids, "email": email, "name": self.name or ""}
        if Link._is_sent("confirm_list", nobody, data):
            return  # pressed twice
        Link._send(
            email,
            self.lang,
            self.env._("Confirm what you want to receive"),
            [
                self.env._(
                    "Somebody, we suppose you, asked that we write to this address "
                    "about: %s. Press here if it was you; otherwise there is nothing "
                    "to do, and nothing is sent.",
                    ", ".join(lists.mapped("name")),
                )
            ],
            Link._issue("confirm_list", nobody, email, data),
            self.env._("It was me"),
        )
