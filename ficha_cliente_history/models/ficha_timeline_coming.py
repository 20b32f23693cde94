from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.ficha_cliente.tools.moments import in_zone

COMING = 5


class FichaTimeline(models.AbstractModel):
    """What comes next with a customer, above what happened."""

    _inherit = "ficha.timeline"

    @api.model
    def _timeline_coming(self, customer):
        """What is planned with a customer and what is left to do, soonest first.

        Modules add theirs: dicts with ``key``, ``date`` (``YYYY-MM-DD``, or with time
        in UTC), ``icon``, ``title``, and ``user`` (name), ``late`` and ``open``
        (action or None), where they apply.

        :param customer: dict with ``entity_id`` and ``contacts`` (``Query``)
        """
        coming = self._timeline_coming_activities(customer)
        coming += self._timeline_coming_contact(customer)
        coming += self._timeline_coming_meetings(customer)
        coming += self._timeline_coming_drafts(customer)
        return sorted(coming, key=lambda entry: entry["date"])

    @api.model
    def _timeline_title(self, title, customer):
        """A title without the customer's own name after it, which in the calendar says
        whose a visit is and on their own ficha is said already."""
        name = self.env["res.partner"].browse(customer["entity_id"]).name
        return (title or "").removesuffix(f": {name}")

    @api.model
    def _timeline_coming_activities(self, customer):
        Activity = self.env["mail.activity"]
        if not Activity.has_access("read"):
            return []
        today = fields.Date.context_today(self)
        return [
            {
                "key": f"activity-{activity.id}",
                "date": fields.Date.to_string(activity.date_deadline),
                "icon": activity.icon or "fa-clock-o",
                "title": self._timeline_title(
                    self._timeline_activity_title(activity), customer
                ),
                "user": activity.user_id.name,
                "late": activity.date_deadline < today,
                "open": None,
            }
            for activity in Activity.search(
                Domain("res_model", "=", "res.partner")
                & Domain("res_id", "in", customer["contacts"]),
                order="date_deadline, id",
                limit=COMING,
            )
        ]

    @api.model
    def _timeline_activity_title(self, activity):
        if activity.ficha_agreed:
            return self.env["res.partner"]._followup_agreed_words()  # for who reads it
        return activity.summary or activity.activity_type_id.name

    @api.model
    def _timeline_coming_contact(self, customer):
        """The next contact, as the line on top of the ficha tells it; from its day on
        its reminder is there instead."""
        Partner = self.env["res.partner"]
        partner = Partner.browse(customer["entity_id"])
        date = partner._ficha_next_contacts().get(partner.id)
        if not date or partner._followup_open_reminders():
            return []
        today = fields.Date.context_today(self)
        words = Partner._followup_planned_contact_words(partner.ids)[partner.id]
        return [
            {
                "key": "contact",
                "date": fields.Date.to_string(date),
                "icon": "fa-clock-o",
                "title": words["what"],
                "user": words["who"],
                "late": date < today,
                "open": None,
            }
        ]

    @api.model
    def _timeline_coming_meetings(self, customer):
        attendees = self.env["calendar.attendee"]
        if attendees.has_access("read"):
            attendees = attendees.search(
                Domain("partner_id", "in", customer["contacts"])
                & Domain("ficha_start", ">", fields.Datetime.now())
                & Domain("event_id.active", "=", True),
                order="ficha_start, id",
                limit=COMING,
            )
        return [
            {
                "key": f"meeting-{event.id}",
                "date": fields.Datetime.to_string(event.start),
                "icon": "fa-calendar",
                "title": self._timeline_title(event.display_name, customer),
                "user": event.user_id.name,
                "late": False,
                "open": self._timeline_form(event),
            }
            for event in attendees.event_id
        ]

    @api.model
    def _timeline_coming_drafts(self, customer):
        moves = self.env["account.move"]
        if moves.has_access("read"):
            # spelt as the partial index of drafts
            moves = moves.search(
                Domain("commercial_partner_id", "=", customer["entity_id"])
                & Domain("state", "=", "draft")
                & Domain("move_type", "in", ("out_invoice", "out_receipt")),
                order="id DESC",
                limit=COMING,
            )
        return [
            {
                "key": f"draft-{move.id}",
                "date": fields.Date.to_string(
                    move.invoice_date or in_zone(move.create_date, self.env.tz).date()
                ),
                "icon": "fa-file-o",
                "title": self.env._("Draft invoice"),
                "amount": move.amount_untaxed_signed,
                "currency_id": move.company_currency_id.id,
                "basis": self.env._("before taxes"),
                "user": move.invoice_user_id.name,
                "late": False,
                "open": self._timeline_form(move),
            }
            for move in moves
        ]
