from dateutil.relativedelta import relativedelta

from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.ficha_cliente.tests.common_accounting import AccountingCommon


@tagged("post_install", "-at_install")
class TestPurchaseTour(AccountingCommon, HttpCase):
    def test_page_of_purchases(self):
        self.env["res.lang"]._activate_lang("en_US")
        company = self.company_data["company"]
        user = new_test_user(
            self.env,
            "ficha_tour_purchases",
            groups="ficha_cliente.group_ficha_user,account.group_account_invoice",
            lang="en_US",
            tour_enabled=False,
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        customer = self.env["res.partner"].create(
            {"name": "Tour customer", "is_company": True}
        )
        boxes, film = self.env["product.product"].create(
            [
                {"name": "Tour boxes", "taxes_id": [Command.clear()]},
                {"name": "Tour film", "taxes_id": [Command.clear()]},
            ]
        )
        today = fields.Date.context_today(self.env.user)
        moves = self.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": customer.id,
                    "invoice_date": today - relativedelta(days=days),
                    "date": today - relativedelta(days=days),
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "product_id": product.id,
                                "price_unit": price,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                }
                for days, product, price in (
                    (5, film, 100),
                    (10, boxes, 300),
                    (20, boxes, 200),
                )
            ]
        )
        moves.action_post()
        moves[-1].button_cancel()
        self.start_tour(
            f"/odoo/fichas/{customer.id}", "ficha_purchases_tour", login=user.login
        )
