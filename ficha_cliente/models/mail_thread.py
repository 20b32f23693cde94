from odoo import api, models
from odoo.tools import email_normalize_all

from ..tools.mail_bounds import bounded
from ..tools.mail_readable import cleaned, readable

# what programs write into the answers that they send by themselves; RFC 3834 and what
# was used before it. An order that a customer's program sends is "auto-generated", and
# is a word of theirs.
AUTOMATIC = {
    "Auto-Submitted": ("auto-replied",),
    "Precedence": ("auto_reply", "auto-reply"),
    "X-Autoreply": ("",),
    "X-Auto-Reply": ("",),
    "X-Autorespond": ("",),
    # a rule of somebody's Exchange mailbox, "out of office" among them
    "X-MS-Exchange-Generated-Message-Source": ("mailbox rules agent",),
}


def is_automatic(message):
    """Whether a program answered by itself.

    :param message: ``email.message.EmailMessage``
    """

    def says(header, starts):
        value = message.get(header)
        return value is not None and str(value).strip().lower().startswith(starts)

    # Exchange calls what it answers with "auto-generated" too
    return any(says(*one) for one in AUTOMATIC.items()) or (
        says("Auto-Submitted", ("auto-generated",))
        and says("X-Auto-Response-Suppress", ("",))
        and says("In-Reply-To", ("<",))
    )


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def message_process(
        self,
        model,
        message,
        custom_values=None,
        save_original=False,
        strip_attachments=False,
        thread_id=None,
    ):
        """Extends mail's: what no mail program writes is cut off before it is read, and
        what nothing can read, see ``tools/mail_bounds`` and ``tools/mail_readable``."""
        # as XML-RPC sends bytes
        message = getattr(message, "data", message)
        if isinstance(message, str):
            message = message.encode(errors="replace")
        return super().message_process(
            model,
            readable(bounded(message)),
            custom_values=custom_values,
            save_original=save_original,
            strip_attachments=strip_attachments,
            thread_id=thread_id,
        )

    @api.model
    def message_parse(self, message, save_original=False):
        """Extends mail's: a character that no database keeps would fail the e-mail, and
        Odoo would mark the address that it came to as one that takes nothing."""
        values = super().message_parse(message, save_original=save_original)
        return {name: cleaned(value) for name, value in values.items()}

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        """Extends mail's _notify_thread: learn that we wrote to a customer, or that a
        customer wrote to us.

        This is where Odoo knows who is really e-mailed. Messages scheduled for later
        come through here again when they leave.
        """
        scheduled = self._is_notification_scheduled(kwargs.get("scheduled_date"))
        recipients_data = super()._notify_thread(message, msg_vals=msg_vals, **kwargs)
        if not scheduled:
            # sudo: the message that was just sent; only its day is noted
            self._followup_note_message(message.sudo(), recipients_data)
        return recipients_data

    def _message_route_process(self, message, message_dict, routes):
        """Extends mail's _message_route_process: a program that answers for somebody
        who is away (“out of office”) gives nobody's word. It ends no waiting of ours,
        and waits for nothing from us."""
        thread = self
        if is_automatic(message):
            thread = self.with_context(ficha_automatic_mail=True)
        return super(MailThread, thread)._message_route_process(
            message, message_dict, routes
        )

    def _followup_note_message(self, message, recipients_data):
        """Note a real touch on the customers that a message comes from or goes to.

        :param message: the posted ``mail.message``
        :param recipients_data: what ``_notify_thread`` notified
        """
        if message.message_type not in ("comment", "email", "email_outgoing"):
            return
        if self.env.context.get("ficha_automatic_mail"):
            return
        author = message.author_id
        if author and self._followup_is_ours(author):
            partners = self._followup_mailed(message, recipients_data)
            if not partners or author == self.env.ref("base.partner_root"):
                return
            waits = self._followup_waits()
            if waits:
                partners._followup_on_outgoing()
            self._followup_log_mail(message, partners, "out", waits)
            return
        if not author and message.message_type == "email" and len(self) == 1:
            # an answer about a customer from an address we do not know
            # sudo: the gateway posts for whoever wrote
            author = self.sudo()._mail_get_customer()
        if author:
            author._followup_on_incoming()
            author._lifecycle_on_incoming()
            self._followup_log_mail(message, author, "in", False)

    def _followup_is_ours(self, author):
        """Whether a message is by one of us: a colleague, or one of our companies."""
        # sudo: only whether it is one of our companies
        return not author.partner_share or bool(author.sudo().ref_company_ids)

    def _followup_waits(self):
        """Whether an e-mail about this document waits for the customer's word.

        Sending an invoice does not: it asks for a payment, not for an answer.
        """
        return self._name != "account.move"

    def _followup_mailed(self, message, recipients_data):
        """The customers among those whom a message of ours reaches by e-mail.

        :return: ``res.partner``
        """
        # sudo: who may write an e-mail need not be allowed to edit the contact
        partners = self.env["res.partner"].sudo()
        if message.is_internal or message.subtype_id.internal:
            return partners
        partners = partners.browse(
            data["id"]
            for data in recipients_data or ()
            if data["id"] and data["notif"] == "email" and data["share"]
        ).filtered("email_normalized")
        # a colleague who answers from the own mail program has written to them already
        to = ",".join(
            filter(None, (message.incoming_email_to, message.incoming_email_cc))
        )
        emails = message.message_type == "email" and email_normalize_all(to)
        if emails:
            found = partners.search(
                [("email_normalized", "in", emails), ("partner_share", "=", True)]
            )
            partners |= found.filtered(lambda partner: not partner.ref_company_ids)
        return partners

    def _followup_log_mail(self, message, partners, direction, answers):
        """Hook: a message of this document went to customers by e-mail, or came from
        one. A module that remembers contacts extends it.

        :param message: the ``mail.message``
        :param partners: ``res.partner`` it went to or came from
        :param direction: ``out`` or ``in``
        :param answers: whether it answers what waited; an invoice that is sent does
            not
        """
