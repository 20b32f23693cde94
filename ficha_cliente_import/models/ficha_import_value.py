from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ficha_cliente.tools.email_address import addresses

from ..tools.lookup import TEXT

# What may be made by its name alone, by who may create it.
MAKEABLE = {
    "res.partner.category",
    "res.partner.industry",
    "account.payment.term",
    "ficha.relation.role",
    "ficha.form.of.address",
}


class FichaImportValue(models.Model):
    """A value of a file that names nothing there is, and what is done with it in all
    rows that have it."""

    _name = "ficha.import.value"
    _inherit = "ficha.import.choice"
    _description = "Value of a File to Import That Is Not Known"
    _order = "import_id, row_count desc, id"
    _rec_name = "text"
    _log_access = False

    _chosen = ("action", "res_id", "instead")

    column = fields.Char(readonly=True, help="Technical name of its column.")
    kind = fields.Char("What", readonly=True, help="What it should be one of.")
    res_model = fields.Char(readonly=True, help="Technical name of that.")
    word = fields.Char(readonly=True, help="The value, without case and accents.")
    text = fields.Char(
        "In the file", readonly=True, help="The value, as it stands in the file."
    )
    row_count = fields.Integer(
        "Rows", readonly=True, aggregator=None, help="How many rows have it."
    )
    action = fields.Selection(
        [
            ("ask", "Not decided"),
            ("use", "Use another"),
            ("make", "Create it"),
            ("write", "Correct it"),
            ("ignore", "Leave it out"),
        ],
        "Do",
        required=True,
        default="ask",
        help="For all rows that have this value.",
    )
    res_id = fields.Many2oneReference(
        "Use", model_field="res_model", help="What is used in its place."
    )
    use_name = fields.Char(
        "What is used",
        compute="_compute_use_name",
        help="Name of what is used in its place.",
    )
    instead = fields.Char(
        "Written right", help="What is read in its place when it is corrected."
    )
    by_hand = fields.Boolean(readonly=True, help="A person decided it.")
    can_make = fields.Boolean(
        compute="_compute_can_make", help="Whether it may be created by its name alone."
    )

    @api.depends("res_model")
    @api.depends_context("uid")
    def _compute_can_make(self):
        for value in self:
            value.can_make = value._may_make()

    def _may_make(self):
        if self.res_model not in MAKEABLE:
            return False
        return self.env[self.res_model].has_access("create")

    def _decided_vals(self, vals):
        """Extends ours: choosing what is used is saying that it is used."""
        vals = {**vals, "by_hand": True}
        if vals.get("res_id"):
            vals.setdefault("action", "use")
        elif vals.get("instead"):
            vals.setdefault("action", "write")
        elif "instead" in vals and not vals.get("action"):
            vals["action"] = "ask"  # it was erased: nothing is read in its place
        elif vals.get("action") in ("make", "ignore", "ask"):
            vals.setdefault("res_id", False)
        for value in self:
            value._check_use(vals.get("res_id"))
            if vals.get("action") in ("write", "use") or vals.get("instead"):
                value._check_write(
                    vals.get("action"), vals.get("instead", value.instead)
                )
            if vals.get("action") == "make":
                value._check_make()
        return vals

    def _keep_decided(self):
        for run, some in self.grouped("import_id").items():
            run._keep_decisions(values=some)

    @api.depends("res_model", "res_id", "action")
    @api.depends_context("uid")
    def _compute_use_name(self):
        for value in self:
            record = False
            if value.action == "use" and value.res_id and value.res_model in self.env:
                record = self.env[value.res_model].browse(value.res_id).exists()
            # a colleague of two companies may have decided it
            readable = record and record.has_access("read")
            value.use_name = readable and record.display_name

    def _check_use(self, res_id):
        if not res_id:
            return
        run = self.import_id
        domain = run._domain_of_value(self.column)
        model = run._as_user().env[self.res_model]
        if not model.search_count([("id", "=", res_id), *domain], limit=1):
            raise UserError(
                self.env._("This one cannot be used here. Choose another one.")
            )

    def _check_write(self, action, instead):
        """Whether a text may be read as this, or something used in its place."""
        if (self.res_model == TEXT) != (action == "write"):
            raise UserError(
                self.env._(
                    "“%s” is not decided in this way. Choose another one.", self.text
                )
            )
        if action == "write" and not addresses(instead or ""):
            raise UserError(
                self.env._(
                    "“%s” is not an e-mail address. Write one like name@example.com.",
                    instead or "",
                )
            )

    def _check_make(self):
        if not self._may_make():
            raise UserError(
                self.env._(
                    "“%s” cannot be created from here. Use an existing one, or leave "
                    "it out.",
                    self.text,
                )
            )
