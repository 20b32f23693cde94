from odoo import api, fields, models
from odoo.fields import Domain


class FichaTimeline(models.AbstractModel):
    """What was said and done: interactions, meetings, activities."""

    _inherit = "ficha.timeline"

    @api.model
    def _timeline_sources(self):
        """Extends _timeline_sources with what was said and done."""
        now = fields.Datetime.now()
        return super()._timeline_sources() | {
            "interaction": {
                "label": self.env._("Interactions"),
                "icon": "fa-comments-o",
                "sequence": 10,
                "model": "ficha.interaction",
                "partner": "commercial_partner_id",
                "commercial": True,
                "date": "date",
                "channel": "channel_id",
                "read": self._timeline_read_interactions,
            },
            "meeting": {
                "label": self.env._("Meetings"),
                "icon": "fa-calendar",
                "sequence": 30,
                "model": "calendar.attendee",
                # what is to come is not history
                "domain": Domain("ficha_start", "<=", now),
                "partner": "partner_id",
                "date": "ficha_start",
                "read": self._timeline_read_meetings,
            },
            "activity": {
                "label": self.env._("Activities done"),
                "icon": "fa-check-square-o",
                "sequence": 40,
                "model": "mail.activity",
                "domain": Domain("res_model", "=", "res.partner")
                & Domain("active", "=", False),
                "partner": "res_id",
                "date": "date_done",
                "check_page": True,
                "read": self._timeline_read_activities,
            },
        }

    @api.model
    def _timeline_read_interactions(self, interactions):
        kinds = self._timeline_selection(interactions, "kind")
        complaints = self._timeline_selection(interactions, "complaint_state")
        result = {}
        for interaction in interactions:
            kind, decoration = kinds.get(interaction.kind), "secondary"
            if interaction.complaint_state:
                kind = f"{kind}: {complaints[interaction.complaint_state]}"
                solved = interaction.complaint_state == "solved"
                decoration = "success" if solved else "danger"
            elif interaction.needs_reply and not interaction.replied_on:
                kind, decoration = self.env._("Needs a reply"), "warning"
            elif interaction.kind == "message":
                kind = False  # its channel says so
            result[interaction.id] = {
                # an e-mail is quoted to those only who may read it
                "title": interaction.display_name,
                "note": interaction.description or interaction.message_preview,
                "icon": interaction.channel_id.icon,
                "state": kind,
                "decoration": decoration,
                "channel_id": interaction.channel_id.id,
                "direction": interaction.direction,
                "user_id": interaction.user_id.id,
                "contact_id": interaction.contact_id.id,
            }
        return result

    @api.model
    def _timeline_read_meetings(self, attendees):
        """Meetings, once each: with several contacts at one, the last invited tells it.

        A private meeting of others is told as in the calendar: busy.
        """
        Attendee = self.env["calendar.attendee"]
        invited = Attendee.search_fetch(
            Domain("event_id", "in", attendees.event_id.ids)
            & Domain(
                "partner_id.commercial_partner_id",
                "=",
                attendees.env.context["timeline_entity_id"],
            ),
            ["event_id", "partner_id"],
        )
        last = {}
        for attendee in invited.sorted("id"):
            last[attendee.event_id.id] = attendee.id
        states = self._timeline_selection(Attendee, "state")
        result = {}
        for attendee in attendees:
            event = attendee.event_id
            if not event.active or last.get(event.id, attendee.id) != attendee.id:
                continue
            result[attendee.id] = {
                "title": event.display_name,
                "note": event.location,
                "user_id": event.user_id.id,
                "contact_id": attendee.partner_id.id,
                "state": attendee.state == "declined" and states["declined"],
                "open": self._timeline_form(event),
            }
        return result

    @api.model
    def _timeline_read_activities(self, activities):
        activities = self._timeline_not_by_interaction(activities, "activity_id")
        return {
            activity.id: {
                "title": activity.summary
                or activity.activity_type_id.name
                or self.env._("Activity"),
                "icon": activity.activity_type_id.icon,
                "note": activity.feedback or self._timeline_html_line(activity.note),
                "user_id": activity.user_id.id,
                "contact_id": activity.res_id,
                "open": None,
            }
            for activity in activities
        }
