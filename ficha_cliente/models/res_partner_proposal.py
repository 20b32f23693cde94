from odoo import api, fields, models

from .account_move_writeback import LEARNED


class ResPartner(models.Model):
    _inherit = "res.partner"

    proposal_ids = fields.One2many(
        "ficha.proposal",
        "partner_id",
        "Change proposals",
        domain=[("state", "in", ("open", "outdated"))],
        groups="ficha_cliente.group_ficha_user",
        help="Changes that somebody has to accept or reject.",
    )
    proposal_count = fields.Integer(
        "Proposals to decide",
        compute="_compute_proposal_count",
        groups="ficha_cliente.group_ficha_user",
        help="How many changes wait for an answer.",
    )

    def _compute_proposal_count(self):
        proposals = self.env["ficha.proposal"]
        counts = dict(
            proposals._read_group(
                [*proposals._open_domain(), ("partner_id", "in", self.ids)],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.proposal_count = counts.get(partner._origin, 0)

    @api.model
    def _ficha_proposal_fields(self):
        """Extends the content's: what an invoice may teach can be proposed."""
        return super()._ficha_proposal_fields().union(LEARNED.values())

    def action_view_proposals(self):
        """Open the changes proposed for these customers."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ficha_cliente.action_ficha_proposal"
        )
        action["domain"] = [("partner_id", "in", self.ids)]
        return action
