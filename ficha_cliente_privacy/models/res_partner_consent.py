from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_list

from odoo.addons.ficha_cliente.tools.arguments import an_id, asks, either, only_one
from odoo.addons.ficha_cliente.tools.by_hand import made_by_us
from odoo.addons.ficha_cliente.tools.words import quoted

from ..tools.verdicts import REFUSALS
from .ficha_consent import NEGATIVE
from .res_partner_contact_line import GESTURES

UNDO = timedelta(days=1)
#: So many are named who have the same address.
MOST_SHARED = 3


class ResPartner(models.Model):
    """What is recorded of what customers say, and who is left out because of it."""

    _inherit = "res.partner"

    # who else has the address of a message, asked at each no to one
    _ficha_same_email_idx = models.Index(
        "(email_normalized) WHERE email_normalized IS NOT NULL"
    )

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
        row = {
            "channel_id": self._ficha_contact_channel(channel)["id"],
            "event": "objected",
            "method": "told",
        }
        # sudo: who picks up the telephone records a no, and need not read the ledger
        consents = made_by_us(self.env["ficha.consent"]).create(
            [{"partner_id": self.id, **row}, *self._ficha_no_there(row)]
        )
        said = self.env._("Recorded: %s.", self._ficha_gesture_words(channel))
        others = self._ficha_shared_words(channel)
        return {
            "message": f"{said} {others}".strip(),
            "undo": {"method": "action_ficha_asked_not_undo", "args": [consents[0].id]},
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
        # with those of who has the same address, which were recorded with it
        mistakes = mistake + Consent.search(
            [
                ("id", ">", mistake.id),
                ("partner_id", "in", self._ficha_same_email().ids),
                ("channel_id", "=", mistake.channel_id.id),
                ("event", "in", NEGATIVE),
                ("method", "=", "told"),
                ("point_hmac", "!=", False),
                ("user_id", "=", self.env.uid),
                ("registered_on", "=", mistake.registered_on),
            ]
        )
        known = Consent.search([("corrects_id", "in", mistakes.ids)]).corrects_id
        Consent.create(
            [
                {
                    "partner_id": one.partner_id.id,
                    "channel_id": one.channel_id.id,
                    "event": "corrected",
                    "method": "told",
                    "corrects_id": one.id,
                }
                for one in mistakes - known
            ]
        )
        return True

    # -- what is written to is an address ----------------------------------------------

    def _ficha_same_email(self, address=None):
        """Others of ours who have the e-mail address of this customer.

        :param str address: another one, normalised
        :return: ``res.partner``, in sudo
        """
        self.ensure_one()
        address = address or self.email_normalized
        # sudo: a right needs none, and a no holds for all companies; archived or not,
        # they may come back
        partners = self.sudo().with_context(active_test=False)
        if not address:
            return partners.browse()
        return partners.search(
            [("email_normalized", "=", address), ("id", "!=", self.id)]
        )

    def _ficha_no_there(self, row, address=None):
        """Who wants no e-mails does not want those that come to their address for
        somebody else either: what is written to is an address. A telephone is asked for
        somebody by name, so a no there is only of who said it.

        :param dict row: values of a row of the ledger that is a no
        :param str address: normalised; the one that they have
        :return: values of rows for the others who have that address
        """
        self.ensure_one()
        email = self._ficha_contact_channel("email")["id"]
        if row["event"] not in NEGATIVE or row.get("channel_id") not in (False, email):
            return []
        others = self._ficha_same_email(address)
        if not others:
            return []
        states = others._ficha_consent_states()
        about = (row.get("purpose_id") or None, email)
        said = {one.id: states[one.id].get(about, ("",))[0] for one in others}
        company = self.env.company.sudo()  # for who reads its files, whoever says no
        office = self.with_context(lang=company._ficha_lang())
        reason = office.env._("Somebody with the same address said so")
        kept = ("purpose_id", "method", "happened_on")
        return [
            {
                **{name: row[name] for name in kept if name in row},
                **one._ficha_point_values("email"),
                "partner_id": one.id,
                "channel_id": email,
                "event": "withdrawn" if said[one.id] == "given" else "objected",
                "reason": reason,
            }
            for one in others
            if said[one.id] not in NEGATIVE
        ]

    def _ficha_shared_words(self, channel):
        """Whom else a no by this channel is about, or is not, for who records it.

        :param str channel: code of the channel
        :return: one or two sentences, or ``""``
        """
        names = self._ficha_shared_names(channel)
        if not names:
            return ""
        if channel == "email":
            return self.env._(
                "Their address is also that of %s: nothing goes there any more.", names
            )
        return self.env._(
            "Their number is also that of %s, who may still be called or written to.",
            names,
        )

    def _ficha_shared_names(self, channel):
        """Who else has the address or number of this customer, of whom the user sees.

        :return: names, in one text
        """
        self.ensure_one()
        if channel == "email":
            others = self._ficha_same_email()
        elif channel in ("phone", "whatsapp", "sms") and self.phone_sanitized:
            others = self.search(
                [
                    ("phone_sanitized", "=", self.phone_sanitized),
                    ("id", "!=", self.id),
                ]
            )
        else:
            return ""
        seen = others.with_env(self.env)._filtered_access("read")
        names = [quoted(self.env, one.display_name) for one in seen[:MOST_SHARED]]
        if len(seen) > MOST_SHARED:
            names.append(self.env._("%s more", len(seen) - MOST_SHARED))
        return format_list(self.env, names)

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
        # sudo: a key of what they have, told to nobody
        kept = [
            values["point_hmac"]
            for one in self.sudo()
            for kind in ("email", "phone")
            if (values := one._ficha_point_values(kind))
        ]
        # as in the gate: a no for an address says nothing of another one
        held = SQL(
            "(c.point_hmac IS NULL OR c.point_hmac = ANY(%s)"
            " OR COALESCE(c.carried_event, c.event) NOT IN %s)",
            kept,
            NEGATIVE,
        )
        Consent.flush_model()
        states = {id_: {} for id_ in self.ids}
        for partner, purpose, channel, event, moment, _id in self.env.execute_query(
            Consent._states_sql(SQL("c.partner_id = ANY(%s) AND %s", self.ids, held))
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
        """Extends the core's: whom a message to many does not reach, and why."""
        left = super()._ficha_left_out(channel_code, purpose_code)
        words = {}
        refused = self._ficha_left_out_answers(channel_code, purpose_code)
        for id_, answer in refused.items():
            if answer not in words:
                words[answer] = self._ficha_answer_words(answer)
            left[id_] = words[answer]
        return left

    def _ficha_left_out_answers(self, channel_code, purpose_code):
        """What the gate said of those whom a message to many does not reach. With
        ``ficha_month_counted`` in the context it is asked about the very message that
        counts as this month's.

        :return: ``{partner id: Answer}``
        """
        counted = self.env.context.get("ficha_month_counted")
        # sudo: a setting of the company
        strict = self.env.company.sudo().ficha_contact_rule == "reason"
        answers = self._ficha_may_contact(purpose_code, channel_code)
        return {
            id_: answer
            for id_, answer in answers.items()
            if not (counted and answer.code == "this_month")
            and not answer.ok
            and (strict or answer.refusal)
        }

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
