from odoo import fields, models
from odoo.tools import SQL


class FichaCampaign(models.Model):
    """Customers who are in another campaign already: the one with the bigger discount
    may take them (:attr:`overlap`), and one whose launch is stopped gives them back."""

    _inherit = "ficha.campaign"

    def _holds_domain(self):
        """Members of campaigns that hold their customers now."""
        return [
            ("side", "in", ("contacted", "control", "free")),
            ("campaign_id.state", "in", ("launching", "running")),
            ("campaign_id.date_end", ">=", fields.Date.context_today(self)),
            ("campaign_id.company_id", "=", self.company_id.id),
        ]

    def _one_at_a_time(self):
        """Of two launches at the same moment neither would see whom the other one
        takes, and a customer would be in both. The second waits here, and is tried
        again with fresh eyes (Odoo's RPC layer and the scheduler do that with what
        another transaction has changed)."""
        self.env["ficha.campaign"].flush_model(["company_id", "state"])
        self.env.cr.execute(
            SQL(
                """UPDATE ficha_campaign SET write_date = write_date
                    WHERE id IN (SELECT id FROM ficha_campaign
                                  WHERE company_id = %s AND state <> 'done'
                                  ORDER BY id FOR NO KEY UPDATE)""",
                self.company_id.id,
            )
        )

    def _take_from_others(self, members):
        """Those who are in a campaign that offers less, and this one goes before it:
        they are out of that one, on whichever side they were."""
        if self.overlap != "best" or not members:
            return
        # sudo: a campaign of somebody else counts too
        theirs = members.sudo().search(
            [
                ("partner_id", "in", members.partner_id.ids),
                ("campaign_id", "!=", self.id),
                *self._holds_domain(),
            ]
        )
        # who had a reminder is to get one again, should they come back
        theirs.filtered(lambda one: one.activity_id.active).planned = False
        theirs._stop_contact()
        for side, some in theirs.grouped("side").items():
            some.write(
                {
                    "side": "left_out",
                    "left_out_reason": self._moved_here(),
                    "taken_by_id": self.id,
                    "taken_side": side,
                }
            )

    def _moved_here(self):
        """Why those are left out of another campaign whom this one has taken."""
        if self._is_personal():
            return self.env._("moved to another campaign")
        return self.env._("moved to the campaign “%s”", self.name)

    def _give_back(self):
        """The launch was stopped: whom it took from other campaigns is in those again,
        on the same side, and is reminded of again. Who is in a third campaign by now
        stays there."""
        # sudo: campaigns of somebody else, and who is left alone in them
        Member = self.env["ficha.campaign.member"].sudo()
        taken = Member.search([("taken_by_id", "=", self.id)])
        if not taken:
            return
        held = Member.search(
            [
                ("partner_id", "in", taken.partner_id.ids),
                ("campaign_id", "!=", self.id),
                *self._holds_domain(),
            ]
        )
        holder = {one.partner_id: one.campaign_id for one in held}
        away = taken.filtered(lambda one: one.partner_id in holder)
        for third, some in away.grouped(lambda one: holder[one.partner_id]).items():
            some.write(
                {"taken_by_id": third.id, "left_out_reason": third._moved_here()}
            )
        back = taken - away
        late = back.filtered(
            lambda one: one.taken_side == "free" and one.campaign_id.drawn
        )
        late.left_out_reason = self.env._(
            "in another campaign when the lots were drawn"
        )
        for side, some in (back - late).grouped("taken_side").items():
            some.write({"side": side, "left_out_reason": False})
        back.write({"taken_by_id": False, "taken_side": False})
        self._remind_again(back.filtered(lambda one: one.side == "contacted"))

    def _remind_again(self, members):
        """Those who came back to a running campaign and had a reminder in it. One that
        is still being launched makes it by itself."""
        today = fields.Date.context_today(self)
        for campaign, some in members.grouped("campaign_id").items():
            some = some.filtered(lambda one: not one.planned)
            if campaign.state != "running" or campaign.date_end < today or not some:
                continue
            # sudo: reminders are of that launch, in the name of who launched it
            campaign._as_launcher().sudo()._remind(some)
            some.planned = True
