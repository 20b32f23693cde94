import json
from contextlib import nullcontext

from odoo.tools import html2plaintext

from odoo.addons.website.controllers.form import WebsiteForm

# Fields of the models of website forms that say what somebody writes.
TEXTS = ("name", "subject", "description", "body_html", "body", "comment")

# Characters of each that are kept beside the customer.
MAX_TEXT = 10_000


CONTACT = "res.partner"


class FichaWebsiteForm(WebsiteForm):
    def _handle_website_form(self, model_name, **kwargs):
        """EXTENDS 'website': the number of a contact would tell that we knew it, as it
        is not the next one."""
        answer = super()._handle_website_form(model_name, **kwargs)
        if model_name != CONTACT or not isinstance(answer, str):
            return answer
        said = json.loads(answer)
        if not isinstance(said, dict) or "id" not in said:
            return answer
        return json.dumps({"id": bool(said["id"])})

    def insert_record(self, request, model_sudo, values, custom, meta=None):
        """EXTENDS 'website': what somebody with a known e-mail writes is told on that
        customer's file, and a form that makes contacts makes no second one of them."""
        email = values.get("email_from") or values.get("email")
        # sudo: visitors read no contacts
        customers = request.env["res.partner"].sudo()
        known = customers._ficha_by_email(email)
        if not known:
            return super().insert_record(request, model_sudo, values, custom, meta)
        contact = model_sudo.model == CONTACT
        texts = [
            self._plain(values[name])
            for name in TEXTS
            if values.get(name) and not (contact and name == "name")
        ]
        said = "\n".join([*texts, (custom or "")[:MAX_TEXT]]).strip()
        given = dict(values) if contact else {}
        # what a new contact would be refused for is refused here too: what is answered
        # tells nobody whose e-mail we know
        trial = request.env.cr.savepoint() if contact else nullcontext()
        with trial:
            record_id = super().insert_record(request, model_sudo, values, custom, meta)
            if contact:
                trial.rollback()
        if contact:
            record_id = known.id
        lang = known._ficha_reader_langs()[known.id]
        words = known.with_context(lang=lang)
        words._ficha_web_message(words.env._("Form on the website"), said, given)
        return record_id

    def _plain(self, value):
        # without the list of addresses: it comes from anybody, and finding the names of
        # pictures takes the square of their length
        text = html2plaintext(str(value)[:MAX_TEXT], include_references=False)
        return text.strip()
