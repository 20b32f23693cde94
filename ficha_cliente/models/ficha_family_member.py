from odoo import api, fields, models
from odoo.exceptions import ValidationError


class FichaFamilyMember(models.Model):
    """A relative of a person. Personal data: only the group *Ficha: personal
    data* has any access to the model.

    The kinship is a selection and not a list of records: it is a closed set,
    code must be able to tell a spouse or a child, and a list that each company
    extends would end up holding more about people than serves the customer.
    """

    _name = "ficha.family.member"
    _description = "Relative of a Person"
    _order = "partner_id, kinship_order, birthdate_date, id"
    _ficha_merge_private = True

    partner_id = fields.Many2one(
        "res.partner",
        string="Person",
        required=True,
        index=True,
        ondelete="cascade",
        help="Whose relative this is.",
    )
    kinship = fields.Selection(
        [
            ("spouse", "Spouse or partner"),
            ("child", "Son or daughter"),
            ("parent", "Father or mother"),
            ("sibling", "Brother or sister"),
            ("grandchild", "Grandchild"),
            ("grandparent", "Grandparent"),
            ("in_law", "In-law"),
            ("other", "Other relative"),
        ],
        required=True,
        default="child",
        help="What this relative is to the person.",
    )
    kinship_order = fields.Integer(
        compute="_compute_kinship_order",
        store=True,
        precompute=True,
        aggregator=None,
        help="Lists spouses first, then children, then the rest.",
    )
    name = fields.Char(
        string="Typed Name", help="Name of a relative who is not among your contacts."
    )
    related_partner_id = fields.Many2one(
        "res.partner",
        string="Linked Contact",
        index="btree_not_null",
        ondelete="cascade",
        help="The relative, when they are a contact of yours.",
    )
    member_name = fields.Char(
        string="Name",
        compute="_compute_member_name",
        inverse="_inverse_member_name",
        help="Name of the linked contact, or the name typed here.",
    )
    birthdate_date = fields.Date(
        string="Date of Birth", help="Day on which the relative was born."
    )
    note = fields.Char(help="Anything worth remembering, for instance studies abroad.")

    @api.depends("kinship")
    def _compute_kinship_order(self):
        order = [key for key, _label in self._fields["kinship"].selection]
        for member in self:
            member.kinship_order = (
                order.index(member.kinship) if member.kinship in order else len(order)
            )

    @api.depends("name", "related_partner_id.name")
    def _compute_member_name(self):
        for member in self:
            linked = member.related_partner_id
            member.member_name = linked.display_name or member.name

    @api.model_create_multi
    def create(self, vals_list):
        """Extended: what was typed is in the row before its checks run (inverse
        methods come after them)."""
        for vals in vals_list:
            if vals.get("member_name") and not vals.get("related_partner_id"):
                vals.setdefault("name", vals.pop("member_name"))
        return super().create(vals_list)

    def _inverse_member_name(self):
        for member in self.filtered(lambda m: not m.related_partner_id):
            member.name = member.member_name

    @api.depends("member_name")
    def _compute_display_name(self):
        for member in self:
            member.display_name = member.member_name

    @api.constrains("partner_id", "related_partner_id", "name")
    def _check_other_end(self):
        for member in self:
            if member.related_partner_id == member.partner_id:
                raise ValidationError(
                    self.env._(
                        "Linked contact: %(name)s cannot be their own relative. "
                        "Choose another contact, or write just a name.",
                        name=member.partner_id.display_name,
                    )
                )
            if not member.related_partner_id and not (member.name or "").strip():
                raise ValidationError(
                    self.env._(
                        "Relative: say who it is. Choose a linked contact or write "
                        "a name."
                    )
                )

    @api.constrains("birthdate_date")
    def _check_birthdate_date(self):
        for member in self:
            self.env["res.partner"]._check_birth_date(
                member.birthdate_date, member.member_name
            )
