from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.ficha_cliente.tools.groups import INTERNAL


class ResPartner(models.Model):
    """In which campaign a customer is, wherever they are shown in one line; and one in
    a click, from wherever customers are listed."""

    _inherit = "res.partner"

    ficha_campaign_member_ids = fields.One2many(
        "ficha.campaign.member",
        "partner_id",
        string="Campaigns",
        groups=INTERNAL,
        copy=False,
        prefetch="ficha_campaign",
        help="The campaigns in which they are or were, and what came of each.",
    )

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

    def _ficha_invoice_value(self, fname, company):
        """Extends the core's: a campaign may give a standing discount until its end.
        What is written on the file stays as it is, so there is nothing to put back;
        the bigger one of the two holds."""
        value = super()._ficha_invoice_value(fname, company)
        if fname not in ("standing_discount", "standing_discount_end") or not self:
            return value
        given = self.env["ficha.campaign.member"]._standing(
            self.commercial_partner_id, company
        )
        if not given:
            return value
        own = super()._ficha_invoice_value("standing_discount", company)
        if given[0] <= own:
            return value
        return given[fname == "standing_discount_end"]

    # -- gestures ------------------------------------------------------------------

    def action_ficha_campaign(self):
        """A campaign for these customers, still to be prepared.

        :return: window action
        """
        return self._ficha_new_campaign(self.env._("New campaign"))

    def _ficha_new_campaign(self, name, products=()):
        """The form of a campaign for these customers.

        :param products: what is offered
        :return: window action
        """
        entities = self.commercial_partner_id
        if not entities:
            raise UserError(
                self.env._("Choose the customers first, then make the campaign.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New campaign"),
            "res_model": "ficha.campaign",
            "views": [(False, "form")],
            "context": {
                "default_name": name,
                "default_domain": str([("id", "in", sorted(entities.ids))]),
                "default_product_ids": [product.id for product in products],
            },
        }
