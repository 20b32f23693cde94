from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

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


class FichaInteraction(models.Model):
    """One thing that was said between a customer and us, through whichever channel.

    How it is entered is in ``ficha_interaction_entry``, the life of a complaint in
    ``ficha_interaction_complaint``, e-mails in ``ficha_interaction_mail``.
    """

    _name = "ficha.interaction"
    _description = "Interaction"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date DESC, id DESC"
    _rec_name = "subject"

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
        help="Who of the customer spoke or was spoken to.",
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        help="Company in whose name we spoke. Empty: all of them see it.",
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
        help="Who began it.",
    )
    subject = fields.Char(
        help="In a few words. Left empty, it says what kind of interaction it was. "
        "That of an e-mail is shown to those who may read the e-mail."
    )
    description = fields.Text(help="What was said or agreed.")
    user_id = fields.Many2one(
        "res.users",
        string="Attended by",
        default=lambda self: self._default_user_id(),
        domain="[('share', '=', False)]",
        index="btree_not_null",
        help="Who of us spoke with them.",
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
    competitor = fields.Char(help="With whom they compare us.")
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
    needs_reply = fields.Boolean(
        string="Needs reply", tracking=True, help="They wait for an answer from us."
    )
    replied_on = fields.Datetime(
        string="Replied on", tracking=True, copy=False, help="When we answered."
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
        help="E-mail this interaction stands for, when it entered by itself.",
    )
    is_mail = fields.Boolean(
        string="Entered by itself",
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
    _waiting_idx = models.Index(
        "(commercial_partner_id) WHERE needs_reply AND replied_on IS NULL"
    )
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
                        "%(customer)s. Choose one of their contacts or leave it empty.",
                        contact=contact.display_name,
                        customer=interaction.partner_id.display_name,
                    )
                )

    @api.constrains("date", "replied_on")
    def _check_replied_on(self):
        for interaction in self:
            if interaction.replied_on and interaction.replied_on < interaction.date:
                raise ValidationError(
                    self.env._(
                        "“Replied on” is before the interaction took place. Choose the "
                        "same moment or a later one."
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
