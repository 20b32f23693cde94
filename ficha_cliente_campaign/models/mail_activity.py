from odoo import models

from odoo.addons.mail.tools.discuss import Store


class MailActivity(models.Model):
    """The reminder of a campaign says which one it is to whoever may see that campaign,
    and to nobody else: everybody who reads a contact reads its reminders."""

    _inherit = "mail.activity"

    def _to_store_defaults(self, target):
        """Extends Odoo's: what the reader may know of the campaign of a reminder that
        does not name it."""
        told = self._ficha_campaign_told()

        def words(name):
            return Store.Attr(
                name, lambda one: told.get(one.id, {}).get(name, one[name])
            )

        return [
            words(one) if one in ("summary", "note") else one
            for one in super()._to_store_defaults(target)
        ]

    def _ficha_campaign_told(self):
        """Of reminders of campaigns, what the reader may know of them.

        :return: ``{id: {"summary", "note"}}``
        """
        Member = self.env["ficha.campaign.member"].sudo(False)
        # sudo: which reminders are of a campaign and do not say so
        quiet = self.sudo().filtered(
            lambda one: one.res_model == "res.partner" and not one.note
        )
        if not quiet or not Member.has_access("read"):
            return {}
        return {
            member.activity_id.id: {
                "summary": self.env._("Campaign: %s", member.campaign_id.name),
                "note": member.campaign_id._note_of(member),
            }
            for member in Member.search([("activity_id", "in", quiet.ids)])
        }
