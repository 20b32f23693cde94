from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_datetime, formatLang
from odoo.tools.mail import html_to_inner_content

from odoo.addons.ficha_cliente.tools.field_value import field_label
from odoo.addons.ficha_cliente.tools.words import in_date

SALES = ("out_invoice", "out_refund", "out_receipt")

NOTE_LENGTH = 240


class FichaTimeline(models.AbstractModel):
    """What was said and done: interactions, meetings, activities."""

    _inherit = "ficha.timeline"

    @api.model
    def _timeline_sources(self):
        """Extends _timeline_sources with what the core of Odoo and the customer files
        know."""
        return {
            **super()._timeline_sources(),
            **self._timeline_sources_interactions(),
            **self._timeline_sources_messages(),
            **self._timeline_sources_documents(),
        }

    @api.model
    def _timeline_sources_interactions(self):
        """What was said and done: see :meth:`_timeline_sources`."""
        now = fields.Datetime.now()
        return {
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
            # an e-mail is quoted to those only who may read it
            title = interaction.display_name
            note = interaction.description or interaction.message_preview
            if note and f". {title}".endswith(f". {note.strip()}"):
                note = False  # the words of one line are the title's too
            kind, decoration = kinds.get(interaction.kind), "secondary"
            if interaction.complaint_state:
                kind = f"{kind}: {complaints[interaction.complaint_state]}"
                solved = interaction.complaint_state == "solved"
                decoration = "success" if solved else "danger"
            elif interaction.needs_reply and not interaction.replied_on:
                kind, decoration = self.env._("Needs a reply"), "warning"
            elif interaction.needs_reply:
                kind, decoration = interaction._replied_words(), "success"
            elif interaction.kind == "message":
                kind = False  # its channel says so
            result[interaction.id] = {
                "title": title,
                "note": note,
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

    # --------------------------------------------------------------------------
    # Messages on a customer and its contacts, and what changed in their files.
    #
    # Messages on the documents of a customer stay on the documents: the timeline
    # shows those, and what was said about them entered as an interaction.
    # --------------------------------------------------------------------------

    @api.model
    def _timeline_sources_messages(self):
        """Messages and changes of the file: see :meth:`_timeline_sources`."""
        on_partner = Domain("model", "=", "res.partner")
        return {
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
            # sudo: whether it is a note of ours; the message itself may be read
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
        tracking = self._timeline_tracking_texts(messages)
        entity_id = messages.env.context.get("timeline_entity_id")
        # sudo: the name of who changed it is shown with the message
        users = {
            author.id: author.user_ids[:1].id for author in messages.sudo().author_id
        }
        result = {}
        for message in messages:
            texts = [message.subject, self._timeline_html_line(message.body)]
            texts = [*filter(None, texts), *tracking.get(message.id, ())]
            if texts:
                result[message.id] = {
                    "title": texts[0],
                    "note": "; ".join(texts[1:]),
                    "user_id": users.get(message.sudo().author_id.id),
                    # whose file changed, where it is not the customer's own
                    "contact_id": message.res_id != entity_id and message.res_id,
                    "open": None,
                }
        return result

    @api.model
    def _timeline_tracking_texts(self, messages):
        """Old and new values of tracked fields, as far as the reader may see the field.

        :return: ``{message id: ["City: Ronda → Málaga", ...]}``
        """
        # sudo: only administrators read the model; the fields are checked one by one
        values = self.env["mail.tracking.value"].sudo()
        values = values.search([("mail_message_id", "in", messages.ids)])
        values = values._filter_has_field_access(self.env)
        partners = self.env["res.partner"]
        result = {}
        for value in values.sorted("id"):
            label = value.field_id.field_description
            field = partners._fields.get(
                # Odoo's name of it in one line is a word for programs
                "contact_address"
                if value.field_id.name == "contact_address_inline"
                else value.field_id.name
            )
            if field and value.field_id.model == partners._name:
                label = field_label(field, self.env)
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
            text = in_date(self.env, value[f"{side}_datetime"])
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

    # --------------------------------------------------------------------------
    # Invoices, credit notes and payments.
    # --------------------------------------------------------------------------

    @api.model
    def _timeline_sources_documents(self):
        """Customer documents and their payments: see :meth:`_timeline_sources`."""
        invoice = {
            "label": self.env._("Invoices"),
            "kind": "invoice",
            "icon": "fa-file-text-o",
            "sequence": 70,
            "model": "account.move",
            "partner": "commercial_partner_id",
            "commercial": True,
            "date": "invoice_date",
            "read": self._timeline_read_invoices,
        }
        sales = Domain("move_type", "in", SALES)
        return {
            # spelt as the partial indexes are
            "invoice": {**invoice, "domain": Domain("state", "=", "posted") & sales},
            "invoice_cancelled": {
                **invoice,
                "domain": Domain("state", "=", "cancel") & sales,
            },
            "payment": {
                "label": self.env._("Payments"),
                "icon": "fa-money",
                "sequence": 60,
                "model": "account.payment",
                "domain": Domain("partner_type", "=", "customer")
                & Domain("state", "in", ("in_process", "paid", "rejected")),
                "partner": "partner_id",
                "date": "date",
                "read": self._timeline_read_payments,
            },
        }

    @api.model
    def _timeline_read_invoices(self, moves):
        types = self._timeline_selection(moves, "move_type")
        states = moves._ficha_states()
        # sudo: the number of what is corrected is told with what corrects it
        moves.sudo().ficha_purchase_move_id.fetch(["name"])
        result = {}
        for move in moves:
            refund = move.move_type == "out_refund"
            state, decoration = states[move.id]
            result[move.id] = {
                "title": " ".join(filter(None, [types[move.move_type], move.name])),
                "note": " · ".join(
                    filter(
                        None,
                        # an order gives its invoice its name in two places
                        dict.fromkeys(
                            [
                                not refund and self._timeline_corrects(move),
                                # a debit note bears the name of what it is of
                                move.ref
                                if move.ref != move.sudo().ficha_purchase_move_id.name
                                else False,
                                move.invoice_origin,
                                self._timeline_invoiced_in(move),
                            ]
                        ),
                    )
                ),
                "icon": "fa-undo" if refund else False,
                # as in all figures of what was bought
                "amount": move.amount_untaxed_signed,
                "currency_id": move.company_currency_id.id,
                "basis": self.env._("before taxes"),
                "user_id": move.invoice_user_id.id,
                "state": state,
                "decoration": decoration,
                "void": move.state == "cancel",
            }
        return result

    @api.model
    def _timeline_corrects(self, move):
        """Which purchase an invoice belongs to, where that is not its own."""
        # sudo: the number of what is corrected is told with what corrects it
        first = move.sudo().ficha_purchase_move_id
        if not first:
            return False
        if move.ficha_no_purchase:
            return self.env._("The same purchase as %s", first.name)
        return self.env._("Corrects %s: the same purchase", first.name)

    @api.model
    def _timeline_invoiced_in(self, move):
        """What a document in another currency than the company's says in its own."""
        currency = move.currency_id
        if currency == move.company_currency_id:
            return False
        amount = (
            -move.amount_untaxed
            if move.move_type == "out_refund"
            else (move.amount_untaxed)
        )
        return formatLang(self.env, amount, currency_obj=currency)

    @api.model
    def _timeline_read_payments(self, payments):
        states = self._timeline_selection(payments, "state")
        methods = payments.payment_method_line_id._ficha_names()
        result = {}
        for payment in payments:
            received = payment.payment_type == "inbound"
            title = (
                self.env._("Payment received")
                if received
                else self.env._("Payment to the customer")
            )
            rejected = payment.state == "rejected"
            result[payment.id] = {
                "title": title,
                "note": " · ".join(
                    filter(
                        None,
                        [payment.memo, methods.get(payment.payment_method_line_id.id)],
                    )
                ),
                "amount": payment.amount if received else -payment.amount,
                "currency_id": payment.currency_id.id,
                "basis": self.env._("taxes included"),
                "state": rejected and states["rejected"],
                "void": rejected,
                "decoration": "danger",
            }
        return result

    # --------------------------------------------------------------------------
    # How an entry is told: words, never mark-up.
    # --------------------------------------------------------------------------

    @api.model
    def _timeline_line(self, text):
        """Text in one line, shortened; ``False`` when there is none."""
        line = " ".join((text or "").split())
        if len(line) > NOTE_LENGTH:
            line = line[: NOTE_LENGTH - 1].rstrip() + "…"
        return line or False

    @api.model
    def _timeline_html_line(self, html):
        """What an HTML field says, in one line of plain text."""
        # the rest of a long message is never shown
        return self._timeline_line(html_to_inner_content(html)) if html else False

    @api.model
    def _timeline_selection(self, records, name):
        """Labels of a selection field, in the reader's language."""
        return dict(records._fields[name]._description_selection(self.env))

    @api.model
    def _timeline_form(self, record):
        """Action that opens the form of a record."""
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [[False, "form"]],
        }

    @api.model
    def _timeline_not_by_interaction(self, records, name):
        """Leave out what the reader already sees as an interaction, which wins.

        :param records: messages or activities of a page
        :param name: field of ``ficha.interaction`` that refers to them
        """
        if "interaction" not in records.env.context["timeline_kinds"]:
            return records
        # sudo: the link may be hidden; whether the reader sees the interaction is asked
        noted = self.env["ficha.interaction"].sudo()
        noted = noted.search_fetch(Domain(name, "in", records.ids), [name])
        seen = noted.sudo(False)._filtered_access("read")
        return records - seen.sudo()[name].with_env(records.env)

    @api.model
    def _timeline_entry(self, source, row, values):
        """An entry as ``get_page`` gives it, from what its source told of it
        (and ``next``, the cursor that goes on after it)."""
        return {
            "key": f"{row['key']}-{row['id']}",
            "next": row["next"],
            "kind": source["kind"],
            "icon": values.get("icon") or source["icon"],
            "date": row["day"] if self._timeline_dated(source) else row["moment"][:19],
            "title": self._timeline_line(values["title"]),
            "note": self._timeline_line(values.get("note")),
            "amount": values.get("amount"),
            "currency_id": values.get("currency_id") or False,
            "basis": values.get("basis") or False,
            "channel": values.get("channel_id") or None,
            "user": values.get("user_id") or None,
            "contact": values.get("contact_id") or None,
            "state": values.get("state") or False,
            "decoration": values.get("decoration") or "secondary",
            "direction": values.get("direction") or False,
            "void": bool(values.get("void")),
            "open": values["open"]
            if "open" in values
            else self._timeline_form(self.env[source["model"]].browse(row["id"])),
        }

    @api.model
    def _timeline_with_names(self, entries):
        """Put names to the channels, users and contacts of a page, each in one read."""
        for name, model in (
            ("channel", "ficha.channel"),
            ("user", "res.users"),
            ("contact", "res.partner"),
        ):
            ids = {entry[name] for entry in entries if entry[name]}
            # sudo: as the name of a many2one is shown to whoever sees the document
            records = self.env[model].sudo().browse(ids)
            records.fetch(["name"])
            names = {
                record.id: {"id": record.id, "name": record.name} for record in records
            }
            for entry in entries:
                entry[name] = names.get(entry[name])
        return entries
