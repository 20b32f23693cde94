from odoo import models

from odoo.addons.ficha_cliente.tools.arguments import only_one


class FichaTerritory(models.Model):
    """Whom a territory gave to its salesperson can have again who they had."""

    _inherit = "ficha.territory"

    def action_assign(self):
        """Extends ours.

        :return: client action that says so, with *Undo*
        """
        only_one(self)
        self.check_access("write")
        customers = self.env["res.partner"].search(self._others())
        had = {
            str(customer.id): customer.user_id.id
            for customer in customers
            if customer.user_id
        }
        # sudo: who follows is told to nobody; it stays so when this is undone
        followed = (
            self.env["mail.followers"]
            .sudo()
            .search_fetch(
                [
                    ("res_model", "=", "res.partner"),
                    ("res_id", "in", customers.ids),
                    ("partner_id", "=", self.user_id.partner_id.id),
                ],
                ["res_id"],
            )
        )
        kept = {
            "customers": customers.ids,
            "followed": followed.mapped("res_id"),
            "had": had,
        }
        super().action_assign()
        Gesture = self.env["ficha.gesture"]
        if len(customers) == 1:
            message = self.env._("1 customer was given to “%s”.", self.user_id.name)
        else:
            message = self.env._(
                "%(count)s customers were given to “%(name)s”.",
                count=len(customers),
                name=self.user_id.name,
            )
        return Gesture._told(
            Gesture._answer({}, message, attended={str(self.user_id.id or 0): kept})
        )
