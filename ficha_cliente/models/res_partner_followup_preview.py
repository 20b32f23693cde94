from odoo import fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """Whom a follow-up rule holds for, as conditions: a list of a hundred thousand
    customers is then opened without sending their ids to the browser and back."""

    _inherit = "res.partner"

    followup_matching_rule_id = fields.Many2one(
        "ficha.followup.rule",
        string="Follow-up rule holds",
        compute="_compute_followup_preview",
        search="_search_followup_matching_rule_id",
        export_string_translation=False,
        help="Only to search by: the customers that a rule holds for now.",
    )
    followup_changing_rule_id = fields.Many2one(
        "ficha.followup.rule",
        string="Follow-up rule would change",
        compute="_compute_followup_preview",
        search="_search_followup_changing_rule_id",
        export_string_translation=False,
        help="Only to search by: the customers that would take a rule's colour now.",
    )

    def _compute_followup_preview(self):
        self.followup_matching_rule_id = False
        self.followup_changing_rule_id = False

    def _followup_preview_rules(self, value):
        rules = self.env["ficha.followup.rule"].with_context(active_test=True)
        rules = rules.browse(rule_id for rule_id in value if rule_id).exists()
        for rule in rules:
            rule._check_list_rights()
        return rules

    def _search_followup_matching_rule_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        rules = self._followup_preview_rules(value)
        return Domain.OR(
            Domain("id", "in", list(rule._matching_ids({}))) for rule in rules
        )

    def _search_followup_changing_rule_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        rules = self._followup_preview_rules(value)
        return Domain.OR(rule._changing_domain() for rule in rules)
