"""Quotations fill themselves from the customer file, as invoices do (decision D3).

What was filled in is remembered, and what somebody set stays: ``ficha.prefill.mixin``.
The invoice of an order then carries what the order says, see ``_prepare_invoice``.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.ficha_cliente.tools.groups import INTERNAL


class SaleOrder(models.Model):
    _name = "sale.order"
    # the mixin's create, write and copy_data come before Odoo's
    _inherit = ["ficha.prefill.mixin", "sale.order", "ficha.closed.mixin"]

    _ficha_prefilled = (
        "partner_shipping_id",
        "payment_term_id",
        "preferred_payment_method_line_id",
        "journal_id",
        "user_id",
        "client_order_ref",
        "note",
    )
    _ficha_sources = {
        "partner_shipping_id": "invoice_delivery_partner_id",
        "payment_term_id": "property_payment_term_id",
        "preferred_payment_method_line_id": "property_inbound_payment_method_line_id",
        "journal_id": "invoice_journal_id",
        "fiscal_position_id": "property_account_position_id",
        "client_order_ref": "customer_purchase_reference",
        "note": "invoice_observations",
    }
    _ficha_refreshed = {
        "partner_shipping_id",
        "payment_term_id",
        "preferred_payment_method_line_id",
    }
    # its currency is that of the pricelist
    _ficha_meaning = frozenset(
        ("journal_id", "preferred_payment_method_line_id", "fiscal_position_id")
    )
    _ficha_line_field = "order_line"
    _ficha_reference_field = "client_order_ref"

    client_order_ref = fields.Char(
        compute="_compute_client_order_ref", store=True, readonly=False, precompute=True
    )
    ficha_standing_discount = fields.Float(
        string="Standing discount (%)",
        digits="Discount",
        compute="_compute_ficha_standing_discount",
        groups=INTERNAL,
        help="Discount that the customer file gives to every new line; where it gives "
        "none, one that a line already has.",
    )
    ficha_reference_missing = fields.Boolean(
        string="Purchase order missing",
        compute="_compute_ficha_reference_missing",
        groups=INTERNAL,
        help="The customer requires a purchase order and this order has none yet: its "
        "invoice cannot be confirmed without one.",
    )

    @api.depends("partner_id")
    def _compute_partner_shipping_id(self):
        # EXTENDS 'sale'
        return self._ficha_compute(
            "partner_shipping_id",
            super()._compute_partner_shipping_id,
            lambda order, address: order._ficha_may_deliver_to(address),
        )

    @api.depends("partner_id")
    def _compute_payment_term_id(self):
        # EXTENDS 'sale'
        return self._ficha_compute("payment_term_id", super()._compute_payment_term_id)

    @api.depends("partner_id")
    def _compute_preferred_payment_method_line_id(self):
        # EXTENDS 'sale': a contact without a method uses its company's
        return self._ficha_compute(
            "preferred_payment_method_line_id",
            super()._compute_preferred_payment_method_line_id,
        )

    @api.depends("partner_id")
    def _compute_journal_id(self):
        # EXTENDS 'sale': the journal of a quotation template was chosen for it, and
        # wins
        return self._ficha_compute(
            "journal_id",
            super()._compute_journal_id,
            lambda order, journal: not order.journal_id
            and order._ficha_may_use_journal(journal),
        )

    @api.depends("partner_id")
    def _compute_user_id(self):
        # EXTENDS 'sale', which reads the customer file but, until the quotation is
        # saved, forgets the salesperson somebody chose
        fill, kept = self._ficha_partition("user_id")
        kept = {order: user for order, user in kept.items() if not order._origin.id}
        super()._compute_user_id()
        return self._ficha_restore("user_id", fill, kept)

    @api.depends("partner_id")
    def _compute_client_order_ref(self):
        """The customer's standing purchase order."""
        self._ficha_compute_alone("client_order_ref")

    @api.depends("partner_id")
    def _compute_note(self):
        # EXTENDS 'sale': the company's terms first, then the observations
        return self._ficha_compute_text("note", super()._compute_note)

    @api.depends("partner_id", "company_id", "order_line.discount")
    def _compute_ficha_standing_discount(self):
        # a discount that has ended is still on the lines that were quoted with it, and
        # without the column their subtotals could not be understood
        for order in self:
            order.ficha_standing_discount = order._ficha_value(
                "standing_discount"
            ) or next(filter(None, order.order_line.mapped("discount")), 0.0)

    @api.depends("partner_id", "client_order_ref", "state")
    def _compute_ficha_reference_missing(self):
        for order in self:
            order.ficha_reference_missing = (
                order.state != "cancel" and order._ficha_lacks_reference()
            )

    # -- what the mixin asks -------------------------------------------------------

    def _ficha_is_draft(self):
        # one that is being made is filled whatever state it is made in
        return not self._origin.id or self.state in ("draft", "sent")

    def _ficha_is_manual(self, fname):
        manual = super()._ficha_is_manual(fname)
        if manual and fname == "partner_shipping_id":
            # the address that somebody chose is one of that customer's
            filled_for = (self.ficha_prefill or {}).get("_discount")
            return not filled_for or filled_for[0] == self.partner_id._origin.id
        return manual

    def _ficha_initial_prefill(self, names):
        memory = super()._ficha_initial_prefill(names)
        # the observations are only a part of the note
        observed = self._ficha_value("invoice_observations")
        if observed and "note" not in names and "note" not in memory["_from_file"]:
            memory["_from_file"].append("note")
        return memory

    @api.depends("fiscal_position_id")
    def _compute_ficha_prefill_summary(self):
        return super()._compute_ficha_prefill_summary()

    def _ficha_from_file(self):
        """Extends the mixin's: the fiscal position is Odoo's own conclusion and not
        remembered; where it is the file's it is said."""
        names = super()._ficha_from_file()
        position = self.fiscal_position_id
        if position and position == self._ficha_value("property_account_position_id"):
            names.append("fiscal_position_id")
        return names

    # -- a change of customer ------------------------------------------------------

    @api.onchange("partner_id", "partner_shipping_id", "company_id")
    def _onchange_ficha_prefill(self):
        self._ficha_finish_computes()
        self._ficha_follow_discount()

    def _ficha_follow_customer(self):
        # what follows the customer by itself still asks whom the order was for
        self._recompute_recordset(self._ficha_prefilled)
        self._ficha_follow_discount()

    def _ficha_follow_discount(self):
        """Lines that have the previous customer's standing discount get the new one's.

        The rest follows the customer through its own compute.
        """
        memory_field = self._fields["ficha_prefill"]
        for order in self._ficha_drafts():
            memory = order.ficha_prefill or {}
            old, new = memory.get("_discount"), order._ficha_discount()
            if old and old[0] == new[0]:
                continue
            memory["_discount"] = new
            memory_field.write(order, memory)
            for line in order._ficha_discount_followers(old, new):
                line.discount = new[1]

    def _recompute_prices(self):
        # EXTENDS 'sale', which takes all discounts away before it computes them
        return super(
            SaleOrder, self.with_context(ficha_discount_anew=True)
        )._recompute_prices()

    # -- the invoice of the order --------------------------------------------------

    def _prepare_invoice(self):
        """EXTENDS 'sale': what the order says goes to the invoice; of what it leaves
        empty, the customer file decides there (``account.move.create``).

        Odoo writes the order's own number where the customer gave no purchase order.
        For a customer who requires one that would pass for theirs, so it stays empty
        and is asked for when the invoice is confirmed.
        """
        values = super()._prepare_invoice()
        if self._ficha_lacks_reference():
            values["ref"] = ""
        return values

    def _create_account_invoices(self, invoice_vals_list, final):
        # EXTENDS 'sale': references of several orders were joined, empty ones too
        for values in invoice_vals_list:
            if values.get("ref"):
                values["ref"] = values["ref"].strip(", ")
        return super()._create_account_invoices(invoice_vals_list, final)

    # -- the usual -----------------------------------------------------------------

    def _ficha_check_usual(self):
        if self.state not in ("draft", "sent"):
            raise UserError(
                self.env._(
                    "The usual can only be added to a quotation: %(order)s is "
                    "confirmed or cancelled. Make a new one.",
                    order=self.name,
                )
            )

    def _ficha_usual_moves(self):
        # sudo: who sells may not read invoices; products and quantities are taken of
        # one of this very customer
        return super()._ficha_usual_moves().sudo()

    def _ficha_usual_commands(self, source):
        left_out = self.env["product.product"]
        if source._name == "ficha.usual.line":
            vals_list = source._document_line_vals(self.company_id, self.currency_id)
        else:
            commands, left_out = source._ficha_repeat_commands()
            vals_list = [vals for _command, _id, vals in commands]
        vals_list = list(filter(None, map(self._ficha_order_line_vals, vals_list)))
        products = len([vals for vals in vals_list if "product_id" in vals])
        # headings alone are not worth adding
        commands = [Command.create(vals) for vals in vals_list] if products else []
        return commands, products, left_out

    def _ficha_order_line_vals(self, vals):
        """Values of an order line, from those of an invoice line or of a usual line.

        :return: dict, or None for what an order cannot hold: a line without a product.
        """
        if vals.get("display_type", "product") != "product":
            return {"display_type": vals["display_type"], "name": vals["name"]}
        if not vals.get("product_id"):
            return None
        names = {"quantity": "product_uom_qty", "product_id": "product_id"}
        same = ("product_uom_id", "price_unit", "discount")
        names.update({name: name for name in same})
        return {names[key]: value for key, value in vals.items() if key in names}
