from odoo import api, models
from odoo.fields import Domain
from odoo.tools.mail import html_to_inner_content

NOTE_LENGTH = 240


class FichaTimeline(models.AbstractModel):
    """How an entry is told: words, never mark-up."""

    _inherit = "ficha.timeline"

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
        told = self.env["ficha.interaction"].sudo()
        told = told.search_fetch(Domain(name, "in", records.ids), [name])
        seen = told.sudo(False)._filtered_access("read")
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
