from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.arguments import an_id, asks, either, only_one
from odoo.addons.ficha_cliente.tools.by_hand import made_by_us

from ..tools.verdicts import REFUSALS
from .ficha_consent import NEGATIVE
from .res_partner_contact_line import GESTURES

UNDO = timedelta(days=1)


class ResPartner(models.Model):
    """What is recorded of what customers say, and who is left out because of it."""

    _inherit = "res.partner"

    # -- the seller's gesture ----------------------------------------------------------

    @asks(channel=either(*GESTURES))
    def action_ficha_asked_not(self, channel):
        """They asked not to be called (or written to): recorded at once, as a right is.

        :param str channel: code of the channel
        :return: ``{"message", "undo"}``
        """
        only_one(self)
        self._check_followup_rights()
        self.check_access("read")
        # sudo: who picks up the telephone records a no, and need not read the ledger
        consent = made_by_us(self.env["ficha.consent"]).create(
            {
                "partner_id": self.id,
                "channel_id": self._ficha_contact_channel(channel)["id"],
                "event": "objected",
                "method": "told",
            }
        )
        return {
            "message": self.env._("Recorded: %s.", self._ficha_gesture_words(channel)),
            "undo": {"method": "action_ficha_asked_not_undo", "args": [consent.id]},
        }

    @asks(consent_id=an_id)
    def action_ficha_asked_not_undo(self, consent_id):
        """It was a slip: whoever recorded it says so, within a day. Both rows stay."""
        only_one(self)
        self._check_followup_rights()
        self.check_access("read")
        # sudo: only the row that this user recorded themselves
        Consent = made_by_us(self.env["ficha.consent"])
        mistake = Consent.search(
            [
                ("id", "=", consent_id),
                ("partner_id", "=", self.id),
                ("event", "=", "objected"),
                ("method", "=", "told"),
                ("user_id", "=", self.env.uid),
                ("registered_on", ">=", fields.Datetime.now() - UNDO),
            ]
        )
        if not mistake:
            raise UserError(
                self.env._(
                    "Only who recorded it takes it back, within a day. Later the "
                    "privacy desk marks it as a mistake."
                )
            )
        if not Consent.search_count([("corrects_id", "=", mistake.id)], limit=1):
            Consent.create(
                {
                    "partner_id": self.id,
                    "channel_id": mistake.channel_id.id,
                    "event": "corrected",
                    "method": "told",
                    "corrects_id": mistake.id,
                }
            )
        return True

    def action_open_consent_record(self):
        """Open the dialog in which one records what these customers said.

        :return: window action
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Record what they said"),
            "res_model": "ficha.consent.record",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_partner_ids": self.ids,
                "dialog_size": "medium",
            },
        }

    def action_view_consents(self):
        """Open what is recorded of this customer.

        :return: window action
        """
        only_one(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Consents and refusals of %s", self.display_name),
            "res_model": "ficha.consent",
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": [("partner_id", "=", self.id)],
            "context": {"create": False},
        }

    # -- what was said -----------------------------------------------------------------

    def _ficha_last_refusals(self, purpose, since):
        """Rows in which these contacts said no to a purpose since a day."""
        # sudo: to know whether one may ask again
        return (
            self.env["ficha.consent"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", self.ids),
                    ("purpose_id", "in", [False, *purpose.ids]),
                    ("happened_on", ">=", since),
                    "|",
                    ("event", "in", NEGATIVE),
                    ("carried_event", "in", NEGATIVE),
                ]
            )
            .filtered(lambda row: not row._is_mistake())
        )

    def _ficha_consent_states(self):
        """The last word of these contacts for each purpose and channel.

        :return: ``{partner id: {(purpose id, channel id): (event, moment)}}``
        """
        Consent = self.env["ficha.consent"]
        Consent.flush_model()
        states = {id_: {} for id_ in self.ids}
        for partner, purpose, channel, event, moment, _id in self.env.execute_query(
            Consent._states_sql(SQL("c.partner_id = ANY(%s)", self.ids))
        ):
            states[partner][purpose, channel] = (event, moment)
        return states

    def _ficha_notice_shown(self, number, moment):
        """Extends the core's: recorded once of each version, for what it informs of."""
        result = super()._ficha_notice_shown(number, moment)
        # sudo: a text that they had in front of them, whoever takes the form
        notice = self.env["ficha.notice"].sudo().browse(number or []).exists()
        if not (self and notice):
            return result
        consents = made_by_us(self.env["ficha.consent"])  # as above
        known = consents.search(
            [
                ("partner_id", "=", self.id),
                ("event", "=", "informed"),
                ("notice_id", "=", notice.id),
            ]
        ).purpose_id
        purposes = notice.purpose_ids or self.env.ref(
            "ficha_cliente_privacy.purpose_service"
        )
        consents.create(
            [
                {
                    "partner_id": self.id,
                    "purpose_id": purpose.id,
                    "event": "informed",
                    "method": "paper",
                    "happened_on": moment,
                    "notice_id": notice.id,
                }
                for purpose in purposes - known
            ]
        )
        return result

    # -- who is left out: hooks of the core --------------------------------------------

    @api.model
    def _ficha_said_no_sql(self):
        """Extends the core's: who said no to being called, or whose data are not used.
        That nobody asked yet, or nobody looked up the Robinson list, hides nobody from
        who plans the day: the ficha says it beside the telephone. None while nobody
        said no."""
        self._ficha_gate_flush()
        negative = SQL(
            """SELECT c.partner_id FROM ficha_consent c
                WHERE (COALESCE(c.carried_event, c.event) IN %s
                       OR c.event = 'paused' AND c.until > %s)
                  AND c.partner_id IS NOT NULL""",
            NEGATIVE,
            fields.Date.context_today(self),
        )
        among = SQL(
            """SELECT n.partner_id FROM (%(negative)s) AS n (partner_id)
                UNION SELECT p.id FROM res_partner p
                 WHERE p.commercial_partner_id IN (%(negative)s)
                UNION SELECT p.id FROM res_partner p
                 WHERE p.ficha_processing IS NOT NULL""",
            negative=negative,
        )
        # The gate is long: planning it costs more than most of the pages that ask it.
        anybody = self.env.execute_query(
            SQL(
                """SELECT WHERE EXISTS (%s) OR EXISTS (
                       SELECT FROM res_partner WHERE ficha_processing IS NOT NULL)""",
                negative,
            )
        )
        if not anybody:
            return super()._ficha_said_no_sql()
        return SQL(
            "SELECT gate.id FROM (%s) AS gate WHERE gate.code IN %s",
            self._ficha_may_contact_sql("calls", "phone", among=among),
            tuple(REFUSALS - {"do_not_contact"}),
        )

    def _ficha_left_out(self, channel_code, purpose_code="own_news"):
        """Extends the core's: whom a message to many does not reach, and why. With
        ``ficha_month_counted`` in the context it is asked about the very message that
        counts as this month's."""
        counted = self.env.context.get("ficha_month_counted")
        left = super()._ficha_left_out(channel_code, purpose_code)
        # sudo: a setting of the company
        strict = self.env.company.sudo().ficha_contact_rule == "reason"
        words = {}
        for id_, answer in self._ficha_may_contact(purpose_code, channel_code).items():
            if counted and answer.code == "this_month":
                continue
            if not answer.ok and (strict or answer.refusal):
                if answer not in words:
                    words[answer] = self._ficha_answer_words(answer)
                left[id_] = words[answer]
        return left

    @api.model
    def _ficha_refused_emails(self, emails, purpose_code="own_news"):
        """Addresses that are not to be used, of people who may have no ficha: those
        that are suppressed, and those of somebody who said no.

        :param emails: normalised
        :return: set of them
        """
        keys = {self._ficha_point_key("email", email): email for email in emails}
        # sudo: yes or no about addresses that the sender has
        rows = (
            self.env["ficha.suppression"]
            .sudo()
            .search_fetch(
                Domain("kind", "=", "email")
                & Domain("value_hmac", "in", [key for key in keys if key])
                & Domain("scope", "in", ["all", "electronic"]),
                ["value_hmac"],
            )
        )
        refused = {keys[row.value_hmac] for row in rows}
        partners = self.sudo().search_fetch(
            [("email_normalized", "in", list(emails))], ["email_normalized"]
        )
        for id_, answer in partners._ficha_may_contact(purpose_code, "email").items():
            if answer.refusal:
                refused.add(partners.browse(id_).email_normalized)
        return refused

    @api.model
    def _ficha_origin_fields(self):
        """Extends the core's: where an address came from decides whether it may be
        used."""
        return super()._ficha_origin_fields() | {"email", "phone"}
