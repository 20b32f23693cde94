from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common_accounting import AccountingCommon


@tagged("post_install", "-at_install")
class TestContentLifecycle(AccountingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the common class switches notes off
        cls.env = cls.env(
            context=dict(cls.env.context, tracking_disable=False, mail_notrack=False)
        )
        # may invoice and may not edit contacts
        cls.biller = new_test_user(
            cls.env,
            "biller",
            groups="base.group_user,account.group_account_invoice",
            company_id=cls.company_data["company"].id,
            company_ids=[Command.set(cls.company_data["company"].ids)],
        )
        cls.user = new_test_user(
            cls.env,
            "ficha_user",
            groups="base.group_user,ficha_cliente.group_ficha_user",
            company_id=cls.company_data["company"].id,
            company_ids=[Command.set(cls.company_data["company"].ids)],
        )

    def _customer(self, stage=False, **vals):
        customer = self.env["res.partner"].create(
            {"name": "Talleres", "is_company": True, "ficha_lifecycle": stage, **vals}
        )
        if not stage:  # new ones have a situation; those of before may have none
            customer.with_context(mail_notrack=True).ficha_lifecycle = False
        return customer

    def _invoices(self, partners, move_type="out_invoice"):
        return (
            self.env["account.move"]
            .with_user(self.biller)
            .create(
                [
                    {
                        "move_type": move_type,
                        "partner_id": partner.id,
                        "invoice_date": "2026-01-15",
                        "invoice_line_ids": [
                            Command.create({"name": "Work", "price_unit": 100})
                        ],
                    }
                    for partner in partners
                ]
            )
        )

    def test_posted_invoice_makes_a_customer_whatever_the_stage(self):
        for stage in (False, "suspect", "lead", "prospect", "former"):
            with self.subTest(stage=stage):
                customer = self._customer(stage)
                invoice = self._invoices(customer)
                self.assertEqual(customer.ficha_lifecycle, stage)
                invoice.action_post()
                self.assertEqual(customer.ficha_lifecycle, "customer")
                notes = customer.message_ids.mapped("body")
                notes = [body for body in notes if "→ Customer" in body]
                # where nobody had said anything there is nothing to tell
                told = stage not in (False, "suspect")
                self.assertEqual(len(notes), 1 if told else 0)
                for note in notes:
                    self.assertIn(f'data-oe-id="{invoice.id}"', note)
                    self.assertNotIn(invoice.name, note, "for who sees invoices")

    def test_nothing_is_written_for_who_is_already_a_customer(self):
        customer = self._customer("customer")
        self.env.flush_all()
        before = customer.write_date, len(customer.message_ids)
        changed = customer._advance_lifecycle("customer")
        self.assertFalse(changed)
        self.assertEqual((customer.write_date, len(customer.message_ids)), before)
        with self.assertQueryCount(1):
            customer._advance_lifecycle("customer")

    def test_other_documents_prove_nothing(self):
        customer = self._customer("lead")
        self._invoices(customer, "out_refund").action_post()
        self.assertEqual(customer.ficha_lifecycle, "lead")
        self._invoices(customer)  # a draft
        self.assertEqual(customer.ficha_lifecycle, "lead")

    def test_undoing_the_invoice_does_not_go_back(self):
        customer = self._customer("lead")
        invoice = self._invoices(customer)
        invoice.action_post()
        invoice.button_draft()
        invoice.button_cancel()
        self.assertEqual(customer.ficha_lifecycle, "customer")

    def test_invoice_to_a_contact_makes_its_company_a_customer(self):
        company = self._customer("prospect")
        contact = self.env["res.partner"].create(
            {"name": "Ana", "parent_id": company.id}
        )
        self._invoices(contact).action_post()
        self.assertEqual(company.ficha_lifecycle, "customer")
        self.assertFalse(contact.ficha_lifecycle)

    def test_archived_customer_is_advanced_too(self):
        customer = self._customer("lead", active=False)
        customer._advance_lifecycle("customer")
        self.assertEqual(customer.ficha_lifecycle, "customer")

    def test_facts_never_move_backward(self):
        for stage in ("customer", "former"):
            customer = self._customer(stage)
            self.assertFalse(customer._advance_lifecycle("prospect"))
            self.assertEqual(customer.ficha_lifecycle, stage)

    def test_merge_keeps_the_farthest_stage(self):
        for kept, gone, after in (
            ("lead", "customer", "customer"),
            ("former", "customer", "customer"),
            ("customer", "former", "customer"),
            ("lead", "former", "former"),
            (False, "suspect", "suspect"),
            ("prospect", False, "prospect"),
        ):
            with self.subTest(kept=kept, gone=gone):
                partners = self._customer(kept) | self._customer(gone)
                self.env["base.partner.merge.automatic.wizard"].create({})._merge(
                    partners.ids, partners[0]
                )
                self.assertEqual(partners[0].ficha_lifecycle, after)

    def test_change_by_hand_is_tracked_and_going_back_is_said(self):
        customer = self._customer("lead").with_user(self.user)
        self.flush_tracking()
        customer.ficha_lifecycle = "prospect"
        self.flush_tracking()
        [tracking] = customer.message_ids[0].sudo().tracking_value_ids
        self.assertEqual(tracking.new_value_char, "Prospect")
        self.assertNotIn("set back", customer.message_ids[0].body)
        customer.ficha_lifecycle = "suspect"
        self.flush_tracking()
        self.assertIn("set back by hand", customer.message_ids[0].body)

    def flush_tracking(self):
        self.env.flush_all()
        self.cr.flush()

    def test_queries_do_not_grow_with_the_number_of_customers(self):
        def cost(number):
            customers = self.env["res.partner"].create(
                [{"name": f"C{i}", "ficha_lifecycle": "lead"} for i in range(number)]
            )
            self.env.flush_all()
            customers.invalidate_recordset()
            before = self.cr.sql_log_count
            customers._advance_lifecycle("customer")
            self.env.flush_all()
            return self.cr.sql_log_count - before

        cost(1)  # fills the caches
        self.assertEqual(cost(40), cost(2))

    def test_installing_makes_customers_of_who_was_invoiced_before(self):
        invoiced, other = self._customer(), self._customer()
        self._invoices(invoiced).action_post()
        self._invoices(other)
        former = self._customer("former")
        self._invoices(former).action_post()
        former.ficha_lifecycle = "former"
        invoiced.ficha_lifecycle = False
        self.env.flush_all()
        self.env["res.partner"]._fill_lifecycle()
        self.env.invalidate_all()
        self.assertEqual(invoiced.ficha_lifecycle, "customer")
        self.assertEqual(former.ficha_lifecycle, "former")
        self.assertEqual(other.ficha_lifecycle, "suspect")
        ours = self.company_data["company"].partner_id | self.user.partner_id
        self.assertFalse(any(ours.mapped("ficha_lifecycle")))
