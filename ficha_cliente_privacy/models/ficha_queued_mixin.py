from odoo import api, fields, models


class FichaQueuedMixin(models.AbstractModel):
    """A message to many that waits to be sent.

    Hours may lie between the dialog and the mail server: whoever says no meanwhile is
    not written to, so the gate is asked once more when it is sent. And what did not go
    out is no message of the month.
    """

    _name = "ficha.queued.mixin"
    _description = "A message to many that waits to be sent"

    #: Code of the channel by which it goes.
    _ficha_channel = ""

    ficha_purpose_id = fields.Many2one(
        "ficha.purpose",
        string="What for",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Of a message to many: what it was sent for. Who says no before it is "
        "sent does not get it.",
    )
    # a number: nothing is looked up of it but whose settings count
    ficha_company_no = fields.Integer(
        "Number of the company",
        readonly=True,
        copy=False,
        help="The company in which it was written.",
    )

    # -- written, and taken away -------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Extends the message's: who wants one a month has this one coming."""
        messages = super().create(vals_list)
        messages.filtered(lambda one: one._ficha_waits())._ficha_note_sent()
        return messages

    def unlink(self):
        """Extends the message's: what was not sent yet is no message of the month."""
        self.filtered(lambda one: not one._ficha_is_out())._ficha_note_failed()
        return super().unlink()

    # -- whose it is -------------------------------------------------------------------

    def _ficha_recipients(self):
        """Hook: the customer of each of these who goes to one.

        :return: ``{id of the message: partner id}``
        """
        return {}

    def _ficha_letters(self):
        """What tells these messages from all others, in ``ficha.news.sent``.

        :return: ``{id: text}``
        """
        return {one.id: f"{self._name} {one.id}" for one in self}

    def _ficha_of_news(self):
        """Those of these that count as the message of the month."""
        # sudo: what it is for, whoever sends it or takes it back
        return self.filtered(
            lambda one: one.sudo().ficha_purpose_id.kind == "marketing"
        )

    def _ficha_note_sent(self):
        """They are on their way: who wants one message a month has had it."""
        news = self._ficha_of_news()
        to, letters = news._ficha_recipients(), news._ficha_letters()
        self.env["ficha.news.sent"]._note(
            {partner: letters[id_] for id_, partner in to.items()}
        )

    def _ficha_note_failed(self):
        """They did not go out, or will not: nobody has had them."""
        self.env["ficha.news.sent"]._forget(
            [*self._ficha_of_news()._ficha_letters().values()]
        )

    # -- asked again -------------------------------------------------------------------

    def _ficha_ask_again(self):
        """Those of these who are not to be sent any more, cancelled, with the reason.

        In the transaction that wrote them nothing can have changed: nobody is asked.
        """
        now = self.env.cr.now().replace(microsecond=0)
        # sudo: what customers said counts, whoever sends, in the company of the message
        waiting = self.sudo().filtered(
            lambda one: one.ficha_purpose_id
            and one._ficha_waits()
            and one.create_date.replace(microsecond=0) < now
        )
        left = self.browse()
        for (purpose, company), some in waiting.grouped(
            lambda one: (one.ficha_purpose_id, one.ficha_company_no)
        ).items():
            for one, why in some._ficha_refused_now(purpose, company).items():
                one._ficha_cancel(why)
                left |= one
        left._ficha_note_failed()
        return left

    def _ficha_refused_now(self, purpose, company):
        """Which of these, all for one purpose, are refused as things stand now. That
        this month's went out is no reason: this one may be it.

        :return: ``{message: why}``
        """
        to = self._ficha_recipients()
        partners = self._ficha_partners_in(company).browse(set(to.values())).exists()
        left = partners.with_context(ficha_month_counted=True)._ficha_left_out(
            self._ficha_channel, purpose.code
        )
        return {one: left[to[one.id]] for one in self if to.get(one.id) in left}

    def _ficha_partners_in(self, company_no):
        """Customers as the company of that number sees them, if there is still one."""
        company = self.env["res.company"].browse(company_no or []).exists()
        partners = self.env["res.partner"]
        return partners.with_company(company) if company else partners

    def _ficha_waits(self):
        """Hook: whether this message waits to be sent."""
        return False

    def _ficha_is_out(self):
        """Hook: whether this message went out."""
        return False

    def _ficha_cancel(self, why):
        """Hook: this message is not sent.

        :param str why: in words
        """
