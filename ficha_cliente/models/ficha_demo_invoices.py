import logging
import random

from dateutil.relativedelta import FR, relativedelta

from odoo import Command, api, fields, models

_logger = logging.getLogger(__name__)


class FichaDemo(models.AbstractModel):
    _inherit = "ficha.demo"

    @api.model
    def _load_history(self, customers):
        """Two years of invoices, credit notes, drafts and payments.

        :param list customers: tuples with the external name of the customer, the days
            between purchases, the days since the first and since the last, the amount
            of a purchase, the names of the products separated by commas, the days they
            take to pay, and how many of the last invoices they have not paid.
        """
        journal = self._get_sale_journal()
        if not journal or not journal.default_account_id:
            _logger.info("Demo: no journal to invoice with, customers have no history")
            return
        self = self.with_company(journal.company_id).with_context(
            tracking_disable=True, mail_notrack=True, mail_create_nolog=True
        )
        values, plan = [], []
        for customer in customers:
            for line in self._plan_history(*customer):
                values.append(self._prepare_invoice(journal, **line))
                plan.append(line)
        invoices = self.env["account.move"].create(values)
        for invoice, line in zip(invoices, plan, strict=True):
            line["invoice"] = invoice
        invoices._post(soft=False)
        self._pay(plan)

    @api.model
    def _load_drafts(self, rows):
        """Invoices somebody began and did not confirm.

        :param list rows: tuples with the external name of the customer, the amount and
            the names of the products separated by commas.
        """
        journal = self._get_sale_journal()
        if not journal or not journal.default_account_id:
            return
        self.env["account.move"].with_company(journal.company_id).create(
            [
                self._prepare_invoice(
                    journal,
                    self.env.ref(f"ficha_cliente.{name}"),
                    False,
                    "out_invoice",
                    amount,
                    products.split(","),
                )
                for name, amount, products in rows
            ]
        )

    def _plan_history(self, name, every, first, last, amount, products, days, unpaid):
        """Dates and amounts of one customer's purchases, always the same ones."""
        today = fields.Date.context_today(self)
        chance = random.Random(name)
        gone = first
        ages = [last]
        while gone - every * 0.6 > last:
            ages.append(round(gone))
            gone -= every * chance.uniform(0.84, 1.16)
        ages = sorted(set(ages), reverse=True)
        names = products.split(",")
        for number, age in enumerate(ages):
            date = today - relativedelta(days=age)
            left = len(ages) - number
            pay = None
            if left > unpaid:
                pay = min(
                    date + relativedelta(days=round(days * chance.uniform(0.7, 1.3))),
                    today,
                )
            yield {
                "partner": self.env.ref(f"ficha_cliente.{name}"),
                "date": date,
                "move_type": "out_invoice",
                "amount": amount * chance.uniform(0.75, 1.3),
                "products": chance.sample(names, min(len(names), chance.randint(1, 3))),
                "pay": pay,
            }
            if number % 11 == 7 and age > 10:
                yield {
                    "partner": self.env.ref(f"ficha_cliente.{name}"),
                    "date": date + relativedelta(days=6),
                    "move_type": "out_refund",
                    "amount": amount * 0.18,
                    "products": names[:1],
                    "pay": date + relativedelta(days=9),
                }

    def _prepare_invoice(
        self, journal, partner, date, move_type, amount, products, pay=None
    ):
        """Values of an invoice that comes to about ``amount`` in these products."""
        lines = []
        for name in products:
            product = self.env.ref(f"ficha_cliente.demo_product_{name}")
            quantity = round(amount / len(products) / product.list_price) or 1
            if quantity > 100:
                quantity -= quantity % 10
            lines.append(
                Command.create({"product_id": product.id, "quantity": quantity})
            )
        values = {
            "move_type": move_type,
            "journal_id": journal.id,
            "partner_id": partner.id,
            "invoice_user_id": partner.user_id.id,
            "invoice_line_ids": lines,
        }
        if not date:
            return values
        values.update(invoice_date=date, date=date)
        if pay and not partner.property_payment_term_id:
            # without terms Odoo takes the day of the installation for the due date
            values["invoice_date_due"] = date
        return values

    def _pay(self, plan):
        """One entry in the bank for each week money came in, matched with invoices."""
        bank = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.env.company.id)], limit=1
        )
        today = fields.Date.context_today(self)
        days = {}
        for line in plan:
            if line["pay"] and line["invoice"].state == "posted":
                day = min(line["pay"] + relativedelta(weekday=FR), today)
                days.setdefault(day, []).append(line["invoice"])
        if not bank.default_account_id:
            return
        Move = self.env["account.move"].with_context(skip_invoice_sync=True)
        entries = Move.create(
            [
                {
                    "move_type": "entry",
                    "journal_id": bank.id,
                    "date": day,
                    "ref": "Cobros",
                    "line_ids": self._prepare_receipts(bank, invoices),
                }
                for day, invoices in days.items()
            ]
        )
        entries._post(soft=False)
        matches = []
        for entry, invoices in zip(entries, days.values(), strict=True):
            receipts = entry.line_ids.filtered(
                lambda line: line.account_id.account_type == "asset_receivable"
            )
            for invoice, receipt in zip(invoices, receipts, strict=True):
                due = invoice.line_ids.filtered(
                    lambda line: line.account_id.account_type == "asset_receivable"
                )
                matches.append(due | receipt)
        self.env["account.move.line"]._reconcile_plan(matches)

    def _prepare_receipts(self, bank, invoices):
        lines = []
        for invoice in invoices:
            due = invoice.line_ids.filtered(
                lambda line: line.account_id.account_type == "asset_receivable"
            )
            lines.append(
                Command.create(
                    {
                        "account_id": due.account_id[:1].id,
                        "partner_id": due.partner_id[:1].id,
                        "name": invoice.name,
                        "balance": -sum(due.mapped("balance")),
                    }
                )
            )
        total = sum(command[2]["balance"] for command in lines)
        lines.append(
            Command.create(
                {
                    "account_id": bank.default_account_id.id,
                    "name": "Cobros",
                    "balance": -total,
                }
            )
        )
        return lines
