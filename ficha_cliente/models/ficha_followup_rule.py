from odoo import fields, models


class FichaFollowupRule(models.Model):
    _name = "ficha.followup.rule"
    _description = "Follow-up rule"
    _order = "sequence, id"

    name = fields.Char(
        required=True, translate=True, help="How the rule is called in notes."
    )


class ResPartner(models.Model):
    _inherit = "res.partner"

    followup_rule_id = fields.Many2one(
        "ficha.followup.rule",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Rule that gave the colour, when it was not given by hand.",
    )
