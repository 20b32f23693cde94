from contextlib import suppress

from odoo import api, models
from odoo.exceptions import ValidationError

# Odoo 19's Spanish of the subject that quotations are sent with lacks an apostrophe.
BROKEN, MENDED = "in ('draft, 'sent')", "in ('draft', 'sent')"


class MailTemplate(models.Model):
    _inherit = "mail.template"

    @api.model
    def _mend_quotation_subject(self):
        """Write the apostrophe that Odoo's translation forgot: with it missing, *Send*
        on a quotation is answered with an error in Spanish, and nothing can be sent.

        Nothing else of the template is touched, and a subject of one's own never is.
        """
        template = self.env.ref(
            "sale.email_template_edi_sale", raise_if_not_found=False
        )
        if not template:
            return
        for lang, _name in self.env["res.lang"].get_installed():
            # sudo: translations are loaded by whoever installs a module or a language
            translated = template.sudo().with_context(lang=lang)
            if BROKEN in (translated.subject or ""):
                # what else is wrong with one that was changed keeps no module from
                # being installed
                with suppress(ValidationError), self.env.cr.savepoint():
                    translated.subject = translated.subject.replace(BROKEN, MENDED)
