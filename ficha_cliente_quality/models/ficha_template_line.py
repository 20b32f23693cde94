from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from odoo.addons.ficha_cliente.tools.bounds import MOST_DAYS, check_numbers
from odoo.addons.ficha_cliente.tools.field_value import field_label

WANTABLE = (
    "binary",
    "char",
    "date",
    "datetime",
    "float",
    "html",
    "integer",
    "many2many",
    "many2one",
    "monetary",
    "one2many",
    "selection",
    "text",
)


class FichaTemplateLine(models.Model):
    """A piece of data that a template wants."""

    _name = "ficha.template.line"
    _description = "Data Wanted in a Customer File"
    _order = "weight desc, id"
    _rec_name = "field_id"

    template_id = fields.Many2one(
        "ficha.template", required=True, index=True, ondelete="cascade"
    )
    field_id = fields.Many2one(
        "ir.model.fields",
        string="Data",
        required=True,
        ondelete="cascade",
        domain=[
            ("model", "=", "res.partner"),
            ("store", "=", True),
            ("ttype", "in", WANTABLE),
        ],
        help="The field of the file that is wanted.",
    )
    field_name = fields.Char(related="field_id.name", string="Technical field")
    weight = fields.Integer(
        required=True,
        default=10,
        help="How much it counts compared with the others in the template.",
    )
    stale_months = fields.Integer(
        string="Stale after",
        default=0,
        required=True,
        help="Months after which the value should be asked for again; 0 for what does "
        "not go out of date. It counts from the day the value came, where that is "
        "known.",
    )
    question = fields.Char(
        translate=True,
        help="How it is asked for, in plain words. Empty: the name of the field.",
    )

    _numbers = models.Constraint(
        "CHECK(weight > 0 AND stale_months >= 0)",
        "The weight must be one or more, and the months zero or more.",
    )
    _field_once = models.UniqueIndex(
        "(template_id, field_id)", "A template can ask for each field only once."
    )

    @api.depends("field_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """What the data is called on the page, without the name of its model."""
        partner_fields = self.env["res.partner"]._fields
        for line in self:
            field = partner_fields.get(line.field_name)
            line.display_name = (
                field_label(field, self.env) if field else line.field_name
            )

    @api.constrains("weight", "stale_months")
    def _check_possible_numbers(self):
        check_numbers(self, 0, MOST_DAYS, "weight", "stale_months")

    @api.constrains("field_id")
    def _check_field_id(self):
        partner_fields = self.env["res.partner"]._fields
        for line in self:
            field = partner_fields.get(line.field_id.name)
            if (
                line.field_id.model != "res.partner"
                or not field
                or field.type not in WANTABLE
                or not (field.store or field.type == "one2many")
            ):
                raise ValidationError(
                    self.env._(
                        "“%s” is not kept in the file, so it cannot be asked for.",
                        line.field_id.field_description,
                    )
                )

    def _check_readable(self):
        """Refuse data that the user may not see: how complete a file is would tell who
        has it. Not a constraint: Odoo checks those as superuser.

        :raise AccessError: with the name of the field
        """
        Partner = self.env["res.partner"]
        for line in self:
            field = Partner._fields.get(line.field_name)
            if field and not Partner._has_field_access(field, "read"):
                raise AccessError(
                    self.env._(
                        "“%s” cannot be asked for by who may not see it.",
                        field_label(field, self.env),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Extends create: see :meth:`_check_readable`."""
        lines = super().create(vals_list)
        lines._check_readable()
        self.env["ficha.template"]._templates_changed()
        return lines

    def write(self, vals):
        """Extends write: see :meth:`_check_readable`."""
        result = super().write(vals)
        if "field_id" in vals:
            self._check_readable()
        self.env["ficha.template"]._templates_changed()
        return result

    def unlink(self):
        """Extends the core's: less data is wanted."""
        result = super().unlink()
        self.env["ficha.template"]._templates_changed()
        return result
