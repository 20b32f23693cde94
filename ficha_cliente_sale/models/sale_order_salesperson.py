"""Quotations and orders teach who sells to a customer, as invoices do (decision D5)."""

from markupsafe import Markup

from odoo import models

from odoo.addons.ficha_cliente.tools.words import document_link


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _ficha_teach_salesperson(self):
        """Whose these quotations and orders are sells to their customers: where the
        customer file names nobody it is filled in and noted, where it names somebody
        else a change is proposed.

        The number of queries depends on the salespeople learned and not on the orders.
        """
        fill, propose = {}, []
        for order in self.sorted(lambda order: (order.date_order, order.id)):
            seller = order.user_id
            if not seller or seller.share or not seller.active:
                continue
            # sudo: who sells need not be allowed to read all of the customer
            contact = order.partner_id.sudo()
            entity = contact.commercial_partner_id
            known = contact.user_id or entity.user_id
            if entity in fill:
                known = fill[entity].user_id
            if known == seller:
                continue
            # sudo: a setting of the company
            may_fill = order.company_id.sudo().ficha_writeback == "fill"
            if not known and may_fill:
                fill[entity] = order
            elif not known or not order._ficha_salesperson_by_itself():
                propose.append((entity, order))
        if fill:
            self._ficha_fill_salesperson(fill)
        if propose:
            field = self.env["res.partner"]._fields["user_id"]
            # sudo: who sells need not be allowed to see proposals
            self.env["ficha.proposal"].sudo()._propose_batch(
                [
                    (
                        entity.sudo(False),
                        order.company_id,
                        field,
                        order.user_id.id,
                        order,
                    )
                    for entity, order in propose
                ],
                "order",
            )

    def _ficha_salesperson_by_itself(self):
        """Hook: whether the salesperson of this order was chosen by no person, so that
        it says nothing against the customer file. That of the shop is the website's."""
        self.ensure_one()
        return False

    def _ficha_fill_salesperson(self, fill):
        """Write the salesperson into customer files that have none, and say so.

        :param dict fill: ``{customer: order}``
        """
        label = self.env["res.partner"]._fields["user_id"]._description_string(self.env)
        heading = self.env._("Learned from %s:", "{}")
        before, _sep, after = heading.partition("{}")
        # sudo: who sells need not be allowed to write contacts; nothing but the
        # salesperson and its note is written, and of colleagues only the name is told
        customers = self.env["res.partner"].sudo()
        by_seller, bodies = {}, {}
        for entity, order in fill.items():
            mine = by_seller.setdefault(order.user_id, customers)
            by_seller[order.user_id] = mine | entity
            bodies[entity.id] = Markup("%s%s%s<ul><li><b>%s</b>: %s</li></ul>") % (
                before,
                document_link(order, self.env),
                after,
                label,
                order.user_id.sudo().name,  # sudo: just the name
            )
        for seller, entities in by_seller.items():
            # sudo: only an empty salesperson is written, with what is on the order; the
            # note below says it, so none comes from the tracking
            entities.with_context(mail_notrack=True).user_id = seller
        origins = self.env["ficha.value.origin"]
        for entity, order in fill.items():
            origins._note(entity, ["user_id"], "order", record=order)
        customers.browse(bodies)._message_log_batch(bodies)
