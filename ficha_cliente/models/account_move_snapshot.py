from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools.sql import column_exists, create_column


class AccountMove(models.Model):
    """What was issued stays issued (D4).

    ``ficha_snapshot`` holds the customer's billing identity as it was when the
    document was posted. The printed document, its e-mail and the portal's page read it
    (``account_move_issued``): a later change of the ficha never rewrites what was sent.
    """

    _inherit = "account.move"

    ficha_snapshot = fields.Json(
        string="Customer as issued",
        compute="_compute_ficha_snapshot",
        store=True,
        copy=False,
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

    def _post(self, soft=True):
        # EXTENDS account: taken at once, not at the next flush, so that nothing done
        # to the customer afterwards in this transaction gets into it.
        posted = super()._post(soft)
        posted._recompute_recordset(["ficha_snapshot"])
        return posted

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("ficha_snapshot") for vals in vals_list):
            self._ficha_refuse_snapshot()
        return super().create(vals_list)

    def write(self, vals):
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
