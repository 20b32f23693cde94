from freezegun import freeze_time

from odoo import Command, fields
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tests.common_documents import TODAY

from .common_missed import MissedCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestMissedRecovered(MissedCommon):
    """What came back, and who may see it."""

    def _back(self, **kwargs):
        line = self._missed(**kwargs)
        self.assertEqual(len(line), 1)
        return line.recovered, line.recovered_amount

    def test_same_product_soon_afterwards(self):
        self._cancelled(40, (self.boxes, 120))
        self._invoice(20, (self.boxes, 50), (self.film, 1000), partner=self.contact)
        self.assertEqual(self._back(), (True, 50))
        self._invoice(15, (self.boxes, 500))
        self.assertEqual(self._back(), (True, 120), "never more than was missed")

    def test_another_product(self):
        self._cancelled(40, (self.boxes, 120))
        self._invoice(20, (self.film, 120))
        self.assertEqual(self._back(), (False, 0))

    def test_without_products_anything(self):
        self._cancelled(40, (None, 120))
        self._invoice(20, (self.film, 45))
        self.assertEqual(self._back(), (True, 45))

    def test_too_late_or_before(self):
        self._cancelled(40, (self.boxes, 120))
        self._invoice(41, (self.boxes, 115))
        self._invoice(9, (self.boxes, 120))
        self.assertEqual(self._back(), (False, 0))
        self._invoice(10, (self.boxes, 5))
        self.assertEqual(self._back(), (True, 5), "the thirtieth day counts")
        self.company.ficha_recovered_days = 31
        self.assertEqual(self._back(), (True, 120))

    def test_same_day(self):
        """Of the same day only what was invoiced after it."""
        self._invoice(40, (self.boxes, 115))
        self._cancelled(40, (self.boxes, 120))
        self.assertEqual(self._back(), (False, 0))
        # with other goods: the same again would be a correction, and nothing missed
        self._invoice(40, (self.boxes, 110), (self.film, 1), (None, 1))
        self.assertEqual(self._back(), (True, 110))

    def test_credited_the_same_day(self):
        """The invoice that is credited is not what came back; the new one is."""
        invoice = self._invoice(40, (self.boxes, 120))
        self._credit(invoice, 40)
        self.assertEqual(self._back(), (False, 0))
        # with other goods: the same again would be a correction, and nothing missed
        self._invoice(40, (self.boxes, 100), (self.film, 1), (None, 1))
        self.assertEqual(self._back(), (True, 100))

    def test_what_was_reversed_did_not_come_back(self):
        self._cancelled(40, (self.boxes, 120))
        again = self._invoice(30, (self.boxes, 120))
        self.assertEqual(self._back(), (True, 120))
        self._credit(again, 5)  # which matches it with the invoice
        self.assertEqual(again.payment_state, "reversed")
        lines = self._missed()
        self.assertEqual(lines.mapped("recovered"), [False, False])

    def test_draft_does_not_count(self):
        self._cancelled(40, (self.boxes, 120))
        self._draft(2, (self.boxes, 120))
        self.assertEqual(self._back(), (False, 0))

    def test_somebody_else(self):
        self._cancelled(40, (self.boxes, 120))
        other = self.env["res.partner"].create({"name": "Somebody else"})
        self._invoice(20, (self.boxes, 120), partner=other)
        self.assertEqual(self._back(), (False, 0))

    def test_two_companies(self):
        """A purchase from another company of ours is none from this one, and who has
        only one company sees only its documents."""
        other = self.setup_other_company()["company"]
        self._cancelled(40, (self.boxes, 120))
        self._invoice(20, (self.boxes, 120), company=other)
        self._cancelled(40, (self.boxes, 33), company=other)
        one = self._missed(allowed_company_ids=self.company.ids)
        self.assertEqual(one.mapped("amount"), [120])
        self.assertFalse(one.recovered)
        self.clerk.company_ids += other
        both = self._missed(allowed_company_ids=(self.company + other).ids)
        self.assertEqual(
            {line.company_id: (line.amount, line.recovered_amount) for line in both},
            {self.company: (120, 0), other: (33, 33)},
        )

    def test_foreign_currency(self):
        currency = self.setup_other_currency(
            "CHF", rates=[("2020-01-01", 4.0)], rounding=0.01
        )
        move = self._draft(40, (self.boxes, 100))
        move.currency_id = currency
        move.invoice_line_ids.price_unit = 100
        move.action_post()
        move.button_cancel()
        self._invoice(20, (self.boxes, 10))
        line = self._missed()
        self.assertEqual((line.amount, line.recovered_amount), (25, 10))

    # -- requests that ended in nothing ------------------------------------------------

    def _request(self, **values):
        return (
            self.env["ficha.interaction"]
            .sudo()
            .create(
                {
                    "partner_id": self.contact.id,
                    "kind": "information_request",
                    "direction": "in",
                    "subject": "Price of boxes",
                    "outcome": "none",
                    "missed_amount": 200,
                    "missed_reason": "Too dear",
                    "company_id": self.company.id,
                    "date": fields.Datetime.to_datetime("2026-04-05 10:00:00"),
                    **values,
                }
            )
        )

    def test_request_that_ended_in_nothing(self):
        request = self._request(product_ids=[Command.set(self.boxes.ids)])
        self._request(outcome="sale")
        self._request(kind="call")
        self._invoice(20, (self.film, 80))
        line = self._missed(user=self.outsider)
        self.assertEqual(line.source, "interaction")
        self.assertEqual(line.partner_id, self.customer)
        self.assertEqual((line.amount, line.reason), (200, "Too dear"))
        self.assertEqual(line.res_id, request.id)
        self.assertFalse(line.recovered)
        self._invoice(20, (self.boxes, 80))
        self.assertEqual(self._back(user=self.outsider), (True, 80))

    def test_request_without_products_nor_company(self):
        self._request(company_id=False)
        self._invoice(20, (self.film, 80))
        self.assertEqual(self._back(user=self.outsider), (True, 80))

    # -- rights ------------------------------------------------------------------------

    def test_without_invoicing_rights(self):
        """Who may not see invoices sees of the missed ones only the requests."""
        self._cancelled(40, (self.boxes, 120))
        self._request()
        self._request(private=True)
        self.assertEqual(
            self._missed(user=self.outsider).mapped("source"), ["interaction"]
        )
        self.assertEqual(
            sorted(self._missed().mapped("source")),
            ["interaction", "invoice_cancelled"],
        )

    def test_expression_for_other_modules(self):
        """`_recovered_sql` serves as an expression, with products or without."""
        self._invoice(20, (self.boxes, 80), (self.film, 5))
        Missed = self.env["ficha.missed.purchase"]
        self.env.flush_all()

        def bought(products):
            [(amount,)] = self.env.execute_query(
                SQL(
                    "SELECT %s",
                    Missed._recovered_sql(
                        SQL("%s", self.customer.id),
                        SQL("%s", self.company.id),
                        SQL("%s::date", "2026-04-20"),
                        products,
                    ),
                )
            )
            return amount

        self.assertEqual(bought(None), 85)
        self.assertEqual(bought(SQL("NULL::integer[]")), 85)
        self.assertEqual(bought(SQL("%s::integer[]", self.film.ids)), 5)
        self.assertIsNone(bought(SQL("ARRAY[0]")))
