from ast import literal_eval

from odoo import api, models


class SmsComposer(models.TransientModel):
    """SMS to many: whoever may not be written to is left out, and it is said why."""

    _name = "sms.composer"
    _inherit = ["sms.composer", "ficha.left.out.mixin"]

    _ficha_channel = "sms"

    @api.depends("composition_mode", "res_model")
    def _compute_ficha_purpose_id(self):
        return super()._compute_ficha_purpose_id()

    @api.depends("composition_mode", "res_model", "res_ids", "ficha_purpose_id")
    def _compute_ficha_left_out(self):
        return super()._compute_ficha_left_out()

    def _ficha_to_many(self):
        """Extends ours."""
        return self.composition_mode == "mass" and self.res_model == "res.partner"

    def _ficha_recipient_ids(self):
        """Extends ours."""
        try:
            return list(literal_eval(self.res_ids)) if self.res_ids else []
        # whatever a program sent; sms says so when it is to be sent
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            return []

    def _prepare_mass_sms(self, records, sms_record_values):
        """Extends sms's: each is asked about again when it is sent."""
        if self._ficha_to_many():
            queued = self._ficha_queued_values()
            sms_record_values = {
                id_: values | queued for id_, values in sms_record_values.items()
            }
        return super()._prepare_mass_sms(records, sms_record_values)

    def _get_optout_record_ids(self, records, recipients_info):
        """Extends sms's: whoever may not be written to by SMS."""
        ids = super()._get_optout_record_ids(records, recipients_info)
        if not self._ficha_to_many():
            return ids
        return [*ids, *self._ficha_left_out_of(records.ids)]
