from markupsafe import Markup

from odoo import fields, models
from odoo.tools import plaintext2html

from odoo.addons.ficha_cliente.tools.arguments import only_one
from odoo.addons.ficha_cliente.tools.by_hand import made_by_us

EMAIL = "email"


class FichaCampaign(models.Model):
    """Who is contacted by e-mail gets a mailing, and nobody a reminder to write it."""

    _inherit = "ficha.campaign"

    mailing_ids = fields.One2many(
        "mailing.mailing",
        "ficha_campaign_id",
        string="Mailings",
        readonly=True,
        copy=False,
        groups="mass_mailing.group_mass_mailing_user",
        help="What is sent to those who are contacted by e-mail: one mailing for each "
        "message.",
    )
    mailing_count = fields.Integer(
        string="Number of mailings",
        compute="_compute_mailing_count",
        help="How many mailings were made for it.",
    )

    def _compute_mailing_count(self):
        # sudo: how many, whoever may read them
        found = dict(
            self.env["mailing.mailing"]
            .sudo()
            ._read_group(
                [("ficha_campaign_id", "in", self.ids)],
                ["ficha_campaign_id"],
                ["__count"],
            )
        )
        for campaign in self:
            campaign.mailing_count = found.get(campaign._origin, 0)

    def _members_to_remind(self, members):
        """Extends the launch: who has an address and is written to gets the mailing."""
        members = super()._members_to_remind(members)
        return members.filtered(lambda one: not self._by_mailing(one))

    def _by_mailing(self, member):
        return (
            self.how == "contact"
            and member.channel_id.code == EMAIL
            and bool(member.partner_id.email_normalized)
            and bool((self.message or "").strip())
        )

    def _launched(self):
        """Extends the launch: the mailings, as drafts that somebody looks at."""
        result = super()._launched()
        # sudo: members of everybody, whoever launches
        members = self.sudo().member_ids.filtered(
            lambda one: one.side == "contacted" and self._by_mailing(one)
        )
        # sudo: whoever launches a campaign need not make mailings otherwise
        Mailing = made_by_us(self.env["mailing.mailing"])
        for variant, some in members.grouped("variant").items():
            domain = [
                (
                    "ficha_campaign_member_ids",
                    "any",
                    [
                        ("campaign_id", "=", self.id),
                        # one that waits to be sent reaches nobody after its end
                        ("campaign_id.state", "=", "running"),
                        ("side", "=", "contacted"),
                        ("channel_id", "=", some[:1].channel_id.id),
                        ("variant", "=", variant),
                    ],
                )
            ]
            text = Markup("<div>%s%s</div>") % (
                plaintext2html(self._message_of(some[:1])),
                self._told_apart(),
            )
            Mailing.create(
                {
                    # read by whoever makes mailings
                    "subject": self.env._("Campaign")
                    if self._is_personal()
                    else self.name,
                    "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                    "mailing_domain": str(domain),
                    "body_arch": text,
                    "body_html": text,
                    "user_id": (self.user_id or self.env.user).id,
                    "ficha_campaign_id": self.id,
                }
            )
        return result

    def _told_apart(self):
        """What of the mailing is each customer's own: filled when it is sent."""
        field = self._told_field()
        return Markup('<p t-out="object.%s"/>') % field if field else ""

    def action_view_mailings(self):
        """The mailings of the campaign.

        :return: window action
        """
        only_one(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "mailing.mailing",
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("ficha_campaign_id", "=", self.id)],
            "context": {"create": False},
        }
