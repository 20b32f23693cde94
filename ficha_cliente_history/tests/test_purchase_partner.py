from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common_purchase import PurchaseCommon


@tagged("post_install", "-at_install")
class TestPurchasePartner(PurchaseCommon):
    """What the ficha shows of the purchase history."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.others = cls._customers(9)
        for index, partner in enumerate(cls.others):
            cls._documents((300 - index, 10), (270, 10), (240, 10), partner=partner)
        # every 31 days, silent for 75
        cls._documents(*((75 + 31 * index, 500) for index in range(7)))
        cls.Summary._refresh()

    def _seen(self, partner=None, user=None):
        partner = (partner or self.customer).with_user(user or self.seller)
        partner = partner.with_context(lang="en_US", tz="UTC")
        partner.invalidate_recordset()
        return partner

    def test_values(self):
        seen, row = self._seen(), self._row()
        self.assertTrue(row.rfm_segment)
        self.assertEqual(seen.rfm_segment, row.rfm_segment)
        self.assertEqual(seen.value_tier, "a")
        self.assertEqual(seen.drift_risk, row.drift_risk)
        self.assertEqual(seen.purchase_overdue_days, row.overdue_days)
        self.assertGreater(seen.purchase_overdue_days, 0)
        # 31 days after the last one, which was 75 days ago
        self.assertEqual(seen.usual_interval_days, 31)
        self.assertEqual(seen.expected_date, self._day(31 - 75))
        self.assertEqual(seen.purchase_overdue_days, 75 - 31)
        # of who is late the range is the one they missed
        self.assertLessEqual(seen.expected_from_date, seen.expected_date)
        self.assertLessEqual(seen.expected_date, seen.expected_to_date)
        self.assertGreater(seen.next_expected_date, self.today)

    def test_words(self):
        seen = self._seen()
        self.assertTrue(
            seen.segment_text.startswith("buys every 31 days, silent for 75 · ")
        )
        late = f"{seen.purchase_overdue_days} days late"
        self.assertTrue(seen.next_purchase_note.startswith(late))
        self.assertIn("their own 6 intervals", seen.next_purchase_note)
        self.assertIn("rule of thumb", seen.next_purchase_note)
        self.assertTrue(seen.next_purchase_text.startswith("Was expected about 1 Apr "))
        self.assertIn(late, seen.next_purchase_text)
        self.assertEqual(seen.next_purchase_range, "1 Apr")

    def test_words_of_the_basis(self):
        row = self._row().sudo().with_context(lang="en_US")
        for values, words in (
            (("own", 14, 20), "from their own 14 intervals"),
            (
                ("both", 230, 6),
                "from their own 5 intervals, the range from 230 of customers like them",
            ),
            (("similar", 230, 1), "from 230 customers who bought once, like them"),
            (("similar", 121, 3), "from 121 intervals of customers like them"),
        ):
            row.expected_basis, row.expected_basis_count, row.purchase_days = values
            rhythm = row._rhythms(self.today)[row.id]
            self.assertEqual(row._tell_basis(rhythm), words, values)

    def test_figures_of_some_days_ago(self):
        """The night has not run: the day that is told is the same, and late counts from
        it until today."""
        row = self._row().sudo()
        row.write(
            {
                "expected_from_date": self._day(-4),
                "expected_date": self._day(-3),
                "next_expected_date": self._day(-1),
                "expected_to_date": self._day(6),
            }
        )
        seen = self._seen()
        self.assertEqual(seen.expected_from_date, self._day(-4))
        self.assertEqual(seen.next_expected_date, self.today)
        self.assertEqual(seen.next_purchase_range, "12 May")
        self.assertTrue(
            seen.next_purchase_note.startswith("3 days late · from 11 to 21 May · ")
        )

    def test_a_wide_range_says_so(self):
        row = self._row().sudo().with_context(lang="en_US")
        row.write(
            {"expected_from_date": self._day(-4), "expected_to_date": self._day(73)}
        )
        for basis, purchases, why in (
            ("similar", 1, "they have bought once"),
            ("similar", 2, "they have bought on only 2 days"),
            ("both", 6, "they have bought on only 6 days"),
            ("own", 20, "their intervals vary a lot"),
        ):
            row.expected_basis, row.purchase_days = basis, purchases
            self.assertIn(
                f"from 11 May to 27 Jul, a wide range of 11 weeks: {why}",
                row._tell_expected(row._rhythms(self.today)[row.id]),
            )
        row.expected_to_date = self._day(20)
        self.assertNotIn("wide", row._tell_expected(row._rhythms(self.today)[row.id]))

    def test_what_usually_happens_next(self):
        """Of who is late, where there are enough cases."""
        row = self._row().sudo()
        row.write({"return_cases": 41, "return_count": 17})
        told = (
            "of 41 times that others took as long, in 4 of every 10 they bought in the "
            "30 days that followed"
        )
        self.assertIn(told, self._seen().next_purchase_note)
        self.assertIn(told, self._seen().next_purchase_text)
        row.return_cases = 29
        self.assertNotIn("that followed", self._seen().next_purchase_note)
        row.write({"return_cases": 41, "expected_date": self._day(1)})
        self.assertNotIn("that followed", self._seen().next_purchase_note)

    def test_gone(self):
        """Who has most likely stopped is not said to be expected."""
        self._row().sudo().drift_risk = 0.9
        seen = self._seen()
        self.assertFalse(seen.next_purchase_range)
        self.assertEqual(
            seen.next_purchase_note, f"{seen.purchase_overdue_days} days late"
        )
        self.assertEqual(
            seen.next_purchase_text,
            "Not to be expected any more: buys every 31 days, silent for 75.",
        )

    def test_contact_shows_its_company(self):
        self.assertEqual(self._seen(self.contact).value_tier, "a")
        self.assertEqual(
            self._seen(self.contact).segment_text, self._seen().segment_text
        )

    def test_nothing_yet(self):
        nobody = self._seen(self._customers(1))
        for name in ("rfm_segment", "next_purchase_note", "segment_text"):
            self.assertFalse(nobody[name], name)
        self.assertFalse(self.env["res.partner"].new({"name": "New"}).segment_text)

    def test_search(self):
        Partner = self.env["res.partner"].with_user(self.seller)
        everybody = self.customer + self.contact + self.others
        nobody = self._customers(1)

        def found(*domain):
            domain = [("id", "in", (everybody + nobody).ids), *domain]
            return Partner.search(domain).sudo()

        ours = self.customer + self.contact
        segment = self._row().rfm_segment
        self.assertEqual(set(found(("value_tier", "=", "a"))), set(ours))
        self.assertLessEqual(set(ours), set(found(("rfm_segment", "=", segment))))
        self.assertEqual(
            set(found(("value_tier", "!=", "a"))), set(self.others + nobody)
        )
        self.assertEqual(found(("rfm_segment", "=", False)), nobody)
        self.assertEqual(set(found(("rfm_segment", "!=", False))), set(everybody))
        self.assertEqual(
            set(found(("next_expected_date", ">", self.today))), set(everybody)
        )
        self.assertFalse(found(("next_expected_date", "<", self.today)))
        # who has not bought for so long: a question of every day, for who sees invoices
        last = self._row().last_purchase_date
        reader = new_test_user(
            self.env,
            "history_reader",
            groups="ficha_cliente.group_ficha_user,account.group_account_readonly",
        )
        all_of_them = ("id", "in", (everybody + nobody).ids)
        silent = Partner.with_user(reader).search(
            [all_of_them, ("last_purchase_date", "<=", last)]
        )
        silent = silent.sudo()
        self.assertLessEqual(set(ours), set(silent))
        self.assertNotIn(nobody, silent)
        self.assertFalse(
            Partner.with_user(reader).search(
                [("id", "in", ours.ids), ("last_purchase_date", "<", last)]
            )
        )
        late = self._row().overdue_days
        for operator, days, expected in (
            (">", late, False),
            (">", late - 1, True),
            (">=", late, True),
            ("=", late, True),
            ("<", late, False),
            ("<=", late, True),
            (">", 999999, False),
            ("<", 999999, True),
            ("<=", 10**12, True),
            ("in", [late, 10**12], True),
        ):
            self.assertEqual(
                self.customer in found(("purchase_overdue_days", operator, days)),
                expected,
                (operator, days),
            )
        self.assertIn(nobody, found(("purchase_overdue_days", "=", 0)))

    def test_companies(self):
        other = self.setup_other_company()["company"]
        self._documents((20, 70), company=other)
        self.Summary._refresh()
        self.seller.company_ids += other
        seen = self._seen().with_context(allowed_company_ids=other.ids)
        self.assertIn("bought once, silent for 20 days", seen.segment_text)
        seen = self._seen().with_context(allowed_company_ids=(self.company + other).ids)
        self.assertIn("buys every 31 days", seen.segment_text)
        # beside figures of both the words say of whose purchases they are
        whose = f"purchases from “{self.company.name}” only"
        for name in ("next_purchase_note", "next_purchase_text", "segment_text"):
            self.assertIn(whose, seen[name])
        self.assertIn(whose, [fact["text"] for fact in seen._get_purchase_facts()])
        self.assertEqual(
            seen._get_last_purchase_dates()[self.customer.id], self._day(-20)
        )
        one = self._seen().with_context(allowed_company_ids=self.company.ids)
        for name in ("next_purchase_note", "next_purchase_text", "segment_text"):
            self.assertNotIn("purchases from", one[name])
        Partner = self.env["res.partner"].with_user(self.seller)
        domain = [("id", "=", self.customer.id), ("purchase_overdue_days", ">", 0)]
        only = Partner.with_context(allowed_company_ids=other.ids)
        self.assertFalse(only.search(domain))
        self.assertTrue(
            Partner.with_context(allowed_company_ids=self.company.ids).search(domain)
        )

    def test_rights(self):
        for user in (self.clerk, self.seller):
            self.assertEqual(self._seen(user=user).value_tier, "a")
        seen = self._seen(user=self.outsider)
        for name in ("value_tier", "segment_text", "next_expected_date"):
            with self.assertRaises(AccessError):
                seen.read([name])
        Partner = self.env["res.partner"].with_user(self.outsider)
        with self.assertRaises(AccessError):
            Partner.search([("value_tier", "=", "a")])
        with self.assertRaises(AccessError):
            self._row().with_user(self.outsider).read(["revenue"])
        with self.assertRaises(AccessError):
            self._row().with_user(self.seller).write({"revenue": 1})

    def test_page(self):
        """Who sees no amounts sees when and what they are worth; others see nothing."""
        view = self.env.ref("ficha_cliente.res_partner_view_form_ficha")
        Partner = self.env["res.partner"]
        arch = Partner.with_user(self.seller).get_view(view.id, "form")["arch"]
        self.assertIn("next_purchase_range", arch)
        self.assertNotIn("last_purchase_amount", arch)
        arch = Partner.with_user(self.clerk).get_view(view.id, "form")["arch"]
        for name in (
            "next_purchase_range",
            "last_purchase_amount",
            "outstanding_amount",
        ):
            self.assertIn(name, arch)

    def test_queries_do_not_grow(self):
        """Eighty fichas cost no more than one, long histories no more than short."""
        names = ["rfm_segment", "value_tier", "next_purchase_note", "segment_text"]

        def count(partners):
            partners = partners.with_user(self.seller)
            self.env.invalidate_all()
            partners.mapped("commercial_partner_id")
            partners.fetch(["name", "commercial_partner_id"])
            before = self.env.cr.sql_log_count
            for name in names:
                partners.mapped(name)
            return self.env.cr.sql_log_count - before

        count(self.others)  # what is read once and kept is not counted
        count(self.customer)
        few = count(self.customer)
        self.assertLessEqual(count(self.others), few)
        self._documents(*((day, 10) for day in range(40)))
        self.Summary._refresh()
        self.assertLessEqual(count(self.customer), few)

    def test_lists_behind_the_figures(self):
        seen = self._seen(self.contact)
        action = seen.action_view_purchase_history()
        self.assertEqual(self.Summary.search(action["domain"]), self._row())
        action = self._seen().action_view_segment()
        found = self.env["res.partner"].with_user(self.seller).search(action["domain"])
        self.assertEqual(found, self.customer)
