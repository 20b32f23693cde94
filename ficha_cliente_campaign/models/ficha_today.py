from odoo import api, fields, models

#: So many products of each list are told before a call.
TOLD = 2


class FichaToday(models.AbstractModel):
    """What to propose to a customer, before calling them."""

    _inherit = "ficha.today"

    @api.model
    def _today_say(self, day, partners):
        """Extends ours: the campaign they are in with what to say in it, and what to
        propose."""
        said = super()._today_say(day, partners)
        self._today_say_campaigns(said, partners)
        for partner_id, lists in partners._ficha_suggestions().items():
            for key in ("own", "new"):
                for line in lists[key]["lines"][:TOLD]:
                    if key == "own" and line["state"] not in ("due", "stopped"):
                        continue
                    said[partner_id].append(
                        {
                            "key": f"propose_{key}",
                            "text": self.env._("Propose: %s", line["name"]),
                            "detail": line["reason"],
                            "open": False,
                        }
                    )
        return said

    @api.model
    def _today_say_campaigns(self, said, partners):
        Member = self.env["ficha.campaign.member"]
        if not Member.has_access("read"):
            return
        members = Member.search(
            [
                ("partner_id", "in", partners.ids),
                ("side", "=", "contacted"),
                ("outcome", "in", (False, "unreached")),
                ("campaign_id.state", "=", "running"),
                ("campaign_id.date_end", ">=", fields.Date.context_today(self)),
                ("company_id", "in", self.env.companies.ids),
            ]
        )
        for member in members:
            campaign = member.campaign_id
            # sudo: the names of what is offered
            products = campaign.sudo().product_ids
            names = ", ".join(products.mapped("display_name"))
            if member.discount and names:
                names = self.env._(
                    "%(products)s, with up to %(discount)g %%",
                    products=names,
                    discount=member.discount,
                )
            said[member.partner_id.id].insert(
                0,
                {
                    "key": "campaign",
                    "text": self.env._("Campaign: %s", member._shown_name()),
                    "detail": " · ".join(
                        filter(None, (campaign._message_of(member), names))
                    ),
                    "open": self._today_open("ficha.campaign", campaign.id),
                },
            )
