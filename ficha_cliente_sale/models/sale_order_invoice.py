from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _prepare_invoice(self):
        """EXTENDS 'sale': what the order says goes to the invoice; of what it leaves
        empty, the customer file decides there.

        Odoo writes the order's own number where the customer gave no purchase order.
        For a customer who requires one that would pass for theirs, so it stays empty
        and is asked for when the invoice is confirmed.
        """
        values = super()._prepare_invoice()
        if self._ficha_lacks_reference():
            values["ref"] = ""
        for fname in ("invoice_incoterm_id", "incoterm_location"):  # of sale_stock
            if fname in values and not values[fname]:
                del values[fname]
        return values

    def _create_account_invoices(self, invoice_vals_list, final):
        # EXTENDS 'sale': references of several orders were joined, empty ones too
        for values in invoice_vals_list:
            if values.get("ref"):
                values["ref"] = values["ref"].strip(", ")
        return super()._create_account_invoices(invoice_vals_list, final)
