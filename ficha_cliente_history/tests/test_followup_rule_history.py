from freezegun import freeze_time

from odoo.tests import tagged

from .common_followup_history import FollowupHistoryCommon


@tagged("post_install", "-at_install")
class TestFollowupRuleHistory(FollowupHistoryCommon):
    """Each kind of rule over the purchase history. Today is 2 March 2026."""

    # -- expected purchase overdue ----------------------------------------------------

    def test_overdue_in_the_customers_own_figures(self):
        self.bought()
        rule = self.rule(
            kind="purchase_overdue",
            days=16,
            reason="%(days)s without buying (%(usual)s), late by %(overdue)s",
        )
        self.colours()
        self.assertEqual(self.customer.followup_state_id, self.yellow)
        self.assertEqual(
            self.customer.followup_reason,
            "47 days without buying (they usually buy every 31 days), late by 16 days",
        )
        self.assertEqual(self.customer.followup_amount, 100)
        self.assertIn("Rule: A rule.", self.customer.message_ids[0].body)
        self.assertFalse(self.contact.followup_state_id)
        rule.days = 17
        self.colours()
        self.assertFalse(self.customer.followup_state_id)

    def test_overdue_only_when_hardly_anybody_would_still_come(self):
        history = self.bought(expected_to_date="2026-03-02")
        rule = self.rule(kind="purchase_overdue")
        self.assertHoldsNot(rule)
        history.expected_to_date = "2026-03-01"
        self.assertHolds(rule)

    def test_overdue_like_customers_like_them(self):
        self.bought(purchase_days=3, expected_basis="similar")
        rule = self.rule(kind="purchase_overdue", reason="%(usual)s")
        self.assertHolds(rule, "customers like them buy again after 31 days")

    def test_the_range_that_is_told_is_the_one_they_missed(self):
        """The banner counts the days of today, in the reader's language, even where the
        night in which the reason was written is some days ago."""
        self.bought()
        rule = self.rule(kind="purchase_overdue", reason="%(expected)s: %(rhythm)s")
        told = (
            "Was expected about 14 Feb (from 8 to 20 Feb) · %s days late: buys every "
            "31 days, silent for %s"
        )
        self.assertHolds(rule, told % (16, 47))
        self.colours()
        self.assertEqual(self.customer.followup_reason, told % (16, 47))
        banner = self.customer.with_context(lang="en_US")
        self.assertEqual(banner.followup_banner["reason"], told % (16, 47))
        with freeze_time("2026-03-04 10:00:00"):
            self.env.invalidate_all()
            self.assertEqual(banner.followup_banner["reason"], told % (18, 49))
            self.assertEqual(
                self.contact.with_context(lang="en_US").followup_banner["reason"],
                told % (18, 49),
                "a contact shows its company's",
            )
        # a colour by hand keeps the words of who gave it
        self.customer._set_followup(self.red, "Angry", mode="manual")
        self.env.invalidate_all()
        self.assertEqual(banner.followup_banner["reason"], "Angry")

    def test_those_lost_long_ago_are_left_out(self):
        self.bought()
        rule = self.rule(kind="purchase_overdue", days_max=46)
        self.assertHoldsNot(rule)
        rule.days_max = 47
        self.assertHolds(rule)

    def test_in_the_language_of_who_reads_it(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self.seller.lang = "es_ES"
        rule = self.rule(kind="purchase_overdue", reason="%(days)s, %(date)s")
        rule.with_context(lang="es_ES").reason = "%(days)s, desde %(date)s"
        self.bought()
        self.colours()
        reader = self.customer.with_context(lang="es_ES")
        self.assertIn(", desde 14 ene 2026", reader.followup_reason)
        self.assertNotIn("desde", self.customer.followup_reason)

    # -- drift risk --------------------------------------------------------------------

    def test_drift_risk_from_the_percentage(self):
        history = self.bought(drift_risk=0.695)
        rule = self.rule(kind="drift_risk", percent=70, reason="%(percent)s, %(usual)s")
        self.assertHolds(rule, "70 %, they usually buy every 31 days")
        history.drift_risk = 0.694
        self.assertHoldsNot(rule)

    def test_drift_risk_of_customers_of_value(self):
        history = self.bought(drift_risk=0.9)
        rule = self.rule(kind="drift_risk", value_tiers="a")
        self.assertHoldsNot(rule)
        rule.value_tiers = "ab"
        self.assertHolds(rule)
        history.value_tier = False
        self.assertHoldsNot(rule)
        rule.value_tiers = False
        self.assertHolds(rule)

    # -- big customer silent -----------------------------------------------------------

    def test_big_customer_neither_bought_nor_spoken_to(self):
        self.bought(value_tier="a")
        rule = self.rule(
            kind="big_silent",
            days=40,
            reason="%(tier)s: %(days)s, %(purchase)s, %(contact)s",
        )
        self.assertHolds(rule, "A: 47 days, 14 Jan 2026, no contact")
        self.customer.last_contact_date = "2026-01-21"
        self.assertHolds(rule, "A: 40 days, 14 Jan 2026, 21 Jan 2026")
        self.customer.last_contact_date = "2026-01-22"
        self.assertHoldsNot(rule)

    def test_big_silent_asks_for_the_tier(self):
        self.bought()
        rule = self.rule(kind="big_silent", days=40)
        self.assertHoldsNot(rule)
        rule.value_tiers = "ab"
        self.assertHolds(rule)

    def test_bought_from_another_company_is_not_silent(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.bought(value_tier="a")
        self.bought(company=other, value_tier="c", last_purchase_date="2026-02-27")
        self.assertHoldsNot(self.rule(kind="big_silent", days=40))

    # -- segment changed ---------------------------------------------------------------

    def test_segment_changed(self):
        history = self.bought(
            previous_segment="loyal", rfm_segment="at_risk", segment_since="2026-02-25"
        )
        rule = self.rule(
            kind="segment_changed",
            days=5,
            reason="%(segment_from)s > %(segment_to)s, %(date)s",
        )
        self.assertHolds(rule, "Loyal > Drifting away, 25 Feb 2026")
        rule.days = 4
        self.assertHoldsNot(rule)
        rule.days = 5
        for side, other, yes, no in (
            ("segment_to", "segment_from", "at_risk", "lost"),
            ("segment_from", "segment_to", "loyal", "new"),
            ("segment_to", "segment_from", "worse", "better"),
        ):
            rule.write({side: yes, other: False})
            self.assertHolds(rule)
            rule[side] = no
            self.assertHoldsNot(rule)
        rule.write({"segment_from": False, "segment_to": "better"})
        history.write({"previous_segment": "at_risk", "rfm_segment": "loyal"})
        self.assertHolds(rule)

    def test_first_segment_is_no_change(self):
        self.bought(rfm_segment="new", segment_since="2026-03-01")
        self.assertHoldsNot(self.rule(kind="segment_changed", days=30))

    # -- first purchase ----------------------------------------------------------------

    def test_first_purchase_just_made(self):
        history = self.bought(first_purchase_date="2026-02-18", first_amount=250)
        rule = self.rule(
            kind="first_purchase", days=12, reason="%(date)s: %(amount)s, %(days)s"
        )
        found = rule._matching()[self.customer.id]
        self.assertEqual((found["amount"], found["days"]), (250, 12))
        self.assertEqual(found["currency"], self.env.company.currency_id)
        history.first_purchase_date = "2026-02-17"
        self.assertHoldsNot(rule)

    def test_first_purchase_from_a_second_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.bought()
        self.bought(company=other, first_purchase_date="2026-03-01")
        rule = self.rule(kind="first_purchase", days=14)
        self.assertHoldsNot(rule)
        rule.company_id = other
        self.assertHolds(rule)

    # -- anniversary -------------------------------------------------------------------

    def test_anniversary_in_time(self):
        history = self.bought(first_purchase_date="2023-03-09")
        rule = self.rule(
            kind="anniversary", days=7, reason="%(years)s on %(date)s, in %(days)s"
        )
        self.assertHolds(rule, "3 years on 9 Mar 2026, in 7 days")
        for day, holds in (
            ("2023-03-10", False),  # too early to say
            ("2023-03-02", True),  # today
            ("2023-03-01", False),  # over
            ("2026-03-02", False),  # the first day is no anniversary
        ):
            history.first_purchase_date = day
            (self.assertHolds if holds else self.assertHoldsNot)(rule)

    def test_anniversary_over_the_new_year_and_of_who_has_gone(self):
        history = self.bought(first_purchase_date="2025-01-05")
        rule = self.rule(kind="anniversary", days=320, reason="%(years)s, %(date)s")
        self.assertHolds(rule, "2 years, 5 Jan 2027")
        history.last_purchase_date = "2025-03-01"
        self.assertHoldsNot(rule)

    # -- all of them -------------------------------------------------------------------

    def test_rule_of_a_company_reads_only_its_sales(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.bought(drift_risk=0.9, value_tier="a", segment_since="2026-03-01")
        for kind in ("purchase_overdue", "drift_risk", "big_silent"):
            rule = self.rule(kind=kind, percent=80)
            self.assertHolds(rule)
            rule.company_id = other
            self.assertHoldsNot(rule)

    def test_archived_rule_archived_customer_and_colour_by_hand(self):
        self.bought()
        rule = self.rule(kind="purchase_overdue")
        theirs = self.customer.copy()
        self.bought(theirs)
        theirs.active = False
        self.customer.followup_state_id = self.red
        self.colours()
        self.assertEqual(self.customer.followup_state_id, self.red)
        self.assertFalse(theirs.followup_state_id)
        rule.active = False
        self.customer.followup_mode = "automatic"
        self.assertFalse(self.customer.followup_state_id)

    def test_as_many_queries_for_many_customers(self):
        kinds = [
            "purchase_overdue",
            "drift_risk",
            "big_silent",
            "segment_changed",
            "first_purchase",
            "anniversary",
            "birthday",
            "complaint_open",
        ]
        rules = [self.rule(kind=k, days=3, percent=10, value_tiers="ab") for k in kinds]
        values = {
            "drift_risk": 0.9,
            "previous_segment": "loyal",
            "rfm_segment": "at_risk",
            "segment_since": "2026-03-01",
        }
        self.bought(**values)

        def run():
            for rule in rules:
                rule._matching()

        run()
        one = self.queries(run)
        for _n in range(15):
            partner = self.customer.copy({"birthdate_date": "1980-03-03"})
            self.bought(partner, **values)
            self.interaction(partner)
        self.assertEqual(self.queries(run), one)
        for rule in rules[:3] + rules[6:]:
            self.assertGreaterEqual(len(rule._matching()), 15, rule.kind)
