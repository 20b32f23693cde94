from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .ficha_proposal_value import to_text, to_write


class FichaProposal(models.Model):
    """Deciding: accept, reject, refresh, undo. One list or one ficha, alike."""

    _inherit = "ficha.proposal"

    def action_accept(self):
        """Write the proposed values into the fichas, as the user who accepts.

        A proposal whose field changed meanwhile is not written: it becomes
        *outdated*, and the answer says which. Decided proposals are left alone.

        :return: ``True``, or a notification when some could not be accepted
        :raise AccessError: no right to change the customer, or that field of it
        :raise UserError: a proposed record no longer exists
        """
        self._check_decider()
        stale, by_ficha = self.browse(), {}
        for proposal in self.filtered(lambda p: p.state in ("open", "outdated")):
            live = proposal._live_data()
            key = (proposal._ficha(), proposal.company_id)
            accepted = by_ficha.get(key, self.browse())
            # of two values for one field, the first accepted outdates the second
            rival = proposal.field_name in accepted.mapped("field_name")
            if not rival and live in (proposal.proposed_data, proposal.current_data):
                by_ficha[key] = accepted | proposal
            else:
                stale |= proposal
        for (ficha, _company), proposals in by_ficha.items():
            vals = {}
            for proposal in proposals:
                vals[proposal.field_name] = proposal._checked_value()
            ficha.write(vals)
            proposals._note_origin()
            ficha._message_log(body=proposals._told(self.env._("Accepted")))
            proposals._decide("accepted")
        stale._mark_outdated()
        return self._answer(stale)

    def action_reject(self):
        """Leave the ficha as it is; the same value is not proposed again."""
        self._check_decider()
        self.filtered(lambda p: p.state in ("open", "outdated"))._decide("rejected")
        return True

    def action_refresh(self):
        """Compare again with what the ficha says now, and decide anew.

        One that the ficha has come to say by itself is accepted."""
        self._check_decider()
        # sudo: proposals are only written through these actions
        self.filtered(lambda p: p.state in ("open", "outdated")).sudo()._refresh()
        return True

    def action_undo(self):
        """Put back the value that an accepted proposal replaced; it is open again.

        :raise UserError: the field has changed since it was accepted
        """
        self._check_decider()
        for proposal in self.filtered(lambda p: p.state == "accepted"):
            field = proposal._field()
            if proposal._live_data() != proposal.proposed_data:
                raise UserError(
                    self.env._(
                        "“%(field)s” of %(customer)s has changed since the proposal "
                        "was accepted: undoing it would lose the newer value.",
                        field=proposal.field_label,
                        customer=proposal.partner_id.display_name,
                    )
                )
            ficha = proposal._ficha()
            ficha.write({field.name: to_write(field, proposal.current_data)})
            # where the old value came from was forgotten when it was replaced
            self.env["ficha.value.origin"]._forget(ficha, [field.name])
            told = proposal._told(self.env._("Put back"), back=True)
            ficha._message_log(body=told)
            proposal._decide("open")
        return True

    def action_open_source(self):
        """Open the document the value came from."""
        self.ensure_one()
        document = (
            self.source_model in self.env
            and self.env[self.source_model].browse(self.source_id or []).exists()
        )
        if not document:
            raise UserError(self.env._("That document is not in the database."))
        return document._get_records_action()

    def _check_decider(self):
        """Deciding takes the right to read the proposal and change the customer."""
        self.check_access("read")
        self.partner_id.check_access("write")
        partners = self.env["res.partner"]
        for proposal in self:
            partners._check_field_access(proposal._field(), "write")

    def _checked_value(self):
        """The proposed value for ``write``; its records must still exist."""
        field, data = self._field(), self.proposed_data
        if field.relational and data:
            ids = data if isinstance(data, list) else [data]
            records = self.env[field.comodel_name].sudo().browse(ids)
            if records.exists() != records:
                raise UserError(
                    self.env._(
                        "“%(value)s”, proposed for “%(field)s”, no longer exists.",
                        value=self.proposed_value,
                        field=self.field_label,
                    )
                )
        return to_write(field, data)

    def _note_origin(self):
        """The values came from where the proposals did, on the day they did."""
        for proposal in self:
            known = proposal.source_id and proposal.source_model in self.env
            self.env["ficha.value.origin"]._note(
                proposal._ficha(),
                [proposal.field_name],
                proposal.source,
                proposal.source_ref,
                known and self.env[proposal.source_model].browse(proposal.source_id),
                user_id=proposal.user_id.id,
                date=proposal.date,
            )

    def _decide(self, state):
        # sudo: nobody has write access on proposals, so that what was proposed and
        # where it came from cannot be altered; these actions are the only way.
        self.sudo().write(
            {
                "state": state,
                "decided_by_id": state != "open" and self.env.uid,
                "decided_on": state != "open" and fields.Datetime.now(),
            }
        )

    def _mark_outdated(self):
        # sudo: as in _decide
        self.sudo().write({"state": "outdated"})

    def _supersede(self):
        """Drop older open proposals of the same field that came the same way.

        For what changes from document to document, such as the remarks on an invoice:
        only the last one is worth a question, and the others stay on their documents.
        """
        newest = {}
        for proposal in self.filtered(lambda p: p.state == "open").sorted("id"):
            newest[proposal._origin_key()] = proposal.id
        if not newest:
            return
        # sudo: as in _decide. One search for all of them, however many invoices
        # were posted at once; which one is older is sorted out here.
        older = self.sudo().search(
            [
                *self._open_domain(),
                ("partner_id", "in", self.partner_id.ids),
                ("field_name", "in", self.mapped("field_name")),
                ("source", "in", self.mapped("source")),
                ("id", "<", max(newest.values())),
            ]
        )
        older.filtered(lambda p: p.id < newest.get(p._origin_key(), 0)).unlink()

    def _origin_key(self):
        return (self.partner_id.id, self.company_id.id, self.field_name, self.source)

    def _refresh(self):
        """Take today's value as the current one (callers pass proposals in sudo)."""
        for proposal in self:
            live = proposal._live_data()
            if live == proposal.proposed_data:
                proposal._decide("accepted")
                continue
            proposal.write(
                {
                    "state": "open",
                    "current_data": live,
                    "current_value": to_text(proposal._field(), live, self.env),
                }
            )

    def _told(self, word, back=False):
        """The note for the chatter: what changed, from what, and who said so.

        Personal values are not told: everybody who sees the customer reads it."""
        lines = []
        for proposal in self:
            old, new = proposal.current_value, proposal.proposed_value
            if back:
                old, new = new, old
            empty = self.env._("(empty)")
            change = "" if proposal.personal else f": {old or empty} → {new or empty}"
            lines.append(
                Markup("<li><b>%s</b>%s <i>(%s)</i></li>")
                % (proposal.field_label, change, proposal._told_source())
            )
        return Markup("%s<ul>%s</ul>") % (word, Markup().join(lines))

    def _told_source(self):
        source = dict(self._fields["source"]._description_selection(self.env))
        origin = self.source_ref
        if self.source_id and self.source_model in self.env:
            origin = Markup("<a href=# data-oe-model='%s' data-oe-id='%s'>%s</a>") % (
                self.source_model,
                self.source_id,
                self.source_ref,
            )
        return Markup(" ").join(filter(None, [source[self.source], origin]))

    def _answer(self, stale):
        if not stale:
            return True
        told = ", ".join(
            f"{p.partner_id.display_name}: {p.field_label}" for p in stale[:10]
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": self.env._("The file has changed meanwhile"),
                "message": self.env._(
                    "Nothing was overwritten. Refresh and decide again: %s", told
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    @staticmethod
    def _open_domain():
        """Proposals that wait for an answer."""
        return Domain("state", "in", ("open", "outdated"))
