"""Two customers whose files say different things, and somebody who only invoices."""

from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import Form, new_test_user

from .common_accounting import AccountingCommon


class PrefillCommon(AccountingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.env.user.group_ids |= cls.env.ref("ficha_cliente.group_ficha_user")
        cls.other_currency = cls.setup_other_currency("CAD")
        cls.journal = cls.company_data["default_journal_sale"]
        account = cls.company_data["default_account_revenue"].id
        cls.journal_a, cls.journal_b = (
            cls.journal.copy(
                {"name": name, "code": code, "default_account_id": account}
            )
            for name, code in (("Exports", "ZEXPA"), ("Counter", "ZEXPB"))
        )
        cls.incoterm_a = cls.env.ref("account.incoterm_FOB")
        cls.incoterm_b = cls.env.ref("account.incoterm_CIF")
        cls.biller = new_test_user(
            cls.env,
            "prefill_biller",
            groups="base.group_user,account.group_account_invoice",
        )
        cls.seller_a = new_test_user(cls.env, "prefill_a", groups="base.group_user")
        cls.seller_b = new_test_user(cls.env, "prefill_b", groups="base.group_user")
        Partner = cls.env["res.partner"]
        cls.warehouse_a = Partner.create({"name": "Warehouse A"})
        cls.customer_a = Partner.create(
            {
                "name": "Prefill Alpha",
                "is_company": True,
                "user_id": cls.seller_a.id,
                "property_payment_term_id": cls.pay_terms_a.id,
                "property_account_position_id": cls.fiscal_pos_a.id,
                "invoice_journal_id": cls.journal_a.id,
                "invoice_currency_id": cls.other_currency.id,
                "invoice_incoterm_id": cls.incoterm_a.id,
                "invoice_incoterm_location": "Bilbao",
                "invoice_delivery_partner_id": cls.warehouse_a.id,
                "invoice_observations": "Deliver <before> ten\nRing twice",
                "customer_purchase_reference": "PO-A",
                "standing_discount": 10.0,
            }
        )
        method = cls.company_data[
            "default_journal_bank"
        ].inbound_payment_method_line_ids[:1]
        cls.method = method
        cls.customer_a.property_inbound_payment_method_line_id = method
        cls.customer_b = Partner.create(
            {
                "name": "Prefill Beta",
                "is_company": True,
                "user_id": cls.seller_b.id,
                "property_payment_term_id": cls.pay_terms_b.id,
                "invoice_journal_id": cls.journal_b.id,
                "invoice_incoterm_id": cls.incoterm_b.id,
                "invoice_incoterm_location": "Vigo",
                "invoice_observations": "Other words",
                "customer_purchase_reference": "PO-B",
                "standing_discount": 25.0,
            }
        )
        cls.plain = Partner.create({"name": "Prefill Plain"})
        cls.plain.user_id = False  # also where an app knows who sells
        cls.contact_a = Partner.create(
            {"name": "Somebody at Alpha", "parent_id": cls.customer_a.id}
        )

    def extend_invoice_values(self, customer, values):
        """As a module that nobody here knows of: it extends ``_ficha_invoice_value``.

        :param customer: whose documents it has a say in.
        :param dict values: field of res.partner -> what it says.
        """
        Partner = self.env.registry["res.partner"]
        extended = Partner._ficha_invoice_value

        def _ficha_invoice_value(partner, fname, company):
            value = extended(partner, fname, company)
            if partner.commercial_partner_id != customer or fname not in values:
                return value
            value = values[fname]
            return value.with_env(partner.env) if hasattr(value, "env") else value

        self.startPatcher(
            patch.object(Partner, "_ficha_invoice_value", _ficha_invoice_value)
        )

    def invoice(self, partner, move_type="out_invoice", lines=True, **vals):
        """A draft made over the API by somebody who only invoices."""
        vals = {"move_type": move_type, "partner_id": partner.id, **vals}
        if lines:
            vals["invoice_line_ids"] = [
                Command.create({"product_id": self.product_a.id})
            ]
        return self.env["account.move"].with_user(self.biller).create(vals)

    def invoice_form(self, move=None):
        Move = self.env["account.move"].with_user(self.biller)
        if move:
            return Form(Move.browse(move.id))
        return Form(Move.with_context(default_move_type="out_invoice"))

    def assert_from_a(self, move):
        self.assertRecordValues(
            move,
            [
                {
                    "invoice_payment_term_id": self.pay_terms_a.id,
                    "preferred_payment_method_line_id": self.method.id,
                    "fiscal_position_id": self.fiscal_pos_a.id,
                    "invoice_user_id": self.seller_a.id,
                    "journal_id": self.journal_a.id,
                    "currency_id": self.other_currency.id,
                    "invoice_incoterm_id": self.incoterm_a.id,
                    "incoterm_location": "Bilbao",
                    "partner_shipping_id": self.warehouse_a.id,
                    "ref": "PO-A",
                }
            ],
        )
        self.assertIn("Deliver &lt;before&gt; ten", move.narration)
        self.assertEqual(set(move.invoice_line_ids.mapped("discount")) - {10.0}, set())

    def assert_from_b(self, move):
        self.assertRecordValues(
            move,
            [
                {
                    "invoice_payment_term_id": self.pay_terms_b.id,
                    "preferred_payment_method_line_id": False,
                    "fiscal_position_id": False,
                    "invoice_user_id": self.seller_b.id,
                    "journal_id": self.journal_b.id,
                    "invoice_incoterm_id": self.incoterm_b.id,
                    "incoterm_location": "Vigo",
                    "partner_shipping_id": self.customer_b.id,
                    "ref": "PO-B",
                }
            ],
        )
        self.assertIn("Other words", move.narration)
        self.assertNotIn("Ring twice", move.narration)
        self.assertEqual(set(move.invoice_line_ids.mapped("discount")) - {25.0}, set())
