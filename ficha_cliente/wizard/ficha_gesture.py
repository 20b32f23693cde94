from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.arguments import only_one
from ..tools.by_hand import made_by_us

# What the gestures of a customer change. Dates are kept as texts, records by their id.
FOLLOWUP_COLUMNS = (
    "followup_state_id",
    "followup_facts",
    "followup_since",
    "followup_mode",
    "followup_manual_until",
    "followup_rule_id",
    "next_contact_date",
    "next_contact_agreed",
    "last_contact_date",
    "awaiting_reply_since",
)
OTHER_COLUMNS = ("ficha_lifecycle", "followup_user_id")


class FichaGesture(models.TransientModel):
    """What one click on a customer changed, kept for as long as it can be taken back.

    A gesture says what it did, and its answer leads to the way back: see
    :meth:`_answer`. What there was before stays on the server: who takes it back sends
    no more than the id. It is taken back only where everything still is as the gesture
    left it: what somebody has done since is never undone with it.
    """

    _name = "ficha.gesture"
    _description = "Gesture that can be undone"

    message = fields.Char(help="What it did, in words.")
    changes = fields.Json(
        groups=fields.NO_ACCESS, help="Of each customer what was before and after."
    )
    traces = fields.Json(
        groups=fields.NO_ACCESS,
        help="What it made besides: activities that were done, messages, notes.",
    )

    @api.model
    def _state_of(self, partners):
        """What a gesture may change, as it is now.

        :return: ``{id of the customer: {column: value}}``, of their companies
        """
        # sudo: the facts of a reason are nobody's to read; here they only come and go
        entities = partners.commercial_partner_id.sudo()
        return {
            entity.id: {
                name: self._as_stored(entity, name)
                for name in FOLLOWUP_COLUMNS + OTHER_COLUMNS
            }
            for entity in entities
        }

    @api.model
    def _as_stored(self, record, name):
        value = record[name]
        kind = record._fields[name].type
        if kind == "many2one":
            return value.id or None
        if kind == "date":
            return fields.Date.to_string(value) or None
        return value if kind == "boolean" else value or None

    @api.model
    def _answer(self, before, message, **traces):
        """What a gesture answers: what it did, and how it is taken back.

        :param before: of :meth:`_state_of`, taken before anything was changed
        :param message: in words, what it did
        :param traces: see :meth:`_undo_traces`
        :return: ``{"message", "undo": {"model", "method", "args"}}``
        """
        partners = self.env["res.partner"].browse(before)
        after = self._state_of(partners)
        # sudo: nobody writes these but the gestures
        gesture = made_by_us(self).create(
            {
                "message": message,
                "changes": [
                    {"id": pid, "before": before[pid], "after": after[pid]}
                    for pid in before
                ],
                "traces": traces,
            }
        )
        return gesture._way_back()

    def _way_back(self):
        """:return: as :meth:`_answer`, of a gesture that is kept already"""
        return {
            "message": self.message,
            "undo": {
                "model": self._name,
                "method": "action_undo",
                "args": [self.ids],
            },
        }

    @api.model
    def _told(self, answer, then=None):
        """The action that says to the reader what was done, with *Undo*.

        :param answer: of :meth:`_answer`
        :param then: action that follows; by default the dialog is closed
        :return: client action
        """
        return {
            "type": "ir.actions.client",
            "tag": "ficha_cliente.told",
            "params": {
                **answer,
                "next": then or {"type": "ir.actions.act_window_close"},
            },
        }

    def action_undo(self):
        """Take it back.

        :return: what was taken back, in words
        :raise UserError: it was somebody else's, it was long ago, or something has
            changed since
        """
        # sudo: nobody reads these; whose it is, and what they may do, is asked here
        gesture = only_one(self.sudo()).exists()
        if not gesture or gesture.create_uid != self.env.user:
            raise UserError(
                self.env._(
                    "This can no longer be undone from here: change it on the "
                    "customer file."
                )
            )
        changes = {change["id"]: change for change in gesture.changes or []}
        partners = self.env["res.partner"].browse(changes).exists()
        partners._check_followup_rights()
        now = self._state_of(partners)
        for partner in partners:
            change = changes[partner.id]
            for name, value in change["after"].items():
                if value != change["before"][name] and now[partner.id][name] != value:
                    raise UserError(
                        self.env._(
                            "%s has changed since: nothing was undone. Look at the "
                            "customer file.",
                            partner.display_name,
                        )
                    )
        rows = []
        for partner in partners:
            before = changes[partner.id]["before"]
            after = changes[partner.id]["after"]
            back = {n for n in before if before[n] != after[n]}
            other = {n: before[n] for n in OTHER_COLUMNS if n in back}
            if other:
                partner.write(other)
            if back - set(other):
                current = now[partner.id]
                rows.append(
                    {
                        "id": partner.id,
                        **{
                            name: before[name] if name in back else current[name]
                            for name in FOLLOWUP_COLUMNS
                        },
                    }
                )
        more = gesture._undo_traces()
        partners._write_followup(rows)
        if any(row["next_contact_agreed"] for row in rows):
            partners._followup_drop_agreed()
        text = self.env._("Undone: %s", gesture.message)
        text = f"{text} {more}" if more else text
        if rows:
            # sudo inside _message_log_batch: the rights were checked above
            partners._message_log_batch(dict.fromkeys(partners.ids, text))
        gesture.unlink()
        return {"message": text}

    def _undo_traces(self):
        """What a gesture made besides: activities that it did are to be done again,
        what was noted or said by it is gone, and who was shared out has nobody again.

        :return: what of it was left as it is, in words, or None
        """
        traces = self.traces or {}
        Message = self.env["mail.message"]
        activities = self.env["mail.activity"].with_context(active_test=False)
        Message.browse(traces.get("messages", [])).exists().unlink()
        done = activities.browse(traces.get("activities", [])).exists()
        for activity in done.filtered(lambda activity: not activity.active):
            customer = self.env["res.partner"]
            if activity.ficha_reminder:
                customer = customer.browse(activity.res_id)
            # a customer has one reminder: the next one may be there already
            if not customer._followup_open_reminders():
                activity.write({"active": True, "feedback": False})
        for model, ids in traces.get("notes", {}).items():
            if model in self.env:
                self.env[model].browse(ids).exists().unlink()
        return self._undo_attended(traces.get("attended") or {})

    def _undo_attended(self, attended):
        """Whom the first steps, or a territory, gave to somebody has again who they had
        before, unless somebody else was chosen since.

        :param attended: ``{user id: {"customers": ids, "followed": ids of those whom
            the user followed before, "had": {customer id: id of who attended them}}}``,
            where nobody did without "had"
        """
        if not attended:
            return None
        # with the rights of who takes it back
        start = self.env["ficha.start"].with_env(self.env(su=False))
        start._start_check()
        Partner = start.env["res.partner"].with_context(
            mail_auto_subscribe_no_notify=True
        )
        stays = 0
        for user_id, kept in attended.items():
            customers = Partner.browse(kept["customers"]).exists()
            same = customers.filtered(lambda p, uid=int(user_id): p.user_id.id == uid)
            stays += len(customers - same)
            user, had = same.user_id, kept.get("had", {})
            for before, some in same.grouped(
                lambda p, had=had: had.get(str(p.id), False)
            ).items():
                some.user_id = before
            new = same - same.browse(kept["followed"])
            # sudo: of a colleague no more than whom they follow
            new.message_unsubscribe(user.sudo().partner_id.ids)
        if not stays:
            return None
        return self.env._(
            "Left as they are, as somebody else attends them now: %s.", stays
        )
