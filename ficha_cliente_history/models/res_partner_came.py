from odoo import api, models
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.moments import day_sql


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _ficha_came_to_us_sql(self):
        """Extends the core's: they wrote, called or came, as it was noted in this
        company: the day is told, and it is no consent to another."""
        Interaction = self.env["ficha.interaction"]
        Interaction.flush_model(
            ["commercial_partner_id", "direction", "date", "company_id"]
        )
        return [
            *super()._ficha_came_to_us_sql(),
            SQL(
                """SELECT commercial_partner_id, %s FROM ficha_interaction
                    WHERE direction = 'in'
                      AND (company_id IS NULL OR company_id = %s)""",
                day_sql(SQL("date"), self.env.tz),
                self.env.company.id,
            ),
        ]
