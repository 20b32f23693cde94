from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.misc import format_date


class FichaToday(models.AbstractModel):
    """What a line of *Hoy* does when one of its buttons is pressed."""

    _inherit = "ficha.today"

    @api.model
    def open_section(self, key, scope="mine", user_id=None):
        """The list behind the number of a section: exactly those customers.

        :param key: key of the section
        :return: window action
        :raise AccessError: as :meth:`get_today`
        """
        sections = self._today_sections()
        if key not in sections:
            raise UserError(self.env._("“%s” is no section of this page.", key))
        day = self._today_day(scope, user_id)
        rows = self.env.execute_query(
            SQL(
                """SELECT partner_id FROM (%s) candidate
                    GROUP BY partner_id HAVING min(section) = %s""",
                self._today_candidates(day),
                list(sections).index(key),
            )
        )
        ids = [row[0] for row in rows]
        xmlid, domain = "action_ficha", [("id", "in", ids)]
        if key == "decide":
            xmlid = "action_ficha_proposal"
            domain = [
                *self.env["ficha.proposal"]._open_domain(),
                ("partner_id.commercial_partner_id", "in", ids),
            ]
        action = self.env["ir.actions.act_window"]._for_xml_id(f"ficha_cliente.{xmlid}")
        return {
            **action,
            "name": sections[key],
            "display_name": sections[key],
            "domain": domain,
            "context": {},
        }

    @api.model
    def action_write(self, partner_id, remind=False):
        """Write an e-mail to a customer, or to its main contact when the customer has
        no address of its own.

        :param remind: begin with a subject that reminds of the one unanswered
        :return: window action of Odoo's own composer
        :raise UserError: nobody there has an e-mail address
        """
        partner = self.env["res.partner"].browse(partner_id)
        partner.check_access("write")
        to = partner if partner.email else partner.main_contact_id
        if not to.email:
            raise UserError(
                self.env._(
                    "“E-mail” of %s is empty, and so is its main contact's: write one "
                    "in the customer file.",
                    partner.display_name,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Write to %s", partner.display_name),
            "res_model": "mail.compose.message",
            "views": [[False, "form"]],
            "target": "new",
            "context": {
                "default_model": "res.partner",
                "default_res_ids": partner.ids,
                "default_partner_ids": to.ids,
                "default_composition_mode": "comment",
                "default_subject": self.env._("A word about our last message")
                if remind
                else "",
                "force_email": True,
            },
        }

    @api.model
    def action_done(self, partner_id, source, res_id):
        """Ask how the contact went; what the line stands for is closed with it.

        :return: window action
        """
        action = self.env["res.partner"].browse(partner_id).action_followup_done()
        action["context"].update(self._today_line_context(source, res_id))
        return action

    @api.model
    def action_log(self, partner_id, source, res_id, kind=None):
        """Note what was said; the contact that was due took place with it.

        :param kind: kind of interaction to begin with
        :return: window action
        """
        partner = self.env["res.partner"].browse(partner_id)
        action = partner.action_log_interaction(kind)
        action["context"].update(self._today_line_context(source, res_id))
        return action

    @api.model
    def _today_line_context(self, source, res_id):
        """Says to the dialogs which line they were opened from."""
        context = {"ficha_contact_due": True}
        if source == "activity":
            context["ficha_activity_id"] = res_id
        return context

    @api.model
    def action_solve(self, source, res_id):
        """Ask what was done to solve a complaint.

        :return: window action, or False when it is solved already
        """
        complaint = self.env["ficha.interaction"].browse(res_id)
        action = complaint.exists().action_solve() if source == "complaint" else False
        return action if isinstance(action, dict) else False

    @api.model
    def postpone(self, partner_id, source, res_id, date):
        """Put a line off: its activity or meeting when it stands for one, else the next
        contact of the customer.

        :param date: ``tomorrow``, ``next_week`` (working days) or a date
        :return: ``{"message", "undo"}``; ``undo`` is what :meth:`undo_postpone` takes
        :raise UserError: the date is not after today
        """
        partner = self.env["res.partner"].browse(partner_id)
        partner._check_followup_rights()
        day = self._today_date(partner, date)
        undo = {"partner_id": partner_id}
        activity, event = self._today_behind(source, res_id)
        if event:
            undo.update(event_id=event.id, start=event.start, stop=event.stop)
            shift = day - fields.Datetime.context_timestamp(self, event.start).date()
            event.with_context(dont_notify=True).write(
                {"start": event.start + shift, "stop": event.stop + shift}
            )
        elif activity:
            undo.update(activity_id=activity.id, date=activity.date_deadline)
            activity.date_deadline = day
        else:
            undo.update(
                date=partner.next_contact_date, agreed=partner.next_contact_agreed
            )
            partner.next_contact_date = day
        message = self.env._(
            "%(name)s: put off to %(day)s.",
            name=partner.display_name,
            day=format_date(self.env, day, date_format="EEEE d MMMM"),
        )
        return {"message": message, "undo": undo}

    @api.model
    def undo_postpone(self, undo):
        """Take a :meth:`postpone` back.

        :param undo: what it gave
        """
        partner = self.env["res.partner"].browse(undo["partner_id"])
        partner._check_followup_rights()
        if undo.get("event_id"):
            event = self.env["calendar.event"].browse(undo["event_id"])
            event.with_context(dont_notify=True).write(
                {"start": undo["start"], "stop": undo["stop"]}
            )
        elif undo.get("activity_id"):
            activity = self.env["mail.activity"].browse(undo["activity_id"])
            activity.date_deadline = undo["date"]
        else:
            partner.write(
                {
                    "next_contact_date": undo["date"],
                    "next_contact_agreed": undo["agreed"],
                }
            )
        return True

    @api.model
    def _today_behind(self, source, res_id):
        """The activity and the meeting a line stands for, either may be empty."""
        activity = self.env["mail.activity"]
        event = self.env["calendar.event"]
        if source == "activity":
            activity = activity.browse(res_id).exists()
            event = activity.calendar_event_id
        elif source == "event":
            event = event.browse(res_id).exists()
        return activity, event

    @api.model
    def _today_date(self, partner, date):
        today = fields.Date.context_today(self)
        company = partner.company_id or self.env.company
        if date == "tomorrow":
            return company._followup_add_working_days(today, 1)
        if date == "next_week":
            return company._followup_add_working_days(today + timedelta(days=7), 0)
        day = fields.Date.to_date(date)
        if not day or day <= today:
            raise UserError(
                self.env._(
                    "“Postpone to” must be after today: choose tomorrow or a later day."
                )
            )
        return day
