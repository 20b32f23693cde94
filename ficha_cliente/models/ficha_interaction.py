from odoo import api, fields, models

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
    """One thing that was said between a customer and us, through whichever channel."""

    _name = "ficha.interaction"
    _description = "Interaction"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date DESC, id DESC"
    _rec_name = "subject"

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
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
        default=lambda self: self.env.company,
        index=True,
        help="Company in whose name we spoke.",
    )
    date = fields.Datetime(
        required=True, default=fields.Datetime.now, help="When it took place."
    )
    channel_id = fields.Many2one(
        "ficha.channel",
        index="btree_not_null",
        ondelete="restrict",
        help="How we spoke: telephone, e-mail, a visit...",
    )
    kind = fields.Selection(
        KINDS, required=True, default="call", index=True, help="What it was about."
    )
    direction = fields.Selection(
        [("in", "From the customer"), ("out", "From us")],
        required=True,
        default="out",
        help="Who began it.",
    )
    subject = fields.Char(required=True, help="In a few words.")
    description = fields.Text(help="What was said or agreed.")
    user_id = fields.Many2one(
        "res.users",
        string="Attended by",
        default=lambda self: self.env.user,
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
        help="What they would have bought, as far as is known, before taxes."
    )
    currency_id = fields.Many2one(
        "res.currency",
        related="company_id.currency_id",
        help="Currency of the company.",
    )
    missed_reason = fields.Char(help="Why nothing came of it.")
    competitor = fields.Char(help="With whom they compare us.")
    satisfaction = fields.Selection(
        [("1", "1"), ("2", "2"), ("3", "3"), ("4", "4"), ("5", "5")],
        help="How satisfied they are, from 1 (not at all) to 5 (very).",
    )
    needs_reply = fields.Boolean(help="They wait for an answer from us.")
    replied_on = fields.Datetime(help="When we answered.")
    complaint_state = fields.Selection(
        [("open", "Open"), ("solved", "Solved")],
        help="Whether the complaint has been solved. Empty for what is no complaint.",
    )
    solved_on = fields.Datetime(help="When the complaint was solved.")
    solve_days = fields.Float(
        help="Days it took to solve the complaint.", aggregator="avg"
    )
    private = fields.Boolean(
        help="Seen only by those who may see personal data of customers."
    )
    message_id = fields.Many2one(
        "mail.message",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        help="E-mail this interaction stands for, when it entered by itself.",
    )

    _timeline_idx = models.Index("(commercial_partner_id, date DESC, id DESC)")

    @api.depends("partner_id.commercial_partner_id")
    def _compute_commercial_partner_id(self):
        for interaction in self:
            interaction.commercial_partner_id = (
                interaction.partner_id.commercial_partner_id
            )
