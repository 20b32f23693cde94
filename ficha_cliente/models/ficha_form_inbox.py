from odoo import api, fields, models

from .res_partner_academic import PERSONAL


class FichaFormInbox(models.Model):
    """A filled form that came back, and what a person decides about it.

    Reading is in ``ficha_form_inbox_read``, whose it is in ``ficha_form_inbox_match``,
    what comes of it in ``ficha_form_inbox_apply``. A file with personal data is kept
    in a field of its own, for the group *Ficha: personal data* only; so are the lines
    with such data (record rule), and everybody else decides about the rest.
    """

    _name = "ficha.form.inbox"
    _description = "Filled form of a customer"
    _inherit = ["mail.thread"]
    _order = "id desc"

    name = fields.Char(
        string="Who",
        required=True,
        readonly=True,
        help="The name on the form; when it could not be read, the subject of the "
        "e-mail or the name of the file.",
    )
    state = fields.Selection(
        [
            ("review", "To review"),
            ("personal", "Personal data left"),
            ("done", "Done"),
            ("refused", "Refused"),
        ],
        required=True,
        readonly=True,
        default="review",
        index=True,
        tracking=True,
        help="To review: nobody has decided yet. Personal data left: the rest was "
        "taken, and somebody who may see personal data has to decide about those.",
    )
    reason = fields.Char(
        string="Why it was refused", readonly=True, help="Why it was not taken."
    )
    kind = fields.Selection(
        [("customer", "Customer"), ("prospect", "Prospect")],
        readonly=True,
        help="For whom the form was printed.",
    )
    file = fields.Binary(attachment=True, readonly=True, help="The form as it came.")
    personal_file = fields.Binary(
        string="File with personal data",
        attachment=True,
        readonly=True,
        groups=PERSONAL,
        help="The form as it came, when it has academic or family data.",
    )
    file_name = fields.Char(readonly=True, help="Name of the file.")
    personal = fields.Boolean(
        string="With personal data",
        readonly=True,
        help="It has academic or family data; only who may see such data sees them.",
    )
    email_from = fields.Char(
        string="Sent by", readonly=True, help="Who sent it, when it came by e-mail."
    )
    user_id = fields.Many2one(
        "res.users",
        string="Read by",
        readonly=True,
        help="Who brought the file in, when it did not come by e-mail.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
        help="The company whose form it is.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer file",
        index="btree_not_null",
        ondelete="set null",
        help="The customer file it is about. Empty: a new one is made.",
    )
    matched_on = fields.Char(
        string="Recognised by",
        readonly=True,
        help="How the customer file was found, or why none was.",
    )
    line_ids = fields.One2many("ficha.form.line", "form_id", string="What it says")
    problem_count = fields.Integer(
        compute="_compute_problem_count", help="How many values cannot be taken."
    )

    @api.depends("line_ids.problem")
    @api.depends_context("uid")
    def _compute_problem_count(self):
        for form in self:
            form.problem_count = len(form.line_ids.filtered("problem"))

    def _lines_to_take(self):
        """The lines the user sees that would change something."""
        # the record rule holds for what is searched; what is in the cache may have
        # been read as superuser
        return self.line_ids._filtered_access("read").filtered(
            lambda line: line.take
            and not line.problem
            and not line.same
            and not line.applied
        )

    def action_refuse(self):
        """Leave everything as it is."""
        for form in self.filtered(lambda form: form.state != "done"):
            form.write(
                {
                    "state": "refused",
                    "reason": self.env._(
                        "%(user)s decided not to take it.", user=self.env.user.name
                    ),
                }
            )
        return True

    def action_review(self):
        """Look again at one that was refused by hand."""
        # sudo: only whether it was ever read is asked
        self.filtered(
            lambda form: form.state == "refused" and form.sudo().line_ids
        ).write({"state": "review", "reason": False})
        return True
