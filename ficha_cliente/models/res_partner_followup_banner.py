import re

from odoo import api, fields, models

from ..tools.arguments import a_text, an_id, any_day, asks, either, maybe
from ..tools.bounds import check_coming_day
from ..tools.groups import INTERNAL
from ..tools.words import in_date, in_near_date


class ResPartner(models.Model):
    """The card on top of the customer file, what it says, and its gestures."""

    _inherit = "res.partner"

    followup_banner = fields.Json(
        compute="_compute_followup_banner",
        groups=INTERNAL,
        help="What the card on top shows: colour, since when, why, what happens "
        "next, who does it and by what. Contacts show their company's.",
    )

    @api.depends_context("uid", "lang", "tz", "allowed_company_ids")
    @api.depends(
        "commercial_partner_id.followup_state_id",
        "commercial_partner_id.followup_facts",
        "commercial_partner_id.followup_rule_id",
        "commercial_partner_id.followup_since",
        "commercial_partner_id.followup_mode",
        "commercial_partner_id.followup_manual_until",
        "commercial_partner_id.next_contact_date",
        "commercial_partner_id.awaiting_reply_since",
        "commercial_partner_id.followup_user_id",
        "commercial_partner_id.do_not_contact",
        "commercial_partner_id.active",
    )
    def _compute_followup_banner(self):
        states = [
            {"id": s.id, "name": s.name, "color": s.color, "icon": s.icon}
            for s in self.env["ficha.followup.state"].search([])
        ]
        editor = self.env.user.has_group("ficha_cliente.group_ficha_user")
        entities = self.commercial_partner_id._origin
        plans = entities._followup_plans()
        pending = entities._followup_pending()
        today = fields.Date.context_today(self)
        reasons = entities._followup_reasons()
        for partner in self:
            entity = partner.commercial_partner_id
            state = entity.followup_state_id
            planned = plans.get(entity._origin.id, [])
            waiting = pending.get(entity._origin.id, [])
            partner.followup_banner = entity._origin and {
                "entity_id": entity.id,
                "entity_name": entity != partner and entity.name or "",
                "state_id": state.id,
                "state": state.name or "",
                "color": state.color or "",
                "icon": state.icon or "",
                "manual": entity.followup_mode == "manual",
                "since": entity._followup_since_text(),
                "reason": reasons.get(entity._origin.id, ""),
                "next": entity._followup_next_text(planned),
                "late": bool(planned and planned[0]["day"] < today),
                "pending": [entry for entry in waiting if entry.get("text")],
                "main": editor and entity._followup_main(planned, waiting),
                # whoever may not see what waits is not told that nothing does
                "nothing": editor and not planned and not waiting,
                # what is planned with them is not told
                "archived": not entity.active,
                "states": states,
                "editable": editor,
            }

    def _followup_since_text(self):
        """“since 3 Nov 2026 (14 days)”, in the user's language."""
        if not (self.followup_since and self.followup_state_id):
            return ""
        day = in_date(self.env, self.followup_since)
        count = (fields.Date.context_today(self) - self.followup_since).days
        if count < 1:
            return self.env._("since today")
        if count == 1:
            return self.env._("since yesterday")
        return self.env._("since %(day)s (%(count)s days)", day=day, count=count)

    def _followup_next_text(self, planned):
        """What happens next, when, and who does it; where that is late, also what comes
        after it, which is not less planned for that, and always the day agreed with
        them.

        :param planned: list of :meth:`_followup_plans` of this customer
        """
        today = fields.Date.context_today(self)
        told = planned[:1]
        if told and told[0]["day"] < today:
            told = planned
        else:
            told = told + [plan for plan in planned[1:] if plan["agreed"]]
        parts = [self._followup_planned_text(plan) for plan in told]
        if self.do_not_contact:
            parts.insert(0, self.env._("Do not contact: no reminders are made."))
        if not self.active:
            parts.insert(0, self.env._("Archived: no reminders are made."))
        return " · ".join(parts) or self.env._("No next contact set.")

    def _followup_main(self, planned, waiting):
        """The main button of the card: the next step, as a verb.

        :param planned: list of :meth:`_followup_plans` of this customer
        :param waiting: list of :meth:`_followup_pending` of this customer
        :return: dict with ``kind`` (``call``, ``write`` or ``done``), and for the first
            two ``label`` and ``link``; False where nothing is pending today
        """
        today = fields.Date.context_today(self)
        due = next((plan for plan in planned if plan["day"] <= today), None)
        if not (due or waiting or self.followup_state_id):
            return False
        if self.do_not_contact or (due and not due.get("call")):
            return {"kind": "done"}
        person = self.main_contact_id or self
        who = "" if person.is_company else (person.name or "").split(" ")[0]
        phone = re.sub(r"[^0-9+]", "", person.phone or self.phone or "")
        if phone:
            label = self.env._("Call %s", who) if who else self.env._("Call them")
            return {"kind": "call", "label": label, "link": f"tel:{phone}"}
        email = person.email_normalized or self.email_normalized
        if email:
            label = (
                self.env._("Write to %s", who) if who else self.env._("Write to them")
            )
            return {"kind": "write", "label": label, "link": f"mailto:{email}"}
        return {"kind": "done"}

    def _followup_responsible(self):
        """Who contacts this customer: the person in charge, else the salesperson,
        else the company's fallback; people who left do not count."""
        self.ensure_one()
        company = self.company_id or self.env.company
        # sudo: reading a colleague's `active` needs no right of the reader's own
        for user in (
            self.followup_user_id,
            self.user_id,
            company.sudo().followup_fallback_user_id,
        ):
            if user and user.sudo().active:
                return user
        return self.env["res.users"]

    # -- gestures --------------------------------------------------------------

    @asks(date=either("tomorrow", "next_week", or_=maybe(any_day)))
    def action_followup_postpone(self, date):
        """Move the next contact; an open reminder moves with it.

        :param date: ``tomorrow``, ``next_week``, a day from today to ten years from
            now, or nothing for no next contact
        :return: as ``ficha.gesture._answer``
        :raise UserError: it is another day
        """
        self._check_followup_rights()
        entities = self.commercial_partner_id
        before = self.env["ficha.gesture"]._state_of(entities)
        date = self._followup_postponed_to(date)
        entities.next_contact_date = date
        day = in_near_date(self.env, date, weekday=True)
        message = (
            self.env._("%(name)s: put off to %(day)s.", name=self._said(), day=day)
            if date
            else self.env._("%s: no next contact.", self._said())
        )
        return self.env["ficha.gesture"]._answer(before, message)

    @api.model
    def _followup_postponed_to(self, date, company=None):
        """The day that is meant by *postpone*.

        :param date: ``tomorrow`` and ``next_week`` (working days), a day, or nothing
        :param company: whose working days; the active one's
        :raise UserError: that day cannot be planned
        """
        today = fields.Date.context_today(self)
        company = company or self.env.company
        if date == "tomorrow":
            return company._followup_add_working_days(today, 1)
        if date == "next_week":
            return company._followup_add_working_days(fields.Date.add(today, days=7), 0)
        return date and check_coming_day(
            self.env, date, today, self.env._("Postpone to")
        )

    def _said(self):
        """The names of these customers, in a sentence."""
        names = self.commercial_partner_id.mapped("display_name")
        if len(names) > 3:
            return self.env._("%s customers", len(names))
        return ", ".join(names)

    @asks(state_id=maybe(an_id), reason=maybe(a_text))
    def action_followup_set_state(self, state_id, reason=None):
        """Set the colour by hand; ``state_id`` False takes the colour away.

        :param reason: in a word, why; who says nothing is named instead
        :return: as ``ficha.gesture._answer``
        """
        self._check_followup_rights()
        entities = self.commercial_partner_id
        before = self.env["ficha.gesture"]._state_of(entities)
        vals = {"followup_state_id": state_id}
        if reason and reason.strip():
            vals["followup_reason"] = reason.strip()
        entities.write(vals)
        state = entities.followup_state_id
        message = (
            self.env._("%(name)s: %(state)s.", name=self._said(), state=state.name)
            if state
            else self.env._("%s: no colour.", self._said())
        )
        return self.env["ficha.gesture"]._answer(before, message)

    def action_followup_automatic(self):
        """Give the colour back to the rules.

        :return: as ``ficha.gesture._answer``
        """
        self._check_followup_rights()
        entities = self.commercial_partner_id
        before = self.env["ficha.gesture"]._state_of(entities)
        entities.write({"followup_mode": "automatic"})
        message = self.env._("%s: the rules decide the colour again.", self._said())
        return self.env["ficha.gesture"]._answer(before, message)

    def action_followup_take(self):
        """Follow these customers up oneself.

        :return: as ``ficha.gesture._answer``
        """
        self._check_followup_rights()
        entities = self.commercial_partner_id
        before = self.env["ficha.gesture"]._state_of(entities)
        entities.followup_user_id = self.env.user
        message = self.env._("%s: you follow it up from now on.", self._said())
        return self.env["ficha.gesture"]._answer(before, message)

    def action_followup_done(self):
        """Open the small dialog that asks how the contact went.

        :return: window action
        """
        self._check_followup_rights()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("How did it go?"),
            "res_model": "ficha.reminder.done",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_partner_id": self.commercial_partner_id.id,
                "dialog_size": "medium",
            },
        }
