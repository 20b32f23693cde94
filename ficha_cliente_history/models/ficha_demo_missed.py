from dateutil.relativedelta import relativedelta

from odoo import api, fields, models


class FichaDemo(models.AbstractModel):
    _inherit = "ficha.demo"

    @api.model
    def _load_missed(self, cancelled, credited, forgotten):
        """What customers nearly bought.

        :param list cancelled: invoices issued and cancelled: tuples with the external
            name of the customer, days ago, amount, and products separated by commas
        :param list credited: part of the last invoice before that day given back:
            tuples with the external name of the customer, days ago, and why
        :param list forgotten: drafts nobody issued, as ``cancelled``
        """
        journal = self._get_sale_journal()
        if not journal or not journal.default_account_id:
            return
        self = self.with_company(journal.company_id).with_context(
            tracking_disable=True, mail_notrack=True, mail_create_nolog=True
        )
        self._make_documents(journal, cancelled, issued=True).button_cancel()
        self._make_documents(journal, forgotten, issued=False)
        for name, days, reason in credited:
            self._give_back(self.env.ref(f"ficha_cliente.{name}"), days, reason)

    def _make_documents(self, journal, rows, issued):
        today = fields.Date.context_today(self)
        dates = [today - relativedelta(days=row[1]) for row in rows]
        moves = self.env["account.move"].create(
            [
                self._prepare_invoice(
                    journal,
                    self.env.ref(f"ficha_cliente.{name}"),
                    issued and date,
                    "out_invoice",
                    amount,
                    products.split(","),
                )
                for (name, _days, amount, products), date in zip(
                    rows, dates, strict=True
                )
            ]
        )
        if issued:
            moves._post(soft=False)
        self.env.flush_all()
        for move, date in zip(moves, dates, strict=True):
            # they were begun that day, not on the day the demo is loaded
            self.env.cr.execute(
                "UPDATE account_move SET create_date = %s WHERE id = %s",
                (date, move.id),
            )
        moves.invalidate_recordset(["create_date"])
        return moves

    def _give_back(self, customer, days, reason):
        date = fields.Date.context_today(self) - relativedelta(days=days)
        invoice = self.env["account.move"].search(
            [
                ("commercial_partner_id", "=", customer.id),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("invoice_date", "<", date),
            ],
            order="invoice_date DESC, id DESC",
            limit=1,
        )
        if not invoice:
            return
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create(
                {"date": date, "reason": reason, "journal_id": invoice.journal_id.id}
            )
        )
        wizard.reverse_moves()
        note = wizard.new_move_ids
        note.invoice_line_ids[1:].unlink()
        note.invoice_line_ids.quantity = max(note.invoice_line_ids.quantity // 2, 1)
        note._post(soft=False)
