from odoo import Command, fields
from odoo.tests import tagged

from .common_results import ResultsCommon


@tagged("post_install", "-at_install")
class TestResultsGrowth(ResultsCommon):
    """Sales, the base of customers and the funnel, worked out by hand; see
    ResultsCommon: every line is 10."""

    def test_sales(self):
        """Aceros: boxes and tape, 20, and pallets credited, 0; Barrio twice 10 on one
        day; Duero 10; Ebro only a credit note, -10. Before: Aceros 10, Costa 2 x 10."""
        measure = self.measure("sales")
        self.assertFigures(measure, revenue=(40, 30), purchases=(4, 3), ticket=(10, 10))
        everybody = self.aceros | self.barrio | self.duero | self.ebro
        self.assertEqual(self.listed("sales", "revenue"), everybody)
        self.assertEqual(self.listed("sales", "purchases"), everybody - self.ebro)
        self.assertEqual(
            self.listed("sales", "revenue", before=True), self.aceros | self.costa
        )
        # January 10; February 10; March 20 + 20 - 10; April 0 + 10
        self.assertEqual(measure["trend"][-4:], [10, 10, 30, 10])
        # else a figure of the running month stands over a line without it
        self.assertIn("whole months only", measure["trend_help"])
        rows = {row["label"]: row["values"][0] for row in measure["rows"]}
        self.assertEqual(
            rows,
            {
                self.ana.name: (40, 10),
                self.luis.name: (-10, 20),
                "No salesperson": (10, 0),
            },
        )

    def test_the_base(self):
        """Duero is new; Barrio had bought in November. At the end of April: Aceros,
        Barrio, Costa, Duero; on 28 February, and so the day before March: Aceros,
        Barrio, Costa. Before: Aceros and Costa twice were new, against Barrio alone."""
        measure = self.measure("base")
        self.assertFigures(measure, new=(1, 2), base=(4, 3), growth=(4 / 3 - 1, 2))
        self.assertEqual(self.listed("base", "new"), self.duero)
        self.assertEqual(
            self.listed("base", "new", before=True), self.aceros | self.costa
        )
        self.assertEqual(
            self.listed("base", "base"),
            self.aceros | self.barrio | self.costa | self.duero,
        )
        # Barrio in November, Costa in December, Aceros in January, Duero in April
        self.assertEqual(measure["trend"][-6:], [1, 1, 1, 0, 0, 1])
        self.assertEqual(
            self.listed("base", "new", row=str(self.luis.id), before=True), self.costa
        )

    def test_other_companies_currency(self):
        """What a company in another currency sold counts in the reader's."""
        other = self._create_company(name="Other company")
        other.currency_id = self.env["res.currency"].create(
            {"name": "TST", "symbol": "T", "active": True}
        )
        self.env["res.currency.rate"].create(
            {
                "currency_id": other.currency_id.id,
                "company_id": self.company.id,
                "name": "2020-01-01",
                "rate": 2.0,
            }
        )
        self.env.user.company_ids += other
        self.manager.company_ids += other
        move = (
            self.env["account.move"]
            .with_context(allowed_company_ids=other.ids)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.aceros.id,
                    "invoice_date": "2026-03-20",
                    "date": "2026-03-20",
                    "invoice_line_ids": [
                        Command.create(
                            {"name": "Work", "price_unit": 100, "tax_ids": []}
                        )
                    ],
                }
            )
        )
        move.action_post()
        self.assertFigures(self.measure("sales"), revenue=(40, 30))
        results = (
            self.env["ficha.results"]
            .with_user(self.manager)
            .with_context(allowed_company_ids=(self.company | other).ids)
        )
        for dimension, expected in (("user", None), ("company", 50)):
            answer = results.get_results(
                period="custom",
                date_from="2026-03-01",
                date_to="2026-04-30",
                dimension=dimension,
            )
            measure = next(m for m in answer["measures"] if m["key"] == "sales")
            self.assertFigures(measure, revenue=(90, 30))
            if expected:
                rows = {row["label"]: row["values"][0] for row in measure["rows"]}
                self.assertEqual(rows[other.name], (expected, 0))

    def test_funnel_by_source_and_person(self):
        made = {}
        for name, source, stage, day, user in (
            ("One", "web", "lead", "2026-03-05", self.ana),
            ("Two", "web", "customer", "2026-03-06", self.ana),
            ("Three", "fair", "prospect", "2026-04-30", self.luis),
            ("Four", False, "suspect", "2026-03-01", None),
            ("Five", "web", "customer", "2026-01-20", self.luis),
            ("Six", "fair", "suspect", "2026-05-01", self.luis),
        ):
            made[name] = self._customer(name, user)
            made[name].write({"ficha_acquisition": source, "ficha_lifecycle": stage})
            # 23:30 in Madrid
            moment = fields.Datetime.to_datetime(f"{day} 21:30:00")
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE res_partner SET create_date = %s WHERE id = %s",
                [moment, made[name].id],
            )
        self.env.invalidate_all()
        ours = {"user_ids": (self.ana | self.luis).ids}
        self.assertFigures(
            self.measure("funnel", **ours),
            opened=(3, 1),
            interested=(3, 1),
            offered=(2, 1),
            bought=(1, 1),
            rate=(1 / 3, 1),
        )
        self.assertEqual(self.listed("funnel", "bought", **ours), made["Two"])
        rows = {
            row["label"]: [now for now, _before in row["values"][:4]]
            for row in self.measure("funnel", dimension="source", **ours)["rows"]
        }
        self.assertEqual(rows, {"Website": [2, 2, 1, 1], "Trade fair": [1, 1, 1, 0]})
        rows = self.measure("funnel", dimension="source")["rows"]
        self.assertIn("Source not known", [row["label"] for row in rows])
        self.assertEqual(
            self.listed("funnel", "opened", dimension="source", row="web", **ours),
            made["One"] | made["Two"],
        )
        # one's own
        self.assertFigures(self.measure("funnel", self.luis), opened=(1, 1))

    def test_contacts_that_stand_for_nobody_are_no_new_files(self):
        """An Odoo that has just been set up has made no customer file."""
        nobody = self.env.ref("base.public_partner") | self.env.ref(
            "base.template_portal_user_id_res_partner"
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = '2026-03-05 10:00:00', "
            "ficha_lifecycle = 'suspect' WHERE id = ANY(%s)",
            [nobody.ids],
        )
        self.env.invalidate_all()
        self.assertFalse(self.listed("funnel", "opened") & nobody)
