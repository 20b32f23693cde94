from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_reference_fields(self, src_partners, dst_partner):
        """Extends base's _update_reference_fields: only one open reminder can stay
        open, the earliest; the others are closed and stay in the history. Left to
        itself the merge would meet the unique index and delete every activity of the
        contact that goes, and in any case those that were done."""
        reminders = (src_partners | dst_partner)._followup_open_reminders()
        reminders.sorted("date_deadline")[1:].active = False
        # sudo: whoever merges need not be one who sees the activities
        activities = self.env["mail.activity"].sudo().with_context(active_test=False)
        activities.search(
            [
                ("res_model", "=", "res.partner"),
                ("res_id", "in", src_partners.ids),
                ("active", "=", False),
            ]
        ).res_id = dst_partner.id
        return super()._update_reference_fields(src_partners, dst_partner)

    def _update_values(self, src_partners, dst_partner):
        """Extends base's _update_values: the kept contact takes the follow-up of the
        other as a whole when it had none, and the latest of the last contacts."""
        partners = src_partners | dst_partner
        last = max(filter(None, partners.mapped("last_contact_date")), default=False)
        source = src_partners.filtered("followup_state_id")[:1]
        follow = not dst_partner.followup_state_id and source
        modes = follow and {
            "followup_mode": source.followup_mode,
            "followup_manual_until": source.followup_manual_until,
        }
        raw = dst_partner.with_context(ficha_followup_raw=True)
        result = super()._update_values(src_partners, raw)
        raw.write({**(modes or {}), **({"last_contact_date": last} if last else {})})
        dst_partner._followup_move_reminders()
        return result
