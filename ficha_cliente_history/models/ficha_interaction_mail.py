from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.ficha_cliente.tools.arguments import only_one
from odoo.addons.ficha_cliente.tools.bounds import nearest_possible
from odoo.addons.ficha_cliente.tools.groups import PERSONAL

WAITING = "ficha_cliente_history.interaction_mails"


class FichaInteraction(models.Model):
    """E-mails to and from customers enter by themselves.

    One interaction for each message and customer, in one batch at the end of the
    transaction: sending a hundred invoices costs as many queries as sending one. The
    interaction holds nothing of what the e-mail says; its subject and first words are
    shown to those who may read the message where it is.
    """

    _inherit = "ficha.interaction"

    message_preview = fields.Char(
        string="First words",
        compute="_compute_message_preview",
        help="How the e-mail begins, for those who may read it.",
    )

    # -- reading --------------------------------------------------------------------

    def _readable_messages(self):
        """Those of the e-mails that the user may read."""
        # sudo: which message an interaction stands for is no secret, what it says is
        messages = self.sudo().message_id.with_env(self.env)
        return messages._filtered_access("read")

    @api.depends("subject", "message_id", "private")
    @api.depends_context("uid", "lang")
    def _compute_display_name(self):
        """Extends the ORM's: the subject of the e-mail, for those who may read it. Odoo
        asks for names as superuser, too, for users who need not see the record: so what
        is told depends on who the user is."""
        readable = set(self._readable_messages().ids)
        personal = self.env.user.has_group(PERSONAL)
        reads = self.browse().sudo(False).has_access("read")
        for interaction in self:
            if not reads or (interaction.private and not personal):
                interaction.display_name = self._hidden_name()
                continue
            name = interaction.subject
            # sudo: only which message it is; its words if they are readable
            message = interaction.sudo().message_id
            if message.id in readable:
                name = message.subject or message.record_name or name
            interaction.display_name = name

    @api.depends("message_id")
    @api.depends_context("uid")
    def _compute_message_preview(self):
        readable = set(self._readable_messages().ids)
        for interaction in self:
            # sudo: as above
            message = interaction.sudo().message_id
            interaction.message_preview = message.id in readable and message.preview

    def action_open_message(self):
        """Open the e-mail in the document it belongs to.

        :raises AccessError: when the user may not read that document
        :return: URL action
        """
        only_one(self)
        if not self._readable_messages():
            raise AccessError(
                self.env._(
                    "This e-mail belongs to a document that you may not read. Ask "
                    "%(who)s, or your administrator for permission.",
                    who=self.user_id.name or self.env._("who wrote it"),
                )
            )
        return {
            # sudo: only its number; mail asks who may see it
            "type": "ir.actions.act_url",
            "url": f"/mail/message/{self.sudo().message_id.id}",
            "target": "self",
        }

    # -- writing --------------------------------------------------------------------

    @api.model
    def _log_mail_later(self, message, partners, direction, answers, company):
        """Remember that a message came from or went to these contacts.

        :param message: ``mail.message``
        :param partners: contacts it came from or went to
        :param direction: ``in`` or ``out``
        :param answers: whether it answers what waited; an invoice that is sent does
            not
        :param company: in whose name; may be empty
        """
        precommit = self.env.cr.precommit
        waiting = precommit.data.get(WAITING)
        if waiting is None:
            waiting = precommit.data[WAITING] = []
            # nothing of the caller's context: its defaults are of other models
            root = self.env(user=SUPERUSER_ID, context={})[self._name]
            precommit.add(root._log_waiting_mails)
        waiting.append(
            {
                "message_id": message.id,
                "partner_ids": partners.ids,
                "direction": direction,
                "answers": answers,
                "company_id": company.id,
                "moment": fields.Datetime.now(),
            }
        )

    @api.model
    def _log_waiting_mails(self):
        """Write the interactions of the messages of this transaction."""
        waiting = self.env.cr.precommit.data.pop(WAITING, [])
        # a message may have been rolled back with its savepoint, or deleted
        ids = {mail["message_id"] for mail in waiting}
        messages = self.env["mail.message"].browse(ids).exists()
        messages = {message.id: message for message in messages}
        Partner = self.env["res.partner"]
        ids = {pid for mail in waiting for pid in mail["partner_ids"]}
        partners = Partner.browse(ids).exists()
        customers = partners.commercial_partner_id.filtered_domain(
            Partner._followup_customer_domain()
        )
        known = set(
            self.search_fetch(
                [("message_id", "in", list(messages))],
                ["message_id", "commercial_partner_id"],
            ).mapped(lambda i: (i.message_id.id, i.commercial_partner_id.id))
        )
        rows = {True: [], False: []}
        channels = self._channels_by_code()
        langs = customers._ficha_reader_langs()
        for mail in waiting:
            message = messages.get(mail["message_id"])
            for partner in Partner.browse(mail["partner_ids"]) & partners:
                customer = partner.commercial_partner_id
                key = (mail["message_id"], customer.id)
                if not message or customer not in customers or key in known:
                    continue
                known.add(key)
                row = self._mail_values(
                    {**mail, "langs": langs}, message, partner, channels
                )
                rows[mail["answers"]].append(row)
        # what a message changes in the follow-up has happened when it was posted
        entry = self.with_context(ficha_no_touch=True, tracking_disable=True)
        if rows[True]:
            entry.create(rows[True])
        if rows[False]:
            mails = entry.with_context(ficha_no_answer=True).create(rows[False])
            mails._answer_on_document()

    @api.model
    def _mail_values(self, mail, message, partner, channels):
        """Values of the interaction of a message.

        :param mail: dict of :meth:`_log_mail_later`, with ``langs`` of the customers
        :param partner: contact it came from or went to
        :param channels: ``{code: channel}``
        """
        customer = partner.commercial_partner_id
        words = self.with_context(lang=mail["langs"][customer.id]).env
        incoming = mail["direction"] == "in"
        # a portal user's message on a document was not sent by e-mail
        written = incoming and message.message_type == "comment"
        if written:
            subject = words._("Message on the portal")
        elif incoming:
            subject = words._("E-mail received")
        else:
            subject = words._("E-mail sent")
        # whoever they answer is who attends them
        ours = message.parent_id.author_id if incoming else message.author_id
        channel = channels.get("website" if written else "email")
        return {
            "partner_id": customer.id,
            "contact_id": partner.id if partner != customer else False,
            "company_id": mail["company_id"],
            # the date of an e-mail is what its sender says
            "date": nearest_possible(min(message.date, mail["moment"]))
            if incoming
            else mail["moment"],
            "kind": "message",
            "channel_id": channel.id if channel else False,
            "direction": mail["direction"],
            "subject": subject,
            "user_id": ours.user_ids.filtered(lambda user: not user.share)[:1].id,
            "needs_reply": incoming,
            "message_id": message.id,
            "is_mail": True,
        }
