from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common_accounting import AccountingCommon


@tagged("post_install", "-at_install")
class TestFormerValues(AccountingCommon):
    """What was printed on invoices and is replaced still finds the customer."""

    def customer(self, **vals):
        return self.env["res.partner"].create(
            {
                "name": "Talleres Inventados, S.L.",
                "is_company": True,
                "country_id": self.env.ref("base.es").id,
                "vat": "ESB12345674",
                **vals,
            }
        )

    def invoice(self, partner, post=True):
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": "2026-01-15",
                "invoice_line_ids": [
                    Command.create({"name": "Work", "price_unit": 100})
                ],
            }
        )
        if post:
            move.action_post()
        return move

    def former(self, partner):
        return {(row.kind, row.value) for row in partner.former_value_ids}

    def found(self, text):
        return {id_ for id_, _name in self.env["res.partner"].name_search(text)}

    def test_printed_and_replaced(self):
        customer = self.customer()
        self.invoice(customer)
        customer.write({"name": "Garajes Renovados, S.A.", "vat": "ESA58818501"})
        self.assertEqual(
            self.former(customer),
            {("name", "Talleres Inventados, S.L."), ("tax", "ESB12345674")},
        )
        for text in ("Talleres Inventados", "ESB12345674", "Garajes Renovados"):
            self.assertIn(customer.id, self.found(text), text)
        self.assertIn("ESB12345674", customer.former_text)
        # once more, and back again: nothing is noted twice, nor said of today
        customer.vat = "ESB12345674"
        self.assertNotIn("ESB12345674", customer.former_text)
        self.assertIn("ESA58818501", customer.former_text)
        customer.vat = "ESA58818501"
        self.assertEqual(len(customer.former_value_ids), 3)

    def test_never_printed(self):
        customer = self.customer()
        self.invoice(customer, post=False)
        customer.write({"name": "Talleres Inventados y Cía., S.L.", "vat": False})
        self.assertFalse(customer.former_value_ids)
        self.assertFalse(customer.former_text)

    def test_written_as_it_was(self):
        customer = self.customer()
        self.invoice(customer)
        customer.write({"name": customer.name, "vat": customer.vat, "phone": "1"})
        self.assertFalse(customer.former_value_ids)
        customer.vat = "/"
        customer.vat = "ESA58818501"
        self.assertEqual(self.former(customer), {("tax", "ESB12345674")})

    def test_invoiced_through_a_contact(self):
        customer = self.customer()
        contact = self.env["res.partner"].create(
            {"name": "Ana Inventada", "parent_id": customer.id}
        )
        self.invoice(contact)
        contact.name = "Ana María Inventada"
        customer.name = "Otro Nombre, S.L."
        self.assertEqual(self.former(customer), {("name", "Talleres Inventados, S.L.")})
        self.assertFalse(contact.former_value_ids)

    def test_merged(self):
        kept, gone = self.customer(vat=False), self.customer(vat=False)
        for partner in (kept, gone):
            self.invoice(partner)
            partner.name = f"Renombrada {partner.id}"
        gone_id = gone.id
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (kept | gone).ids, kept
        )
        self.assertEqual(
            self.former(kept),
            {
                ("name", "Talleres Inventados, S.L."),
                ("name", f"Renombrada {gone_id}"),
            },
        )

    def test_successor(self):
        old, new, last = self.customer(), self.customer(vat=False), self.customer()
        old.successor_id = new
        new.successor_id = last
        self.assertEqual(new.predecessor_ids, old)
        with self.assertRaisesRegex(ValidationError, "its own business"):
            last.successor_id = old
        with self.assertRaisesRegex(ValidationError, "its own business"):
            old.successor_id = old
