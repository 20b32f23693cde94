from odoo import Command, api, fields, models


class SaleOrder(models.Model):
    """A quotation for a customer of a campaign: what is offered is on it, and what they
    take is what they accepted."""

    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        """Extends sale's: lines of the campaigns that are offered on the next
        quotation."""
        orders = super().create(vals_list)
        orders._ficha_offer_campaigns()
        return orders

    def _action_confirm(self):
        """Extends sale's: who orders what is offered has accepted it."""
        result = super()._action_confirm()
        self._ficha_campaigns_accepted()
        return result

    def _ficha_offer_campaigns(self):
        # what customers make themselves is theirs, and so is what comes from outside
        drafts = self.filtered(lambda one: one.state == "draft" and one.partner_id)
        if not drafts or self.env.user.share or self.env.context.get("import_file"):
            return
        Campaign = self.env["ficha.campaign"]
        entities = drafts.partner_id.commercial_partner_id
        members = Campaign.with_context(
            allowed_company_ids=drafts.company_id.ids
        )._holding(
            entities.ids,
            ("campaign_id.how", "=", "quotation"),
            ("outcome", "=", False),
        )
        for member in members:
            order = drafts.filtered(
                lambda one, m=member: (
                    one.partner_id.commercial_partner_id == m.partner_id
                    and one.company_id == m.company_id
                )
            )[:1]
            if order:
                order._ficha_offer(member)

    def _ficha_offer(self, member):
        """Add what a campaign offers to a quotation."""
        company, entity = self.company_id, member.partner_id
        products = member.campaign_id.product_ids - self.order_line.product_id
        refused = self.env["ficha.interaction"]._refused_products(entity, company)
        refused = refused.get(entity.id, ())
        products = products.browse(
            [
                product.id
                for product in entity._ficha_may_buy(products, company)
                if product.id not in refused
            ]
        ).with_env(self.env)
        if not products:
            return
        # how much they usually take is for who may see what they bought
        seen = entity.with_env(self.env).with_company(company)._ficha_buyers_seen()
        quantities = seen._ficha_usual_quantities(
            company, products, fields.Date.context_today(self)
        )
        self.write(
            {
                "order_line": [
                    Command.create(
                        self._ficha_suggestion_line(
                            product, quantities.get((entity.id, product.id), 1.0)
                        )
                    )
                    for product in products
                ]
            }
        )
        member.write({"outcome": "offered", "order_id": self.id})

    def _ficha_campaigns_accepted(self):
        entities = self.partner_id.commercial_partner_id
        if not entities:
            return
        members = (
            self.env["ficha.campaign"]
            .with_context(allowed_company_ids=self.company_id.ids)
            ._holding(entities.ids, ("outcome", "not in", ("accepted", "refused")))
        )
        for member in members:
            for order in self:
                # sudo: only which they are, as those of the campaign
                taken = (
                    member.campaign_id.product_ids
                    & order.order_line.filtered(
                        lambda line: line.product_uom_qty > 0
                    ).product_id.sudo()
                )
                if (
                    taken
                    and order.company_id == member.company_id
                    and order.partner_id.commercial_partner_id == member.partner_id
                ):
                    member.write({"outcome": "accepted", "order_id": order.id})
                    break

    # -- what was proposed -----------------------------------------------------

    def _ficha_takes_suggestions(self):
        # EXTENDS ours
        return self.state in ("draft", "sent")

    def _ficha_suggestion_line(self, product, quantity):
        # EXTENDS ours: a quotation calls it otherwise
        return {"product_id": product.id, "product_uom_qty": quantity}
