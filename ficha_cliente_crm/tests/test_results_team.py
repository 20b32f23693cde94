from odoo.tests import tagged

from odoo.addons.ficha_cliente.tests.common_results import ResultsCommon


@tagged("post_install", "-at_install")
class TestResultsTeam(ResultsCommon):
    def test_by_sales_team(self):
        """Ana's team sold to Aceros and Barrio; Luis, of no team, lost Costa."""
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
