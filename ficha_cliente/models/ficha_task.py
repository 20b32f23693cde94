from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.arguments import a_dict, any_day, asks, ids, only_one, part
from ..tools.bounds import check_coming_day
from ..tools.words import in_near_date


class FichaTask(models.Model):
    """Something to do for a customer that has no day: “look for the old contract”.

    What has a day is an activity of Odoo, which cannot be without one. A task that is
    given a day becomes one.
    """

    _name = "ficha.task"
    _description = "Thing to do for a customer"
    _order = "done, id"

    name = fields.Char(string="To do", required=True, help="What is to be done.")
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        help="Customer for whom it is done. A contact stands for its company.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Who",
        domain="[('share', '=', False)]",
        index="btree_not_null",
        help="Who does it. Empty: the person in charge of the customer.",
    )
    done = fields.Boolean(copy=False, help="It has been done.")
    done_on = fields.Datetime(
        string="Done on", readonly=True, copy=False, help="When it was done."
    )
    activity_id = fields.Many2one(
        "mail.activity",
        string="Reminder",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The reminder it became when it was given a day.",
    )

    _open_idx = models.Index("(partner_id) WHERE done IS NOT TRUE")

    @api.constrains("name")
    def _check_name(self):
        for task in self:
            if not task.name.strip():
                raise ValidationError(
                    self.env._("“To do” is empty: write what is to be done.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Extends create: a contact stands for its company; what is entered as done
        was done now."""
        self._ficha_check_written(vals_list)
        vals_list = [dict(vals) for vals in vals_list]
        ids = [vals["partner_id"] for vals in vals_list if vals.get("partner_id")]
        # sudo: only who belongs to whom; creating the task checks the rights
        partners = self.env["res.partner"].sudo().browse(ids)
        customers = {p.id: p.commercial_partner_id.id for p in partners.exists()}
        for vals in vals_list:
            if vals.get("partner_id") in customers:
                vals["partner_id"] = customers[vals["partner_id"]]
        tasks = super().create(vals_list)
        tasks.filtered(lambda t: t.done and not t.done_on)._set_done_on()
        return tasks

    def write(self, vals):
        """Extends write: whoever ticks it has done it now; what is open again was not
        done."""
        result = super().write(vals)
        if "done" in vals:
            self._set_done_on()
        return result

    def _set_done_on(self):
        now = fields.Datetime.now()
        for task in self:
            if bool(task.done) != bool(task.done_on):
                task.done_on = task.done and now

    def _responsible(self):
        """Who does it: the task's person, else whoever follows the customer up."""
        # sudo: a colleague's `active` may be read by nobody but the administrator
        if self.user_id.sudo().active:
            return self.user_id
        return self.partner_id.commercial_partner_id._followup_responsible()

    def action_done(self):
        """Tick these off.

        :return: ``{"message", "undo"}``; ``undo`` is what :meth:`undo` takes
        """
        tasks = self.exists()
        tasks.done = True
        return {
            "message": self.env._("Done: %s", ", ".join(tasks.mapped("name"))),
            "undo": {"ids": tasks.ids},
        }

    @asks(date=any_day)
    def action_schedule(self, date):
        """Give it a day: it becomes a reminder of Odoo's, of who does it.

        :param date: the day
        :return: as :meth:`action_done`
        :raises UserError: the day has passed, or is more than ten years ahead
        """
        only_one(self)
        today = fields.Date.context_today(self)
        day = check_coming_day(self.env, date, today, self.env._("Day of the reminder"))
        self.activity_id = self.env["mail.activity"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.partner_id.id,
                "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                "summary": self.name,
                "date_deadline": day,
                "user_id": (self._responsible() or self.env.user).id,
            }
        )
        self.done = True
        return {
            "message": self.env._(
                "%(task)s: reminder made for %(day)s.",
                task=self.name,
                day=in_near_date(self.env, day, weekday=True),
            ),
            "undo": {"ids": self.ids},
        }

    @api.model
    @asks(undo=a_dict)
    def undo(self, undo):
        """Take :meth:`action_done` or :meth:`action_schedule` back.

        :param undo: what it gave
        """
        tasks = self.browse(part(self.env, undo, "ids", ids)).exists()
        activities = tasks.activity_id.filtered("active")
        tasks.write({"done": False, "activity_id": False})
        activities.unlink()
        return True
