from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..tools.field_value import (
    field_label,
    input_to_data,
    key_of,
    label_of,
    to_data,
    to_text,
)
from ..tools.groups import is_personal
from ..tools.merge import Unique


class FichaProposal(models.Model):
    """A value that a document, the customer or a file says the ficha should have.

    Nobody edits a proposal: it is made by ``_propose``, and decided with
    ``action_accept`` or ``action_reject`` (``ficha_proposal_decision``).
    """

    _name = "ficha.proposal"
    _inherit = "ficha.source.mixin"
    _description = "Change proposal for a customer file"
    _order = "id desc"
    _rec_name = "field_label"
    _rec_names_search = ["partner_id"]
    # of merged contacts that have the same proposal, one stays
    _ficha_merge_unique = (
        Unique(
            ("partner_id", "field_name", "COALESCE(company_id, 0)", "value_key"),
            "state != 'accepted'",
        ),
    )

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
        "Proposed", readonly=True, help="Value the customer file would have."
    )
    # whole, also of what readers see masked: see _value_text
    current_data = fields.Json(
        readonly=True,
        groups=fields.NO_ACCESS,
        help="The current value as the field stores it.",
    )
    proposed_data = fields.Json(
        readonly=True,
        groups=fields.NO_ACCESS,
        help="The proposed value as the field stores it.",
    )
    value_key = fields.Char(
        readonly=True,
        groups=fields.NO_ACCESS,
        help="Equal for equal proposed values, so that none comes twice.",
    )
    source = fields.Selection(
        [
            ("invoice", "Invoice"),
            ("portal", "Customer portal"),
            ("link", "Link in a message"),
            ("form", "Filled-in form"),
            ("import", "Import"),
            ("other", "Other"),
        ],
        required=True,
        readonly=True,
        help="Where the proposed value came from.",
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
            ("outdated", "Field changed in the meantime"),
            ("accepted", "Accepted"),
            ("rejected", "Rejected"),
        ],
        required=True,
        readonly=True,
        default="open",
        index=True,
        help="To decide: nobody has answered yet. Field changed in the meantime: the "
        "file no longer says what it said when this was proposed; refresh it to "
        "decide.",
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
            proposal.field_label = label_of(proposal.field_name, self.env)

    @api.depends("partner_id", "field_name", "current_data", "state")
    def _compute_changed_meanwhile(self):
        for proposal in self:
            live = proposal._live_data()
            waiting = proposal.state in ("open", "outdated")
            # sudo: compared, and not shown
            proposal.changed_meanwhile = (
                waiting and live != proposal.sudo().current_data
            )
            proposal.live_value = (
                self._value_text(proposal._field(), live)
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
            # sudo: see above
            return self.sudo().current_data
        return to_data(field, self._ficha().sudo()[field.name])

    # --------------------------------------------------------------------------
    # Proposing: the one entry point by which values from outside reach the queue.
    # --------------------------------------------------------------------------

    @api.model
    def _propose(self, partner, values, source, source_ref=None, company=None):
        """Propose values for a ficha; what it already says is not proposed.

        :param partner: the ``res.partner`` (one record) that would change
        :param dict values: field name -> proposed value, as ``write`` takes it: an id
            or record for a many2one, a list of ids or records for a many2many, a
            date or its ISO text, the key of a selection; a falsy value proposes to
            empty the field. Only fields of ``res.partner._ficha_proposal_fields()``.
        :param str source: ``invoice``, ``portal``, ``link``, ``form``, ``import`` or
            ``other``
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
                # sudo: whether there is such a value, whoever proposes it
                data = input_to_data(field, value, partner.sudo())
            except (ValueError, TypeError) as error:
                raise ValidationError(
                    self.env._(
                        "“%(value)s” is not a possible value for “%(field)s”.",
                        value=value,
                        field=field_label(field, self.env),
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
            # sudo: only compared; a field may be closed to who proposes
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
            "current_value": self._value_text(field, current),
            "proposed_data": data,
            "proposed_value": self._value_text(field, data),
            "personal": is_personal(field),
            "source": source,
            "user_id": self.env.uid,
        }
        if isinstance(document, models.BaseModel):
            # sudo: who may read the document is asked when its name is told
            vals.update(
                source_name=document.sudo().display_name,
                source_model=document._name,
                source_id=document.id,
            )
            if self.env.uid == api.SUPERUSER_ID and document.create_uid:
                vals["user_id"] = document.create_uid.id  # posted by the scheduler
        elif document:
            vals["source_name"] = str(document)
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

    def _supersede(self):
        """Drop older open proposals of the same field that came the same way.

        For what changes from document to document, such as the remarks on an invoice:
        only the last one is worth a question, and the others stay on their documents.
        """
        newest = {}
        for proposal in self.filtered(lambda p: p.state == "open").sorted("id"):
            newest[proposal._origin_key()] = proposal.id
        if not newest:
            return
        # sudo: as in _decide. One search for all of them, however many invoices
        # were posted at once; which one is older is sorted out here.
        older = self.sudo().search(
            [
                *self._open_domain(),
                ("partner_id", "in", self.partner_id.ids),
                ("field_name", "in", self.mapped("field_name")),
                ("source", "in", self.mapped("source")),
                ("id", "<", max(newest.values())),
            ]
        )
        older.filtered(lambda p: p.id < newest.get(p._origin_key(), 0)).unlink()

    def _origin_key(self):
        return (self.partner_id.id, self.company_id.id, self.field_name, self.source)

    @api.model
    def _rejected(self, differences):
        """Which of these values a person has already said no to.

        :param differences: (partner, company, field, JSON value), for fields kept per
            company
        :return: the set of those
        """
        by_key = {
            (partner.id, field.name, company.id, key_of(data)): difference
            for difference in differences
            for partner, company, field, data in [difference]
        }
        if not by_key:
            return set()
        found = self.search(
            [
                ("partner_id", "in", list({key[0] for key in by_key})),
                ("value_key", "in", list({key[3] for key in by_key})),
                ("state", "=", "rejected"),
            ]
        )
        keys = {proposal._difference() for proposal in found}
        return {by_key[key] for key in keys & by_key.keys()}

    @api.model
    def _settle(self, partners, field_names):
        """Compare the open proposals about these fields with what the fichas have come
        to say by themselves; those that say the same are accepted.

        :param partners: ``res.partner``
        :param field_names: names of their fields
        """
        self.search(
            [
                *self._open_domain(),
                ("partner_id", "in", partners.ids),
                ("field_name", "in", list(field_names)),
            ]
        )._refresh()

    def _refresh(self):
        """Take today's value as the current one (callers pass proposals in sudo)."""
        for proposal in self:
            live = proposal._live_data()
            if live == proposal.proposed_data:
                proposal._decide("accepted")
                continue
            proposal.write(
                {
                    "state": "open",
                    "current_data": live,
                    "current_value": self._value_text(proposal._field(), live),
                }
            )

    @api.model
    def _value_text(self, field, data):
        """Hook: a value as whoever reads proposals sees it; masked where reading them
        is not enough to know it.

        :param field: of ``res.partner``
        :param data: its value as JSON
        :return: text
        """
        return to_text(field, data, self.env)

    @api.model
    def _untold_fields(self):
        """Hook: fields whose values the messages of a customer do not tell."""
        return set()

    @staticmethod
    def _open_domain():
        """Proposals that wait for an answer."""
        return Domain("state", "in", ("open", "outdated"))
