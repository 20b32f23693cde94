from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.moments import in_zone
from odoo.addons.ficha_cliente.tools.query import query_refine

# Days during which somebody who was only written down asks for a first step; who has
# shown interest asks for one until there is one.
NEW_DAYS = 30

RANK = """CASE res_partner.ficha_lifecycle
          WHEN 'lead' THEN 0 WHEN 'prospect' THEN 1 ELSE 2 END"""


class FichaToday(models.AbstractModel):
    """Potential customers with whom nothing is planned: nobody is forgotten between
    being written down and buying."""

    _inherit = "ficha.today"

    @api.model
    def _today_sections(self):
        """Extends ours: before what is to be decided."""
        sections = {}
        for key, title in super()._today_sections().items():
            if key == "decide":
                sections["prospects"] = self.env._("Potential customers: no next step")
            sections[key] = title
        return sections

    @api.model
    def _today_prospects(self, day):
        """Those who do not buy yet and have no next step: no activity or meeting to
        come, nothing to do for them, no colour, no next contact, and no answer of
        theirs that we wait for."""
        fresh = day.begin - timedelta(days=NEW_DAYS)
        query = self._today_customers(
            day,
            self._today_not_contacted_domain(day)
            & Domain("next_contact_date", "=", False)
            & Domain("awaiting_reply_since", "=", False)
            & Domain("followup_state_id", "=", False)
            & Domain("partner_share", "=", True)
            & (
                Domain("ficha_lifecycle", "in", ("lead", "prospect"))
                | (
                    Domain("ficha_lifecycle", "=", "suspect")
                    & Domain("create_date", ">=", fresh)
                )
            ),
        )
        query_refine(
            query,
            SQL(
                """NOT EXISTS (
                    SELECT 1
                      FROM res_partner one
                      JOIN mail_activity planned
                        ON planned.res_model = 'res.partner'
                       AND planned.res_id = one.id AND planned.active
                     WHERE one.commercial_partner_id = res_partner.id)
                   AND NOT EXISTS (
                    SELECT 1
                      FROM res_partner one
                      JOIN calendar_event_res_partner_rel guest
                        ON guest.res_partner_id = one.id
                      JOIN calendar_event meeting
                        ON meeting.id = guest.calendar_event_id
                     WHERE one.commercial_partner_id = res_partner.id
                       AND meeting.active AND meeting.start >= %s)
                   AND NOT EXISTS (
                    SELECT 1 FROM ficha_task task
                     WHERE task.partner_id = res_partner.id AND task.done IS NOT TRUE)
                """,
                day.begin,
            ),
        )
        return [
            self._today_select(
                "prospect",
                query,
                SQL("res_partner.id"),
                SQL("res_partner.id"),
                rank=SQL(RANK),
                moment=SQL("res_partner.create_date"),
            )
        ]

    @api.model
    def _today_text_prospect(self, day, candidates):
        partners = self.env["res.partner"].browse(c.res_id for c in candidates)
        partners.fetch(["ficha_lifecycle", "ficha_acquisition", "create_date"])
        labels = {
            name: dict(partners._fields[name]._description_selection(self.env))
            for name in ("ficha_lifecycle", "ficha_acquisition")
        }
        result = {}
        for partner in partners:
            made = in_zone(partner.create_date, self.env.tz).date()
            parts = [
                labels["ficha_acquisition"].get(partner.ficha_acquisition),
                self._today_ago((day.today - made).days),
            ]
            result[partner.id] = {
                "what": labels["ficha_lifecycle"].get(partner.ficha_lifecycle),
                "reason": " · ".join(filter(None, parts)),
                "short": "",
                "gestures": ["log", "postpone"],
            }
        return result
