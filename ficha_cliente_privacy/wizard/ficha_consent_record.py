from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ficha_cliente.tools.arguments import only_one
from odoo.addons.ficha_cliente.tools.by_hand import made_by_us

from ..models.ficha_consent import METHODS, NEGATIVE

# of what the ledger knows, what is said to a person
SAID = ("given", "withdrawn", "objected", "denied", "informed")
BY_HAND = ("presence", "call", "email", "paper", "told")


class FichaConsentRecord(models.TransientModel):
    """What customers said, recorded by who heard it: yes and no in the same way."""

    _name = "ficha.consent.record"
    _description = "Record what customers said"

    partner_ids = fields.Many2many(
        "res.partner", string="Customers", required=True, help="Whose word it is."
    )
    event = fields.Selection(
        selection="_get_events", required=True, default="given", help="What they said."
    )
    purpose_id = fields.Many2one(
        "ficha.purpose",
        domain=[("basis", "in", ("consent", "interest"))],
        help="What it is about. Empty: all marketing, for a no.",
    )
    channel_id = fields.Many2one(
        "ficha.channel", help="The channel it is about; empty: all."
    )
    method = fields.Selection(
        selection="_get_methods", required=True, default="presence", help="How."
    )
    asked = fields.Boolean(
        "We asked them", help="Leave it empty when they came to us with it."
    )
    happened_on = fields.Datetime(
        "When", required=True, default=fields.Datetime.now, help="When it was said."
    )
    notice_id = fields.Many2one(
        "ficha.notice",
        compute="_compute_notice_id",
        store=True,
        readonly=False,
        help="The text that they were shown. Of what is signed on paper, the version "
        "of the form that they sent back.",
    )
    evidence = fields.Binary(
        attachment=False, help="The signed paper, the recording..."
    )
    evidence_name = fields.Char("Name of the file", help="Of the evidence.")
    guardian_name = fields.Char(
        "Guardian", help="Who consents for somebody too young to do so."
    )
    reason = fields.Char("In their words", help="If it matters.")

    shared_text = fields.Char(
        compute="_compute_shared_text",
        help="Who else has the address that is not written to any more.",
    )

    @api.depends("method", "partner_ids")
    def _compute_notice_id(self):
        for dialog in self:
            if dialog.method == "paper":
                dialog.notice_id = dialog.notice_id or dialog._paper_notice()
            elif dialog.notice_id.place == "paper":
                dialog.notice_id = False  # it was no paper after all

    def _paper_notice(self):
        """The version that all of these had on their last form, else the one that is in
        force on paper."""
        # sudo: which text, and nothing that they said
        rows = self.env["ficha.consent"].sudo()
        shown = rows.search(
            [
                ("partner_id", "in", self.partner_ids.ids),
                ("method", "=", "paper"),
                ("event", "=", "informed"),
                ("notice_id", "!=", False),
            ],
            order="happened_on desc, id desc",
        )
        last = {}
        for row in shown:
            last.setdefault(row.partner_id, row.notice_id)
        notices = self.env["ficha.notice"].union(*last.values())
        if len(notices) == 1 and len(last) == len(self.partner_ids):
            return notices.with_env(self.env)
        return self.env["ficha.notice"]._in_force("paper", self.env.company)

    @api.depends("partner_ids", "event", "channel_id")
    def _compute_shared_text(self):
        for dialog in self:
            partner = dialog.partner_ids._origin
            no_email = dialog.event in NEGATIVE and (
                not dialog.channel_id or dialog.channel_id.code == "email"
            )
            dialog.shared_text = (
                partner._ficha_shared_words("email")
                if no_email and len(partner) == 1
                else False
            )

    @api.model
    def _ledger_labels(self, name):
        """Labels as in the ledger: what is recorded is read there in the same words."""
        field = self.env["ficha.consent"]._fields[name]
        return dict(field._description_selection(self.env))

    @api.model
    def _get_events(self):
        labels = self._ledger_labels("event")
        return [(key, labels[key]) for key in SAID]

    @api.model
    def _get_methods(self):
        labels = self._ledger_labels("method")
        return [(key, labels[key]) for key, _label in METHODS if key in BY_HAND]

    def action_record(self):
        """Add it to the ledger.

        :return: action that says so, and closes the dialog
        """
        only_one(self)
        partners = self.partner_ids
        partners._check_followup_rights()
        partners.check_access("read")
        # of another company neither the purpose nor the text is theirs to use
        self.purpose_id.check_access("read")
        self.notice_id.check_access("read")
        if not partners:
            raise UserError(self.env._("Say whose word it is."))
        if self.event == "informed" and not self.notice_id:
            raise UserError(self.env._("Choose the text that they were shown."))
        values = {
            "event": self.event,
            "purpose_id": self.purpose_id.id,
            "channel_id": self.channel_id.id,
            "method": self.method,
            "asked": self.asked,
            "happened_on": self.happened_on,
            "notice_id": self.notice_id.id,
            "evidence": self.evidence,
            "evidence_name": self.evidence_name,
            "guardian_name": self.guardian_name,
            "reason": self.reason,
        }
        # sudo: who hears it records it, and need not read the ledger
        rows = [{"partner_id": partner.id, **values} for partner in partners]
        known = set(partners.ids)
        for partner in partners:
            there = partner._ficha_no_there(values)
            rows += [row for row in there if row["partner_id"] not in known]
            known |= {row["partner_id"] for row in there}
        made_by_us(self.env["ficha.consent"]).create(rows)
        said = self._ledger_labels("event")[self.event]
        count = len(partners)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Noted of %(name)s: %(said)s.", name=partners.name, said=said
                )
                if count == 1
                else self.env._(
                    "Noted of %(count)s customers: %(said)s.", count=count, said=said
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
