from odoo import api, models

# kept on the company, whichever of its contacts they are written on
ENTITY_FIELDS = {"followup_mode", "followup_manual_until", "next_contact_date"}
FOLLOWUP_FIELDS = ENTITY_FIELDS | {"followup_state_id", "do_not_contact"}


class ResPartner(models.Model):
    """Changes of the follow-up made by people: form, kanban, import or RPC."""

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        """Extends create: a colour given at creation is set by hand, with its note."""
        chosen = [vals.get("followup_state_id") for vals in vals_list]
        if any(chosen):
            vals_list = [
                {k: v for k, v in vals.items() if k != "followup_state_id"}
                for vals in vals_list
            ]
        vals_list = [
            {"next_contact_agreed": True, **vals}
            if vals.get("next_contact_date")
            else vals
            for vals in vals_list
        ]
        partners = super().create(vals_list)
        for state_id in {c for c in chosen if c}:
            group = self.browse(
                p.id for p, c in zip(partners, chosen, strict=True) if c == state_id
            )
            group._set_followup_by_hand(state_id, {})
        return partners

    def write(self, vals):
        """Extends write: a change of colour goes through the door, a date chosen
        by a person is an agreed date, and giving the colour back runs the rules."""
        raw = self.env.context.get("ficha_followup_raw")  # the merge copies as it is
        if raw or not self._followup_touched(vals):
            return super().write(vals)
        if not self.env.su and vals.keys() & FOLLOWUP_FIELDS:
            self._check_followup_rights()
        contacts = self._followup_contacts_of_others(vals)
        if contacts:
            entity_vals = {k: v for k, v in vals.items() if k in ENTITY_FIELDS}
            other_vals = {k: v for k, v in vals.items() if k not in ENTITY_FIELDS}
            contacts.commercial_partner_id.write(entity_vals)
            contacts.write(other_vals)
            return (self - contacts).write(vals)
        vals = dict(vals)
        by_hand = "followup_state_id" in vals
        state_id = vals.pop("followup_state_id", False)
        hand = {
            name: vals.pop(name)
            for name in ("followup_reason", "followup_mode", "followup_manual_until")
            if by_hand and name in vals
        }
        back = vals.get("followup_mode") == "automatic"
        if back:
            vals["followup_manual_until"] = False
        if "next_contact_date" in vals:
            vals.setdefault("next_contact_agreed", bool(vals["next_contact_date"]))
        result = super().write(vals)
        if by_hand:
            self._set_followup_by_hand(state_id, hand)
        if back:
            self._followup_evaluate()
        if vals.keys() & {"next_contact_date", "active", "do_not_contact"}:
            self._followup_move_reminders()
        if vals.keys() & {"active", "do_not_contact"}:
            plans = self.followup_plan_ids | self.child_ids.followup_plan_ids
            plans._drop_coming()
            plans._prepare_occurrences()
        return result

    @api.model
    def _followup_touched(self, vals):
        return bool(vals.keys() & FOLLOWUP_FIELDS) or vals.get("active") is False

    def _followup_contacts_of_others(self, vals):
        """Contacts of a company among these, when what is written belongs to the
        company: a next contact kept on the contact would never be reminded of."""
        if not vals.keys() & ENTITY_FIELDS:
            return self.browse()
        return self.filtered(lambda partner: partner.commercial_partner_id != partner)

    def _set_followup_by_hand(self, state_id, vals):
        state = self.env["ficha.followup.state"].browse(state_id or [])
        reason = vals.get("followup_reason") or self.env._(
            "Set by hand by %s", self.env.user.name
        )
        self._set_followup(
            state,
            reason,
            mode="manual",
            manual_until=vals.get("followup_manual_until"),
        )
