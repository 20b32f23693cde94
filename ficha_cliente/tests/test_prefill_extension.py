from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_prefill import PrefillCommon


@tagged("post_install", "-at_install")
class TestPrefillExtension(PrefillCommon):
    """``_ficha_invoice_value`` is where another module has its say."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.values = {
            "property_payment_term_id": cls.pay_terms_b,
            "invoice_journal_id": cls.journal_b,
            "invoice_incoterm_id": cls.incoterm_b,
            "customer_purchase_reference": "PO-X",
            "purchase_reference_required": True,
            "standing_discount": 7.0,
        }

    def assert_extended(self, move):
        self.assertRecordValues(
            move,
            [
                {
                    "invoice_payment_term_id": self.pay_terms_b.id,
                    "journal_id": self.journal_b.id,
                    "invoice_incoterm_id": self.incoterm_b.id,
                    "ref": "PO-X",
                }
            ],
        )
        self.assertEqual(move.invoice_line_ids.mapped("discount"), [7.0])
        for fname in ("invoice_payment_term_id", "journal_id", "ref"):
            label = move._fields[fname]._description_string(self.env)
            self.assertIn(label, move.with_env(self.env).ficha_prefill_summary)

    def test_new_invoice(self):
        self.extend_invoice_values(self.plain, self.values)
        self.assert_extended(self.invoice(self.plain))
        self.assert_from_b(self.invoice(self.customer_b))

    def test_change_of_customer(self):
        self.extend_invoice_values(self.plain, self.values)
        move = self.invoice(self.customer_b)
        move.partner_id = self.plain
        self.assert_extended(move)

    def test_posting(self):
        self.extend_invoice_values(self.plain, self.values)
        move = self.invoice(self.plain, invoice_date="2026-03-02")
        move.ref = False
        with self.assertRaisesRegex(UserError, "Prefill Plain"):
            move.action_post()
        move.ref = "PO-X"
        move.action_post()
        # the module's own values are not taken for something that a person typed
        self.assertFalse(self.plain.property_payment_term_id)
        self.assertFalse(self.plain.invoice_journal_id)
        self.assertFalse(
            self.env["ficha.proposal"].search([("partner_id", "=", self.plain.id)])
        )

    def test_no_value_leaves_what_odoo_concludes(self):
        self.extend_invoice_values(
            self.customer_b,
            {
                "property_payment_term_id": self.pay_terms_b.browse(),
                "standing_discount": 0,
            },
        )
        move = self.invoice(self.customer_b)
        self.assertEqual(move.invoice_payment_term_id, self.pay_terms_b)
        self.assertEqual(move.invoice_line_ids.discount, 0.0)
