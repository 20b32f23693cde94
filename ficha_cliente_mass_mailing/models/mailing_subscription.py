from odoo import api, models


class MailingSubscription(models.Model):
    """Who left a list is not put on it again by a visitor who writes their address,
    whichever page it is: the address is asked."""

    _inherit = "mailing.subscription"

    @api.model_create_multi
    def create(self, vals_list):
        """Extends mass_mailing's: nor by a second contact with the same address."""
        rows = super().create(vals_list)
        if self._ficha_by_visitor():
            for row in rows.filtered(lambda r: not r.opt_out):
                email = row.contact_id.email_normalized
                # sudo: only which it is
                others = row.list_id._ficha_subscriptions(email) - row.sudo()
                if email and others and all(other.opt_out for other in others):
                    row.opt_out = True
                    row._ficha_ask()
        return rows

    def write(self, vals):
        """Extends mass_mailing's: see the class."""
        left = self.browse()
        if vals.get("opt_out") is False and self._ficha_by_visitor():
            left = self.filtered("opt_out")
            left._ficha_ask()
        result = super(MailingSubscription, self - left).write(vals)
        if left:
            rest = {name: value for name, value in vals.items() if name != "opt_out"}
            super(MailingSubscription, left).write(rest)
        return result

    @api.model
    def _ficha_by_visitor(self):
        """Whether nobody knows who does this: a visitor, or somebody with a login who
        writes whatever address, and not by a link that came to it."""
        return not (
            self.env.context.get("ficha_confirmed") or self.env.user._is_internal()
        )

    def _ficha_ask(self):
        for row in self:
            contact = row.contact_id
            row.list_id._ficha_ask(contact.email_normalized, contact.name)
