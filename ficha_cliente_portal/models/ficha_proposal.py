from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.field_value import to_text
from odoo.addons.ficha_cliente.tools.words import in_date

from .res_partner_door import DOOR, SECRET

#: Within a month they are answered; after so long somebody is told.
MONTH, LATE = relativedelta(months=1), timedelta(days=21)
#: What is on no invoice, and harms nobody when it is wrong for a day. A telephone and
#: an e-mail address only once they were confirmed.
SAFE = ("email", "phone", "website", "function", "industry_id")
#: Columns in which readers see a value.
SHOWN = ("current_value", "proposed_value")


class FichaProposal(models.Model):
    """What customers propose of themselves, and what they are told became of it."""

    _inherit = "ficha.proposal"

    answer = fields.Char(
        "Told to the customer",
        readonly=True,
        help="Why it was not accepted, as the customer reads it on the pages for "
        "customers.",
    )
    whole_value = fields.Char(
        "Whole account",
        compute="_compute_whole_value",
        groups="account.group_account_invoice",
        help="The account that was proposed. Others see its ends only.",
    )

    at_once = fields.Boolean(
        "Counted at once",
        readonly=True,
        help="Nobody of ours accepted it: the settings let what is on no invoice count "
        "at once.",
    )

    @api.depends("field_name", "proposed_data")
    def _compute_whole_value(self):
        # sudo: whole for who reads bank accounts, whom the field asks for
        for proposal, facts in zip(self, self.sudo(), strict=True):
            secret = facts.field_name in SECRET
            proposal.whole_value = secret and to_text(
                facts._field(), facts.proposed_data, self.env
            )

    def init(self):
        """Accounts that older versions wrote whole are masked where they are kept: of
        what is masked only when it is read, searching would still tell."""
        result = super().init()
        cr, mask = self.env.cr, self.env["res.partner"]._ficha_iban_masked
        for column in map(SQL.identifier, SHOWN):
            cr.execute(
                SQL(
                    """SELECT id, %(column)s FROM ficha_proposal
                        WHERE field_name IN %(secret)s AND %(column)s != ''""",
                    column=column,
                    secret=SECRET,
                )
            )
            for id_, text in cr.fetchall():
                if mask(text) != text:
                    cr.execute(
                        SQL(
                            "UPDATE ficha_proposal SET %s = %s WHERE id = %s",
                            column,
                            mask(text),
                            id_,
                        )
                    )
        return result

    @api.model
    def _value_text(self, field, data):
        """Extends the core's: nobody sees an account whole by reading proposals."""
        text = super()._value_text(field, data)
        if field.name in SECRET and text:
            return self.env["res.partner"]._ficha_iban_masked(text)
        return text

    @api.model
    def _untold_fields(self):
        """Extends the core's: whoever reads the messages of a customer does not read
        their account."""
        return super()._untold_fields() | {"ficha_iban"}

    # -- in time ---------------------------------------------------------------------

    deadline_told_on = fields.Date(
        "Told to be late on",
        readonly=True,
        help="When somebody was told that the customer has waited for long.",
    )

    @api.model
    def _cron_deadlines(self):
        """Each night: what customers asked for themselves is answered within a month
        (GDPR 12.3). A week before, who looks after them has it among their activities.
        """
        today = fields.Date.context_today(self)
        limit = fields.Datetime.to_datetime(today - LATE)
        late = self.search(
            [
                ("source", "in", DOOR),
                ("state", "in", ("open", "outdated")),
                ("date", "<", limit),
                ("deadline_told_on", "=", False),
                ("partner_id.active", "=", True),
            ],
            limit=1000,
        )
        managers = self.env.ref("ficha_cliente.group_ficha_manager").all_user_ids
        for partner, asked in late.grouped("partner_id").items():
            who = partner.commercial_partner_id._followup_responsible() or managers
            who = who.filtered("active")[:1]
            # in the language of who reads it, as reminders are
            asked = asked.with_context(lang=who.lang or self.env.company._ficha_lang())
            env = asked.env
            since = fields.Datetime.context_timestamp(self, min(asked.mapped("date")))
            partner.activity_schedule(
                "mail.mail_activity_data_todo",
                since.date() + MONTH,
                summary=env._("Answer what they asked to be corrected"),
                note=env._(
                    "They asked on %(day)s, and are answered within a month: %(what)s.",
                    day=in_date(env, since.date()),
                    what=", ".join(dict.fromkeys(asked.mapped("field_label"))),
                ),
                user_id=who.id or self.env.uid,
            )
        late.deadline_told_on = today

    # -- at once -----------------------------------------------------------------------

    def _apply_safe(self):
        """What customers who have shown who they are say of themselves counts at once,
        where the company lets it and it is on no invoice. It stays recorded here."""
        company = self.env.company.sudo()  # a setting of it, and who reads its files
        if not self or company.ficha_door_policy != "apply_safe":
            return
        # the robot: the setting decides it, and nobody at the door
        fine = self.with_user(SUPERUSER_ID).filtered(
            lambda p: p.field_name in SAFE and p.state == "open"
        )
        # to their address goes a new password: who holds a link is no login yet
        fine = fine.filtered(
            lambda p: p.field_name != "email" or not p.partner_id.user_ids
        )
        try:
            with self.env.cr.savepoint():
                fine.with_context(lang=company._ficha_lang()).action_accept()
        except UserError:
            return  # what the file does not take is for one of ours to look at
        # sudo: proposals are only written through these actions
        fine.filtered(lambda p: p.state == "accepted").sudo().at_once = True

    def _take_back_at_once(self):
        """It was not they: what nobody of ours accepted is as it was before.

        :return: those of these that are open again
        """
        back = self.browse()
        done = self.with_user(SUPERUSER_ID).filtered(
            lambda p: p.at_once and p.state == "accepted"
        )
        for proposal in done:
            try:
                with self.env.cr.savepoint():
                    proposal.action_undo()
            except UserError:
                continue  # somebody has written something else since
            back |= proposal
        return back.with_env(self.env)

    # -- answered ----------------------------------------------------------------------

    def action_reject(self):
        """Extends the core's: what customers asked for themselves is refused with a
        sentence for them, so a dialog asks for it first.

        :return: as the core's, or the dialog
        """
        if not self._asked_by_customers():
            return super().action_reject()
        self._check_decider()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Not accepted, because"),
            "res_model": "ficha.proposal.answer",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_proposal_ids": self.ids,
                "dialog_size": "medium",
            },
        }

    def _asked_by_customers(self):
        """Those of these that customers sent and that wait for an answer."""
        return self.filtered(
            lambda p: p.source in DOOR and p.state in ("open", "outdated")
        )

    def _reject_because(self, answer):
        """Refuse them, and keep what the customers are told.

        :param str answer: the sentence
        :return: as :meth:`action_reject` of the core
        """
        asked = self._asked_by_customers()
        told = super().action_reject()
        # sudo: proposals are only written through these actions
        asked.sudo().answer = answer
        return told

    def _decide(self, state):
        """Extends the core's: what is open again was not refused."""
        if state != "rejected":
            # sudo: proposals are only written through these actions
            self.sudo().filtered("answer").answer = False
        return super()._decide(state)
