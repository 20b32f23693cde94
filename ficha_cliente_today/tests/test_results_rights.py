from odoo import Command
from odoo.tests import tagged

from .common_results import ResultsCommon


@tagged("post_install", "-at_install")
class TestResultsRights(ResultsCommon):
    """Who sees whose results, and satisfaction, which needs no invoices."""

    def said(self, partner, date, **values):
        return (
            self.env["ficha.interaction"]
            .sudo()
            .with_context(allowed_company_ids=self.company.ids)
            .create(
                {
                    "partner_id": partner.id,
                    "company_id": self.company.id,
                    "date": date,
                    "kind": "survey",
                    "subject": "How are we doing?",
                    **values,
                }
            )
        )

    def complaint(self, partner, date, solved=None):
        complaint = self.said(
            partner, date, kind="complaint", complaint_state="open", subject="Bent"
        )
        if solved:
            complaint.write({"complaint_state": "solved", "solved_on": solved})
        return complaint

    def test_satisfaction(self):
        """A 5 and a 2 in the period; what was said at half past eleven at night of its
        last day, and at five to midnight before its first, in Madrid, stay where the
        calendar on the wall has them. Complaints: two came in, one was solved after
        six days, as was, after forty, one from before."""
        five = self.said(self.aceros, "2026-03-05 10:00:00", satisfaction="5")
        two = self.said(self.barrio, "2026-04-30 21:30:00", satisfaction="2")
        self.said(self.barrio, "2026-04-30 22:30:00", satisfaction="1")  # 1 May there
        four = self.said(self.costa, "2026-02-28 22:55:00", satisfaction="4")
        self.said(self.costa, "2026-03-10 10:00:00")  # no answer
        bent = self.complaint(self.aceros, "2026-03-02 10:00:00", "2026-03-08 10:00:00")
        still = self.complaint(self.aceros, "2026-04-01 10:00:00")
        old = self.complaint(self.costa, "2026-02-10 10:00:00", "2026-03-22 10:00:00")
        measure = self.measure("satisfaction", user_ids=(self.ana | self.luis).ids)
        self.assertFigures(
            measure,
            average=(3.5, 4),
            answers=(2, 1),
            opened=(2, 1),
            solved=(2, 0),
            solve_days=(23, None),
        )
        self.assertEqual(self.listed("satisfaction", "answers"), five | two)
        self.assertEqual(self.listed("satisfaction", "average", before=True), four)
        self.assertEqual(self.listed("satisfaction", "opened"), bent | still)
        self.assertEqual(self.listed("satisfaction", "solved"), bent | old)
        row = str(self.luis.id)
        self.assertEqual(self.listed("satisfaction", "solved", row=row), old)
        self.assertEqual(measure["trend"][-3:], [4, 5, 2])

    def test_private_answers_are_left_to_who_may_see_them(self):
        self.said(self.aceros, "2026-03-05 10:00:00", satisfaction="1", private=True)
        self.assertFigures(
            self.measure("satisfaction", user_ids=self.ana.ids), answers=(0, 0)
        )
        self.manager.group_ids += self.env.ref("ficha_cliente.group_ficha_personal")
        self.assertFigures(
            self.measure("satisfaction", user_ids=self.ana.ids), answers=(1, 0)
        )

    def test_everybody_sees_their_own_customers(self):
        self.assertFigures(self.measure("cross", self.ana), active=(2, 1))
        self.assertFigures(self.measure("cross", self.luis), active=(0, 1))
        self.duero.followup_user_id = self.luis
        self.assertFigures(self.measure("cross", self.luis), active=(1, 1))
        self.assertFigures(
            self.measure("cross", self.luis, user_ids=self.ana.ids), active=(0, 0)
        )
        self.assertEqual(
            self.listed("cross", "active", self.ana), self.aceros | self.barrio
        )
        answer = self.results(self.ana)
        self.assertFalse(answer["manager"])
        self.assertFalse(answer["people"])
        people = {person["id"] for person in self.results()["people"]}
        self.assertLessEqual({self.ana.id, self.luis.id}, people)

    def test_without_permission_to_read_invoices(self):
        nobody = self._user("results_nobody", "ficha_cliente.group_ficha_user")
        answer = self.results(nobody)
        forbidden = [m["key"] for m in answer["measures"] if m.get("forbidden")]
        self.assertEqual(forbidden, ["sales", "base", "cross", "attrition", "cycle"])
        self.assertTrue(self.measure("satisfaction", nobody)["figures"])

    def test_two_companies(self):
        """What another company sold counts only where that company is switched on, and
        a customer of both is one customer."""
        other = self._create_company(name="Other company")
        self.env.user.company_ids += other
        self.manager.company_ids += other
        both = (self.company | other).ids
        product = self.tape.with_company(other)
        for partner in (self.aceros, self.costa):
            move = (
                self.env["account.move"]
                .with_context(allowed_company_ids=other.ids)
                .create(
                    {
                        "move_type": "out_invoice",
                        "partner_id": partner.id,
                        "invoice_date": "2026-03-20",
                        "date": "2026-03-20",
                        "invoice_line_ids": [
                            Command.create(
                                {
                                    "product_id": product.id,
                                    "price_unit": 10,
                                    "tax_ids": [],
                                }
                            )
                        ],
                    }
                )
            )
            move.action_post()
        self.assertFigures(self.measure("cross"), active=(3, 2))
        results = (
            self.env["ficha.results"]
            .with_user(self.manager)
            .with_context(allowed_company_ids=both)
        )
        question = {
            "period": "custom",
            "date_from": "2026-03-01",
            "date_to": "2026-04-30",
            "dimension": "company",
        }
        measures = {m["key"]: m for m in results.get_results(**question)["measures"]}
        self.assertFigures(measures["cross"], active=(4, 2), average=(1, 1))
        self.assertFigures(measures["attrition"], lost=(0, 1))
        rows = {row["label"]: row["values"][2] for row in measures["cross"]["rows"]}
        self.assertEqual(rows, {self.company.name: (3, 2), other.name: (2, 0)})
        action = results.open_figure(question, "cross", "active", row=str(other.id))
        found = results.env["res.partner"].search(action["domain"])
        self.assertEqual(found, self.aceros | self.costa)

    def test_charts_leave_out_whom_the_reader_may_not_see(self):
        """Who sees every contact is told of all in the charts; a contact hidden by a
        rule is in none of them."""
        keys = ("sales", "base", "cross", "attrition", "cycle")
        everybody = {key: self.measure(key)["trend"] for key in keys}
        self.env["ir.rule"].sudo().create(
            {
                "name": "Not this one",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": [("id", "!=", self.aceros.id)],
            }
        )
        some = {key: self.measure(key)["trend"] for key in keys}
        for key in ("sales", "cross", "cycle"):
            self.assertNotEqual(some[key], everybody[key], key)
        months = self.results()["months"]
        sold = dict(zip(months, some["sales"], strict=True))
        self.assertEqual(sold["Mar 26"], 10, "Barrio's 20 less what Ebro gave back")
        self.assertEqual(
            dict(zip(months, everybody["sales"], strict=True))["Mar 26"], 30
        )
