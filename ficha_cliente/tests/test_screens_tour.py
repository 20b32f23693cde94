from odoo import Command
from odoo.tests import tagged

from odoo.addons.account.tests.common import AccountTestInvoicingHttpCommon

from .common_screens_tour import ScreensMixin


@tagged("post_install", "-at_install")
class TestScreensTour(ScreensMixin, AccountTestInvoicingHttpCommon):
    """Every screen opens without a word on the browser's console, for everybody, in
    developer mode as well: Odoo validates more then, and shows a blank page for what it
    refuses."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Screens, S.A.",
                "is_company": True,
                "email": "screens@example.com",
                "phone": "+34612345678",
                "property_payment_term_id": cls.pay_terms_a.id,
                "child_ids": [Command.create({"name": "Eva Screens"})],
            }
        )
        cls.posted, cls.draft = (
            cls.init_invoice(
                "out_invoice", cls.customer, post=post, products=cls.product_a
            )
            for post in (True, False)
        )
        cls.admin = cls.env.ref("base.user_admin")
        company = cls.env.company
        cls.admin.company_ids |= company
        cls.admin.company_id = company

    def _contacts(self):
        return [
            ("contacts", "contacts.action_contacts"),
            ("a customer", self.form_of(self.customer)),
            ("a contact of a customer", self.form_of(self.customer.child_ids)),
        ]

    def _invoices(self):
        return [
            ("invoices", "account.action_move_out_invoice_type"),
            ("a posted invoice", self.form_of(self.posted)),
            ("an invoice in draft", self.form_of(self.draft)),
        ]

    def test_user(self):
        user = self.screens_user("screens_user", "ficha_cliente.group_ficha_user")
        self.open_screens(user, "1", self._contacts())

    def test_biller_with_personal_data(self):
        user = self.screens_user(
            "screens_biller",
            "ficha_cliente.group_ficha_user",
            "ficha_cliente.group_ficha_personal",
            "account.group_account_invoice",
        )
        self.open_screens(user, "", self._contacts() + self._invoices())

    def test_manager(self):
        user = self.screens_user("screens_manager", "ficha_cliente.group_ficha_manager")
        self.open_screens(user, "1", self._contacts())

    def test_admin(self):
        self.open_screens(self.admin, "assets", self._contacts() + self._invoices())
