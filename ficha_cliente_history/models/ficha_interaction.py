from markupsafe import Markup

from odoo import SUPERUSER_ID, Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL
from odoo.tools.mail import html_to_inner_content

from odoo.addons.ficha_cliente.tools.bounds import MOST, check_numbers
from odoo.addons.ficha_cliente.tools.by_hand import made_by_us
from odoo.addons.ficha_cliente.tools.merge import Unique
from odoo.addons.ficha_cliente.tools.words import in_date

KINDS = [
    ("call", "Call"),
    ("message", "Message"),
    ("visit", "Visit"),
    ("information_request", "Information request"),
    ("complaint", "Complaint"),
    ("reminder", "Reminder"),
    ("sample", "Sample left"),
    ("survey", "Survey"),
    ("opinion", "Opinion"),
    ("doubt", "Doubt"),
    ("need", "Need"),
    ("requirement", "Requirement"),
    ("competitor", "Comparison with a competitor"),
]

FROM_US = {"call", "message", "visit", "reminder", "sample", "survey"}

# the ways in which a kind takes place; the first one is proposed
CHANNELS = {
    "call": ("phone", "video", "whatsapp"),
    "visit": ("visit", "fair"),
    "sample": ("visit", "fair", "post"),
}
SUBJECT_LENGTH = 80


class FichaInteraction(models.Model):
    """One thing that was said between a customer and us, through whichever channel.

    How it is entered is here too; whether it waits for our answer is in
    ``ficha_interaction_reply``, the life of a complaint in
    ``ficha_interaction_complaint``, e-mails are in ``ficha_interaction_mail``.
    """

    _name = "ficha.interaction"
    _description = "Interaction"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date DESC, id DESC"
    _rec_name = "subject"
    # an e-mail that went to contacts that are merged is one interaction
    _ficha_merge_unique = (Unique(("partner_id", "message_id")),)
    _ficha_merge_private = True

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        ondelete="cascade",
        help="The customer: a company, or a person who is their own customer.",
    )
    commercial_partner_id = fields.Many2one(
        "res.partner",
        compute="_compute_commercial_partner_id",
        store=True,
        precompute=True,
        index=False,  # leading column of the index by date
        ondelete="cascade",
        help="The commercial entity whose history this belongs to.",
    )
    contact_id = fields.Many2one(
        "res.partner",
        string="Contact person",
        index="btree_not_null",
        ondelete="set null",
        help="Person at the customer who took part in the conversation.",
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        help="Company in whose name we spoke. Empty: all companies see it.",
    )
    date = fields.Datetime(
        required=True, default=fields.Datetime.now, help="When it took place."
    )
    channel_id = fields.Many2one(
        "ficha.channel",
        compute="_compute_channel_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        help="How we spoke: telephone, e-mail, a visit...",
    )
    kind = fields.Selection(
        KINDS, required=True, default="call", index=True, help="What it was about."
    )
    direction = fields.Selection(
        [("in", "From the customer"), ("out", "From us")],
        compute="_compute_direction",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="Who initiated it.",
    )
    subject = fields.Char(
        help="In a few words. If left empty, the kind of interaction is shown. The "
        "summary of an e-mail is shown to those who may read the e-mail."
    )
    description = fields.Text(help="What was said or agreed.")
    user_id = fields.Many2one(
        "res.users",
        string="Attended by",
        default=lambda self: self._default_user_id(),
        domain="[('share', '=', False)]",
        index="btree_not_null",
        help="User who spoke with them.",
    )
    product_ids = fields.Many2many(
        "product.product",
        string="Products",
        help="What it was about, if it was about a product.",
    )
    outcome = fields.Selection(
        [
            ("none", "Nothing came of it"),
            ("pending", "Still open"),
            ("progress", "A step forward"),
            ("sale", "A sale"),
        ],
        help="What came of it. “Nothing came of it” counts as a missed purchase when "
        "they had asked for information.",
    )
    missed_amount = fields.Monetary(
        string="Missed amount",
        help="What they would have bought, as far as is known, before taxes.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        related="company_id.currency_id",
        help="Currency of the company.",
    )
    missed_reason = fields.Char(string="Missed reason", help="Why nothing came of it.")
    competitor = fields.Char(help="Who they compare us with.")
    satisfaction = fields.Selection(
        [("1", "1"), ("2", "2"), ("3", "3"), ("4", "4"), ("5", "5")],
        help="How satisfied they are, from 1 (not at all) to 5 (very).",
    )
    satisfaction_score = fields.Float(
        string="Average satisfaction",
        compute="_compute_satisfaction_score",
        store=True,
        precompute=True,
        digits=(2, 1),
        aggregator="avg",
        help="The satisfaction as a number, for averages. Interactions without an "
        "answer do not count.",
    )
    private = fields.Boolean(
        help="Seen only by those who may see personal data of customers."
    )
    message_id = fields.Many2one(
        "mail.message",
        string="E-mail",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        readonly=True,
        # the name of a linked record is shown to everybody: the subject would be, too
        groups=fields.NO_ACCESS,
        help="E-mail this interaction stands for, when it was added automatically.",
    )
    is_mail = fields.Boolean(
        string="Added automatically",
        copy=False,
        readonly=True,
        help="It is a message to or from the customer, which nobody had to write down.",
    )
    activity_id = fields.Many2one(
        "mail.activity",
        string="Reminder",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        readonly=True,
        help="Reminder or planned contact that was done with this interaction.",
    )

    _timeline_idx = models.Index("(commercial_partner_id, date DESC, id DESC)")
    _date_idx = models.Index("(date DESC, id DESC)")
    _check_missed_amount = models.Constraint(
        "CHECK(missed_amount >= 0)",
        "“Missed amount” cannot be negative: write 0 or more.",
    )

    @api.depends("partner_id.commercial_partner_id")
    def _compute_commercial_partner_id(self):
        for interaction in self:
            interaction.commercial_partner_id = (
                interaction.partner_id.commercial_partner_id
            )

    @api.depends("satisfaction")
    def _compute_satisfaction_score(self):
        for interaction in self:
            interaction.satisfaction_score = float(interaction.satisfaction or 0)

    @api.constrains("missed_amount")
    def _check_possible_amount(self):
        check_numbers(self, 0, MOST, "missed_amount")

    @api.constrains("contact_id", "partner_id")
    def _check_contact(self):
        for interaction in self:
            contact = interaction.contact_id
            if contact and contact.commercial_partner_id != (
                interaction.partner_id.commercial_partner_id
            ):
                raise ValidationError(
                    self.env._(
                        "“Contact person”: %(contact)s is not a contact of "
                        "“%(customer)s”. Choose one of their contacts or leave it "
                        "empty.",
                        contact=contact.display_name,
                        customer=interaction.partner_id.display_name,
                    )
                )

    def _read_group_select(self, aggregate_spec, query):
        """Extends the ORM's: averages count only what has a value. Days to solve are
        those of solved complaints, and who gave no opinion is not a zero."""
        counted = {
            "solve_days:avg": ("solve_days", "solved_on"),
            "satisfaction_score:avg": ("satisfaction_score", "satisfaction"),
        }
        if aggregate_spec not in counted:
            return super()._read_group_select(aggregate_spec, query)
        value, where = (
            self._field_to_sql(self._table, fname, query)
            for fname in counted[aggregate_spec]
        )
        return SQL("AVG(%s) FILTER (WHERE %s IS NOT NULL)", value, where)

    # --------------------------------------------------------------------------
    # Entering an interaction: what is proposed, and what it changes.
    #
    # Two clicks must do, so nothing is required but the customer.
    # --------------------------------------------------------------------------

    # Only in the dialog of the quick entry; what they hold goes to the customers.
    also_partner_ids = fields.Many2many(
        "res.partner",
        string="Also for",
        store=False,
        help="Other customers for whom the same interaction is logged.",
    )
    next_contact_date = fields.Date(
        string="Next contact",
        store=False,
        help="When to contact them next. Left empty, the date they have stays.",
    )
    followup_state_id = fields.Many2one(
        "ficha.followup.state",
        string="Change colour to",
        store=False,
        help="Leave it empty to keep the current colour.",
    )

    # -- what is proposed -----------------------------------------------------------

    @api.model
    def _default_user_id(self):
        user = self.env.user
        return user if user._is_internal() and user.id != SUPERUSER_ID else False

    @api.depends("contact_id")
    def _compute_partner_id(self):
        for interaction in self:
            interaction.partner_id = (
                interaction.contact_id.commercial_partner_id or interaction.partner_id
            )

    @api.depends("partner_id")
    def _compute_company_id(self):
        for interaction in self:
            interaction.company_id = (
                interaction.partner_id.company_id
                or interaction.company_id
                or self.env.company
            )

    @api.depends("kind")
    def _compute_direction(self):
        for interaction in self:
            interaction.direction = "out" if interaction.kind in FROM_US else "in"

    @api.depends("kind")
    def _compute_channel_id(self):
        channels = self._channels_by_code()
        for interaction in self:
            codes = CHANNELS.get(interaction.kind)
            if codes and interaction.channel_id.code not in codes:
                interaction.channel_id = channels.get(codes[0])
            elif not interaction.channel_id:
                interaction.channel_id = (
                    interaction.partner_id.preferred_channel_id or channels.get("phone")
                )

    @api.model
    def _channels_by_code(self):
        # a handful of configuration records
        channels = self.env["ficha.channel"].search([("code", "!=", False)])
        return {channel.code: channel for channel in channels}

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        customer = self.partner_id.commercial_partner_id
        if self.partner_id and self.partner_id != customer:
            self.contact_id = self.partner_id
        elif self.contact_id and self.contact_id.commercial_partner_id != customer:
            self.contact_id = False

    def _default_subject(self):
        """What an interaction is called when nobody gave it a subject."""
        self.ensure_one()
        first = (self.description or "").strip().partition("\n")[0]
        if len(first) > SUBJECT_LENGTH:
            first = first[: SUBJECT_LENGTH - 1] + "…"
        if first:
            return first
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        words = [kinds[self.kind]]
        if self.kind not in ("call", "visit", "reminder") and self.channel_id:
            words.append(self.channel_id.name)
        return " · ".join(words)

    # -- writing it down ------------------------------------------------------------

    @api.model
    def _log(self, partner, kind, subject, **values):
        """Note an interaction. The one entry point for other modules.

        :param partner: customers or contacts of theirs, one interaction for each
        :param kind: one of ``KINDS``
        :param subject: a few words, may be empty
        :param values: further values; ``channel`` is the code of a channel
        :return: the interactions
        """
        code = values.pop("channel", None)
        if code and code in (channels := self._channels_by_code()):
            values["channel_id"] = channels[code].id
        # sudo: who does a reminder or answers a form need not have customer files
        return made_by_us(self).create(
            [
                {"partner_id": each.id, "kind": kind, "subject": subject, **values}
                for each in partner
            ]
        )

    @api.model_create_multi
    def create(self, vals_list):
        """Extends create: a contact stands for its company; an interaction that took
        place moves the dates of its customers and answers what waited."""
        self._ficha_check_written(vals_list)
        rows = self._with_customers([dict(vals) for vals in vals_list])
        copies, followups = [], []
        for row in rows:
            followup = (
                row.pop("next_contact_date", 0),
                row.pop("followup_state_id", 0),
            )
            followups.append(followup)
            for partner_id in self._command_ids(row.pop("also_partner_ids", ())):
                copies.append({**row, "partner_id": partner_id, "contact_id": False})
                followups.append(followup)
        rows += self._with_customers(copies)
        # the interaction is the note; no "created" message about it
        interactions = super(
            FichaInteraction, self.with_context(mail_create_nolog=True)
        ).create(rows)
        interactions = interactions.with_env(self.env)
        for interaction in interactions:
            if not interaction.subject:
                interaction.subject = interaction._default_subject()
        interactions._update_followup()
        for interaction, followup in zip(interactions, followups, strict=False):
            interaction._set_customer_followup(*followup)
        return interactions[: len(vals_list)]

    def write(self, vals):
        """Extends write: a contact chosen as customer stands for its company; what
        becomes private takes back what it said elsewhere."""
        self._ficha_check_written([vals])
        if vals.get("partner_id") and "contact_id" not in vals:
            vals = self._with_customers([dict(vals)])[0]
        if "private" not in vals:
            return super().write(vals)
        before = {interaction.id: interaction.private for interaction in self}
        result = super().write(vals)
        # sudo: whoever made them private may not see them any more
        changed = self.sudo().filtered(lambda i: i.private != before[i.id])
        changed.filtered("private")._withdraw_words()
        # what is private gives no colour
        changed.filtered(
            lambda i: i.complaint_state == "open" or i._is_reply_owed()
        ).commercial_partner_id._followup_evaluate()
        return result

    @api.model
    def _command_ids(self, commands):
        """Ids that a many2many's values leave in it, on a new record."""
        ids = []
        for command in commands or ():
            if isinstance(command, int):
                ids.append(command)
            elif command[0] == Command.LINK:
                ids.append(command[1])
            elif command[0] == Command.SET:
                ids = list(command[2])
        return ids

    @api.model
    def _with_customers(self, rows):
        """Turn a contact given as the customer into customer and contact person."""
        ids = [row["partner_id"] for row in rows if row.get("partner_id")]
        # sudo: only who belongs to whom; writing the interaction checks the rights
        partners = self.env["res.partner"].sudo().browse(ids).exists()
        customers = {p.id: p.commercial_partner_id.id for p in partners}
        for row in rows:
            customer = customers.get(row.get("partner_id"))
            if customer and customer != row["partner_id"]:
                row["contact_id"] = row.get("contact_id") or row["partner_id"]
                row["partner_id"] = customer
        return rows

    # -- who may read it ------------------------------------------------------------

    @api.model
    def _hidden_name(self):
        """What is said of an interaction to who may not read what it says."""
        return self.env._("private note")

    def _reason_facts(self):
        """This interaction as the reason of a colour.

        :return: dict as ``followup_facts`` of a customer
        """
        facts = {"model": self._name, "ids": self.ids}
        if self.company_id:
            facts["company"] = self.company_id.id
        return facts

    def _withdraw_words(self):
        """These are private now: what they said elsewhere is taken back from where
        others read it, as far as it was written there for them."""
        # sudo: whoever makes it private need not be able to write on those
        activities = self.env["mail.activity"].sudo()
        hidden = self._hidden_name()
        named = activities.with_context(active_test=False).search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        )
        self.env.add_to_compute(activities._fields["res_name"], named)
        for done in self.sudo().activity_id.filtered("feedback"):
            said = " ".join(done.feedback.split())
            messages = self.env["mail.message"].sudo()  # as above
            for message in messages.search(
                [
                    ("model", "=", done.res_model),
                    ("res_id", "=", done.res_id),
                    ("mail_activity_type_id", "=", done.activity_type_id.id),
                ]
            ):
                if said in " ".join(html_to_inner_content(message.body).split()):
                    message.body = Markup("<p>%s</p>") % hidden
            done.feedback = hidden

    # --------------------------------------------------------------------------
    # What an interaction changes: the customer's last contact, never backwards,
    # whose turn it is, and what had been waiting for an answer.
    # --------------------------------------------------------------------------

    def _update_followup(self):
        """What an entry changes: last contact, whose turn it is, the colour."""
        now = fields.Datetime.now()
        done = self.filtered(lambda interaction: interaction.date <= now)
        if not self.env.context.get("ficha_no_answer"):
            done._answer_what_waited()
        if not self.env.context.get("ficha_no_touch"):
            done._touch_customers()
        # a complaint, or a question, may be what a rule gives a colour for
        told = done.filtered(lambda i: i.complaint_state or i._is_reply_owed())
        if told:
            told.partner_id._followup_evaluate()

    def _touch_customers(self):
        """A contact took place with these customers, on the day of each."""
        days, answered = {}, set()
        for interaction in self:
            partner = interaction.commercial_partner_id
            day = partner._followup_day_of(interaction.date)
            days[partner.id] = max(days.get(partner.id, day), day)
            # sudo: only since when they wait
            since = partner.sudo().awaiting_reply_since
            if interaction.direction == "in" and since and day >= since:
                answered.add(partner.id)
        # sudo: noting a contact is allowed to who may not edit the customer
        partners = self.env["res.partner"].sudo()
        if answered:
            partners.browse(answered)._followup_touched_on(days, awaiting=False)
        others = [pid for pid in days if pid not in answered]
        if others:
            partners.browse(others)._followup_touched_on(days)
        told = self.filtered(lambda i: i.direction == "in").commercial_partner_id
        told._lifecycle_on_incoming()

    def _set_customer_followup(self, next_contact_date, state_id):
        """What the quick entry says about the customer's next contact and colour. The
        colour has this as its reason, and says of it what its reader may read."""
        customer = self.commercial_partner_id
        if state_id:
            state = self.env["ficha.followup.state"].browse(state_id)
            customer._set_followup(state, facts={customer.id: self._reason_facts()})
        if next_contact_date:
            date = fields.Date.to_date(next_contact_date)
            if date < fields.Date.context_today(self):
                raise UserError(
                    self.env._(
                        "“Next contact” is %s, which has passed. Choose today or a "
                        "later day, or leave it empty.",
                        in_date(self.env, date),
                    )
                )
            customer.next_contact_date = date

    _timeline_channel_idx = models.Index(
        "(commercial_partner_id, channel_id, date DESC, id DESC)"
    )
