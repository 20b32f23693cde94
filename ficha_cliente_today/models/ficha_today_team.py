from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .ficha_today import NOT_WAITING


class FichaToday(models.AbstractModel):
    """Whose day may be seen, and how much there is to do in the team."""

    _inherit = "ficha.today"

    @api.model
    def _today_sees_everybody(self):
        """Whether the user may look at other people's day: managers may, and everybody
        where each of the companies that are switched on says so."""
        if self.env.user.has_group("ficha_cliente.group_ficha_manager"):
            return True
        # sudo: a setting of the companies, read to know what may be seen
        return all(
            company.ficha_today_everybody for company in self.env.companies.sudo()
        )

    @api.model
    def _today_has_customers(self):
        """Whether the user is in charge of any customer."""
        own = self._today_responsible_domain(self.env.user)
        somebody = Domain("partner_share", "=", True)
        return bool(self.env["res.partner"].search_count(own & somebody, limit=1))

    @api.model
    def _today_none_mine(self, waiting):
        """What is said to who looks at everybody's day because there is none of theirs.

        :param waiting: how many customers wait
        """
        if not waiting or self._today_has_customers():
            return ""
        return self.env._(
            "None is yours; %s of the team are waiting. Take one with the hand beside "
            "it.",
            waiting,
        )

    @api.model
    @api.readonly
    def get_team(self):
        """How many customers wait in the whole team: asked for once the page is there.

        :return: number; False for who may not see it
        :raise AccessError: not a user of customer files
        """
        self._today_day("mine", None)
        if not self._today_sees_everybody():
            return False
        sections = list(self._today_sections())
        apart = [sections.index(key) for key in NOT_WAITING if key in sections]
        with self._planned_for_memory():
            ((count,),) = self.env.execute_query(
                SQL(
                    """SELECT count(*) FROM (
                           SELECT min(section) AS section FROM (%s) candidate
                            GROUP BY partner_id) strongest
                        WHERE section <> ALL(%s)""",
                    self._today_candidates(self._today_day("all", None)),
                    apart,
                )
            )
        return count

    @api.model
    def _today_line_person(self, day, partner):
        """Whose customer a line is, where it is not one's own day.

        :return: dict: ``who``, and ``take`` where one may take it
        """
        if day.user == self.env.user:
            return {"who": "", "take": False}
        person = partner._followup_responsible()
        return {"who": person.name or "", "take": person != self.env.user}
