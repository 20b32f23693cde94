from odoo import models
from odoo.tools import SQL


class FichaCampaignReport(models.Model):
    _inherit = "ficha.campaign.report"
    _depends = {
        "loyalty.card": ["partner_id", "program_id"],
        "loyalty.program": ["ficha_campaign_id"],
        "sale.order": ["currency_rate", "state"],
        "sale.order.line": ["coupon_id", "order_id", "price_subtotal"],
    }

    def _given_sql(self, lines):
        """Extends ours: what was taken off with coupons."""
        return SQL(
            """%s
            UNION ALL
               SELECT member.id,
                      -sum(line.price_subtotal / COALESCE(NULLIF(
                          sale.currency_rate, 0), 1))::float AS amount
                 FROM member
                 JOIN loyalty_program AS program
                   ON program.ficha_campaign_id = member.campaign_id
                 JOIN loyalty_card AS card ON card.program_id = program.id
                 JOIN res_partner AS holder
                   ON holder.id = card.partner_id
                  AND holder.commercial_partner_id = member.partner_id
                 JOIN sale_order_line AS line ON line.coupon_id = card.id
                 JOIN sale_order AS sale ON sale.id = line.order_id
                WHERE sale.state = 'sale'
                GROUP BY 1""",
            super()._given_sql(lines),
        )
