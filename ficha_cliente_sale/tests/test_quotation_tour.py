from odoo import fields, http
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingHttpCommon


@tagged("post_install", "-at_install")
class TestQuotationTour(AccountTestInvoicingHttpCommon):
    def test_quotation_fills_itself(self):
        company = self.env.company
        new_test_user(
            self.env,
            "quotation_tour",
            groups="sales_team.group_sale_salesman_all_leads,"
            "ficha_cliente.group_ficha_user",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
            lang="en_US",
        )
        customer = self.env["res.partner"].create(
            {
                "name": "Tour Alpha",
                "is_company": True,
                "client_code": "Q7742",
                "property_payment_term_id": self.pay_terms_b.id,
                "customer_purchase_reference": "PO-TOUR",
                "invoice_observations": "Ring twice",
                "standing_discount": 10.0,
            }
        )
        product = self.env["product.product"].create(
            {"name": "Tour boxes", "lst_price": 50, "taxes_id": [Command.clear()]}
        )
        self.env["ficha.usual.line"].sudo().create(
            {"partner_id": customer.id, "product_id": product.id, "quantity": 4}
        )
        self.start_tour("/odoo/sales/new", "ficha_quotation", login="quotation_tour")
        order = self.env["sale.order"].sudo().search([("partner_id", "=", customer.id)])
        self.assertEqual(order.payment_term_id, self.pay_terms_b)
        self.assertEqual(order.client_order_ref, "PO-TOUR")
        self.assertIn("Ring twice", order.note)
        self.assertEqual(order.amount_untaxed, 180.0)
        self.assertEqual(order.state, "cancel")
        self.assertEqual(
            order.ficha_lost_reason_id,
            self.env.ref("ficha_cliente_sale.lost_reason_price"),
        )

    def test_rejected_online(self):
        order = (
            self.env["sale.order"]
            .sudo()
            .create(
                {
                    "partner_id": self.partner_a.id,
                    "require_signature": True,
                    "order_line": [Command.create({"product_id": self.product_a.id})],
                }
            )
        )
        order.action_quotation_sent()
        url = f"/my/orders/{order.id}/decline"

        def decline(token):
            values = {"access_token": token, "decline_message": "Too late"}
            response = self.url_open(url, data={**values, "csrf_token": csrf})
            self.assertEqual(response.status_code, 200)
            self.env.invalidate_all()

        self.authenticate(None, None)
        csrf = http.Request.csrf_token(self)
        decline("not the token")
        self.assertEqual(order.state, "sent")
        self.assertFalse(order.ficha_lost_reason_id)
        decline(order._portal_ensure_token())
        self.assertEqual(order.state, "cancel")
        self.assertEqual(
            order.ficha_lost_reason_id,
            self.env.ref("ficha_cliente_sale.lost_reason_portal"),
        )

    def test_somebody_without_customers(self):
        self.env["res.lang"]._activate_lang("en_US")
        company = self.env.company
        office, seller = (
            new_test_user(
                self.env,
                login,
                groups="base.group_user,sales_team.group_sale_salesman_all_leads,"
                "ficha_cliente.group_ficha_user",
                company_id=company.id,
                company_ids=[Command.set(company.ids)],
                lang="en_US",
                tour_enabled=False,
            )
            for login in ("team_office", "team_seller")
        )
        Partner = self.env["res.partner"].sudo()
        self.env["ficha.followup.rule"].sudo().search([]).active = False
        Partner.search([("next_contact_date", "!=", False)]).next_contact_date = False
        Partner.search([("followup_state_id", "!=", False)]).followup_state_id = False
        customer = Partner.create(
            {
                "name": "Team customer",
                "is_company": True,
                "user_id": seller.id,
                "client_code": "TEAM7",
                "phone": "+34982123450",
            }
        )
        red = self.env.ref("ficha_cliente.followup_state_red")
        customer._set_followup(red, "Because of the tour", mode="manual")
        customer.next_contact_date = fields.Date.context_today(office)
        self.env["sale.order"].sudo().create(
            {"partner_id": customer.id, "client_order_ref": "Team tour"}
        )
        self.start_tour("/odoo/hoy", "ficha_team_tour", login=office.login)
        self.assertEqual(customer.followup_user_id, office)
        noted = self.env["ficha.interaction"].sudo()
        noted = noted.search([("partner_id", "=", customer.id)])
        self.assertIn("Team call", noted.mapped("subject"))
