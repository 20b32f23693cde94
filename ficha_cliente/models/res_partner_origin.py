from odoo import api, models


class ResPartner(models.Model):
    """What a person writes in a ficha is noted as theirs.

    Only fields that are wanted of a ficha, and only what is written in
    somebody's name: what the system writes (``sudo``) is noted by whoever knows
    the document it came from, or not at all. The exception is the customer in
    the portal, who always writes through ``sudo``. Posting invoices writes as
    the system and costs nothing here.
    """

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        if source := self._ficha_writer():
            wanted = self._ficha_origin_fields()
            for partner, vals in zip(partners, vals_list, strict=True):
                names = [name for name in vals if vals[name] and name in wanted]
                partner._note_origin(names, source)
        return partners

    def write(self, vals):
        result = super().write(vals)
        if source := self._ficha_writer():
            wanted = self._ficha_origin_fields()
            self._note_origin([name for name in vals if name in wanted], source)
        return result

    def _note_origin(self, names, source):
        if names:
            self.env["ficha.value.origin"]._note(self, names, source)

    @api.model
    def _ficha_writer(self):
        """In whose name contacts are being written.

        :return: key of ``ficha.value.origin.source``; None when nobody's
        """
        if self.env.context.get("ficha_no_origin"):
            return None  # it is noted by who writes
        if not self.env.su:
            importing = self.env.context.get("import_file")
            return "import" if importing else "person"
        if self.env.uid != api.SUPERUSER_ID and self.env.user._is_portal():
            return "portal"
        return None

    @api.model
    def _ficha_origin_fields(self):
        """Names of the fields whose origin is noted when a person writes them: those
        that could be proposed as well. Extend it to have more noted.

        :return: set of str
        """
        return self._ficha_proposal_fields()
