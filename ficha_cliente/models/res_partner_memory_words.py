from odoo import models
from odoo.fields import Domain


class ResPartner(models.Model):
    """The lists behind the figures that come from the purchase history."""

    _inherit = "res.partner"

    def action_view_purchase_history(self):
        """Open the purchase history of this customer in the companies switched on.

        :return: window action
        """
        self.ensure_one()
        entity = self.commercial_partner_id
        rows = self.env["ficha.purchase.summary"].search(
            Domain("partner_id", "=", entity.id) & self._purchase_history_domain()
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ficha_cliente.action_ficha_purchase_summary"
        )
        action["domain"] = [("id", "in", rows.ids)]
        action["context"] = {}
        action["display_name"] = self.env._(
            "Purchase history of %s", entity.display_name
        )
        return action

    def action_view_segment(self):
        """Open the customers of the same value and segment as this one.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ficha_cliente.action_ficha"
        )
        labels = self._fields["rfm_segment"]._description_selection(self.env)
        action["domain"] = [
            # one line for each customer, not for each of their contacts
            "|",
            ("is_company", "=", True),
            ("parent_id", "=", False),
            ("rfm_segment", "=", self.rfm_segment),
            ("value_tier", "=", self.value_tier),
        ]
        name = dict(labels).get(self.rfm_segment) or self.env._("No segment yet")
        action["display_name"] = " · ".join(
            filter(None, [(self.value_tier or "").upper(), name])
        )
        return action
