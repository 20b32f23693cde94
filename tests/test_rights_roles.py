"""Words are planted where some users may not read them (``rights_words.py``), and asked
for as each kind of user through every generic way in: reading, searching, grouping,
names, export (issue 11, section 1). Quick on purpose: the ORM as each user, on the
models that hold a word."""

from contextlib import closing
from inspect import signature

from psycopg2.errors import ReadOnlySqlTransaction
from rights_walk import our_models
from rights_words import INTERNAL, NO_MAIL, NOT_FOR, REFUSED, ROLES, RightsWords

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged

from odoo.addons.ficha_cliente.tests.common_junk import public_methods

# models of Odoo's that carry words of ours
OTHERS = ("res.partner", "res.users", "mail.message", "mail.activity", "account.move")


@tagged("post_install", "-at_install")
class TestRoles(RightsWords):
    def test_each_word_is_told_only_to_whom_it_may(self):
        self.leaks, self.seen = set(), set()
        partners = self.shared | self.closed | self.portal
        extra = {
            "ficha.followup.occurrence": self.occurrence.ids,
            "ficha.relation": self.relation.ids,
            "res.partner": partners.ids,
            "ficha.round.left": getattr(self, "lefts", []),
            **self.nobodys,
        }
        everything = self.env["res.partner"].with_context(
            active_test=False, allowed_company_ids=(self.home | self.away).ids
        )
        models = [model._name for model in our_models(self.env)]
        for name in (*models, *OTHERS):
            model = everything.env[name]
            if not model._table_query and not model._auto:
                continue
            ids, holders = self._held(model)
            ids |= set(extra.get(name, ()))
            if not ids:
                continue
            for role, user in self.users.items():
                self.env.invalidate_all()
                mine = self.env[name].with_user(user).with_context(active_test=False)
                mine = mine.with_context(allowed_company_ids=user.company_ids.ids)
                self._ask_all(role, mine, sorted(ids))
                if mine.has_access("read"):
                    self._oracles(role, mine, holders)
        self.assertFalse(self.leaks, "\n" + "\n".join(sorted(self.leaks)))
        # the control: who may read a word did read it
        told = {word for _role, word in self.seen}
        blind = [
            f"{word}: {what}"
            for word, (kind, what) in self.words.items()
            if kind not in ("AWAY", "DESK", "NOBODY") and word not in told
        ]
        self.assertFalse(blind, "nobody was told these, so the test proves nothing")

    def test_who_is_in_a_segment_that_one_does_not_see(self):
        """Nor in a campaign of it: by no path that leads there."""
        if not self.segments:
            self.skipTest("segments are not installed")
        make = self.env["ficha.campaign"].create
        for segment in self.segments.values():
            self.assertIn(self.shared, segment.member_ids.partner_id)
            campaign = make({"name": "Rights", "segment_id": segment.id})
            campaign._freeze(self.shared)
            campaign.member_ids.side = "contacted"
        self.env.flush_all()
        told, seen = [], set()
        for role, user in self.users.items():
            self.env.invalidate_all()
            mine = self.env(user=user)["res.partner"]
            mine = mine.with_context(allowed_company_ids=user.company_ids.ids)
            for kind, segment in self.segments.items():
                for leaf in (
                    ("ficha_segment_ids", "in", segment.ids),
                    ("ficha_segment_ids", "ilike", segment.name[:8]),
                    ("ficha_segment_ids.domain", "ilike", self.asked[kind]),
                    ("ficha_segment_member_ids.segment_id", "=", segment.id),
                    (
                        "ficha_segment_member_ids",
                        "any",
                        [("segment_id", "=", segment.id)],
                    ),
                    (
                        "ficha_campaign_member_ids.campaign_id.segment_id",
                        "=",
                        segment.id,
                    ),
                ):
                    for model, path in (
                        (mine, ""),
                        (mine, "child_ids.commercial_partner_id."),
                        (mine.env["account.move"], "partner_id."),
                        (mine.env["res.users"], "partner_id."),
                    ):
                        domain = [(path + leaf[0], *leaf[1:])]
                        try:
                            found = model.search_count(domain)
                        except (*REFUSED, UserError, ValueError):
                            continue
                        if not found:
                            continue
                        seen.add((role, kind))
                        if role in NOT_FOR[kind]:
                            told.append(f"{role} {kind} {model._name} {domain}")
        self.assertFalse(told)
        self.assertLessEqual({("privy", "PERS"), ("manager", "COMP")}, seen)

    def test_nobody_acts_on_whom_they_do_not_see(self):
        """Any id can be sent to a public method. What it answers of a record that is
        not for the user, or says in its refusal, tells nothing."""
        self.leaks, self.seen = set(), set()
        methods = [
            (model, name, method)
            for model, name, method in public_methods(self.env)
            if not self.env[model]._abstract and not getattr(method, "_api_model", 0)
        ]
        held = {
            model: self._held(self.env[model])[0]
            for model in {model for model, _name, _method in methods}
            if not self.env[model]._table_query
        }
        held["res.partner"] = {self.closed.id}
        wants = {"product_id": 1, "kind": "call", "date": "2031-05-06", "state_id": 1}
        called = 0
        for role in ("other", "plain", "portal"):
            user = self.users[role]
            for name, method_name, method in methods:
                mine = self.env[name].with_user(user)
                mine = mine.with_context(allowed_company_ids=user.company_ids.ids)
                kwargs = {
                    parameter.name: wants.get(parameter.name, 1)
                    for parameter in list(signature(method).parameters.values())[1:]
                    if parameter.default is parameter.empty
                    and parameter.kind is parameter.POSITIONAL_OR_KEYWORD
                }
                may = mine.search([]).ids if mine.has_access("read") else []
                for record in sorted(held.get(name, set()) - set(may))[:2]:
                    called += 1
                    way = f"{name}({record}).{method_name}"
                    self.env.invalidate_all()
                    answer = self._call(role, way, mine, method_name, record, kwargs)
                    # what opens a screen is not yet what is on it
                    action = isinstance(answer, dict) and answer.get("type", "")
                    if answer and not str(action).startswith("ir.actions"):
                        self.leaks.add(f"{role}: {way} is done: {answer!r}"[:200])
        self.assertFalse(self.leaks, "\n" + "\n".join(sorted(self.leaks)))
        self.assertGreater(called, 100)

    def _call(self, role, way, model, name, record, kwargs):
        """A public method, on a database that nobody may write to."""
        with closing(self.env.cr.savepoint()):
            self.env.cr.execute("SET TRANSACTION READ ONLY")  # until it is left
            try:
                return self._ask(
                    role, way, lambda: call_kw(model, name, [[record]], kwargs)
                )
            except ReadOnlySqlTransaction:
                self.leaks.add(f"{role}: {way} writes")

    def test_the_privacy_desk_of_its_company(self):
        """What was sent to customers is for the desk of the company that sent it; of
        what they wrote, and of what opens a link, nobody is told."""
        if "ficha.link" not in self.env:
            self.skipTest("without the pages for customers")
        self.leaks, self.seen = set(), set()
        desk = "ficha_cliente_privacy.group_ficha_privacy"
        for company in (self.home, self.away):
            user = new_test_user(
                self.env,
                f"rights_desk_{company.id}",
                groups=f"{INTERNAL},{desk}",
                context=dict(self.env.context, **NO_MAIL),
                company_id=company.id,
                company_ids=[Command.set(company.ids)],
            )
            role = f"desk of {company.name}"
            self.env.invalidate_all()
            for name in ("ficha.link", "ficha.signup", "ficha.rate"):
                mine = self.env[name].with_user(user)
                mine = mine.with_context(allowed_company_ids=company.ids)
                self._ask_all(role, mine, self.nobodys[name])
                if mine.has_access("write") or mine.has_access("unlink"):
                    self.leaks.add(f"{role} writes {name}")
        told = {(role, self.words[word][0]) for role, word in self.seen}
        self.assertEqual(told, {(f"desk of {self.home.name}", "DESK")})
        self.assertFalse(self.leaks)

    # -- what needs its own question ---------------------------------------------------

    def _as(self, role, model):
        user = self.users[role]
        self.env.invalidate_all()
        return self.env[model].with_user(user).with_company(user.company_id)

    def test_a_seller_of_own_documents_reads_the_figures_of_own_customers(self):
        both = self.rich | self.own
        for role, expected in (
            ("seller", self.own),
            ("user", both),
            ("invoicing", both),
            ("other", both.browse()),
        ):
            with self.subTest(role=role):
                domain = [("partner_id", "in", both.ids)]
                Summary = self._as(role, "ficha.purchase.summary")
                self.assertEqual(Summary.search(domain).partner_id, expected)
                self.assertEqual(Summary.search_count(domain), len(expected))
                ((revenue, count),) = Summary._read_group(
                    domain, [], ["revenue:sum", "__count"]
                )
                self.assertEqual(count, len(expected))
                self.assertAlmostEqual(revenue or 0, 98765.43 * len(expected))
                Partner = self._as(role, "res.partner")
                found = Partner.search(
                    [("id", "in", both.ids), ("rfm_segment", "=", "champion")]
                )
                self.assertEqual(found, expected)
                groups = Partner._read_group(
                    [("id", "in", both.ids)], ["rfm_segment"], ["id:recordset"]
                )
                told = {segment: partners for segment, partners in groups}
                self.assertEqual(told.get("champion", Partner), expected)
                self.assertEqual(
                    Partner.browse(both.ids).filtered("rfm_segment"), expected
                )

    def test_a_relation_tells_how_to_reach_whom_one_may_see(self):
        self.closed.phone = "+34 611 00 97 77"
        self.assertEqual(
            self._as("user", "ficha.relation").browse(self.relation.id).contact_phone,
            self.closed.phone,
        )
        other = self._as("other", "ficha.relation")
        self.assertFalse(other.search([("partner_id", "=", self.shared.id)]))
        self.assertFalse(other.search_count([("id", "=", self.relation.id)]))
        with self.assertRaises(AccessError):
            other.browse(self.relation.id).read(["contact_phone"])

    def test_the_first_steps_tell_a_manager_of_their_own_customers(self):
        for role in ROLES:
            if role in ("manager", "other"):
                continue
            Start = self._as(role, "ficha.start")
            for ask in (Start.get_start, lambda s=Start: s.get_groups("me")):
                with self.subTest(role), self.assertRaises(AccessError):
                    ask()
        self.closed.user_id = False
        for role, told in (("manager", True), ("other", False)):
            found = self._as(role, "ficha.start")._start_grouped("me")
            ids = {id_ for _label, ids in found.values() for id_ in ids}
            self.assertEqual(self.closed.id in ids, told, role)

    def test_what_can_be_undone_is_told_to_nobody(self):
        """Nor undone by anybody but who did it."""
        mine = self._as("user", "ficha.gesture")
        before = mine._state_of(self.shared)
        answer = mine._answer(before, "Rights: what was done")
        (ids,) = answer["undo"]["args"]
        for role in ROLES:
            gesture = self._as(role, "ficha.gesture").browse(ids)
            with self.subTest(role):
                for ask in (
                    gesture.read,
                    lambda g=gesture: g.search([("message", "ilike", "rights")]),
                    lambda g=gesture: g.formatted_read_group([], ["message"]),
                ):
                    with self.assertRaises(AccessError):
                        ask()
                if role != "user":
                    with self.assertRaises(UserError):
                        gesture.action_undo()
        self.assertIn("Rights", mine.browse(ids).action_undo()["message"])

    def test_dialogs_tell_nothing_of_a_customer_one_does_not_see(self):
        self.closed.write(
            {"next_contact_date": "2031-05-07", "next_contact_agreed": True}
        )
        self.closed.ref = "RIGHTSREF"
        self.env.flush_all()
        done = self._as("user", "ficha.reminder.done").create(
            {"partner_id": self.closed.id}
        )
        self.assertEqual(str(done.next_contact_date), "2031-05-07")
        with self.assertRaises(AccessError):
            self._as("other", "ficha.reminder.done").create(
                {"partner_id": self.closed.id}
            ).read(["next_contact_date"])
        with self.assertRaises(AccessError):
            self._as("other", "ficha.code.change").create(
                {"partner_id": self.closed.id, "new_code": "X9", "reason": "x"}
            ).read(["old_code"])
        # nor does the dialog of a colleague
        self.assertFalse(
            self._as("manager", "ficha.reminder.done").search_count(
                [("id", "=", done.id)]
            )
        )
        for role, listed in (("manager", True), ("other", False)):
            adopt = self._as(role, "ficha.code.adopt").create({})
            adopt._fill_lines()
            lines = self.env["ficha.code.adopt.line"].search(
                [("wizard_id", "=", adopt.id), ("partner_id", "=", self.closed.id)]
            )
            self.assertEqual(bool(lines), listed, role)

    def test_into_whom_a_contact_was_merged(self):
        if "ficha.merge" not in self.env:
            self.skipTest("without the merge")
        gone = self._partner("Rights Gone", active=False)
        self.env["ficha.merge"].create(
            {
                "survivor_id": self.closed.id,
                "source_ids": [
                    Command.create({"name": "Rights Gone", "partner_id": gone.id})
                ],
            }
        )
        for role, into in (("user", self.closed), ("other", gone.browse())):
            mine = self._as(role, "res.partner").browse(gone.id)
            self.assertEqual(mine.ficha_merged_into_id, into, role)
            self.assertEqual(bool(mine.ficha_merge_id), bool(into), role)

    def test_the_day_of_a_consent_is_personal(self):
        if "website.visitor" not in self.env:
            self.skipTest("without the website")
        field = "ficha_consent_since"
        for role, told in (("user", False), ("invoicing", False), ("privy", True)):
            self.assertEqual(
                field in self._as(role, "website.visitor").fields_get(), told, role
            )
