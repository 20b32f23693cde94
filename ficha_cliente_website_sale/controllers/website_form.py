from odoo.tools import html2plaintext

from odoo.addons.website.controllers.form import WebsiteForm

# Fields of the models of website forms that say what somebody writes.
TEXTS = ("name", "subject", "description", "body_html", "body", "comment")

# Characters of each that are kept beside the customer.
MAX_TEXT = 10_000


class FichaWebsiteForm(WebsiteForm):
    def insert_record(self, request, model_sudo, values, custom, meta=None):
        """EXTENDS 'website': what somebody with a known e-mail writes is told on that
        customer's file, and a form that makes contacts makes no second one of them."""
        email = values.get("email_from") or values.get("email")
        # sudo: visitors read no contacts
        customers = request.env["res.partner"].sudo()
        known = customers._ficha_by_email(email)
        if not known:
            return super().insert_record(request, model_sudo, values, custom, meta)
        contact = model_sudo.model == "res.partner"
        texts = [
            self._plain(values[name])
            for name in TEXTS
            if values.get(name) and not (contact and name == "name")
        ]
        said = "\n".join([*texts, (custom or "")[:MAX_TEXT]]).strip()
        given = dict(values) if contact else {}
        record_id = known.id
        if not contact:
            record_id = super().insert_record(request, model_sudo, values, custom, meta)
        lang = known._ficha_reader_langs()[known.id]
        words = known.with_context(lang=lang)
        words._ficha_web_message(words.env._("Form on the website"), said, given)
        return record_id

    def _plain(self, value):
        # without the list of addresses: it comes from anybody, and finding the names of
        # pictures takes the square of their length
        text = html2plaintext(str(value)[:MAX_TEXT], include_references=False)
        return text.strip()
