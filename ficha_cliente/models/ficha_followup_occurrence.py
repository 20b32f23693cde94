from odoo import fields, models


class FichaFollowupOccurrence(models.Model):
    """What a plan has already prepared: one row for each day of its rule.

    The row stays when somebody deletes or moves the activity or the event, so that
    the same visit is not prepared again. It hangs on the plan and not on the customer:
    merging customers moves the plans and touches nothing here.
    """

    _name = "ficha.followup.occurrence"
    _description = "Prepared occurrence of a planned contact"
    _order = "date"
    _rec_name = "date"

    plan_id = fields.Many2one(
        "ficha.followup.plan",
        required=True,
        index=True,
        ondelete="cascade",
        help="Plan it belongs to.",
    )
    date = fields.Date(required=True, help="Day by the rule of the plan.")
    planned_date = fields.Date(
        required=True, help="Day it was prepared for, after moving it off holidays."
    )
    activity_id = fields.Many2one(
        "mail.activity",
        index="btree_not_null",
        ondelete="set null",
        help="Activity that was prepared.",
    )

    _plan_date_uniq = models.UniqueIndex(
        "(plan_id, date)", "This day of the plan has already been prepared."
    )
