import sys

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.arguments import only_one

COLOURS = "ficha_cliente.ir_cron_followup_colors"
AT_ONCE = 1000  # customers whose colour may change while the person waits


class FichaFollowupRule(models.Model):
    """What a rule would do, before it is switched on; and switching it on."""

    _inherit = "ficha.followup.rule"

    match_count = fields.Integer(
        compute="_compute_match_count",
        string="Holds for",
        help="Customers the rule holds for today, whatever colour they have.",
    )
    change_count = fields.Integer(
        compute="_compute_match_count",
        string="Would change",
        help="Customers that would take this rule's colour and reason now, if it were "
        "on: those it holds for, without the ones that a rule further up decides, "
        "whose colour was given by hand, or who have it from this rule already.",
    )
    # -- how many -------------------------------------------------------------------

    @api.model
    def _preview_fields(self):
        """Fields of a rule on which depends whom it holds for."""
        return ["kind", "days", "domain", "company_id", "state_id", "sequence"]

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends(lambda self: self._preview_fields())
    def _compute_match_count(self):
        found = {}
        # the list of rules shows those that are off, but no archived customers
        for rule in self.with_context(active_test=True):
            rule.match_count = len(rule._matching_ids(found))
            rule.change_count = self.env["res.partner"].search_count(
                rule._changing_domain(found)
            )

    def _matching_ids(self, found):
        """Ids of the customers the rule holds for that the reader may see.

        :param dict found: what was found already, by rule; is added to
        """
        if self not in found:
            ids = list(self._matching()) if self.kind else []
            found[self] = set(
                self.env["res.partner"]._search(Domain("id", "in", ids)) if ids else []
            )
        return found[self]

    def _changing_domain(self, found=None):
        """The customers that would take this rule's colour and reason now.

        :param dict found: see :meth:`_matching_ids`
        :return: ``Domain`` on ``res.partner``
        """
        self.ensure_one()
        found = {} if found is None else found
        mine = set(self._matching_ids(found))
        position = (self.sequence, self._origin.id or sys.maxsize)
        # a handful of configuration records
        for other in self.search([]):  # pylint: disable=no-search-all
            if mine and (other.sequence, other.id) < position:
                mine -= other._matching_ids(found)
        domain = Domain("id", "in", list(mine)) & Domain(
            "followup_mode", "=", "automatic"
        )
        if self._origin:
            domain &= Domain("followup_rule_id", "!=", self._origin.id) | Domain(
                "followup_state_id", "!=", self.state_id._origin.id
            )
        return domain

    # -- the lists behind the numbers -----------------------------------------------

    def _action_customers(self, fname, name):
        self.ensure_one()
        self._check_list_rights()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ficha_cliente.action_ficha"
        )
        action["domain"] = [(fname, "=", self.id)]
        action["display_name"] = name
        return action

    def _check_list_rights(self):
        """Whether the reader may see whom the rule holds for: who may read what its
        condition reads. Kinds that speak of personal data extend it.

        :raises AccessError: with the reason
        """
        self._check_condition_read({})

    def action_open_matching(self):
        """Open the customers the rule holds for now.

        :return: window action
        """
        only_one(self)
        return self._action_customers("followup_matching_rule_id", self.name)

    def action_open_changing(self):
        """Open the customers that would take this rule's colour now.

        :return: window action
        """
        only_one(self)
        return self._action_customers(
            "followup_changing_rule_id",
            self.env._("%s: would change", self.name),
        )

    # -- switching on and off ---------------------------------------------------------

    def write(self, vals):
        """Extends write: a rule that is switched on or off acts at once, or, when it
        touches more than a thousand customers, in the next minutes."""
        switched = self.browse()
        if "active" in vals:
            switched = self.filtered(lambda rule: rule.active != bool(vals["active"]))
        result = super().write(vals)
        if switched and self.env.registry.ready:
            switched._apply_switch()
        return result

    def action_switch(self):
        """Switch the rule on, or off, and say what happens.

        :return: client action with a notification
        """
        only_one(self)
        self.active = not self.active
        waiting = self._switch_touches()
        if waiting:
            message = (
                self.env._("1 customer file will change in the next few minutes.")
                if len(waiting) == 1
                else self.env._(
                    "%s customer files will change in the next few minutes.",
                    len(waiting),
                )
            )
        elif self.active:
            message = self.env._("The rule is on, and the colours are up to date.")
        else:
            message = self.env._("The rule is off, and the colours are up to date.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _switch_touches(self):
        """Customers whose colour does not agree with these rules being on or off."""
        # sudo: the rule acts on every customer, whoever switches it
        rules = self.sudo().with_context(active_test=True)
        partners = rules.env["res.partner"].search(
            Domain("followup_mode", "=", "automatic")
            & Domain(
                "followup_rule_id", "in", rules.filtered(lambda r: not r.active).ids
            )
        )
        found = {}
        for rule in rules.filtered("active"):
            partners |= partners.search(rule._changing_domain(found))
        return partners

    def _apply_switch(self):
        partners = self._switch_touches()
        if len(partners) <= AT_ONCE:
            partners._followup_evaluate()
        else:
            # those looked at already are looked at again too
            self.env["ficha.batch.place"]._forget(COLOURS)
            # sudo: managers of customer files do not manage scheduled actions
            self.env.ref(COLOURS).sudo()._trigger()
