from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_documents import DocumentsCommon


@tagged("post_install", "-at_install")
class TestPurchase(DocumentsCommon):
    """What a purchase is when documents correct each other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._user(
            "purchase_clerk",
            "ficha_cliente.group_ficha_user,account.group_account_readonly",
        )

    def _day(self, days):
        return self.today - relativedelta(days=days)

    def _reverse(self, invoices, days, modify=False, amount=None):
        """Reverse as a user does.

        :param bool modify: *Reverse and create invoice*
        :return: the credit note or, with ``modify``, the new draft invoice
        """
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoices.ids)
            .create({"date": self._day(days), "journal_id": invoices.journal_id[:1].id})
        )
        if modify:
            wizard.modify_moves()
            new = wizard.new_move_ids
            new.invoice_date = self._day(days)
            return new
        wizard.refund_moves()
        note = wizard.new_move_ids
        if amount:
            note.invoice_line_ids.price_unit = amount
        note.action_post()
        return note

    def _seen(self, partner=None, **context):
        partner = (partner or self.customer).with_user(self.clerk)
        partner.invalidate_recordset()
        return partner.with_context(**context)

    def _check(self, number, revenue, first=None, last=None, amount=0, partner=None):
        """What the ficha says: purchases, twelve months, first and last day (days
        ago), and the amount of the last one."""
        seen = self._seen(partner)
        self.assertEqual(
            (
                seen.purchase_count,
                seen.revenue_12m,
                seen.first_purchase_date,
                seen.last_purchase_date,
                seen.last_purchase_amount,
            ),
            (
                number,
                revenue,
                first is not None and self._day(first),
                last is not None and self._day(last),
                amount,
            ),
        )
        return seen

    # -- replaced ----------------------------------------------------------------------

    def test_reversed_and_made_again(self):
        """Odoo's *reverse and create invoice*: one purchase, with the first's date,
        though nothing of it was left as it was."""
        (old,) = self._documents((40, 500))
        new = self._reverse(old, 30, modify=True)
        self._check(0, 0)
        new.invoice_line_ids.write({"name": "Quite other goods", "price_unit": 450})
        new.action_post()
        seen = self._check(1, 450, first=40, last=40, amount=450)
        self.assertIn(new.name, seen.last_purchase_note)
        self.assertEqual(seen.action_view_last_purchase()["res_id"], new.id)
        self.assertEqual(new.ficha_purchase_move_id, old)

    def test_made_again_by_hand(self):
        (old,) = self._documents((40, 500))
        self._reverse(old, 33)
        self._check(0, 0)
        self._documents((30, 450))
        self._check(1, 450, first=40, last=40, amount=450)

    def test_made_again_before_it_was_credited(self):
        (old,) = self._documents((40, 500))
        self._documents((36, 450))
        self._check(2, 950, first=40, last=36, amount=450)
        self._reverse(old, 33)
        self._check(1, 450, first=40, last=40, amount=450)

    def test_made_again_twice(self):
        (old,) = self._documents((40, 500))
        second = self._reverse(old, 38, modify=True)
        second.action_post()
        third = self._reverse(second, 35, modify=True)
        third.invoice_line_ids.price_unit = 470
        third.action_post()
        self._check(1, 470, first=40, last=40, amount=470)
        self.assertEqual(third.ficha_purchase_move_id, old)

    def test_two_made_again(self):
        """Each is replaced by one: no purchase is lost."""
        olds = self._documents((40, 500), (38, 200))
        self._reverse(olds, 35)
        self._documents((34, 490), (34, 210))
        self._check(2, 700, first=40, last=38, amount=210)

    def test_purchases_in_between_keep_their_order(self):
        (old, _between) = self._documents((40, 500), (33, 80))
        self._reverse(old, 10)
        self._documents((9, 450))
        self._check(2, 530, first=40, last=33, amount=80)

    def test_weeks_later_it_is_another_purchase(self):
        (old,) = self._documents((60, 500))
        self._reverse(old, 50)
        self._documents((30, 450))
        self._check(1, 450, first=30, last=30, amount=450)

    def test_other_goods_are_another_purchase(self):
        (old,) = self._documents((40, 500))
        self._reverse(old, 35)
        (new,) = self._documents((34, 450), post=False)
        new.invoice_line_ids.name = "Something else"
        new.action_post()
        self._check(1, 450, first=34, last=34, amount=450)

    def test_another_customer_bought_something_else(self):
        other = self.customer.copy({"name": "Somebody else"})
        (old,) = self._documents((40, 500))
        self._reverse(old, 35)
        self._documents((34, 450), partner=other)
        self._check(0, 0)
        self._check(1, 450, first=34, last=34, amount=450, partner=other)

    def test_made_again_for_a_contact(self):
        """A contact of the company is the same customer."""
        (old,) = self._documents((40, 500))
        self._reverse(old, 35)
        self._documents((34, 450), partner=self.contact)
        self._check(1, 450, first=40, last=40, amount=450)
        self._check(1, 450, first=40, last=40, amount=450, partner=self.contact)

    def test_two_companies(self):
        other = self.setup_other_company()["company"]
        (old,) = self._documents((40, 500))
        self._reverse(old, 35)
        self._documents((34, 450), company=other)
        self._check(0, 0)
        self.clerk.company_ids += other
        both = self._seen(allowed_company_ids=(self.company + other).ids)
        self.assertEqual(both.purchase_count, 1)
        self.assertEqual(both.first_purchase_date, self._day(34))

    # -- credited ----------------------------------------------------------------------

    def test_credited_in_part(self):
        (invoice,) = self._documents((40, 500))
        self._reverse(invoice, 20, amount=120)
        self._check(1, 380, first=40, last=40, amount=380)

    def test_credited_in_full(self):
        """A purchase undone is none; the one before it stands."""
        (_first, second) = self._documents((200, 70), (40, 500))
        self._reverse(second, 20)
        seen = self._check(1, 70, first=200, last=200, amount=70)
        self.assertIn("1 purchase", seen.revenue_note)

    def test_credited_in_two_parts(self):
        (invoice,) = self._documents((40, 500))
        self._reverse(invoice, 30, amount=120)
        self._reverse(invoice, 20, amount=380)
        self._check(0, 0)

    def test_credit_note_taken_back(self):
        (invoice,) = self._documents((40, 500))
        note = self._reverse(invoice, 20)
        self._check(0, 0)
        note.button_draft()
        self._check(1, 500, first=40, last=40, amount=500)
        note.action_post()
        self._check(0, 0)

    def test_credit_note_reversed(self):
        """What undoes a credit note is no purchase, and the first one stands again."""
        (invoice,) = self._documents((40, 500))
        note = self._reverse(invoice, 20)
        self._reverse(note, 19)
        self._check(1, 500, first=40, last=40, amount=500)

    def test_credit_note_of_nothing(self):
        self._documents((40, 500), (20, 50, "out_refund"))
        self._check(1, 450, first=40, last=40, amount=500)

    def test_the_twelve_months_are_those_of_the_purchase(self):
        """Credited this year, what was bought before belongs to the year before."""
        (invoice, _other) = self._documents((400, 500), (20, 100))
        self._reverse(invoice, 10, amount=200)
        seen = self._check(2, 100, first=400, last=20, amount=100)
        self.assertEqual(seen.revenue_previous_12m, 300)

    def test_credited_at_another_rate(self):
        """In full is in full, though the money of the day made it less in euros."""
        currency = self.setup_other_currency(
            "CHF", rates=[("2020-01-01", 4.0), (self._day(30), 5.0)], rounding=0.01
        )
        (invoice,) = self._documents((40, 500), currency=currency)
        self._reverse(invoice, 20)
        self.assertEqual(self._seen().purchase_count, 0)

    # -- by mistake --------------------------------------------------------------------

    def test_issued_twice_by_mistake(self):
        (first, double) = self._documents((40, 500), (40, 500))
        self._reverse(double, 38)
        self._check(1, 500, first=40, last=40, amount=500)
        self.assertEqual(double.ficha_purchase_move_id, first)

    def test_the_first_of_two_is_credited(self):
        (first, _double) = self._documents((40, 500), (40, 500))
        self._reverse(first, 38)
        self._check(1, 500, first=40, last=40, amount=500)

    def test_debit_note(self):
        """What is charged afterwards for an invoice is of the same purchase."""
        if "debit_origin_id" not in self.env["account.move"]._fields:
            self.skipTest("account_debit_note is not installed")
        (invoice,) = self._documents((40, 500))
        (note,) = self._documents((20, 30), post=False)
        note.debit_origin_id = invoice
        note.action_post()
        self._check(1, 530, first=40, last=40, amount=530)

    # -- how it is kept ----------------------------------------------------------------

    def test_ordinary_invoices_keep_nothing(self):
        moves = self._documents((40, 500), (20, 300))
        self.env["account.move"]._purchases_settle()
        self.assertFalse(moves.ficha_purchase_move_id)
        self.assertFalse(any(moves.mapped("ficha_no_purchase")))
        self.assertEqual(self.env["account.move"]._purchases_link(), [])

    def test_posting_costs_one_query_at_the_end(self):
        Move = self.env["account.move"]
        self._documents((40, 500))
        Move._purchases_settle()
        self._documents(*((days, 10) for days in range(1, 11)))
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        Move._purchases_settle()
        self.assertEqual(self.env.cr.sql_log_count - before, 1)
        Move._purchases_settle()
        self.assertEqual(self.env.cr.sql_log_count - before, 1)

    def test_existing_documents(self):
        """At the installation, and every night, it is found from the documents."""
        (old,) = self._documents((40, 500))
        new = self._reverse(old, 30, modify=True)
        new.action_post()
        self._check(1, 500, first=40, last=40, amount=500)
        self.env.cr.execute(
            "UPDATE account_move SET ficha_purchase_move_id = NULL,"
            " ficha_purchase_date = NULL, ficha_no_purchase = NULL,"
            " ficha_replaces_id = NULL WHERE commercial_partner_id = %s",
            [self.customer.id],
        )
        self.env.invalidate_all()
        self._check(2, 500, first=40, last=30, amount=500)
        self.env["account.move"]._purchases_link()
        self._check(1, 500, first=40, last=40, amount=500)

    def test_the_usual_is_not_what_was_undone(self):
        (kept, undone) = self._documents((200, 70), (40, 500))
        self._reverse(undone, 20)
        Move = self.env["account.move"]
        self.assertEqual(Move._ficha_usual_source(self.customer, self.company), kept)

    def test_without_invoicing_rights(self):
        outsider = self._user("purchase_outsider", "ficha_cliente.group_ficha_user")
        (old,) = self._documents((40, 500))
        self._reverse(old, 30)
        with self.assertRaises(AccessError):
            self.customer.with_user(outsider).read(["purchase_count"])
