from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date, format_datetime, formatLang


class FichaTimeline(models.AbstractModel):
    """Messages on a customer and its contacts, and what changed in their files.

    Messages on the documents of a customer stay on the documents: the timeline shows
    those, and what was said about them entered as an interaction.
    """

    _inherit = "ficha.timeline"

    @api.model
    def _timeline_sources(self):
        """Extends _timeline_sources with messages and changes of the file."""
        on_partner = Domain("model", "=", "res.partner")
        return super()._timeline_sources() | {
            "message": {
                "label": self.env._("Messages"),
                "icon": "fa-envelope-o",
                "sequence": 20,
                "model": "mail.message",
                "domain": on_partner
                & Domain(
                    "message_type",
                    "in",
                    ("email", "comment", "email_outgoing", "auto_comment"),
                ),
                "partner": "res_id",
                "date": "date",
                "check_page": True,
                "channel_ids": self._timeline_email_channel().ids,
                "read": self._timeline_read_messages,
            },
            "change": {
                "label": self.env._("Changes of the file"),
                "icon": "fa-pencil",
                "sequence": 90,
                "model": "mail.message",
                # what an activity left behind is told by the activity
                "domain": on_partner
                & Domain("message_type", "=", "notification")
                & Domain("mail_activity_type_id", "=", False),
                "partner": "res_id",
                "date": "date",
                "check_page": True,
                "read": self._timeline_read_changes,
            },
            "change_rejected": {
                "label": self.env._("Proposals rejected"),
                "kind": "change",
                "icon": "fa-times",
                "sequence": 91,
                "model": "ficha.proposal",
                "domain": Domain("state", "=", "rejected"),
                "partner": "partner_id",
                "date": "decided_on",
                "read": self._timeline_read_rejected,
            },
        }

    @api.model
    def _timeline_email_channel(self):
        # sudo: its name is shown with each e-mail
        channels = self.env["ficha.channel"].sudo().with_context(active_test=False)
        return channels.search([("code", "=", "email")], limit=1)

    @api.model
    def _timeline_read_messages(self, messages):
        """Messages; one that an interaction stands for is told by the interaction."""
        context = messages.env.context
        messages = self._timeline_not_by_interaction(messages, "message_id")
        email = self._timeline_email_channel()
        # sudo: the name of who wrote is shown with the message
        authors = messages.sudo().author_id
        colleagues = {
            author.id: author.user_ids[:1].id
            for author in authors
            if not author.partner_share
        }
        result = {}
        for message in messages:
            written = bool(message.subject or message.attachment_ids)
            note = self._timeline_html_line(message.body)
            internal = message.is_internal or message.subtype_id.sudo().internal
            if not (written or note) or internal and context["timeline_channel_ids"]:
                continue
            author = message.sudo().author_id
            colleague = colleagues.get(author.id)
            if internal:
                title = self.env._("Note")
            elif colleague:
                title = self.env._("Message to the customer")
            else:
                title = self.env._("Message from the customer")
            result[message.id] = {
                "title": message.subject or title,
                "note": note,
                "icon": "fa-sticky-note-o" if internal else False,
                "channel_id": not internal and email.id,
                "direction": not internal and ("out" if colleague else "in"),
                "user_id": colleague,
                "contact_id": not colleague and author.id,
                "open": None,
            }
        return result

    @api.model
    def _timeline_read_changes(self, messages):
        words = self._timeline_tracking_words(messages)
        # sudo: the name of who changed it is shown with the message
        users = {
            author.id: author.user_ids[:1].id for author in messages.sudo().author_id
        }
        result = {}
        for message in messages:
            told = [message.subject, self._timeline_html_line(message.body)]
            told = [*filter(None, told), *words.get(message.id, ())]
            if told:
                result[message.id] = {
                    "title": told[0],
                    "note": "; ".join(told[1:]),
                    "user_id": users.get(message.sudo().author_id.id),
                    "open": None,
                }
        return result

    @api.model
    def _timeline_tracking_words(self, messages):
        """Old and new values of tracked fields, as far as the reader may see the field.

        :return: ``{message id: ["City: Ronda → Málaga", ...]}``
        """
        # sudo: only administrators read the model; the fields are checked one by one
        values = self.env["mail.tracking.value"].sudo()
        values = values.search([("mail_message_id", "in", messages.ids)])
        values = values._filter_has_field_access(self.env)
        result = {}
        for value in values.sorted("id"):
            label = value.field_id.field_description
            if value.field_id.ttype == "properties" or not label:
                label = (value.field_info or {}).get("desc") or label or ""
            old, new = (self._timeline_tracked(value, side) for side in (False, True))
            result.setdefault(value.mail_message_id.id, []).append(
                f"{label}: {old} → {new}"
            )
        return result

    @api.model
    def _timeline_tracked(self, value, new):
        """One side of a tracked change, in the reader's language."""
        kind = value.field_id.ttype or "char"
        if kind == "properties":
            kind = (value.field_info or {}).get("type") or "char"
        side = "new_value" if new else "old_value"
        if kind == "boolean":
            return self.env._("Yes") if value[f"{side}_integer"] else self.env._("No")
        if kind == "date":
            text = format_date(self.env, value[f"{side}_datetime"])
        elif kind == "datetime":
            text = format_datetime(self.env, value[f"{side}_datetime"])
        elif kind == "monetary":
            amount, currency = value[f"{side}_float"], value.currency_id or None
            text = formatLang(self.env, amount, currency_obj=currency)
        elif kind == "float":
            text = formatLang(self.env, value[f"{side}_float"])
        elif kind == "integer":
            text = str(value[f"{side}_integer"])
        else:
            name = f"{side}_text" if kind == "text" else f"{side}_char"
            text = self._timeline_line(value[name])
        return text or self.env._("(empty)")

    @api.model
    def _timeline_read_rejected(self, proposals):
        return {
            proposal.id: {
                "title": self.env._("Proposal rejected: %s", proposal.field_label),
                "note": " → ".join(
                    text or self.env._("(empty)")
                    for text in (proposal.current_value, proposal.proposed_value)
                ),
                "user_id": proposal.decided_by_id.id,
            }
            for proposal in proposals
        }
