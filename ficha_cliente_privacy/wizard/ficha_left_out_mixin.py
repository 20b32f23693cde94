from odoo import fields, models


class FichaLeftOutMixin(models.AbstractModel):
    """What every dialog that writes to many has: what for, and who is left out.

    A message to one customer, and what goes with a document, is never asked about: it
    answers them, or they need it.
    """

    _name = "ficha.left.out.mixin"
    _description = "Who is left out of a message to many"

    #: Code of the channel by which the dialog writes.
    _ficha_channel = ""

    ficha_purpose_id = fields.Many2one(
        "ficha.purpose",
        string="What for",
        compute="_compute_ficha_purpose_id",
        store=True,
        readonly=False,
        domain=[("kind", "in", ("service", "marketing", "other"))],
        help="Who may be written to depends on it. What they need for an order or a "
        "question of theirs is service, and reaches everybody.",
    )
    ficha_left_out = fields.Char(
        compute="_compute_ficha_left_out",
        help="How many of the customers are left out, and why.",
    )

    def _ficha_to_many(self):
        """Hook: whether this dialog writes to many customers."""
        return False

    def _ficha_recipient_ids(self):
        """Hook.

        :return: ids of the customers it writes to
        """
        return []

    def _ficha_told_ids(self):
        """Of the customers it writes to those whom the user sees. A program may send
        any number: of others it is not even told whether they would be left out."""
        ids = [id_ for id_ in self._ficha_recipient_ids() if type(id_) is int]
        return self.env["res.partner"].browse(ids).exists()._filtered_access("read").ids

    def _compute_ficha_purpose_id(self):
        news = self.env["ficha.purpose"].search([("code", "=", "own_news")], limit=1)
        for composer in self:
            composer.ficha_purpose_id = composer._ficha_to_many() and news

    def _compute_ficha_left_out(self):
        for composer in self:
            composer.ficha_left_out = False
            if not composer.ficha_purpose_id or not composer._ficha_to_many():
                continue
            ids = composer._ficha_told_ids()
            partners = self.env["res.partner"].browse(ids)
            answers = partners._ficha_left_out_answers(
                composer._ficha_channel, composer.ficha_purpose_id.code
            )
            reasons = [partners._ficha_reason_words(a.code) for a in answers.values()]
            rest = partners.filtered(lambda one, left=answers: one.id not in left)
            nowhere = composer._ficha_without_point(rest)
            reasons += [self.env._("without an e-mail address")] * len(nowhere)
            if not reasons:
                continue
            composer.ficha_left_out = self.env._(
                "Left out, %(count)s of %(all)s: %(reasons)s.",
                count=len(reasons),
                all=len(ids),
                reasons=partners._ficha_counted(reasons),
            )

    def _ficha_without_point(self, partners):
        """Those of these customers who have no address to write to. Odoo's dialog of
        SMS says so itself of numbers.

        :return: ``res.partner``
        """
        if self._ficha_channel != "email":
            return partners.browse()
        return partners.filtered(lambda one: not one.email_normalized)

    def _ficha_queued_values(self):
        """What a message of this dialog keeps, to be asked about when it is sent."""
        if not self.ficha_purpose_id:
            return {}
        return {
            "ficha_purpose_id": self.ficha_purpose_id.id,
            "ficha_company_no": self.env.company.id,
        }

    def _ficha_left_out_of(self, ids):
        """:return: ``{partner id: why}`` of those of these ids who are left out"""
        purpose = self.ficha_purpose_id
        if not purpose:
            return {}
        partners = self.env["res.partner"].browse(ids)
        return partners._ficha_left_out(self._ficha_channel, purpose.code)
