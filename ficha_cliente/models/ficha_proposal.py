from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .ficha_proposal_value import given_to_data, key_of, to_data, to_text

PERSONAL = "ficha_cliente.group_ficha_personal"


class FichaProposal(models.Model):
    """A value that a document, the customer or a file says the ficha should have.

    Nobody edits a proposal: it is made by :meth:`_propose`, and decided with
    ``action_accept`` or ``action_reject`` (in ``ficha_proposal_decision``).
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
            proposal.changed_meanwhile = (
                proposal.state in ("open", "outdated")
                and proposal._live_data() != proposal.current_data
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
        """What the ficha says now. Whoever sees the proposal sees both its values,
        so it is read past the reader's rights on the customer."""
        field = self.env["res.partner"]._fields.get(self.field_name)
        return field and to_data(field, self._ficha().sudo()[field.name])

    # ------------------------------------------------------------------ proposing

    @api.model
    def _propose(self, partner, values, source, source_ref=None, company=None):
        """Propose values for a ficha; what it already says is not proposed.

        :param partner: the ``res.partner`` (one record) that would change
        :param dict values: field name -> proposed value, as ``write`` takes it: an id
            or record for a many2one, a list of ids or records for a many2many, a
            date or its ISO text, the key of a selection; a falsy value proposes to
            empty the field. Only fields of ``res.partner._ficha_proposal_fields()``.
        :param str source: ``invoice``, ``portal``, ``form``, ``import`` or ``other``
        :param source_ref: the document it came from: a record, or a text for a
            document that is not in the database
        :param company: for fields kept per company, the company the value is for
            (default: the environment's)
        :return: the proposals that are open now for these values, new or from before;
            empty when the ficha already says so or a person rejected them
        :raise ValidationError: a field that may not be proposed, or a value that the
            field cannot have; nothing is proposed then
        """
        partner.ensure_one()
        company = company or self.env.company
        allowed = partner._ficha_proposal_fields()
        entries = []
        for name, value in values.items():
            field = partner._fields.get(name)
            if not field or name not in allowed:
                raise ValidationError(
                    self.env._("“%s” is not a field that can be proposed.", name)
                )
            try:
                data = given_to_data(field, value, partner.sudo())
            except (ValueError, TypeError) as error:
                raise ValidationError(
                    self.env._(
                        "“%(value)s” is not a possible value for “%(field)s”.",
                        value=value,
                        field=field._description_string(self.env),
                    )
                ) from error
            entries.append((partner, company, field, data, source_ref))
        return self._propose_batch(entries, source)

    @api.model
    def _propose_batch(self, entries, source):
        """:meth:`_propose` for many customers at once, with values already checked.

        :param entries: list of (partner, company, field, JSON value, document)
        """
        by_difference = {}
        for partner, company, field, data, document in entries:
            current = to_data(field, partner.sudo().with_company(company)[field.name])
            if current != data:
                company_id = company.id if field.company_dependent else False
                key = (partner.id, field.name, company_id, key_of(data))
                by_difference.setdefault(key, (field, current, data, document))
        if not by_difference:
            return self.browse()
        # sudo: whoever posts an invoice or answers from the portal may propose, and
        # has no right to see or decide what others proposed.
        proposals = self.sudo()
        known = proposals.search(
            [
                ("partner_id", "in", list({key[0] for key in by_difference})),
                ("value_key", "in", list({key[3] for key in by_difference})),
                ("state", "!=", "accepted"),
            ]
        )
        result = proposals.browse()
        for proposal in known:
            if by_difference.pop(proposal._difference(), None):
                if proposal.state == "outdated":  # said again, over another value
                    proposal._refresh()
                result |= proposal.filtered(lambda p: p.state == "open")
        vals_list = [
            self._proposal_vals(key, *difference, source)
            for key, difference in by_difference.items()
        ]
        result |= proposals._create_once(vals_list)
        return result.with_env(self.env)

    def _difference(self):
        return (
            self.partner_id.id,
            self.field_name,
            self.company_id.id,
            self.value_key,
        )

    @api.model
    def _proposal_vals(self, key, field, current, data, document, source):
        partner_id, name, company_id, value_key = key
        vals = {
            "partner_id": partner_id,
            "field_name": name,
            "company_id": company_id,
            "value_key": value_key,
            "current_data": current,
            "current_value": to_text(field, current, self.env),
            "proposed_data": data,
            "proposed_value": to_text(field, data, self.env),
            "personal": PERSONAL in (field.groups or ""),
            "source": source,
            "user_id": self.env.uid,
        }
        if isinstance(document, models.BaseModel):
            vals.update(
                source_ref=document.sudo().display_name,
                source_model=document._name,
                source_id=document.id,
            )
            if self.env.uid == api.SUPERUSER_ID and document.create_uid:
                vals["user_id"] = document.create_uid.id  # posted by the scheduler
        elif document:
            vals["source_ref"] = str(document)
        return vals

    @api.model
    def _create_once(self, vals_list):
        """Create; a proposal that another transaction has just made is left out."""
        if not vals_list:
            return self.browse()
        try:
            with self.env.cr.savepoint():
                return self.create(vals_list)
        except UniqueViolation:
            if len(vals_list) == 1:
                return self.browse()
            return self.browse().union(*(self._create_once([v]) for v in vals_list))
