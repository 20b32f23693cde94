from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.ficha_cliente.tools.arguments import a_text, asks, maybe
from odoo.addons.ficha_cliente.tools.bounds import check_days
from odoo.addons.ficha_cliente.tools.moments import in_zone


class FichaInteraction(models.Model):
    """The life of a complaint: open, solved, perhaps open again.

    Opening and solving let the rules decide the customer's colour anew.
    """

    _inherit = "ficha.interaction"

    complaint_state = fields.Selection(
        [("open", "Open"), ("solved", "Solved")],
        string="Complaint",
        compute="_compute_complaint_state",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        copy=False,
        help="Whether the complaint has been solved. Empty for other kinds of "
        "interaction.",
    )
    solved_on = fields.Datetime(
        string="Solved on", copy=False, help="When the complaint was solved."
    )
    solve_days = fields.Float(
        string="Days to solve",
        compute="_compute_solve_days",
        store=True,
        precompute=True,
        digits=(16, 1),
        aggregator="avg",
        help="Days it took to solve the complaint. Open ones do not count in averages.",
    )
    solution = fields.Text(
        tracking=True, copy=False, help="What was done to solve the complaint."
    )

    _open_complaint_idx = models.Index(
        "(commercial_partner_id) WHERE complaint_state = 'open'"
    )

    complaint_text = fields.Char(
        string="How long",
        compute="_compute_complaint_text",
        help="How long the complaint has been open, or how long it took to solve.",
    )

    @api.depends("complaint_state", "date", "solved_on")
    @api.depends_context("lang", "tz")
    def _compute_complaint_text(self):
        today = fields.Date.context_today(self)
        for interaction in self:
            words = False
            if interaction.complaint_state == "solved" and interaction.date:
                words = interaction._days_text(
                    interaction._day_of(interaction.solved_on or interaction.date),
                    self.env._("Solved the same day"),
                    self.env._("Solved in 1 day"),
                    self.env._("Solved in %s days"),
                )
            elif interaction.complaint_state == "open" and interaction.date:
                words = interaction._days_text(
                    today,
                    self.env._("Open since today"),
                    self.env._("Open for 1 day"),
                    self.env._("Open for %s days"),
                )
            interaction.complaint_text = words

    def _day_of(self, moment):
        """The day of a moment, where the reader is."""
        return in_zone(moment, self.env.tz).date()

    def _days_text(self, end, none, one, many):
        """How many days after the complaint this day is, counted by the calendar, as
        Hoy and the reasons of colours count them."""
        days = (end - self._day_of(self.date)).days
        return many % days if days > 1 else one if days == 1 else none

    @api.depends("kind")
    def _compute_complaint_state(self):
        for interaction in self:
            if interaction.kind != "complaint":
                interaction.complaint_state = False
            else:
                interaction.complaint_state = interaction.complaint_state or "open"

    @api.depends("date", "solved_on")
    def _compute_solve_days(self):
        for interaction in self:
            taken = interaction.solved_on and interaction.solved_on - interaction.date
            interaction.solve_days = taken.total_seconds() / 86400 if taken else 0

    @api.constrains("kind", "complaint_state")
    def _check_complaint_state(self):
        for interaction in self:
            if interaction.complaint_state and interaction.kind != "complaint":
                raise ValidationError(
                    self.env._(
                        "“Complaint”: only complaints are open or solved. Choose "
                        "the kind “Complaint” or leave it empty."
                    )
                )

    @api.constrains("date", "solved_on")
    def _check_solved_on(self):
        check_days(self, "date", "solved_on")
        for interaction in self:
            if interaction.solved_on and interaction.solved_on < interaction.date:
                raise ValidationError(
                    self.env._(
                        "“Solved on” is before the complaint was made. Choose the same "
                        "moment or a later one."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Extends create: a complaint entered as solved has its date of solution."""
        now = fields.Datetime.now()
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            if vals.get("complaint_state") == "solved" and not vals.get("solved_on"):
                vals["solved_on"] = max(
                    now, fields.Datetime.to_datetime(vals.get("date")) or now
                )
        return super().create(vals_list)

    def write(self, vals):
        """Extends write: whoever moves a complaint to solved, by the button, on the
        board or over RPC, solves it now; what is open again was not solved."""
        before = {i.id: i.complaint_state for i in self}
        result = super().write(vals)
        changed = self.filtered(lambda i: i.complaint_state != before[i.id])
        if not changed:
            return result
        now = fields.Datetime.now()
        for interaction in changed:
            if interaction.complaint_state == "solved":
                interaction.solved_on = interaction.solved_on or max(
                    now, interaction.date
                )
            elif interaction.solved_on:
                interaction.solved_on = False
        changed.filtered(lambda i: i.complaint_state == "solved").action_replied()
        changed.partner_id._followup_evaluate()
        return result

    def _mail_track(self, tracked_fields, initial_values):
        """Extends mail's: what was done about a private complaint is not kept once more
        among the changes, which administrators read."""
        if self.private:
            tracked_fields = {
                name: field
                for name, field in tracked_fields.items()
                if name != "solution"
            }
        return super()._mail_track(tracked_fields, initial_values)

    def _withdraw_words(self):
        """Extends ours: nor is it left there."""
        # sudo: as above, and only administrators read the model
        values = self.env["mail.tracking.value"].sudo()
        values.search(
            [
                ("field_id.model", "=", self._name),
                ("field_id.name", "=", "solution"),
                ("mail_message_id.model", "=", self._name),
                ("mail_message_id.res_id", "in", self.ids),
            ]
        ).unlink()
        return super()._withdraw_words()

    @asks(solution=maybe(a_text))
    def action_solve(self, solution=None):
        """Solve these complaints.

        :param solution: what was done; without it, and where none is written down
            yet, the small dialog asks for it
        :return: True, or the window action of that dialog
        """
        complaints = self.filtered(lambda i: i.complaint_state == "open")
        if solution:
            complaints.solution = solution
        missing = complaints.filtered(lambda i: not i.solution)
        (complaints - missing).complaint_state = "solved"
        if not missing:
            return True
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What was done?"),
            "res_model": self._name,
            "res_id": missing[0].id,
            "views": [
                (
                    self.env.ref(
                        "ficha_cliente_history.ficha_interaction_view_form_solve"
                    ).id,
                    "form",
                )
            ],
            "target": "new",
            "context": {"dialog_size": "medium"},
        }

    def action_reopen(self):
        """Open solved complaints again. What had been done stays written down.

        :return: True
        """
        self.filtered(lambda i: i.complaint_state == "solved").complaint_state = "open"
        return True
