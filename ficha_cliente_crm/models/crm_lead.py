from odoo import api, models
from odoo.fields import Domain


class CrmLead(models.Model):
    """Leads and opportunities say how far somebody is on the way to buying."""

    _inherit = "crm.lead"

    # the walk of the timeline, spelt as its domain is
    _ficha_opportunity_idx = models.Index(
        "(partner_id, create_date DESC, id DESC) WHERE type = 'opportunity'"
    )

    @api.model
    def _ficha_open_domain(self):
        """Opportunities that are neither won nor lost.

        :return: ``Domain`` on crm.lead
        """
        return (
            Domain("type", "=", "opportunity")
            & Domain("won_status", "=", "pending")
            & Domain("active", "=", True)
        )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'crm'
        leads = super().create(vals_list)
        leads._ficha_advance_lifecycle()
        return leads

    def write(self, vals):
        # EXTENDS 'crm'
        res = super().write(vals)
        if vals.get("partner_id") or vals.get("type") == "opportunity":
            self._ficha_advance_lifecycle()
        return res

    def _ficha_advance_lifecycle(self):
        """A lead has shown interest; an opportunity may buy. The situation of their
        customers goes forward accordingly, and never back."""
        for stage, kind in (("prospect", "opportunity"), ("lead", "lead")):
            leads = self.filtered(lambda lead, kind=kind: lead.type == kind)
            # a lead is written several times on its way, a hundred at once
            if behind := leads.partner_id._lifecycle_behind(stage):
                proofs = {
                    lead.partner_id.commercial_partner_id.id: lead
                    for lead in reversed(leads)
                }
                behind._advance_lifecycle(stage, proofs)

    # -- the customer that is made from a lead -----------------------------------------

    def _create_customer(self, with_parent=None):
        """EXTENDS 'crm': the new customer file starts with its situation and, where the
        lead tells it, with how they came to us."""
        stage = "prospect" if self.type == "opportunity" else "lead"
        lead = self.with_context(
            ficha_acquisition=self._ficha_source(), ficha_stage=stage
        )
        partner = super(CrmLead, lead)._create_customer(with_parent=with_parent)
        partner = partner.with_env(self.env)
        # whose company was there before
        behind = partner._lifecycle_behind(stage)
        behind._advance_lifecycle(stage, dict.fromkeys(behind.ids, self))
        return partner

    def _ficha_source(self):
        """How who is behind a lead came to us, as ``ficha_acquisition`` of a customer:
        by its medium (the website's form says so), else by who wrote it down.

        :return: key of ``ficha_acquisition``, or False to have it found out
        """
        self.ensure_one()
        medium = self.medium_id
        for xmlid, source in (
            ("utm.utm_medium_website", "web"),
            ("utm.utm_medium_email", "email"),
            ("utm.utm_medium_phone", "call"),
        ):
            if medium and medium == self.env.ref(xmlid, raise_if_not_found=False):
                return source
        return False
