from datetime import date

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.query import query_refine, query_select

from .common_timeline import LISTED_KINDS, TimelineCommon

NOON = fields.Datetime.to_datetime("2026-03-05 12:00:00")
KINDS = ["interaction", "message", "activity"]


@tagged("post_install", "-at_install")
class TestTimeline(TimelineCommon):
    """What is told, in which order, page after page."""

    def test_order_across_sources(self):
        """Newest first, whatever it was: what has only a day comes last in its day."""
        self.talk("Call at noon", "2026-03-05 12:00:00")
        self.message("E-mail at nine", "2026-03-05 09:00:00", self.eva)
        self.activity_done("Send the price list", date(2026, 3, 5))
        self.meeting("Visit the day before", "2026-03-04 16:00:00", self.luis)
        self.assertEqual(
            self.titles(),
            [
                "Call at noon",
                "E-mail at nine",
                "Send the price list",
                "Visit the day before",
            ],
        )

    def test_whose_file_was_created(self):
        """Sixty contacts made at once are sixty entries that say which."""
        contacts = self.env["res.partner"].with_context(tracking_disable=False)
        made = contacts.with_context(mail_create_nolog=False).create(
            [
                {"name": name, "parent_id": self.customer.id}
                for name in ("Ana Gil", "Luz Paz")
            ]
        )
        self.env.flush_all()
        entries = [
            entry
            for entry in self.page(kinds=["change"])["entries"]
            if "created" in entry["title"] and entry["contact"]
        ]
        self.assertEqual(
            {(entry["title"], entry["contact"]["id"]) for entry in entries},
            {(f"Contact created: {one.name}", one.id) for one in made},
        )

    def test_day_of_the_reader(self):
        """What has only a day stays under that day where the reader is."""
        # in Bogotá, five hours behind, this is still the fifth
        self.message("Late on the fifth", "2026-03-06 01:00:00")
        self.activity_done("On the sixth", date(2026, 3, 6))
        entries = self.page(kinds=KINDS, zone="America/Bogota")["entries"]
        self.assertEqual(
            [(entry["title"], entry["date"]) for entry in entries],
            [
                ("On the sixth", "2026-03-06"),
                ("Late on the fifth", "2026-03-06 01:00:00"),
            ],
        )
        # in Greenwich the message is of the sixth, one o'clock
        self.assertEqual(self.titles(), ["Late on the fifth", "On the sixth"])

    def test_pages_without_gaps_or_doubles(self):
        """Many at the same instant and day, on several contacts, in small pages."""
        for number in range(7):
            self.talk(f"Call {number}", "2026-03-05 00:00:00")
            self.message(f"Mail {number}", "2026-03-05 00:00:00", self.eva)
            self.message(f"Other mail {number}", "2026-03-05 00:00:00", self.luis)
            self.activity_done(f"To do {number}", date(2026, 3, 5))
            self.talk(f"Earlier {number}", f"2026-03-0{1 + number % 4} 10:00:00")
        everything = self.all_keys(200)
        self.assertEqual(len(everything), len(set(everything)))
        self.assertGreaterEqual(len(everything), 35)
        for limit in (1, 2, 3, 5, 8, 34):
            self.assertEqual(self.all_keys(limit), everything, limit)

    def test_pages_in_a_zone_east_and_west(self):
        """The same, where midnight is not that of Greenwich, and where it comes twice:
        in Havana the clocks went back to midnight on the first of November."""
        for number in range(3):
            for day in ("2026-10-31", "2026-11-01", "2026-11-02"):
                self.activity_done(f"{day} {number}", day)
                for hour in (0, 4, 5, 23):
                    self.talk(f"{day} {hour} {number}", f"{day} {hour:02}:30:00")
        for zone in ("America/Bogota", "Asia/Tokyo", "America/Havana"):
            values = {"kinds": KINDS, "zone": zone}
            whole = self.all_keys(200, **values)
            self.assertEqual(len(set(whole)), 45)
            for limit in (1, 4, 7):
                self.assertEqual(self.all_keys(limit, **values), whole, zone)

    def test_contacts_and_archived_ones(self):
        """The timeline is the company's, also from the file of a contact, and what an
        archived contact said is still told. Another customer's is not."""
        self.message("From Eva", "2026-03-05 09:00:00", self.eva)
        self.message("From Luis", "2026-03-04 09:00:00", self.luis)
        other = self.env["res.partner"].create({"name": "Other"})
        self.message("From somebody else", "2026-03-03 09:00:00", other)
        self.luis.active = False
        self.assertEqual(self.titles(), ["From Eva", "From Luis"])
        self.assertEqual(self.titles(self.eva), ["From Eva", "From Luis"])
        self.assertEqual(self.titles(other), ["From somebody else"])

    def test_filters(self):
        """By kind and by channel, which leave the rest out and go on paging."""
        self.talk("Called", "2026-03-05 12:00:00")
        self.talk("Visited", "2026-03-04 12:00:00", channel_id=self.visit.id)
        self.talk("Called before", "2026-03-03 12:00:00")
        self.message("Wrote", "2026-03-02 12:00:00", self.eva)
        self.activity_done("Sent a sample", date(2026, 3, 1))
        self.assertEqual(self.titles(kinds=["message"]), ["Wrote"])
        self.assertEqual(
            self.titles(channel_ids=self.phone.ids), ["Called", "Called before"]
        )
        self.assertEqual(
            self.titles(channel_ids=(self.phone | self.visit).ids),
            ["Called", "Visited", "Called before"],
        )
        self.assertEqual(self.titles(channel_ids=self.email.ids), ["Wrote"])
        self.assertEqual(self.titles(kinds=["meeting"]), [])
        first = self.page(channel_ids=self.phone.ids, limit=1)
        self.assertTrue(first["next"])
        second = self.page(
            channel_ids=self.phone.ids, limit=1, cursor=first["next"], kinds=None
        )
        self.assertEqual(second["entries"][0]["title"], "Called before")
        self.assertFalse(second["next"])

    def test_page_opens_with_what_there_is(self):
        """Filters are offered for what the customer has, and what is planned on top."""
        self.talk("Visited", "2026-03-04 12:00:00", channel_id=self.visit.id)
        self.activity_done("Sent a sample", date(2026, 3, 1))
        tomorrow = fields.Datetime.add(fields.Datetime.now(), days=1)
        self.meeting("Show the catalogue", tomorrow, self.eva)
        yesterday = fields.Date.add(fields.Date.context_today(self.user), days=-1)
        self.customer.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=yesterday,
            summary="Call them",
            user_id=self.user.id,
        )
        self.customer.next_contact_date = False  # what a rule made of it
        timeline = self.env["ficha.timeline"].with_user(self.user)
        opened = timeline.get_timeline(self.customer.id)
        kinds = [kind["key"] for kind in opened["kinds"]]
        self.assertIn("interaction", kinds)
        self.assertIn("activity", kinds)
        self.assertNotIn("message", kinds)
        self.assertEqual(
            [channel["name"] for channel in opened["channels"]], [self.visit.name]
        )
        self.assertEqual(
            [(entry["title"], entry["late"]) for entry in opened["coming"]],
            [("Call them", True), ("Show the catalogue", False)],
        )
        self.assertEqual(opened["entries"], self.page()["entries"])
        # the filters are the same where there is more than the page
        first = timeline.get_timeline(self.customer.id, limit=1)
        self.assertTrue(first["next"])
        for part in ("kinds", "channels"):
            self.assertEqual(first[part], opened[part])
        # neither the meeting to come nor the activity to do is history
        self.assertEqual(self.titles(), ["Visited", "Sent a sample"])

    def test_the_next_contact_is_what_the_line_on_top_tells(self):
        """And once: from its day on its reminder stands for it."""
        today = fields.Date.context_today(self.user)
        self.customer.next_contact_date = fields.Date.add(today, days=3)
        seen = self.customer.with_user(self.user)
        timeline = self.env["ficha.timeline"].with_user(self.user)
        [told] = timeline.get_timeline(self.customer.id)["coming"]
        [plan] = seen._followup_plans()[self.customer.id]
        self.assertEqual(told["date"], fields.Date.to_string(plan["day"]))
        self.assertEqual((told["title"], told["user"]), (plan["what"], plan["who"]))
        self.assertFalse(told["late"])
        self.customer.do_not_contact = True
        self.assertFalse(timeline.get_timeline(self.customer.id)["coming"])

    def test_words_of_one_line_are_told_once(self):
        self.talk("We spoke. They will pay", "2026-03-04", description="They will pay")
        self.talk("A visit", "2026-03-03", description="They showed the works")
        self.assertEqual(
            [
                (entry["title"], entry["note"] or "")
                for entry in self.page(kinds=["interaction"])["entries"]
            ],
            [
                ("We spoke. They will pay", ""),
                ("A visit", "They showed the works"),
            ],
        )

    def test_message_with_interaction_is_told_once(self):
        """The interaction wins; a page is filled all the same."""
        for number in range(12):
            message = self.message(f"Mail {number}", f"2026-03-05 10:{number:02}:00")
            self.talk(
                f"Entered {number}",
                f"2026-03-05 10:{number:02}:00",
                kind="message",
                channel_id=self.email.id,
                message_id=message.id,
            )
        page = self.page(limit=5, kinds=["interaction", "message"])
        kinds = [entry["kind"] for entry in page["entries"]]
        self.assertEqual(kinds, ["interaction"] * 5)
        keys = self.all_keys(5, kinds=["interaction", "message"])
        self.assertEqual(len(keys), 12)
        self.assertEqual(len(set(keys)), 12)
        # asked for messages, messages are told
        self.assertEqual(len(self.titles(kinds=["message"])), 12)

    def test_meeting_with_two_contacts_is_told_once(self):
        self.meeting("With both", "2026-03-05 10:00:00", self.eva | self.luis)
        self.assertEqual(len(self.all_keys(1, kinds=["meeting"])), 1)
        self.assertEqual(self.titles(), ["With both"])

    def test_meeting_moved(self):
        """The timeline follows a meeting that is moved, and forgets a deleted one."""
        meeting = self.meeting("Moved", "2026-03-05 10:00:00", self.eva)
        self.talk("Between", "2026-03-04 10:00:00")
        self.assertEqual(self.titles(), ["Moved", "Between"])
        meeting.write({"start": "2026-03-03 10:00:00", "stop": "2026-03-03 11:00:00"})
        self.assertEqual(self.titles(), ["Between", "Moved"])
        meeting.unlink()
        self.assertEqual(self.titles(), ["Between"])

    def test_activity_note_is_told_once(self):
        """An activity done leaves a message, which the activity tells."""
        self.activity_done("Sent a sample", date(2026, 3, 1), feedback="They liked it")
        entries = self.page()["entries"]
        told = [entry for entry in entries if "sample" in entry["title"]]
        self.assertEqual(len(told), 1)
        self.assertEqual(told[0]["note"], "They liked it")
        self.assertEqual(told[0]["user"]["id"], self.user.id)

    def test_text_without_markup(self):
        self.message(
            "Offer", "2026-03-05 10:00:00", body="<p>One <b>two</b></p><p>&lt;3</p>"
        )
        entry = self.page(kinds=["message"])["entries"][0]
        self.assertEqual(entry["note"], "One two <3")

    def test_change_in_words(self):
        """A tracked change tells the old and the new value."""
        for lifecycle in ("prospect", "customer"):
            self.customer.ficha_lifecycle = lifecycle
            self.env.flush_all()
            self.cr.flush()  # tracking is written at the end of the transaction
        told = [entry["title"] for entry in self.page(kinds=["change"])["entries"]]
        self.assertTrue(
            [title for title in told if "Prospect → Customer" in title], told
        )

    def test_foreign_cursor(self):
        for cursor in (["nonsense"], [1, 2, 3, 4, 5], "2026-03-05"):
            with self.assertRaises(UserError):
                self.page(cursor=cursor)

    def test_channels_asked_for_have_a_limit(self):
        channel = self.env["ficha.channel"].search([], limit=1)
        asked = [channel.id] * 4000  # the same one, asked for again and again
        self.assertEqual(self.page(channel_ids=asked), self.page(channel_ids=asked[:1]))
        with self.assertRaisesRegex(UserError, "at most 50 channels"):
            self.page(channel_ids=list(range(1, 4001)))
        with self.assertRaises(UserError):
            self.page(channel_ids=["x", None])

    def test_queries_do_not_grow_with_history(self):
        """As many queries for ten entries as for a thousand, and with ten contacts."""
        small = self.env["res.partner"].create({"name": "Small"})

        def fill(partner, others, number):
            self.env["ficha.interaction"].create(
                [
                    {
                        "partner_id": partner.id,
                        "subject": f"Call {index}",
                        "date": fields.Datetime.subtract(NOON, hours=index),
                        "channel_id": self.phone.id,
                        "kind": "call",
                    }
                    for index in range(number)
                ]
            )
            self.env["mail.message"].create(
                [
                    {
                        "model": "res.partner",
                        "res_id": others[index % len(others)].id,
                        "message_type": "email",
                        "author_id": partner.id,
                        "subject": f"Mail {index}",
                        "date": fields.Datetime.subtract(NOON, minutes=30 + index),
                    }
                    for index in range(number)
                ]
            )

        contacts = self.env["res.partner"].create(
            [{"name": f"C{n}", "parent_id": self.customer.id} for n in range(10)]
        )
        contact = self.env["res.partner"].create({"name": "C", "parent_id": small.id})
        fill(small, contact, 10)
        fill(self.customer, contacts, 1000)
        self.env.flush_all()

        def count(partner):
            self.page(partner, kinds=LISTED_KINDS)  # what is cached once and for all
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count

            page = self.page(partner, kinds=LISTED_KINDS, limit=10)
            return self.cr.sql_log_count - before, len(page["entries"])

        queries, entries = count(small)
        self.assertEqual(entries, 10)
        self.assertEqual(count(self.customer), (queries, 10))

    def test_pages_walk_indexes(self):
        """Each source is found in its order along an index: nothing is sorted."""
        timeline = self.env["ficha.timeline"].with_user(self.env.ref("base.user_root"))
        customer = timeline._timeline_customer(self.eva.id)
        for setting in ("enable_seqscan", "enable_bitmapscan", "enable_sort"):
            self.cr.execute(SQL("SET LOCAL %s = off", SQL.identifier(setting)))
        sources = timeline._timeline_readable()
        for key in (*LISTED_KINDS, "invoice_cancelled", "change", "change_rejected"):
            source = sources[key]
            cursor = ["2026-03-05 00:00:00", source["slot"], 1000, "2026-03-05", True]
            for after in (None, cursor):
                walk = timeline._timeline_walk(
                    {**source, "commercial": True},
                    Domain.TRUE,
                    customer["entity_id"],
                    after,
                )
                query_refine(walk, limit=51)
                self.cr.execute(SQL("EXPLAIN %s", query_select(walk)))
                plan = "\n".join(row[0] for row in self.cr.fetchall())
                self.assertIn("Index", plan, key)
                self.assertNotIn("Sort", plan, key)
