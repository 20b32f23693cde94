from odoo import fields, models
from odoo.exceptions import UserError


def hours_of(events):
    """When meetings are, as a gesture keeps it.

    :return: ``{id, as text: [begin, end]}``
    """
    return {
        str(event.id): [
            fields.Datetime.to_string(event.start),
            fields.Datetime.to_string(event.stop),
        ]
        for event in events
    }


class FichaRoundStop(models.Model):
    """What the seller says of a visit answers, and can be undone as every gesture."""

    _inherit = "ficha.round.stop"

    def visit_done(self, note=None):
        """Extends ours.

        :return: client action that says so, with *Undo*
        """
        return self._told_over(
            lambda: super(FichaRoundStop, self).visit_done(note),
            self.env._("%s: the visit is noted.", self._who()),
        )

    def visit_absent(self):
        """Extends ours.

        :return: as :meth:`visit_done`
        """
        return self._told_over(
            super().visit_absent,
            self.env._("%s: nobody was there, it stays due.", self._who()),
        )

    def _note_over(self, what, moment, note=None):
        """Extends ours: it is said, and a thumb that pressed the wrong button takes it
        back."""
        words = (
            self.env._("%s: the visit is noted.", self._who())
            if what == "done"
            else self.env._("%s: nobody was there, it stays due.", self._who())
        )
        end = super()._note_over
        told = self._told_over(lambda: end(what, moment, note), words)["params"]
        return {"words": told["message"], "undo": told.get("undo")}

    def _who(self):
        return ", ".join(self.partner_id.mapped("display_name"))

    def _told_over(self, end, message):
        """End these visits, and say so.

        :param end: what ends them, and notes it with the customers
        :return: client action
        """
        Gesture = self.env["ficha.gesture"]
        partners = self.partner_id
        before, states = Gesture._state_of(partners), [[s.id, s.state] for s in self]
        last = self._last_noted()
        end()
        messages = self._noted_since(last, "mail.message", "res_id", partners)
        noted = self._noted_since(last, "ficha.interaction", "partner_id", partners)
        notes = {"ficha.interaction": noted}
        return Gesture._told(
            Gesture._answer(
                before, message, stops=states, notes=notes, messages=messages
            )
        )

    def _last_noted(self):
        # sudo: only how far it has come
        return {
            model: self.env[model].sudo().search([], order="id desc", limit=1).id or 0
            for model in ("ficha.interaction", "mail.message")
        }

    def _noted_since(self, last, model, column, partners):
        """Ids of what this user has noted with these customers since then."""
        domain = [
            ("id", ">", last[model]),
            ("create_uid", "=", self.env.uid),
            (column, "in", partners.ids),
        ]
        if model == "mail.message":
            domain.append(("model", "=", partners._name))
        return self.env[model].search(domain).ids


class FichaRound(models.Model):
    _inherit = "ficha.round"

    def action_accept(self):
        """Extends ours.

        :return: client action that says so, with *Undo*
        """
        plans = [[plan.id, plan.state] for plan in self]
        visits = self.stop_ids.filtered(lambda stop: stop.state == "planned")
        before = hours_of(visits.event_id)
        super().action_accept()
        after = hours_of(visits.event_id)
        made = len(after) - len(before)
        if made or len(self) > 1:
            message = self.env._("Accepted. New meetings in the calendar: %s.", made)
        else:
            message = self.env._("The meetings are at the hours of the round.")
        Gesture = self.env["ficha.gesture"]
        accepted = {
            "plans": plans,
            "visits": visits.ids,
            "before": before,
            "after": after,
        }
        return Gesture._told(Gesture._answer({}, message, accepted=accepted))

    def _take_back_accepted(self, kept):
        """What :meth:`action_accept` put into the calendar goes from there, and what it
        moved goes back.

        :param kept: what was there before and after, as it notes it
        :raise UserError: somebody was visited, or a meeting changed, since
        """
        states = {plan_id: state for plan_id, state in kept["plans"]}
        plans = self.browse(states).exists()
        plans.check_access("write")
        visits = self.env["ficha.round.stop"].browse(kept["visits"]).exists()
        Event = self.env["calendar.event"]
        events = Event.browse(int(event_id) for event_id in kept["after"]).exists()
        changed = {
            event_id: hours
            for event_id, hours in hours_of(events).items()
            if hours != kept["after"][event_id]
        }
        if (
            changed
            or any(plan.state != "accepted" for plan in plans)
            or any(visit.state != "planned" for visit in visits)
        ):
            raise UserError(
                self.env._(
                    "The round has gone on since: nothing was undone. Move or delete "
                    "its meetings in the calendar."
                )
            )
        new = events.filtered(lambda event: str(event.id) not in kept["before"])
        for event in events - new:
            since, until = kept["before"][str(event.id)]
            if [since, until] != kept["after"][str(event.id)]:
                event.write({"start": since, "stop": until})
        new.unlink()
        for plan in plans:
            plan.state = states[plan.id]

    def action_finish(self):
        """Extends ours.

        :return: client action that says so, with *Undo*
        """
        super().action_finish()
        undo = {"model": self._name, "method": "action_unfinish", "args": [self.ids]}
        return self.env["ficha.gesture"]._told(
            {"message": self.env._("The day is over."), "undo": undo}
        )

    def action_unfinish(self):
        """The day goes on."""
        self.filtered(lambda plan: plan.state == "done").write({"state": "accepted"})
        return True
