from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL


class ResPartner(models.Model):
    """The one door through which a follow-up colour changes."""

    _inherit = "res.partner"

    def _set_followup(
        self, state, reason, rule=None, mode=None, manual_until=False, amounts=None
    ):
        """Give customers their follow-up colour. The only way a colour changes.

        Set-based: the number of queries does not depend on how many customers
        there are. Contacts stand for their company. Customers whose colour and
        mode change get a note that says which rule (or who) and why.

        :param state: ``ficha.followup.state``, may be empty (no colour)
        :param reason: text, or ``{partner id: text}``
        :param rule: the ``ficha.followup.rule`` that decided it, if any
        :param mode: ``automatic`` or ``manual``; by default automatic with a rule
            and manual without
        :param manual_until: date on which the rules take over again
        :param amounts: ``{partner id: amount the reason speaks of}``, if any
        :raises AccessError: for users outside *Customer files / User*
        """
        partners = self.commercial_partner_id
        if not self.env.su:
            partners._check_followup_rights()
        if not partners:
            return
        mode = mode or ("automatic" if rule else "manual")
        amounts = amounts or {}
        reasons = reason if isinstance(reason, dict) else {}
        text = "" if isinstance(reason, dict) else reason or ""
        changed = partners.filtered(
            lambda p: p.followup_state_id != state or p.followup_mode != mode
        )
        before = {p.id: p.followup_state_id.name for p in changed}
        next_dates = partners._followup_next_dates(state, bool(rule))
        self._write_followup(
            [
                {
                    "id": p.id,
                    "followup_state_id": state.id or None,
                    "followup_reason": reasons.get(p.id, text) or None,
                    "followup_rule_id": rule.id if rule else None,
                    "followup_amount": amounts.get(p.id, 0.0),
                    "followup_mode": mode,
                    "followup_manual_until": manual_until or None,
                    "followup_since": p._followup_since_with(state) or None,
                    "next_contact_date": next_dates[p.id][0] or None,
                    "next_contact_agreed": next_dates[p.id][1],
                }
                for p in partners
            ]
        )
        changed._followup_note(before, rule)

    def _followup_since_with(self, state):
        """Since when the customer has this state: today, unless it had it already."""
        if not state or self.followup_state_id == state:
            return state and self.followup_since
        return fields.Date.context_today(self)

    def _check_followup_rights(self):
        """Only users of customer files change colours; others may read them."""
        if not self.env.user.has_group("ficha_cliente.group_ficha_user"):
            raise AccessError(
                self.env._(
                    "Only members of “Customer files / User” change the follow-up "
                    "of a customer. Ask your administrator for that permission."
                )
            )
        self.check_access("write")

    def _followup_next_dates(self, state, by_rule):
        """Next contact that goes with a new state.

        A date somebody agreed with the customer stays, unless the state wants to be
        contacted at once. A date that came from the former colour goes with it.

        :return: ``{partner id: (date or False, whether a person agreed it)}``
        """
        today = fields.Date.context_today(self)
        company = self.env.company
        proposed = False
        if state and by_rule and state.contact_at_once:
            proposed = company._followup_add_working_days(today, 0)
        elif state.cadence_days:
            proposed = company._followup_add_working_days(today, state.cadence_days)
        result = {}
        for partner in self:
            current, agreed = partner.next_contact_date, partner.next_contact_agreed
            keep = partner.followup_state_id == state or (agreed and current)
            if (
                keep
                and current
                and not (
                    by_rule
                    and state.contact_at_once
                    and partner.followup_state_id != state
                    and current > proposed
                )
            ):
                result[partner.id] = (current, agreed)
            else:
                result[partner.id] = (proposed, False)
        return result

    def _write_followup(self, rows):
        """Write one set of follow-up columns, a row per customer, in one UPDATE.

        Reasons differ from customer to customer, so ``write`` would cost one pass
        through the contacts' synchronisation for each of them.

        :param rows: dicts with ``id`` and the same columns each
        """
        if not rows:
            return
        fnames = [name for name in rows[0] if name != "id"]
        partners = self.env["res.partner"].browse(row["id"] for row in rows)
        partners.flush_recordset(fnames)
        columns = SQL(", ").join(
            SQL("%s = new.%s", SQL.identifier(f), SQL.identifier(f)) for f in fnames
        )
        values = SQL(", ").join(
            SQL(
                "%s::%s[]",
                [row[f] for row in rows],
                SQL(self._fields[f].column_type[1]),
            )
            for f in fnames
        )
        self.env.cr.execute(
            SQL(
                """UPDATE res_partner p SET %s
                     FROM unnest(%s::int[], %s) AS new(id, %s)
                    WHERE p.id = new.id""",
                columns,
                partners.ids,
                values,
                SQL(", ").join(SQL.identifier(f) for f in fnames),
            )
        )
        partners.invalidate_recordset(fnames, flush=False)
        partners.modified(fnames)
        if "next_contact_date" in fnames:
            partners._followup_move_reminders()

    def _followup_note(self, before, rule):
        """Leave a note on the customers whose colour changed: what, who, why.

        None in imports and other loads, which Odoo marks with ``tracking_disable``.
        """
        if not self or self.env.context.get("tracking_disable"):
            return
        none = self.env._("no colour")
        bodies = {}
        for partner in self:
            change = self.env._(
                "Follow-up: %(before)s → %(after)s.",
                before=before.get(partner.id) or none,
                after=partner.followup_state_id.name or none,
            )
            who = (
                self.env._("Rule: %s.", rule.name)
                if rule
                else self.env._("By hand.")
                if partner.followup_mode == "manual"
                else self.env._("No rule applies any more.")
            )
            bodies[partner.id] = " ".join(
                filter(None, [change, partner.followup_reason, who])
            )
        # sudo inside _message_log_batch: the caller's rights were checked at the door
        self._message_log_batch(bodies)
