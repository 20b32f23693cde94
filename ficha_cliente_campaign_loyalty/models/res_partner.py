from odoo import api, fields, models

from odoo.addons.ficha_cliente.tools.groups import INTERNAL


class ResPartner(models.Model):
    _inherit = "res.partner"

    ficha_coupon_text = fields.Char(
        string="Coupon of the campaign",
        compute="_compute_ficha_coupon_text",
        groups=INTERNAL,
        help="What the customer is told of the coupon of the campaign they are in.",
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("company", "lang", "uid")
    def _compute_ficha_coupon_text(self):
        Member = self.env["ficha.campaign.member"]
        if self.env["loyalty.card"].has_access("read"):
            # sudo: who reads the coupons themselves reads whose they are
            Member = Member.sudo()
        members = Member.browse()
        if Member.has_access("read"):
            members = Member.search(
                [
                    ("partner_id", "in", self.commercial_partner_id.ids),
                    ("side", "=", "contacted"),
                    ("campaign_id.state", "in", ("launching", "running")),
                    ("campaign_id.date_end", ">=", fields.Date.context_today(self)),
                    ("company_id", "=", self.env.company.id),
                ],
                order="id",
            )
        having = members.filtered(lambda one: one._coupon_to_tell())
        told = {member.partner_id.id: member for member in having}
        for partner in self:
            member = told.get(partner.commercial_partner_id._origin.id)
            lang = partner.lang or self.env.lang
            partner.ficha_coupon_text = bool(member) and (
                member.with_context(lang=lang)._coupon_words()
            )

    @api.model
    def mail_allowed_qweb_expressions(self):
        """Extends mail's: whoever works on the mailing of a campaign may leave the code
        in it."""
        return (
            *super().mail_allowed_qweb_expressions(),
            "object.ficha_coupon_text",
        )
