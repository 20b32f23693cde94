from odoo import api, models
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.moments import in_zone
from odoo.addons.ficha_cliente.tools.query import query_refine


class FichaToday(models.AbstractModel):
    """Carts that customers we know left behind."""

    _inherit = "ficha.today"

    @api.model
    def _today_sections(self):
        """Extends _today_sections: carts, after the quotations that wait."""
        sections = {}
        for key, title in super()._today_sections().items():
            sections[key] = title
            if key == "waiting":
                sections["carts"] = self.env._("Carts left behind")
        return sections

    @api.model
    def _today_carts(self, day):
        """Carts of nobody who bought since."""
        return self._today_order_selects(
            day,
            "cart",
            self.env["sale.order"]._ficha_left_carts_domain(),
            moment=SQL("sale_order.date_order"),
            refine=lambda query, entity: query_refine(
                query,
                SQL(
                    """NOT EXISTS (
                        SELECT FROM sale_order AS later
                          JOIN res_partner AS buyer ON buyer.id = later.partner_id
                         WHERE buyer.commercial_partner_id = %s
                           AND later.state = 'sale'
                           AND later.date_order > sale_order.date_order)""",
                    entity,
                ),
            ),
        )

    @api.model
    def _today_text_cart(self, day, candidates):
        carts = self.env["sale.order"].browse(c.res_id for c in candidates)
        carts.fetch(["name"])
        counts = dict(
            self.env["sale.order.line"]._read_group(
                [("order_id", "in", carts.ids), ("display_type", "=", False)],
                ["order_id"],
                ["__count"],
            )
        )
        result = {}
        for candidate, cart in zip(candidates, carts, strict=True):
            left = in_zone(candidate.moment, self.env.tz).date()
            count = (day.today - left).days
            products = counts.get(cart, 0)
            result[cart.id] = {
                "reason": self.env._(
                    "cart %(name)s · %(ago)s · %(products)s",
                    name=cart.name,
                    ago=self._today_ago(count),
                    products=self.env._("1 product")
                    if products == 1
                    else self.env._("%s products", products),
                ),
                "short": self.env._("cart %s left behind", cart.name),
                "gestures": ["remind", "postpone", "done"],
                "open": self._today_open("sale.order", cart.id),
            }
        return result

    @api.model
    def _today_remind_cart(self, res_id):
        # the recovery e-mail of the shop, in the composer
        cart = self.env["sale.order"].browse(res_id)
        cart.check_access("write")
        return cart.action_recovery_email_send()
