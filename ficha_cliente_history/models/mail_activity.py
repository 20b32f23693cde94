from odoo import api, models

from odoo.addons.ficha_cliente.tools.by_hand import made_by_us


class MailActivity(models.Model):
    _inherit = "mail.activity"

    _ficha_done_idx = models.Index(
        "(res_id, date_done DESC, id DESC) "
        "WHERE res_model = 'res.partner' AND active IS NOT TRUE"
    )

    @api.depends("res_model", "res_id")
    def _compute_res_name(self):
        """Extends mail's: the name of a document is stored with its activity and read
        by whoever is to do it. That of an interaction is what it says, so there it is
        only what kind of interaction it is."""
        told = self.filtered(lambda a: a.res_model == "ficha.interaction" and a.res_id)
        result = super(MailActivity, self - told)._compute_res_name()
        interactions = self.env["ficha.interaction"].browse(told.mapped("res_id"))
        kinds = dict(interactions._fields["kind"]._description_selection(self.env))
        names = {
            interaction.id: interaction._hidden_name()
            if interaction.private
            else kinds[interaction.kind]
            for interaction in interactions.exists()
        }
        for activity in told:
            activity.res_name = names.get(activity.res_id)
        return result

    def _followup_document_names(self):
        """Extends the follow-up's: interactions by what they say."""
        names = super()._followup_document_names()
        told = self.filtered(lambda a: a.res_model == "ficha.interaction")
        interactions = self.env["ficha.interaction"].browse(told.mapped("res_id"))
        for activity, interaction in zip(told, interactions, strict=True):
            names[activity.id] = interaction.display_name
        return names

    def _followup_log_done(self, customers, feedback):
        """Extends the follow-up's: note the contact as an interaction of each
        customer."""
        # sudo: as above, and the activity may be of a colleague
        interactions = made_by_us(self.env["ficha.interaction"])
        # the dates have moved already, by the cadence of the reminder
        interactions.with_context(ficha_no_touch=True).create(
            [
                {
                    "partner_id": customers[activity.id],
                    "subject": activity.summary or activity.activity_type_id.name,
                    "description": feedback,
                    "activity_id": activity.id,
                    **activity.activity_type_id._followup_interaction_values(),
                }
                for activity in self.sudo()
            ]
        )
        return super()._followup_log_done(customers, feedback)


class MailActivityType(models.Model):
    _inherit = "mail.activity.type"

    def _followup_interaction_values(self):
        """Kind and channel of the interaction that doing such an activity is."""
        channels = self.env["ficha.interaction"]._channels_by_code()
        kind, code = "reminder", None
        if self.category == "phonecall":
            kind, code = "call", "phone"
        elif self.category == "meeting":
            kind, code = "visit", "visit"
        elif self:
            kind, code = self._followup_interaction_kinds().get(self.id, (kind, code))
        channel = channels.get(code)
        return {"kind": kind, "channel_id": channel.id if channel else False}

    @api.model
    def _followup_interaction_kinds(self):
        """``{id of a type of activity: (kind of interaction, code of a channel)}``"""
        kinds = {
            "mail.mail_activity_data_email": ("message", "email"),
            "ficha_cliente.mail_activity_type_visit": ("visit", "visit"),
            "ficha_cliente.mail_activity_type_samples": ("sample", "visit"),
            "ficha_cliente.mail_activity_type_survey": ("survey", "visit"),
        }
        types = {
            self.env.ref(xmlid, raise_if_not_found=False): values
            for xmlid, values in kinds.items()
        }
        return {kind.id: values for kind, values in types.items() if kind}
