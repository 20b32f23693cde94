from odoo import models


class ResPartner(models.Model):
    """In which campaign a customer is, wherever they are shown in one line."""

    _inherit = "res.partner"

    def _ficha_strip_facts(self):
        """Extends ours: the campaign."""
        facts = super()._ficha_strip_facts()
        Member = self.env["ficha.campaign.member"]
        if Member.has_access("read"):
            for entity_id, names in Member._running(self).items():
                facts[entity_id].append(
                    {
                        "key": "campaign",
                        "icon": "fa-bullhorn",
                        "text": self.env._("In a campaign: %s", ", ".join(names)),
                    }
                )
        return facts
