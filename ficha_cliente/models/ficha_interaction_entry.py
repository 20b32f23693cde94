from odoo import SUPERUSER_ID, Command, api, fields, models

FROM_US = {"call", "message", "visit", "reminder", "sample", "survey"}
# the ways in which a kind takes place; the first one is proposed
CHANNELS = {
    "call": ("phone", "video", "whatsapp"),
    "visit": ("visit", "fair"),
    "sample": ("visit", "fair", "post"),
}
SUBJECT_LENGTH = 80


class FichaInteraction(models.Model):
    """Entering an interaction: what is proposed, and what it changes.

    Two clicks must do, so nothing is required but the customer.
    """

    _inherit = "ficha.interaction"

    # Only in the dialog of the quick entry; what they hold goes to the customers.
    also_partner_ids = fields.Many2many(
        "res.partner",
        string="Also for",
        store=False,
        help="Further customers for whom the same is noted.",
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
        help="Leave it empty to keep the present colour.",
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
        """Note an interaction. The one door for other modules.

        :param partner: customers or contacts of theirs, one interaction for each
        :param kind: one of ``ficha_interaction.KINDS``
        :param subject: a few words, may be empty
        :param values: further values; ``channel`` is the code of a channel
        :return: the interactions
        """
        code = values.pop("channel", None)
        if code and code in (channels := self._channels_by_code()):
            values["channel_id"] = channels[code].id
        # sudo: who does a reminder or answers a form need not have customer files
        return self.sudo().create(
            [
                {"partner_id": each.id, "kind": kind, "subject": subject, **values}
                for each in partner
            ]
        )

    @api.model_create_multi
    def create(self, vals_list):
        """Extends create: a contact stands for its company; an interaction that took
        place moves the dates of its customers and answers what waited."""
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
        interactions._took_place()
        for interaction, followup in zip(interactions, followups, strict=False):
            interaction._set_customer_followup(*followup)
        return interactions[: len(vals_list)]

    def write(self, vals):
        """Extends write: a contact chosen as customer stands for its company."""
        if vals.get("partner_id") and "contact_id" not in vals:
            vals = self._with_customers([dict(vals)])[0]
        return super().write(vals)

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
