from contextlib import contextmanager

from odoo.tests import new_test_user, tagged

from .common_accounting import AccountingCommon


@tagged("post_install", "-at_install")
class ClientCodeCommon(AccountingCommon):
    """Users with the fewest rights that do, and customers without code."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the set-up may do everything; what is tested is done by the users below
        cls.env.user.group_ids |= cls.env.ref(
            "ficha_cliente.group_ficha_manager"
        ) | cls.env.ref("ficha_cliente.group_ficha_personal")
        cls.Partner = cls.env["res.partner"]
        company = cls.company_data["company"]
        cls.biller = new_test_user(
            cls.env,
            "code_biller",
            groups="account.group_account_invoice",
            company_id=company.id,
        )
        cls.clerk = new_test_user(
            cls.env,
            "code_clerk",
            groups="base.group_user,ficha_cliente.group_ficha_user",
            company_id=company.id,
        )
        cls.manager = new_test_user(
            cls.env,
            "code_manager",
            groups="ficha_cliente.group_ficha_manager,account.group_account_invoice",
            company_id=company.id,
        )
        cls.sequence = cls.env.ref("ficha_cliente.sequence_client_code")
        cls.customer = cls._customer("Talleres Ureña", is_company=True)
        cls.contact = cls._customer("Ana Ureña", parent_id=cls.customer.id)

    @contextmanager
    def _refused(self, exception, regex):
        """Expect a refusal with that sentence; nothing of the attempt is left."""
        with self.assertRaises(exception) as caught:
            yield caught
        self.assertRegex(str(caught.exception), regex)

    @classmethod
    def _customer(cls, name, **values):
        return cls.env["res.partner"].create(
            {"name": name, "property_payment_term_id": False, **values}
        )

    @classmethod
    def _series(cls, company, **values):
        """A series of codes of its own for a company."""
        return cls.env["ir.sequence"].create(
            {
                "name": company.name,
                "code": "ficha.client.code",
                "company_id": company.id,
                **values,
            }
        )

    @classmethod
    def _invoice(cls, partner, user=None, move_type="out_invoice", **values):
        """Return a draft of one line, made by ``user`` (the biller)."""
        company = values.pop("company_data", cls.company_data)
        env = cls.env(user=user or cls.biller)
        return (
            env["account.move"]
            .with_company(company["company"])
            .create(
                {
                    "move_type": move_type,
                    "partner_id": partner.id,
                    "journal_id": company["default_journal_sale"].id,
                    "invoice_date": "2024-03-01",
                    "invoice_line_ids": [
                        (
                            0,
                            0,
                            {
                                "name": "Work",
                                "quantity": 1,
                                "price_unit": 100,
                                "tax_ids": False,
                                "account_id": company["default_account_revenue"].id,
                            },
                        )
                    ],
                    **values,
                }
            )
        )

    @classmethod
    def _posted(cls, partner, **values):
        move = cls._invoice(partner, **values)
        move.action_post()
        return move
