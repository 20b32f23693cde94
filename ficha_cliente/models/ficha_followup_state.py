from odoo import api, fields, models

from ..tools.bounds import MOST_CADENCE, check_numbers
from ..tools.icons import STATE_ICONS


class FichaFollowupState(models.Model):
    """A colour with its meaning: how often to call, with which activity, in what words.

    Three come with the module; a company renames them, re-times them or adds its own.
    Several states may share one colour. States are common to all companies, because
    a customer shared by two companies has one colour.
    """

    _name = "ficha.followup.state"
    _description = "Follow-up state"
    _order = "sequence, id"

    name = fields.Char(
        required=True, translate=True, help="What the colour means, in your words."
    )
    color = fields.Selection(
        [("red", "Red"), ("yellow", "Yellow"), ("green", "Green")],
        string="Colour",
        required=True,
        default="yellow",
        help="Colour shown on the customer file. Its icon and its name always go "
        "with it, so that nobody depends on telling colours apart.",
    )
    icon = fields.Selection(
        STATE_ICONS,
        required=True,
        default="fa-bell",
        help="Shown beside the colour. Give each state a shape of its own.",
    )
    sequence = fields.Integer(default=10, help="Order of the columns, left to right.")
    cadence_days = fields.Integer(
        string="Contact every (working days)",
        default=5,
        help="Working days of the company's calendar from one contact to the next. "
        "0 means that no next contact is proposed.",
    )
    contact_at_once = fields.Boolean(
        string="First contact the same day",
        help="When a rule gives this colour, the first contact is due at once "
        "instead of after the cadence.",
    )
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        string="Activity",
        domain="[('res_model', 'in', (False, 'res.partner'))]",
        ondelete="set null",
        help="Type of the reminder that is created when the next contact is due.",
    )
    summary = fields.Char(
        string="Reminder text",
        translate=True,
        help="Title of the reminder. The reason of the colour is added to it.",
    )
    active = fields.Boolean(
        default=True, help="An archived state is no longer offered."
    )
    fold = fields.Boolean(
        string="Folded", help="The column of this state is folded in the kanban view."
    )

    _check_cadence = models.Constraint(
        "CHECK(cadence_days >= 0)",
        "The days between contacts of a follow-up state cannot be negative.",
    )

    @api.constrains("cadence_days")
    def _check_possible_cadence(self):
        check_numbers(self, 0, MOST_CADENCE, "cadence_days")
