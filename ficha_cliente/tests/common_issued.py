from odoo import Command, fields
from odoo.tests import new_test_user

from .common_accounting import AccountingCommon


class IssuedCommon(AccountingCommon):
    """A Spanish customer with a contact, and people with just the rights they need."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # messages are compared in the language they are written in
        cls.env.user.sudo().lang = "en_US"
        cls.company = cls.company_data["company"]
        cls.spain = cls.env.ref("base.es")
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Talleres Ureña, S.A.",
                "is_company": True,
                "street": "Calle Mayor 1",
                "zip": "28013",
                "city": "Madrid",
                "country_id": cls.spain.id,
                "lang": "en_US",
                "email": "talleres@example.com",
            }
        )
        # nobody's, also where an app knows who sells
        cls.customer.user_id = False
        # written past base_vat's check: whatever number a database holds is printed
        cls.customer.with_context(no_vat_validation=True).vat = "ESA08000143"
        cls.contact = cls.env["res.partner"].create(
            {"name": "Eva Gil", "parent_id": cls.customer.id, "type": "contact"}
        )
        cls.biller = cls._user("ficha_biller", "account.group_account_invoice")
        cls.ficha_user = cls._user("ficha_user", "ficha_cliente.group_ficha_user")
        cls.term_30 = cls.env.ref("account.account_payment_term_30days")
        cls.term_15 = cls.env.ref("account.account_payment_term_15days")

    @classmethod
    def _user(cls, login, groups):
        return new_test_user(
            cls.env,
            login=login,
            groups=f"base.group_user,{groups}",
            lang="en_US",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def _invoice(cls, partner=None, post=True, user=None, **values):
        """An invoice as an API makes it: only what is given is set."""
        moves = cls.env["account.move"].with_user(user or cls.biller)
        move = moves.create(
            {
                "move_type": "out_invoice",
                "partner_id": (partner or cls.customer).id,
                "invoice_date": fields.Date.to_date("2026-01-15"),
                "invoice_line_ids": [
                    Command.create({"name": "Work", "price_unit": 100, "tax_ids": []})
                ],
                **values,
            }
        )
        if post:
            move.action_post()
        return move

    def _printed(self, move):
        """The text of the document as it is printed by a new request."""
        self.env.flush_all()
        self.env.invalidate_all()
        html, _kind = (
            self.env["ir.actions.report"]
            .sudo()
            ._render_qweb_html("account.report_invoice", move.ids)
        )
        return " ".join(html.decode().split())
