from odoo import api, fields, models
from odoo.tools import SQL, ormcache

from odoo.addons.ficha_cliente.tools.by_hand import made_by_us
from odoo.addons.ficha_cliente.tools.words import in_date
from odoo.addons.ficha_cliente_privacy.models.ficha_consent import NEGATIVE
from odoo.addons.ficha_cliente_privacy.tools.point_key import masked
from odoo.addons.ficha_cliente_privacy.tools.verdicts import Answer

#: Channels by which a purpose reaches somebody; others go by e-mail and WhatsApp.
CHANNELS = {"calls": ("phone",), "post": ("post",)}
ELECTRONIC = ("email", "whatsapp", "sms")
POINT_FIELD = {
    "phone": "phone",
    "whatsapp": "phone",
    "sms": "phone",
    "email": "email",
    "post": "street",
}
ALL = "all"


class ResPartner(models.Model):
    """What a customer receives, and how they stop or start it themselves.

    Stopping is a right: it counts at once, and nobody asks why. Starting counts once it
    was confirmed at the address that received the link.
    """

    _inherit = "res.partner"

    def _ficha_preferences(self):
        """What this customer can stop or start.

        :return: ``[{"key", "purpose", "channel", "on", "why"}]``
        """
        self.ensure_one()
        pairs = self._ficha_preference_pairs()
        topics = self._ficha_topics()
        if not any(channel for _purpose, channel in pairs.values()):
            return topics
        rows = self.env.execute_query(
            self._ficha_may_contact_each_sql(
                {
                    key: (purpose.code, channel.code)
                    for key, (purpose, channel) in pairs.items()
                    if channel
                },
                SQL("SELECT %s", self.id),
            )
        )
        answers = {key: Answer(*row) for key, _id, *row in rows}
        # had this month's: they receive it all the same
        on = {key: a.ok or a.code == "this_month" for key, a in answers.items()}
        return [
            {
                "key": key,
                "purpose": purpose.name,
                "channel": channel.name,
                "on": on[key],
                "why": self._ficha_preference_why(answers[key]),
            }
            for key, (purpose, channel) in pairs.items()
            # few companies write SMS: who gets none is not asked about them
            if channel and (channel.code != "sms" or on[key])
        ] + topics

    def _ficha_deductions(self):
        """What is worked out of this customer, to which they object or not.

        :return: ``[{"key", "purpose", "on"}]``
        """
        self.ensure_one()
        states = self._ficha_consent_states()[self.id]
        return [
            {
                "key": key,
                "purpose": purpose.name,
                "on": states.get((purpose.id, None), ("",))[0] not in NEGATIVE,
            }
            for key, (purpose, channel) in self._ficha_preference_pairs().items()
            if not channel
        ]

    def _ficha_topics(self):
        """Hook: what they are subscribed to, or may be, beside the purposes.

        :return: as :meth:`_ficha_preferences`; keys that no purpose has
        """
        return []

    def _ficha_topic_set(self, key, on, address):
        """Hook: subscribe them, or not any more.

        :param str key: of :meth:`_ficha_topics`
        :param str address: where they confirmed it, or the one of the file
        """

    def _ficha_topic(self, key):
        """The topic of a key, or None."""
        return next((one for one in self._ficha_topics() if one["key"] == key), None)

    def _ficha_preference_pairs(self):
        """Purposes and channels that are asked about here.

        :return: ``{key: (ficha.purpose, ficha.channel)}``
        """
        # sudo: names of what the company does and of its channels, told to customers
        offers = self._ficha_preference_offers()
        purposes = self.env["ficha.purpose"].sudo().browse([one[1] for one in offers])
        channels = self.env["ficha.channel"].sudo()
        channels = channels.browse([one[3] for one in offers if one[3]])
        return {
            key: (
                purposes.browse(purpose).with_prefetch(purposes._ids),
                channels.browse(channel).with_prefetch(channels._ids),
            )
            for key, purpose, _code, channel, _way in offers
        }

    def _ficha_preference_offers(self):
        """The same, without reading what they are called.

        :return: ``[(key, purpose id, its code, channel id or None, its code)]``
        """
        self.ensure_one()
        purposes, channels = self._ficha_preference_kinds(self.env.company.id)
        offers = [
            (f"{id_}-0", id_, code, None, "")
            for id_, code, kind in purposes
            if kind == "profiling" and self == self.commercial_partner_id
        ]
        for id_, code, kind in purposes:
            for way in CHANNELS.get(code, ELECTRONIC) if kind == "marketing" else ():
                if way in channels and self[POINT_FIELD[way]]:
                    channel = channels[way]
                    offers.append((f"{id_}-{channel}", id_, code, channel, way))
        return offers

    @api.model
    @ormcache("company_id")
    def _ficha_preference_kinds(self, company_id):
        """What a company asks its customers about: remembered, a storm of who stops
        asks a hundred thousand times.

        :return: ``((purpose id, code, kind), ...)``, ``{channel code: id}``
        """
        # sudo: what the company does, told to its customers
        purposes = (
            self.env["ficha.purpose"]
            .sudo()
            .search(
                [
                    ("kind", "in", ("marketing", "profiling")),
                    ("special", "=", False),
                    ("company_id", "in", [False, company_id]),
                ]
            )
        )
        # sudo: which channels there are, for a visitor
        channels = self.env["ficha.channel"].sudo()
        channels = channels.search([("code", "in", list(POINT_FIELD))])
        return (
            tuple((one.id, one.code, one.kind) for one in purposes),
            {channel.code: channel.id for channel in channels},
        )

    def _ficha_preference_why(self, answer):
        """Why they receive something, or that they do not, as one says it to them."""

        def day():  # in the reader's time zone, which is looked up
            return in_date(self.env, answer.since)

        return {
            "given": lambda: self.env._("because you said yes on %s", day()),
            "soft_opt_in": lambda: self.env._(
                "because you have bought from us since %s", day()
            ),
            "customer": lambda: self.env._("because you came to us on %s", day()),
            "business": lambda: self.env._("because it is about your business"),
            "interest": lambda: self.env._("because you are in our files"),
            "paused": lambda: self.env._("you wanted nothing until %s", day()),
            "this_month": lambda: self.env._("once a month; the last on %s", day()),
            "unconfirmed": lambda: self.env._("you have not confirmed it yet"),
            "expired": lambda: self.env._("what you said has expired"),
        }.get(answer.code, lambda: "")()

    # -- off ---------------------------------------------------------------------------

    def _ficha_preference_off(self, key, method):
        """Stop something, or everything, at once. Saying it twice changes nothing.

        :param str key: of :meth:`_ficha_preferences`, or ``all``
        :param str method: key of ``ficha.consent``'s methods
        :return: whether there is such a thing to stop
        """
        self.ensure_one()
        purpose = channel = self.env["ficha.purpose"]
        if key != ALL:
            pair = self._ficha_preference_pairs().get(key)
            if not pair and (topic := self._ficha_topic(key)):
                if topic["on"]:
                    self._ficha_topic_set(key, False, self.email_normalized)
                return True
            if not pair:
                return False
            purpose, channel = pair
        state = self._ficha_consent_states()[self.id].get(
            (purpose.id or None, channel.id or None)
        )
        said = state and state[0]
        # during a pause nothing is on, and yet all comes back after it
        coming = key == ALL and (self._ficha_pause() or self._ficha_anything_on())
        if said not in NEGATIVE or coming:
            # sudo: a right needs none
            made_by_us(self.env["ficha.consent"]).create(
                {
                    "partner_id": self.id,
                    "purpose_id": purpose.id,
                    "channel_id": channel.id,
                    "event": "withdrawn" if said == "given" else "objected",
                    "method": method,
                }
            )
        return True

    def _ficha_preference_off_there(self, key, method, address):
        """Who stops something by the link of a message reads that mailbox: of others of
        ours who have the same address nothing of it comes there any more either.

        :param str key: of what was stopped, as in :meth:`_ficha_preference_off`
        :param str address: normalised, where the message went to
        """
        self.ensure_one()
        purposes = {
            offer: purpose
            for offer, purpose, _code, _channel, way in self._ficha_preference_offers()
            if way == "email"
        }
        if not address or (key != ALL and key not in purposes):
            return
        row = {
            "purpose_id": purposes.get(key),
            "channel_id": False,
            "event": "objected",
            "method": method,
        }
        rows = self._ficha_no_there(row, address)
        if rows:
            made_by_us(self.env["ficha.consent"]).create(rows)  # sudo: a right

    def _ficha_anything_on(self):
        return any(line["on"] for line in self._ficha_preferences())

    # -- on ----------------------------------------------------------------------------

    def _ficha_preference_ask(self, key, address):
        """Somebody with a link wants something again: ask at the address of the link,
        so that who was forwarded a message signs nobody up.

        :param str address: where the link went to; none when they have it no more
        :return: whether there is such a thing to start
        """
        self.ensure_one()
        pair = self._ficha_preference_pairs().get(key)
        topic = not pair and self._ficha_topic(key)
        if not (pair or topic) or not address:
            return False
        if pair:
            purpose, channel = (one.name or "" for one in pair)
        else:
            purpose, channel = topic["purpose"], topic["channel"]
        Link = self.env["ficha.link"]
        data = {"key": key}
        if not Link._is_sent("consent", self, data) and self.env["ficha.rate"]._hit(
            "mail", f"consent {self.id} {key}"
        ):
            url = Link._issue("consent", self, address, data)
            Link._send(
                address,
                self.lang,
                self.env._("Confirm what you want to receive"),
                [
                    self.env._(
                        "You said yes to “%(purpose)s”. It counts once you press here.",
                        purpose=" · ".join(filter(None, (purpose, channel))),
                    ),
                    self.env._("If it was not you, there is nothing to do."),
                ],
                url,
                self.env._("I want to receive it")
                if channel
                else self.env._("I agree"),
            )
        return True

    def _ficha_preference_on(self, key, method, address=None, **evidence):
        """They said yes, and confirmed it.

        :param str address: where they confirmed it, which the consent to e-mail is for;
            None: the one of the file; empty: they have it no more, and nothing counts
        :param evidence: ``ip``, ``user_agent``
        :return: whether there still is such a thing
        """
        self.ensure_one()
        pair = self._ficha_preference_pairs().get(key)
        if address is not None and not address:
            return False
        if not pair and self._ficha_topic(key):
            self._ficha_topic_set(key, True, address or self.email_normalized)
            return True
        if not pair:
            return False
        purpose, channel = pair
        if address and channel.code == "email":
            evidence |= {
                "point_kind": "email",
                "point_masked": masked("email", address),
                "point_hmac": self._ficha_point_key("email", address),
            }
        notice = self._ficha_preference_notice(purpose)
        row = {
            "partner_id": self.id,
            "purpose_id": purpose.id,
            "channel_id": channel.id,
            "method": method,
            "notice_id": notice.id,
            **evidence,
        }
        # sudo: what they said themselves
        made_by_us(self.env["ficha.consent"]).create(
            [{**row, "event": "given"}, {**row, "event": "confirmed"}]
        )
        return True

    @api.model
    def _ficha_preference_notice(self, purpose, place="portal"):
        """The text that is shown where somebody says yes, or none."""
        today = fields.Date.context_today(self)
        # sudo: a text for customers
        return (
            self.env["ficha.notice"]
            .sudo()
            .search(
                [
                    ("place", "=", place),
                    ("lang", "=", self.env.lang),
                    ("purpose_ids", "in", purpose.ids),
                    ("company_id", "in", [False, self.env.company.id]),
                    ("valid_from", "<=", today),
                    "|",
                    ("valid_to", "=", False),
                    ("valid_to", ">=", today),
                ],
                order="version desc, id desc",
                limit=1,
            )
        )
