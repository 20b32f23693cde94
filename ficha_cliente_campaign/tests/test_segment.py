from ast import literal_eval

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tests import tagged

from odoo.addons.ficha_cliente.tests.common_documents import TODAY
from odoo.addons.ficha_cliente.tools.words import in_date

from .common_suggestion import SuggestionCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestSegment(SuggestionCommon):
    """A saved question: who is in it, who entered and left, and who sees it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("segment_manager", "ficha_cliente.group_ficha_manager")
        cls.user = cls._user("segment_user", "ficha_cliente.group_ficha_user")
        (cls.manager | cls.user | cls.seller).lang = "en_US"
        cls.guests = cls.env["res.partner"].create(
            [
                {
                    "name": f"Segment guest {number}",
                    "customer_rank": 1,
                    "user_id": (cls.seller if number % 2 else cls.other_seller).id,
                }
                for number in range(6)
            ]
        )

    def _segment(self, user=None, **values):
        return (
            self.env["ficha.segment"]
            .with_user(user or self.manager)
            .create(
                {
                    "name": "Guests",
                    "company_id": self.company.id,
                    "domain": "[('name', 'like', 'Segment guest')]",
                    **values,
                }
            )
        )

    def _found(self, segment, user=None):
        Partner = self.env["res.partner"].with_user(user or self.manager)
        return Partner.search([("ficha_segment_ids", "in", segment.ids)]).sudo()

    # -- who is in it ---------------------------------------------------------------

    def test_a_filter_of_the_files(self):
        segment = self._segment()
        person = self.env["res.partner"].create(
            {"name": "Ana", "parent_id": self.guests[0].id}
        )
        self.assertEqual(self._found(segment), self.guests | person)
        self.assertEqual(segment.customer_count, 6)
        seen = person.with_user(self.user)
        self.assertEqual(seen.ficha_segment_ids, segment.with_user(self.user))
        self.assertFalse(self.customer.with_user(self.user).ficha_segment_ids)
        Partner = self.env["res.partner"].with_user(self.user)
        by_name = Partner.search([("ficha_segment_ids", "ilike", "guest")])
        self.assertEqual(by_name.sudo(), self.guests | person)
        others = Partner.search(
            [
                ("ficha_segment_ids", "not in", segment.ids),
                ("id", "in", (self.guests + self.customer).ids),
            ]
        )
        self.assertEqual(others.sudo(), self.customer)
        segment.active = False
        self.assertFalse(self._found(segment))

    def test_what_is_counted_beside_the_condition_are_its_customers(self):
        """The screen adds ``condition_among`` to what it counts: neither contact
        persons, nor archived ones, nor customers of another company."""
        segment = self._segment()
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.env["res.partner"].create(
            [
                {"name": "Segment guest's maid", "parent_id": self.guests[0].id},
                {"name": "Segment guest abroad", "company_id": elsewhere.id},
            ]
        )
        self.guests[5].active = False
        segment.action_refresh()
        self.assertEqual(segment.customer_count, 5)
        Partner = self.env["res.partner"].with_user(self.manager)
        condition = literal_eval(segment.domain)
        among = literal_eval(segment.condition_among)
        self.assertEqual(
            Partner.search(Domain(condition) & Domain(among)).sudo(), self.guests[:5]
        )
        campaign = self.env["ficha.campaign"].with_user(self.manager)
        new = campaign.new({"company_id": self.company.id})
        self.assertEqual(new.condition_among, segment.condition_among)

    def test_who_entered_and_who_left(self):
        segment = self._segment()
        self.assertEqual((segment.entered_count, segment.left_count), (0, 0))
        with freeze_time(fields.Date.to_date(TODAY) + relativedelta(days=3)):
            self.guests[:2].name = "Moved away"
            self.guests[2].active = False
            self.customer.name = "Segment guest of the workshop"
            with self.enter_registry_test_mode():
                self.env.ref(
                    "ficha_cliente_campaign.ir_cron_segment"
                ).method_direct_trigger()
            segment.invalidate_recordset()
            self.assertEqual(segment.customer_count, 4)
            self.assertEqual((segment.entered_count, segment.left_count), (1, 3))
            day = in_date(segment.env, fields.Date.to_date(TODAY))
            self.assertEqual(segment.change_text, f"Since {day}, in: 1; out: 3.")
            self.assertNotIn("2026-05", segment.change_text, "as people write a day")
            entered = segment.sudo().member_ids.filtered(lambda one: not one.first)
            self.assertEqual(entered.partner_id, self.customer)
            # another question: who came and went before says nothing of it
            segment.domain = "[('name', '=', 'Moved away')]"
            self.assertEqual(self._found(segment), self.guests[:2])
            self.assertEqual((segment.entered_count, segment.left_count), (0, 0))
        with freeze_time(fields.Date.to_date(TODAY) + relativedelta(days=90)):
            segment.invalidate_recordset()
            self.assertEqual(segment.change_text, "In 30 days, in: 0; out: 0.")

    def test_asked_again_the_same_day_changes_nothing(self):
        segment = self._segment()
        self.guests[0].name = "Away"
        segment.action_refresh()
        self.guests[0].name = "Segment guest again"
        segment.action_refresh()
        self.assertEqual(len(segment.sudo().member_ids), 6)
        self.assertEqual((segment.entered_count, segment.left_count), (1, 0))

    def test_a_condition_of_a_colour_rule(self):
        segment = self._segment()
        rule = (
            self.env["ficha.followup.rule"]
            .with_user(self.manager)
            .create(
                {
                    "name": "In the segment",
                    "kind": "domain",
                    "domain": f"[('ficha_segment_ids', 'in', {segment.ids})]",
                    "state_id": self.env["ficha.followup.state"].search([], limit=1).id,
                    "reason": "In the segment",
                }
            )
        )
        found = rule._matching()
        self.assertTrue(set(self.guests.ids) <= set(found))
        self.assertNotIn(self.customer.id, found)

    def test_results_are_split_by_it(self):
        segment = self._segment(domain=f"[('id', '=', {self.customer.id})]")
        self.manager.group_ids += self.env.ref("account.group_account_invoice")
        Results = self.env["ficha.results"].with_user(self.manager)
        answer = Results.with_context(
            allowed_company_ids=self.company.ids, lang="en_US"
        ).get_results(dimension="ficha_segment", period="year")
        sales = next(one for one in answer["measures"] if one["key"] == "sales")
        self.assertIn(segment.name, [row["label"] for row in sales["rows"]])

    def test_a_price_list_of_it(self):
        self.env.ref("base.group_user")._apply_group(
            self.env.ref("product.group_product_pricelist")
        )
        segment = self._segment()
        cheap, own = self.env["product.pricelist"].create(
            [
                {
                    "name": name,
                    "company_id": self.company.id,
                    "currency_id": self.company.currency_id.id,
                    "ficha_segment_id": of,
                    "sequence": 0,
                }
                for name, of in (("Of the guests", segment.id), ("Their own", False))
            ]
        )
        guests = self.guests.with_company(self.company)
        guests[1].specific_property_product_pricelist = own
        self.assertEqual(guests[0].property_product_pricelist, cheap)
        self.assertEqual(guests[1].property_product_pricelist, own)
        stranger = self.customer.with_company(self.company)
        self.assertNotEqual(stranger.property_product_pricelist, cheap)
        guests[0].name = "Away"
        segment.action_refresh()
        self.env.invalidate_all()
        self.assertNotEqual(guests[0].property_product_pricelist, cheap)
        segment.sudo().personal = True
        with self.assertRaisesRegex(ValidationError, "a price would tell"):
            cheap.copy({"ficha_segment_id": segment.id})

    # -- what may be asked ----------------------------------------------------------

    def test_only_what_its_author_may_ask(self):
        # the figures of what was bought are no affair of who only keeps contacts
        with self.assertRaisesRegex(AccessError, "may not read"):
            self._segment(user=self.user, domain="[('credit', '>', 10)]")
        for domain in ("[('nothing_like_it', '=', 1)]", "import os", "[('name'"):
            with self.assertRaisesRegex(ValidationError, "not a valid condition"):
                self._segment(domain=domain)
        with self.assertRaisesRegex(ValidationError, "cannot be searched"):
            self._segment(domain="[('next_purchase_text', '=', 'soon')]")
        other = self._segment()
        for domain in (
            f"[('ficha_segment_ids', 'in', {other.ids})]",
            "[('child_ids.ficha_segment_member_ids.first', '=', True)]",
        ):
            with self.assertRaisesRegex(ValidationError, "another segment"):
                self._segment(domain=domain)

    def test_personal_data_where_it_was_said(self):
        self.manager.group_ids += self.env.ref("ficha_cliente.group_ficha_personal")
        personal = "[('child_ids', 'any', [('marital_status', '=', 'married')])]"
        with self.assertRaisesRegex(ValidationError, "asks for personal data"):
            self._segment(domain=personal)
        self.env["res.partner"].sudo().create(
            {
                "name": "Ana",
                "parent_id": self.guests[0].id,
                "marital_status": "married",
            }
        )
        segment = self._segment(domain=personal, uses_personal=True)
        self.assertTrue(segment.personal)
        self.assertIn(self.guests[0], self._found(segment))
        # who may not see these sees nothing of it, by whatever way
        self.assertFalse(self._found(segment, self.user))
        Segment = self.env["ficha.segment"].with_user(self.user)
        self.assertFalse(Segment.search([("id", "=", segment.id)]))
        self.assertFalse(self.guests[0].with_user(self.user).ficha_segment_ids)
        with self.assertRaises(AccessError):
            segment.with_user(self.user).read(["name"])
        with self.assertRaisesRegex(ValidationError, "asks for personal data"):
            segment.uses_personal = False
        # nobody writes by hand what decides who sees it
        segment.write({"personal": False, "begun_on": "2020-01-01", "note": "x"})
        self.assertTrue(segment.personal)
        self.assertNotEqual(segment.begun_on, fields.Date.to_date("2020-01-01"))
        self.assertEqual(segment.note, "x")
        with self.assertRaises(AccessError):
            self._segment(user=self.user, uses_personal=True)

    def test_its_author_left(self):
        segment = self._segment(user=self.seller)
        self.assertEqual(segment.sudo().customer_count, 6)
        self.seller.active = False
        segment.sudo()._refresh()
        seen = segment.with_user(self.manager)
        seen.invalidate_recordset()
        self.assertIn("no longer a user", seen.domain_problem)
        self.assertEqual(len(self._found(segment)), 6)
        seen.action_take_condition()
        self.assertFalse(seen.domain_problem)

    def test_who_changes_it(self):
        mine = self._segment(user=self.user)
        mine.name = "Still mine"
        mine.with_user(self.manager).name = "The manager's word"
        theirs = self._segment()
        with self.assertRaises(AccessError):
            theirs.with_user(self.user).name = "Not mine"
        with self.assertRaises(AccessError):
            theirs.member_ids.with_user(self.manager).unlink()

    def test_sellers_see_their_customers(self):
        segment = self._segment()
        seen = segment.with_user(self.seller)
        self.assertEqual(seen.customer_count, 3)
        found = self._found(segment, self.seller)
        self.assertEqual(found.user_id, self.seller)

    def test_of_one_company(self):
        other = self._create_company(name="Other company of segments")
        self.guests[:2].company_id = other
        self.guests[2].company_id = self.company
        segment = self._segment()
        self.assertEqual(self._found(segment), self.guests[2:])
        with self.assertRaises(AccessError):
            self._segment(company_id=other.id)

    def test_what_is_found_is_filled_in_by_nobody(self):
        """Neither by hand nor by a client's context: one that asks for personal data
        is marked so, and is asked in the name of who wrote it."""
        insider = self._user(
            "segment_insider",
            "ficha_cliente.group_ficha_manager,ficha_cliente.group_ficha_personal",
        )
        vals = {
            "name": "Widowed",
            "company_id": self.company.id,
            "domain": "[('marital_status', '=', 'widowed')]",
        }
        Segment = self.env["ficha.segment"]
        claimed = {
            "default_personal": False,
            "default_begun_on": "2001-01-01",
            "default_asked_on": "2001-01-01",
            "default_member_ids": [(0, 0, {"partner_id": self.customer.id})],
        }
        mine = (
            Segment.with_user(insider)
            .with_context(**claimed)
            .create({**vals, "uses_personal": True, "personal": False})
        )
        self.assertTrue(mine.personal)
        self.assertEqual(mine.begun_on, self.today)
        self.assertFalse(mine.sudo().member_ids)
        for context in (
            {"default_domain_user_id": insider.id},
            {"default_domain_user_id": insider.id, "default_uses_personal": True},
        ):
            with self.assertRaises(UserError):
                Segment.with_user(self.user).with_context(**context).create(vals)

    # -- to start from --------------------------------------------------------------

    def test_segments_to_start_from(self):
        self.manager.group_ids += self.env.ref("account.group_account_invoice")
        Wizard = self.env["ficha.segment.suggest"].with_user(self.manager)
        wizard = Wizard.create({})
        lines = {line.name: line for line in wizard.line_ids}
        self.assertEqual(lines["Buy one thing only"].customer_count, 1)
        need = next(name for name in lines if name.startswith("Need: "))
        self.assertIn("Invented sheets", need)
        self.assertIn("Invented towels", need)
        lines["Buy one thing only"].chosen = True
        wizard.action_make()
        made = (
            self.env["ficha.segment"]
            .with_user(self.manager)
            .search([("name", "=", "Buy one thing only")])
        )
        self.assertEqual(self._found(made) - self.contact, self.customer)
        self.assertEqual(made.domain_user_id, self.manager)
        # it is not suggested once more
        names = Wizard.create({}).line_ids.mapped("name")
        self.assertNotIn("Buy one thing only", names)
        # who may not ask for what was bought is not told of it
        names = Wizard.with_user(self.user).create({}).line_ids.mapped("name")
        self.assertFalse([name for name in names if name.startswith("Need: ")])

    def test_each_of_them_is_explained(self):
        """One sentence each, and none for two; about to leave is who is expected by
        now, as their own file tells a risk of nobody before."""
        self.manager.group_ids += self.env.ref("account.group_account_invoice")
        Wizard = self.env["ficha.segment.suggest"].with_user(self.manager)
        told = {name: note for name, note, *_rest in Wizard._suggested(self.company)}
        for name in ("Lost", "New", "Loyal", "Asleep", "Must not be lost"):
            self.assertIn(name, told)
        needs = [name for name in told if name.startswith("Need: ")]
        self.assertEqual(len({*told.values()}), len(told) - max(len(needs) - 1, 0))
        [domain] = [
            domain
            for name, _note, _color, domain in Wizard._suggested(self.company)
            if name == "About to leave"
        ]
        early, due, unknown = guests = self.guests[:3]
        rows = self.env["ficha.purchase.summary"].sudo()
        rows.flush_model()
        for guest, days in zip(guests, (1, 0, None), strict=True):
            self.env.cr.execute(
                """INSERT INTO ficha_purchase_summary
                       (partner_id, company_id, currency_id, value_tier, drift_risk,
                        expected_from_date)
                   VALUES (%s, %s, %s, 'a', 0.495, %s)""",
                (
                    guest.id,
                    self.company.id,
                    self.company.currency_id.id,
                    None
                    if days is None
                    else fields.Date.to_date(TODAY) + relativedelta(days=days),
                ),
            )
        rows.invalidate_model()
        segment = self._segment(domain=str(domain))
        found = self._found(segment)
        self.assertEqual(found & guests, due | unknown)
        self.assertNotIn(early, found)

    def test_how_long_nobody_spoke_with_them(self):
        Partner = self.env["res.partner"].with_user(self.manager)
        first, second, never = self.guests[:3]
        first.last_contact_date = self.today - relativedelta(days=30)
        second.last_contact_date = self.today - relativedelta(days=29)

        def found(operator, value):
            domain = [
                ("ficha_silent_days", operator, value),
                ("id", "in", (first | second | never).ids),
            ]
            return Partner.search(domain).sudo()

        self.assertEqual(found(">=", 30), first | never)
        self.assertEqual(found(">", 29), first | never)
        self.assertEqual(found("<", 30), second)
        self.assertEqual(found("<=", 30), first | second)
        self.assertEqual(first.with_user(self.manager).ficha_silent_days, 30)

    def test_how_many_categories_they_buy(self):
        Partner = self.env["res.partner"].with_user(self.manager)
        one = Partner.search(
            [("ficha_category_count", "=", 1), ("id", "=", self.customer.id)]
        )
        self.assertEqual(one.sudo(), self.customer)
        self.assertEqual(one.ficha_category_count, 1)
        self.soap.categ_id = self.env["product.category"].create({"name": "Baths"})
        one.invalidate_recordset()
        self.assertEqual(one.ficha_category_count, 2)
        self.assertTrue(Partner.search([("ficha_category_count", ">", 1)]))

    def test_what_they_stopped_buying(self):
        Partner = self.env["res.partner"].with_user(self.manager)
        mine = [("id", "=", self.customer.id)]
        stopped = self.customer.with_user(self.manager).stopped_product_ids
        self.assertEqual(stopped.sudo(), self.soap, "as the list of the file says")
        for domain, found in (
            ([("stopped_product_ids", "in", self.soap.ids)], True),
            ([("stopped_product_ids", "in", self.sheets.ids)], False),
            ([("stopped_product_ids", "any", [("name", "ilike", "soap")])], True),
            ([("stopped_product_ids", "not in", self.soap.ids)], False),
            ([("stopped_product_ids", "!=", False)], True),
            ([("stopped_product_ids", "=", False)], False),
            # they still buy something of it
            ([("stopped_category_ids", "in", self.category.ids)], False),
        ):
            with self.subTest(domain):
                self.assertEqual(bool(Partner.search(mine + domain)), found)
        baths = self.env["product.category"].create({"name": "Baths"})
        self.soap.categ_id = baths
        self.assertTrue(
            Partner.search(mine + [("stopped_category_ids", "child_of", baths.ids)])
        )
        # a segment asks it, and who may not see what they buy finds nobody
        segment = self.env["ficha.segment"].with_user(self.manager)
        segment = segment.create(
            {
                "name": "No more soap",
                "company_id": self.company.id,
                "domain": f"[('stopped_product_ids', 'in', {self.soap.ids})]",
            }
        )
        self.assertEqual(segment.sudo().member_ids.partner_id, self.customer)
        other = self.env["res.partner"].with_user(self.other_seller)
        self.assertFalse(
            other.search(mine + [("stopped_product_ids", "in", self.soap.ids)])
        )
