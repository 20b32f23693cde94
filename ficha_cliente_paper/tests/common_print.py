from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.ficha_cliente_history.tests.common_purchase import PurchaseCommon


class PrintCommon(PurchaseCommon):
    """A company with contacts and purchases, a person with personal data, and who
    prints them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write(
            {
                "client_code": "P-0001",
                "vat": "BE0477472701",
                "phone": "+32 2 290 34 90",
                "email": "hola@inventados.example",
                "street": "Calle de la Peña, 3",
                "city": "Coruña",
                "customer_requirements": "Albarán con el peso",
            }
        )
        cls.person = (
            cls.env["res.partner"]
            .sudo()
            .create(
                {
                    "name": "Begoña Núñez Ibáñez",
                    "client_code": "P-0002",
                    "phone": "+34 600 11 22 33",
                    "birthdate_date": "1972-09-17",
                    "occupation": "Afinadora de pianos",
                    "marital_status": "divorced",
                    "family_member_ids": [
                        Command.create({"kinship": "child", "name": "Ane de la Prueba"})
                    ],
                    "education_ids": [
                        Command.create({"kind": "degree", "title": "Derecho Inventado"})
                    ],
                }
            )
        )
        cls.prospect = cls.env["res.partner"].create(
            {"name": "Quizá Mañana, C.B.", "ficha_lifecycle": "prospect"}
        )
        cls.privy = cls._user(
            "print_privy",
            "ficha_cliente.group_ficha_user,ficha_cliente.group_ficha_personal",
        )
        cls.biller = cls._user(
            "print_biller",
            "ficha_cliente.group_ficha_user,account.group_account_invoice",
        )
        cls.portal = new_test_user(cls.env, "print_portal", "base.group_portal")

    def _html(self, partners, user, personal=False):
        name = "ficha_print_personal" if personal else "ficha_print"
        html, kind = (
            self.env["ir.actions.report"]
            .with_user(user)
            ._render_qweb_html(f"ficha_cliente_paper.{name}", partners.ids)
        )
        self.assertEqual(kind, "html")
        return html.decode()
