from dateutil.relativedelta import relativedelta
from freezegun import freeze_time
from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from odoo.addons.ficha_cliente.tools.words import in_near_date

from .common_documents import DocumentsCommon


@tagged("post_install", "-at_install")
class TestFigures(DocumentsCommon):
    """The numbers on top of the ficha against values worked out by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._user(
            "figures_clerk",
            "ficha_cliente.group_ficha_user,account.group_account_readonly",
        )
        cls.outsider = cls._user("figures_outsider", "ficha_cliente.group_ficha_user")

    def _seen(self, partner=None, user=None):
        partner = (partner or self.customer).with_user(user or self.clerk)
        partner.invalidate_recordset()
        return partner

    def test_halves_of_a_whole_amount_go_up(self):
        """46.50 is told as 47, as anybody would, and not as the even number beside."""
        for amount, told in ((46.5, "47"), (47.5, "48"), (46.49, "46")):
            self.assertIn(told, self.customer._format_whole_amount(amount))

    def test_a_new_invoice_is_this_customers(self):
        action = self._seen().action_ficha_new_invoice()
        self.assertEqual(action["res_model"], "account.move")
        self.assertEqual(
            (
                action["context"]["default_partner_id"],
                action["context"]["default_move_type"],
            ),
            (self.customer.id, "out_invoice"),
        )

    def test_values_by_hand(self):
        moves = self._documents(
            (400, 1000), (200, 600), (20, 300), (10, 50, "out_refund")
        )
        self._documents((5, 9999), post=False)
        self._documents((3, 8888)).button_cancel()
        seen = self._seen()
        self.assertEqual(seen.first_purchase_date, self.today - relativedelta(days=400))
        self.assertEqual(seen.last_purchase_date, self.today - relativedelta(days=20))
        self.assertEqual(seen.last_purchase_amount, 300)
        self.assertIn(moves[2].name, seen.last_purchase_note)
        self.assertEqual(seen.purchase_count, 3)
        self.assertEqual(seen.revenue_12m, 850)
        self.assertEqual(seen.revenue_previous_12m, 1000)
        self.assertEqual(seen.revenue_change, 0, "no customer two years ago")
        self.assertIn("customer for 13 months", seen.revenue_note)
        self.assertIn("2", seen.revenue_note)
        # the credit note is no part of the debt: it is in favour
        self.assertEqual(seen.outstanding_amount, 1900)
        self.assertEqual(seen.in_favour_amount, 50)
        # due 30 days after: the first two are late
        self.assertEqual(seen.overdue_amount, 1600)

    def test_growth_only_of_two_whole_years(self):
        """Told of who was a customer for the whole of both; of others, since when they
        are."""
        edge = (self.today - (self.today - relativedelta(years=2))).days
        self._documents((edge - 1, 1), (400, 999), (200, 850))
        seen = self._seen()
        self.assertEqual(seen.revenue_change, 0)
        self.assertIn("customer for 23 months", seen.revenue_note)
        self._documents((edge, 5))
        seen = self._seen()
        self.assertEqual(seen.revenue_change, -0.15)
        self.assertNotIn("customer for", seen.revenue_note)

    def test_new_customer_says_since_when(self):
        self._documents((0, 10))
        self.assertIn("less than a month", self._seen().revenue_note)
        self._documents((45, 10))
        self.assertIn("customer for 1 month", self._seen().revenue_note)

    def test_twelve_months_edge(self):
        """The day of a year ago belongs to the year before, the next to this one."""
        year = (self.today - (self.today - relativedelta(years=1))).days
        two_years = (self.today - (self.today - relativedelta(years=2))).days
        self._documents(
            (year - 1, 1), (year, 20), (two_years - 1, 300), (two_years, 4000)
        )
        seen = self._seen()
        self.assertEqual((seen.revenue_12m, seen.revenue_previous_12m), (1, 320))

    def test_dated_ahead_counts_from_its_day_on(self):
        """It is to be collected, but nobody bought it yet."""
        self._documents((20, 100), (-10, 70))
        seen = self._seen()
        self.assertEqual(seen.last_purchase_date, self.today - relativedelta(days=20))
        self.assertEqual(seen.last_purchase_amount, 100)
        self.assertEqual((seen.revenue_12m, seen.purchase_count), (100, 1))
        self.assertEqual(seen.outstanding_amount, 170)
        with freeze_time(self.today + relativedelta(days=10)):
            self.env.invalidate_all()
            self.assertEqual(seen.last_purchase_amount, 70)
            self.assertEqual((seen.revenue_12m, seen.purchase_count), (170, 2))

    def test_paid_is_not_to_collect(self):
        invoice, _other = self._documents((60, 500), (50, 200))
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"payment_date": self.today})._create_payments()
        seen = self._seen()
        self.assertEqual(seen.outstanding_amount, 200)
        self.assertEqual(seen.overdue_amount, 200)

    def _in_instalments(self, days, amount):
        """An invoice of some days ago, half to be paid at once and half in 60 days."""
        term = self.env["account.payment.term"].create(
            {
                "name": "Halves",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 50, "nb_days": late}
                    )
                    for late in (0, 60)
                ],
            }
        )
        move = self._documents((days, amount), post=False)
        move.write({"invoice_payment_term_id": term.id})
        move.action_post()
        return move

    def test_overdue_by_instalment(self):
        """Late is the instalment whose day has passed, and not the whole, nor nothing
        until the last one; what was paid first is not late."""
        move = self._in_instalments(20, 1000)
        self._in_instalments(0, 80)  # its first half is due today: not late yet
        seen = self._seen()
        self.assertEqual((seen.outstanding_amount, seen.overdue_amount), (1080, 500))
        since = in_near_date(seen.env, self.today - relativedelta(days=20), self.today)
        self.assertIn(f"the oldest since {since}", seen.outstanding_note)
        first = move.line_ids.filtered("date_maturity").sorted("date_maturity")[:1]
        payment = self._payment(500)
        (
            first | payment.move_id.line_ids.filtered(lambda line: line.credit)
        ).reconcile()
        seen = self._seen()
        self.assertEqual((seen.outstanding_amount, seen.overdue_amount), (580, 0))
        self.assertIn("nothing overdue", seen.outstanding_note)

    def test_last_purchase_is_late_with_its_first_instalment(self):
        move = self._in_instalments(20, 1000)
        self.assertEqual(
            self._seen().last_purchase_note, f"{move.name}, overdue by 20 days"
        )

    def test_unmatched_credit_note_is_no_negative_delay(self):
        """What is owed and what is in favour are two figures, each for what it is."""
        _invoice, note = self._documents((60, 100), (60, 300, "out_refund"))
        seen = self._seen()
        self.assertEqual(seen.outstanding_amount, 100)
        self.assertEqual(seen.overdue_amount, 100)
        self.assertEqual(seen.in_favour_amount, 300)
        self.assertIn("300", seen.in_favour_note)
        self.assertIn(note.name, seen.in_favour_note)

    def test_only_in_favour(self):
        """A customer who owes nothing is not said to have an open invoice."""
        (note,) = self._documents((10, 293.66, "out_refund"))
        seen = self._seen(self.contact)
        self.assertEqual((seen.outstanding_amount, seen.overdue_amount), (0, 0))
        self.assertEqual(seen.outstanding_note, "Everything is paid")
        self.assertEqual(seen.in_favour_amount, 293.66)
        self.assertIn(f"credit note {note.name}", seen.in_favour_note)

    def test_several_in_favour(self):
        notes = self._documents((9, 1, "out_refund"), (8, 2, "out_refund"))
        note = self._seen().in_favour_note
        self.assertTrue(all(name in note for name in notes.mapped("name")), note)
        self._documents((7, 3, "out_refund"))
        seen = self._seen()
        self.assertEqual(seen.in_favour_amount, 6)
        self.assertIn("in credit notes", seen.in_favour_note)

    def _payment(self, amount, partner=None, company=None, **values):
        payment = (
            self.env["account.payment"]
            .with_company(company or self.company)
            .create(
                {
                    "partner_id": (partner or self.customer).id,
                    "partner_type": "customer",
                    "payment_type": "inbound",
                    "amount": amount,
                    "date": self.today,
                    **values,
                }
            )
        )
        payment.action_post()
        return payment

    def test_payment_not_applied(self):
        """Money on account is neither a debt nor a credit note; once it is applied it
        is nowhere."""
        (invoice,) = self._documents((20, 100))
        payment = self._payment(40, partner=self.contact)
        seen = self._seen()
        self.assertEqual(
            (seen.outstanding_amount, seen.in_favour_amount, seen.unapplied_amount),
            (100, 0, 40),
        )
        self.assertIn("not applied", seen.in_favour_note)
        lines = (payment.move_id | invoice).line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        lines.reconcile()
        seen = self._seen()
        self.assertEqual((seen.outstanding_amount, seen.unapplied_amount), (60, 0))
        self.assertFalse(seen.in_favour_note)

    def test_in_favour_of_another_company(self):
        other = self.setup_other_company()["company"]
        self._documents((10, 70, "out_refund"), company=other)
        self.assertFalse(self._seen().in_favour_note)
        self.clerk.company_ids += other
        both = self._seen().with_context(allowed_company_ids=(self.company + other).ids)
        self.assertEqual(both.in_favour_amount, 70)

    def test_each_amount_says_its_basis(self):
        view = self.env.ref("ficha_cliente.res_partner_view_form_ficha")
        Partner = self.env["res.partner"].with_user(self.clerk)
        arch = etree.fromstring(Partner.get_view(view.id, "form")["arch"])
        said = {
            field: arch.xpath(
                f"//field[@name='{field}'][@widget]/following-sibling::small/text()"
            )
            for field in ("last_purchase_amount", "revenue_12m", "outstanding_amount")
        }
        self.assertEqual(
            said,
            {
                "last_purchase_amount": ["before taxes"],
                "revenue_12m": ["before taxes"],
                # among the figures, and in the column that wide screens have
                "outstanding_amount": ["taxes included"] * 2,
            },
        )

    def test_contact_shows_its_company(self):
        self._documents((20, 300), partner=self.contact)
        for partner in (self.contact, self.customer):
            seen = self._seen(partner)
            self.assertEqual(seen.purchase_count, 1)
            self.assertEqual(seen.revenue_12m, 300)

    def test_nothing_yet(self):
        seen = self._seen()
        self.assertFalse(seen.last_purchase_date)
        self.assertFalse(seen.last_purchase_note)
        self.assertEqual(seen.purchase_count, 0)
        self.assertEqual(seen.revenue_change, 0)
        self.assertEqual(self.env["res.partner"].new({"name": "New"}).purchase_count, 0)

    def test_two_companies(self):
        """Another company's invoices count only for who has it switched on."""
        other = self.setup_other_company()["company"]
        self._documents((20, 300))
        self._documents((10, 70), company=other)
        self.clerk.company_ids += other
        one = self._seen().with_context(allowed_company_ids=self.company.ids)
        both = self._seen().with_context(allowed_company_ids=(self.company + other).ids)
        self.assertEqual((one.purchase_count, one.revenue_12m), (1, 300))
        self.assertEqual((both.purchase_count, both.revenue_12m), (2, 370))

    def test_foreign_currency(self):
        """Figures are in the company's currency, whatever was invoiced in."""
        currency = self.setup_other_currency(
            "CHF", rates=[("2020-01-01", 4.0)], rounding=0.01
        )
        self._documents((20, 100), currency=currency)
        seen = self._seen()
        self.assertEqual(seen.currency_id, self.company.currency_id)
        self.assertEqual(seen.last_purchase_amount, 25)
        self.assertEqual(seen.revenue_12m, 25)
        self.assertEqual(seen.outstanding_amount, 25)

    def test_without_invoicing_rights(self):
        """Who may not see invoices sees no figures, and no error either."""
        self._documents((20, 300))
        view = self.env.ref("ficha_cliente.res_partner_view_form_ficha")
        Partner = self.env["res.partner"]
        arch = Partner.with_user(self.outsider).get_view(view.id, "form")["arch"]
        self.assertNotIn("revenue_12m", arch)
        self.assertIn("ficha_figures", arch)
        arch = Partner.with_user(self.clerk).get_view(view.id, "form")["arch"]
        self.assertIn("revenue_12m", arch)
        with self.assertRaises(AccessError):
            self._seen(user=self.outsider).read(["revenue_12m"])

    def test_queries_do_not_grow(self):
        """As many queries for sixty documents as for three."""
        names = ["last_purchase_note", "revenue_12m", "outstanding_amount"]

        def count():
            seen = self._seen()
            self.env.flush_all()
            seen.mapped("currency_id")  # what the page has read already
            # what was posted here is settled, as at the end of its transaction
            self.env["account.move"]._purchases_settle()
            before = self.env.cr.sql_log_count
            seen.mapped(names[0])
            return self.env.cr.sql_log_count - before

        self._documents(*((day, 10) for day in range(1, 4)))
        count()  # fills the caches of access rights and languages
        few = count()
        self._documents(*((day, 10) for day in range(4, 61)))
        self.assertEqual(count(), few)
        self.assertEqual(self._seen().purchase_count, 60)

    def test_numbers_open_their_lists(self):
        moves = self._documents(
            (800, 7), (400, 1000), (20, 300), (10, 50, "out_refund")
        )
        seen = self._seen(self.contact)
        self.assertEqual(seen.action_view_last_purchase()["res_id"], moves[2].id)
        Move = self.env["account.move"].with_user(self.clerk)
        for which, expected in (
            (None, moves),
            ("year", moves[1:]),
            # of what is to be collected, what is in favour is no part
            ("open", moves[:3]),
        ):
            action = seen.with_context(ficha_purchases=which).action_view_purchases()
            self.assertEqual(
                Move.search(action["domain"]), expected.sorted("id"), which
            )

    def test_person_to_speak_to(self):
        """Only a contact of the company itself."""
        self.customer.main_contact_id = self.contact
        stranger = self.env["res.partner"].create({"name": "Somebody else"})
        for wrong in (stranger, self.customer):
            with self.assertRaisesRegex(ValidationError, "Speak to"):
                self.customer.main_contact_id = wrong
