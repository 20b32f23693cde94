from odoo import api, fields, models


class MailComposeMessage(models.TransientModel):
    """Messages to many: whoever may not be written to is left out, and it is said why.

    A message to one customer, and what goes with a document, is never asked about: it
    answers them, or they need it.
    """

    _inherit = "mail.compose.message"

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

    @api.depends("composition_mode", "model")
    def _compute_ficha_purpose_id(self):
        news = self.env["ficha.purpose"].search([("code", "=", "own_news")], limit=1)
        for composer in self:
            asks = composer.composition_mode == "mass_mail"
            composer.ficha_purpose_id = (
                asks and composer.model == "res.partner" and news
            )

    @api.depends("composition_mode", "model", "res_ids", "ficha_purpose_id")
    def _compute_ficha_left_out(self):
        for composer in self:
            composer.ficha_left_out = False
            if not composer.ficha_purpose_id or composer.model != "res.partner":
                continue
            ids = composer._evaluate_res_ids() if composer.res_ids else []
            left = composer._ficha_left_out_of(ids)
            if not left:
                continue
            reasons = dict.fromkeys(left.values())
            composer.ficha_left_out = self.env._(
                "Left out: %(count)s of %(all)s. %(reasons)s.",
                count=len(left),
                all=len(ids),
                reasons="; ".join([*reasons][:3]),
            )

    def _ficha_left_out_of(self, ids):
        """:return: ``{partner id: why}`` of those of these ids who are left out"""
        purpose = self.ficha_purpose_id
        if not purpose:
            return {}
        partners = self.env["res.partner"].browse(ids)
        return partners._ficha_left_out("email", purpose.code)

    def _process_mail_values_state(self, mail_values_dict):
        """Extends mail's: the message to who may not be written to is not sent, and
        says why."""
        if self.composition_mode != "mass_mail" or self.model != "res.partner":
            return super()._process_mail_values_state(mail_values_dict)
        left = self._ficha_left_out_of(list(mail_values_dict))
        composer = self.with_context(ficha_left_out_ids=tuple(left))
        result = super(MailComposeMessage, composer)._process_mail_values_state(
            mail_values_dict
        )
        for id_, why in left.items():
            result[id_] |= {"failure_type": "mail_optout", "failure_reason": why}
        return result

    def _get_blacklist_record_ids(self, mail_values_dict, recipients_info=None):
        """Extends mail's: who is left out is no recipient at all, so somebody else with
        the same address is not taken for a repetition."""
        ids = super()._get_blacklist_record_ids(mail_values_dict, recipients_info)
        return ids | set(self.env.context.get("ficha_left_out_ids", ()))

    def _get_optout_emails(self, mail_values_dict):
        """Extends mail's: of a mailing to a list, whose people may have no ficha, the
        addresses of who said no."""
        emails = super()._get_optout_emails(mail_values_dict)
        mailing = "mass_mailing_id" in self._fields and self["mass_mailing_id"]
        if not mailing or self.model == "res.partner":
            return emails
        found = self._get_recipients_data(mail_values_dict).values()
        to = {mail for data in found for mail in data["mail_to_normalized"] if mail}
        return [*emails, *self.env["res.partner"]._ficha_refused_emails(to)]
