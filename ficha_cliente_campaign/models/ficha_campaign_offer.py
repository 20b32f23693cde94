from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.arguments import only_one
from odoo.addons.ficha_cliente.tools.bounds import MOST, check_numbers


class FichaCampaign(models.Model):
    """How it is offered: what they are told, in two ways to compare if one likes, and
    whether on a reminder or on their next quotation."""

    _inherit = "ficha.campaign"

    how = fields.Selection(
        [
            ("contact", "We contact them"),
            ("quotation", "On their next quotation"),
        ],
        string="How it is offered",
        required=True,
        default="contact",
        help="A reminder for who follows them up, or lines on the next quotation that "
        "is made for them, which can be taken out.",
    )
    message_b = fields.Text(
        string="Second message",
        help="Half of those who are contacted, by lot, are told this instead: the "
        "result says which of the two sold more.",
    )
    cost = fields.Monetary(
        string="What it costs",
        groups="ficha_cliente.group_ficha_manager",
        help="Printing, postage, hours: without the discounts, which are added up by "
        "themselves.",
    )

    @api.constrains("cost")
    def _check_cost(self):
        check_numbers(self, 0, MOST, "cost")

    def _check_launch(self):
        """Extends the launch: lines need a product."""
        result = super()._check_launch()
        if self.how == "quotation" and not self.product_ids:
            raise UserError(
                self.env._(
                    "“%s” is offered on quotations: choose the products that are put "
                    "on them.",
                    self.name,
                )
            )
        if (self.message_b or "").strip() and not (self.message or "").strip():
            raise UserError(
                self.env._(
                    "There is a second message and no first one: write both, or none "
                    "of them."
                )
            )
        return result

    # -- in whose campaign ------------------------------------------------------------

    @api.model
    def _holding(self, entity_ids, *conditions):
        """Members of running campaigns of the active company that are contacted.

        :param conditions: further terms
        :return: ``ficha.campaign.member``, as superuser
        """
        # sudo: what is offered is offered by whoever makes the document
        return (
            self.env["ficha.campaign.member"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", entity_ids),
                    ("side", "=", "contacted"),
                    ("campaign_id.state", "=", "running"),
                    ("campaign_id.date_end", ">=", fields.Date.context_today(self)),
                    ("company_id", "in", self.env.companies.ids),
                    *conditions,
                ]
            )
        )

    @api.model
    def _noted(self, interactions):
        """Something was said with customers: of those in a running campaign it is kept
        that they were contacted, or answered. One statement, whatever they are."""
        rows = [
            (
                one.commercial_partner_id.id,
                fields.Date.context_today(self, one.date),
                one.direction,
                one.company_id.id or None,
            )
            for one in interactions
            if one.commercial_partner_id and one.kind != "refusal"
        ]
        if not rows:
            return
        Member = self.env["ficha.campaign.member"]
        Member.flush_model()
        self.env["ficha.campaign"].flush_model(["state", "launched_on", "date_end"])
        partners, days, directions, companies = map(list, zip(*rows, strict=True))
        self.env.cr.execute(
            SQL(
                """
                UPDATE ficha_campaign_member AS member
                   SET contacted_on = COALESCE(contacted_on, said.day),
                       answered_on = CASE WHEN said.answered
                                          THEN COALESCE(answered_on, said.day)
                                          ELSE answered_on END,
                       news_on = GREATEST(news_on, said.day)
                  FROM (
                    SELECT partner_id, company_id, max(day) AS day,
                           bool_or(direction = 'in') AS answered
                      FROM unnest(%s::int[], %s::date[], %s::text[], %s::int[])
                           AS row (partner_id, day, direction, company_id)
                     GROUP BY 1, 2) AS said, ficha_campaign AS campaign
                 WHERE member.partner_id = said.partner_id
                   AND member.side = 'contacted'
                   AND campaign.id = member.campaign_id
                   AND campaign.state = 'running'
                   AND COALESCE(said.company_id, campaign.company_id)
                       = campaign.company_id
                   AND said.day BETWEEN campaign.launched_on AND campaign.date_end
                """,
                partners,
                days,
                directions,
                companies,
            )
        )
        Member.invalidate_model(
            ["contacted_on", "answered_on", "news_on", "step_text"], flush=False
        )

    def action_view_results(self):
        """What it brought, by person, channel and message.

        :return: window action
        """
        only_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ficha_cliente_campaign.action_ficha_campaign_report"
        )
        return action | {
            "name": self.name,
            "display_name": self.name,
            "domain": [("campaign_id", "=", self.id)],
        }
