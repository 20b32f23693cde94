import itertools

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo import Command, fields
from odoo.tests import new_test_user

from .common_accounting import AccountingCommon

TODAY = "2026-05-15"


class DocumentsCommon(AccountingCommon):
    """A customer with a contact, who gets documents on some day."""

    _frozen = True  # whether today is TODAY

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if cls._frozen:
            cls.startClassPatcher(freeze_time(TODAY))
        cls.env["res.lang"]._activate_lang("en_US")
        cls.today = fields.Date.today()
        cls.company = cls.company_data["company"]
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Talleres Inventados, S.L.",
                "is_company": True,
                "child_ids": [Command.create({"name": "Rosa Inventada"})],
            }
        )
        cls.contact = cls.customer.child_ids
        # nobody's, also where an app knows who sells
        (cls.customer | cls.contact).user_id = False

    @classmethod
    def _user(cls, login, groups):
        """An employee of the company, who is in these groups too."""
        return new_test_user(
            cls.env,
            login,
            f"base.group_user,{groups}",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def _documents(cls, *rows, partner=None, company=None, currency=None, post=True):
        """Customer documents without taxes: (days ago, amount, move type), of one
        customer or of each of several."""
        company = company or cls.company
        values = []
        whose = partner or cls.customer
        for one, (days, amount, *kind) in itertools.product(whose, rows):
            date = cls.today - relativedelta(days=days)
            values.append(
                {
                    "move_type": kind[0] if kind else "out_invoice",
                    "partner_id": one.id,
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
