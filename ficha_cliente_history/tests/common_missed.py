from dateutil.relativedelta import relativedelta

from odoo import Command

from odoo.addons.ficha_cliente.tests.common_documents import DocumentsCommon


class MissedCommon(DocumentsCommon):
    """A customer, two products and a clerk who reads invoices."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        category = cls.env["product.category"].create({"name": "Invented category"})
        cls.boxes, cls.film = cls.env["product.product"].create(
            [
                {
                    "name": name,
                    "taxes_id": [Command.clear()],
                    "categ_id": category.id,
                }
                for name in ("Invented boxes", "Invented film")
            ]
        )
        cls.clerk = cls._user(
            "missed_clerk",
            "ficha_cliente.group_ficha_user,account.group_account_readonly,"
            "base.group_allow_export",
        )
        cls.outsider = cls._user("missed_outsider", "ficha_cliente.group_ficha_user")

    @classmethod
    def _draft(cls, days, *lines, partner=None, company=None, move_type="out_invoice"):
        """A customer document made ``days`` ago; lines: (product, amount)."""
        company = company or cls.company
        date = cls.today - relativedelta(days=days)
        move = (
            cls.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": move_type,
                    "partner_id": (partner or cls.customer).id,
                    "invoice_date": date,
                    "date": date,
                    "currency_id": company.currency_id.id,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "Goods",
                                "product_id": product and product.id,
                                "quantity": 1,
                                "price_unit": amount,
                                "tax_ids": [Command.clear()],
                            }
                        )
                        for product, amount in lines
                    ],
                }
            )
        )
        cls._made_on(move, date)
        return move

    @classmethod
    def _made_on(cls, move, date):
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE account_move SET create_date = %s WHERE id = %s", (date, move.id)
        )
        move.invalidate_recordset(["create_date"])

    @classmethod
    def _invoice(cls, days, *lines, **values):
        move = cls._draft(days, *lines, **values)
        move.action_post()
        return move

    @classmethod
    def _cancelled(cls, days, *lines, **values):
        move = cls._invoice(days, *lines, **values)
        move.button_cancel()
        return move

    @classmethod
    def _credit(cls, invoice, days, reason=None, amount=None):
        """A posted credit note of that invoice, made as a user makes it."""
        wizard = (
            cls.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create(
                {
                    "date": cls.today - relativedelta(days=days),
                    "reason": reason,
                    "journal_id": invoice.journal_id.id,
                }
            )
        )
        wizard.reverse_moves()
        note = wizard.new_move_ids
        if amount:
            note.invoice_line_ids.price_unit = amount
        note.action_post()
        return note

    def _missed(self, user=None, partner=None, **context):
        """What a user sees that this customer missed."""
        self.env.flush_all()
        Missed = self.env["ficha.missed.purchase"].with_user(user or self.clerk)
        Missed.invalidate_model()
        return Missed.with_context(lang="en_US", **context).search(
            [("partner_id", "=", (partner or self.customer).id)]
        )
