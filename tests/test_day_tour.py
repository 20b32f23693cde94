"""One working day in the browser: what the parts say of the same customer, while it
goes from an unknown number to a figure of the month."""

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingHttpCommon


@tagged("post_install", "-at_install")
class TestDayTour(AccountTestInvoicingHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.company = cls.company_data["company"]
        # the rules of a company are its own affair: what is told here is told without
        cls.env["ficha.followup.rule"].sudo().search([]).active = False
        cls.office, cls.heir = (
            new_test_user(
                cls.env,
                login,
                name=name,
                groups=f"base.group_user,sales_team.group_sale_salesman_all_leads,"
                f"account.group_account_invoice,ficha_cliente.{group}",
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
                lang="en_US",
                tour_enabled=False,
            )
            for login, name, group in (
                ("day_office", "Day Office", "group_ficha_manager"),
                ("day_heir", "Day Heir", "group_ficha_user"),
            )
        )
        cls.tax_sale_a.amount = 15
        cls.env["product.product"].sudo().create(
            {
                "name": "Day loaves",
                "type": "service",
                "invoice_policy": "order",
                "lst_price": 100,
                "taxes_id": [Command.set(cls.tax_sale_a.ids)],
            }
        )

    def test_a_working_day(self):
        self.start_tour(
            "/odoo/hoy", "ficha_day_tour", login=self.office.login, timeout=120
        )
        customers = self.env["res.partner"].sudo()
        customer = customers.search([("name", "=", "Day Bakery")])
        self.assertEqual(customer.user_id, self.heir)
        self.assertEqual(customer.ficha_acquisition, "hand")
        self.assertEqual(customer.ficha_lifecycle, "customer")
        self.assertTrue(customer.client_code, "given with the first invoice")
        seen = customer.with_company(self.company)
        self.assertEqual((seen.purchase_count, seen.revenue_12m), (1, 80))
        self.assertEqual(seen.outstanding_amount, 42)
        asked, complaint = customer.env["ficha.interaction"].search(
            [("partner_id", "=", customer.id)], order="id"
        )
        self.assertEqual(asked.user_id, self.office, "who spoke with them")
        self.assertEqual(complaint.complaint_state, "open")
        self.assertEqual(customer.activity_ids.user_id, self.heir)
