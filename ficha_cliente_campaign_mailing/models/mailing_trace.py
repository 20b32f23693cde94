from odoo import api, models
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.moments import day_sql

NEWS = {
    "sent_datetime",
    "open_datetime",
    "links_click_datetime",
    "reply_datetime",
}


class MailingTrace(models.Model):
    """What became of a mailing is kept of the customer of the campaign, too."""

    _inherit = "mailing.trace"

    @api.model_create_multi
    def create(self, vals_list):
        """Extends mass_mailing's: traces that are made with news of theirs."""
        traces = super().create(vals_list)
        if any(NEWS & vals.keys() for vals in vals_list):
            traces._ficha_tell_campaigns()
        return traces

    def write(self, vals):
        """Extends mass_mailing's: sent, opened, clicked or answered."""
        result = super().write(vals)
        if NEWS & vals.keys():
            self._ficha_tell_campaigns()
        return result

    def _ficha_tell_campaigns(self):
        """Keep the first of each, of those who are contacted; one statement."""
        Member = self.env["ficha.campaign.member"]
        Member.flush_model()
        self.flush_model()
        self.env["mailing.mailing"].flush_model(["ficha_campaign_id"])
        self.env["ficha.campaign"].flush_model(["company_id"])
        # whoever sends and opens has no zone here, or another: the company's
        zone = SQL("COALESCE(calendar.tz, 'UTC')")
        self.env.cr.execute(
            SQL(
                """
                UPDATE ficha_campaign_member AS member
                   SET contacted_on = COALESCE(contacted_on, said.sent),
                       opened_on = COALESCE(opened_on, said.opened),
                       answered_on = COALESCE(answered_on, said.answered),
                       news_on = GREATEST(news_on, said.sent, said.opened,
                                          said.answered)
                  FROM (
                    SELECT mailing.ficha_campaign_id AS campaign_id,
                           partner.commercial_partner_id AS partner_id,
                           min(%(sent)s) AS sent, min(%(opened)s) AS opened,
                           min(%(answered)s) AS answered
                      FROM mailing_trace AS trace
                      JOIN mailing_mailing AS mailing
                        ON mailing.id = trace.mass_mailing_id
                      JOIN res_partner AS partner
                        ON partner.id = trace.ficha_partner_id
                      JOIN ficha_campaign AS campaign
                        ON campaign.id = mailing.ficha_campaign_id
                      JOIN res_company AS company ON company.id = campaign.company_id
                      LEFT JOIN resource_calendar AS calendar
                        ON calendar.id = company.resource_calendar_id
                     WHERE trace.id = ANY(%(traces)s)
                     GROUP BY 1, 2) AS said
                 WHERE member.campaign_id = said.campaign_id
                   AND member.partner_id = said.partner_id
                   AND member.side = 'contacted'
                """,
                sent=day_sql(SQL("trace.sent_datetime"), zone),
                opened=day_sql(
                    SQL("LEAST(trace.open_datetime, trace.links_click_datetime)"), zone
                ),
                answered=day_sql(SQL("trace.reply_datetime"), zone),
                traces=list(self.ids),
            )
        )
        Member.invalidate_model(
            ["contacted_on", "opened_on", "answered_on", "news_on", "step_text"],
            flush=False,
        )
