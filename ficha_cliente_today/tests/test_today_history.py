from freezegun import freeze_time

from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from ..tools.results_ask import WAITED_DAYS
from .common_today import TodayCommon

TODAY, TOMORROW = "2026-03-02", "2026-03-03"


@tagged("post_install", "-at_install")
class TestTodayHistory(TodayCommon):
    """Sections that read activities, calendars, purchases, complaints and dates."""

    def test_activities(self):
        call = self.activity(self.contact, TODAY)
        key, line = self.line(self.customer)
        self.assertEqual(key, "due")
        self.assertEqual(line["what"], call.activity_type_id.name)
        self.assertIn("Ask for the order", line["reason"])
        self.assertIn("Lola", line["reason"], "whom of the company")
        call.date_deadline = "2026-02-27"
        self.assertEqual(self.where(self.customer), "now", "overdue")
        call.date_deadline = TOMORROW
        self.assertIsNone(self.where(self.customer))
        call.write({"date_deadline": TODAY, "user_id": self.seller.id})
        self.assertIsNone(self.where(self.customer), "a colleague's")
        self.assertEqual(self.where(self.customer, self.seller), "due")
        call.action_feedback(feedback="They ordered")
        self.assertIsNone(self.where(self.customer, self.seller), "done")

    def test_reminders_speak_once(self):
        client = self.client("Reminded", self.yellow, TODAY)
        self.remind()
        self.assertTrue(self.reminders(client))
        key, line = self.line(client)
        self.assertEqual((key, line["source"]), ("due", "followup"))
        self.assertFalse(line["also"], "the reminder and the date are one thing")
        self.reminders(client).user_id = self.seller
        self.assertEqual(self.where(client, self.seller), "due", "handed over")

    def test_planned_visit_with_its_hour(self):
        self.env["ficha.followup.plan"].create(
            {
                "partner_id": self.customer.id,
                "kind": "visit",
                "weekday_ids": self.env.ref("ficha_cliente.weekday_monday").ids,
                "with_hour": True,
                "hour": 12.5,
                "date_start": TODAY,
            }
        )
        later = self.client("At any hour")
        self.activity(later, TODAY)
        key, line = self.line(self.customer)
        self.assertEqual(
            (key, line["source"], line["hour"]), ("due", "activity", "12:30")
        )
        self.assertIn("Every week", line["reason"])
        names = self.names("due")
        self.assertLess(names.index(self.customer.name), names.index(later.name))

    def test_meetings_with_a_customer(self):
        event = self.env["calendar.event"].create(
            {
                "name": "Show the new range",
                "start": "2026-03-02 15:00:00",
                "stop": "2026-03-02 16:00:00",
                "user_id": self.user.id,
                "partner_ids": (self.user.partner_id + self.contact).ids,
            }
        )
        key, line = self.line(self.customer)
        self.assertEqual((key, line["hour"]), ("due", "16:00"), "the user's zone")
        self.assertIn("Show the new range", line["reason"])
        self.assertIsNone(self.where(self.customer, self.seller))
        self.assertEqual(self.where(self.customer, self.manager, "all"), "due")
        event.privacy = "private"
        self.assertEqual(self.where(self.customer), "due")
        self.assertIsNone(self.where(self.customer, self.manager, "all"))
        event.write({"start": "2026-03-02 08:00:00", "stop": "2026-03-02 09:00:00"})
        self.assertEqual(self.where(self.customer), "due", "nobody has noted it yet")
        self.customer.last_contact_date = TODAY
        self.assertIsNone(self.where(self.customer), "it took place")

    def test_expected_purchases(self):
        late = self.client("Panadería Osuna")
        self.summary(
            late,
            expected_date="2026-02-18",
            average_ticket=240.0,
            usual_interval_days=21,
            expected_basis="own",
        )
        big = self.client("Clínica Velázquez")
        self.summary(big, expected_date="2026-02-21", average_ticket=1150.0)
        yet = self.client("Not yet")
        self.summary(yet, expected_date=TODAY, average_ticket=99.0)
        lost = self.client("Long lost")
        self.summary(lost, expected_date="2025-11-01", average_ticket=99.0)
        section = self.section("expected")
        names = [line["name"] for line in section["lines"]]
        self.assertEqual(names, [big.name, late.name], "most money first")
        self.assertEqual(
            section["amounts"],
            [{"amount": 1390.0, "note": "in usual purchases, before taxes"}],
        )
        line = self.line(late)[1]
        self.assertIn("12 days late", line["reason"])
        self.assertIn("every 21 days", line["reason"])
        self.assertAlmostEqual(line["amount"], 240.0)
        late.last_contact_date = TODAY
        self.assertIsNone(self.where(late), "somebody asked them today")

    def test_expected_purchases_of_the_active_companies(self):
        other = self.env["res.company"].create(
            {"name": "Another", "currency_id": self.env.ref("base.CHF").id}
        )
        self.env["res.currency.rate"].search([]).unlink()
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.env.ref("base.CHF").id,
                "company_id": self.env.company.id,
                "name": "2026-01-01",
                "rate": 2.0,
            }
        )
        late = self.client("Buys from the other")
        self.summary(
            late,
            company_id=other.id,
            currency_id=other.currency_id.id,
            expected_date="2026-02-18",
            average_ticket=100.0,
        )
        self.assertIsNone(self.where(late))
        self.user.company_ids += other
        both = [self.env.company.id, other.id]
        line = self.line(late, allowed_company_ids=both)[1]
        self.assertAlmostEqual(
            line["amount"], 50.0, msg="in the active company's money"
        )

    def test_open_complaints(self):
        complaint = self.env["ficha.interaction"].create(
            {
                "partner_id": self.customer.id,
                "kind": "complaint",
                "subject": "bent labels",
                "date": "2026-02-25 10:00:00",
                "user_id": self.seller.id,
            }
        )
        key, line = self.line(self.customer)
        self.assertEqual(key, "complaints")
        self.assertIn("bent labels", line["reason"])
        self.assertIn("5 days", line["reason"])
        self.assertEqual(
            self.where(self.customer, self.seller), "complaints", "who took it"
        )
        complaint.private = True
        self.assertIsNone(self.where(self.customer), "no access to private ones")
        complaint.private = False
        complaint.action_solve("New labels sent")
        self.assertIsNone(self.where(self.customer))

    def test_proposals_to_decide(self):
        self.env["ficha.proposal"]._propose(
            self.customer, {"street": "Calle Nueva 1", "city": "Lugo"}, "other", None
        )
        key, line = self.line(self.customer)
        self.assertEqual(key, "decide")
        self.assertEqual(line["what"], "2 changes")
        self.assertIn("Street", line["reason"])
        self.assertEqual(line["gestures"], ["decide"])
        self.assertIsNone(self.where(self.customer, self.seller))
        action = self.env["ficha.today"].with_user(self.user).open_section("decide")
        self.assertEqual(action["res_model"], "ficha.proposal")
        proposals = self.env["ficha.proposal"].search(action["domain"])
        self.assertEqual(proposals.partner_id, self.customer)
        self.assertEqual(len(proposals), 2)
        proposals.action_reject()
        self.assertIsNone(self.where(self.customer))

    def test_birthdays(self):
        today = self.client("Inés", is_company=False, birthdate_date="1980-03-02")
        last = self.client("Óscar", is_company=False, birthdate_date="1975-03-09")
        self.client("Later", is_company=False, birthdate_date="1975-03-10")
        self.contact.birthdate_date = "1990-03-05"
        section = self.section("birthdays")
        self.assertEqual(
            [line["name"] for line in section["lines"]],
            [today.name, self.customer.name, last.name],
        )
        self.assertEqual(self.line(today)[1]["what"], "today")
        self.assertIn("Lola", self.line(self.customer)[1]["reason"])
        today.last_contact_date = TODAY
        self.assertIsNone(self.where(today), "they were congratulated")

    def test_relatives_are_personal(self):
        person = self.client("Lucía", is_company=False)
        self.env["ficha.family.member"].create(
            {"partner_id": person.id, "name": "Leo", "birthdate_date": "2015-03-03"}
        )
        self.assertIsNone(self.where(person))
        self.user.group_ids += self.env.ref("ficha_cliente.group_ficha_personal")
        key, line = self.line(person)
        self.assertEqual(key, "birthdays")
        self.assertIn("Leo", line["reason"])
        self.assertEqual(line["what"], "tomorrow")

    def test_years_a_customer(self):
        old = self.client("Since 2023")
        self.summary(old, first_purchase_date="2023-03-02", purchase_count_12m=4)
        gone = self.client("Buys no more")
        self.summary(gone, first_purchase_date="2023-03-02", purchase_count_12m=0)
        new = self.client("First purchase today")
        self.summary(new, first_purchase_date=TODAY, purchase_count_12m=1)
        self.assertIn("3 years", self.line(old)[1]["reason"])
        self.assertIsNone(self.where(gone))
        self.assertIsNone(self.where(new))

    def test_this_month_against_the_one_before(self):
        def spoke(partner, date, **vals):
            self.env["ficha.interaction"].create(
                {
                    "partner_id": partner.id,
                    "kind": "call",
                    "subject": "Spoke",
                    "date": f"{date} 10:00:00",
                    "user_id": self.seller.id,
                    **vals,
                }
            )

        self.customer.user_id = self.seller
        one, two, three = (self.client(f"Client {n}") for n in range(3))
        spoke(one, "2026-03-01")
        spoke(one, "2026-03-02")
        spoke(one, "2026-02-01")
        spoke(two, "2026-02-02")
        spoke(two, "2026-02-20")
        spoke(self.customer, "2026-02-02", user_id=self.user.id)
        three.next_contact_date = TODAY
        month = self.today()["month"]
        self.assertEqual(month["contacted"], 1, "different customers, not calls")
        self.assertEqual(month["planned"], 2, "and the one whose turn came")
        self.assertEqual(month["before"], 3, "1 and 2 February: mine, and by me")
        self.assertEqual(month["before_total"], 3)
        weeks = [week["count"] for week in month["weeks"]]
        # weeks that begin on 12, 19 and 26 January, 2, 9, 16 and 23 February, 2 March
        self.assertEqual(weeks, [0, 0, 1, 2, 0, 1, 1, 1])

    @freeze_time("2026-03-31 10:00:00")
    def test_a_month_longer_than_the_one_before(self):
        for day in ("2026-02-28", "2026-03-01", "2026-03-02"):
            self.env["ficha.interaction"].create(
                {
                    "partner_id": self.client(day).id,
                    "kind": "call",
                    "subject": "Spoke",
                    "date": f"{day} 10:00:00",
                }
            )
        month = self.today()["month"]
        self.assertEqual(month["contacted"], 2)
        self.assertEqual(month["before"], 1, "the 31 days end with February")

    def test_who_came_back(self):
        for name, before, now, since in (
            ("Came back", "at_risk", "loyal", TODAY),
            ("Came back before", "at_risk", "loyal", "2026-02-27"),
            ("Only better", "loyal", "champion", TODAY),
        ):
            self.summary(
                self.client(name),
                previous_segment=before,
                rfm_segment=now,
                segment_since=since,
            )
        self.assertEqual(self.today()["month"]["recovered"], 1)
        stranger = self.stranger()
        self.assertEqual(self.today(stranger)["month"]["recovered"], 0)

    def stranger(self):
        return new_test_user(
            self.env,
            "nobody_in_charge",
            groups="base.group_user,ficha_cliente.group_ficha_user",
        )

    def test_who_was_lost_by_their_own_rhythm(self):
        """Who buys every 60 days is waited for 120, whatever their segment; who buys
        every 10, for 40. Today is the second of March."""
        for name, usual, last in (
            ("Lost today", 60, "2025-11-02"),
            ("Lost yesterday", 10, "2026-01-20"),
            ("Lost in February", 60, "2025-10-31"),
            ("Waited for until tomorrow", 60, "2025-11-03"),
            ("A month without buying", 60, "2026-01-29"),
            ("No rhythm known", 0, "2026-01-30"),
        ):
            self.summary(
                self.client(name),
                usual_interval_days=usual,
                last_purchase_date=last,
                rfm_segment="lost",
                previous_segment="hibernating",
                segment_since=TODAY,
            )
        self.assertEqual(self.today()["month"]["lost"], 2)
        self.assertEqual(self.today(self.stranger())["month"]["lost"], 0)

    def test_who_buys_from_another_company_too_is_not_lost(self):
        other = self.env["res.company"].create({"name": "Another"})
        both = self.client("Of both")
        values = {"usual_interval_days": 60, "last_purchase_date": "2025-11-02"}
        self.summary(both, **values)
        self.summary(
            both, company_id=other.id, **values | {"last_purchase_date": "2026-02-20"}
        )
        self.assertEqual(self.today()["month"]["lost"], 1)
        self.user.company_ids += other
        companies = [self.env.company.id, other.id]
        month = self.today(allowed_company_ids=companies)["month"]
        self.assertEqual(month["lost"], 0)

    def test_whom_the_reader_may_not_see_is_counted_nowhere(self):
        """Customers of another company, of this one and of all of them: what we sold
        them and what was said is ours all the same."""
        other = self.env["res.company"].create({"name": "Another"})
        names = {"Ours": self.env.company, "Everybody's": None, "Theirs": other}
        for name, company in names.items():
            customer = self.client(name, company_id=company and company.id)
            self.summary(customer, expected_date="2026-02-18", average_ticket=100.0)
            gone = self.client(f"{name}, gone", company_id=company and company.id)
            self.summary(gone, usual_interval_days=60, last_purchase_date="2025-11-02")
            self.env["ficha.interaction"].create(
                {
                    "partner_id": customer.id,
                    "company_id": self.env.company.id,
                    "date": f"{TODAY} 08:00:00",
                }
            )
            customer.last_contact_date = False
        one = self.today(self.manager, "all")
        self.assertEqual(
            sorted(self.names("expected", self.manager, "all")), ["Everybody's", "Ours"]
        )
        self.assertEqual((one["month"]["lost"], one["month"]["contacted"]), (2, 2))
        self.manager.company_ids += other
        companies = [self.env.company.id, other.id]
        asked = (self.manager, "all", None)
        both = self.today(*asked, allowed_company_ids=companies)
        expected = self.section("expected", *asked, allowed_company_ids=companies)
        self.assertEqual(expected["count"], 3)
        self.assertEqual([each["amount"] for each in expected["amounts"]], [300.0])
        self.assertEqual((both["month"]["lost"], both["month"]["contacted"]), (3, 3))

    def test_who_was_lost_is_found_by_an_index(self):
        """The index is of what is asked for; and what is counted is the same from one
        company, which reads it, as from two, which add up by customer."""
        Summary = self.env["ficha.purchase.summary"]
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute(
            SQL(
                "EXPLAIN SELECT FROM ficha_purchase_summary WHERE"
                " (last_purchase_date + LEAST(%s, %s)) BETWEEN '2026-03-01' AND %s",
                Summary._patience_sql(Summary._table),
                WAITED_DAYS,
                TODAY,
            )
        )
        plan = " ".join(row[0] for row in self.env.cr.fetchall())
        self.env.cr.execute("SET LOCAL enable_seqscan TO DEFAULT")
        self.assertIn("ficha_purchase_summary_gone_idx", plan)
        other = self.env["res.company"].create({"name": "Nobody buys here"})
        self.user.company_ids |= other
        for name, values in {
            "Lost": {"usual_interval_days": 10},
            "Of no rhythm": {},
            "Waited for": {"usual_interval_days": 60},
        }.items():
            self.summary(self.client(name), last_purchase_date="2026-01-20", **values)
        for companies in (self.env.company, self.env.company | other):
            month = self.today(allowed_company_ids=companies.ids)["month"]
            self.assertEqual(month["lost"], 1, companies)

    def test_late_customers_are_those_the_reader_may_see(self):
        """Rules of one's own on contacts hide from this section too."""
        seen, hidden, gone = (
            self.client(name) for name in ("Seen late", "Hidden late", "Archived late")
        )
        for partner in (seen, hidden, gone):
            self.summary(partner, expected_date="2026-02-20", average_ticket=10)
        gone.active = False
        self.env["ir.rule"].create(
            {
                "name": "Not this one",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": [("id", "!=", hidden.id)],
            }
        )
        for user, scope in ((self.user, "mine"), (self.manager, "all")):
            names = self.names("expected", user, scope)
            self.assertIn("Seen late", names)
            self.assertNotIn("Hidden late", names)
            self.assertNotIn("Archived late", names)
