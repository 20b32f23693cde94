from contextlib import contextmanager

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools.sql import column_exists, create_column

from ..tools.arguments import only_one
from ..tools.groups import INTERNAL

# What the banner compares, in the order it tells it.
COMPARED = ("code", "name", "contact", "vat", "registry", "address", "delivery")


class AccountMove(models.Model):
    """What was issued stays issued (D4).

    ``ficha_snapshot`` holds the customer's billing identity as it was when the
    document was posted. The printed document, its e-mail and the portal's page read it
    (``_ficha_as_issued``): a later change of the ficha never rewrites what was sent.
    """

    _inherit = "account.move"

    ficha_snapshot = fields.Json(
        string="Customer as issued",
        compute="_compute_ficha_snapshot",
        store=True,
        copy=False,
        groups=INTERNAL,
        help="The customer's code, name, tax ID, addresses and payment facts when "
        "this document was posted. What is printed reads them from here.",
    )

    def _auto_init(self):
        # Documents posted before the installation keep no snapshot: what the ficha
        # says today is not what they were issued with. It also spares the
        # installation a computation over every invoice there is.
        if not column_exists(self.env.cr, "account_move", "ficha_snapshot"):
            create_column(self.env.cr, "account_move", "ficha_snapshot", "jsonb")
        return super()._auto_init()

    @api.depends("state")
    def _compute_ficha_snapshot(self):
        """Freeze the customer of the customer documents that are posted.

        Resetting to draft leaves the last snapshot where it is (a draft prints live
        values); posting again renews it. Only ``state`` is a dependency: one on the
        partner would recompute issued documents whenever a ficha is edited.
        """
        for move in self:
            if not move.id:  # a form being filled in
                move.ficha_snapshot = move._origin.ficha_snapshot
        self.filtered(
            lambda m: m.id
            and m.state == "posted"
            and m.partner_id
            and m.is_sale_document(include_receipts=True)
        )._ficha_take_snapshot()

    def _ficha_take_snapshot(self):
        """Fill ``ficha_snapshot``; customers are read once for the whole batch."""
        parties = {}
        now = fields.Datetime.to_string(fields.Datetime.now())
        for move in self:
            move.ficha_snapshot = {**move._ficha_identity(parties), "taken_on": now}

    def _ficha_identity(self, parties=None):
        """The customer of this document as the ficha has it now.

        :param dict parties: partners already described, shared along a batch
        :return: dict of JSON values: ``code``, ``ref``, ``name`` (as printed),
            ``partner_name`` and ``company_name`` (as the e-mail greets), ``contact``,
            ``vat``, ``registry``, ``address`` (list of lines), ``name_last``,
            ``lang``, ``country_code``, ``delivery`` (same keys as printed) and
            ``payment`` (``term``, ``method``, ``customer_bank``)
        """
        self.ensure_one()
        parties = {} if parties is None else parties
        partner, lang = self.partner_id, self.partner_id.lang
        printed = {}
        for address in (partner, self.partner_shipping_id):
            key = (address.id, lang)
            if address and key not in parties:
                parties[key] = self._ficha_printed_party(address, lang)
            printed[address] = parties.get(key) or {}
        entity = self.commercial_partner_id or partner
        delivery = self.partner_shipping_id
        term = self.invoice_payment_term_id
        if lang != self.env.lang:
            term = term.with_context(lang=lang)
        return {
            **printed[partner],
            "partner_id": partner.id,
            "code": entity.client_code or "",
            "delivery": printed[delivery] if delivery != partner else {},
            "payment": {
                "term": term.name or "",
                "method": self.preferred_payment_method_line_id.name or "",
                "customer_bank": entity.bank_ids[:1].acc_number or "",
            },
        }

    @api.model
    def _ficha_printed_party(self, partner, lang):
        """A partner as core's contact widget prints it, in the document's language."""
        # Not `display_name`, whose cache does not notice a change of street.
        shown = partner
        if lang != self.env.lang:
            shown = partner.with_context(lang=lang)
        company_name = partner.parent_id.name or ""
        address = shown._display_address(without_company=True).split("\n")
        return {
            # a nameless address prints its company's name, as core does
            "name": partner.complete_name if partner.name else company_name,
            "partner_name": partner.name or "",
            "company_name": company_name,
            "contact": "" if partner.is_company else partner.name or "",
            "vat": partner.vat or "",
            "ref": partner.ref or "",
            "registry": partner.company_registry or "",
            "address": [line.strip() for line in address if line.strip()],
            "name_last": partner.country_id.name_position == "after",
            "country_code": partner.country_id.code or "",
            "lang": partner.lang or "",
        }

    def _ficha_keep_as_issued(self):
        """Posting, after the core: the snapshot is taken at once, not at the next
        flush, so that nothing done to the customer afterwards in this transaction gets
        into it."""
        self._recompute_recordset(["ficha_snapshot"])

    @api.model_create_multi
    def create(self, vals_list):
        """Extends the core's: nobody says what was issued."""
        if any(vals.get("ficha_snapshot") for vals in vals_list):
            self._ficha_refuse_snapshot()
        return super().create(vals_list)

    def write(self, vals):
        """Extends the core's: nobody changes what was issued."""
        if "ficha_snapshot" in vals:
            self._ficha_refuse_snapshot()
        return super().write(vals)

    def _ficha_refuse_snapshot(self):
        raise AccessError(
            self.env._(
                "“Customer as issued” is taken when the document is posted and nobody "
                "may change it. To issue it with the customer's data of today, reset "
                "the document to draft and post it again."
            )
        )

    # --------------------------------------------------------------------------
    # Who reads the snapshot: the printed document, its e-mail, and the banner
    # that says what the ficha has become since.
    # --------------------------------------------------------------------------

    ficha_changes = fields.Html(
        string="Changed since it was issued",
        compute="_compute_ficha_changes",
        sanitize=False,
        groups=INTERNAL,
        help="Data in the customer file today that differs from this posted document.",
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
        # sudo: the names a customer has on this document, told to who may print it
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
            # sudo: what would be printed today, also of an address that is not the
            # reader's
            today = move.sudo()._ficha_identity() if issued else {}
            as_text = self._ficha_snapshot_text
            changes = (
                (key, as_text(issued.get(key)), as_text(today.get(key)))
                for key in (COMPARED if issued else ())
            )
            move.ficha_changes = Markup().join(
                Markup("<li><b>%s</b>: %s → %s</li>") % (labels[key], old, new)
                for key, old, new in changes
                if old != new
            )

    @api.model
    def _ficha_snapshot_text(self, value):
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
        only_one(self)
        return self.commercial_partner_id._get_records_action(
            name=self.env._("Customer file"),
            views=[
                (self.env.ref("ficha_cliente.res_partner_view_form_ficha").id, "form")
            ],
        )
