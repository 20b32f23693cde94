from odoo import api, fields, models
from odoo.exceptions import UserError

from .ficha_proposal_value import to_data, to_text


class FichaProposal(models.Model):
    """A value that a document, the customer or a file says the ficha should have.

    Nobody edits a proposal: it is made by ``_propose`` (in ``ficha_proposal_make``),
    and decided with ``action_accept`` or ``action_reject`` (in
    ``ficha_proposal_decision``).
    """

    _name = "ficha.proposal"
    _description = "Change proposal for a customer file"
    _order = "id desc"
    _rec_name = "field_label"

    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
        help="The customer file that would change.",
    )
    company_id = fields.Many2one(
        "res.company",
        "Company",
        readonly=True,
        ondelete="cascade",
        help="The company for which the field would change; empty when the field is "
        "the same for all companies.",
    )
    field_name = fields.Char(
        "Technical field", required=True, readonly=True, help="A field of the customer."
    )
    field_label = fields.Char(
        "Field", compute="_compute_field_label", help="The field that would change."
    )
    current_value = fields.Text(
        "In the file",
        readonly=True,
        help="What the customer file said when this was proposed.",
    )
    proposed_value = fields.Text(
        "Proposed", readonly=True, help="What the customer file would say."
    )
    current_data = fields.Json(
        readonly=True, help="The current value as the field stores it."
    )
    proposed_data = fields.Json(
        readonly=True, help="The proposed value as the field stores it."
    )
    value_key = fields.Char(
        readonly=True, help="Equal for equal proposed values, so that none comes twice."
    )
    source = fields.Selection(
        [
            ("invoice", "Invoice"),
            ("portal", "Customer portal"),
            ("form", "Filled-in form"),
            ("import", "Import"),
            ("other", "Other"),
        ],
        required=True,
        readonly=True,
        help="Where the proposed value came from.",
    )
    source_ref = fields.Char(
        "Document", readonly=True, help="The document the value was read from."
    )
    source_model = fields.Char(readonly=True, help="The kind of that document.")
    source_id = fields.Many2oneReference(
        "Document record",
        model_field="source_model",
        readonly=True,
        help="That document in the database.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Proposed by",
        readonly=True,
        default=lambda self: self.env.user,
        help="Who made the document, or sent the value.",
    )
    date = fields.Datetime(
        "Proposed on",
        readonly=True,
        default=fields.Datetime.now,
        help="When it was proposed.",
    )
    state = fields.Selection(
        [
            ("open", "To decide"),
            ("outdated", "Field changed meanwhile"),
            ("accepted", "Accepted"),
            ("rejected", "Rejected"),
        ],
        required=True,
        readonly=True,
        default="open",
        index=True,
        help="To decide: nobody has answered yet. Field changed meanwhile: the file no "
        "longer says what it said when this was proposed; refresh it to decide.",
    )
    decided_by_id = fields.Many2one(
        "res.users", "Decided by", readonly=True, help="Who accepted or rejected it."
    )
    decided_on = fields.Datetime(
        readonly=True, help="When it was accepted or rejected."
    )
    personal = fields.Boolean(
        readonly=True,
        help="About a field that only people with access to personal data may see.",
    )
    changed_meanwhile = fields.Boolean(
        compute="_compute_changed_meanwhile",
        help="The file no longer says what it said when this was proposed.",
    )
    live_value = fields.Text(
        "In the file now",
        compute="_compute_changed_meanwhile",
        help="What the customer file says now.",
    )

    # One proposal for one difference, also after a rejection and also when two
    # documents teach the same at the same instant. An accepted one is history.
    _difference_uniq = models.UniqueIndex(
        "(partner_id, field_name, COALESCE(company_id, 0), value_key)"
        " WHERE state != 'accepted'",
        "This change has already been proposed for this customer.",
    )

    @api.depends("field_name")
    @api.depends_context("lang")
    def _compute_field_label(self):
        for proposal in self:
            field = self.env["res.partner"]._fields.get(proposal.field_name)
            proposal.field_label = (
                field._description_string(self.env) if field else proposal.field_name
            )

    @api.depends("partner_id", "field_name", "current_data", "state")
    def _compute_changed_meanwhile(self):
        for proposal in self:
            live = proposal._live_data()
            waiting = proposal.state in ("open", "outdated")
            proposal.changed_meanwhile = waiting and live != proposal.current_data
            proposal.live_value = (
                to_text(proposal._field(), live, self.env)
                if proposal.changed_meanwhile
                else proposal.current_value
            )

    def _field(self):
        """The field of ``res.partner`` this proposal is about.

        :raise UserError: the module that had the field is no longer installed
        """
        self.ensure_one()
        field = self.env["res.partner"]._fields.get(self.field_name)
        if not field:
            raise UserError(
                self.env._(
                    "The field “%s” no longer exists: this proposal cannot be applied.",
                    self.field_name,
                )
            )
        return field

    def _ficha(self):
        """The customer, in the company the proposal is for."""
        self.ensure_one()
        return self.partner_id.with_company(self.company_id or self.env.company)

    def _live_data(self):
        """What the ficha says now, as JSON.

        Whoever sees the proposal sees its values, so this one is read past the
        reader's rights on the customer. A field that is gone has not changed."""
        field = self.env["res.partner"]._fields.get(self.field_name)
        if not field:
            return self.current_data
        return to_data(field, self._ficha().sudo()[field.name])
