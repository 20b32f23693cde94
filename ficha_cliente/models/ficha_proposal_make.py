from psycopg2.errors import UniqueViolation

from odoo import api, models
from odoo.exceptions import ValidationError

from .ficha_proposal_value import given_to_data, key_of, to_data, to_text

PERSONAL = "ficha_cliente.group_ficha_personal"


class FichaProposal(models.Model):
    """Proposing: the one door by which values from outside reach the queue."""

    _inherit = "ficha.proposal"

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
