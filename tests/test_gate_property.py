"""Whatever customers said, bought and are: one more no never makes a yes of a no."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo import fields
from odoo.tests import TransactionCase, tagged

ASKED = (
    ("own_news", "email"),
    ("own_news", "whatsapp"),
    ("calls", "phone"),
    ("post", "post"),
)
#: What takes a yes away. A pause is none: the last one counts, and it may be shorter.
LESS = ("objected", "withdrawn", "denied", "expired")

said = st.fixed_dictionaries(
    {
        "event": st.sampled_from(("given", "given", "confirmed", "informed", *LESS)),
        "purpose": st.sampled_from(("own_news", "calls", "post", None)),
        "channel": st.sampled_from(("email", "phone", "whatsapp", "post", None)),
        "days": st.integers(0, 900),
        "method": st.sampled_from(("paper", "web_form", "link", "merge")),
        "ours": st.booleans(),
        "theirs": st.booleans(),
    }
)
less = said.flatmap(
    lambda one: st.sampled_from(LESS).map(lambda event: one | {"event": event})
)
is_ = st.fixed_dictionaries(
    {
        "do_not_contact": st.booleans(),
        "is_company": st.booleans(),
        "age": st.sampled_from((None, 12, 40)),
        "looked_up": st.booleans(),
    }
)


class _Back(Exception):
    """Takes an example back."""


@pytest.mark.slow
@tagged("post_install", "-at_install")
class TestGateProperty(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={"tracking_disable": True, "lang": "es_ES"})
        cls.env.company.country_id = cls.env.ref("base.es")
        cls.other = cls.env["res.company"].create({"name": "Outra Inventada"})
        ids = {}
        for model in ("ficha.purpose", "ficha.channel"):
            ids |= {(model, one.code): one.id for one in cls.env[model].search([])}
        cls.ids = ids
        cls.notice = cls.env["ficha.notice"].create(
            {"name": "Pie", "first_layer": "<p>Puede oponerse.</p>"}
        )
        cls.taken = set()

    @classmethod
    def tearDownClass(cls):
        # the property would hold of a gate that always says no
        assert (True, False) in cls.taken and (True, True) in cls.taken, cls.taken
        super().tearDownClass()

    @settings(
        max_examples=150,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        facts=is_,
        before=st.lists(said, max_size=6),
        more=less,
        whose=st.sampled_from(("own", "entity")),
    )
    def test_one_more_no_never_makes_a_yes(self, facts, before, more, whose):
        try:
            with self.env.cr.savepoint():
                self._example(facts, before, more, whose)
                raise _Back
        except _Back:
            self.env.invalidate_all()

    def _example(self, facts, before, more, whose):
        one, other = (self._customer(facts, whose) for _half in range(2))
        for partner in (one, other):
            for event in before:
                self._say(partner, event)
        self._say(other, more, whose)
        for purpose, channel in ASKED:
            answers = (one | other)._ficha_may_contact(purpose, channel)
            is_yes, still = answers[one.id].ok, answers[other.id].ok
            self.assertFalse(still and not is_yes, (purpose, channel, answers))
            self.taken.add((is_yes, still))

    def _customer(self, facts, whose):
        values = {
            "name": "Par",
            "email": "par@pares.example",
            "phone": "+34 612 00 11 22",
            "street": "Calle 1",
            "do_not_contact": facts["do_not_contact"],
        }
        if facts["age"]:
            today = fields.Date.context_today(self.env.user)
            values["birthdate_date"] = today - timedelta(days=365.25 * facts["age"])
        if whose == "entity":
            company = {"name": "Empresa Par", "is_company": True}
            values["parent_id"] = self.env["res.partner"].create(company).id
        elif facts["is_company"]:
            values |= {"is_company": True, "birthdate_date": False}
        partner = self.env["res.partner"].create(values)
        if facts["looked_up"]:
            Check = self.env["ficha.exclusion.check"]
            for kind in ("phone", "post"):
                Check._ask(kind)
                Check._answer(kind, [], "prueba")
        return partner

    def _say(self, partner, one, whose="own"):
        happened = fields.Datetime.now() - timedelta(days=one["days"])
        purpose = self.ids.get(("ficha.purpose", one["purpose"]))
        if one["event"] in ("given", "confirmed") and not purpose:
            purpose = self.ids["ficha.purpose", "own_news"]
        values = {
            "partner_id": (
                partner if whose == "own" else partner.commercial_partner_id
            ).id,
            "event": one["event"],
            "purpose_id": purpose,
            "channel_id": self.ids.get(("ficha.channel", one["channel"])),
            "happened_on": happened,
            "method": one["method"],
            "company_id": (self.env.company if one["ours"] else self.other).id,
        }
        if one["event"] == "informed":
            values["notice_id"] = self.notice.id
        if one["event"] in ("given", "confirmed") and not one["theirs"]:
            key = partner._ficha_point_key("email", "vieja@pares.example")
            values |= {"point_kind": "email", "point_hmac": key}
        self.env["ficha.consent"].create(values)
