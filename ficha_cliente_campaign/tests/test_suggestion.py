from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from odoo.addons.ficha_cliente.tests.common_documents import TODAY
from odoo.addons.ficha_cliente.tools.words import in_date

from ..models import ficha_suggestion_record
from ..tools import ranking
from .common_suggestion import SuggestionCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestSuggestion(SuggestionCommon):
    """What a customer is proposed, and why."""

    # -- what is proposed ----------------------------------------------------------

    def test_what_is_theirs_with_its_reason(self):
        own = self._named("own")
        self.assertEqual(list(own), [self.sheets, self.soap])
        self.assertEqual(
            own[self.sheets]["reason"], "Every 30 days; it has been 41 days"
        )
        self.assertEqual(own[self.sheets]["state"], "due")
        self.assertEqual(own[self.soap]["state"], "stopped")
        self.assertEqual(
            own[self.soap]["reason"],
            "Not since September 2025; they bought it every 30 days",
        )

    def test_what_others_like_them_buy_with_it(self):
        new = self._named("new")
        self.assertEqual(list(new)[0], self.towels)
        self.assertEqual(
            new[self.towels]["reason"],
            "9 of 13 customers who buy Invented sheets buy it",
        )
        # nobody buys wine, and what they have is not new
        self.assertFalse({self.wine, self.sheets, self.soap} & set(new))

    def test_a_contact_gets_the_list_of_the_company(self):
        self.assertIn(self.sheets, self._named("own", partner=self.contact))

    def test_of_this_moment(self):
        """An invoice posted now counts before any night."""
        self._buy(self.towels, (0,))
        self.assertNotIn(self.towels, self._named("new"))
        self.assertEqual(self._named("own")[self.towels]["state"], "once")

    def test_quantity_and_price_of_today(self):
        line = self._named("own")[self.sheets]
        self.assertEqual(line["quantity"], 6)
        self.assertEqual(line["how_much"], "6 units")
        self.assertEqual(line["price"], 10)
        self.sheets.list_price = 12
        self.assertEqual(self._named("own")[self.sheets]["price"], 12)

    def test_the_price_of_as_many_as_they_take(self):
        """Who takes six has the price of six, in the list as on the quotation."""
        self.env.ref("base.group_user")._apply_group(
            self.env.ref("product.group_product_pricelist")
        )
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "By the six",
                "item_ids": [
                    Command.create(
                        {
                            "applied_on": "0_product_variant",
                            "product_id": self.sheets.id,
                            "compute_price": "fixed",
                            "fixed_price": 7,
                            "min_quantity": 6,
                        }
                    )
                ],
            }
        )
        self.customer.with_company(
            self.company
        ).specific_property_product_pricelist = pricelist
        line = self._named("own")[self.sheets]
        self.assertEqual((line["quantity"], line["price"]), (6, 7))
        self.assertEqual(self._named("own")[self.soap]["price"], 12)

    # -- never ---------------------------------------------------------------------

    def test_not_what_they_returned(self):
        move = self._buy(self.candles, (9,))
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({"date": self.today, "journal_id": move.journal_id.id})
        )
        wizard.reverse_moves()
        wizard.new_move_ids.action_post()
        lists = self._lists()
        shown = [
            line["product_id"] for k in ("own", "new") for line in lists[k]["lines"]
        ]
        self.assertNotIn(self.candles.id, shown)
        self.assertIn(self.sheets.id, shown)

    def test_not_what_they_cannot_buy(self):
        def hidden():
            return self.towels not in self._named("new")

        self.assertFalse(hidden())
        self.towels.active = False
        self.assertTrue(hidden(), "archived")
        self.towels.active = True
        self.towels.sale_ok = False
        self.assertTrue(hidden(), "not sold")
        self.towels.sale_ok = True
        self.towels.list_price = 0
        self.assertTrue(hidden(), "without a price")
        self.towels.list_price = 11
        other = self._create_company(name="Other company of the towels")
        self.towels.company_id = other
        self.assertTrue(hidden(), "of another company")
        self.towels.company_id = False
        child = self.env["product.category"].create(
            {"name": "Below", "parent_id": self.category.id}
        )
        self.towels.categ_id = child
        tag = self.env["res.partner.category"].create(
            {"name": "No linen", "ficha_barred_categ_ids": self.category.ids}
        )
        self.customer.category_id = tag
        self.assertTrue(hidden(), "a tag forbids the category above")
        self.customer.category_id = False
        self.assertFalse(hidden())

    def test_a_closed_price_list(self):
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Only sheets",
                "item_ids": [
                    Command.create(
                        {
                            "applied_on": "0_product_variant",
                            "product_id": self.sheets.id,
                            "compute_price": "fixed",
                            "fixed_price": 7,
                        }
                    )
                ],
            }
        )
        # price lists are a feature that a company switches on
        everybody = self.env.ref("base.group_user").sudo()
        everybody._apply_group(self.env.ref("product.group_product_pricelist"))
        self.customer.specific_property_product_pricelist = pricelist
        self.assertIn(self.towels, self._named("new"))
        pricelist.ficha_closed_list = True
        self.assertNotIn(self.towels, self._named("new"))
        self.assertEqual(self._named("own")[self.sheets]["price"], 7)

    # -- a refusal -----------------------------------------------------------------

    def _refuse(self, product, reason, **values):
        action = self.customer.with_user(self.seller).action_ficha_refuse_suggestion(
            product.id
        )
        Interaction = self.env["ficha.interaction"].with_user(self.seller)
        return Interaction.with_context(**action["context"]).create(
            {"refusal_reason": reason, **values}
        )

    def test_refused_for_good(self):
        talk = self._refuse(self.towels, "cheaper")
        self.assertEqual(talk.commercial_partner_id, self.customer)
        self.assertEqual(talk.direction, "in")
        self.assertNotIn(self.towels, self._named("new"))
        # somebody else is still proposed it
        other = self.env["res.partner"].create({"name": "Another hotel"})
        other.user_id = self.seller
        self._buy(self.sheets, (50, 20), partner=other)
        self._refresh(other)
        self.assertIn(self.towels, self._named("new", partner=other))

    def test_not_now(self):
        talk = self._refuse(self.towels, "later")
        self.assertNotIn(self.towels, self._named("new"))
        talk.date = fields.Datetime.subtract(fields.Datetime.now(), days=91)
        self.assertIn(self.towels, self._named("new"))

    def test_a_refusal_can_be_taken_back(self):
        due = self.today
        self.customer.with_user(self.seller).next_contact_date = due
        talk = self._refuse(self.towels, "cheaper")
        self.assertNotIn(self.towels, self._named("new"))
        told = talk.action_refused()["params"]
        self.assertIn(self.towels.name, told["message"])
        gesture = self.env["ficha.gesture"].browse(told["undo"]["args"][0])
        gesture.with_user(self.seller).action_undo()
        self.assertFalse(talk.exists())
        self.assertIn(self.towels, self._named("new"))
        self.assertEqual(self.customer.next_contact_date, due)
        # a note that was written otherwise only closes its dialog
        notes = self.env["ficha.interaction"].with_user(self.seller)
        talk = notes.create(
            {
                "partner_id": self.customer.id,
                "kind": "refusal",
                "product_ids": [Command.set(self.towels.ids)],
                "refusal_reason": "later",
            }
        )
        self.assertNotIn("params", talk.action_refused())

    def test_a_refusal_says_what_and_why(self):
        with self.assertRaisesRegex(ValidationError, "say why"):
            self._refuse(self.towels, False)
        with self.assertRaisesRegex(ValidationError, "which product"):
            self._refuse(self.towels, "cheaper", product_ids=[Command.clear()])

    # -- who sees it ---------------------------------------------------------------

    def test_sellers_see_their_customers(self):
        self.assertTrue(self._lists()["visible"])
        self.assertEqual(self._lists(self.other_seller), {"visible": False})
        self.assertTrue(self._lists(self.biller)["visible"])
        outsider = self._user("suggestion_employee", "base.group_user")
        self.assertEqual(self._lists(outsider), {"visible": False})
        portal = new_test_user(self.env, "suggestion_portal", "base.group_portal")
        with self.assertRaises(AccessError):
            self._lists(portal)

    def test_of_the_active_company(self):
        other = self._create_company(name="Other company of proposals")
        self.seller.company_ids += other
        partner = self.customer.with_user(self.seller).with_company(other)
        self.assertEqual(
            partner.with_context(allowed_company_ids=other.ids).get_ficha_suggestions(),
            {"visible": False},
        )

    # -- how much it costs, how right it was ---------------------------------------

    def test_as_many_queries_for_many(self):
        more = self.env["res.partner"].create([{"name": f"Many {n}"} for n in range(5)])
        for partner in more:
            self._buy(self.sheets, (30, 5), partner=partner)
        self._refresh(more)
        self._learn()

        def count(partners):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertTrue(partners._ficha_suggestions())
            return self.env.cr.sql_log_count - before

        count(more)  # registries and settings are read once
        # a feature more or less, and not one for each of five more customers
        self.assertLess(count(more | self.customer) - count(more[:1]), 5)

    def test_the_record_is_said(self):
        self.assertIn("Too few", self._lists()["own"]["record"])
        record = (
            self.env["ficha.suggestion.record"]
            .sudo()
            .search([("company_id", "=", self.company.id), ("kind", "=", "new")])
        )
        record.write({"customers": 50, "hit": 0.12, "simple_hit": 0.05})
        new = self._lists()["new"]
        self.assertIn("12 %", new["record"])
        self.assertIn("50 customers", new["record"])
        self.assertTrue(new["lines"])
        # what is no better than what everybody buys is not shown
        record.hit = 0.05
        new = self._lists()["new"]
        self.assertFalse(new["lines"])
        self.assertIn("no better", new["note"])

    def test_ordered_by_what_was_most_right(self):
        def chosen(customers, *hits, spread=0.1):
            """Recalls of the rules, and how much the difference to the simplest varies
            from customer to customer."""
            more = [hit - hits[2] for hit in hits]
            sums = [
                (customers * hit, customers * one, customers * (spread**2 + one**2))
                for hit, one in zip(hits, more, strict=True)
            ]
            names = ("fading", "lately", "often")
            return ranking.choose(customers, dict(zip(names, sums, strict=True)))

        self.assertEqual(chosen(1000, 0.2, 0.19, 0.21), "often")
        self.assertEqual(chosen(1000, 0.21, 0.19, 0.2), "fading")
        self.assertEqual(chosen(1000, 0.2, 0.21, 0.2), "lately")
        # a thousandth is no difference, and of few customers a hundredth is none
        self.assertEqual(chosen(1000, 0.2101, 0.2104, 0.2), "fading")
        self.assertEqual(chosen(1000, 0.201, 0.2, 0.2), "often")
        self.assertEqual(chosen(50, 0.206, 0.2, 0.2), "often")
        self.assertEqual(chosen(50, 0.22, 0.2, 0.2), "often")
        self.assertEqual(chosen(50, 0.235, 0.2, 0.2), "fading")
        # one that is right now with these and now with those has to be better by more
        self.assertEqual(chosen(50, 0.235, 0.2, 0.2, spread=0.2), "often")
        self.assertEqual(chosen(1000, 0.204, 0.2, 0.2), "often")
        self.assertEqual(chosen(1000, 0.204, 0.2, 0.2, spread=0.05), "fading")
        self._buy(self.wine, (12, 5))
        self._refresh(self.customer)
        self._learn()
        record = (
            self.env["ficha.suggestion.record"]
            .sudo()
            .search([("company_id", "=", self.company.id), ("kind", "=", "own")])
        )
        self.assertEqual(record.rule, "fading", "of too few nothing is chosen")

        def place(product):
            lines = self._lists()["own"]["lines"]
            return [line["product_id"] for line in lines].index(product.id)

        # twice this month, or three times and long ago
        self.assertLess(place(self.wine), place(self.soap))
        record.write({"rule": "often", "customers": 50, "hit": 0.2, "simple_hit": 0.2})
        self.assertLess(place(self.soap), place(self.wine))
        self.assertIn("what they buy most often", self._lists()["own"]["record"])
        self.assertFalse(record._is_beaten(), "it is that rule")
        record.rule = "fading"
        self.assertTrue(record._is_beaten())

    def test_the_record_counts(self):
        """Two and four months ago the list would have had the sheets that they bought
        next; six months ago they had not bought any yet."""
        record = (
            self.env["ficha.suggestion.record"]
            .sudo()
            .search([("company_id", "=", self.company.id), ("kind", "=", "own")])
        )
        self.assertEqual(record.customers, 3)
        self.assertAlmostEqual(record.hit, 2 / 3)

    def test_of_few_customers_more_of_their_past_counts(self):
        """Thirty decide by chance what one day says: the same is asked of two more
        days, each until the next, so that no purchase counts twice."""
        Record = self.env["ficha.suggestion.record"].sudo()
        shop = self.env["res.partner"].create(
            [{"name": f"Corner shop {number}"} for number in range(12)]
        )
        for partner in shop:
            for product, days in (
                (self.soap, (200, 150, 90, 30)),
                (self.wine, (190, 100)),
            ):
                for ago in days:
                    self._bought(partner, product, ago)
        Record._refresh(self.company, self.today)
        record = Record._of(self.company)["own"]
        # three times each, and the customer of the other tests, see below
        self.assertEqual(record.customers, 3 * (12 + 1))
        self.assertEqual(record.day, self.today - relativedelta(days=180))
        self.assertAlmostEqual(record.hit, 38 / 39)
        self.assertAlmostEqual(record.simple_hit, 38 / 39)
        self.assertEqual(record.rule, "often", "the others are no better")
        record = record.with_context(lang="en_US")
        self.assertIn(f"since {in_date(record.env, record.day)}", record._words())
        with patch.object(ficha_suggestion_record, "PLENTY", 5):
            Record._refresh(self.company, self.today)
        record = Record._of(self.company)["own"]
        self.assertEqual(record.day, self.today - relativedelta(days=60))
        self.assertEqual((record.customers, record.hit), (13, 1))

    def test_of_many_customers_once_a_week(self):
        """Of a thousand and more the past changes little in a night."""
        Record = self.env["ficha.suggestion.record"].sudo()
        shop = self.env["res.partner"].create(
            [{"name": f"Big shop {number}"} for number in range(12)]
        )
        for partner in shop:
            for ago in (200, 150, 90, 30):
                self._bought(partner, self.soap, ago)

        def told(days):
            Record._refresh(self.company, self.today + relativedelta(days=days))
            return Record._of(self.company)["own"].day

        day = self.today - relativedelta(days=60)
        with patch.object(ficha_suggestion_record, "PLENTY", 5):
            self.assertEqual(told(0), day)
            self.assertEqual(told(6), day)
            self.assertEqual(told(7), day + relativedelta(days=7))
        self.assertNotEqual(told(8), day + relativedelta(days=7), "of few each night")

    def test_the_night_says_the_same_twice(self):
        Relation = self.env["ficha.product.relation"].sudo()
        before = Relation.search_read([], ["product_id", "source_id", "likeness"])
        self._learn()
        after = Relation.search_read([], ["product_id", "source_id", "likeness"])
        for rows in (before, after):
            for row in rows:
                row.pop("id")
        self.assertEqual(before, after)
        self.assertTrue(before)
