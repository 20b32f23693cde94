import re
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.ficha_cliente.tools.words import in_date

from ..controllers.door import COOKIE
from .common_door import DoorCase


@tagged("post_install", "-at_install")
class TestWish(DoorCase):
    """Nothing for a while, and the days and hours for calls: at once, by themselves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agree_to_news(cls.person)
        path = cls.Link._issue_preferences(cls.person, cls.person.email)
        cls.path = path[path.index("/p/") :]
        cls.today = fields.Date.context_today(cls.person)
        cls.spring = cls.today + timedelta(days=90)

    def pauses(self):
        return self.env["ficha.consent"].search(
            [("partner_id", "=", self.person.id), ("event", "=", "paused")]
        )

    def test_a_pause_by_the_link_of_a_message(self):
        answer = self.post(self.path, csrf=False, pause="until", until=str(self.spring))
        self.assertIn("done=stopped", answer.headers["Location"])
        self.assertRecordValues(
            self.pauses(), [{"until": self.spring, "method": "link"}]
        )
        self.assertEqual(self.may().code, "paused")
        self.assertEqual(self.may().since, self.spring)
        page = self.get(self.path).text
        day = in_date(self.env(context={"lang": "en_US"}), self.spring)
        self.assertIn(f"<strong>{day}</strong>", page)
        self.assertIn(f"you wanted nothing until {day}", page)
        self.assertNotIn("End the pause", page)
        self.post(self.path, pause="until", until=str(self.spring))
        self.assertEqual(len(self.pauses()), 1, "pressed twice, said once")

    def test_a_forwarded_message_makes_no_pause_shorter(self):
        self.post(self.path, pause="until", until=str(self.spring))
        sooner = self.spring - timedelta(days=30)
        for values in ({"pause": "until", "until": str(sooner)}, {"pause": "end"}):
            self.assertEqual(self.post(self.path, **values).status_code, 400)
        self.assertEqual(self.may().since, self.spring)
        later = self.spring + timedelta(days=30)
        self.post(self.path, pause="until", until=str(later))
        self.assertEqual(self.may().since, later)

    def test_how_often(self):
        """Fewer by any link, more by who is in; what goes to many keeps to it."""
        answer = self.post(self.path, csrf=False, often="monthly")
        self.assertIn("done=noted", answer.headers["Location"])
        self.assertEqual(self.person.ficha_news_often, "monthly")
        self.assertIn("how often", self.person.message_ids[0].body)
        self.assertTrue(self.may().ok)
        self.env["ficha.news.sent"]._note({self.person.id: "a", self.rosa.id: "b"})
        self.assertEqual(self.may().code, "this_month")
        self.assertEqual(
            self.env["ficha.news.sent"].search([]).partner_id,
            self.person,
            "of nobody else is anything kept",
        )
        page = self.get(self.path).text
        self.assertIn("once a month; the last on", page)
        stops = re.findall(r'name="stop"[^>]*value="([^"]+)"', page)
        self.assertIn(self.key, stops, "they still can")
        self.assertFalse(re.search(r'name="often"[^>]*value="all"', page))
        for said in ("all", "weekly", "", "monthly\0"):
            answer = self.post(self.path, often=said)
            self.assertEqual(answer.status_code, 400, said)
        self.assertEqual(self.person.ficha_news_often, "monthly")
        self.post(self.path, stop="all")
        self.assertEqual(self.may().code, "objected", "stopping is always there")
        self.visit(proven=True)
        self.assertEqual(self.post("/f/preferences", often="all").status_code, 303)
        self.assertFalse(self.person.ficha_news_often)

    def test_who_is_in_ends_it(self):
        self.post(self.path, pause="until", until=str(self.spring))
        self.visit(proven=True)
        self.assertIn("End the pause", self.get("/f/ficha").text)
        answer = self.post("/f/preferences", pause="end")
        self.assertIn("done=going_on", answer.headers["Location"])
        self.assertTrue(self.may().ok)

    def test_a_pause_is_no_consent(self):
        self.post(self.path, stop="all")
        self.visit(proven=True)
        self.post("/f/preferences", pause="until", until=str(self.spring))
        self.post("/f/preferences", pause="end")
        self.assertEqual(self.may().code, "objected")

    def test_days_on_which_no_pause_ends(self):
        for said in ("", "x", "2001-01-01", "2999-01-01", str(self.today), "\0"):
            answer = self.post(self.path, pause="until", until=said)
            self.assertEqual(answer.status_code, 400, said)
        self.assertFalse(self.pauses())

    def test_days_and_hours(self):
        page = self.visit(proven=True)
        monday = self.env["ficha.weekday"].search([("number", "=", 0)])
        self.assertIn(f'name="day_{monday.id}"', page)
        values = {f"day_{monday.id}": "1", "hour_from": "09:00", "hour_to": "13:30"}
        answer = self.post("/f/wishes", **values)
        self.assertIn("done=noted", answer.headers["Location"])
        self.assertRecordValues(
            self.person,
            [
                {
                    "contact_weekday_ids": monday.ids,
                    "contact_hour_from": 9,
                    "contact_hour_to": 13.5,
                }
            ],
        )
        notes = len(self.person.message_ids)
        self.post("/f/wishes", **values)
        self.assertEqual(len(self.person.message_ids), notes, "nothing new")
        self.assertIn("checked", self.get("/f/ficha").text)
        self.post("/f/wishes", hour_from="", hour_to="")
        self.assertFalse(self.person.contact_weekday_ids)
        self.assertEqual(self.person.contact_hour_to, 0)

    def test_way_and_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        page = self.visit(proven=True)
        phone = self.env.ref("ficha_cliente.channel_phone")
        self.assertIn(f'value="{phone.id}"', page)
        self.assertIn('value="fr_FR"', page)
        answer = self.post("/f/wishes", way_channel=phone.id, way_lang="fr_FR")
        self.assertIn("done=noted", answer.headers["Location"])
        self.assertEqual(self.person.preferred_channel_id, phone)
        self.assertEqual(self.person.lang, "fr_FR")
        self.assertIn(phone.name, self.person.message_ids[0].body)
        self.post("/f/wishes", hour_from="09:00")
        self.assertEqual(self.person.preferred_channel_id, phone, "was not asked")
        self.post("/f/wishes", way_channel="")
        self.assertFalse(self.person.preferred_channel_id)
        self.person.phone = False
        for values in (
            *({"way_channel": "999999"}, {"way_lang": "de_DE"}, {"way_lang": "x"}),
            {"way_channel": phone.id},
        ):
            self.assertEqual(self.post("/f/wishes", **values).status_code, 400, values)
        self.assertFalse(self.person.preferred_channel_id)

    def test_a_way_of_which_the_page_knows_nothing_is_kept(self):
        """Who changes a day sends the whole form."""
        visits = self.env.ref("ficha_cliente.channel_visit")
        self.person.preferred_channel_id = visits
        page = self.visit(proven=True)
        [chosen] = re.findall(
            r'<option value="(\d+)" selected="selected"',
            re.search('<select id="way_channel".*?</select>', page, re.S)[0],
        )
        self.assertEqual(int(chosen), visits.id)
        answer = self.post("/f/wishes", hour_from="09:00", way_channel=chosen)
        self.assertEqual(answer.status_code, 303)
        self.assertEqual(self.person.preferred_channel_id, visits)

    def test_hours_and_days_that_are_none(self):
        self.visit(proven=True)
        for values in (
            *({"hour_from": "25:00"}, {"hour_from": "x"}, {"day_999999": "1"}),
            *({"day_x": "1"}, {"hour_from": "14:00", "hour_to": "09:00"}),
        ):
            self.assertEqual(self.post("/f/wishes", **values).status_code, 400, values)
        self.assertFalse(self.person.contact_hour_from)

    def test_not_before_they_have_shown_who_they_are(self):
        page = self.visit()
        self.assertNotIn("hour_from", page)
        self.assertEqual(self.post("/f/wishes", hour_from="09:00").status_code, 404)
        self.opener.cookies.pop(COOKIE)
        self.assertEqual(self.post("/f/wishes", hour_from="09:00").status_code, 404)
        self.assertFalse(self.person.contact_hour_from)
