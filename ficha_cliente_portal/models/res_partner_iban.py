from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.base.models.res_bank import sanitize_account_number
from odoo.addons.ficha_cliente.tools.bank_account import as_iban


class ResPartner(models.Model):
    """The bank account of a customer as one value, so that it can be proposed.

    Whoever changes somebody's account has their money: it is never applied at once,
    only customers with a login see that there is one, and nobody sees it whole.
    """

    _inherit = "res.partner"

    ficha_iban = fields.Char(
        string="Bank account (IBAN)",
        compute="_compute_ficha_iban",
        inverse="_inverse_ficha_iban",
        groups="account.group_account_invoice",
        help="The first account of the customer. Before you accept another one, call "
        "them at a telephone that you know.",
    )

    @api.depends("bank_ids.acc_number", "bank_ids.sequence", "bank_ids.active")
    def _compute_ficha_iban(self):
        for partner in self:
            first = partner.bank_ids.sorted(lambda one: (one.sequence, one.id))[:1]
            number = first.acc_number
            partner.ficha_iban = as_iban(number) or number

    def _inverse_ficha_iban(self):
        """The account becomes the first one; those that were there stay. Payments to a
        new one wait for who validates accounts, as Odoo has it."""
        for partner in self:
            accounts = partner.with_context(active_test=False).bank_ids
            said = partner.ficha_iban
            number = as_iban(said)
            if said and not number:
                # one that is there and is no IBAN may become the first again
                number = next(
                    (a.acc_number for a in accounts if a.acc_number == said), ""
                )
                if not number:
                    raise ValidationError(
                        self.env._("“%s” is no IBAN: a letter or digit is wrong.", said)
                    )
            if not number:
                accounts.filtered("active")[:1].active = False
                continue
            plain = sanitize_account_number(number)
            first = min(accounts.mapped("sequence"), default=10) - 1
            known = accounts.filtered(lambda a, n=plain: a.sanitized_acc_number == n)
            if known:
                known[:1].write({"sequence": first, "active": True})
            else:
                accounts.create(
                    {
                        "partner_id": partner.id,
                        "acc_number": number,
                        "sequence": first,
                    }
                )

    @api.model
    def _ficha_proposal_fields(self):
        """Extends the core's: customers propose their account."""
        return super()._ficha_proposal_fields() | {"ficha_iban"}

    @api.model
    def _ficha_iban_masked(self, number):
        """The ends of an account: enough to recognise it."""
        plain = (number or "").replace(" ", "")
        return f"{plain[:4]} ···· {plain[-4:]}" if len(plain) > 10 else "•••"
