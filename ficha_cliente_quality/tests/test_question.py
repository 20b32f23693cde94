from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_quality import QualityCommon


@tagged("post_install", "-at_install")
class TestQuestion(QualityCommon):
    """One small question to whoever opens a ficha."""

    def setUp(self):
        super().setUp()
        self.partner = self._partner(vat="B15704430")

    def _asked(self, partner=None, user=None, **kwargs):
        question = self._seen(partner or self.partner, user).get_ficha_question(
            **kwargs
        )
        return question and question["field"]

    def test_the_one_of_most_weight(self):
        question = self._seen(self.partner).get_ficha_question()
        self.assertEqual(question["field"], "phone")
        self.assertEqual(question["input"], "tel")
        self.assertEqual(question["question"], "Phone: do you know it?")
        line = self.of_company.line_ids.filtered(lambda ln: ln.field_name == "phone")
        line.question = "Which number do they answer?"
        question = self._seen(self.partner).get_ficha_question()
        self.assertEqual(question["question"], "Which number do they answer?")

    def test_answer(self):
        self._seen(self.partner).answer_ficha_question("phone", " 612345678 ")
        self.assertEqual(self.partner.phone, "612345678")
        origin = self.origins.search(
            [("partner_id", "=", self.partner.id), ("field_name", "=", "phone")]
        )
        self.assertEqual((origin.source, origin.user_id), ("person", self.user))
        self.assertEqual(self._asked(), "email", "the next one, the next time")

    def test_nothing_is_no_answer(self):
        for value in ("", "  ", False, None):
            with self.assertRaises(UserError):
                self._seen(self.partner).answer_ficha_question("phone", value)

    def test_only_what_is_asked_for(self):
        for name in ("comment", "is_company", "nothing", "credit_limit"):
            with self.assertRaises(UserError):
                self._seen(self.partner).answer_ficha_question(name, "1")

    def test_not_now_and_not_known(self):
        with freeze_time("2026-03-02"):
            self._seen(self.partner).rest_ficha_question("phone")
            self._seen(self.partner).rest_ficha_question("email", unknown=True)
            self.assertFalse(self._asked())
            self.assertFalse(self._asked(user=self.colleague), "for everybody")
            self.assertEqual(self._asked(field_name="phone"), "phone", "they want to")
            other = self._partner("Other", vat="B15704430")
            self.assertEqual(self._asked(other), "phone")
        with freeze_time("2026-03-09"):
            self.assertEqual(self._asked(), "phone", "a week later")
            self._seen(self.partner).rest_ficha_question("phone", unknown=True)
        with freeze_time("2026-04-01"):
            self.assertEqual(self._asked(), "email", "thirty days later")

    def test_personal_data_is_asked_of_those_who_see_it(self):
        self.partner.write({"phone": "612345678", "email": "casa@lis.example"})
        self.assertFalse(self._asked())
        self.assertEqual(self._asked(user=self.personal), "occupation")
        with self.assertRaises(UserError):
            self._seen(self.partner).answer_ficha_question("occupation", "Inns")
        self._seen(self.partner, self.personal).answer_ficha_question(
            "occupation", "Inns"
        )
        self.assertEqual(self.partner.occupation, "Inns")

    def test_who_may_not_write_is_not_asked(self):
        reader = self._user("quality_reader", "base.group_user")
        self.assertFalse(self._seen(self.partner, reader).get_ficha_question())
        with self.assertRaises(AccessError):
            self._seen(self.partner, reader).answer_ficha_question("phone", "612345678")
        with self.assertRaises(AccessError):
            self._seen(self.partner, reader).rest_ficha_question("phone")

    def test_nobody_is_asked_about_the_archived(self):
        self.partner.active = False
        self.assertFalse(self._asked())

    def test_whether_it_is_still_right(self):
        self.partner.write({"phone": "612345678", "email": "casa@lis.example"})
        two_years_ago = fields.Datetime.now() - relativedelta(years=2)
        self.origins._note(self.partner, ["phone"], "import", date=two_years_ago)
        question = self._seen(self.partner).get_ficha_question()
        self.assertTrue(question["stale"])
        self.assertEqual(question["value"], "612345678")
        self._seen(self.partner).answer_ficha_question("phone", "612345678")
        self.assertFalse(self._asked())
        self.assertEqual(self._seen(self.partner).ficha_freshness, 100)

    def test_choices(self):
        """A person to speak to is chosen among those of the company, and nobody is
        asked to choose among none."""
        self.of_company.line_ids.unlink()
        self.of_company.write(
            {
                "line_ids": self._template(
                    "company", main_contact_id=(50, 0), buying_initiative=(10, 0)
                )["line_ids"]
            }
        )
        question = self._seen(self.partner).get_ficha_question()
        self.assertEqual(question["field"], "buying_initiative")
        self.assertIn("call", dict(question["options"]))
        eva = self._partner("Eva Gil", is_company=False, parent_id=self.partner.id)
        question = self._seen(self.partner).get_ficha_question()
        self.assertEqual(question["relation"], "res.partner")
        found = self.env["res.partner"].search(question["domain"])
        self.assertEqual(found, eva)

    def test_it_comes_with_the_page(self):
        """...of one customer, to whom may answer; of several nothing is asked."""
        seen = self._seen(self.partner)
        [values] = seen.web_read({"ficha_question": {}})
        self.assertEqual(values["ficha_question"], seen.get_ficha_question())
        both = seen | self._seen(self._partner("Other", vat="B15704430"))
        self.env.invalidate_all()
        for values in both.web_read({"ficha_question": {}}):
            self.assertFalse(values["ficha_question"])
        reader = self._user("quality_reader", "base.group_user")
        with self.assertRaises(AccessError):
            self._seen(self.partner, reader).web_read({"ficha_question": {}})

    def test_few_queries(self):
        self._asked()
        self.env.cr.flush()
        seen = self._seen(self.partner)
        seen.read(["name", "active"])
        with self.assertQueryCount(5):
            seen.get_ficha_question()
