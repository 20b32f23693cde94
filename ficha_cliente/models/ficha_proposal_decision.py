from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.arguments import only_one
from ..tools.field_value import to_write
from ..tools.words import document_link


class FichaProposal(models.Model):
    """Deciding on proposals: accept, reject, refresh, undo, and what the customer's
    messages say of it. One list or one ficha, alike."""

    _inherit = "ficha.proposal"

    def action_accept(self):
        """Write the proposed values into the fichas, as the user who accepts.

        A proposal whose field changed meanwhile is not written: it becomes
        *outdated*, and the answer says which. Decided proposals are left alone.

        :return: client action that says so, with *Undo*; a warning when some could not
            be accepted; ``True`` where there was nothing to decide
        :raise AccessError: no right to change the customer, or that field of it
        :raise UserError: a proposed record no longer exists
        """
        self._check_decider()
        stale, by_ficha = self.browse(), {}
        for proposal in self.filtered(lambda p: p.state in ("open", "outdated")):
            live = proposal._live_data()
            facts = proposal.sudo()  # the values whole: compared, and not shown
            key = (proposal._ficha(), proposal.company_id)
            accepted = by_ficha.get(key, self.browse())
            # of two values for one field, the first accepted outdates the second
            rival = proposal.field_name in accepted.mapped("field_name")
            if not rival and live in (facts.proposed_data, facts.current_data):
                if live != facts.current_data:
                    # the ficha says it already: undoing goes back to nothing else
                    # sudo: proposals are only written through these actions
                    proposal.sudo().write(
                        {
                            "current_data": live,
                            "current_value": proposal.proposed_value,
                        }
                    )
                by_ficha[key] = accepted | proposal
            else:
                stale |= proposal
        for (ficha, _company), proposals in by_ficha.items():
            vals = {}
            for proposal in proposals:
                vals[proposal.field_name] = proposal._checked_value()
            ficha.write(vals)
            proposals._note_origin()
            ficha._message_log(body=proposals._note_body(self.env._("Accepted")))
            proposals._decide("accepted")
        stale._mark_outdated()
        if stale:
            return self._answer(stale)
        accepted = self.browse().union(*by_ficha.values())
        return accepted._told("accepted")

    def action_reject(self):
        """Leave the ficha as it is; the same value is not proposed again.

        :return: as :meth:`action_accept`
        """
        self._check_decider()
        rejected = self.filtered(lambda p: p.state in ("open", "outdated"))
        rejected._decide("rejected")
        return rejected._told("rejected")

    def _told(self, decision):
        """:return: what was decided, with *Undo*; ``True`` where nothing was"""
        if not self:
            return True
        names = {"field": self[0].field_label, "customer": self[0].partner_id.name}
        count = len(self)
        if decision == "accepted":
            message = (
                self.env._("“%(field)s” of %(customer)s was accepted.", **names)
                if count == 1
                else self.env._("%s proposals accepted.", count)
            )
        else:
            message = (
                self.env._("“%(field)s” of %(customer)s was rejected.", **names)
                if count == 1
                else self.env._("%s proposals rejected.", count)
            )
        undo = {"model": self._name, "method": "action_undo", "args": [self.ids]}
        return self.env["ficha.gesture"]._told({"message": message, "undo": undo})

    def action_refresh(self):
        """Compare again with what the ficha says now, and decide anew.

        One that the ficha has come to say by itself is accepted."""
        self._check_decider()
        # sudo: proposals are only written through these actions
        self.filtered(lambda p: p.state in ("open", "outdated")).sudo()._refresh()
        return True

    def action_undo(self):
        """Put back the value that an accepted proposal replaced; it is open again. So
        is one that was rejected.

        :raise UserError: the field has changed since it was accepted
        """
        self._check_decider()
        rejected = self.filtered(lambda p: p.state == "rejected")
        rejected._decide("open")
        # sudo: proposals are only written through these actions
        rejected.sudo()._refresh()
        for proposal in self.filtered(lambda p: p.state == "accepted"):
            field = proposal._field()
            facts = proposal.sudo()  # the values whole, for who may write the field
            if proposal._live_data() != facts.proposed_data:
                raise UserError(
                    self.env._(
                        "“%(field)s” of %(customer)s has changed since the proposal "
                        "was accepted: undoing it would lose the newer value.",
                        field=proposal.field_label,
                        customer=proposal.partner_id.display_name,
                    )
                )
            ficha = proposal._ficha()
            ficha.write({field.name: to_write(field, facts.current_data)})
            # where the old value came from was forgotten when it was replaced
            self.env["ficha.value.origin"]._forget(ficha, [field.name])
            note = proposal._note_body(self.env._("Put back"), back=True)
            ficha._message_log(body=note)
            proposal._decide("open")
        return True

    def action_open_source(self):
        """Open the document the value came from."""
        only_one(self)
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
        # sudo: the value whole, for who may write the field
        field, data = self._field(), self.sudo().proposed_data
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
                proposal.sudo().source_name,  # sudo: it is kept as it was
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

    def _note_body(self, decision, back=False):
        """The note for the chatter: what changed, from what, and who said so.

        Personal values are not told: everybody who sees the customer reads it."""
        lines, untold = [], self._untold_fields()
        for proposal in self:
            old, new = proposal.current_value, proposal.proposed_value
            if back:
                old, new = new, old
            empty = self.env._("(empty)")
            hidden = proposal.personal or proposal.field_name in untold
            change = "" if hidden else f": {old or empty} → {new or empty}"
            lines.append(
                Markup("<li><b>%s</b>%s <i>(%s)</i></li>")
                % (proposal.field_label, change, proposal._source_text())
            )
        # the blanks are read where a list is shown in one line, as in the history
        return Markup("%s: <ul>%s</ul>") % (decision, Markup(" ").join(lines))

    def _source_text(self):
        """Who said so, for the chatter: what is in the database by its kind only."""
        labels = dict(self._fields["source"]._description_selection(self.env))
        kind = labels[self.source]
        if not self.source_id:
            said = dict.fromkeys([kind, self.source_ref or kind])
            return " ".join(said)
        if self.source_model not in self.env:
            return kind
        if self.source == "other":
            kind = self.env["ir.model"]._get(self.source_model).name
        document = self.env[self.source_model].browse(self.source_id)
        return document_link(document, self.env, kind)

    def _answer(self, stale):
        if not stale:
            return True
        note = ", ".join(
            f"{p.partner_id.display_name}: {p.field_label}" for p in stale[:10]
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": self.env._("The file has changed in the meantime"),
                "message": self.env._(
                    "Nothing was overwritten. Refresh and decide again: %s", note
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
