from odoo.tests import HttpCase, tagged

from .common_results import ResultsCommon


@tagged("post_install", "-at_install")
class TestResultsTour(ResultsCommon, HttpCase):
    def test_results(self):
        """Two customers of this quarter, one in two categories: 1.5 on average."""
        self.env["account.move"].search(
            [("company_id", "=", self.company.id)]
        ).filtered(lambda m: m.state == "posted").button_draft()
        one = self._customer("Results tour one", self.ana)
        two = self._customer("Results tour two", self.ana)
        self.sell(one, "2026-05-10", self.boxes, self.tape)
        self.sell(two, "2026-06-12", self.boxes)
        self.manager.tour_enabled = False
        self.start_tour(
            "/odoo/resultados", "ficha_results_tour", login=self.manager.login
        )
