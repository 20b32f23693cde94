from odoo import api, fields, models

SOURCES = [
    ("person", "Person"),
    ("invoice", "Invoice"),
    ("portal", "Customer portal"),
    ("form", "Filled-in form"),
    ("import", "Import"),
    ("merge", "Merge"),
    ("other", "Other"),
]


class FichaValueOrigin(models.Model):
    """Where a value of a ficha came from: who or which document said it, and when.

    One row for each contact and field (and company, for fields kept per company), the
    latest. A value without a row is one that nobody knows the origin of. Rows are
    written by ``_note`` only (in ``ficha_value_origin_note``). They say nothing of the
    value itself, so nothing is told twice.
    """

    _name = "ficha.value.origin"
    _description = "Origin of a Value"
    _log_access = False
    _order = "date desc, id desc"
    _rec_name = "field_label"

    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="The customer file the value is in.",
    )
    field_name = fields.Char(
        "Technical field", required=True, readonly=True, help="A field of the customer."
    )
    field_label = fields.Char(
        "Field", compute="_compute_field_label", help="The field the value is in."
    )
    company_id = fields.Many2one(
        "res.company",
        "Company",
        readonly=True,
        ondelete="cascade",
        help="The company the value is for; empty when it is the same for all.",
    )
    source = fields.Selection(
        SOURCES, required=True, readonly=True, help="What the value came from."
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
        "Who",
        readonly=True,
        ondelete="set null",
        help="Who wrote the value, or made the document.",
    )
    date = fields.Datetime("When", required=True, readonly=True, help="When it came.")
    personal = fields.Boolean(
        readonly=True,
        help="About a field that only people with access to personal data may see.",
    )

    # An index and not a constraint: with a constraint the core's merge would silently
    # delete rows; see wizard/base_partner_merge_origin.
    _value_uniq = models.UniqueIndex(
        "(partner_id, field_name, COALESCE(company_id, 0))",
        "The origin of this value is noted already.",
    )

    @api.depends("field_name")
    @api.depends_context("lang")
    def _compute_field_label(self):
        for origin in self:
            field = self.env["res.partner"]._fields.get(origin.field_name)
            origin.field_label = (
                field._description_string(self.env) if field else origin.field_name
            )

    def action_open_source(self):
        """Open the document the value came from, if there is one in the database.

        :return: window action, or False
        """
        self.ensure_one()
        if not self.source_id or self.source_model not in self.env:
            return False
        document = self.env[self.source_model].browse(self.source_id).exists()
        return document._get_records_action() if document else False
