from freezegun import freeze_time

from odoo import Command

from odoo.addons.ficha_cliente.tests.common_issued import IssuedCommon

MARCH_APRIL = {
    "period": "custom",
    "date_from": "2026-03-01",
    "date_to": "2026-04-30",
}


class ResultsCommon(IssuedCommon):
    """A handful of purchases whose results are worked out by hand.

    The period asked for is March and April of 2026, 61 days; before it 30 December to
    28 February; earlier, 30 October to 29 December.

    ======  ====================================================================
    Aceros  10 Jan boxes; 10 Mar boxes and tape; 9 Apr pallets, credited on the 20th
    Barrio  1 Nov boxes; 1 Mar boxes, in two invoices
    Costa   30 Dec tape; 28 Feb tape
    Duero   30 Apr something that is no product; 1 May boxes
    Ebro    10 Mar only a credit note
    ======  ====================================================================
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.startClassPatcher(freeze_time("2026-06-15 10:00:00"))
        cls.ana = cls._user(
            "results_ana",
            "ficha_cliente.group_ficha_user,account.group_account_readonly",
        )
        cls.luis = cls._user(
            "results_luis",
            "ficha_cliente.group_ficha_user,account.group_account_readonly",
        )
        cls.manager = cls._user(
            "results_manager",
            "ficha_cliente.group_ficha_manager,account.group_account_readonly",
        )
        for user in (cls.ana, cls.luis, cls.manager):
            user.tz = "Europe/Madrid"
        cls.boxes, cls.tape, cls.pallets = (
            cls.env["product.product"].create(
                {
                    "name": name,
                    "categ_id": cls.env["product.category"].create({"name": name}).id,
                    "taxes_id": False,
                }
            )
            for name in ("Boxes", "Tape", "Pallets")
        )
        cls.aceros, cls.barrio = (
            cls._customer("Aceros", cls.ana),
            cls._customer("Barrio", cls.ana),
        )
        cls.costa, cls.duero, cls.ebro = (
            cls._customer("Costa", cls.luis),
            cls._customer("Duero"),
            cls._customer("Ebro", cls.luis),
        )
        cls.duero.user_id = False  # nobody's, also where the sales team's head would be
        cls.sell(cls.aceros, "2026-01-10", cls.boxes)
        cls.sell(cls.aceros, "2026-03-10", cls.boxes, cls.tape)
        cls.sell(cls.aceros, "2026-04-09", cls.pallets)
        cls.sell(cls.aceros, "2026-04-20", cls.pallets, move_type="out_refund")
        cls.sell(cls.barrio, "2025-11-01", cls.boxes)
        cls.sell(cls.barrio, "2026-03-01", cls.boxes)
        cls.sell(cls.barrio, "2026-03-01", cls.boxes)
        cls.sell(cls.costa, "2025-12-30", cls.tape)
        cls.sell(cls.costa, "2026-02-28", cls.tape)
        cls.sell(cls.duero, "2026-04-30")
        cls.sell(cls.duero, "2026-05-01", cls.boxes)
        cls.sell(cls.ebro, "2026-03-10", cls.boxes, move_type="out_refund")
        cls.sell(cls.ebro, "2026-03-10", cls.boxes, post=False)

    @classmethod
    def _customer(cls, name, user=None):
        return cls.env["res.partner"].create(
            {"name": name, "is_company": True, "user_id": user and user.id}
        )

    @classmethod
    def sell(cls, partner, day, *products, move_type="out_invoice", **values):
        lines = [
            Command.create({"product_id": p.id, "price_unit": 10, "tax_ids": []})
            for p in products
        ] or [Command.create({"name": "Work", "price_unit": 10, "tax_ids": []})]
        return cls._invoice(
            partner,
            user=cls.env.user,
            invoice_date=day,
            date=day,
            move_type=move_type,
            invoice_line_ids=lines,
            **values,
        )

    def results(self, user=None, **question):
        return (
            self.env["ficha.results"]
            .with_user(user or self.manager)
            .with_context(allowed_company_ids=self.company.ids, lang="en_US")
            .get_results(**(MARCH_APRIL | question))
        )

    def measure(self, key, user=None, **question):
        answer = self.results(user, **question)
        return next(m for m in answer["measures"] if m["key"] == key)

    def assertFigures(self, measure, **expected):
        """Each figure is what was worked out by hand, now and before."""
        found = {
            f["key"]: (f["value"], f["before"])
            for f in measure["figures"]
            if f["key"] in expected
        }
        self.assertEqual(found, expected)

    def listed(self, measure, figure, user=None, before=False, row=None, **question):
        """The records of the list behind a figure."""
        env = self.env(
            user=user or self.manager,
            context={"allowed_company_ids": self.company.ids},
        )
        action = env["ficha.results"].open_figure(
            MARCH_APRIL | question, measure, figure, before, row
        )
        return (
            env[action["res_model"]]
            .with_context(**action["context"])
            .search(action["domain"], order="id")
        )

    def check_sales_team(self):
        """Split by sales team, for the modules of apps that have them: Ana's team sold
        to Aceros and Barrio; Luis, of no team, lost Costa."""
        team = self.env["crm.team"].sudo().create({"name": "Results team"})
        self.env["crm.team.member"].sudo().search(
            [("user_id", "in", (self.ana | self.luis).ids)]
        ).unlink()
        self.env["crm.team.member"].sudo().create(
            {"crm_team_id": team.id, "user_id": self.ana.id}
        )
        answer = self.results(dimension="team")
        self.assertIn("team", [dimension["key"] for dimension in answer["dimensions"]])
        rows = self.measure("attrition", dimension="team")["rows"]
        self.assertEqual(
            [(row["label"], row["values"][1]) for row in rows],
            [("Results team", (0, 1)), ("No sales team", (1, 0))],
        )
        lost = self.listed("attrition", "lost", dimension="team", row="")
        self.assertEqual(lost, self.costa)
