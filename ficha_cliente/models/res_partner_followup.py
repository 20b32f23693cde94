from odoo import api, fields, models
from odoo.tools.sql import column_exists, create_column


class ResPartner(models.Model):
    """Follow-up of a customer: colour, since when, why, and what happens next.

    The values live on the commercial entity; its contacts show them. Every change
    of colour goes through :meth:`_set_followup`, whoever makes it.
    """

    _inherit = "res.partner"

    # Indexes only where the daily action or the list's usual filters need them: each
    # one makes PostgreSQL plan every query on contacts a little longer, and there are
    # some in every posting.
    followup_state_id = fields.Many2one(
        "ficha.followup.state",
        string="Follow-up",
        copy=False,
        ondelete="restrict",
        group_expand="_group_expand_followup_state",
        help="Who needs attention. Choosing it by hand keeps it until the date "
        "below, or until you give it back to the rules.",
    )
    followup_color = fields.Selection(
        related="followup_state_id.color",
        string="Follow-up colour",
        store=True,
        index="btree_not_null",
        help="Red, yellow or green, from the follow-up state.",
    )
    followup_icon = fields.Char(
        related="followup_state_id.icon",
        string="Follow-up icon",
        help="Icon of the follow-up state, so that colour is never the only signal.",
    )
    followup_reason = fields.Char(
        string="Why",
        copy=False,
        help="Why the customer has this colour, in the customer's figures.",
    )
    followup_amount = fields.Float(
        string="Amount at stake",
        digits=(16, 2),
        copy=False,
        help="Amount that the reason of the colour speaks of, for example what is "
        "overdue; the columns of the follow-up add it up.",
    )
    followup_since = fields.Date(
        string="Since", copy=False, help="Day on which the customer took this colour."
    )
    followup_mode = fields.Selection(
        [("automatic", "Automatic"), ("manual", "By hand")],
        string="Colour decided",
        required=True,
        default="automatic",
        copy=False,
        help="Automatic: the rules give the colour. By hand: a person did, and the "
        "rules leave it alone until the date given.",
    )
    followup_manual_until = fields.Date(
        string="By hand until",
        copy=False,
        help="Day on which the rules take over again. Empty: until somebody gives "
        "the colour back to the rules.",
    )
    followup_user_id = fields.Many2one(
        "res.users",
        string="Follow-up by",
        domain="[('share', '=', False)]",
        copy=False,
        help="Who contacts this customer. Empty: the salesperson.",
    )
    next_contact_date = fields.Date(
        string="Next contact",
        copy=False,
        index="btree_not_null",
        help="Day of the next contact. On that day the person in charge gets a "
        "reminder.",
    )
    next_contact_agreed = fields.Boolean(
        string="Agreed date",
        copy=False,
        help="A person chose the date of the next contact; otherwise it follows "
        "from the cadence of the colour.",
    )
    last_contact_date = fields.Date(
        string="Last contact",
        copy=False,
        help="Last real contact: an e-mail in either direction or a reminder done. "
        "Editing the customer file is not a contact.",
    )
    awaiting_reply_since = fields.Date(
        string="Awaiting reply since",
        copy=False,
        help="Day of the first e-mail to the customer that is still unanswered.",
    )
    do_not_contact = fields.Boolean(
        string="Do not contact",
        copy=False,
        help="No reminder is created and no planned contact is prepared for this "
        "customer.",
    )

    followup_plan_ids = fields.One2many(
        "ficha.followup.plan",
        "partner_id",
        string="Planned contacts",
        help="Fixed visits, calls and e-mails of this customer.",
    )

    def _auto_init(self):
        """Extends _auto_init: nobody has a colour yet, so the stored colour need not
        be computed for every contact of the database at installation."""
        if not column_exists(self.env.cr, "res_partner", "followup_color"):
            create_column(self.env.cr, "res_partner", "followup_color", "varchar")
        return super()._auto_init()

    @api.model
    def _group_expand_followup_state(self, states, domain):
        # one column of the board for each of the few states
        return states.search([])  # pylint: disable=no-search-all
