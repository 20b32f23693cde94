from odoo import api, models
from odoo.tools import SQL

from ..models.res_partner_lifecycle import STAGES


class BasePartnerMergeAutomaticWizard(models.TransientModel):  # noqa: F811
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_values(self, src_partners, dst_partner):
        """Extends the core's: codes survive a merge, whichever contact is kept.

        The kept contact's code stays and the others become previous codes of it. When
        it has none, it takes the code of the oldest of the others. Previous codes of
        the others have followed by their foreign key already. The core would copy a
        code while its owner still exists (a violation of uniqueness), or lose it; so it
        does not get to see them.
        """
        # sudo: the codes are the merged customer's, whoever merges
        coded = src_partners.sudo().filtered("client_code")
        coded = coded.sorted(lambda partner: (partner.create_date, partner.id))
        codes = [(partner.client_code, partner.display_name) for partner in coded]
        for partner in coded:
            partner.with_context(tracking_disable=True)._set_client_code(False)
        result = super()._update_values(src_partners, dst_partner)
        # after the core, which may have given the kept contact a parent company
        entity = dst_partner.sudo().commercial_partner_id
        for code, name in codes:
            entity._receive_client_code(
                code, self.env._("Merged with %(name)s", name=name)
            )
        if entity != dst_partner:
            dst_partner._hand_over_client_code(
                self.env._("Merged with another contact")
            )
        return result


class BasePartnerMergeAutomaticWizard(models.TransientModel):  # noqa: F811
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Extended: what said that one of the merged contacts was around, or a relative
        of, another of them says nothing any more, and would be a relation of the kept
        contact with itself."""
        merged = (src_partners | dst_partner).ids
        domain = [("partner_id", "in", merged), ("related_partner_id", "in", merged)]
        for model in ("ficha.relation", "ficha.family.member"):
            # sudo: whoever merges may not be one who sees family data
            self.env[model].sudo().search(domain).unlink()
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _update_values(self, src_partners, dst_partner):
        """Extended: the kept contact is as far on the way as the farthest of them. The
        core keeps its own stage, and a customer would become a lead in silence."""
        stages = set((src_partners | dst_partner).mapped("ficha_lifecycle"))
        result = super()._update_values(src_partners, dst_partner)
        if "customer" in stages:
            dst_partner._advance_lifecycle("customer")
        elif reached := [stage for stage in STAGES if stage in stages]:
            dst_partner._advance_lifecycle(reached[-1])
        return result


class BasePartnerMergeAutomaticWizard(models.TransientModel):  # noqa: F811
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


class BasePartnerMergeAutomaticWizard(models.TransientModel):  # noqa: F811
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Extends base: change proposals follow to the kept contact.

        Where several of the merged contacts have the same proposal, one stays: that of
        the kept contact, or the oldest. The others would break the unique index.
        """
        self.env["ficha.proposal"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM ficha_proposal WHERE id IN (
                    SELECT id FROM (
                        SELECT id, row_number() OVER (
                            PARTITION BY field_name, COALESCE(company_id, 0), value_key
                            ORDER BY (partner_id = %(kept)s) DESC, id
                        ) AS place
                        FROM ficha_proposal
                        WHERE partner_id IN %(partners)s AND state != 'accepted'
                    ) AS same WHERE place > 1
                )
                """,
                kept=dst_partner.id,
                partners=tuple((src_partners | dst_partner).ids),
            )
        )
        self.env["ficha.proposal"].invalidate_model()
        return super()._update_foreign_keys(src_partners, dst_partner)


class BasePartnerMergeAutomaticWizard(models.TransientModel):  # noqa: F811
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Extends base's: the origin of a value follows the value.

        The core takes a value from those who go where the kept contact has none, and
        the last of them wins; so does the origin. The other rows are deleted, as they
        would break the unique index when the foreign keys move.
        """
        # sudo: whoever merges may not be one who sees personal data
        origins = self.env["ficha.value.origin"].sudo()
        partners = (src_partners | dst_partner).sudo()
        rows = origins.search([("partner_id", "in", partners.ids)])
        kept = origins.browse()
        for (name, company), same in rows.grouped(
            lambda row: (row.field_name, row.company_id)
        ).items():
            field = partners._fields.get(name)
            if not field:
                continue
            # what is computed stays as it is on the kept contact
            sources = src_partners.sudo() if field.compute is None else ()
            owners = [
                partner
                for partner in (*sources, dst_partner.sudo())
                if partner.with_company(company or self.env.company)[name]
            ]
            if owners:
                kept |= same.filtered(
                    lambda row, last=owners[-1]: row.partner_id == last
                )
        (rows - kept).unlink()
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _update_values(self, src_partners, dst_partner):
        """Extends base's: it was nobody who wrote these values just now."""
        kept = dst_partner.with_context(ficha_no_origin=True)
        return super()._update_values(src_partners, kept)
