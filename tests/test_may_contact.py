"""Who may not be contacted is left out wherever something is offered, and answered
wherever they ask: the modules that ask know nothing of the one that answers."""

from unittest.mock import patch

from lxml import etree

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from odoo.addons.ficha_cliente_mass_mailing.tests.common import FichaMailingCase
from odoo.addons.ficha_cliente_today.tests.common_today import TodayCommon

YESTERDAY, TODAY = "2026-03-01", "2026-03-02"


class SaysNo:
    def say(self, partner, event="objected", **values):
        return self.env["ficha.consent"].create(
            {"partner_id": partner.id, "event": event, **values}
        )


@tagged("post_install", "-at_install")
class TestTheDay(SaysNo, TodayCommon):
    def cadence(self, name, colour=None, **vals):
        """A customer whose contact comes by the cadence: nobody agreed on it."""
        client = self.client(name, colour or self.red, YESTERDAY, **vals)
        client.next_contact_agreed = False
        return client

    def reminded(self, *clients):
        self.remind()
        return [client.name for client in clients if client._followup_open_reminders()]

    def test_who_said_no_is_not_called_to_be_sold_to(self):
        phone = self.env.ref("ficha_cliente.channel_phone")
        calls = self.env.ref("ficha_cliente_privacy.purpose_calls")
        email = self.env.ref("ficha_cliente.channel_email")
        willing = self.cadence("Willing")
        refused = self.cadence("Refused")
        of_all = self.cadence("Refused all")
        by_mail = self.cadence("Only no e-mails")
        dead = self.cadence("Dead", is_company=False)
        back = self.cadence("Took it back")
        agreed = self.client("Agreed", self.red, YESTERDAY)
        waiting = self.cadence("Waits for an answer")
        self.say(refused, channel_id=phone.id, purpose_id=calls.id)
        self.say(of_all, "withdrawn")
        self.say(by_mail, channel_id=email.id)
        dead.ficha_processing = "deceased"
        mistake = self.say(back, channel_id=phone.id)
        mistake.action_mistake()
        self.say(agreed)
        self.say(waiting)
        waiting.awaiting_reply_since = "2026-03-01 10:00:00"
        called = {willing, by_mail, back, agreed, waiting}
        everybody = (
            willing | refused | of_all | by_mail | dead | back | agreed | waiting
        )
        for client in everybody:
            self.assertEqual(
                bool(self.where(client)), client in called, f"{client.name} in Hoy"
            )
        self.assertEqual(
            set(self.reminded(*everybody)),
            {client.name for client in called},
        )
        self.assertIn(
            "No next contact",
            refused.with_user(self.user).followup_banner["next"],
            "the line on top promises no reminder that is not made",
        )
        self.assertNotIn(
            "No next contact", willing.with_user(self.user).followup_banner["next"]
        )

    def test_asked_once_for_the_page(self):
        """However many sections leave them out; and what a client says of the kind is
        not listened to."""
        asked = []
        model = self.env.registry["res.partner"]
        said_no = model._ficha_said_no_sql

        def counted(records):
            asked.append(records)
            return said_no(records)

        refused = self.cadence("Refused")
        self.say(refused, "withdrawn")
        self.today()
        with patch.object(model, "_ficha_said_no_sql", counted):
            self.assertNotIn("Refused", str(self.today()["sections"]))
        self.assertEqual(len(asked), 1)
        Partner = self.env["res.partner"].with_context(ficha_said_no="SELECT 0 AS id")
        self.assertNotIn(refused, Partner.search(Partner._ficha_may_sell_domain()))

    def test_the_company_said_no(self):
        client = self.cadence("Casa")
        self.assertTrue(self.where(client))
        person = self.env["res.partner"].create(
            {"name": "Uno de la casa", "parent_id": client.id}
        )
        self.say(person)
        self.assertTrue(self.where(client), "one of its people is not the company")
        self.say(client)
        self.assertIsNone(self.where(client))

    def test_who_wrote_to_us_may_be_called(self):
        person = self.env["res.partner"].create(
            {"name": "Escribió", "phone": "+34 612 34 50 99"}
        )

        def may():
            answers = person._ficha_may_contact("calls", "phone")
            return answers[person.id].code

        self.assertEqual(may(), "nobody_asked")
        note = {"partner_id": person.id, "date": "2026-02-20 10:00:00"}
        self.env["ficha.interaction"].create({**note, "kind": "call"})
        self.assertEqual(may(), "nobody_asked", "what we say to them proves nothing")
        # what was said to another company of ours is no word to this one, which is
        # told no day of it either
        other = self.env["res.company"].create({"name": "Otra casa"})
        noted = self.env["ficha.interaction"].create(
            {**note, "kind": "need", "company_id": other.id}
        )
        self.assertEqual(may(), "nobody_asked")
        noted.company_id = False
        self.assertEqual(may(), "robinson_needed")
        noted.company_id = self.env.company
        self.assertEqual(may(), "robinson_needed")


@tagged("post_install", "-at_install")
class TestNextContactPlaces(SaysNo, TodayCommon):
    """The next contact is told by every place or by none, whoever said no.

    To compare another place, add a method ``_place_<name>``: it takes the customers as
    the salesperson sees them, and returns the ids of those whose next contact it tells.
    """

    VIEWS = (
        ("ficha_cliente.res_partner_view_list_ficha", "list"),
        ("ficha_cliente.res_partner_view_list_ficha_potential", "list"),
        ("ficha_cliente.res_partner_view_kanban_followup", "kanban"),
    )

    SORTED = (
        ("ficha_cliente.res_partner_view_list_ficha", "list"),
        ("ficha_cliente.res_partner_view_kanban_ficha", "kanban"),
        ("ficha_cliente.res_partner_view_kanban_followup", "kanban"),
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make = cls.cadence
        cls.told = {
            make("Willing"): True,
            make("Refused"): False,
            make("Refused, agreed", agreed=True): True,
            make("Refused, waits", awaiting_reply_since=YESTERDAY): True,
            make("Stopped", do_not_contact=True): False,
            make("Took it back"): True,
        }
        cls.clients = cls.env["res.partner"].union(*cls.told)

    @classmethod
    def cadence(cls, name, agreed=False, **vals):
        """A suspect whose contact came yesterday."""
        client = cls.env["res.partner"].create(
            {"name": name, "is_company": True, "user_id": cls.user.id, **vals}
        )
        client.write({"next_contact_date": YESTERDAY, "next_contact_agreed": agreed})
        return client

    def setUp(self):
        super().setUp()
        for client in self.clients:
            if client.name.startswith("Refused"):
                self.say(client)
            elif client.name == "Took it back":
                self.say(client).action_mistake()
        self.env.flush_all()
        self.env.invalidate_all()
        self.mine = self.env(user=self.user, context={"lang": "en_US"})
        self.seen = self.clients.with_env(self.mine)

    def _place_banner(self):
        return {
            client.id
            for client in self.seen
            if "Get in touch" in client.followup_banner["next"]
        }

    def _place_next_step(self):
        return set(self.seen.filtered("ficha_next_step").ids)

    def _place_with_next_step(self):
        found = self.seen.search([("ficha_next_step", "=", False)])
        return set(self.seen.ids) - set(found.ids)

    def _place_timeline(self):
        Timeline = self.mine["ficha.timeline"]
        return {
            client.id
            for client in self.seen
            if any(
                entry["key"] == "contact"
                for entry in Timeline.get_timeline(client.id)["coming"]
            )
        }

    def _place_map(self):
        return {c.id for c in self.seen if c.ficha_map_card(c.id)["next"]}

    def _place_today(self):
        return {client.id for client in self.clients if self.where(client)}

    def _place_planned_of_the_month(self):
        """Only how many: of these it says as many as the others."""
        planned = self.today()["month"]["planned"]
        told = self._place_today()
        return told if planned == len(told) else {f"{planned} planned"}

    def _filtered(self, name):
        view = self.env.ref("ficha_cliente.res_partner_view_search_ficha").sudo()
        arch = etree.fromstring(self.seen.get_view(view.id, "search")["arch"])
        (found,) = arch.xpath(f"//filter[@name='{name}']")
        domain = safe_eval(found.get("domain"), {"uid": self.user.id})
        return set(self.seen.search(domain).ids) & set(self.seen.ids)

    def _place_filter_overdue(self):
        return self._filtered("followup_overdue")

    def _place_filter_in_followup(self):
        return self._filtered("followup_any")

    def _place_groups(self):
        groups = self.seen._read_group(
            [("id", "in", self.seen.ids)], ["next_contact_told:week"], ["id:recordset"]
        )
        return set().union(*(found.ids for week, found in groups if week))

    def _place_views(self):
        """Columns and cards: the field that is in them."""
        answers = []
        for xmlid, kind in self.VIEWS:
            view = self.env.ref(xmlid).sudo()
            arch = etree.fromstring(self.seen.get_view(view.id, kind)["arch"])
            names = set(arch.xpath("//field[starts-with(@name, 'next_contact')]/@name"))
            self.assertTrue(names, xmlid)
            for name in names:
                rows = self.seen.web_read({name: {}})
                answers.append({row["id"] for row in rows if row[name]})
        self.assertTrue(all(answer == answers[0] for answer in answers), answers)
        return answers[0]

    def _place_calendar(self):
        view = self.env.ref("ficha_cliente.res_partner_view_calendar_followup").sudo()
        arch = etree.fromstring(self.seen.get_view(view.id, "calendar")["arch"])
        name = arch.get("date_start")
        week = [(name, ">=", "2026-02-23"), (name, "<=", "2026-03-08")]
        return set(self.seen.search(week).ids) & set(self.seen.ids)

    def _place_order(self):
        """Lists and boards: whoever stands before the first that has none."""
        answers = []
        for xmlid, kind in self.SORTED:
            view = self.env.ref(xmlid).sudo()
            arch = etree.fromstring(self.seen.get_view(view.id, kind)["arch"])
            order = arch.get("default_order")
            self.assertIn("next_contact", order, xmlid)
            # as the web client says it
            sent = ", ".join(f"{name.strip()} ASC" for name in order.split(","))
            first = self.seen._search([("id", "in", self.seen.ids)], 0, 1, sent)
            with self.assertQueryCount(0):  # it was read, by the index of the stored
                self.assertEqual(len(first), 1)
            for step, said in ((100, order), (1, order), (1, sent)):  # pages of one
                found = [
                    client
                    for start in range(0, len(self.seen), step)
                    for client in self.seen.search(
                        [("id", "in", self.seen.ids)], start, step, said
                    )
                ]
                self.assertEqual(set(found), set(self.seen), "each of them once")
                days = [bool(client.next_contact_told) for client in found]
                self.assertEqual(days, sorted(days, reverse=True), f"{xmlid}, {step}")
                names = [c.complete_name for c in found if not c.next_contact_told]
                if "complete_name" in order:
                    self.assertEqual(names, sorted(names), "as who has none at all")
                answers.append(
                    {c.id for c, told in zip(found, days, strict=True) if told}
                )
        self.assertTrue(all(answer == answers[0] for answer in answers), answers)
        return answers[0]

    def test_every_place_tells_the_same(self):
        expected = {client.id for client, told in self.told.items() if told}
        names = {client.id: client.name for client in self.clients}
        for attribute in dir(self):
            if attribute.startswith("_place_"):
                with self.subTest(place=attribute):
                    found = getattr(self, attribute)()
                    self.assertEqual(
                        {names.get(i, i) for i in found},
                        {names[i] for i in expected},
                    )

    def test_a_reminder_goes_with_the_refusal(self):
        willing = next(c for c in self.clients if c.name == "Willing")
        self.remind()
        reminded = {c.name for c in self.clients if c._followup_open_reminders()}
        self.assertEqual(reminded, {c.name for c, told in self.told.items() if told})
        self.say(willing)
        self.remind()
        self.assertFalse(willing._followup_open_reminders())

    def test_chosen_in_the_list_it_is_agreed(self):
        refused = next(c for c in self.seen if c.name == "Refused")
        self.assertFalse(refused.next_contact_told)
        refused.next_contact_told = "2026-03-20"
        self.assertTrue(refused.next_contact_agreed)
        self.assertEqual(str(refused.next_contact_told), "2026-03-20")
        refused = next(c for c in self.seen if c.name == "Refused, waits")
        refused.awaiting_reply_since = False
        self.env.flush_all()
        self.env.invalidate_all()
        with Form(refused, "ficha_cliente.res_partner_view_form_ficha") as form:
            self.assertFalse(form.next_contact_told, "the page says why")
            form.next_contact_date = "2026-03-18"
            self.assertEqual(str(form.next_contact_told), "2026-03-18")
        self.assertEqual(str(refused.next_contact_told), "2026-03-18")
        refused = next(c for c in self.seen if c.name == "Refused")
        listed = self.seen.search(
            [("id", "in", self.seen.ids)], order="next_contact_told desc nulls last"
        )
        self.assertEqual(listed[0], refused)


@tagged("post_install", "-at_install")
class TestMailings(SaysNo, FichaMailingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.ficha_contact_rule = "reason"
        news = cls.env.ref("ficha_cliente_privacy.purpose_own_news")
        partners = cls.company | cls.person
        cls.env["ficha.consent"].create(
            [
                {"partner_id": one.id, "event": "given", "purpose_id": news.id}
                for one in partners
            ]
        )
        cls.refused = cls.env["res.partner"].create(
            {"name": "Rehusó", "email": "no@rehuso.example"}
        )
        cls.env["ficha.consent"].create(
            {"partner_id": cls.refused.id, "event": "objected"}
        )

    def reached(self, mailing, ids):
        with mute_logger("odoo.addons.mail.models.mail_mail"):
            mailing.action_send_mail(res_ids=ids)
        traces = mailing.mailing_trace_ids
        return (
            set(traces.filtered(lambda t: t.trace_status != "cancel").mapped("email")),
            {
                trace.email: trace.failure_type
                for trace in traces
                if trace.trace_status == "cancel"
            },
        )

    def test_a_mailing_to_customers(self):
        every = self.company | self.person | self.other | self.refused
        sent, left = self.reached(self.mailing, every.ids)
        self.assertEqual(sent, {"eo@conservas.example", "marta@conservas.example"})
        self.assertEqual(
            left,
            {"lucia@mora.example": "mail_optout", "no@rehuso.example": "mail_optout"},
        )

    def test_a_mailing_to_a_list(self):
        """Its people may have no ficha; who said no is left out by the address."""
        self.env["ficha.suppression"]._suppress(
            "email", ["gone@lista.example"], "erased"
        )
        contacts = self.env["mailing.contact"].create(
            [
                {"name": "x", "email": email}
                for email in (
                    "no@rehuso.example",
                    "gone@lista.example",
                    "new@lista.example",
                )
            ]
        )
        mailing = self.env["mailing.mailing"].create(
            {
                "subject": "A la lista",
                "mailing_model_id": self.env["ir.model"]._get_id("mailing.contact"),
                "body_html": "<p>Hola</p>",
            }
        )
        sent, left = self.reached(mailing, contacts.ids)
        self.assertEqual(sent, {"new@lista.example"})
        self.assertEqual(set(left), {"no@rehuso.example", "gone@lista.example"})

    def add(self, partners):
        wizard = (
            self.env["ficha.mailing.list.add"]
            .with_user(self.writer)
            .create(
                {
                    "partner_ids": [Command.set(partners.ids)],
                    "new_list_name": f"Lista {fields.Datetime.now()}",
                }
            )
        )
        return wizard, wizard.action_add()["params"]["message"]

    def test_customers_become_a_list_without_who_said_no(self):
        wizard, message = self.add(self.company | self.person | self.refused)
        self.assertEqual(
            set(wizard.mailing_list_id.contact_ids.mapped("email")),
            {"eo@conservas.example", "marta@conservas.example"},
        )
        self.assertEqual((wizard.with_email_count, wizard.refused_count), (2, 1))
        self.assertIn("GDPR 21.2", wizard.refused_reasons)
        self.assertRegex(wizard.refused_summary, r"^1 \D+$")
        self.assertIn("2 added", message)
        self.assertIn("may not be written to: 1", message)
        with self.assertRaisesRegex(UserError, "None of these customers"):
            self.add(self.refused)
