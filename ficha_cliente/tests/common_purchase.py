from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo import Command, fields
from odoo.tests import new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

TODAY = "2026-05-15"


class PurchaseCommon(AccountTestInvoicingCommon):
    """Customers with posted documents, and their purchase history, on one day."""

    _frozen = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if cls._frozen:
            cls.startClassPatcher(freeze_time(TODAY))
        cls.env["res.lang"]._activate_lang("en_US")
        cls.today = fields.Date.today()
        cls.company = cls.company_data["company"]
        cls.Summary = cls.env["ficha.purchase.summary"]
        cls.Queue = cls.env["ficha.purchase.queue"]
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Talleres Inventados, S.L.",
                "is_company": True,
                "child_ids": [Command.create({"name": "Rosa Inventada"})],
            }
        )
        cls.contact = cls.customer.child_ids
        cls.clerk = cls._user("history_clerk", "account.group_account_readonly")
        cls.seller = cls._user("history_seller", "ficha_cliente.group_ficha_user")
        cls.outsider = cls._user("history_outsider", "base.group_user")
        # what other modules' demo data or tests left is not of this story
        cls.env.cr.flush()
        cls.env.cr.execute("DELETE FROM ficha_purchase_queue")

    @classmethod
    def _user(cls, login, group):
        return new_test_user(
            cls.env,
            login,
            f"base.group_user,{group}",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def _documents(cls, *rows, partner=None, company=None, currency=None, post=True):
        """Customer documents without taxes: (days ago, amount, move type)."""
        company = company or cls.company
        values = []
        for days, amount, *kind in rows:
            date = cls.today - relativedelta(days=days)
            values.append(
                {
                    "move_type": kind[0] if kind else "out_invoice",
                    "partner_id": (partner or cls.customer).id,
                    "invoice_date": date,
                    "date": date,
                    "invoice_payment_term_id": False,
                    "invoice_date_due": date + relativedelta(days=30),
                    "currency_id": (currency or company.currency_id).id,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "Boxes",
                                "quantity": 1,
                                "price_unit": amount,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                }
            )
        moves = cls.env["account.move"].with_company(company).create(values)
        if post:
            moves.action_post()
        return moves

    @classmethod
    def _pay(cls, invoice, days_ago):
        cls.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create(
            {"payment_date": cls.today - relativedelta(days=days_ago)}
        )._create_payments()

    @classmethod
    def _row(cls, partner=None, company=None):
        """The history of a customer as it is now."""
        return cls.Summary.search(
            [
                ("partner_id", "=", (partner or cls.customer).id),
                ("company_id", "=", (company or cls.company).id),
            ]
        )

    @classmethod
    def _refreshed(cls, partner=None, company=None):
        partner = partner or cls.customer
        cls.Summary._refresh(partner)
        return cls._row(partner, company)

    @classmethod
    def _queued(cls):
        """Customers in the queue once the transaction has done what it does at its
        end."""
        cls.env.cr.flush()
        cls.env.cr.execute("SELECT partner_id FROM ficha_purchase_queue ORDER BY id")
        return [row[0] for row in cls.env.cr.fetchall()]

    @classmethod
    def _customers(cls, number):
        return cls.env["res.partner"].create(
            [{"name": f"Customer {index:03}"} for index in range(number)]
        )

    def _day(self, days):
        return self.today + relativedelta(days=days)
