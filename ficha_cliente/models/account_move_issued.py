from contextlib import contextmanager

from markupsafe import Markup

from odoo import api, fields, models

# What the banner compares, in the order it tells it.
COMPARED = ("code", "name", "contact", "vat", "registry", "address", "delivery")


class AccountMove(models.Model):
    """Who reads the snapshot: the printed document, its e-mail, and the banner that
    says what the ficha has become since."""

    _inherit = "account.move"

    ficha_changes = fields.Html(
        string="Changed since it was issued",
        compute="_compute_ficha_changes",
        sanitize=False,
        help="What the customer file says today and this posted document does not.",
    )

    def _ficha_issued(self):
        """The snapshot that printing must use, or ``{}`` when it prints live values.

        :return: a copy of ``ficha_snapshot`` for posted documents that have one
        """
        self.ensure_one()
        return self.state == "posted" and self.ficha_snapshot or {}

    def _ficha_printed_code(self):
        """What stands under *Customer Code* on the printed document.

        The client code; without one, the reference that Odoo prints there.
        """
        self.ensure_one()
        issued = self._ficha_issued()
        if issued:
            return issued.get("code") or issued.get("ref")
        if self.state == "posted":  # issued before there were snapshots
            return self.partner_id.ref
        code = self.is_sale_document(True) and self.partner_id.entity_client_code
        return code or self.partner_id.ref

    @contextmanager
    def _ficha_as_issued(self):
        """Let whoever reads the customer's names inside the block read the issued ones.

        E-mail templates greet with ``object.partner_id.name`` and are edited by every
        company, so the reading is changed and not the templates. Only the cache is
        touched, only where the names differ, and it is put back whatever happens.
        """
        self.ensure_one()
        issued, partner = self._ficha_issued(), self.partner_id.sudo()
        frozen = [
            (record, issued[key])
            for record, key in (
                (partner, "partner_name"),
                (partner.parent_id, "company_name"),
            )
            if record and issued.get(key) and record.name != issued[key]
        ]
        if not frozen:
            yield
            return
        # Nothing may be pending that could be computed or saved from issued names.
        self.env.flush_all()
        field = partner._fields["name"]
        shown = partner | partner.parent_id
        try:
            for record, name in frozen:
                field._update_cache(record, name)
            shown.invalidate_recordset(["display_name"], flush=False)
            yield
        finally:
            shown.invalidate_recordset(["name", "display_name"], flush=False)

    @api.depends("state", "ficha_snapshot")
    @api.depends_context("lang")
    def _compute_ficha_changes(self):
        labels = self._ficha_change_labels()
        for move in self:
            issued = move._ficha_issued()
            today = move.sudo()._ficha_identity() if issued else {}
            tell = self._ficha_told
            told = (
                (key, tell(issued.get(key)), tell(today.get(key)))
                for key in (COMPARED if issued else ())
            )
            move.ficha_changes = Markup().join(
                Markup("<li><b>%s</b>: %s → %s</li>") % (labels[key], old, new)
                for key, old, new in told
                if old != new
            )

    @api.model
    def _ficha_told(self, value):
        """A value of the snapshot as a line of text."""
        if isinstance(value, dict):
            value = [value.get("name"), *value.get("address", [])] if value else []
        if isinstance(value, list):
            value = ", ".join(filter(None, value))
        return value or self.env._("(empty)")

    @api.model
    def _ficha_change_labels(self):
        return {
            "code": self.env._("Client code"),
            "name": self.env._("Name"),
            "contact": self.env._("Contact person"),
            "vat": self.env._("Tax ID"),
            "registry": self.env._("Company ID"),
            "address": self.env._("Address"),
            "delivery": self.env._("Delivery address"),
        }

    def action_open_ficha(self):
        """Open the ficha of this document's customer."""
        self.ensure_one()
        return self.commercial_partner_id._get_records_action(
            name=self.env._("Customer file"),
            views=[
                (self.env.ref("ficha_cliente.res_partner_view_form_ficha").id, "form")
            ],
        )
