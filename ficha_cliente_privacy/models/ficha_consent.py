from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.arguments import only_one
from odoo.addons.ficha_cliente.tools.bounds import check_days
from odoo.addons.ficha_cliente.tools.by_hand import untouched

EVENTS = [
    ("given", "Consents"),
    ("confirmed", "Confirmed the consent"),
    ("denied", "Was asked, and said no"),
    ("withdrawn", "Takes the consent back"),
    ("objected", "Does not want it"),
    ("expired", "Consent expired"),
    ("paused", "Wants nothing until a day"),
    ("informed", "Was shown the notice"),
    ("reconfirm_asked", "Was asked to confirm again"),
    ("carried", "The stricter of two, after a merge"),
    ("corrected", "Was a mistake"),
]
#: The stricter first; what is not here says neither yes nor no.
STRICT = ("objected", "withdrawn", "denied", "expired", "given")
NEGATIVE = ("objected", "withdrawn", "denied")
METHODS = [
    ("web_form", "Web form"),
    ("portal", "Customer portal"),
    ("link", "Link in a message"),
    ("one_click", "Button of the mail program"),
    ("paper", "On paper"),
    ("email", "By e-mail"),
    ("call", "By telephone"),
    ("sms", "By SMS"),
    ("presence", "In person"),
    ("told", "Told to one of us"),
    ("import", "Import"),
    ("merge", "Merge"),
    ("retention", "Retention rule"),
    ("system", "System"),
]
#: Ways by which customers record it themselves, whoever's session it was.
THEMSELVES = ("web_form", "portal", "link", "one_click", "sms")
#: Doors through which anybody can give somebody else's address.
DOORS = ("web_form", "portal", "link", "one_click")


KEYS = ("subject_hmac", "point_hmac", "row_hmac")


class FichaConsent(models.Model):
    """What somebody said about being contacted, and how that can be shown.

    Rows are added and never changed or deleted, by nobody: what holds is derived from
    them. Nothing is unique here, so a merge has nothing to throw away. A mistake is
    another row that names it.
    """

    _name = "ficha.consent"
    _description = "Consent or Refusal"
    _order = "happened_on desc, id desc"
    _rec_name = "event"
    # how many moved is told to nobody who may not read them
    _ficha_merge_private = True

    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        index=True,
        readonly=True,
        ondelete="set null",
        help="Whose word it is. Empty once the contact is gone: the evidence stays.",
    )
    subject_hmac = fields.Char(
        "Subject key",
        readonly=True,
        groups="base.group_system",
        help="Tells that two rows are about the same person without saying who.",
    )
    purpose_id = fields.Many2one(
        "ficha.purpose",
        readonly=True,
        index=True,
        ondelete="restrict",
        help="What it is about; empty: all marketing.",
    )
    channel_id = fields.Many2one(
        "ficha.channel",
        readonly=True,
        ondelete="restrict",
        help="The channel it is about; empty: all.",
    )
    event = fields.Selection(
        EVENTS, required=True, readonly=True, help="What was said."
    )
    carried_event = fields.Selection(
        EVENTS, readonly=True, help="What the stricter of two answers was."
    )
    corrects_id = fields.Many2one(
        "ficha.consent",
        "Corrects",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The row that was a mistake and does not count.",
    )
    happened_on = fields.Datetime(
        "When",
        required=True,
        readonly=True,
        default=fields.Datetime.now,
        help="When it was said.",
    )
    until = fields.Date(
        readonly=True,
        help="Of who wants nothing for a while: the day from which on it is as before.",
    )
    registered_on = fields.Datetime(
        "Recorded on", readonly=True, help="When it was recorded, by our clock."
    )
    method = fields.Selection(
        METHODS,
        required=True,
        readonly=True,
        default="presence",
        help="How it reached us.",
    )
    asked = fields.Boolean(
        "We asked",
        readonly=True,
        help="The company asked for it. Who said no is not asked again within the rest "
        "period of the settings.",
    )
    notice_id = fields.Many2one(
        "ficha.notice",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The text they were shown.",
    )
    shown_sha256 = fields.Char(
        "Fingerprint of the text", readonly=True, help="Of exactly what was read."
    )
    lang = fields.Char("Language", readonly=True, help="Language of what was read.")
    point_kind = fields.Char(readonly=True, help="E-mail or telephone.")
    point_masked = fields.Char(
        "Address or number",
        readonly=True,
        help="The consent is for this one, not for what replaces it later.",
    )
    point_hmac = fields.Char(
        "Key of the address", readonly=True, groups="base.group_system"
    )
    ip = fields.Char(
        "IP address", readonly=True, help="Only of consents given on the web."
    )
    user_agent = fields.Char("Browser", readonly=True, help="As for the address.")
    evidence = fields.Binary(
        attachment=True, readonly=True, help="The signed paper, the recording..."
    )
    evidence_name = fields.Char("Name of the file", readonly=True)
    guardian_name = fields.Char(
        "Guardian",
        readonly=True,
        help="Who consented for somebody too young to do so.",
    )
    guardian_kind = fields.Char(
        "Guardian is", readonly=True, help="Mother, father, tutor..."
    )
    user_id = fields.Many2one(
        "res.users",
        "Recorded by",
        readonly=True,
        ondelete="set null",
        help="Who recorded it.",
    )
    recorded_by = fields.Char(
        string="Who recorded it",
        compute="_compute_recorded_by",
        help="Who recorded it: one of us, or they themselves and where.",
    )
    company_id = fields.Many2one(
        "res.company",
        readonly=True,
        ondelete="restrict",
        help="The company it was said to. A yes holds for this one; a no for all.",
    )
    reason = fields.Char(readonly=True, help="In their words, or where it comes from.")
    row_hmac = fields.Char("Seal", readonly=True, groups="base.group_system")
    is_intact = fields.Boolean(
        "Untouched",
        compute="_compute_is_intact",
        search="_search_is_intact",
        help="The row still is what was recorded: nobody changed it in the database.",
    )

    touched_on = fields.Datetime(
        "Found changed on",
        readonly=True,
        help="The nightly check found then that the row is not what was recorded.",
    )

    # who said no, or that nobody did
    _negative_idx = models.Index(
        "(partner_id)"
        " WHERE COALESCE(carried_event, event) IN ('objected', 'withdrawn', 'denied')"
    )
    _state_idx = models.Index(
        "(partner_id, purpose_id, channel_id, happened_on DESC, id DESC)"
    )

    @api.depends("event", "purpose_id", "channel_id")
    def _compute_display_name(self):
        events = dict(self._fields["event"]._description_selection(self.env))
        for consent in self:
            parts = [
                events.get(consent.event, ""),
                consent.purpose_id.name or self.env._("all marketing"),
                consent.channel_id.name,
            ]
            consent.display_name = " · ".join(part for part in parts if part)

    @api.depends("user_id", "method")
    def _compute_recorded_by(self):
        methods = dict(self._fields["method"]._description_selection(self.env))
        system = self.env.ref("base.user_root")
        for consent in self:
            user = consent.user_id.sudo()  # their name is told to who reads it
            if consent.method in THEMSELVES:
                consent.recorded_by = self.env._(
                    "by themselves (%s)", methods[consent.method].lower()
                )
            elif user and (user == system or user._is_public()):
                consent.recorded_by = self.env._("by the system")
            else:
                consent.recorded_by = user.name or False

    # -- added, and nothing else -------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Extends the ORM's: what the system knows better, the address it is for, the
        text that was shown, and the seal of the row.

        :raise UserError: what may not be recorded, with the reason
        """
        self.check_access("create")
        now = fields.Datetime.now()
        rows = []
        for vals in vals_list:
            if vals.get("method") == "import" and not (
                vals.get("happened_on") and vals.get("reason")
            ):
                raise ValidationError(
                    self.env._(
                        "A consent is imported with its date and with where it comes "
                        "from."
                    )
                )
            row = {
                "company_id": self.env.company.id,
                **vals,
                "registered_on": now,
                "user_id": self.env.uid,
            }
            if not self.env.su:
                # sudo: they are closed to everybody
                row |= untouched(self.sudo(), KEYS)
            if row.get("notice_id"):
                notice = self.env["ficha.notice"].browse(row["notice_id"])
                row |= {"shown_sha256": notice.sha256, "lang": notice.lang}
            rows.append(row)
        self._fill_points(rows)
        # sudo: the keys are nobody's to write; whose row it is is asked afterwards
        recorded = super(FichaConsent, self.sudo()).create(rows)
        recorded._check_recorded()
        recorded._seal()
        profiling = self.env["ficha.purpose"]._profiling_ids()
        about = recorded.filtered(lambda row: row.purpose_id.id in profiling)
        about.partner_id._ficha_profile_said()
        consents = recorded.with_env(self.env)
        consents.check_access("create")
        return consents

    # Nobody has the right to either, and the superuser has no other way to be refused.
    def write(self, vals):  # pylint: disable=method-required-super
        """Extends the ORM's: nobody changes what was said."""
        raise UserError(
            self.env._(
                "What customers said is not changed. Record what they say now, or mark "
                "the row as a mistake."
            )
        )

    def unlink(self):  # pylint: disable=method-required-super
        """Extends the ORM's: nobody deletes what was said."""
        if not self:
            return True
        raise UserError(  # pylint: disable=no-raise-unlink
            self.env._(
                "What customers said is not deleted. If it was a mistake, mark the row "
                "as one."
            )
        )

    @api.model
    def _fill_points(self, rows):
        """A consent is for the address that the customer has now, unless it says for
        which."""
        Partner = self.env["res.partner"]
        for row in rows:
            partner = Partner.browse(row.get("partner_id") or [])
            channel = self.env["ficha.channel"].browse(row.get("channel_id") or [])
            # sudo: keys of the contact, whoever records
            partner = partner.sudo()
            row["subject_hmac"] = partner and partner._ficha_subject_key()
            if row.get("event") in ("given", "confirmed") and not row.get("point_hmac"):
                kind = channel._ficha_point_kind() if channel else False
                row |= partner._ficha_point_values(kind)

    def _check_recorded(self):
        check_days(self, "happened_on", "until")
        now = fields.Datetime.now() + timedelta(minutes=5)
        for consent in self:
            if consent.happened_on > now:
                raise ValidationError(
                    self.env._("What was said cannot be later than now.")
                )
            if consent.event == "corrected":
                if not consent.corrects_id:
                    raise ValidationError(self.env._("Say which row was the mistake."))
                if consent.corrects_id.partner_id != consent.partner_id:
                    raise ValidationError(
                        self.env._("The mistake is about somebody else.")
                    )
            elif consent.corrects_id:
                raise ValidationError(
                    self.env._("Only what was a mistake names another row.")
                )
            if bool(consent.until) != (consent.event == "paused"):
                raise ValidationError(
                    self.env._("Who wants nothing for a while says until when.")
                )
            if consent.event == "carried" and consent.carried_event not in STRICT:
                raise ValidationError(self.env._("Say what is carried over."))
            if consent.event in ("given", "confirmed"):
                consent._check_given()

    def _check_given(self):
        if not self.purpose_id:
            raise ValidationError(
                self.env._("A consent is for one purpose: say for which.")
            )
        if self.purpose_id.special and not self.evidence:
            raise ValidationError(
                self.env._(
                    "“%s” is about special categories of data: add the signed consent.",
                    self.purpose_id.name,
                )
            )
        if self.event == "given" and self.asked:
            since = self.happened_on - relativedelta(
                months=self.env.company.ficha_consent_rest_months
            )
            states = self.partner_id._ficha_last_refusals(self.purpose_id, since)
            if states.filtered(lambda row: row.id != self.id):
                raise UserError(
                    self.env._(
                        "They said no less than %s months ago: they are not asked "
                        "again so soon. If they came to you with it, say so.",
                        self.env.company.ficha_consent_rest_months,
                    )
                )

    # -- what holds --------------------------------------------------------------------

    @api.model
    def _states_sql(self, condition):
        """The last word of each contact for each purpose and channel.

        :param SQL condition: on the contact, ``c.partner_id``
        :return: SELECT of partner_id, purpose_id, channel_id, event, happened_on, id
        """
        return SQL(
            """
            SELECT DISTINCT ON (c.partner_id, c.purpose_id, c.channel_id)
                   c.partner_id, c.purpose_id, c.channel_id,
                   COALESCE(c.carried_event, c.event) AS event, c.happened_on, c.id
              FROM ficha_consent c
             WHERE %(condition)s
               AND COALESCE(c.carried_event, c.event) IN %(strict)s
               AND NOT EXISTS (
                   SELECT FROM ficha_consent k WHERE k.corrects_id = c.id)
             ORDER BY c.partner_id, c.purpose_id, c.channel_id,
                      c.happened_on DESC, c.id DESC
            """,
            condition=condition,
            strict=STRICT,
        )

    def _is_mistake(self):
        """Whether another row says that this one was a mistake."""
        return bool(self.search_count([("corrects_id", "=", self.id)], limit=1))

    def action_mistake(self):
        """Mark this row as a mistake: another row that says so.

        :return: True
        """
        only_one(self)
        self.check_access("read")
        self.check_access("create")
        if self.event == "corrected" or self._is_mistake():
            raise UserError(self.env._("This is marked as a mistake already."))
        self.create(
            {
                "partner_id": self.partner_id.id,
                "purpose_id": self.purpose_id.id,
                "channel_id": self.channel_id.id,
                "event": "corrected",
                "method": "system",
                "corrects_id": self.id,
            }
        )
        return True
