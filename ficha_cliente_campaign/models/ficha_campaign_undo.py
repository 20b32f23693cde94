from odoo import fields, models
from odoo.exceptions import UserError

from .ficha_campaign_launch import CRON


class FichaCampaign(models.Model):
    """Ending a campaign answers, and can be undone as every gesture."""

    _inherit = "ficha.campaign"

    def action_end(self):
        """Extends ours.

        :return: client action that says so, with *Undo*
        """
        before = {campaign.id: campaign._ending() for campaign in self}
        super().action_end()
        ended = [[one.id, before[one.id], one._ending()] for one in self]
        if len(self) == 1:
            message = self.env._("“%s” has ended: its customers are free.", self.name)
        else:
            message = self.env._("%s campaigns have ended.", len(self))
        Gesture = self.env["ficha.gesture"]
        return Gesture._told(Gesture._answer({}, message, ended=ended))

    def _ending(self):
        """:return: what ending changes, as a gesture keeps it"""
        return {
            "state": self.state,
            "date_end": fields.Date.to_string(self.date_end),
        }

    def _go_on(self, ended):
        """Campaigns that were ended run again.

        :param ended: ``[[id, before, after]]``, see :meth:`_ending`
        :raise UserError: one was changed since, or its customers are in another one
        """
        # most gestures end none
        if ended and not self.browse([one[0] for one in ended]).exists():
            raise UserError(
                self.env._("It was deleted since: there is nothing to take back.")
            )
        for campaign_id, before, after in ended:
            campaign = self.browse(campaign_id).exists()
            if not campaign:
                continue
            campaign.check_access("write")
            # sudo: a campaign of somebody else counts too
            members = campaign.sudo().member_ids.filtered(
                lambda one: one.side in ("contacted", "control", "free")
            )
            taken = members.search_count(
                [
                    ("partner_id", "in", members.partner_id.ids),
                    ("campaign_id", "!=", campaign.id),
                    *campaign._holds_domain(),
                ]
            )
            if taken or campaign._ending() != after:
                raise UserError(
                    self.env._(
                        "“%s” has changed since, or its customers are in another "
                        "campaign by now: it stays ended.",
                        campaign.name,
                    )
                )
            # sudo: as ending it
            campaign.sudo().write(before)
            campaign._remind_again(
                members.filtered(lambda one: one.side == "contacted")
            )
            if before["state"] == "launching":
                # sudo: as launching it
                self.env.ref(CRON).sudo()._trigger()
