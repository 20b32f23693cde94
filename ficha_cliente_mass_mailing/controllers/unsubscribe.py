from odoo.http import request, route
from odoo.tools import email_normalize

from odoo.addons.mass_mailing.controllers import main


class MassMailController(main.MassMailController):
    """Odoo's own pages to leave a mailing list: who opens one changes nothing."""

    @route()
    def mailing_unsubscribe(
        self, mailing_id, document_id=None, email=None, hash_token=None
    ):
        """Extends mass_mailing's, which takes off the list whoever's address it is when
        the page is opened: mail scanners and browsers open links, too. Opened, it asks,
        on Odoo's page with a button; the button, and that of a mail program (RFC 8058),
        act. Who is off the list already sees what they receive."""
        opened = request.httprequest.method != "POST"
        if opened and not self._ficha_is_off(mailing_id, email, hash_token):
            # it looks at the signature of the link as the other one does
            return self.mailing_confirm_unsubscribe(
                mailing_id, document_id, email, hash_token
            )
        return super().mailing_unsubscribe(mailing_id, document_id, email, hash_token)

    def _ficha_is_off(self, mailing_id, email, hash_token):
        """Whether whoever this page is about has left what the mailing went to.

        :param int mailing_id: as a visitor sent it
        """
        email = email_normalize(self._fetch_user_information(email, hash_token)[0])
        # sudo: nothing of it is told before the signature of the link was looked at
        mailing = request.env["mailing.mailing"].sudo().browse(mailing_id).exists()
        if not (email and mailing):
            return False
        if not mailing.mailing_on_mailing_list:
            return bool(self._fetch_blocklist_record(email).filtered("active"))
        subscriptions = mailing.contact_list_ids._ficha_subscriptions(email)
        return bool(subscriptions) and all(subscriptions.mapped("opt_out"))
