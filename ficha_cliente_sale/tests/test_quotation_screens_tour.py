from odoo import Command
from odoo.tests import tagged

from odoo.addons.account.tests.common import AccountTestInvoicingHttpCommon
from odoo.addons.ficha_cliente.tests.common_screens_tour import ScreensMixin


@tagged("post_install", "-at_install")
class TestQuotationScreensTour(ScreensMixin, AccountTestInvoicingHttpCommon):
    """Quotations and our menus about them, in developer mode."""

    screens_of = "ficha_cliente_sale"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.quotation, cls.sold = (
            cls.env["sale.order"]
            .sudo()
            .create(
                [
                    {
                        "partner_id": cls.partner_a.id,
                        "order_line": [
                            Command.create({"product_id": cls.product_a.id})
                        ],
                    }
                    for _state in ("draft", "sale")
                ]
            )
        )
        cls.sold.action_confirm()
        cls.seller = cls.screens_user(
            "screens_seller",
            "sales_team.group_sale_manager",
            "ficha_cliente.group_ficha_manager",
        )

    def test_quotations(self):
        actions = [
            ("quotations", "sale.action_quotations_with_onboarding"),
            ("a quotation", self.form_of(self.quotation)),
            ("an order", self.form_of(self.sold)),
            ("a customer", self.form_of(self.partner_a)),
        ]
        # the buttons of quotations change them: none only opens something
        self.open_screens(self.seller, "assets", actions, press=False)
