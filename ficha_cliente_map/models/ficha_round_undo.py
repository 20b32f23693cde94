from odoo import models


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
