from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ficha_cliente.tools.arguments import only_one

MOST = 300
SHOWN = 20


class FichaProposalAnswer(models.TransientModel):
    """Why something is not accepted, in a sentence for the customers who asked."""

    _name = "ficha.proposal.answer"
    _description = "Answer to a Customer's Request"

    proposal_ids = fields.Many2many(
        "ficha.proposal",
        string="Requests",
        readonly=True,
        help="What is not accepted.",
    )
    asked = fields.Text(
        "They asked for", compute="_compute_asked", help="What they would have changed."
    )
    answer = fields.Char(
        "Because",
        required=True,
        size=MOST,
        help="The customer reads this sentence beside the request.",
    )

    @api.depends("proposal_ids")
    def _compute_asked(self):
        for wizard in self:
            asked = wizard.proposal_ids._asked_by_customers()
            lines = [
                f"{one.partner_id.display_name} · {one.field_label}: "
                f"{one.proposed_value or self.env._('(empty)')}"
                for one in asked[:SHOWN]
            ]
            if more := len(asked[SHOWN:]):
                lines.append(self.env._("and %s more", more))
            if others := len(wizard.proposal_ids - asked):
                lines.append(
                    self.env._("(%s that documents proposed go without it)", others)
                )
            wizard.asked = "\n".join(lines)

    def action_reject(self):
        """Refuse them with this sentence.

        :return: as ``ficha.proposal.action_reject``
        """
        only_one(self)
        answer = " ".join((self.answer or "").split())
        if not answer:
            raise UserError(self.env._("Write a sentence for the customer."))
        return self.proposal_ids._reject_because(answer)
