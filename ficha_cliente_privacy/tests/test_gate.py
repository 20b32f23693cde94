import csv
import random
import re
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tests.common_accounting import AccountingCommon

from ..models.ficha_consent import NEGATIVE
from ..tools.verdicts import VERDICTS, Answer

CASES = Path(__file__).with_name("gate_cases.csv")
SAID = re.compile(
    r"(?:(entity|child):)?(given|confirmed|denied|withdrawn|objected|expired|informed"
    r"|reconfirm_asked|paused=-?\d+|carried=\w+)(?::(\w+))?(?:@(\w+))?(?:~(\d+))?((?:\+\w+)*)"
)
# what is made for all rows together, apart from what was said
TODO = ("bought", "draft", "bought-elsewhere", "came", "mistake", "second")
BY_VALUE = ("robinson", "suppressed")
TODO += BY_VALUE


def read_cases():
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@tagged("post_install", "-at_install")
class TestGate(AccountingCommon):
    """The decision table: each row is a customer and a question, with the answer and
    the article that gives it. The ledger, invoices and look-ups are made for all rows
    together; then everybody is asked about, and each one alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(su=True)
        cls.env.user.tz = "UTC"
        cls.company = cls.company_data["company"]
        cls.company.country_id = cls.env.ref("base.es")
        cls.other = cls.env["res.company"].create({"name": "Otra Inventada"})
        cls.today = fields.Date.context_today(cls.env.user)
        cls.now = fields.Datetime.now()
        cls.channels = {
            channel.code: channel.id for channel in cls.env["ficha.channel"].search([])
        }
        cls.purposes = {
            purpose.code: purpose.id for purpose in cls.env["ficha.purpose"].search([])
        }
        cls.notice = cls.env["ficha.notice"].create(
            {"name": "Pie", "first_layer": "<p>Puede oponerse.</p>"}
        )

    # -- making the customers of the table ---------------------------------------------

    def _partner_values(self, number, words):
        person = {
            "name": f"Caso {number}",
            "email": f"caso{number}@tabla.example",
            "phone": f"+34 6{number:08d}",
            "street": f"Calle {number}",
            "zip": "28001",
        }
        if "company" in words:
            return {**person, "is_company": True}
        return person

    def _make(self, cases):
        """A contact for each row; the words of its state are read here."""
        Partner = self.env["res.partner"].with_context(tracking_disable=True)
        words = [case["state"].split() for case in cases]
        entities = Partner.create(
            [{"name": f"Empresa {n}", "is_company": True} for n in range(len(cases))]
        )
        partners = Partner.create(
            [
                self._partner_values(number, some)
                | ({"parent_id": entities[number].id} if "employee" in some else {})
                for number, some in enumerate(words)
            ]
        )
        children = Partner.create(
            [
                {"name": f"Hija {n}", "parent_id": partners[n].id}
                for n, some in enumerate(words)
                if any(word.startswith("child:") for word in some)
            ]
        )
        child_of = {child.parent_id.id: child for child in children}
        todo = defaultdict(list)
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.cr.execute(
            "DELETE FROM ficha_value_origin WHERE partner_id = ANY(%s)", [partners.ids]
        )
        for number, some in enumerate(words):
            partner = partners[number]
            who = {"entity": entities[number], "child": child_of.get(partner.id)}
            bought = [int(w[7:]) for w in some if w.startswith("bought:")]
            origin = ("person", max(bought, default=10))
            for word in some:
                key, _colon, value = word.partition(":")
                if key == "origin":
                    source, _tilde, days = value.partition("~")
                    origin = (source, int(days or origin[1]))
                elif match := SAID.fullmatch(word):
                    whose, *said = match.groups()
                    todo["said"].append((who.get(whose, partner), *said))
                elif not self._set(partner, who["entity"], key, value):
                    self.assertIn(key, TODO, "a word of the table")
                    todo[f"{key}:{value}" if key in BY_VALUE else key].append(
                        (partner, value)
                    )
                    if key == "mistake":
                        todo["said"].append(("mistake",))
            if origin[0] != "none":
                todo["origins"] += [(partner, n, *origin) for n in ("email", "phone")]
        self._make_origins(todo["origins"])
        self._make_invoices(
            [
                (partner, key, int(days))
                for key in ("bought", "draft", "bought-elsewhere")
                for partner, days in todo[key]
            ]
        )
        self._make_said(todo["said"])
        for scope in ("all", "electronic", "call"):
            some = todo[f"suppressed:{scope}"]
            for kind, name in (("email", "email"), ("phone", "phone")):
                self.env["ficha.suppression"]._suppress(
                    kind, [one[name] for one, _scope in some], "objected", scope
                )
        for value in ("ok", "listed", "old"):
            self._make_robinson([one for one, _v in todo[f"robinson:{value}"]], value)
        self._make_second(partner for partner, _value in todo["second"])
        self._make_came(todo["came"])
        return partners

    def _set(self, partner, entity, key, value):
        """What is a field of the contact, or of its company.

        :return: whether it is
        """
        if key in ("company", "employee"):
            return True
        whose, name = (entity, key[7:]) if key[:7] == "entity-" else (partner, key)
        if name in ("deceased", "restricted", "fiscal", "erased"):
            whose.ficha_processing = name
        elif name == "monthly":
            whose.ficha_news_often = "monthly"
            if value:
                self.env["ficha.news.sent"].create(
                    {
                        "partner_id": whose.id,
                        "sent_on": self.today - timedelta(days=int(value)),
                    }
                )
        elif name == "dnc":
            whose.do_not_contact = True
        elif name == "otherday":
            number = (self.today.weekday() + int(value)) % 7
            days = self.env["ficha.weekday"].search([("number", "=", number)])
            whose.contact_weekday_ids |= days
        elif name == "age":
            whose.birthdate_date = self.today - relativedelta(years=int(value), days=1)
        else:
            return False
        return True

    def _make_second(self, some):
        """A second address, which is suppressed."""
        for partner in some:
            address = f"otra{partner.id}@tabla.example"
            self.env["ficha.contact.point"].create(
                {"partner_id": partner.id, "kind": "email", "value": address}
            )
            self.env["ficha.suppression"]._suppress("email", [address], "objected")

    def _make_origins(self, rows):
        Origin = self.env["ficha.value.origin"]
        for partner, name, source, days in rows:
            Origin._note(
                partner,
                [name],
                source,
                date=self.now - timedelta(days=days),
            )

    def _make_invoices(self, rows):
        """Posted past the ORM: what posting does is not what is tried here."""
        elsewhere = {"company_id": self.other.id}
        journal = self.env["account.journal"].create(
            {"name": "Ventas", "code": "VTB", "type": "sale", **elsewhere}
        )
        moves = self.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": partner.id,
                    "invoice_date": self.today - timedelta(days=days),
                }
                | ({"journal_id": journal.id} if "elsewhere" in key else {})
                for partner, key, days in rows
            ]
        )
        self.env.flush_all()
        posted = [
            move.id
            for move, (_p, key, _d) in zip(moves, rows, strict=True)
            if key != "draft"
        ]
        self.env.cr.execute(
            "UPDATE account_move SET state = 'posted' WHERE id = ANY(%s)", [posted]
        )
        self.env.invalidate_all()

    def _make_said(self, rows):
        Consent = self.env["ficha.consent"]
        last = None
        for who, *said in rows:
            if who == "mistake":
                Consent.create(
                    {
                        "partner_id": last.partner_id.id,
                        "event": "corrected",
                        "corrects_id": last.id,
                        "purpose_id": last.purpose_id.id,
                        "channel_id": last.channel_id.id,
                    }
                )
                continue
            event, purpose, channel, days, flags = said
            event, _is, carried = event.partition("=")
            flags = flags.split("+")
            last = Consent.create(
                {
                    "partner_id": who.id,
                    "event": event,
                    "carried_event": event == "carried" and carried,
                    "until": event == "paused"
                    and self.today + timedelta(days=int(carried)),
                    "purpose_id": self.purposes.get(purpose),
                    "channel_id": self.channels.get(channel),
                    "happened_on": self.now - timedelta(days=int(days or 1)),
                    "method": "web_form" if "web" in flags else "paper",
                    "notice_id": self.notice.id if event == "informed" else False,
                    "guardian_name": "Su madre" if "guardian" in flags else False,
                    "company_id": (
                        self.other if "elsewhere" in flags else self.company
                    ).id,
                    **({"point_hmac": "0" * 64} if "otheraddress" in flags else {}),
                }
            )

    def _make_robinson(self, some, value):
        Check = self.env["ficha.exclusion.check"]
        days = 90 if value == "old" else 3
        for kind in ("phone", "post"):
            if not some:
                continue
            ids = SQL("SELECT unnest(%s::int[])", [one.id for one in some])
            self.env.flush_all()
            points = self.env.execute_query(
                self.env["res.partner"]._ficha_points_sql(kind, ids)
            )
            Check.create(
                [
                    {
                        "kind": kind,
                        "point_hmac": key,
                        "listed": value == "listed",
                        "asked_on": self.now,
                        "checked_on": self.now - timedelta(days=days),
                    }
                    for _id, _value, key in points
                ]
            )

    def _make_came(self, rows):
        """Who came to us is told by the parts above: here the hook is what is tried."""
        select = SQL(
            "SELECT * FROM unnest(%s::int[], %s::date[])",
            [partner.id for partner, _days in rows],
            [self.today - timedelta(days=int(days)) for _partner, days in rows],
        )
        self.patch(
            self.env.registry["res.partner"],
            "_ficha_came_to_us_sql",
            lambda partner: [select],
        )

    # -- the table ---------------------------------------------------------------------

    def test_decision_table(self):
        cases = read_cases()
        self.assertGreaterEqual(len(cases), 120)
        partners = self._make(cases)
        asked = defaultdict(list)
        for case, partner in zip(cases, partners, strict=True):
            asked[case["purpose"], case["channel"]].append((case, partner))
        wrong = []
        each = self._each(partners, asked)
        for (purpose, channel), some in asked.items():
            everybody = self.env["res.partner"]._ficha_answers(
                partners._ficha_may_contact_sql(purpose, channel, self.today)
            )
            for case, partner in some:
                alone = partner._ficha_may_contact(purpose, channel, self.today)
                alone = alone[partner.id]
                self.assertEqual(everybody[partner.id], alone, case)
                self.assertEqual(each[purpose, channel][partner.id], alone, case)
                verdict = VERDICTS[alone.code]
                told = {
                    "answer": alone.code,
                    "may": "yes" if alone.ok else "no",
                    "rule": str(verdict.rule),
                    "article": verdict.article,
                }
                if any(case[key] != value for key, value in told.items()):
                    wrong.append(f"{case['case']}: {case['answer']}, not {alone.code}")
        self.assertFalse(wrong)
        self.assertEqual({case["answer"] for case in cases}, set(VERDICTS))

    def _each(self, partners, questions):
        """Several questions at once, as the page of a customer asks them."""
        query = partners._ficha_may_contact_each_sql(
            {" ".join(question): question for question in questions},
            SQL("SELECT unnest(%s::int[])", partners.ids),
            self.today,
        )
        found = defaultdict(dict)
        for key, id_, *row in self.env.execute_query(query):
            found[tuple(key.split())][id_] = Answer(*row)
        return found

    def test_each_answer_has_its_words(self):
        Partner = self.env["res.partner"]
        for code, verdict in VERDICTS.items():
            answer = next(
                iter(
                    Partner._ficha_answers(
                        SQL("SELECT 1, TRUE, %s, '2026-05-03'::date, 'email'", code)
                    ).values()
                )
            )
            words = Partner._ficha_answer_words(answer)
            self.assertTrue(words)
            if code not in ("service", "do_not_contact"):
                self.assertIn(verdict.article.split()[0], words)

    def test_one_more_no_never_makes_a_yes(self):
        """Pairs of customers who said the same, but one of them once more no."""
        rng = random.Random(14)
        Partner = self.env["res.partner"].with_context(tracking_disable=True)
        pairs = 150
        partners = Partner.create(
            [
                {
                    "name": f"Par {n}",
                    "email": f"par{n}@pares.example",
                    "phone": f"+34 7{n:08d}",
                    "is_company": n % 3 == 0,
                }
                for n in range(2 * pairs)
            ]
        )
        rows, added = [], []
        events = ("given", "given", "confirmed", "expired", *NEGATIVE)
        for n in range(pairs):
            said = [
                self._anything(rng, rng.choice(events))
                for _ in range(rng.randint(0, 5))
            ]
            for half in (0, 1):
                rows += [
                    {**one, "partner_id": partners[2 * n + half].id} for one in said
                ]
            more = self._anything(rng, rng.choice(NEGATIVE))
            added.append({**more, "partner_id": partners[2 * n + 1].id})
        self.env["ficha.consent"].create(rows + added)
        seen = set()
        for purpose, channel in (("own_news", "email"), ("calls", "phone")):
            answers = partners._ficha_may_contact(purpose, channel)
            for n in range(pairs):
                less, more = (answers[partners[2 * n + half].id] for half in (0, 1))
                self.assertFalse(more.ok and not less.ok, (less, more))
                seen.add((less.ok, more.ok))
        self.assertIn((True, False), seen, "it took some yes away")

    def _anything(self, rng, event):
        purpose = rng.choice(["own_news", "calls"])
        if event in NEGATIVE and rng.random() < 0.4:
            purpose = None
        return {
            "event": event,
            "purpose_id": self.purposes.get(purpose),
            "channel_id": self.channels.get(rng.choice(["email", "phone", None])),
            "happened_on": self.now - timedelta(days=rng.randint(1, 900)),
            "method": rng.choice(["paper", "web_form"]),
            "company_id": rng.choice([self.company.id, self.other.id]),
        }

    def test_the_day_on_which_it_is_asked(self):
        partner = self.env["res.partner"].create(
            {"name": "Fechas", "email": "fechas@tabla.example"}
        )
        Consent = self.env["ficha.consent"]
        for event, days in (("given", 30), ("withdrawn", 10)):
            Consent.create(
                {
                    "partner_id": partner.id,
                    "event": event,
                    "purpose_id": self.purposes["own_news"],
                    "happened_on": self.now - timedelta(days=days),
                }
            )
        for days, code in ((40, "nobody_asked"), (20, "given"), (0, "withdrawn")):
            answers = partner._ficha_may_contact(
                "own_news", "email", self.today - timedelta(days=days)
            )
            self.assertEqual(answers[partner.id].code, code)

    def test_settings_change_the_answer(self):
        company, person = self.env["res.partner"].create(
            [
                {"name": "Empresa", "is_company": True, "phone": "+34 910 00 11 22"},
                {
                    "name": "Quince",
                    "email": "quince@tabla.example",
                    "birthdate_date": self.today - relativedelta(years=15, days=1),
                },
            ]
        )
        self._make_robinson(company, "ok")
        self.env["ficha.consent"].create(
            {
                "partner_id": person.id,
                "event": "given",
                "purpose_id": self.purposes["own_news"],
            }
        )
        self.assertTrue(company._ficha_may_contact("calls", "phone")[company.id].ok)
        self.assertTrue(person._ficha_may_contact("own_news", "email")[person.id].ok)
        self.company.ficha_call_businesses = False
        self.company.ficha_consent_min_age = 16
        answer = company._ficha_may_contact("calls", "phone")[company.id]
        self.assertEqual(answer.code, "nobody_asked")
        answer = person._ficha_may_contact("own_news", "email")[person.id]
        self.assertEqual(answer.code, "minor")
        self.env["ficha.purpose"].browse(self.purposes["own_news"]).min_age = 15
        self.assertTrue(person._ficha_may_contact("own_news", "email")[person.id].ok)

    def test_an_archived_purpose_permits_nothing(self):
        partner = self.env["res.partner"].create(
            {"name": "Archivo", "email": "archivo@tabla.example"}
        )
        self.env["ficha.consent"].create(
            {
                "partner_id": partner.id,
                "event": "given",
                "purpose_id": self.purposes["birthday"],
            }
        )
        self.assertTrue(partner._ficha_may_contact("birthday", "email")[partner.id].ok)
        self.env["ficha.purpose"].browse(self.purposes["birthday"]).active = False
        answer = partner._ficha_may_contact("birthday", "email")[partner.id]
        self.assertEqual((answer.ok, answer.code), (False, "nobody_asked"))

    def test_nobody_knows_the_purpose(self):
        with self.assertRaises(ValueError):
            self.env.user.partner_id._ficha_may_contact("nothing", "email")
        with self.assertRaises(ValueError):
            self.env.user.partner_id._ficha_may_contact("own_news", "pigeon")
