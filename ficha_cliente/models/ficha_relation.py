from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.bounds import check_days
from ..tools.searches import searches
from ..tools.words import in_date


class FichaRelation(models.Model):
    """Somebody who is around a customer, in some role, for some time.

    The other end is a contact of the database or, when it is not one, just a
    name with its phone and e-mail. ``name``, ``phone`` and ``email`` are what
    was typed in the relation; ``contact_name``, ``contact_phone`` and
    ``contact_email`` are what a reader wants: the linked contact's own, else
    the typed ones. Nothing of a linked contact is copied here.
    """

    _name = "ficha.relation"
    _description = "Relation of a Customer"
    _order = "partner_id, date_to desc, sequence, id"

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        help="The customer this person is related to.",
    )
    sequence = fields.Integer(default=10, help="Lower numbers are listed first.")
    role_id = fields.Many2one(
        "ficha.relation.role",
        string="Role",
        required=True,
        index=True,
        ondelete="restrict",
        help="What this person is to the customer.",
    )
    # A deleted contact takes its relations along: without it they say nothing.
    related_partner_id = fields.Many2one(
        "res.partner",
        string="Linked Contact",
        index="btree_not_null",
        ondelete="cascade",
        help="The person, when they are a contact of yours. Otherwise write just "
        "their name.",
    )
    name = fields.Char(
        string="Typed Name", help="Name of a person who is not among your contacts."
    )
    phone = fields.Char(
        string="Typed Phone", help="Phone of a person who is not among your contacts."
    )
    email = fields.Char(
        string="Typed Email", help="Email of a person who is not among your contacts."
    )
    contact_name = fields.Char(
        string="Name",
        compute="_compute_contact",
        inverse="_inverse_contact_name",
        search="_search_contact_name",
        help="Name of the linked contact, or the name typed here.",
    )
    contact_phone = fields.Char(
        string="Phone",
        compute="_compute_contact",
        inverse="_inverse_contact_phone",
        help="Phone for this relation, or else the linked contact's.",
    )
    contact_email = fields.Char(
        string="Email",
        compute="_compute_contact",
        inverse="_inverse_contact_email",
        help="Email for this relation, or else the linked contact's.",
    )
    department = fields.Char(help="Department or firm in which this person works.")
    date_from = fields.Date(
        string="Starts on", help="Date from which the relation holds."
    )
    date_to = fields.Date(
        string="To", help="Last day of the relation; empty if it lasts."
    )
    note = fields.Char(help="Anything worth knowing before calling this person.")
    inverse_role_name = fields.Char(
        string="Is",
        compute="_compute_inverse_role_name",
        help="What the linked contact is to this customer.",
    )

    @api.depends(
        "name",
        "phone",
        "email",
        "related_partner_id.name",
        "related_partner_id.phone",
        "related_partner_id.email",
    )
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_contact(self):
        seen = self.related_partner_id._filtered_access("read")
        for relation in self:
            linked = relation.related_partner_id
            # sudo: whoever sees the relation reads who it is, as the name of any
            # many2one; how to reach them is for who may open that contact
            name = linked.sudo().name or linked.sudo().display_name
            relation.contact_name = name or relation.name
            shown = linked if linked in seen else linked.browse()
            relation.contact_phone = relation.phone or shown.phone
            relation.contact_email = relation.email or shown.email

    @api.model_create_multi
    def create(self, vals_list):
        """Extended: what was typed is in the row before its checks run (inverse
        methods come after them)."""
        for vals in vals_list:
            if vals.get("contact_name") and not vals.get("related_partner_id"):
                vals.setdefault("name", vals.pop("contact_name"))
        return super().create(vals_list)

    def _inverse_contact_name(self):
        for relation in self.filtered(lambda r: not r.related_partner_id):
            relation.name = relation.contact_name

    def _inverse_contact_phone(self):
        for relation in self:
            # sudo: only compared, what is the contact's own is not kept twice
            if relation.contact_phone != relation.related_partner_id.sudo().phone:
                relation.phone = relation.contact_phone

    def _inverse_contact_email(self):
        for relation in self:
            # sudo: as above
            if relation.contact_email != relation.related_partner_id.sudo().email:
                relation.email = relation.contact_email

    @searches("contact_name")
    def _search_contact_name(self, operator, value):
        if operator not in ("ilike", "like", "=ilike", "=like", "in"):
            return NotImplemented
        return [
            "|",
            ("related_partner_id.complete_name", operator, value),
            "&",
            ("related_partner_id", "=", False),
            ("name", operator, value),
        ]

    @api.depends("role_id.name", "role_id.inverse_name")
    @api.depends_context("lang")
    def _compute_inverse_role_name(self):
        for relation in self:
            role = relation.role_id
            relation.inverse_role_name = role.inverse_name or role.name

    @api.depends("role_id", "contact_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for relation in self:
            parts = [relation.role_id.name, relation.contact_name]
            relation.display_name = ": ".join(part for part in parts if part)

    @api.constrains("partner_id", "related_partner_id", "name")
    def _check_other_end(self):
        for relation in self:
            if relation.related_partner_id == relation.partner_id:
                raise ValidationError(
                    self.env._(
                        "Linked contact: %(name)s cannot be related to themselves. "
                        "Choose another contact, or write just a name.",
                        name=relation.partner_id.display_name,
                    )
                )
            if not relation.related_partner_id and not (relation.name or "").strip():
                raise ValidationError(
                    self.env._(
                        "Relation “%(role)s”: say who it is. Choose a linked "
                        "contact or write a name.",
                        role=relation.role_id.name,
                    )
                )

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        check_days(self, "date_from", "date_to")
        for relation in self:
            start, end = relation.date_from, relation.date_to
            if start and end and end < start:
                raise ValidationError(
                    self.env._(
                        "Relation “%(relation)s”: its end, %(end)s, is before its "
                        "start, %(start)s. Write an end on or after the start, or "
                        "leave it empty.",
                        relation=relation.display_name,
                        start=in_date(self.env, start),
                        end=in_date(self.env, end),
                    )
                )
