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

    # --------------------------------------------------------------------------
    # What a customer changes on the portal.
    # --------------------------------------------------------------------------

    def write(self, vals):
        """Extends write: what customers change of themselves on the portal, which says
        so in the context (``ficha_portal_edit``), is written where the file was empty
        and proposed where it said something else."""
        if self.env.context.get("ficha_portal_edit"):
            self = self.with_context(ficha_portal_edit=False)
            vals = self._ficha_portal_propose(vals)
            if not vals:
                return True
        return super().write(vals)

    def _ficha_portal_propose(self, vals):
        """Propose what would replace a value of these files.

        A contact shares its company's tax id: that one is proposed for the company.

        :param dict vals: as ``write`` takes them
        :return: what is left to write
        """
        allowed = self._ficha_proposal_fields()
        commercial = set(self._commercial_fields())
        proposed = set()
        for partner in self:
            for name in vals.keys() & allowed:
                owner = partner
                if name in commercial:
                    owner = partner.commercial_partner_id
                if owner[name]:
                    self.env["ficha.proposal"]._propose(
                        owner, {name: vals[name]}, "portal"
                    )
                    proposed.add(name)
        return {name: value for name, value in vals.items() if name not in proposed}

    def _ficha_portal_waiting(self):
        """Names of the fields that this customer has changed on the portal and nobody
        has decided about yet."""
        partners = self | self.commercial_partner_id
        # sudo: they may know of their own changes, and of no others
        proposals = (
            self.env["ficha.proposal"]
            .sudo()
            .search(
                [
                    *self.env["ficha.proposal"]._open_domain(),
                    ("partner_id", "child_of", partners.ids),
                    ("source", "=", "portal"),
                    ("user_id", "=", self.env.uid),
                ]
            )
        )
        return proposals.sorted("id").mapped("field_label")

    def action_view_proposals(self):
        """Open the changes proposed for these customers."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ficha_cliente.action_ficha_proposal"
        )
        action["domain"] = [("partner_id", "in", self.ids)]
        return action
